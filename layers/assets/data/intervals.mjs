// Who held a spot, and when: from the rows whose polygons contain it.

import { formatNumber, phrase, plural } from "../base/language.mjs";
import { joinSemicolons, capitalize, joinCommas } from "../base/words.mjs";

/**
 * A function that returns whether a spot is in a shape: a ray to the east crosses its rings an odd
 * number of times (Shimrat, 1962). `lon` and `lat` are those of all vertices.
 */
export function containsSpot({ lon, lat }, spotLon, spotLat) {
  const above = Float64Array.from(lat).map((value) => value > spotLat);
  const crosses = (from, to) =>
    above[from] !== above[to] &&
    spotLon < lon[from] + ((spotLat - lat[from]) / (lat[to] - lat[from])) * (lon[to] - lon[from]);
  return function liesIn(vertices) {
    let odd = false;
    let [first, last] = [0, 0];
    for (const vertex of vertices) {
      if (vertex === 0) {
        if (crosses(last, first)) odd = !odd;
        last = 0;
        continue;
      }
      if (last === 0) first = vertex;
      else if (crosses(last, vertex)) odd = !odd;
      last = vertex;
    }
    return odd;
  };
}

/** The columns of layers/page/spots.py as a list of rows; missing values are null. */
export function readRows(columns) {
  const word = (name, i) => columns.words[columns[name]?.[i]] ?? null;
  const indicative = new Set(columns.indicative);
  const position = (value) => (value === undefined || value < 0 ? null : value);
  return columns.series.map((series, i) => ({
    series,
    shape: columns.shape[i],
    from: columns.from[i],
    to: position(columns.to[i]),
    row: position(columns.row?.[i]),
    indicative: indicative.has(i),
    ...Object.fromEntries(
      ["source", "place", "begun", "ended", "located", "verified"].map((n) => [n, word(n, i)]),
    ),
  }));
}

/**
 * Intervals in which `rows` held a spot. Consecutive rows of one place and status make one
 * interval; intervals of the same place and time become one, with all their statuses (`series`).
 */
export function heldIntervals(rows) {
  const open = new Map();
  const intervals = [];
  for (const row of [...rows].sort((a, b) => a.from - b.from || a.series - b.series)) {
    const key = JSON.stringify([row.series, row.place, row.row, row.indicative]);
    const before = open.get(key);
    if (before && (before.to === null || before.to >= row.from)) {
      before.to = before.to === null || row.to === null ? null : Math.max(before.to, row.to);
      if (!before.sources.includes(row.source)) before.sources.push(row.source);
    } else {
      open.set(key, { ...row, series: [row.series], sources: [row.source] });
      intervals.push(open.get(key));
    }
  }
  const merged = new Map();
  for (const interval of intervals) {
    const { from, to, place, row, sources, indicative } = interval;
    const key = JSON.stringify([from, to, place, row, sources, indicative]);
    if (merged.has(key)) merged.get(key).series.push(...interval.series);
    else merged.set(key, interval);
  }
  return [...merged.values()];
}

/** "21 May 2015 to 27 March 2016", "8 July 2024 until the end of the data". */
export function intervalText({ from, to }, labels) {
  const words = { first: labels[from], last: labels[to] };
  return to === null
    ? phrase("{first} until the end of the data", words)
    : phrase("{first} to {last}", words);
}

/** "on all 62 dates", "on 5 of 62 dates". */
export function dateCountText({ from, to }, count) {
  const held = (to ?? count) - from;
  if (held === count) return plural("on the only date", "on all {n} dates", count);
  return plural("on {some} of {n} date", "on {some} of {n} dates", count, {
    some: formatNumber(held),
  });
}

/** Sources of an interval: "Follows from a news report."; without any "row 96 of places.csv". */
export function sourceText({ row, sources }, list) {
  const named = sources.filter(Boolean);
  const [first, last] = [named[0], named.at(-1)];
  const words = { count: formatNumber(named.length), first, last };
  const names =
    named.length > 2 ? phrase("{count} sources, {first} to {last}", words) : joinSemicolons(named);
  const listName = list ?? phrase("the list of places");
  const place = () => phrase("row {row} of {list}", { row: formatNumber(row), list: listName });
  const origin = names || (row === null ? "" : place());
  return origin && phrase("Follows from {what}.", { what: origin });
}

/** The precision of a date; used only after "exact to the", which decides its case. */
function partName(part) {
  if (part === "day") return phrase("day");
  if (part === "month") return phrase("month");
  return part === "year" ? phrase("year") : part;
}

/** "Dates exact to the day; coordinates: GeoNames; not verified." */
export function precisionText({ begun, ended, located, verified }) {
  const parts = [];
  const words = { unit: partName(begun), last: partName(ended) };
  if (begun && (!ended || begun === ended)) parts.push(phrase("dates exact to the {unit}", words));
  else if (begun) parts.push(phrase("first date exact to the {unit}, last to the {last}", words));
  else if (ended) parts.push(phrase("last date exact to the {last}", words));
  if (located) parts.push(phrase("coordinates: {source}", { source: located }));
  if (verified === "no") parts.push(phrase("not verified"));
  const text = joinSemicolons(parts);
  return text && capitalize(phrase("{text}.", { text }));
}

/** "34.56° N, 38.28° E". */
export function coordinatesText(lat, lon) {
  const [north, east] = [lat, lon].map((value) => ({
    degrees: formatNumber(Math.abs(value), 2, 2),
  }));
  return joinCommas([
    lat < 0 ? phrase("{degrees}° S", north) : phrase("{degrees}° N", north),
    lon < 0 ? phrase("{degrees}° W", east) : phrase("{degrees}° E", east),
  ]);
}
