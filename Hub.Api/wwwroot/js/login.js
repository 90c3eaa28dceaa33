for (const warning of document.querySelectorAll(".insecure-login-warning")) warning.hidden = window.isSecureContext;

for (const toggle of document.querySelectorAll(".toggle-password")) {
  const password = document.getElementById(toggle.getAttribute("aria-controls"));
  toggle.addEventListener("click", () => {
    const shown = password.type === "text";
    password.type = shown ? "password" : "text";
    toggle.setAttribute("aria-pressed", String(!shown));
    toggle.textContent = shown ? "Show" : "Hide";
  });
}

// Once is enough; coming back with the browser's button makes it usable again.
for (const form of document.querySelectorAll(".login-form")) {
  const submit = form.querySelector(".login_submit");
  form.addEventListener("submit", () => { submit.disabled = true; });
  window.addEventListener("pageshow", () => { submit.disabled = false; });
}
