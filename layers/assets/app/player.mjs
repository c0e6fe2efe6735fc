// Play and pause: nothing moves until the reader asks.

import { phrase } from "../base/language.mjs";

const SERIES_MS = 24000; // for a whole series,
const [FASTEST_MS, SLOWEST_MS] = [60, 1200]; // but each date at least and at most so long
const FAST = { times: 3, least: 30 }; // so much faster than that, and milliseconds at least

/** Milliseconds for which each of `count` dates is shown at a speed: slow, normal or fast. */
export function millisecondsPerDate(count, speed) {
  const usual = Math.min(Math.max(SERIES_MS / count, FASTEST_MS), SLOWEST_MS);
  if (speed === "fast") return Math.max(usual / FAST.times, FAST.least);
  return speed === "slow" ? SLOWEST_MS : usual;
}

/**
 * Makes `button` play, as fast as `speed` says, a field with the words of `pace`: `forward` moves
 * on one date and says whether there are more.
 */
export function connectPlayer(button, speed, count, forward) {
  const reducedMotion = window.matchMedia("(prefers-reduced-motion: reduce)");
  const usual = () => (speed.value = reducedMotion.matches ? "slow" : "normal");
  usual();
  reducedMotion.addEventListener("change", usual);
  let timer = null;
  function stop() {
    clearInterval(timer);
    timer = null;
    updateButton();
  }
  function run() {
    clearInterval(timer);
    timer = setInterval(() => forward() || stop(), millisecondsPerDate(count, speed.value));
  }
  function updateButton() {
    button.setAttribute("aria-label", timer ? phrase("Pause") : phrase("Play"));
    button.classList.toggle("playing", timer !== null);
  }
  button.addEventListener("click", () => {
    if (timer) return stop();
    run();
    updateButton();
  });
  speed.addEventListener("change", () => timer && run());
  return stop;
}
