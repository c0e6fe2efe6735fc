// Territory gained, lost and held between any two dates, from pieces that change hands as a whole.

import { phrase } from "../base/language.mjs";
import { area } from "../base/words.mjs";

/**
 * The pieces of a series as layers/pairs.py writes them: areas in km2, and the dates on which each
 * was gained or lost, in turn; null if the page has none.
 */
export function readPieces(written) {
  if (!written) return null;
  const { unit, turns } = written;
  let [at, first] = [0, 0];
  return written.km2.map((size) => {
    const dates = turns.slice(at + 1, at + 1 + turns[at]);
    at += 1 + dates.length;
    first = dates[0] += first;
    for (let i = 1; i < dates.length; i++) dates[i] += dates[i - 1];
    return { km2: size * unit, dates };
  });
}

/**
 * { gained, lost, held } in km2 by a series from the date at index `a` to that at `b`, which may be
 * earlier. Null if the page has no pieces and the dates were not measured (measure.mjs), which adds
 * `within`, the error in km2. Gained less lost is the difference of the areas of the two dates, and
 * nothing is gained if no piece was.
 */
export function changeBetween({ series, shapes, measured }, index, a, b) {
  const { km2, pieces } = series[index];
  const [was, now] = [km2[a], km2[b]];
  if (a === b || (shapes[index][a] === shapes[index][b] && was === now)) {
    return { gained: 0, lost: 0, held: now };
  }
  if (!was || !now) return { gained: now, lost: was, held: 0 };
  if (!pieces) return measured.get(`${index} ${a} ${b}`) ?? null;
  let [gained, lost, held] = [0, 0, 0];
  for (const piece of pieces) {
    const [then, after] = [heldOn(piece, a), heldOn(piece, b)];
    if (then && after) held += piece.km2;
    else if (then) lost += piece.km2;
    else if (after) gained += piece.km2;
  }
  if (!held) return { gained: now, lost: was, held };
  // Areas of dates are exact, those of pieces rounded.
  if (!lost) gained = Math.max(now - was, 0);
  lost = gained ? Math.max(gained - (now - was), 0) : Math.max(was - now, 0);
  return { gained, lost, held: was - lost };
}

/** Whether a piece is held: not after an even number of changes. */
function heldOn({ dates }, index) {
  let turns = 0;
  while (turns < dates.length && dates[turns] <= index) turns++;
  return turns % 2 === 1;
}

/**
 * An area of `changeBetween`, as `write` writes areas: "12.3 km²", or "about 12 km²" if it is exact
 * to a square kilometre.
 */
export function changeArea(km2, { within = 0 }, format, write = area) {
  if (!within || !km2) return write(km2, format);
  const step = 10 ** Math.ceil(Math.log10(within));
  if (km2 < step) {
    return phrase("under {area}", { area: write(step, { ...format, significant: 1 }) });
  }
  const digits = Math.floor(Math.log10(km2) - Math.log10(step) + 1e-9) + 1;
  const significant = Math.min(digits, format.significant ?? digits);
  return phrase("about {area}", { area: write(km2, { ...format, significant }) });
}

/**
 * What follows "12 km² less than on 8 July 2024", if it is known: ": 3.00 km² gained, 15.0 km²
 * lost, 109,000 km² kept"; `index` is the date shown and `other` the one named.
 */
export function changeParts(data, series, index, other) {
  const change = changeBetween(data, series, Math.min(index, other), Math.max(index, other));
  if (!change) return "";
  const { gained, lost, held } = change;
  if (!gained && !lost) return held ? phrase(", and the same land") : "";
  const areaText = (km2) => changeArea(km2, change, data.areaFormat);
  const words = { gained: areaText(gained), lost: areaText(lost), kept: areaText(held) };
  return other > index
    ? phrase(": by then {gained} gained, {lost} lost, {kept} kept", words)
    : phrase(": {gained} gained, {lost} lost, {kept} kept", words);
}
