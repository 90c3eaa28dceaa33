document.getElementById("insecure-login-warning").hidden = window.isSecureContext;

const password = document.getElementById("password_input");
const toggle = document.getElementById("toggle_password_visibility");
toggle.addEventListener("click", () => {
  const shown = password.type === "text";
  password.type = shown ? "password" : "text";
  toggle.setAttribute("aria-pressed", String(!shown));
  toggle.textContent = shown ? "Show" : "Hide";
});

// Once is enough; coming back with the browser's button makes it usable again.
const submit = document.getElementById("login_submit");
document.getElementById("login-form").addEventListener("submit", () => { submit.disabled = true; });
window.addEventListener("pageshow", () => { submit.disabled = false; });
