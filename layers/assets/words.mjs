// Figures and sentences as the reader meets them.

const formats = new Map(); // made once each, for making one takes longer than using it

/** "109,361", "51.8", "4.02", "0.49"; rounded to `significant` figures where that is told. */
export function figure(km2, significant = null) {
  if (km2 === 0) return "0";
  const told = significant ? Number(km2.toPrecision(significant)) : km2;
  const size = Math.abs(told);
  const places = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : size >= 0.001 ? 4 : 6;
  const least = significant ? 0 : Math.min(places, 2);
  const key = `${least} ${places}`;
  if (!formats.has(key)) {
    const digits = { minimumFractionDigits: least, maximumFractionDigits: places };
    formats.set(key, new Intl.NumberFormat("en", digits));
  }
  return formats.get(key).format(told);
}

export const area = (km2, significant = null) => `${figure(km2, significant)} km²`;

/** "on 8 July 2024", "in June 2014", "in 323 BCE"; `text` is the date as its source wrote it. */
export function when(text, label) {
  return `${/^-?\d+-\d\d-\d\d/.test(text) ? "on" : "in"} ${label}`;
}

/** "12 km² more than on 8 July 2024". */
export function change(now, before, then, significant = null) {
  if (now === before) return `As much as ${then}`;
  const text = area(Math.abs(now - before), significant);
  return `${text} ${now > before ? "more" : "less"} than ${then}`;
}

/** "89,900 to 95,100 km²", the reach of an area that is not exact; empty where it is not known. */
export function reach(range, significant = null) {
  if (!range) return "";
  const [low, high] = range.map((one) => figure(one, significant));
  return low === high
    ? ""
    : `${low} to ${high} km², allowing for inexact dates, places and reports`;
}

/** What a slider says of a date: "17 October 2017, 14,800 km², Islamic State". */
export function spoken(label, rows, name, significant = null) {
  const several = rows.length > 1;
  const figures = rows.map(
    (row) => `${area(row.km2, significant)}${several ? ` ${row.status}` : ""}`,
  );
  return [label, ...figures, name].join(", ");
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
