import { api, encode, hub, serverPath, showError, stopServer, timeAgo, whileBusy } from "./frame.js";

const paged = { Accept: "application/jupyterhub-pagination+json" };
const may = new Set(document.getElementById("admin").dataset.abilities.split(" "));
const byId = (id) => document.getElementById(id);

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** A button that works on the API and shows the list anew when it is done. */
function action(text, kind, work, id) {
  const button = element("button", { type: "button", textContent: text, className: kind });
  if (id) button.id = id;
  button.addEventListener("click", () => whileBusy(button, work));
  return button;
}

function confirmed(question) {
  const dialog = byId("confirm-dialog");
  byId("confirm-question").textContent = question;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true });
  });
}

/** A table of one page of a list, with buttons to the pages beside it. */
class PagedTable {
  constructor(name, path, query, rows) {
    Object.assign(this, { name, path, query, rows, offset: 0, latest: 0 });
    byId(`${name}s-previous`).addEventListener("click", () => this.move(-1));
    byId(`${name}s-next`).addEventListener("click", () => this.move(1));
  }

  move(pages) {
    this.offset = Math.max(0, this.offset + pages * this.limit);
    return this.load();
  }

  first() {
    this.offset = 0;
    return this.load();
  }

  async load() {
    const turn = (this.latest += 1);
    try {
      const query = new URLSearchParams({ ...this.query(), offset: this.offset });
      const page = await api("GET", `${this.path}?${query}`, undefined, paged);
      // An answer that was overtaken by a later question is of no interest.
      if (turn !== this.latest) return;
      const { offset, limit, total, next } = page._pagination;
      this.limit = limit;
      byId(`${this.name}-table`).tBodies[0].replaceChildren(...page.items.flatMap(this.rows));
      byId(`${this.name}s-shown`).textContent = total
        ? `${offset + 1}–${offset + page.items.length} of ${total}`
        : "none";
      byId(`${this.name}s-previous`).disabled = offset === 0;
      byId(`${this.name}s-next`).disabled = next === null;
    } catch (error) {
      showError(error);
    }
  }
}

const users = byId("users") && new PagedTable("user", "users", () => {
  const query = { sort: byId("user-sort").value, include_stopped_servers: "1" };
  if (byId("user-search").value) query.name_filter = byId("user-search").value;
  if (byId("user-state").value) query.state = byId("user-state").value;
  return query;
}, userRows);

const groups = byId("groups") && new PagedTable("group", "groups", () => ({}), groupRows);

function status(server) {
  if (server.ready) return "running";
  return server.pending ? `pending ${server.pending}` : "stopped";
}

function when(time) {
  return time
    ? element("time", { dateTime: time, textContent: timeAgo(time), title: new Date(time).toLocaleString() })
    : "Never";
}

function userRows(user) {
  const known = Object.values(user.servers ?? {});
  const main = known.find((server) => server.name === "") ?? { name: "", stopped: true };
  const rows = [row(user, main, true)];
  for (const server of known.filter((one) => one.name !== "")) rows.push(row(user, server, false));
  return rows;
}

function row(user, server, first) {
  const line = element("tr", { className: first ? "user-row" : "server-row" });
  line.dataset.user = user.name;
  line.dataset.serverName = server.name;
  const name = element("span", { textContent: first ? user.name : "" });
  const url = server.ready ? element("a", { href: server.url, textContent: server.name || "server" }) : server.name || "";
  line.append(
    element("td", {}, name),
    element("td", { textContent: first && user.admin ? "admin" : "" }),
    element("td", {}, url),
    element("td", {}, when(first && server.stopped ? user.last_activity : server.last_activity)),
    element("td", { className: "status", textContent: may.has("servers") ? status(server) : "" }),
    element("td", { className: "row-actions" }, ...serverActions(user, server), ...(first ? userActions(user) : [])),
  );
  return line;
}

function serverActions(user, server) {
  const actions = [];
  if (server.stopped && may.has("start")) {
    actions.push(action("Start Server", "start-server primary", async () => {
      await api("POST", serverPath(user.name, server.name));
      await users.load();
    }));
    const spawn = [user.name, server.name].filter(Boolean).map(encode).join("/");
    actions.push(element("a", { className: "button", href: `${hub.baseUrl}spawn/${spawn}`, textContent: "Spawn Page" }));
    if (server.name && may.has("stop")) {
      actions.push(action("Delete Server", "delete-server danger", async () => {
        await stopServer(user.name, server.name, { remove: true });
        await users.load();
      }));
    }
  } else if (!server.stopped && may.has("stop")) {
    actions.push(action("Stop Server", "stop-server danger", async () => {
      await stopServer(user.name, server.name);
      await users.load();
    }));
  }
  if (!server.stopped && may.has("reset")) {
    actions.push(action("Reset", "reset-server danger", async () => {
      const named = server.name ? `${user.name}/${server.name}` : user.name;
      if (!(await confirmed(`Reset the server of ${named}? It ends at once, whatever it is at.`))) return;
      const { trouble } = await api("POST", `${serverPath(user.name, server.name)}/reset`);
      await users.load();
      if (trouble.length) showError(new Error(trouble.join(" ")));
    }));
  }
  return actions;
}

function userActions(user) {
  const actions = [];
  if (may.has("change")) actions.push(action("Edit User", "edit-user", () => editUser(user)));
  if (may.has("delete") && user.name !== hub.user) {
    actions.push(action("Delete User", "delete-user danger", async () => {
      if (!(await confirmed(`Delete user ${user.name} with all servers and tokens?`))) return;
      await api("DELETE", `users/${encode(user.name)}`);
      await users.load();
    }));
  }
  return actions;
}

function editUser(user) {
  const [dialog, name, admin] = [byId("edit-user-dialog"), byId("edit-user-name"), byId("edit-user-admin")];
  name.value = user.name;
  admin.checked = user.admin;
  byId("edit-user-cancel").onclick = () => dialog.close();
  byId("edit-user-form").onsubmit = async () => {
    const changes = {};
    if (name.value !== user.name) changes.name = name.value;
    if (admin.checked !== user.admin) changes.admin = admin.checked;
    try {
      if (Object.keys(changes).length) await api("PATCH", `users/${encode(user.name)}`, changes);
      await users.load();
    } catch (error) {
      showError(error);
    }
  };
  dialog.showModal();
}

function groupRows(group) {
  const line = element("tr", { className: "group-row" });
  line.dataset.group = group.name;
  const path = `groups/${encode(group.name)}`;
  const members = element("ul", { className: "members" }, ...(group.users ?? []).map((name) => {
    const item = element("li", {}, name);
    if (may.has("members")) {
      const remove = action("×", "quiet remove-member", async () => {
        await api("DELETE", `${path}/users`, { users: [name] });
        await groups.load();
      });
      remove.setAttribute("aria-label", `Remove ${name} from ${group.name}`);
      item.append(" ", remove);
    }
    return item;
  }));
  const actions = element("td", { className: "row-actions" });
  if (may.has("members")) {
    const form = element("form", { className: "joined" });
    const input = element("input", { placeholder: "username", required: true });
    input.setAttribute("aria-label", `Add a user to ${group.name}`);
    form.append(input, element("button", { textContent: "Add" }));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        await api("POST", `${path}/users`, { users: [input.value.trim()] });
        await groups.load();
      } catch (error) {
        showError(error);
      }
    });
    actions.append(form);
  }
  if (may.has("delete-groups")) {
    actions.append(action("Delete Group", "delete-group danger", async () => {
      if (!(await confirmed(`Delete group ${group.name}?`))) return;
      await api("DELETE", path);
      await groups.load();
    }));
  }
  line.append(element("td", { textContent: group.name }), element("td", {}, members), actions);
  return [line];
}

if (users) {
  let typing;
  byId("user-search").addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => users.first(), 250);
  });
  byId("user-state").addEventListener("change", () => users.first());
  byId("user-sort").addEventListener("change", () => users.first());
  users.load();
}

if (groups) {
  byId("new-group-form")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = byId("new-group-name");
    try {
      await api("POST", `groups/${encode(name.value.trim())}`);
      name.value = "";
      await groups.load();
    } catch (error) {
      showError(error);
    }
  });
  groups.load();
}

byId("add-users-open")?.addEventListener("click", () => byId("add-users-dialog").showModal());
byId("add-users-cancel")?.addEventListener("click", () => byId("add-users-dialog").close());
byId("add-users-form")?.addEventListener("submit", async () => {
  const names = byId("add-users-names").value.split("\n").map((name) => name.trim()).filter(Boolean);
  try {
    await api("POST", "users", { usernames: names, admin: byId("add-users-admin").checked });
    byId("add-users-form").reset();
    await users.load();
  } catch (error) {
    showError(error);
  }
});

byId("shutdown-hub")?.addEventListener("click", async () => {
  if (!(await confirmed("Shut the hub down?"))) return;
  try {
    await api("POST", "shutdown", {});
  } catch (error) {
    showError(error);
  }
});

/** Says so when starts are refused because too many have failed. */
async function showStartFailures() {
  try {
    const failures = await api("GET", "start-failures");
    byId("start-failures").hidden = !failures.refused_since;
    byId("start-failures-text").textContent =
      `Starts are refused: the last ${failures.in_a_row} have failed. The latest was ${failures.last}`;
  } catch (error) {
    showError(error);
  }
}

if (may.has("reset")) {
  byId("clear-start-failures").addEventListener("click", (event) => whileBusy(event.currentTarget, async () => {
    await api("DELETE", "start-failures");
    await showStartFailures();
  }));
  showStartFailures();
}
