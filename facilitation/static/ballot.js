// A ballot: its code comes in the fragment, which no server sees and which leaves the address bar at once. Nothing is stored.
"use strict";

const field = document.querySelector("[data-fragment]");
if (field) {
  const code = decodeURIComponent(location.hash.slice(1));
  if (code && !field.value) {
    field.value = code;
    history.replaceState(null, "", location.pathname);
  }
}
document.querySelector("[data-said]")?.focus();

// The closing is announced two minutes ahead: the page looks, as nobody, whether it was. Twice a minute, under the limit of tries.
const notice = document.querySelector("[data-look]");
async function look() {
  try {
    const body = new URLSearchParams({ bulletin_: form.elements.bulletin_.value });
    const answer = await fetch(notice.dataset.look, { method: "POST", body, credentials: "omit" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const told = page.querySelector("[data-look]:not(:empty)") ?? (answer.status === 409 ? page.querySelector("[data-said]") : null);
    if (told && notice.textContent !== told.textContent) notice.replaceChildren(...told.cloneNode(true).childNodes);
  } catch { /* no network: the page stays as it is */ }
}
if (notice) setInterval(look, 30000);

// Sent once: a second press would only be told that it came already.
const form = document.getElementById("ballot");
let sent = false;
let typed = false;
form?.addEventListener("input", () => { typed = true; });
form?.addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
});
addEventListener("pageshow", () => { sent = false; });
addEventListener("beforeunload", (event) => {
  if (typed && !sent) event.preventDefault();
});
