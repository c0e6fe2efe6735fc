// Options in the address: ?date=2017-07-10&theme=dark. The fragment takes the same options for
// frames without a query, as those with srcdoc, and wins over the query: #theme=dark.

import { civil, dayOf, readDay } from "../base/dates.mjs";
import { languageCode } from "../base/language.mjs";
import { fragmentParameters } from "../base/links.mjs";
import { indexOn } from "../data/date_index.mjs";
import { isCountedActor } from "../data/payload.mjs";

const MOST_PARAMETER_LETTERS = 200; // longer values are ignored
const END_OF_DAY = 1 - 1 / 86400; // added to a day: its last second
const SWITCH = { 1: true, 0: false };
const THEMES = ["dark", "light", "auto"];

/** Parameters of an address { search, hash }: those of its query, overridden by its fragment's. */
export function urlParameters({ search, hash }) {
  const parameters = new URLSearchParams(search);
  for (const [name, value] of fragmentParameters(hash)) parameters.set(name, value);
  return parameters;
}

/** The last day of "2017-07-10", "2017-07" or "2017"; null for other texts. */
export function lastDay(text) {
  const day = readDay(text);
  if (day === null) return null;
  const [year, month] = civil(day);
  const parts = text.replace(/^-/, "").split("-").length;
  return [dayOf(year + 1), dayOf(year, month + 1), day + 1][parts - 1] - 1;
}

/**
 * Read the options in `parameters`; missing and unreadable ones get their default: `date`, an index
 * or null; `span`, the indices of the first and last date to show; `actor`, an index or null;
 * `theme`; `chart`; `still`, without controls; `present`; `lang`, the page's own language or one of
 * `elsewhere`, pages by language; `child`, the id that pym.js gave the frame, or null. `ignored`
 * lists options that could not be read, as "theme=blue". Unknown parameters may belong to others
 * and are skipped.
 */
export function readOptions(parameters, { days, texts, actors, series, elsewhere = {} }) {
  const ignored = [];
  function read(name, usual, meaning) {
    const text = parameters.get(name);
    if (text === null) return usual;
    const value = text.length <= MOST_PARAMETER_LETTERS ? meaning(text) : null;
    if (value === null) ignored.push(`${name}=${text.slice(0, MOST_PARAMETER_LETTERS)}`);
    return value ?? usual;
  }
  const indexIn = (dayIn) => (text) => {
    const exact = texts.indexOf(text); // a source may write dates that are not in a calendar
    const day = dayIn(text);
    return exact >= 0 ? exact : day === null ? null : indexOn(days, day + END_OF_DAY);
  };
  const whole = [0, days.length - 1];
  const [from, to] = [read("from", 0, indexIn(readDay)), read("to", whole[1], indexIn(lastDay))];
  if (from > to) ignored.push(`from=${parameters.get("from")}`, `to=${parameters.get("to")}`);
  const isSameName = (name, other) => name.toLowerCase() === other.toLowerCase();
  const actorIndex = (text) =>
    actors.findIndex(
      ({ key, name }, actor) =>
        (isSameName(key, text) || isSameName(name, text)) && isCountedActor({ series }, actor),
    );
  const readSwitch = (text) => SWITCH[text] ?? null;
  return {
    date: read("date", null, indexIn(readDay)),
    span: from > to ? whole : [from, to],
    actor: read("actor", null, (text) => (actorIndex(text) < 0 ? null : actorIndex(text))),
    theme: read("theme", "auto", (text) => (THEMES.includes(text) ? text : null)),
    chart: read("chart", true, readSwitch),
    still: read("static", false, readSwitch),
    present: read("present", false, readSwitch),
    // A host that asks for a language that no page has finds it in `ignored`.
    lang: read("lang", languageCode(), (text) =>
      text === languageCode() || Object.keys(elsewhere).includes(text) ? text : null,
    ),
    child: read("childId", null, (text) => (/^[\w.-]+$/.test(text) ? text : null)),
    ignored,
  };
}
