// Play and pause: nothing moves until the reader asks.

const WHOLE_MS = 24000; // for a whole series,
const [FASTEST_MS, SLOWEST_MS] = [60, 1200]; // but each date at least and at most so long

/** Milliseconds for which each of `count` dates is shown; as long as can be where `calm`. */
export function pace(count, calm) {
  return calm ? SLOWEST_MS : Math.min(Math.max(WHOLE_MS / count, FASTEST_MS), SLOWEST_MS);
}

/** Makes `button` play: `forward` moves on one date and says whether there are more. */
export function player(button, count, forward) {
  let timer = null;
  function stop() {
    clearInterval(timer);
    timer = null;
    say();
  }
  function say() {
    button.setAttribute("aria-label", timer ? "Pause" : "Play");
    button.classList.toggle("playing", timer !== null);
  }
  button.addEventListener("click", () => {
    if (timer) return stop();
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    timer = setInterval(() => forward() || stop(), pace(count, calm));
    say();
  });
  return stop;
}
