// Figures and sentences as the reader meets them.

import { highest } from "./scale.mjs";
import { manner, told } from "./units.mjs";

const PLAIN = manner();
const NEWS = 0.99; // of the peak: what is not less than this is as good as the peak
const formats = new Map(); // made once each, for making one takes longer than using it

/** "109,361", "51.8", "4.02", "0.49"; `how` areas are told is the page's `data.manner`. */
export function figure(km2, how = PLAIN) {
  if (km2 === 0) return "0";
  const { value, least, most } = told(km2, how);
  const key = `${least} ${most}`;
  if (!formats.has(key)) {
    const digits = { minimumFractionDigits: least, maximumFractionDigits: most };
    formats.set(key, new Intl.NumberFormat("en", digits));
  }
  return formats.get(key).format(value);
}

const named = (text, { one }, several) => `${text} ${text === "1" ? one : several}`;

/** "109,361 km²", "1 football pitch". */
export const area = (km2, how = PLAIN) => named(figure(km2, how), how.unit, how.unit.name);

/** The same where there is little room: "42,225 sq mi". */
export const shortArea = (km2, how) => named(figure(km2, how), how.unit, how.unit.short);

/** "on 8 July 2024", "in June 2014", "in 323 BCE"; `text` is the date as its source wrote it. */
export function when(text, label) {
  return `${/^-?\d+-\d\d-\d\d/.test(text) ? "on" : "in"} ${label}`;
}

/** "12 km² more than on 8 July 2024". */
export function change(now, before, then, how = PLAIN) {
  if (now === before) return `As much as ${then}`;
  const text = area(Math.abs(now - before), how);
  return `${text} ${now > before ? "more" : "less"} than ${then}`;
}

/**
 * "98 % less than at its peak on 25 May 2015", of areas up to the one at `index`; empty before the
 * peak and where what was lost since is not worth a word.
 */
export function sincePeak(km2, index, on, how = PLAIN) {
  const peak = highest(km2);
  const at = km2.indexOf(peak);
  const left = km2[index] / peak;
  if (!(index > at && left < NEWS)) return "";
  if (left === 0) return `Nothing is left of the ${area(peak, how)} at its peak ${on(at)}`;
  const places = Math.max(0, Math.ceil(-Math.log10(left)) - 2); // 99.996 % is not yet all
  return `${(100 * (1 - left)).toFixed(places)} % less than at its peak ${on(at)}`;
}

/** "89,900 to 95,100 km²", the reach of an area that is not exact; empty where it is not known. */
export function reach(range, how = PLAIN) {
  if (!range) return "";
  const [low, high] = range.map((one) => figure(one, how));
  return low === high ? "" : `${low} to ${high} ${how.unit.name}, as its sources are inexact`;
}

/** What a slider says of a date: "17 October 2017, 14,800 km², Islamic State". */
export function spoken(label, rows, name, how = PLAIN) {
  const several = rows.length > 1;
  const figures = rows.map((row) => `${area(row.km2, how)}${several ? ` ${row.status}` : ""}`);
  return [label, ...figures, ...(name ? [name] : [])].join(", ");
}

/** A sentence begins with a capital. */
export function sentence(text) {
  return text && text[0].toUpperCase() + text.slice(1);
}

/** Rows of cells as CSV. */
export function csv(rows) {
  const cell = (value) => {
    const text = String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => row.map(cell).join(",") + "\n").join("");
}

/** Rows of figures: date, actor, status, area_km2, as `controlmap areas` writes them. */
export function figures({ texts, actors, statuses, series }) {
  const rows = [["date", "actor", "status", "area_km2"]];
  texts.forEach((text, i) => {
    for (const one of series) {
      rows.push([text, actors[one.actor].key, statuses[one.status].key, one.km2[i]]);
    }
  });
  return rows;
}
