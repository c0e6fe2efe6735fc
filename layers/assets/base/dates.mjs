// Days since 1970-01-01 in the proleptic Gregorian calendar; year 0 is 1 BCE.

import { dayOfMonth, shortDay, shortMonth, yearLabel } from "./language.mjs";

const DAYS_PER_YEAR = 365.2425;
const YEARS_PER_TICK = 1.5; // labels of years that fit where one label of a month and year does

/** Day number of a civil date; months may exceed 12. */
export function dayOf(year, month = 1, day = 1) {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return Math.round(date.getTime() / 86400000);
}

/** [year, month, day] of a day number. */
export function civil(day) {
  const date = new Date(Math.floor(day) * 86400000);
  return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
}

/** Day number of "2017-07-10", "2014-06" or "-0322"; null for other texts. */
export function readDay(text) {
  const match = /^(-?\d{1,6})(?:-(\d\d))?(?:-(\d\d))?$/.exec(text);
  if (!match) return null;
  const [year, month, day] = match.slice(1).map((part) => (part === undefined ? 1 : Number(part)));
  const read = dayOf(year, month, day);
  const [y, m, d] = civil(read);
  return y === year && m === month && d === day ? read : null;
}

/** "2024-07-08", of a day in the years 0 to 9999. */
export function isoDate(day) {
  return new Date(Math.floor(day) * 86400000).toISOString().slice(0, 10);
}

/**
 * Ticks for a time axis from day `first` to `last`, as { day, label }: as many as fit where `most`
 * labels of a month and year fit.
 */
export function timeTicks(first, last, most) {
  const days = Math.max(last - first, 1);
  for (const step of [1, 2, 7, 14]) {
    if (days / step <= most) return dayTicks(first, last, step);
  }
  for (const step of [1, 2, 3, 6]) {
    if (days / (30.44 * step) <= most) return monthTicks(first, last, step);
  }
  const years = civil(first)[0] < 1 ? most : most * YEARS_PER_TICK;
  for (let power = 1; ; power *= 10) {
    for (const step of [power, 2 * power, 5 * power]) {
      if (days / (DAYS_PER_YEAR * step) <= years) return yearTicks(first, last, step);
    }
  }
}

function dayTicks(first, last, step) {
  const ticks = [];
  let month = null;
  for (let day = Math.ceil(first); day <= last; day += step) {
    const [, m] = civil(day);
    ticks.push({ day, label: m === month ? dayOfMonth(day) : shortDay(day) });
    month = m;
  }
  return ticks;
}

function monthTicks(first, last, step) {
  const ticks = [];
  let [year, month] = civil(first);
  month = Math.floor((month - 1) / step) * step + 1;
  let labelled = null;
  for (; dayOf(year, month) <= last; month += step) {
    const day = dayOf(year, month);
    if (day < first) continue;
    const [y] = civil(day);
    const name = shortMonth(day);
    ticks.push({ day, label: y === labelled ? name : `${name} ${yearLabel(y)}` });
    labelled = y;
  }
  return ticks;
}

/** Round years: ... 200 BCE, 100 BCE, 1 CE, 100, 200 ... */
function yearTicks(first, last, step) {
  const ticks = [];
  const from = civil(first)[0];
  const era = from < 1;
  for (let count = Math.floor(from / step) * step; ; count += step) {
    // `count` counts round years; there is no year 0, and n BCE is the year 1 - n.
    const year = step === 1 ? count : count < 0 ? 1 + count : Math.max(count, 1);
    const day = dayOf(year);
    if (day > last) return ticks;
    if (day >= first) ticks.push({ day, label: yearLabel(year, era) });
  }
}
