// The desk: keys, drafts, timer, focus. Without this script every gesture is still a form and every panel an address.
"use strict";

const home = document.querySelector("[data-drafts]");
const words = home ? home.dataset : {};

// ---------------------------------------------------------------- keys
// Silent in fields, in a dialog, with a modifier, and when the focused element uses the key itself. One switch, kept on this device.

const SWITCH = "maillage-touches";
const keysAreOn = () => localStorage.getItem(SWITCH) !== "non";
for (const box of document.querySelectorAll("[data-keys-switch]")) {
  box.checked = keysAreOn();
  box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "oui" : "non"));
}

const FIELDS = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";
const CHOICES = "input[type=radio], input[type=checkbox]";
const USES = { Space: `button, summary, a, ${CHOICES}`, ArrowLeft: "input[type=radio]", ArrowRight: "input[type=radio]" };

let pressedAt = null; // where the focus was when a key made a gesture: it comes back there, so that Space goes on being the timer's
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey || event.repeat) return;
  const at = event.target;
  if (!keysAreOn() || at.matches(FIELDS) || document.querySelector("dialog[open]")) return;
  const name = `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.key === " " ? "Space" : event.key}`;
  if (USES[name] && at.matches(USES[name])) return;
  const wanted = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key.toLowerCase() === name.toLowerCase());
  if (!wanted) return;
  event.preventDefault();
  if (wanted.dataset.then) {
    wanted.checked = true;
    document.getElementById(wanted.dataset.then).focus();
  } else {
    pressedAt = at === document.body ? document.querySelector("h1") : at;
    wanted.click();
    pressedAt = null;
  }
});

for (const link of document.querySelectorAll("[data-dialog]")) {
  const dialog = document.getElementById(link.dataset.dialog);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = [...document.querySelectorAll(":is(.pop-up, .readers-pop)[open]")].pop();
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll(":is(.pop-up, .readers-pop)[open]")) if (!open.contains(event.target)) open.open = false;
});

// ---------------------------------------------------------------- drafts
// What is typed goes to the server for its author alone. « Enregistré » is said only when it is.

const keepers = new Map();

class Keeper {
  constructor(form) {
    this.form = form;
    this.state = form.querySelector("[data-state]");
    this.sent = this.body().toString();
    this.timer = 0;
    this.busy = false;
    this.flight = Promise.resolve(true);
    form.addEventListener("input", () => this.changed());
  }

  body() {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) if (typeof value === "string" && !["csrf_token", "cle_", "envoi_"].includes(name)) fields.append(name, value);
    return fields;
  }

  get dirty() {
    return this.body().toString() !== this.sent;
  }

  changed() {
    this.say(words.unsaved, false);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), 500);
  }

  say(text, late) {
    if (!this.state) return;
    this.state.textContent = text;
    this.state.classList.toggle("late", late);
  }

  save() {
    clearTimeout(this.timer);
    this.busy = true;
    this.flight = this.flight.then(() => (this.dirty ? this.post() : true)).finally(() => (this.busy = false));
    return this.flight;
  }

  async post() {
    const body = this.body();
    const text = body.toString();
    try {
      const answer = await fetch(this.form.dataset.asTyped || words.drafts, {
        method: "POST",
        body,
        headers: { "X-CSRF-Token": words.token },
        redirect: "error",
      });
      if (!answer.ok) throw await answer.json().catch(() => ({}));
      if (answer.status === 200) {
        const kept = await answer.json();
        const version = this.form.elements.namedItem("version_");
        if (version && kept.version !== undefined) version.value = kept.version;
      }
      this.sent = answer.status === 200 ? this.withText(text) : text;
      this.say(this.dirty ? words.unsaved : words.saved, false);
      return true;
    } catch (refused) {
      this.say(refused.sentence || words.unreachable, true);
      if (!refused.sentence) this.timer = setTimeout(() => this.save(), 3000);
      return false;
    }
  }

  // What was sent, with the version that came back: the one field that this script changes by itself.
  withText(text) {
    const fields = new URLSearchParams(text);
    fields.set("version_", this.form.elements.namedItem("version_")?.value || "");
    return fields.toString();
  }
}

for (const form of document.querySelectorAll("[data-draft], [data-as-typed]")) keepers.set(form, new Keeper(form));

const saveAll = (except) => Promise.all([...keepers.values()].filter((keeper) => keeper.form !== except).map((keeper) => keeper.save()));
const somethingWaits = (except) => [...keepers.values()].some((keeper) => keeper.form !== except && keeper.dirty);

// A gesture waits for what is typed elsewhere on the page; the form that is sent takes its own text with it.
// What cannot be kept (too long, or nobody answers) keeps the page: the sentence beside the field says why.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const own = keepers.get(form);
  if (form.method === "dialog" || event.defaultPrevented) return;
  if (!form.dataset.leaving) remember(pressedAt || event.submitter);
  if (own) clearTimeout(own.timer);
  if (form.dataset.leaving || !(somethingWaits(form) || (own && own.busy))) {
    leaving = true;
    if (own) own.sent = own.body().toString(); // it goes with this submission: no draft of it may follow
    return;
  }
  event.preventDefault();
  Promise.all([saveAll(form), own ? own.flight : []]).then(([kept]) => {
    if (!kept.every(Boolean)) return stay();
    form.dataset.leaving = "oui";
    setTimeout(() => form.requestSubmit(event.submitter)); // not while the first submission is still being told
  });
});

function stay() {
  const unkept = [...keepers.values()].find((keeper) => keeper.dirty);
  unkept?.form.querySelector("textarea, input:not([type=hidden])")?.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || link.target || link.dataset.dialog || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.getAttribute("href").startsWith("#")) return;
  remember(link);
  if (!somethingWaits()) return;
  event.preventDefault();
  saveAll().then((kept) => {
    if (!kept.every(Boolean)) return stay();
    leaving = true;
    location.assign(link.href);
  });
});
let leaving = false;
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && !leaving) saveAll();
});
addEventListener("beforeunload", (event) => {
  if (!leaving && somethingWaits()) event.preventDefault();
});
addEventListener("pageshow", () => {
  leaving = false;
  for (const form of document.querySelectorAll("[data-leaving]")) delete form.dataset.leaving;
});

// ---------------------------------------------------------------- where one was
// A gesture loads the page again: columns keep their place, and the focus comes back to the button that was pressed. No text is kept here.

const PLACE = "maillage-place";
const columns = [".desk-private", ".desk-room", ".desk-ribbon"];
const stageShown = () => document.querySelector("main[data-shape]")?.dataset.shape.split(" ")[0];
const nameOf = (element) => {
  if (!element) return null;
  if (element.matches("h1")) return "h1";
  if (element.id) return `#${CSS.escape(element.id)}`;
  const form = element.closest("form");
  if (element.dataset.key) return `[data-key="${element.dataset.key}"]`;
  if (form && form.hasAttribute("action")) return `form[action="${CSS.escape(form.getAttribute("action"))}"] button`;
  if (element.hasAttribute("href")) return `a[href="${CSS.escape(element.getAttribute("href"))}"]`;
  return null;
};

function remember(element) {
  const place = { at: location.pathname, stage: stageShown(), focus: nameOf(element), tops: columns.map((one) => document.querySelector(one)?.scrollTop || 0) };
  sessionStorage.setItem(PLACE, JSON.stringify(place));
}

function comeBack() {
  const place = JSON.parse(sessionStorage.getItem(PLACE) || "null");
  sessionStorage.removeItem(PLACE);
  const asked = location.hash && document.getElementById(location.hash.slice(1));
  if (place && place.at === location.pathname) columns.forEach((one, rank) => {
    const column = document.querySelector(one);
    if (column && (place.stage === stageShown() || one === ".desk-ribbon")) column.scrollTop = place.tops[rank]; // another step is read from its top
  });
  if (document.querySelector("[data-focus]")) return;
  if (asked) {
    const fields = asked.matches("form") ? [...asked.querySelectorAll("textarea, input:not([type=hidden], [type=radio], [type=checkbox])")] : [];
    take(fields.find((one) => one.checkVisibility()) || asked);
    asked.scrollIntoView({ block: "nearest" });
  } else if (place && place.at === location.pathname && place.focus) {
    const found = document.querySelector(place.focus);
    if (found) take(found);
  }
  if (place && document.activeElement === document.body) take(document.querySelector("h1")); // what was pressed is no longer there
}

// A form or a title takes no focus by itself; here it does, so that whoever has no mouse goes on from there.
function take(element) {
  element.focus({ preventScroll: true });
  if (document.activeElement !== element) {
    element.tabIndex = -1;
    element.focus({ preventScroll: true });
  }
  // A browser that goes to the address's fragment after this takes the focus away from everything.
  const again = () => document.activeElement === document.body && element.focus({ preventScroll: true });
  addEventListener("load", () => [0, 50, 250].forEach((wait) => setTimeout(again, wait)), { once: true });
}
comeBack();

// ---------------------------------------------------------------- the timer, and what happens elsewhere

for (const clock of document.querySelectorAll("[data-timer]")) runTimer(clock);

for (const banner of document.querySelectorAll(".undo")) setTimeout(() => banner.remove(), Number(banner.dataset.seconds) * 1000);

// ---------------------------------------------------------------- order: arrows and drag say the same thing to the same form

for (const list of document.querySelectorAll("[data-order]")) {
  let dragged = null;
  list.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-stage]");
    const button = row && row.querySelector(`[data-arrow="${event.key}"]`);
    if (!button || event.target.matches("input")) return;
    event.preventDefault();
    if (!button.disabled) button.click();
  });
  for (const row of list.querySelectorAll("[data-stage]")) {
    row.draggable = true;
    row.addEventListener("dragstart", () => {
      dragged = row;
      row.classList.add("dragged");
    });
    row.addEventListener("dragend", () => row.classList.remove("dragged"));
    row.addEventListener("dragover", (event) => {
      event.preventDefault();
      for (const one of list.children) one.classList.toggle("target", one === row && one !== dragged);
    });
    row.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!dragged || dragged === row) return;
      const rows = [...list.children];
      const form = dragged.querySelector("[data-steps]");
      const button = form.querySelector("button");
      button.disabled = false;
      button.value = rows.indexOf(row) - rows.indexOf(dragged);
      form.requestSubmit(button);
    });
  }
}
for (const field of document.querySelectorAll("[data-submit]")) {
  field.addEventListener("change", () => {
    if (field.value !== "represente") field.form.requestSubmit();
  });
}
