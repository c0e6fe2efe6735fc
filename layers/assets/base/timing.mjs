// When work is done: once calls pause, or at most so often.

const IDLE_MS = 300; // without a call
const INTERVAL_MS = 1000; // between two calls

/** Delay `act` until calls pause; it gets the arguments of the last call. */
export function whenIdle(act) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(act, IDLE_MS, ...values);
  };
}

/**
 * Delay `act` so that it runs at most once a second, however often it is called; it gets the
 * arguments of the last call.
 */
export function atMostEverySecond(act) {
  let latest = null;
  return (...values) => {
    if (latest) return void (latest = values);
    latest = values;
    setTimeout(() => {
      const last = latest;
      latest = null;
      act(...last);
    }, INTERVAL_MS);
  };
}
