import "./frame.js";

const page = document.getElementById("not-running");
const start = document.getElementById("start");
const seconds = Number(page.dataset.startsBy);

if (seconds > 0) {
  const countdown = document.getElementById("countdown");
  const end = Date.now() + seconds * 1000;
  countdown.hidden = false;
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    countdown.textContent = `Launching server in ${left} seconds…`;
    if (left === 0) location.assign(start.href);
    else setTimeout(tick, 500);
  };
  tick();
}
