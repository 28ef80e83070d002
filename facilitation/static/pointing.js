// While somebody types: what may tell who a person is, asked of our own server about 1.5 s after the last key, told under the field.
// What was replaced by what is known to this open page alone, so that one name takes one pseudonym; nothing is stored.
"use strict";

{
  const { pointing, token } = document.currentScript.dataset;
  const LONGEST = 20000;
  const MOST = 3;
  const chosen = new Map(); // what was found, and what takes its place
  const left = new Set(); // what whoever types wants left alone
  const timers = new WeakMap();
  const regions = new WeakMap();
  const last = new WeakMap(); // for each field, what was replaced last: it can be put back

  document.addEventListener("input", (event) => {
    const area = event.target;
    if (!area.matches?.("[data-reperage]") || area.closest("[data-unasked]")) return; // an anonymous answer leaves once, when it is sent
    place(area);
    clearTimeout(timers.get(area));
    timers.set(area, setTimeout(look, 1500, area));
  });

  // A live region is heard only if it stood there before its words.
  function place(area) {
    const known = regions.get(area);
    if (known?.isConnected) return known;
    const made = Object.assign(document.createElement("div"), { className: "pointed small" });
    made.setAttribute("aria-live", "polite");
    const field = area.closest(".field");
    if (field) field.append(made);
    else (area.closest(".capture") ?? area).after(made);
    regions.set(area, made);
    return made;
  }

  async function look(area) {
    const text = area.value;
    if (!area.isConnected) return;
    if (!text.trim() || text.length > LONGEST) return show(area, { found: [] });
    const body = new URLSearchParams({ texte: text });
    for (const one of chosen.values()) body.append("pris", one);
    try {
      const response = await fetch(pointing, { method: "POST", body, headers: { "X-CSRF-Token": token }, redirect: "error" });
      if (!response.ok) return;
      const told = await response.json();
      if (area.value === text) show(area, told);
    } catch {
      // Nobody answers: the check before a document leaves does the same.
    }
  }

  const line = (text, ...buttons) => {
    const made = document.createElement("p");
    made.append(Object.assign(document.createElement("span"), { textContent: text }), ...buttons);
    return made;
  };

  const button = (text, gesture) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "button quiet", textContent: text });
    made.addEventListener("click", gesture);
    return made;
  };

  function show(area, told) {
    const region = place(area);
    const found = told.found.filter((one, rank) => !left.has(one.text) && told.found.findIndex((other) => other.text === one.text) === rank);
    for (const one of found) if (!chosen.has(one.text)) chosen.set(one.text, one.instead);
    const most = area.matches("textarea") ? MOST : 1;
    const lines = found.slice(0, most).map((one) => lineOf(area, one, told));
    const back = putBack(area);
    if (back) lines.unshift(back);
    if (found.length > most) lines.push(line(told.more));
    if (found.length) lines.push(Object.assign(line(told.note), { className: "soft" }));
    const fresh = lines.map((one) => one.textContent).join("\n");
    if (region.dataset.said === fresh && lines.length) renew(region, lines);
    else region.replaceChildren(...lines);
    region.dataset.said = fresh;
  }

  // The same words again are not said again; whoever stands on a button stays there.
  function renew(region, lines) {
    const at = [...region.querySelectorAll("button")].indexOf(document.activeElement);
    region.setAttribute("aria-live", "off");
    region.replaceChildren(...lines);
    if (at >= 0) region.querySelectorAll("button")[at]?.focus();
    setTimeout(() => region.setAttribute("aria-live", "polite"));
  }

  function lineOf(area, one, told) {
    const instead = chosen.get(one.text);
    const say = (text) => text.replace(one.instead, instead);
    const replace = button(say(one.button), () => {
      const starts = told.found.filter((other) => other.text === one.text).map((other) => other.start);
      if (!starts.every((start) => area.value.startsWith(one.text, start))) return look(area); // the text has changed since
      const longer = instead.length - one.text.length;
      for (const start of [...starts].reverse()) swap(area, start, one.text, instead);
      last.set(area, { starts: starts.map((start, rank) => start + rank * longer), was: one.text, is: instead, said: say(one.done), back: told.back });
      look(area);
    });
    const leave = button(told.leave, () => {
      left.add(one.text);
      look(area);
      area.focus();
    });
    return line(one.said, replace, leave);
  }

  function putBack(area) {
    const gesture = last.get(area);
    if (!gesture || !area.value.includes(gesture.is)) return null;
    const undo = button(gesture.back, () => {
      last.delete(area);
      left.add(gesture.was);
      const still = gesture.starts.every((start) => area.value.startsWith(gesture.is, start));
      const starts = still ? gesture.starts : [area.value.indexOf(gesture.is)];
      for (const start of [...starts].reverse()) swap(area, start, gesture.is, gesture.was);
      look(area);
    });
    return line(gesture.said, undo);
  }

  // Through the editing of the browser, so that its own « undo » knows of it; the caret stays among the same words.
  function swap(area, at, was, is) {
    const moved = (caret) => (caret <= at ? caret : caret >= at + was.length ? caret + is.length - was.length : at + is.length);
    const [from, to] = [moved(area.selectionStart), moved(area.selectionEnd)];
    area.focus();
    area.setSelectionRange(at, at + was.length);
    if (!document.execCommand("insertText", false, is)) {
      area.setRangeText(is, at, at + was.length);
      area.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
    area.setSelectionRange(from, to);
  }
}
