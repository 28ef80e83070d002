// What the desk shows of others (answers, phones, what was noted) follows the meeting. An element that somebody can write in is never replaced, nor taken
// away once it was touched; when the meeting itself has moved on, a line says so, and whoever reads it decides.
"use strict";

const desk = document.querySelector("main.desk");
const WRITES = "input:not([type=hidden]), textarea, select, [contenteditable]";
const within = (element, chosen) => [...(element.matches(chosen) ? [element] : []), ...element.querySelectorAll(chosen)];
const isElement = (node) => node.nodeType === Node.ELEMENT_NODE;
const isUsed = (node) => isElement(node) && (node.contains(document.activeElement) || within(node, `${WRITES}, details[open]`).length > 0);
const isTouched = (node) =>
  isElement(node) && (node.contains(document.activeElement) || within(node, WRITES).some((one) => (one.matches("[type=radio], [type=checkbox]") ? one.checked !== one.defaultChecked : one.tagName !== "SELECT" && one.value !== one.defaultValue)));
// The same, but for the random words of its forms.
const plain = (node) => (isElement(node) ? node.outerHTML.replace(/name="(envoi_|graine)" value="[^"]*"/g, "") : node.nodeValue);
// By attribute: a form with a field called « id » hides its own.
const nameOf_ = (node) => (isElement(node) ? node.getAttribute("id") || node.querySelector("[id]")?.getAttribute("id") || "" : "");

// Gives `old` the content of `fresh`; gives the node that stands there afterwards.
function renew(old, fresh) {
  if (plain(old) === plain(fresh)) return old;
  if (!isUsed(old)) {
    old.replaceWith(fresh);
    return fresh;
  }
  if (old.matches(WRITES)) return old;
  const before = [...old.childNodes];
  let place = null;
  for (const one of [...fresh.childNodes]) {
    const at = before.findIndex((other) => other.nodeName === one.nodeName && nameOf_(other) === nameOf_(one));
    if (at >= 0) place = renew(before.splice(at, 1)[0], one);
    else {
      old.insertBefore(one, place ? place.nextSibling : old.firstChild);
      place = one;
    }
  }
  for (const one of before) if (!isTouched(one)) one.remove();
  return old;
}

async function lookAgain() {
  if (leaving) return undefined;
  const answer = await fetch(location.href, { redirect: "error", headers: { "X-Veille": "1" } });
  if (!answer.ok) throw answer;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("main.desk");
  if (!fresh || leaving) return undefined;
  const moved = document.querySelector("[data-moved]");
  if (fresh.dataset.shape !== desk.dataset.shape) moved.hidden = false;
  else
    for (const part of document.querySelectorAll("[data-live]")) {
      const other = page.getElementById(part.id);
      if (other) renew(part, document.importNode(other, true));
    }
  return fresh.dataset.version;
}

if (desk && desk.dataset.stream) {
  startPulse({ stream: desk.dataset.stream, poll: desk.dataset.pulse, version: desk.dataset.version, rest: 1500, onMove: lookAgain });
}
