// Reads the data that layers/payload.py writes into the page.

import { isolatingReviver } from "../base/bidi.mjs";
import { isoDate } from "../base/dates.mjs";
import { isRightToLeft, longDate, phrase, setLanguage } from "../base/language.mjs";
import { areaFormat } from "../base/units.mjs";
import { readPieces } from "./pairs.mjs";
import { unzipJson } from "./unzip.mjs";

const SECONDS = 86400; // of a day
// Columns of rows that are written as steps.
const STEP_COLUMNS = ["shape", "from", "to", "source", "place", "row", "indicative"];

/** Values of a column that was written as its first value and the steps after it. */
export function runningSums(steps) {
  let sum = 0;
  return steps.map((step) => (sum += step));
}

/** The data with days, texts and labels for every date, and columns as values. */
export function unfold(data) {
  const days = runningSums(data.seconds).map((value) => value / SECONDS);
  const rows = { ...data.rows };
  for (const name of STEP_COLUMNS) if (rows[name]) rows[name] = runningSums(rows[name]);
  const series = data.series.map((entry) => ({ ...entry, pieces: readPieces(entry.pieces) }));
  return {
    ...data,
    rows,
    indicative: indicativeDates(rows, days.length),
    series,
    drawn: [...series, ...data.uncounted], // with land that nobody holds, which is not counted
    hidden: [], // statuses that are not drawn
    measured: new Map(), // gains and losses between dates, if there are no pieces (measure.mjs)
    days,
    texts: data.texts ?? days.map(isoDate),
    labels: data.labels ?? days.map(longDate),
    shapes: data.shapes.map(runningSums),
    areaFormat: areaFormat(data.significant), // how areas are written; the reader chooses the unit
  };
}

/** For each series with rows of an indicative shape, how many of them are in force on each date. */
function indicativeDates({ indicative = [], series, from, to }, count) {
  const steps = {};
  for (const row of indicative) {
    const column = (steps[series[row]] ??= Array(count).fill(0));
    column[from[row]] += 1;
    if (to[row] >= 0) column[to[row]] -= 1;
  }
  return Object.fromEntries(
    Object.entries(steps).map(([name, column]) => [name, runningSums(column)]),
  );
}

/** Whether only the area of a series is known on the date at `index`, and not its outline. */
export const isIndicative = ({ indicative }, series, index) => indicative[series]?.[index] > 0;

/** Whether series of this status are drawn; a scene can leave some out. */
export const isShown = ({ hidden }, { status }) => !hidden.includes(status);

/** [series, shape] of each series that is drawn on the date at `index`, counted or not. */
export function drawnOn(data, index) {
  return data.shapes.flatMap((column, series) =>
    column[index] < 0 || !isShown(data, data.drawn[series]) ? [] : [[series, column[index]]],
  );
}

/** [series, shape] of each series that holds territory on the date at `index`. */
export function shapesOn(data, index) {
  return drawnOn(data, index).filter(([series]) => series < data.series.length);
}

/** { km2, status, source } of land that is drawn on a date and not counted, by status. */
export function uncountedOn({ uncounted, statuses }, index) {
  const areas = new Map();
  for (const { status, km2 } of uncounted) {
    if (km2[index]) areas.set(status, (areas.get(status) ?? 0) + km2[index]);
  }
  return [...areas].map(([status, km2]) => ({ km2, status: statuses[status].name }));
}

/** What a series counts, for the reader: "held (estimate)" where a range says how far it is known. */
export function statusName({ statuses }, { status, ranges }) {
  const { name } = statuses[status];
  return ranges ? phrase("{name} (estimate)", { name }) : name;
}

/** Whether an actor can be followed: it holds something on some date. */
export const isCountedActor = (data, actor) => comparedSeries(data, actor) >= 0;

/** Whether a series of one of several actors has an entry on a date; one actor always has. */
export const hasEntry = ({ actors }, series, index) => actors.length < 2 || series.km2[index] > 0;

/** "no entry under this name after 1900", of an actor on a date after its last entry. */
export function noEntryText({ actors, labels }, actor, index) {
  const { last } = actors[actor];
  if (last == null || index <= last) return "";
  return phrase("no entry under this name after {date}", { date: labels[last] });
}

/** The series whose two dates are compared: the firmest one of the actor followed. */
export const comparedSeries = (data, actor) =>
  data.series.findIndex((series) => series.actor === actor);

/**
 * Unpack the data of a page, { words, territory, plan }, of which `words` is zipped, and set the
 * language if one comes with them. `elsewhere` has the files of the same page in other languages.
 */
export async function readPayload({ words, territory, plan, language, tiled, elsewhere = {} }) {
  setLanguage(language && (await unzipJson(language)));
  const data = unfold(await unzipJson(words, (json) => isolatingReviver(json, isRightToLeft())));
  if (tiled) data.projection = null; // tiles are web Mercator
  return { ...data, territory, plan, elsewhere };
}
