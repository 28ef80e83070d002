// The timer counts on from what the server said when it made the page; over time is counted up, in ochre, and nothing flashes.
"use strict";

function runTimer(clock) {
  const from = performance.now();
  const elapsed = Number(clock.dataset.elapsed);
  const planned = Number(clock.dataset.planned);
  const draw = () => {
    const gone = clock.dataset.running === "oui" ? Math.floor((performance.now() - from) / 1000) : 0;
    const left = planned - elapsed - gone;
    const minutes = Math.floor(Math.abs(left) / 60);
    const seconds = String(Math.abs(left) % 60).padStart(2, "0");
    const part = planned && left > 0 ? (100 * left) / planned : 0;
    clock.querySelector("[data-time]").textContent = `${left < 0 ? "+" : ""}${minutes}:${seconds}`;
    clock.querySelector("[data-over]").hidden = left >= 0;
    clock.classList.toggle("over", left < 0);
    clock.querySelector(".ring-left").setAttribute("stroke-dasharray", `${part} 100`);
    clock.querySelector(".ring-knot").setAttribute("transform", `rotate(${3.6 * part} 24 24)`);
    if (!clock.isConnected) clearInterval(beat);
  };
  const beat = setInterval(draw, 500);
  draw();
}
