// The read-back: a line ticked is noted at once, and what is left to read is counted again.
"use strict";
const read = document.getElementById("lu");
if (read) {
  read.hidden = true; // its button says what a tick now does by itself
  document.addEventListener("change", async (event) => {
    if (!event.target.matches("[form=lu]")) return;
    const data = new FormData(read);
    data.delete("envoi_"); // ticked, unticked, ticked again: each counts
    const answer = await fetch(read.action, { method: "POST", body: data }).catch(() => null);
    const fresh = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("emporter") : null;
    if (fresh) document.getElementById("emporter").replaceWith(fresh);
    else { read.hidden = false; event.target.checked = !event.target.checked; }
  });
}
