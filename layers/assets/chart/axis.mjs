// Axes and scales of the chart, and of the part of it that is drawn a second time, magnified.

import { timeTicks } from "../base/dates.mjs";
import { svg } from "../base/dom.mjs";
import { phrase } from "../base/language.mjs";
import {
  closeTicks,
  highest,
  linearScale,
  linearTicks,
  logScale,
  logTicks,
  lowest,
  smallestPositive,
} from "../base/scale.mjs";
import { axisLabels } from "../base/units.mjs";

const DIGIT_WIDTH = 7.6; // most pixels that a digit takes
const STOP_WIDTH = 24; // pixels that a date needs for a mark of its own on the axis

/** True if all areas are so close together that an axis from zero would hide their change. */
export function areClose(values) {
  const least = lowest(values);
  return values.length > 1 && least > 0 && least / highest(values) > 0.7;
}

/** Axis for areas: a scale to 0..1 and ticks, for "zero", "log" or "close". */
export function axisFor(values, kind, count) {
  const top = Math.max(highest(values), 0);
  if (kind === "log") {
    const bottom = smallestPositive(values);
    return { scale: logScale(bottom, top), ticks: logTicks(bottom, top, count) };
  }
  if (kind === "close" && top > 0) {
    const ticks = closeTicks(lowest(values), top, count);
    const [low, high] = [ticks[0], ticks.at(-1)];
    return { scale: (value) => (value - low) / (high - low), ticks };
  }
  const ticks = linearTicks(top, count);
  return { scale: linearScale(Math.max(top, ticks.at(-1))), ticks };
}

/**
 * A frame: the scales of a part of the chart from the date at index `first` to that at `last`, in
 * the box from `west` to `end` and from `head` to `floor`, in pixels. Between the axis of areas and
 * that of time is a strip of a given width; the largest area is `space` below the top. Time begins
 * `from` a day, or with the first date. What an area or a date is beyond the frame is on its edge.
 */
export function createFrame(data, part) {
  const { first, last, west, end, head, floor, height, type, kind, stripWidth = 0 } = part;
  const { values, space = 0, from = data.days[first] } = part;
  const { unit } = data.areaFormat;
  const { scale: share, ticks } = axisFor(
    values.map((km2) => km2 / unit.km2),
    kind,
    Math.max(2, Math.floor((height - 2 * space) / type / (kind === "log" ? 28 : 42))),
  );
  const { labels, name } = axisLabels(ticks, kind, unit);
  const left = west + 10 + DIGIT_WIDTH * type * Math.max(...labels.map((label) => label.length));
  const start = left + stripWidth;
  const scale = (km2) => share(km2 / unit.km2);
  const level = (height) => floor - height * (floor - head - space);
  const until = data.days[last];
  const count = last - first + 1;
  // The last date gets a step of its own at the right.
  const width = end - start;
  const step = count > 1 ? Math.min(width / count, width * 0.03) : width;
  const x = (day) => {
    const at = until > from ? ((day - from) / (until - from)) * (width - step) : 0;
    return start + Math.max(at, 0);
  };
  return {
    ...{ ...part, from, until, left, start, strip: [left, start], name, scale, level, x },
    y: (km2) => Math.max(level(scale(km2)), head),
    xs: data.days.map(x),
    grid: ticks.map((tick, i) => ({ label: labels[i], isZero: tick === 0, y: level(share(tick)) })),
  };
}

/** Grid, labels and marks of the axes of a frame. */
export function axisParts(frame) {
  const { left, end, type, floor, xs, first, last } = frame;
  const lines = frame.grid.map(({ label, isZero, y }) =>
    svg(
      "g",
      { class: isZero ? "grid zero" : "grid" },
      svg("path", { d: `M${left},${y}H${end}` }),
      svg("text", { x: left - 6, y: y + 4 * type, "text-anchor": "end" }, label),
    ),
  );
  const parts = [...lines, ...stripParts(frame), ...dateTicks(frame)];
  if ((last - first + 1) * STOP_WIDTH < end - left) {
    const stops = xs.slice(first, last + 1).map((at) => `M${at},${floor}v-5`);
    parts.push(svg("path", { class: "stops", d: stops.join("") }));
  }
  return parts;
}

/** The strip for figures without a day: its label, and the line between it and the time axis. */
function stripParts({ strip: [left, right], head, floor, type }) {
  if (left === right) return [];
  const half = textWidth(stripLabel(), type) / 2;
  const x = Math.max((left + right) / 2, half);
  const text = { x, y: floor + 18 * type, "text-anchor": "middle" };
  return [
    svg("path", { class: "strip", d: `M${right},${head}V${floor + 5}` }),
    svg("text", text, stripLabel()),
  ];
}

const stripLabel = () => phrase("at its height");
const textWidth = (label, type) => label.length * DIGIT_WIDTH * type;

function dateTicks({ from, until, x, west, edge, strip, floor, type }) {
  const ticks = [];
  const [left, right] = strip;
  const half = textWidth(stripLabel(), type) / 2;
  let free = left === right ? west : Math.max((left + right) / 2, half) + half;
  for (const { day, label } of timeTicks(from, until, Math.max(2, (edge - west) / 90 / type))) {
    const at = x(day);
    const half = textWidth(label, type) / 2;
    const middle = Math.min(Math.max(at, west + half), edge - half);
    if (middle - half < free) continue;
    free = middle + half + 8 * type;
    const text = svg("text", { x: middle, y: floor + 18 * type, "text-anchor": "middle" }, label);
    ticks.push(svg("g", { class: "tick" }, svg("path", { d: `M${at},${floor}v5` }), text));
  }
  return ticks;
}
