// Play and pause: nothing moves until the reader asks.

import { phrase } from "../base/language.mjs";

const SERIES_MS = 24000; // for a whole series
const [FASTEST_MS, SLOWEST_MS] = [60, 1200]; // for each date, at least and at most
const FAST = { times: 3, least: 30 }; // so many times faster, with so many milliseconds at least

/** How long each of `count` dates is shown at a speed: "slow", "normal" or "fast". */
export function millisecondsPerDate(count, speed) {
  const usual = Math.min(Math.max(SERIES_MS / count, FASTEST_MS), SLOWEST_MS);
  if (speed === "fast") return Math.max(usual / FAST.times, FAST.least);
  return speed === "slow" ? SLOWEST_MS : usual;
}

/**
 * Connect `button`, which plays at the speed chosen in the field `speed`. `forward` goes to the
 * next date and returns whether there are more. Returns a function that stops.
 */
export function connectPlayer(button, speed, count, forward) {
  const reducedMotion = window.matchMedia("(prefers-reduced-motion: reduce)");
  const usualSpeed = () => (speed.value = reducedMotion.matches ? "slow" : "normal");
  usualSpeed();
  reducedMotion.addEventListener("change", usualSpeed);
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
