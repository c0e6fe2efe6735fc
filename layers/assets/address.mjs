// The dates in the address: #date=2017-07-10&with=2015-05-25 opens there, and is written back.

import { readDay } from "./dates.mjs";
import { indexOn } from "./steps.mjs";

const PAUSE_MS = 300; // browsers refuse an address that changes too often

/** The date in an address such as "#date=2017-07-10", as an index; null where there is none. */
export function indexInHash(hash, days) {
  const day = readDay(new URLSearchParams(hash.slice(1)).get("date") ?? "");
  return day === null ? null : indexOn(days, day);
}

/** What the address says to compare with, or null. */
export const withInHash = (hash) => new URLSearchParams(hash.slice(1)).get("with");

/** `hash` with some words replaced, or at null left out, and all else kept. */
export function hashWith(hash, words) {
  const found = new URLSearchParams(hash.slice(1));
  for (const [name, word] of Object.entries(words)) {
    if (word === null) found.delete(name);
    else found.set(name, word);
  }
  return `#${found}`;
}

/**
 * Calls `go` with an index and the word to compare with when the reader changes the address; gives a
 * function that writes into it the words that it is given, such as { date, with }.
 */
export function address(days, go) {
  window.addEventListener("hashchange", () => {
    const index = indexInHash(location.hash, days);
    if (index !== null) go(index, withInHash(location.hash));
  });
  let latest = null;
  return function write(words) {
    if (latest === null) {
      setTimeout(() => {
        history.replaceState(history.state, "", hashWith(location.hash, latest));
        latest = null;
      }, PAUSE_MS);
    }
    latest = { ...latest, ...words };
  };
}
