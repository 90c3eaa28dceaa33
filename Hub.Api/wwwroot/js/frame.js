// What every page has: the way to the REST API, the error dialog, readable times, light and dark.

const { baseUrl, prefix, user, xsrfToken } = document.body.dataset;

export const hub = { baseUrl, prefix, user, xsrfToken };

export const encode = (name) => encodeURIComponent(name).replaceAll("%40", "@");

/** Calls the REST API; gives the decoded answer (null when it has no body) and throws the message of a refusal. */
export async function api(method, path, body, headers = {}) {
  const answer = await fetch(`${hub.baseUrl}api/${path}`, {
    method,
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-XSRFToken": hub.xsrfToken, ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  const content = answer.headers.get("Content-Type")?.startsWith("application/json") && text ? JSON.parse(text) : null;
  if (!answer.ok) {
    const error = new Error(content?.message ?? `${answer.status} ${answer.statusText}`);
    error.status = answer.status;
    throw error;
  }
  return content;
}

export function showError(error) {
  const dialog = document.getElementById("error-dialog");
  dialog.querySelector(".ajax-error").textContent = error.message ?? String(error);
  if (!dialog.open) dialog.showModal();
}

/** Runs what a button does, with the button off meanwhile and a failure told. */
export async function whileBusy(button, work) {
  button.disabled = true;
  try {
    await work();
  } catch (error) {
    showError(error);
  } finally {
    button.disabled = false;
  }
}

export const serverPath = (name, server) =>
  server ? `users/${encode(name)}/servers/${encode(server)}` : `users/${encode(name)}/server`;

/** Stops a server and waits until it has stopped. */
export async function stopServer(name, server, body) {
  await api("DELETE", serverPath(name, server), body);
  for (;;) {
    let model;
    try {
      model = await api("GET", serverPath(name, server));
    } catch (error) {
      if (error.status === 404) return;
      throw error;
    }
    if (model.stopped) return;
    await new Promise((done) => setTimeout(done, 500));
  }
}

const steps = [[60, "second"], [60, "minute"], [24, "hour"], [30, "day"], [12, "month"], [Infinity, "year"]];
const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });

export function timeAgo(when) {
  let span = (new Date(when) - Date.now()) / 1000;
  for (const [size, unit] of steps) {
    if (Math.abs(span) < size) return words.format(Math.round(span), unit);
    span /= size;
  }
  return when;
}

for (const time of document.querySelectorAll("time[datetime]")) {
  time.title = new Date(time.dateTime).toLocaleString();
  time.textContent = timeAgo(time.dateTime);
}

const stored = localStorage.getItem("jupyterhub-theme");
const preferred = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
document.documentElement.dataset.theme = stored ?? preferred;
document.getElementById("dark-theme-toggle").addEventListener("click", () => {
  const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  localStorage.setItem("jupyterhub-theme", next);
});
