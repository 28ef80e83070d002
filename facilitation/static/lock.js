// A session that was left alone is locked while its meeting runs. The page that is open stays: the pass phrase is asked over it, and nothing typed is lost.
"use strict";

{
  const own = document.currentScript.dataset;
  let asking = null;

  async function formOf(answer) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("form[data-unlock]");
  }

  function made() {
    const dialog = document.createElement("dialog");
    dialog.className = "lock";
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    dialog.addEventListener("close", () => dialog.isConnected && dialog.showModal()); // a second Escape in a row cannot be prevented
    return dialog;
  }

  function cover(form) {
    asking ??= made();
    asking.replaceChildren(document.importNode(form.closest("main")?.querySelector("h1") ?? form, true), document.importNode(form, true));
    for (const [name, other] of [["id", "id"], ["for", "htmlFor"]])
      for (const one of asking.querySelectorAll(`[${name}]`)) one[other] = `lock-${one[other]}`;
    asking.querySelector("form").addEventListener("submit", send);
    if (!asking.isConnected) document.body.append(asking);
    if (!asking.open) asking.showModal();
    asking.querySelector("input[type=password]").focus();
  }

  async function send(event) {
    event.preventDefault();
    const data = new FormData(event.target);
    data.set("sur_place_", "1");
    event.target.querySelector("button").disabled = true;
    const answer = await fetch(event.target.action, { method: "POST", body: data }).catch(() => null);
    if (answer?.status === 204) {
      asking.remove();
      asking = null;
      return;
    }
    const form = answer && (await formOf(answer));
    if (form) cover(form);
    else event.target.querySelector("button").disabled = false;
  }

  async function look() {
    if (asking || document.visibilityState === "hidden") return;
    const state = await fetch(own.state).catch(() => null);
    if (state?.status !== 423) return;
    const form = await formOf(await fetch(own.form));
    if (form) cover(form);
  }

  setInterval(look, 60000);
  document.addEventListener("visibilitychange", look);
}
