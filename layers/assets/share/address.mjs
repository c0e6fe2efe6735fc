// The dates in the address: #date=2017-07-10&with=2015-05-25 opens there, and is written back.
// Where several pages share a document all open there, until they have words of their own: #date2=.

import { whenIdle } from "../base/timing.mjs";
import { indexOfText } from "../data/date_index.mjs";

/** The date in an address such as "#date=2017-07-10", as an index; null where there is none. */
export function indexInHash(hash, dates) {
  return indexOfText(new URLSearchParams(hash.slice(1)).get("date") ?? "", dates);
}

/** What the address says to compare with, or null. */
export const withInHash = (hash) => new URLSearchParams(hash.slice(1)).get("with");

/** `hash` with some words replaced, or at null left out, and all else kept. */
export function hashWith(hash, changes) {
  const parameters = new URLSearchParams(hash.slice(1));
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) parameters.delete(name);
    else parameters.set(name, value);
  }
  return `#${parameters}`;
}

/** The address with words replaced in its fragment; those taken out leave its query as well. */
export function addressWith({ pathname, search, hash }, changes) {
  const query = new URLSearchParams(search);
  const gone = Object.keys(changes).filter((name) => changes[name] === null && query.has(name));
  gone.forEach((name) => query.delete(name));
  const rest = `${query}` ? `?${query}` : pathname; // an empty text would leave the query as it is
  return (gone.length ? rest : "") + hashWith(hash, changes);
}

/** Which page of the document that in `root` is, in their words of the address: "", "2", "3". */
export function pageNumber(root) {
  const position = [...document.querySelectorAll(".controlmap")].indexOf(root) + 1;
  return position > 1 ? String(position) : "";
}

/** What `hash` says to the page of that number, as if to the only one. */
export function hashOfPage(hash, number) {
  const parameters = new URLSearchParams(hash.slice(1));
  if (!number || !parameters.has(`date${number}`)) return hash;
  const own = ["date", "with"].map((name) => [name, parameters.get(name + number)]);
  return hashWith("", Object.fromEntries(own));
}

/**
 * Calls `go` with an index and the word to compare with when the reader changes the address; gives a
 * function that writes into it the words that it is given, such as { date, with }, once they rest.
 */
export function connectAddress(dates, go, number = "") {
  window.addEventListener("hashchange", () => {
    const hash = hashOfPage(location.hash, number);
    const index = indexInHash(hash, dates);
    if (index !== null) go(index, withInHash(hash));
  });
  let latest = {};
  // It costs more than all else of a step, and browsers refuse it where it is done too often.
  const replace = whenIdle(() => {
    try {
      history.replaceState(history.state, "", addressWith(location, latest));
    } catch {
      // A frame without an address of its own, as notebooks make them, has none to change.
    }
    latest = {};
  });
  return function write(changes) {
    for (const [name, value] of Object.entries(changes)) latest[name + number] = value;
    replace();
  };
}
