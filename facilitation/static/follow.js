// A page beside a meeting follows it: its parts marked data-live are looked at again when the meeting has moved. A part in use waits until it is left.
"use strict";

const followed = document.querySelector("[data-follow]");
const inUse = (part) => part.contains(document.activeElement) || part.querySelector(":active") !== null;
// But for the random words of its forms.
const bareOf = (part) => part.innerHTML.replace(/name="(csrf_token|envoi_)" value="[^"]*"/g, "");
let late = null; // a page of which some part still waits

function put(page) {
  late = null;
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = page.getElementById(part.id);
    if (!fresh || bareOf(part) === bareOf(fresh)) continue;
    if (inUse(part)) late = page;
    else part.replaceChildren(...document.importNode(fresh, true).childNodes);
  }
}

async function lookBeside() {
  const answer = await fetch(followed.dataset.follow, { redirect: "error", headers: { "X-Veille": "1" } });
  if (!answer.ok) throw answer;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  put(page);
  return page.querySelector("[data-follow]")?.dataset.version;
}

for (const kind of ["focusout", "pointerup"]) document.addEventListener(kind, () => setTimeout(() => late && put(late)));

startPulse({ stream: followed.dataset.stream, poll: followed.dataset.pulse, version: followed.dataset.version, rest: 1500, onMove: lookBeside });
