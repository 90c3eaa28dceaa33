import { api, encode, hub, showError, whileBusy } from "./frame.js";

const tokens = `users/${encode(hub.user)}/tokens`;
const form = document.getElementById("request-token-form");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const seconds = document.getElementById("token-expiration-seconds").value;
  const scopes = document.getElementById("token-scopes").value.split(/\s+/).filter(Boolean);
  const body = {
    note: document.getElementById("token-note").value || "Requested via token page",
    expires_in: seconds ? Number(seconds) : null,
    ...(scopes.length ? { scopes } : {}),
  };
  await whileBusy(form.querySelector("button[type=submit]"), async () => {
    const made = await api("POST", tokens, body);
    document.getElementById("token-result").textContent = made.token;
    document.getElementById("token-area").hidden = false;
  });
});

for (const row of document.querySelectorAll(".token-row")) {
  row.querySelector(".revoke-token-btn").addEventListener("click", async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    try {
      await api("DELETE", `${tokens}/${encode(row.dataset.tokenId)}`);
      row.remove();
    } catch (error) {
      showError(error);
      button.disabled = false;
    }
  });
}

const everywhere = document.getElementById("sign-out-everywhere");
everywhere.addEventListener("click", () => whileBusy(everywhere, async () => {
  await api("DELETE", `users/${encode(hub.user)}/sessions`);
  location.assign(`${hub.baseUrl}logout`);
}));
