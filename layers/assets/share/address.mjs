// The dates in the address: #date=2017-07-10&with=2015-05-25 opens there, and is kept up to date.
// Several pages in one document all open there, until they have parameters of their own: #date2=.

import { fragmentParameters } from "../base/links.mjs";
import { whenIdle } from "../base/timing.mjs";
import { indexOfText } from "../data/date_index.mjs";

/** Index of the date in an address such as "#date=2017-07-10"; null if there is none. */
export function indexInHash(hash, dates) {
  return indexOfText(fragmentParameters(hash).get("date") ?? "", dates);
}

/** What the address compares with, or null. */
export const withInHash = (hash) => fragmentParameters(hash).get("with");

/** `hash` with parameters changed, or removed at null; the others stay. */
export function hashWith(hash, changes) {
  const parameters = fragmentParameters(hash);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) parameters.delete(name);
    else parameters.set(name, value);
  }
  return `#${parameters}`;
}

/**
 * The address with parameters changed in its fragment; those removed are removed from its query
 * too.
 */
export function addressWith({ pathname, search, hash }, changes) {
  const query = new URLSearchParams(search);
  const gone = Object.keys(changes).filter((name) => changes[name] === null && query.has(name));
  gone.forEach((name) => query.delete(name));
  const rest = `${query}` ? `?${query}` : pathname; // an empty text would not change the query
  return (gone.length ? rest : "") + hashWith(hash, changes);
}

/** Suffix of the parameters of the page in `root`, by its place in the document: "", "2", "3". */
export function pageNumber(root) {
  const position = [...document.querySelectorAll(".controlmap")].indexOf(root) + 1;
  return position > 1 ? String(position) : "";
}

/** `hash` for the page of that number, with its parameters as if it were the only page. */
export function hashOfPage(hash, number) {
  const parameters = fragmentParameters(hash);
  if (!number || !parameters.has(`date${number}`)) return hash;
  const own = ["date", "with"].map((name) => [name, parameters.get(name + number)]);
  return hashWith("", Object.fromEntries(own));
}

/**
 * Call `go` with an index and the parameter to compare with when the reader changes the address.
 * Returns a function that writes changes, such as { date, with }, once they pause.
 */
export function connectAddress(dates, go, number = "") {
  window.addEventListener("hashchange", () => {
    const hash = hashOfPage(location.hash, number);
    const index = indexInHash(hash, dates);
    if (index !== null) go(index, withInHash(hash));
  });
  let latest = {};
  // This costs more than the rest of a step, and browsers refuse it if it is done too often.
  const replace = whenIdle(() => {
    try {
      history.replaceState(history.state, "", addressWith(location, latest));
    } catch {
      // A frame in a notebook has no address of its own to change.
    }
    latest = {};
  });
  return function write(changes) {
    for (const [name, value] of Object.entries(changes)) latest[name + number] = value;
    replace();
  };
}
