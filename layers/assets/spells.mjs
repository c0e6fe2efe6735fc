// Who held a spot, and when: from the rows whose polygons it lies in.

/**
 * Of the vertices of a map, a function that says whether the spot lies in the text of a shape: a ray
 * to the east crosses its rings an odd number of times (Shimrat, 1962).
 */
export function finder({ lon, lat }, spotLon, spotLat) {
  const above = Float64Array.from(lat).map((one) => one > spotLat);
  const crosses = (one, other) =>
    above[one] !== above[other] &&
    spotLon < lon[one] + ((spotLat - lat[one]) / (lat[other] - lat[one])) * (lon[other] - lon[one]);
  return function liesIn(text) {
    let odd = false;
    let [first, last] = [0, 0];
    for (const vertex of text) {
      if (vertex === 0) {
        if (crosses(last, first)) odd = !odd;
        last = 0;
        continue;
      }
      if (last === 0) first = vertex;
      else if (crosses(last, vertex)) odd = !odd;
      last = vertex;
    }
    return odd;
  };
}

/** The columns that layers/spots.py writes as a list of rows; what a row lacks is null. */
export function rowsOf(columns) {
  const word = (name, i) => columns.words[columns[name]?.[i]] ?? null;
  const position = (value) => (value === undefined || value < 0 ? null : value);
  return columns.series.map((series, i) => ({
    series,
    shape: columns.shape[i],
    from: columns.from[i],
    to: position(columns.to[i]),
    row: position(columns.row?.[i]),
    ...Object.fromEntries(
      ["source", "place", "begun", "ended", "located", "verified"].map((n) => [n, word(n, i)]),
    ),
  }));
}

/**
 * Spells in which `rows` held: rows of one place and status that follow each other are one spell,
 * and spells of one place and time are told once, with all their statuses (`series`).
 */
export function spellsOf(rows) {
  const open = new Map();
  const spells = [];
  for (const row of [...rows].sort((a, b) => a.from - b.from || a.series - b.series)) {
    const key = JSON.stringify([row.series, row.place, row.row]);
    const before = open.get(key);
    if (before && (before.to === null || before.to >= row.from)) {
      before.to = before.to === null || row.to === null ? null : Math.max(before.to, row.to);
      if (!before.sources.includes(row.source)) before.sources.push(row.source);
    } else {
      open.set(key, { ...row, series: [row.series], sources: [row.source] });
      spells.push(open.get(key));
    }
  }
  const told = new Map();
  for (const spell of spells) {
    const { from, to, place, row, sources } = spell;
    const key = JSON.stringify([from, to, place, row, sources]);
    if (told.has(key)) told.get(key).series.push(...spell.series);
    else told.set(key, spell);
  }
  return [...told.values()];
}

/** "21 May 2015 to 27 March 2016", "8 July 2024 until the end of the data". */
export function during({ from, to }, labels) {
  return to === null
    ? `${labels[from]} until the end of the data`
    : `${labels[from]} to ${labels[to]}`;
}

/** "on all 62 dates", "on 5 of 62 dates". */
export function onDates({ from, to }, count) {
  const held = (to ?? count) - from;
  return held === count ? `on all ${count} dates` : `on ${held} of ${count} dates`;
}

/** What the spell follows from: "Row 96 of places.csv; a news report". */
export function followsFrom({ row, sources }, list) {
  const named = sources.filter(Boolean);
  const [first, last] = [named[0], named.at(-1)];
  const said = named.length > 2 ? `${named.length} sources, ${first} to ${last}` : named.join("; ");
  const place = row === null ? "" : `row ${row} of ${list ?? "the list of places"}`;
  const text = [place, said].filter(Boolean).join("; ");
  return text && `Follows from ${text}.`;
}

/** How exact a spell is: "Dates exact to the day; coordinates: GeoNames; partly verified." */
export function exactness({ begun, ended, located, verified }) {
  const parts = [];
  if (begun && (!ended || begun === ended)) parts.push(`dates exact to the ${begun}`);
  else if (begun) parts.push(`first date exact to the ${begun}, last to the ${ended}`);
  else if (ended) parts.push(`last date exact to the ${ended}`);
  if (located) parts.push(`coordinates: ${located}`);
  if (verified === "partial") parts.push("partly verified");
  if (verified === "no") parts.push("not verified");
  const text = parts.join("; ");
  return text && `${text[0].toUpperCase()}${text.slice(1)}.`;
}

/** "34.56° N, 38.28° E". */
export function spotName(lat, lon) {
  const degrees = (value, plus, minus) =>
    `${Math.abs(value).toFixed(2)}° ${value < 0 ? minus : plus}`;
  return `${degrees(lat, "N", "S")}, ${degrees(lon, "E", "W")}`;
}
