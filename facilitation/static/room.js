// The room's window and the single screen: they look again when the meeting has moved, and never touch a field that somebody uses.
"use strict";

const screen_ = document.getElementById("room-window");
const timers = (where) => {
  for (const clock of where.querySelectorAll("[data-timer]")) runTimer(clock);
};
timers(document);

async function look() {
  const answer = await fetch(location.pathname, { redirect: "error", headers: { "X-Veille": "1" } });
  if (!answer.ok) throw answer;
  show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  return screen_.dataset.version;
}

function show(page) {
  const fresh = page.getElementById("room-window");
  if (!fresh) return;
  if (fresh.innerHTML !== screen_.innerHTML) {
    screen_.replaceChildren(...fresh.childNodes);
    timers(screen_);
  }
  const moved = screen_.dataset.stage !== fresh.dataset.stage;
  screen_.dataset.version = fresh.dataset.version;
  for (const id of ["strip-clock", "strip-moves"]) replaceStill(page, id);
  if (moved) moveEntry(page, fresh.dataset.stage);
}

function replaceStill(page, id) {
  const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
  if (!old || !fresh || old.innerHTML === fresh.innerHTML || old.contains(document.activeElement)) return;
  old.replaceChildren(...fresh.childNodes);
  timers(old);
}

// The entry of another step: put in place when nothing is being written, else announced.
function moveEntry(page, stage) {
  const [old, fresh] = [document.querySelector(".strip-entry"), page.querySelector(".strip-entry")];
  const busy = old.contains(document.activeElement) || [...old.querySelectorAll("input[type=text], textarea")].some((one) => one.value);
  if (busy) {
    document.querySelector("[data-moved]").hidden = false;
    return;
  }
  old.replaceChildren(...fresh.childNodes);
  screen_.dataset.stage = stage;
}

startPulse({
  stream: screen_.dataset.stream,
  poll: screen_.dataset.pulse,
  version: screen_.dataset.version,
  onMove: look,
  onLost: () => (screen_.dataset.stale = "oui"), // the room keeps what it saw
  onFound: () => delete screen_.dataset.stale,
  onAway: () => location.reload(),
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return;
  if (localStorage.getItem("maillage-touches") === "non") return;
  if (event.target.matches("input, textarea, select") || (event.key === " " && event.target.matches("button, summary, a"))) return;
  const name = event.key === " " ? "space" : event.key.toLowerCase();
  const wanted = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key.toLowerCase() === name);
  if (!wanted) return;
  event.preventDefault();
  wanted.click();
});
