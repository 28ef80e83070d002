// Typing sheets of paper in again: a key fills a cell and moves on, Enter saves the row and opens the next one at once.
// Without this script the same row is a plain form: Tab moves on, the button saves.
"use strict";

const form = document.getElementById("row");
const say = document.getElementById("say");
const words = form.dataset;
const cells = [...form.querySelectorAll(".retype-row :is(input, textarea)")];
const keysOf = (cell) => (cell.dataset.keys ? cell.dataset.keys.split(" ") : null);
const typed = () => cells.some((cell) => cell.value.trim());
const correcting = !words.place;
for (const one of form.querySelectorAll(".scripted")) one.hidden = false;

// ---------------------------------------------------------------- keys

const pending = new WeakMap(); // what was typed of a key of several signs: « 1 » may become « 10 »

const go = (cell) => {
  if (!cell) return;
  cell.focus();
  if (keysOf(cell)) cell.select();
};

// The next cell with keys; after the last one, the next text to write.
function onward(cell) {
  const rest = cells.slice(cells.indexOf(cell) + 1);
  go(rest.find((one) => keysOf(one)) || rest[0]);
}

function fill(cell, value) {
  cell.value = value;
  cell.removeAttribute("aria-invalid");
  say.textContent = "";
  changed();
}

function press(cell, key) {
  const keys = [...keysOf(cell), "x", "?"];
  if ("several" in cell.dataset && !["x", "?"].includes(key)) {
    if (keys.includes(key)) fill(cell, cell.selectionEnd > cell.selectionStart ? key : cell.value + key);
    else say.textContent = words.unknown;
    if (keys.includes(key)) cell.setSelectionRange(cell.value.length, cell.value.length);
    return;
  }
  const begun = pending.get(cell) || "";
  pending.delete(cell);
  const whole = begun + key;
  const longer = keys.filter((one) => one.startsWith(whole));
  if (!longer.length && begun && keys.includes(begun)) {
    onward(cell);
    if (document.activeElement !== cell && keysOf(document.activeElement)) press(document.activeElement, key);
    return;
  }
  if (!longer.length) {
    say.textContent = words.unknown;
    return;
  }
  fill(cell, whole);
  if (longer.length > 1 || longer[0] !== whole) pending.set(cell, whole);
  else onward(cell);
}

form.addEventListener("keydown", (event) => {
  const cell = event.target;
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" && cell.matches("input, textarea") && !(event.shiftKey && cell.matches("textarea"))) {
    event.preventDefault();
    if (!event.repeat) save();
    return;
  }
  if (!cells.includes(cell) || !keysOf(cell)) return;
  const place = cells.indexOf(cell);
  const gestures = {
    ArrowRight: () => go(cells[place + 1]),
    ArrowLeft: () => go(cells[place - 1]),
    Delete: () => fill(cell, ""),
    " ": () => {
      if (!("several" in cell.dataset)) fill(cell, "");
      onward(cell);
    },
    Backspace: () => {
      if (!cell.value) go(cells[place - 1]);
      const here = document.activeElement;
      if (cells.includes(here) && keysOf(here)) fill(here, "");
    },
  };
  if (gestures[event.key]) {
    event.preventDefault();
    pending.delete(cell);
    gestures[event.key]();
  } else if (event.key.length === 1) {
    event.preventDefault();
    press(cell, event.key.toLowerCase());
  }
});
form.addEventListener("focusout", (event) => pending.delete(event.target));

// ---------------------------------------------------------------- saving
// Rows are sent one after another. One that is refused comes back; what was being typed meanwhile waits, and comes back after it.

let line = Promise.resolve();
const waiting = [];
const snapshot = () => [...new FormData(form)].filter(([name]) => name !== "blanche_");
const own = () => [...form.querySelectorAll("#own input")].map((one) => [one.name, one.value]);

function show(values) {
  const kept = new Map(values);
  for (const field of form.elements) if (field.name && field.type !== "hidden" && field.type !== "submit") field.value = kept.get(field.name) || "";
}

function clear() {
  show([]);
  for (const cell of cells) cell.removeAttribute("aria-invalid");
  go(cells[0]);
}

function save() {
  if (correcting) {
    form.requestSubmit(form.querySelector("button.primary"));
    return;
  }
  if (!typed()) {
    say.textContent = words.nothing;
    return;
  }
  const values = snapshot().filter(([name]) => !form.querySelector(`#own [name="${name}"]`));
  clearTimeout(timer);
  clear();
  if (waiting.length) {
    show(waiting.pop());
    go(cells[0]);
  }
  line = line.then(() => send(values));
}

async function send(values) {
  let page;
  let taken = false;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams([...own(), ...values]), credentials: "same-origin" });
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
    taken = answer.ok && !!page.getElementById("row");
  } catch {
    page = null;
  }
  if (!page || !page.getElementById("row")) {
    comeBack(values, words.unreachable);
    return;
  }
  for (const id of taken ? ["own", "told", "after", "refused"] : ["own", "refused"]) document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes);
  if (!taken) comeBack(values, "");
}

function comeBack(values, sentence) {
  if (typed()) waiting.push(snapshot());
  show(values);
  say.textContent = sentence;
  go(cells.find((cell) => keysOf(cell) && cell.value && ![...keysOf(cell), "x", "?"].includes(cell.value)) || cells[0]);
}

// ---------------------------------------------------------------- drafts

let timer = 0;
function changed() {
  clearTimeout(timer);
  if (!correcting) timer = setTimeout(() => { line = line.then(keep); }, 600);
}
form.addEventListener("input", changed);

async function keep() {
  const fields = new URLSearchParams([["lieu_", words.place], ["csrf_token", form.querySelector("[name=csrf_token]").value]]);
  for (const cell of cells) fields.append(cell.name, cell.value);
  await fetch(words.drafts, { method: "POST", body: fields, credentials: "same-origin" }).catch(() => null);
}

go(cells.find((cell) => cell.getAttribute("aria-invalid")) || cells.find((cell) => !cell.value) || cells[0]);
