// Units in which a reader can have all areas of the page told.

import { html } from "./dom.mjs";

const MILE = 1.609344; // km: the international mile of 1959, exactly
const IN_MILLIONS = 5e6; // an axis as far as this counts in millions
const HECTARE = 0.01; // km2
const PITCH = 0.105 * 0.068; // km2: 105 m x 68 m, as FIFA and UEFA ask of grounds for their matches

const unit = (km2, one, name, short) => ({ km2, one, name, short });

/** By key: km2 in one, its name after 1 and after other figures, and in few letters. */
export const UNITS = {
  km2: unit(1, "km²", "km²", "km²"),
  mi2: unit(MILE ** 2, "square mile", "square miles", "sq mi"),
  ha: unit(HECTARE, "hectare", "hectares", "ha"),
  pitch: unit(PITCH, "football pitch", "football pitches", "pitches"),
};

/** How areas are told until a reader says otherwise: to `significant` figures where that is set. */
export const manner = (significant = null, key = "km2") => ({ significant, unit: UNITS[key] });

/** Places after the point that a figure of this size bears. */
function placesOf(size) {
  return size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : size >= 0.001 ? 4 : 6;
}

const powerOf = (size) => Math.floor(Math.log10(size));

/**
 * { value, least, most }: an area in the unit told, with the least and the most places after the
 * point. In any unit it has as many significant digits as it has in km2, and no more.
 */
export function told(km2, { significant, unit }) {
  const rounded = significant ? Number(km2.toPrecision(significant)) : km2;
  const size = Math.abs(rounded);
  const places = placesOf(size);
  if (unit.km2 === 1) {
    return { value: rounded, least: significant ? 0 : Math.min(places, 2), most: places };
  }
  const digits = Math.max(1, Math.min(significant ?? Infinity, powerOf(size) + 1 + places));
  const value = Number((km2 / unit.km2).toPrecision(digits));
  const most = Math.min(
    placesOf(Math.abs(value)),
    Math.max(0, digits - 1 - powerOf(Math.abs(value))),
  );
  return { value, least: significant ? 0 : Math.min(most, 2), most };
}

/** Labels of an axis with round `ticks` in a unit, and its name: millions where they are many. */
export function axisWords(ticks, kind, { short }) {
  const size = kind !== "log" && ticks.at(-1) >= IN_MILLIONS ? 1e6 : 1;
  const label = (tick) => (tick / size).toLocaleString("en", { maximumFractionDigits: 6 });
  const words = `${size > 1 ? "million " : ""}${short}${kind === "close" ? ", not from zero" : ""}`;
  return { labels: ticks.map(label), name: words };
}

/** Offers the units in `select`; `then` is called with the key of the one by which `data` now tell. */
export function unitField(select, data, then) {
  const choices = Object.entries(UNITS);
  select.append(...choices.map(([value, { name }]) => html("option", { value }, name)));
  select.addEventListener("change", () => {
    data.manner = { ...data.manner, unit: UNITS[select.value] };
    then(select.value);
  });
}
