// A participant's phone: sends without leaving the page, tries again until it is kept, follows the group, and never touches a field that is in use.
// What could not be sent stays in this open page and nowhere else: nothing is stored on the phone.
"use strict";

const words = document.getElementById("phone-words");
const said = words.dataset;
const main = () => document.getElementById("main");
const answer = () => document.getElementById("answer");
const here = main().dataset.phone;
const parked = []; // pages left with a text that was not sent
let pending = null; // what is being sent: the same words and key, until Maillage has answered
let retry = 0;
let ahead = null; // the page of the stage that the group has gone on to

const key = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const parse = (html) => new DOMParser().parseFromString(html, "text/html");
const isOurs = (page) => Boolean(page.querySelector("main[data-phone]"));
const say = (text, late = true) => {
  const line = document.querySelector("[data-state]");
  if (!line) return;
  line.textContent = text;
  line.classList.toggle("kept", !late);
};

function typed() {
  const fields = document.querySelector("[data-fields]");
  if (!fields) return false;
  if ("unsent" in main().dataset) return true;
  return [...fields.querySelectorAll("input, textarea, select")].some((one) => {
    if (one.matches("[type=radio], [type=checkbox]")) return one.checked !== one.defaultChecked;
    return one.matches("select") ? [...one.options].some((option) => option.selected !== option.defaultSelected) : one.value !== one.defaultValue && one.value.trim();
  });
}

const focused = () => Boolean(answer()?.contains(document.activeElement) && document.activeElement.matches("input, textarea, select"));

// ------------------------------------------------------------------ putting a page in the place of this one

function take(page, { focus = false } = {}) {
  const [own, fresh] = [document.getElementById("own"), page.getElementById("own")];
  if (own?.open && fresh) fresh.open = true; // somebody reads there
  for (const id of ["phone-head", "main"]) document.getElementById(id).replaceWith(document.adoptNode(page.getElementById(id)));
  takeFoot(page);
  document.title = page.title;
  ahead = null;
  remind();
  if (focus) (main().querySelector("[data-said]") ?? main()).focus({ preventScroll: false });
  if (focus) scrollTo(0, 0);
}

function takeFoot(page) {
  const foot = page.querySelector(".phone-foot");
  if (foot) document.querySelector(".phone-foot").replaceWith(document.adoptNode(foot));
}

// Leaves a text that was not sent, and says where it is.
function park() {
  if (typed()) parked.push([document.getElementById("phone-head"), main(), document.querySelector(".phone-foot"), document.title]);
}

function remind() {
  if (!parked.length) return;
  const [line, button] = [document.createElement("p"), document.createElement("button")];
  line.className = "banner";
  line.textContent = `${said.back} `;
  Object.assign(button, { type: "button", className: "button quiet", textContent: said.return });
  button.addEventListener("click", () => {
    const [head, body, foot, title] = parked.pop();
    const now = main();
    const left = parse(document.documentElement.outerHTML);
    document.getElementById("phone-head").replaceWith(head);
    now.replaceWith(body);
    document.querySelector(".phone-foot").replaceWith(foot);
    document.title = title;
    if (now.dataset.stage !== body.dataset.stage) moved(left);
    body.focus();
  });
  line.append(button);
  main().append(line);
}

async function go(address) {
  try {
    const page = parse(await (await fetch(address)).text());
    if (!isOurs(page)) return void location.assign(address);
    park();
    take(page, { focus: true });
  } catch {
    say(said.lost);
  }
}

// ------------------------------------------------------------------ sending

function lock(on) {
  const fields = document.querySelector("[data-fields]");
  if (fields) fields.inert = on;
  for (const button of answer()?.querySelectorAll("button") ?? []) button.disabled = on;
}

function send(form, submitter) {
  if (pending) return;
  if (form.elements.cle_) form.elements.cle_.value = key();
  const stop = submitter?.hasAttribute("data-stop") || form.action.endsWith("/stop");
  const own = form.id === "answer" && !stop;
  pending = { address: submitter?.getAttribute("formaction") || form.action, body: new URLSearchParams(new FormData(form, submitter)), own, stop, pass: Boolean(submitter?.hasAttribute("data-pass")), wait: 1000 };
  if (own) lock(true);
  if (own) say(said.sending);
  attempt();
}

async function attempt() {
  clearTimeout(retry);
  if (!pending || pending.busy) return;
  pending.busy = true;
  let response, page;
  try {
    response = await fetch(pending.address, { method: "POST", body: pending.body });
    if ([502, 503, 504].includes(response.status)) throw new Error("busy");
    page = parse(await response.text());
  } catch {
    pending.busy = false;
    say(said.waiting);
    retry = setTimeout(attempt, pending.wait * (1 + Math.random() / 2));
    pending.wait = Math.min(30000, pending.wait * 2);
    return;
  }
  const { own, stop, pass } = pending;
  pending = null;
  if (!isOurs(page)) return refused(page);
  if (stop) return takeFoot(page);
  if (pass) lock(false);
  if (pass || !own) park(); // what was begun is not thrown away
  take(page, { focus: true });
}

function refused(page) {
  lock(false);
  const sentence = page.querySelector("[role=alert]")?.textContent.trim();
  say(sentence ? `${sentence} ${said.refused}` : said.refused);
}

// ------------------------------------------------------------------ following the group

const bare = (element) => element.innerHTML.replace(/name="(csrf_token|envoi_|cle_)" value="[^"]*"| open=""/g, "");

async function look() {
  const response = await fetch(here);
  const page = parse(await response.text());
  if (!isOurs(page)) {
    if (!typed() && !pending && !parked.length && response.redirected) location.assign(response.url);
    else away();
    return;
  }
  const fresh = page.getElementById("main");
  const [version, same] = [Number(fresh.dataset.version), fresh.dataset.stage === main().dataset.stage];
  if (pending?.own) return version; // what it answers will be the newest
  if (!same && typed()) moved(page);
  else if (same && (typed() || focused())) beside(page);
  else if (!same || bare(fresh) !== bare(main())) take(page);
  main().dataset.version = version;
  return version;
}

// What stands beside a field in use.
function beside(page) {
  stay();
  for (const id of ["phone-head", "phone-room"]) {
    const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
    if (old && fresh && old.innerHTML !== fresh.innerHTML) old.replaceWith(document.adoptNode(fresh));
  }
}

function moved(page) {
  ahead = page;
  const [form, fresh] = [answer(), page.getElementById("main")];
  document.querySelector(".phone-head p").textContent = fresh.dataset.left ?? "";
  document.getElementById("phone-room")?.replaceChildren();
  if (!document.querySelector("[data-moved]")) {
    const [banner, next, following] = [...words.content.children].map((one) => one.cloneNode(true));
    banner.dataset.moved = "";
    main().prepend(banner);
    const pass = form.querySelector("[data-pass]");
    if (pass) pass.hidden = true;
    next.addEventListener("click", forward);
    form.querySelector(".twins").prepend(next);
    form.after(following);
  }
  const line = document.querySelector("[data-following]");
  const question = fresh.querySelector(".question")?.textContent.trim().replace(/\s+/g, " ") ?? page.querySelector("h1").textContent;
  line.querySelector("span").textContent = question;
}

// The group came back to this very stage.
function stay() {
  for (const one of document.querySelectorAll("[data-moved], [data-next], [data-following]")) if (one.closest("main")) one.remove();
  const pass = document.querySelector("[data-pass]");
  if (pass) pass.hidden = false;
}

function forward() {
  const page = ahead;
  park();
  if (page) take(page, { focus: true });
}

// The meeting is closed, or this phone was sent away: what is still written here can be copied.
function away() {
  if (document.querySelector("[data-gone]")) return;
  const line = document.createElement("p");
  Object.assign(line, { className: "banner", textContent: said.over });
  line.setAttribute("role", "status");
  line.dataset.gone = "";
  main().prepend(line);
}

// ------------------------------------------------------------------ what people do

document.addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.target, event.submitter);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("main a[href]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  go(link.href);
});

document.addEventListener("input", (event) => {
  if (event.target.closest("[data-fields]")) say(said.unsent);
});

for (const kind of ["paste", "drop"]) {
  document.addEventListener(kind, (event) => {
    const brought = event.clipboardData ?? event.dataTransfer;
    if (!brought?.files.length || brought.getData("text/plain")) return;
    event.preventDefault();
    say(said.photo);
  });
}

addEventListener("beforeunload", (event) => {
  if (pending || typed() || parked.length) event.preventDefault();
});
addEventListener("online", attempt);

startPulse({
  stream: `${here}/flux`,
  poll: `${here}/pouls`,
  version: main().dataset.version,
  rest: 1000,
  onMove: look,
  onFound: () => pending && !pending.busy && attempt(),
  onAway: () => look().catch(away),
});
