// Published figures (claims) beside the measured areas: where they are on the chart, and their
// texts.

import { formatNumber, phrase, plural, pluralCategory } from "../base/language.mjs";
import { highest } from "../base/scale.mjs";
import { areaFormat, convertArea } from "../base/units.mjs";
import { joinSemicolons, areaWithStatus, areaNumber, joinCommas } from "../base/words.mjs";

// An axis from zero grows at most this much for claims; the others are on its edge.
const AXIS_GROWTH = 1.2;
export const APART = 9; // pixels between two marks
const MOST_APART = 40; // marks beside each other on either side of a date
const EDGE_GAP = 10; // pixels above the axis at which figures beyond it are drawn
export const uncheckedText = () => phrase("Not checked against its source.");
const NUMBER = { gap: 8, digit: 7.6 }; // pixels beside a mark before its number, and of a digit
const MILLION = 1e6; // written in words from here on
const CONVERTED_DIGITS = 3; // significant digits of figures published in another unit
const PUBLISHED_FORMAT = areaFormat(); // figures were published in km2 or converted to it

/**
 * The claims to draw beside an actor's areas: of that actor or of all, between the first and last
 * of the `days` of the chart. One without a day, of the time of the largest area, needs `all` days.
 */
export function claimsOnChart(claims, days, actor, all = days) {
  const [first, last] = [days[0], days.at(-1)];
  return claims.filter(
    ({ plotted, actor: of, day }) =>
      plotted &&
      (of === null || of === actor) &&
      (day === null ? days.length === all.length : day >= first && day <= last),
  );
}

/**
 * Width in pixels of the strip beside the time axis for claims without a day, in at most so many
 * columns; 0 without any.
 */
export function stripWidth(claims, columns = 4) {
  const count = claims.filter(({ day }) => day === null).length;
  return count && (Math.min(count, columns) + 1) * APART;
}

/** `values` and those figures of `claims` that an axis of this kind includes. */
export function valuesWithClaims(values, claims, kind) {
  const top = Math.max(highest(values), 0);
  const bounds = claims.flatMap(({ low, high }) => [low, high]).filter((value) => value !== null);
  if (kind === "close") return values;
  return [...values, ...bounds.filter((value) => kind === "log" || value <= top * AXIS_GROWTH)];
}

/**
 * A mark for each claim: `x`, `top` and `bottom` in pixels, and its `shape`: "dot", "bar" (from low
 * to high), "more" or "less" (only one bound is known), "beyond" (more than the axis has). `label`
 * is the number beside a mark in the unit of the axis, empty for most.
 *
 * No marks lie on each other: those that would move right as far as the date is uncertain, then to
 * either side of it, and where that is full up or down by `rise`, with `home`, the place of their
 * date, for a line to where they belong. Claims without a day are within the `strip` from its left to
 * its right edge, and overlap where it is full.
 */
export function claimMarks(
  claims,
  {
    x,
    scale,
    level: y,
    strip,
    head = y(1),
    start = -Infinity,
    end = Infinity,
    apart = APART,
    floor,
  },
  format = PUBLISHED_FORMAT,
) {
  const placed = [];
  for (const claim of claims) {
    const { low, high } = claim;
    const [from, to] = [low ?? high, high ?? low];
    if (scale(to) < 0) continue;
    const beyond = scale(from) > 1 + 1e-9;
    const edge = head - EDGE_GAP;
    const [top, bottom] = beyond
      ? [edge, edge]
      : [y(Math.min(scale(to), 1)), y(Math.max(scale(from), 0))];
    const shape = beyond ? "beyond" : shapeOf(low, high, bottom - top);
    const isPeak = claim.day === null;
    const [first, last] = isPeak
      ? [strip[0] + APART, strip[1] - APART]
      : [x(claim.day), x(claim.day + claim.days)];
    const step = isPeak ? APART : apart;
    const isFree = ([at, rise]) =>
      (isPeak || (at >= start && at <= end)) &&
      (!rise || (top - rise >= head && bottom - rise <= floor)) &&
      placed.every((other) => isApart(other, at, top - rise, bottom - rise, step));
    const [at, rise] = placesNear(first, last, step, isPeak).find(isFree) ?? [first, 0];
    const home = rise || at > Math.max(last, first) || at < first ? first : at;
    placed.push({ claim, shape, x: at, home, rise, top: top - rise, bottom: bottom - rise });
  }
  return labelMarks(placed, format, end);
}

/**
 * Places [x, rise] for a mark, `apart` from each other: from `first` to `last`; unless it is bound to
 * those, beside them; and where all these are taken, above and below.
 */
function placesNear(first, last, apart, isBound) {
  const steps = [...Array(MOST_APART).keys()].map((i) => i * apart);
  const both = (from, to) => steps.slice(1).flatMap((step) => [to + step, from - step]);
  const within = steps.map((step) => first + step).filter((at) => at === first || at <= last);
  if (isBound) return within.map((at) => [at, 0]);
  const row = [...within, ...both(first, within.at(-1))];
  return [0, ...both(0, 0)].flatMap((rise) => row.map((at) => [at, rise]));
}

/**
 * Label the marks beyond the axis. Of marks too close for that, the last has the range of all, or
 * where that ends beyond the frame its own figure, or none.
 */
function labelMarks(marks, format, end) {
  const beyond = marks.filter((mark) => mark.shape === "beyond").sort((a, b) => a.x - b.x);
  const runs = [];
  for (const mark of beyond) {
    const run = runs.at(-1);
    if (run && mark.x < run.at(-1).x + labelWidth(run, format)) run.push(mark);
    else runs.push([mark]);
  }
  const isIn = (run) => run.at(-1).x + labelWidth(run, format) - NUMBER.gap <= end;
  const labels = new Map();
  for (const run of runs) {
    const labelled = [run, run.slice(-1)].find(isIn);
    if (labelled) labels.set(run.at(-1), labelOf(labelled, format));
  }
  return marks.map((mark) => ({ ...mark, label: labels.get(mark) ?? "" }));
}

const labelWidth = (run, format) => 2 * NUMBER.gap + NUMBER.digit * labelOf(run, format).length;

/** "400,000", or "300,000 to 400,000" of several marks. */
function labelOf(run, format) {
  const values = run.map(({ claim }) => claim.low ?? claim.high);
  const ends = new Set([Math.min(...values), Math.max(...values)]);
  return rangeText([...ends].map((km2) => publishedNumber(km2, format)));
}

function shapeOf(low, high, pixels) {
  if (low === null) return "less";
  if (high === null) return "more";
  return pixels < 3 ? "dot" : "bar";
}

const isApart = (other, x, top, bottom, step) =>
  Math.abs(other.x - x) >= step || top >= other.bottom + step || other.top >= bottom + step;

function publishedNumber(km2, { unit }) {
  if (unit.km2 === 1) return formatNumber(km2, 3);
  const format = { significant: CONVERTED_DIGITS, unit };
  if (km2 < MILLION * unit.km2) return areaNumber(km2, format);
  const millions = km2 / MILLION;
  const { value } = convertArea(millions, format);
  return plural("{figure} million", "{figure} million", value, {
    figure: areaNumber(millions, format),
  });
}

/** Plural category of the unit behind such a number: millions have one of their own. */
function unitCategory(km2, { unit }) {
  if (km2 >= MILLION * unit.km2) return pluralCategory(MILLION);
  const { value, least, most } = convertArea(km2, { significant: CONVERTED_DIGITS, unit });
  return pluralCategory(value, most, least);
}

/** "51.8 to 59.1" of two texts, or a single text. */
const rangeText = ([first, last]) => (last ? phrase("{first} to {last}", { first, last }) : first);

/**
 * "51.8 to 59.1 km²", "more than 100,000 km²", "up to 5 km² (1.93 square miles)": as published, and
 * in the reader's unit. Empty if no area was given.
 */
export function claimText({ low, high }, format = PUBLISHED_FORMAT) {
  if (low === null && high === null) return "";
  const ends = [...new Set([low, high])].filter((value) => value !== null);
  const textIn = (unitFormat) => {
    const shown = rangeText(ends.map((km2) => publishedNumber(km2, unitFormat)));
    const kind = unitCategory(ends.at(-1), unitFormat);
    return unitFormat.unit.full(ends.at(-1) / unitFormat.unit.km2, { shown, kind });
  };
  const both = { area: textIn(PUBLISHED_FORMAT), other: textIn(format) };
  const text = format.unit.km2 === 1 ? both.area : phrase("{area} ({other})", both);
  if (low === null) return phrase("up to {area}", { area: text });
  return high === null ? phrase("more than {area}", { area: text }) : text;
}

/** What was counted, and in which region: "control (IHS); Syria+Iraq". */
export function definitionText({ definition, scope }) {
  return joinSemicolons([definition, scope]);
}

/**
 * "41,000 km² held, Iraq only": the area measured for the region and definition of a claim; a dash
 * if there is none. The largest area, for a claim without a day, has its date.
 */
export function comparableArea(
  { measured, measured_as: status, scope, part, measured_on: date },
  { statuses, areaFormat: format },
) {
  if (measured === null) return "–";
  const where = part ? phrase("{scope} only", { scope }) : scope;
  return joinCommas([
    areaWithStatus({ km2: measured, status: statuses[status].name }, format),
    where,
    date && phrase("at its height, {date}", { date }),
  ]);
}

/** Remarks on a claim besides its figure. */
export function remarks({ slip, basis, unchecked: open, note }) {
  const texts = [];
  if (slip) texts.push(phrase("A slip of units; not drawn on the chart."));
  if (basis === "none") {
    texts.push(phrase("No area, or a percentage without its base; listed only."));
  }
  if (basis === "derived") {
    texts.push(phrase("Area worked out from what was said; not drawn on the chart."));
  }
  if (open) texts.push(uncheckedText());
  if (note) texts.push(note);
  return texts;
}
