import { encode, hub, stopServer, whileBusy } from "./frame.js";

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
