// The date in the address: #date=2017-07-10 opens there, and is written back.

import { readDay } from "./dates.mjs";
import { indexOn } from "./steps.mjs";

const PAUSE_MS = 300; // browsers refuse an address that changes too often

/** The date in an address such as "#date=2017-07-10", as an index; null where there is none. */
export function indexInHash(hash, days) {
  const day = readDay(new URLSearchParams(hash.slice(1)).get("date") ?? "");
  return day === null ? null : indexOn(days, day);
}

/** `hash` with its date replaced and all else kept. */
export function hashWith(hash, date) {
  const words = new URLSearchParams(hash.slice(1));
  words.set("date", date);
  return `#${words}`;
}

/** Calls `go` when the reader changes the address; gives a function that writes a date into it. */
export function address(days, go) {
  window.addEventListener("hashchange", () => {
    const index = indexInHash(location.hash, days);
    if (index !== null) go(index);
  });
  let latest = null;
  return function write(date) {
    if (latest === null) {
      setTimeout(() => {
        history.replaceState(history.state, "", hashWith(location.hash, latest));
        latest = null;
      }, PAUSE_MS);
    }
    latest = date;
  };
}
