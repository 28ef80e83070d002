// What every page gains from a script; without one, nothing is missing.
"use strict";

// A one-time code travels in the fragment, which no server log and no other site ever sees.
for (const input of document.querySelectorAll("[data-fragment]")) {
  const code = decodeURIComponent(location.hash.slice(1));
  if (code && !input.value) {
    input.value = code;
    history.replaceState(null, "", location.pathname + location.search);
  }
}

// What asks for a correction is read first.
document.querySelector("[data-focus]")?.focus();

// Show or hide a password: the button is made here, because it does nothing without a script.
for (const input of document.querySelectorAll("input[type=password]")) {
  const words = document.documentElement.dataset;
  if (!words.show) break;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.textContent = words.show;
  button.setAttribute("aria-controls", input.id);
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const hidden = input.type === "password";
    input.type = hidden ? "text" : "password";
    button.setAttribute("aria-pressed", String(hidden));
  });
  input.after(button);
}
