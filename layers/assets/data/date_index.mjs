// Dates by their index: what a text, a day, a pointer or a key means.

import { readDay } from "../base/dates.mjs";

/**
 * Index of the date that a text means, as the source writes it ("1200~", "Y-12000") or as a day, a
 * month or a year of which it is the date in force; null where it is neither.
 */
export function indexOfText(text, { days, texts = [] }) {
  const exact = texts.indexOf(text);
  if (exact >= 0) return exact;
  const day = readDay(text);
  return day === null ? null : indexOn(days, day);
}

/** Index of the last of sorted `days` that is not after `day`; the first for earlier ones. */
export function indexOn(days, day) {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle] <= day) low = middle + 1;
    else high = middle;
  }
  return Math.max(low - 1, 0);
}

/** The date meant by a pointer at `x`: the nearest within `reach`, else the one in force. */
export function indexAt(xs, x, reach) {
  const before = indexOn(xs, x);
  const after = before + 1;
  if (after >= xs.length) return before;
  const near = xs[after] - x;
  return near <= reach && near < x - xs[before] ? after : before;
}

/** The index that a key leads to from `index`, or null for other keys. */
export function indexAfter(key, index, count) {
  const page = Math.max(2, Math.round(count / 10));
  const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };
  const leaps = { PageUp: page, PageDown: -page, Home: -count, End: count };
  const step = steps[key] ?? leaps[key];
  return step === undefined ? null : Math.min(Math.max(index + step, 0), count - 1);
}
