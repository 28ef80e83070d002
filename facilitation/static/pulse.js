// The pulse of a meeting: a number that moves on when there is something new to fetch. Told by a stream, or asked every few seconds where no stream is to be had.
"use strict";

// stream, poll: addresses · version: the number of this page · onMove(number): fetches what is new, gives the number it now shows (or throws: asked again)
// onLost, onFound: Maillage does not answer, answers again · onAway: nothing here is ours to see any more · rest: least milliseconds between two looks
function startPulse({ stream, poll, version, onMove, onLost = () => {}, onFound = () => {}, onAway = () => {}, rest = 0 }) {
  let seen = Number(version); // what the page shows
  let last = seen; // the latest number heard of
  let looking = false;
  let source = null;
  let asking = 0;
  let retrying = 0;
  let stopped = false;
  const hidden = () => stopped || document.visibilityState === "hidden";

  async function look() {
    if (looking || last === seen || hidden()) return;
    looking = true;
    const wanted = last;
    let wait = rest;
    try {
      seen = Number((await onMove(wanted)) ?? wanted);
      if (last === wanted || last < seen) last = seen;
      onFound();
    } catch {
      onLost();
      wait = Math.max(rest, 2000);
    }
    setTimeout(() => {
      looking = false;
      look();
    }, wait);
  }

  function hear(number) {
    onFound();
    last = number;
    look();
  }

  function listen() {
    clearTimeout(retrying);
    if (hidden() || source) return;
    if (!stream || !("EventSource" in window)) return void ask();
    source = new EventSource(`${stream}?v=${seen}`);
    source.onopen = () => clearTimeout(asking);
    source.onmessage = (event) => hear(Number(event.data));
    source.addEventListener("fin", away);
    source.onerror = () => {
      // Refused, cut, or ended after its time: ask for a while, then try again; all phones not at once.
      unplug();
      ask();
      retrying = setTimeout(listen, 15000 + 15000 * Math.random());
    };
  }

  async function ask() {
    clearTimeout(asking);
    if (hidden()) return;
    try {
      const beat = await fetch(`${poll}?v=${seen}`, { redirect: "manual" });
      if (beat.type === "opaqueredirect" || beat.status === 404) return void away();
      if (beat.status === 200) hear(Number(await beat.text()));
      else if (beat.status === 204) onFound();
      else onLost();
    } catch {
      onLost();
    }
    if (!source) asking = setTimeout(ask, 2000 + 2000 * Math.random());
  }

  function unplug() {
    clearTimeout(asking);
    clearTimeout(retrying);
    if (source) source.close();
    source = null;
  }

  function away() {
    stopped = true;
    unplug();
    onAway();
  }

  // A hidden tab gives its stream back; seen again, the stream's first word says whether the meeting has moved.
  const change = () => (hidden() ? unplug() : (look(), listen()));
  document.addEventListener("visibilitychange", change);
  addEventListener("pagehide", unplug);
  addEventListener("pageshow", (event) => event.persisted && change());
  listen();
}
