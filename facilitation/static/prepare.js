// The page of preparation, without leaving it: the ribbon and the sum follow what changes; arrow keys and dragging are twins of the two buttons.
"use strict";
const form = document.getElementById("preparation");
const LIVE = ["ruban", "somme", "compte"]; // what the server writes and no text is typed in

function reorderable() {
  for (const row of form.querySelectorAll("[data-stage]")) {
    const handle = row.querySelector("th");
    handle.addEventListener("pointerdown", () => { row.draggable = true; });
    row.addEventListener("dragend", () => { row.draggable = false; row.classList.remove("dragged"); });
    row.addEventListener("dragstart", (event) => {
      event.dataTransfer.setData("text/x-etape", row.dataset.stage);
      event.dataTransfer.effectAllowed = "move";
      row.classList.add("dragged");
    });
    row.addEventListener("dragover", (event) => {
      if (form.querySelector(".dragged")?.parentElement === row.parentElement) event.preventDefault();
    });
    row.addEventListener("drop", (event) => {
      event.preventDefault();
      const moved = form.querySelector(".dragged");
      const rows = [...row.parentElement.querySelectorAll("[data-stage]")];
      const steps = rows.indexOf(row) - rows.indexOf(moved);
      if (moved && steps) send(`porter:${moved.dataset.stage}:${steps}`, moved.id);
    });
  }
}

// What the page says that it showed (`lu_`, `etaient-…`) follows what was just saved: else it would fight with itself the next time. A field that another
// window changed meanwhile shows it; one that is being typed in stays, and still says what it showed before.
function follow(page, sent) {
  const theirs = page.getElementById("preparation");
  const [read, fresh] = [form, theirs].map((one) => JSON.parse(one.elements.lu_.value));
  const held = (where, name) => JSON.stringify(new FormData(where).getAll(name));
  for (const name of [...Object.keys(fresh), ...[...sent.keys()].filter((one) => one.startsWith("minutes-"))]) {
    const [mine, kept, was] = [held(form, name), held(theirs, name), JSON.stringify(sent.getAll(name))];
    const typing = document.activeElement.name === name && document.activeElement.matches("input[type=text], textarea");
    if (kept !== was && (mine !== was || typing)) continue;
    if (kept !== was) put(name, new FormData(theirs).getAll(name));
    const before = name.replace("minutes-", "etaient-");
    if (name in fresh) read[name] = fresh[name];
    else if (form.elements[before] && theirs.elements[before]) form.elements[before].value = theirs.elements[before].value;
  }
  form.elements.lu_.value = JSON.stringify(read);
}

function put(name, values) {
  for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
    if (field.matches("[type=checkbox], [type=radio]")) field.checked = values.includes(field.value);
    else field.value = values[0] ?? "";
  }
}

// One gesture after another: each says what the one before has saved.
let sending = Promise.resolve();
function send(gesture, focus) {
  sending = sending.then(() => post(gesture, focus));
}

// Post the page with this gesture; put what came back in its place, and leave every field as it is being typed.
async function post(gesture, focus) {
  const data = new FormData(form);
  data.set("faire", gesture);
  data.delete("envoi_"); // each gesture of the keyboard counts, the same one twice too
  const answer = await fetch(form.action, { method: "POST", body: data }).catch(() => null);
  if (!answer) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (answer.status === 422 || !page.getElementById("preparation")) {
    if (gesture !== "enregistrer") sendWhole(gesture); // half-typed otherwise: it will be said when it is sent
    return;
  }
  follow(page, data);
  const open = [...form.querySelectorAll("#ruban details")].map((one) => one.open);
  for (const id of LIVE) {
    const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
    if (old && fresh && !(id === "ruban" && old.contains(document.activeElement) && gesture === "enregistrer")) old.replaceWith(fresh);
  }
  form.querySelectorAll("#ruban details").forEach((one, place) => { one.open = open[place] ?? one.open; });
  reorderable();
  if (focus) refocus(focus, gesture.split(":")[0]);
}

// As without a script: the page comes back with what is to be corrected.
function sendWhole(gesture) {
  const field = Object.assign(document.createElement("input"), { type: "hidden", name: "faire", value: gesture });
  form.append(field);
  form.submit();
}

function refocus(id, gesture) {
  const row = document.getElementById(id);
  const buttons = row ? [...row.querySelectorAll("button:not(:disabled)")] : [];
  const same = buttons.find((one) => one.value.startsWith(`${gesture}:`)) ?? buttons.at(-1);
  (same ?? document.getElementById("ruban")).focus();
}

if (form) {
  reorderable();
  form.addEventListener("click", (event) => {
    const button = event.target.closest("#ruban button[name=faire]");
    if (!button || !/^(monter|descendre|prendre|laisser)/.test(button.value)) return;
    event.preventDefault();
    send(button.value, button.closest("tr").id);
  });
  form.addEventListener("keydown", (event) => {
    const way = { ArrowUp: "monter", ArrowDown: "descendre" }[event.key];
    const button = event.target.closest("#ruban tr button.icon");
    if (!way || !button) return;
    event.preventDefault();
    button.closest("tr").querySelector(`button[value^="${way}"]:not(:disabled)`)?.click();
  });
  let later;
  form.addEventListener("change", (event) => {
    if (!event.target.matches("[name=people], [name=expected], [name=guests], [name^=minutes-], [name=day], [name=start]")) return;
    clearTimeout(later);
    later = setTimeout(() => send("enregistrer"), 300);
  });
}
