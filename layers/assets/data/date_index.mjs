// Indices of dates: what a text, a day, a pointer or a key means.

import { readDay } from "../base/dates.mjs";

/**
 * Index of the date of a text, as the source writes it ("1200~", "Y-12000") or as a day, month or
 * year whose date in force it is; null for other texts.
 */
export function indexOfText(text, { days, texts = [] }) {
  const exact = texts.indexOf(text);
  if (exact >= 0) return exact;
  const day = readDay(text);
  return day === null ? null : indexOn(days, day);
}

/** Index of the last of sorted `days` that is not after `day`; 0 for earlier days. */
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

/** Index of the date at a pointer at `x`: the nearest within `reach`, else the one in force. */
export function indexAt(xs, x, reach) {
  const before = indexOn(xs, x);
  const after = before + 1;
  if (after >= xs.length) return before;
  const near = xs[after] - x;
  return near <= reach && near < x - xs[before] ? after : before;
}

/** The index that a key leads to from `index`; null for other keys. */
export function indexAfter(key, index, count) {
  const page = Math.max(2, Math.round(count / 10));
  const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };
  const leaps = { PageUp: page, PageDown: -page, Home: -count, End: count };
  const step = steps[key] ?? leaps[key];
  return step === undefined ? null : Math.min(Math.max(index + step, 0), count - 1);
}
