// Breaks: dates from which on areas are counted in another way, and so not compared with earlier.

import { phrase, plural } from "../base/language.mjs";

/** Whether areas of a series are counted in another way from a break on. */
export const concerns = ({ actor, status }, series) =>
  (actor ?? series.actor) === series.actor && (status ?? series.status) === series.status;

/** The breaks of a series between the dates at two indices, in order of date. */
export function breaksBetween({ breaks = [] }, series, a, b) {
  const [first, last] = [Math.min(a, b), Math.max(a, b)];
  return breaks.filter(
    (entry) => concerns(entry, series) && first < entry.index && entry.index <= last,
  );
}

/** Indices [first, last] of the parts of a series, each of which is counted in one way. */
export function alikeRuns(data, series, first, last) {
  const starts = breaksBetween(data, series, first, last).map(({ index }) => index);
  const edges = [first, ...new Set(starts), last + 1];
  return edges.slice(1).map((next, i) => [edges[i], next - 1]);
}

/** "counted differently since 9 December 2018"; of several breaks, how many and the last. */
export function countedDifferently(breaks) {
  if (!breaks.length) return "";
  const { since, when } = breaks.at(-1);
  if (breaks.length === 1) return phrase("counted differently {since}", { since });
  return plural(
    "the way of counting changed {n} time, last {when}",
    "the way of counting changed {n} times, last {when}",
    breaks.length,
    { when },
  );
}

/** Why two dates with these breaks between them are not compared; empty without any. */
export const notCompared = (breaks) =>
  breaks.length ? phrase("not compared: {why}", { why: countedDifferently(breaks) }) : "";
