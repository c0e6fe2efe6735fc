// What layers/payload.py hands over, in the form in which the page uses it.

import { isolating } from "../base/bidi.mjs";
import { isoDate } from "../base/dates.mjs";
import { longDate, speak } from "../base/language.mjs";
import { manner } from "../base/units.mjs";
import { piecesOf } from "./pairs.mjs";
import { unzippedJson } from "./unzip.mjs";

const SECONDS = 86400; // of a day
const STEPPED = ["shape", "from", "to", "source", "place", "row"]; // columns of rows

/** Running sums: a column that was written as its first value and the steps after it. */
export function sums(steps) {
  let sum = 0;
  return steps.map((step) => (sum += step));
}

/** Data as they were zipped, with days, texts and labels for every date and columns in full. */
export function unfolded(data) {
  const days = sums(data.seconds).map((value) => value / SECONDS);
  const rows = { ...data.rows };
  for (const name of STEPPED) if (rows[name]) rows[name] = sums(rows[name]);
  return {
    ...data,
    rows,
    series: data.series.map((entry) => ({ ...entry, pieces: piecesOf(entry.pieces) })),
    measured: new Map(), // what pairs of dates gained and lost, where there are no pieces
    days,
    texts: data.texts ?? days.map(isoDate),
    labels: data.labels ?? days.map(longDate),
    shapes: data.shapes.map(sums),
    manner: manner(data.significant), // how areas are told; the unit is the reader's choice
  };
}

/** [series, shape] of each series that holds ground on the date at `index`. */
export function frameOf({ shapes }, index) {
  return shapes.flatMap((column, series) => (column[index] < 0 ? [] : [[series, column[index]]]));
}

/** The series whose two dates are compared: the firmest ground of the actor followed. */
export const comparedSeries = (data, actor) =>
  data.series.findIndex((series) => series.actor === actor);

/**
 * The data of a page: { words, ground, plan }, the first of them zipped, become one. Where a language
 * comes with them, all is said in it from here on. `elsewhere` are the files of the same page in other
 * languages.
 */
export async function opened({ words, ground, plan, language, elsewhere = {} }) {
  speak(language && (await unzippedJson(language)));
  return { ...unfolded(await unzippedJson(words, isolating)), ground, plan, elsewhere };
}
