// Classes of time for the shaded map: where each begins, and its name.

import { civil, dayOf } from "../base/dates.mjs";
import {
  dayInYear,
  longDate,
  monthInYear,
  monthLabel,
  formatNumber,
  phrase,
  plural,
  yearLabel,
} from "../base/language.mjs";
import { lastIndexWhere } from "../base/lists.mjs";
import { when } from "../base/words.mjs";

const MOST_CLASSES = 5; // more cannot be told apart by their tones
// In the longest time that territory was held: with fewer there are few classes, with more the last
// one, which is open, has most of the territory.
const LEAST_STEPS = 3.5;
const MOST_SUMMED = 10; // between dates, of which all sums are computed
const [MONTH_DAYS, YEAR_DAYS] = [30.436875, 365.2425];
// Share of all territory gained that may come while as much is lost, over all dates.
const UNSEEN_SHARE = 0.1;
// Share of all territory gained that, if held on the first date, is a class of its own.
const EARLY_SHARE = 0.1;

const COUNTS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
const TIME_TEXTS = {
  day: (count) => plural("{n} day", "{n} days", count),
  week: (count) => plural("{n} week", "{n} weeks", count),
  month: (count) => plural("{n} month", "{n} months", count),
  year: (count) => plural("{n} year", "{n} years", count),
};
const RANGE_TEXTS = {
  day: (first, count) => plural("{first} to {n} day", "{first} to {n} days", count, { first }),
  week: (first, count) => plural("{first} to {n} week", "{first} to {n} weeks", count, { first }),
  month: (first, count) =>
    plural("{first} to {n} month", "{first} to {n} months", count, { first }),
  year: (first, count) => plural("{first} to {n} year", "{first} to {n} years", count, { first }),
};
// Steps in which people count time: number, unit, days in the unit.
const TIME_STEPS = [
  ...[1, 2, 3].map((count) => [count, "day", 1]),
  ...[1, 2].map((count) => [count, "week", 7]),
  ...[1, 2, 3, 6].map((count) => [count, "month", MONTH_DAYS]),
  ...COUNTS.map((count) => [count, "year", YEAR_DAYS]),
];

/**
 * On how many days territory of a series can have been held up to the date at `index`, that date
 * included, the longest time last: those of its pieces; without them any sum of its times between
 * dates, or if those are many, only the sum of all.
 */
export function timesHeld({ km2, pieces }, days, index) {
  if (pieces?.length) return sortedTimes(pieces.map(({ dates }) => daysHeld(dates, days, index)));
  const steps = [...km2.keys()]
    .filter((i) => i <= index && km2[i] > 0)
    .map((i) => (i < index ? days[i + 1] - days[i] : 1));
  if (steps.length > MOST_SUMMED) return [Math.floor(steps.reduce((sum, step) => sum + step, 0))];
  const sums = steps.reduce((all, step) => [...all, ...all.map((sum) => sum + step)], [0]);
  return sortedTimes(sums);
}

/** Different times of a day or longer, in whole days. */
const sortedTimes = (times) =>
  [...new Set(times.map(Math.floor))].filter((time) => time > 0).sort((a, b) => a - b);

/** Days held by what is gained and lost in turn on the dates at `turns`. */
function daysHeld(turns, days, index) {
  const past = turns.filter((turn) => turn <= index);
  const sum = past.reduce((total, turn, i) => total + (i % 2 ? days[turn] : -days[turn]), 0);
  return past.length % 2 ? sum + days[index] + 1 : sum;
}

/**
 * Classes of the number of days on which territory was held, for `times` in days, of which the last
 * is the longest: [{ from, name }], in equal steps, the last of them open. Of several times, only
 * classes with one of them.
 */
export function heldClasses(times) {
  const span = times.at(-1) ?? 0;
  if (span < 1) return [];
  const fits = ([count, , days]) => span >= Math.floor(LEAST_STEPS * count * days);
  const [count, unit, days] = TIME_STEPS[Math.max(lastIndexWhere(TIME_STEPS, fits), 0)];
  const many = TIME_TEXTS[unit];
  const whole = unit === "day"; // days are counted, longer times are measured
  const steps = Array.from(
    { length: MOST_CLASSES },
    (_, i) => (i + (whole && count === 1)) * count,
  );
  const classes = steps.map((least, i) => {
    const next = least + count;
    const most = whole ? next - 1 : next;
    const from = Math.max(least, 1);
    const range = most === from ? many(most) : RANGE_TEXTS[unit](formatNumber(from), most);
    const short = i === 0 && !whole ? phrase("less than {time}", { time: many(next) }) : range;
    return {
      from: Math.floor(least * days),
      name: i === MOST_CLASSES - 1 ? phrase("{time} or longer", { time: many(least) }) : short,
    };
  });
  const isReached = (i) => {
    const [from, next] = [classes[i].from, classes[i + 1]?.from ?? Infinity];
    return times.some((time) => time >= from && (times.length === 1 || time < next));
  };
  return classes.filter((_, i) => isReached(i));
}

/** The start of a calendar period nearest to `day`, for periods of `count` units. */
function nearestPeriodStart(day, [unit, count]) {
  const [year, month] = civil(day);
  const periodStart = (step) => {
    if (unit === "month") {
      return dayOf(year, (Math.floor((month - 1) / count) + step) * count + 1);
    }
    // Round years: there is no year 0, and n BCE is the year 1 - n.
    const roundYear = (Math.floor((year < 1 ? year - 1 : year) / count) + step) * count;
    return dayOf(roundYear < 0 ? roundYear + 1 : Math.max(roundYear, 1));
  };
  return day - periodStart(0) <= periodStart(1) - day ? periodStart(0) : periodStart(1);
}

const PERIODS = [
  ...[...COUNTS].reverse().map((count) => ["year", count]),
  ...[6, 3, 1].map((count) => ["month", count]),
];

/** Name of the period that begins on `day`: "2015", "July 2015", "8 July 2015". */
function dayName(day) {
  const [year, month, date] = civil(day);
  if (date > 1) return longDate(day);
  return month > 1 ? monthLabel(day) : yearLabel(year);
}

/** Name of the days from `first` to before `end`: "2015 to 2016", "July 2015". */
function spanName(first, end) {
  const last = end - 1;
  const [begins, ends] = [civil(first), civil(end)];
  const whole = (parts) => [parts[2] === 1, parts[2] === 1 && parts[1] === 1];
  const [[months, years], [monthsToo, yearsToo]] = [whole(begins), whole(ends)];
  const sameYear = begins[0] === civil(last)[0];
  const year = (day) => yearLabel(civil(day)[0], begins[0] < 1);
  const [label, short] =
    years && yearsToo
      ? [year, year]
      : months && monthsToo
        ? [monthLabel, sameYear ? monthInYear : monthLabel]
        : [longDate, sameYear ? dayInYear : longDate];
  if (label(first) === label(last)) return label(first);
  return phrase("{first} to {last}", { first: short(first), last: label(last) });
}

/**
 * Classes of the date on which territory was first held: [{ from, name }], `from` an index, of a
 * series of areas and its shapes. They begin with a year or month if possible, and about as much
 * territory was gained in each.
 */
export function gainedClasses(km2, shapes, { days, texts, labels }) {
  const grown = km2.map((area, i) => Math.max(area - (km2[i - 1] ?? 0), 0));
  const isNewShape = km2.map((area, i) => area > 0 && shapes[i] !== shapes[i - 1]);
  const sum = (list) => list.reduce((total, value) => total + Number(value), 0);
  const unseen = (UNSEEN_SHARE * sum(grown)) / sum(isNewShape);
  const gains = grown.map((gain, i) => gain + (isNewShape[i] ? unseen : 0));
  const begin = gains.findIndex((gain) => gain > 0);
  if (begin < 0) return [];
  const last = lastIndexWhere(gains, (gain) => gain > 0);
  const early = begin === 0 && last > 0 && gains[0] >= EARLY_SHARE * sum(gains);
  const start = early ? gains.findIndex((gain, i) => i > 0 && gain > 0) : begin;
  const classes = early
    ? [{ from: 0, name: phrase("already {when}", { when: when(texts[0], labels[0]) }) }]
    : [];
  const breaks = classBreaks(gains, days, start, last, MOST_CLASSES - classes.length);
  const edges = [start, ...breaks.map((day) => days.findIndex((date) => date >= day))];
  const nameOf = (i) => {
    const gained = labels.slice(edges[i], edges[i + 1]).filter((_, at) => gains[edges[i] + at] > 0);
    const [day, end] = [breaks[i - 1], breaks[i]];
    if (gained.length === 1) return gained[0];
    if (!breaks.length) {
      return phrase("{first} to {last}", { first: labels[start], last: labels[last] });
    }
    if (i === 0) return phrase("before {date}", { date: dayName(end) });
    if (end !== undefined) return spanName(day, end);
    return phrase("{date} or later", { date: dayName(day) });
  };
  edges.forEach((from, i) => classes.push({ from, name: nameOf(i) }));
  return classes;
}

/**
 * Days that split the gains from `start` to `last` into up to `count` classes, none of them empty.
 */
function classBreaks(gains, days, start, last, count) {
  const shownGains = gains.slice(start, last + 1);
  const all = shownGains.reduce((sum, gain) => sum + gain, 0);
  const targets = []; // days by which equal parts of the territory were gained
  let sum = 0;
  shownGains.forEach((gain, i) => {
    sum += gain;
    while (targets.length < count - 1 && sum >= ((targets.length + 1) / count) * all) {
      targets.push(Math.floor(days[start + i]));
    }
  });
  const gainBetween = (from, to) =>
    shownGains.some((gain, i) => gain > 0 && days[start + i] >= from && days[start + i] < to);
  let best = [];
  for (const unit of [...PERIODS, null]) {
    const breaks = [];
    for (const day of targets) {
      const at = unit ? nearestPeriodStart(day, unit) : day;
      if (gainBetween(breaks.at(-1) ?? -Infinity, at) && gainBetween(at, Infinity)) breaks.push(at);
    }
    if (breaks.length > best.length) best = breaks;
  }
  return best;
}
