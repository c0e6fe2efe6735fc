// Areas and sentences as the reader reads them.

import { readDay } from "./dates.mjs";
import {
  pluralCategory,
  formatNumber,
  joinParts,
  monthInDate,
  phrase,
  plural,
} from "./language.mjs";
import { areaFormat, convertArea } from "./units.mjs";

const DEFAULT_FORMAT = areaFormat();
const LEAST_KM2 = 5e-7; // what has six decimal places is none
const DUST = 1e-9; // of a step, so that a round number stays as it is
const LARGE = { from: 1e4, significant: 4 }; // from so many km2 on an area is rounded
const MILLIONS = { from: 1e6, significant: 3 }; // from so many on it is in millions

const isNone = (km2) => Math.abs(km2) < LEAST_KM2;

/** "109,361", "51.8", "4.02", "0.49"; the page's own format is `data.areaFormat`. */
export function areaNumber(km2, format = DEFAULT_FORMAT) {
  if (isNone(km2)) return formatNumber(0);
  const { value, least, most } = convertArea(km2, format);
  return formatNumber(value, most, least);
}

/** Arguments for the texts of a unit: the number, and how it is written. */
function areaArguments(km2, format) {
  const shown = areaNumber(km2, format);
  if (isNone(km2)) return [0, { shown, kind: pluralCategory(0) }];
  const { value, least, most } = convertArea(km2, format);
  return [value, { shown, kind: pluralCategory(value, most, least) }];
}

/** "109,361 km²", "1 football pitch". */
export const area = (km2, format = DEFAULT_FORMAT) =>
  format.unit.full(...areaArguments(km2, format));

/** The same, abbreviated: "42,225 sq mi". */
export const shortArea = (km2, format = DEFAULT_FORMAT) =>
  format.unit.brief(...areaArguments(km2, format));

/**
 * [number, unit]: an area in the digits that a headline can bear: "109,900" and " km²", "21.6" and
 * " million km²". Outlines by two hands agree to a thousandth of a large area at best, so it has
 * four digits, and three in millions; below 10,000 km², and where the data name their own digits,
 * it stays as it is. Where a text does not begin with its number, all is the number.
 */
export function splitArea(km2, format = DEFAULT_FORMAT, write = shortArea) {
  const count = km2 / format.unit.km2;
  if (count >= MILLIONS.from) {
    const rounded = Number((count / MILLIONS.from).toPrecision(MILLIONS.significant));
    const [shown, unit] = [formatNumber(rounded), format.unit.short()];
    const words = { shown, unit };
    return splitNumber(
      plural("{n}\u00a0million {unit}", "{n}\u00a0million {unit}", rounded, words),
      shown,
    );
  }
  const significant = format.significant ?? (km2 < LARGE.from ? null : LARGE.significant);
  const digits = { ...format, significant };
  return splitNumber(write(km2, digits), areaNumber(km2, digits));
}

const splitNumber = (text, number) =>
  text.startsWith(number) ? [number, text.slice(number.length)] : [text, ""];

/** "109,900 km²", "21.6 million km²": the same as one text. */
export const roundArea = (km2, format, write) => splitArea(km2, format, write).join("");

/** "on 8 July 2024", "in June 2014", "in 323 BCE"; `text` is the date as its source wrote it. */
export function when(text, date) {
  if (/^-?\d+-\d\d-\d\d$/.test(text)) return phrase("on {date}", { date });
  if (/^-?\d+-(0\d|1[0-2])$/.test(text)) return phrase("in {date}", { date });
  if (/^[Yy]?-?\d+$/.test(text)) return phrase("in {year}", { year: date });
  // Words such as "about 1200" or "spring 2014" stand alone after "than" in most languages.
  return phrase("in {words}", { words: date });
}

/** The same as a start: "since 8 July 2024", "since June 2014". */
export function since(text, date) {
  if (/^-?\d+-\d\d-\d\d$/.test(text)) return phrase("since {date}", { date });
  if (/^-?\d+-(0\d|1[0-2])$/.test(text)) {
    return phrase("since {month}", { month: monthInDate(readDay(text), date) });
  }
  if (/^[Yy]?-?\d+$/.test(text)) return phrase("since {year}", { year: date });
  return phrase("since {words}", { words: date });
}

/** Parts of a line: "a, b". */
export const joinCommas = (parts) => joinParts(parts.filter(Boolean), phrase(", "));

/** Parts that have commas themselves: "a; b". */
export const joinSemicolons = (parts) => joinParts(parts.filter(Boolean), phrase("; "));

/** "12 km² more than on 8 July 2024": in digits of its own, however large the two areas are. */
export function areaChange(now, before, then, format = DEFAULT_FORMAT) {
  if (now === before) return phrase("As much as {then}", { then });
  const words = { area: roundArea(Math.abs(now - before), format, area), then };
  return now > before
    ? phrase("{area} more than {then}", words)
    : phrase("{area} less than {then}", words);
}

/**
 * "estimate, 71,000 to 100,000 km²", the uncertainty of an area, rounded outward to a tenth of its
 * width at most; empty if it is not known.
 */
export function areaRange(range, format = DEFAULT_FORMAT) {
  if (!range || area(range[0], format) === area(range[1], format)) return "";
  const [low, high, significant] = roundOutward(range, format);
  const rounded = { ...format, significant };
  return phrase("estimate, {low} to {high}", {
    low: areaNumber(low, rounded),
    high: area(high, rounded),
  });
}

/** [low, high, digits]: a range in km2 in round numbers of the unit, no narrower than it was. */
function roundOutward([low, high], { unit }) {
  const power = Math.floor(Math.log10((high - low) / unit.km2)) - 1;
  const step = 10 ** power * unit.km2;
  const [first, last] = [Math.floor(low / step + DUST), Math.ceil(high / step - DUST)];
  return [first * step, last * step, Math.floor(Math.log10(last)) + 1];
}

/** The text of the slider: "17 October 2017, 14,800 km², Islamic State". */
export function sliderText(label, rows, name, format = DEFAULT_FORMAT) {
  const several = rows.length > 1;
  const figures = rows.map((row) =>
    several ? areaWithStatus(row, format) : area(row.km2, format),
  );
  return joinCommas([label, ...figures, name]);
}

/** "41,000 km² held". */
export const areaWithStatus = ({ km2, status }, format) =>
  phrase("{area} {status}", { area: area(km2, format), status });

/**
 * What a date without territory leaves out: "No territory held or claimed. Not counted: 2,260 km²
 * roamed, not held.", of `rows` as for `areaWithStatus`; empty if there are none.
 */
export function omittedText(rows, format = DEFAULT_FORMAT) {
  if (!rows.length) return "";
  const list = joinSemicolons(rows.map((row) => areaWithStatus(row, format)));
  return phrase("No territory held or claimed. Not counted: {list}.", { list });
}

/** "Shape indicative, area published.", of some statuses alone if they are named. */
export function indicativeText(names = []) {
  const what = phrase("shape indicative, area published");
  const text = names.length ? phrase("{name}: {what}", { name: joinCommas(names), what }) : what;
  return capitalize(phrase("{text}.", { text }));
}

/** `text` with a capital letter at its start. */
export function capitalize(text) {
  return text && text[0].toUpperCase() + text.slice(1);
}

// What spreadsheets run as a formula: not numbers, nor dates before the year 0.
const FORMULA = /^(?:[=@\t\r\n]|[+-](?![\d.,]*$|\d{4,}(?:-\d\d){1,2}[?~%]?$))/;

/** Rows of cells as CSV; a text that would run as a formula gets a quote before it. */
export function csv(rows) {
  const cell = (value) => {
    const runs = typeof value === "string" && FORMULA.test(value);
    const text = (runs ? "'" : "") + value;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => row.map(cell).join(",") + "\n").join("");
}

/** Rows of areas: date, actor, status, area_km2, as `controlmap areas` writes them. */
export function figureRows({ texts, actors, statuses, drawn }) {
  const rows = [["date", "actor", "status", "area_km2"]];
  texts.forEach((text, i) => {
    for (const entry of drawn) {
      rows.push([text, actors[entry.actor].key, statuses[entry.status].key, entry.km2[i]]);
    }
  });
  return rows;
}
