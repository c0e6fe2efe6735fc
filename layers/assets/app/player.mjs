// Play and pause: nothing moves until the reader asks.

import { phrase } from "../base/language.mjs";
import { highest } from "../base/scale.mjs";

const SERIES_MS = 10000; // for a whole series
const FRAME_MS = 40; // between two dates, of which some are left out where they are many
const SLOWEST_MS = 1200; // for one date, at most
const FAST = 3; // times as fast

/**
 * For each date when it is left, in milliseconds after the start, at a speed: "slow", "normal" or
 * "fast". After the height dates last longer the less is left, by the square of its logarithm.
 */
export function playTimes(km2, speed) {
  const height = highest(km2);
  const at = km2.indexOf(height);
  const least = Math.min(...km2.filter((area) => area > 0));
  const weights = km2.map((area, index) =>
    speed === "slow" || index <= at ? 1 : 1 + Math.log10(height / (area || least)) ** 2,
  );
  const sum = weights.reduce((a, b) => a + b);
  const most = SLOWEST_MS / (speed === "fast" ? FAST : 1);
  const whole = speed === "slow" ? Infinity : SERIES_MS / (speed === "fast" ? FAST : 1);
  let time = 0;
  return weights.map((weight) => (time += Math.min(most, (whole * weight) / sum)));
}

/**
 * Connect `button`, which plays at the speed chosen in the field `speed`: from the index that
 * `start` gives through all of `km2`, with `go` to an index. Returns a function that stops.
 */
export function connectPlayer(button, speed, { start, km2, go }) {
  const reducedMotion = window.matchMedia("(prefers-reduced-motion: reduce)");
  const usualSpeed = () => (speed.value = reducedMotion.matches ? "slow" : "normal");
  usualSpeed();
  reducedMotion.addEventListener("change", usualSpeed);
  let timer = null;
  let index = null; // the date that plays
  function stop() {
    clearInterval(timer);
    timer = null;
    updateButton();
  }
  function run() {
    clearInterval(timer);
    const times = playTimes(km2(), speed.value);
    let time = times[index - 1] ?? 0;
    timer = setInterval(() => {
      time += FRAME_MS;
      const passed = times.findIndex((end) => end > time);
      const to = passed < 0 ? times.length - 1 : passed;
      if (to !== index) go((index = to));
      if (index === times.length - 1) stop();
    }, FRAME_MS);
  }
  function updateButton() {
    button.setAttribute("aria-label", timer ? phrase("Pause") : phrase("Play"));
    button.classList.toggle("playing", timer !== null);
  }
  button.addEventListener("click", () => {
    if (timer) return stop();
    go((index = start()));
    run();
    updateButton();
  });
  speed.addEventListener("change", () => timer && run());
  return stop;
}
