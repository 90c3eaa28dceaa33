import { api, encode, hub, serverPath, stopServer, whileBusy } from "./frame.js";

document.getElementById("stop")?.addEventListener("click", (event) =>
  whileBusy(event.currentTarget, async () => {
    await stopServer(hub.user, "");
    location.reload();
  }));

for (const row of document.querySelectorAll(".home-server-row")) {
  const server = row.dataset.serverName;
  row.querySelector(".stop-server")?.addEventListener("click", (event) =>
    whileBusy(event.currentTarget, async () => {
      await stopServer(hub.user, server);
      location.reload();
    }));
  row.querySelector(".delete-server")?.addEventListener("click", (event) =>
    whileBusy(event.currentTarget, async () => {
      await stopServer(hub.user, server, { remove: true });
      row.remove();
    }));
}

document.getElementById("new-server-form")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const name = document.getElementById("new-server-name").value.trim();
  location.assign(`${hub.baseUrl}spawn/${encode(hub.user)}/${encode(name)}`);
});

for (const button of document.querySelectorAll(".keep-server")) {
  button.addEventListener("click", () =>
    whileBusy(button, async () => {
      const server = button.closest("[data-server-name]").dataset.serverName;
      await api("PUT", `${serverPath(hub.user, server)}/keep`, { seconds: Number(button.dataset.seconds) });
      location.reload();
    }));
}
