// Units in which a reader can have all areas of the page shown.

import { html } from "./dom.mjs";
import { formatNumber, phrase, plural } from "./language.mjs";

const MILE = 1.609344; // km: the international mile of 1959, exactly
const MILLIONS_FROM_KM2 = 5e6; // an axis that reaches this counts in millions
const HECTARE = 0.01;
const PITCH = 0.105 * 0.068; // 105 m x 68 m, the size that FIFA and UEFA require for their matches

const unit = (km2, texts) => ({ km2, ...texts });

/**
 * Units by key: size in km2; `full` and `brief`, texts of an area, of which `count` is the number
 * and {n} how it is written; `name`, and `short`, its abbreviation.
 */
export const UNITS = {
  km2: unit(1, {
    full: (_, { shown }) => phrase("{n} km²", { n: shown }),
    brief: (_, { shown }) => phrase("{n} km²", { n: shown }),
    name: () => phrase("km²"),
    short: () => phrase("km²"),
  }),
  mi2: unit(MILE ** 2, {
    full: (count, options) => plural("{n} square mile", "{n} square miles", count, options),
    brief: (count, options) => plural("{n} sq mi", "{n} sq mi", count, options),
    name: () => phrase("square miles"),
    short: () => phrase("sq mi"),
  }),
  ha: unit(HECTARE, {
    full: (count, options) => plural("{n} hectare", "{n} hectares", count, options),
    brief: (_, { shown }) => phrase("{n} ha", { n: shown }),
    name: () => phrase("hectares"),
    short: () => phrase("ha"),
  }),
  pitch: unit(PITCH, {
    full: (count, options) => plural("{n} football pitch", "{n} football pitches", count, options),
    brief: (count, options) => plural("{n} pitch", "{n} pitches", count, options),
    name: () => phrase("football pitches"),
    short: () => phrase("pitches"),
  }),
};

/** How areas are written: the unit, and the number of significant digits if that is limited. */
export const areaFormat = (significant = null, key = "km2") => ({ significant, unit: UNITS[key] });

/** Decimals of a figure of this size. */
function decimalPlaces(size) {
  return size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : size >= 0.001 ? 4 : 6;
}

const powerOfTen = (size) => Math.floor(Math.log10(size));

/**
 * { value, least, most }: an area in the unit, with the least and the most decimals. In any unit it
 * has as many significant digits as in km2, and no more.
 */
export function convertArea(km2, { significant, unit }) {
  const rounded = significant ? Number(km2.toPrecision(significant)) : km2;
  const size = Math.abs(rounded);
  const places = decimalPlaces(size);
  if (unit.km2 === 1) {
    return { value: rounded, least: significant ? 0 : Math.min(places, 2), most: places };
  }
  const digits = Math.max(1, Math.min(significant ?? Infinity, powerOfTen(size) + 1 + places));
  const value = Number((km2 / unit.km2).toPrecision(digits));
  const most = Math.min(
    decimalPlaces(Math.abs(value)),
    Math.max(0, digits - 1 - powerOfTen(Math.abs(value))),
  );
  return { value, least: significant ? 0 : Math.min(most, 2), most };
}

/** Labels of an axis with round `ticks` in a unit, and its name: in millions if they are large. */
export function axisLabels(ticks, kind, unit) {
  const size = kind !== "log" && ticks.at(-1) >= MILLIONS_FROM_KM2 ? 1e6 : 1;
  const short = unit.short();
  const name = size > 1 ? phrase("million {unit}", { unit: short }) : short;
  return {
    labels: ticks.map((tick) => formatNumber(tick / size)),
    name: kind === "close" ? phrase("{unit}, not from zero", { unit: name }) : name,
  };
}

/** Fill `select` with the units; `then` is called with the key of the one chosen. */
export function fillUnitField(select, data, then) {
  const choices = Object.entries(UNITS);
  select.append(...choices.map(([value, { name }]) => html("option", { value }, name())));
  select.addEventListener("change", () => {
    data.areaFormat = { ...data.areaFormat, unit: UNITS[select.value] };
    then(select.value);
  });
}
