import { hub } from "./frame.js";

const page = document.getElementById("spawn-pending");
const away = [502, 503, 504];

/** Loads the page anew: it knows best what became of the server. While nobody answers, what is there stays, and is asked again. */
async function reload() {
  try {
    const answer = await fetch(location.href, { redirect: "manual", cache: "no-store" });
    if (!away.includes(answer.status)) {
      location.reload();
      return;
    }
  } catch {
    // No connection: as good as an answer that says so.
  }
  document.getElementById("hub-away").hidden = false;
  setTimeout(reload, 2000);
}

if (page) {
  const bar = document.getElementById("progress-bar");
  const message = document.getElementById("progress-message");
  const log = document.getElementById("progress-log");
  // An event stream cannot send headers, so the proof that we ask goes into the address.
  const stream = new EventSource(`${page.dataset.progressUrl}?_xsrf=${encodeURIComponent(hub.xsrfToken)}`);
  let seen = 0;

  stream.onmessage = (event) => {
    const step = JSON.parse(event.data);
    seen += 1;
    if (step.progress !== undefined) bar.value = step.progress;
    const text = step.message ?? "";
    if (text) {
      message.textContent = text;
      const line = document.createElement("li");
      line.textContent = text;
      log.append(line);
    }
    if (step.ready) {
      stream.close();
      location.replace(page.dataset.target || step.url);
    } else if (step.failed) {
      stream.close();
      message.classList.add("error");
      message.setAttribute("role", "alert");
      if (step.next_step) {
        const next = document.getElementById("next-step");
        next.textContent = `What you can do: ${step.next_step}`;
        next.hidden = false;
      }
      document.getElementById("progress-details").open = true;
      document.getElementById("failed-actions").hidden = false;
    }
  };

  // A stream that ends unasked begins again from the start, so the page does, too.
  stream.onerror = () => {
    stream.close();
    setTimeout(reload, seen ? 1000 : 3000);
  };
} else {
  document.getElementById("refresh")?.addEventListener("click", (event) => {
    event.preventDefault();
    location.reload();
  });
  setTimeout(reload, 3000);
}
