// The end of the chart once more on a scale of its own, where it cannot be read on that of all.

import { svg } from "../base/dom.mjs";
import { plural } from "../base/language.mjs";
import { highest } from "../base/scale.mjs";

const READABLE = 3; // pixels: an area that is lower cannot be read
const MOST_TIMES = 200; // at most so many times the last area is the largest one in the magnifier
const YEAR = 365.25;
const ROUND = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
const SPANS = [
  ...ROUND.slice(3, 9).map((count) => ({ count, days: count })),
  ...ROUND.slice(1).map((count) => ({ count, days: count * YEAR })),
];

/**
 * The part { from, first, text } at the end of a frame that a magnifier shows: the day it begins
 * with, the index of the date in force then, and its name. It is the longest round span on which
 * each area of `km2` is too low to be read and at most two hundred times the last one, or the shortest
 * that has two areas. Null where the end can be read or nothing happens on it.
 */
export function magnifiedPart(days, km2, { first, last, y, floor }) {
  const isLow = (area) => floor - y(area) < READABLE;
  const end = days[last];
  const parts = [];
  for (const { count, days: span } of SPANS) {
    let at = last;
    while (at > first && days[at] > end - span) at -= 1;
    const areas = km2.slice(at, last + 1);
    if (days[at] > end - span || !areas.every(isLow)) break;
    const positive = areas.filter((area) => area > 0);
    if (new Set(positive).size < 2) continue;
    const isNear = highest(positive) <= MOST_TIMES * positive.at(-1);
    parts.push({ from: end - span, first: at, count, span, isNear });
  }
  const part = parts.filter(({ isNear }) => isNear).at(-1) ?? parts[0];
  return part ? { ...part, text: spanText(part) } : null;
}

const spanText = ({ count, span }) =>
  count === span
    ? plural("last {n} day", "last {n} days", count)
    : plural("last {n} year", "last {n} years", count);

/** The box of the magnifier, a beam to it from what it shows, and a cut through higher areas. */
export function boxParts(main, { from, west, start, end, head, floor, edge, base }) {
  const left = main.x(from);
  const beam = `M${left},${floor}V${floor - READABLE}L${west},${head}V${floor}Z`;
  const line = { fill: "none", stroke: "var(--quiet)" };
  return [
    svg("path", { class: "band", opacity: 0.5, d: beam }),
    svg("path", { ...line, class: "glass", d: `M${west},0H${edge}V${base}H${west}Z` }),
    svg("path", { stroke: "var(--paper)", "stroke-width": 3, d: `M${start},${head}H${end}` }),
  ];
}
