// What layers/payload.py hands over, in the form in which the page uses it.

import { isolatingReviver } from "../base/bidi.mjs";
import { isoDate } from "../base/dates.mjs";
import { longDate, setLanguage } from "../base/language.mjs";
import { areaFormat } from "../base/units.mjs";
import { readPieces } from "./pairs.mjs";
import { unzipJson } from "./unzip.mjs";

const SECONDS = 86400; // of a day
const STEP_COLUMNS = ["shape", "from", "to", "source", "place", "row"]; // columns of rows

/** Running sums: a column that was written as its first value and the steps after it. */
export function runningSums(steps) {
  let sum = 0;
  return steps.map((step) => (sum += step));
}

/** Data as they were zipped, with days, texts and labels for every date and columns in full. */
export function unfold(data) {
  const days = runningSums(data.seconds).map((value) => value / SECONDS);
  const rows = { ...data.rows };
  for (const name of STEP_COLUMNS) if (rows[name]) rows[name] = runningSums(rows[name]);
  return {
    ...data,
    rows,
    series: data.series.map((entry) => ({ ...entry, pieces: readPieces(entry.pieces) })),
    measured: new Map(), // what pairs of dates gained and lost, where there are no pieces
    days,
    texts: data.texts ?? days.map(isoDate),
    labels: data.labels ?? days.map(longDate),
    shapes: data.shapes.map(runningSums),
    areaFormat: areaFormat(data.significant), // how areas are told; the unit is the reader's choice
  };
}

/** [series, shape] of each series that holds ground on the date at `index`. */
export function shapesOn({ shapes }, index) {
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
export async function readPayload({ words, ground, plan, language, elsewhere = {} }) {
  setLanguage(language && (await unzipJson(language)));
  return { ...unfold(await unzipJson(words, isolatingReviver)), ground, plan, elsewhere };
}
