// The area chart, which is also the slider of dates.

import { timeTicks } from "../base/dates.mjs";
import { setAttribute, setHidden, svg, tint } from "../base/dom.mjs";
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
import { alikeRuns, breaksBetween } from "../data/breaks.mjs";
import { indexAt } from "../data/date_index.mjs";
import { hasEntry, noEntryText } from "../data/payload.mjs";
import { breakLabels } from "./break_labels.mjs";
import { claimsOnChart, stripWidth, valuesWithClaims } from "./claims.mjs";
import { createHoverLine } from "./hover.mjs";
import { dotPath, stepArea, stepBand, stepLine, straightLine, thinPoints } from "./step_paths.mjs";

const EDGE = { top: 28, right: 10, bottom: 22 };
const MARKS_HEIGHT = 26; // pixels above that, for events and for figures beyond the axis
const DIGIT_WIDTH = 7.6; // most pixels that a digit takes
const SMALL_SIZE = 13; // at this font size in pixels
const SIDEWAYS = 6; // pixels that a finger moves to choose a date
const REACH = 12; // pixels within which a pointer means the nearest date
const STOP_WIDTH = 24; // pixels that a date needs for a mark of its own on the axis
const BREAK_GAP = 1.5; // pixels on each side of a date from which on areas are counted in another way
const FINEST = 0.5; // pixels: dates that are closer share a step of the line
const DOT = 3; // pixels: radius of a point in place of a step
const SHOWN_BESIDE = 6; // with more actors than this, only the one followed is drawn

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
 * Create the chart in `element`. `go` is called with the index of the date that a pointer chose,
 * `placed` with the scales whenever they change. Returns a function that draws a state.
 */
export function createChart(element, data, fill, go, placed = () => {}) {
  const drawing = svg("svg", { "aria-hidden": "true" });
  // An SVG of its own, which moves at each step without painting the lines below it again.
  const marker = svg("svg", { class: "marker", "aria-hidden": "true" });
  element.replaceChildren(drawing, marker);
  let shown = null; // the state that was drawn last: { index, actor, kind, unit }
  let xs = [];
  let shownSeries = [];
  let heights = null; // of each line's dot in pixels, by date
  let comparedMark = null; // line at the date compared with
  const ruler = document.createElement("canvas").getContext("2d");
  const hasMarks = data.claims.length || data.events.length;

  const [first, last] = data.span;
  const inSpan = (list) => list.slice(first, last + 1);

  function layout({ actor, kind }) {
    const [width, height] = [element.clientWidth, element.clientHeight];
    if (!width || !height) return;
    const days = inSpan(data.days);
    const ownSeries = data.series.filter((series) => series.actor === actor);
    const otherSeries =
      data.actors.length > SHOWN_BESIDE
        ? []
        : data.series.filter((series) => series.actor !== actor);
    const highs = (series) => inSpan(series.ranges ?? []).flatMap((range) => range?.[1] ?? []);
    const values = [...ownSeries, ...otherSeries].flatMap((series) => [
      ...inSpan(series.km2),
      ...highs(series),
    ]);
    const claims = claimsOnChart(data.claims, days, actor, data.days);
    const style = getComputedStyle(element);
    const type = Math.max(parseFloat(style.fontSize) / SMALL_SIZE, 1);
    const flags = hasMarks && style.getPropertyValue("--notes") !== "0";
    const { unit } = data.areaFormat;
    const axisOf = (pixels) =>
      axisFor(
        valuesWithClaims(values, claims, kind).map((km2) => km2 / unit.km2),
        kind,
        Math.max(2, Math.floor(pixels / type / (kind === "log" ? 28 : 42))),
      );
    let { scale: share, ticks } = axisOf(height);
    const scale = (km2) => share(km2 / unit.km2);
    let { labels, name } = axisLabels(ticks, kind, unit);
    const left = 10 + DIGIT_WIDTH * type * Math.max(...labels.map((label) => label.length));
    const floor = height - EDGE.bottom * type;
    const head = EDGE.top * type + (flags ? MARKS_HEIGHT : 0);
    const strip = [left, left + stripWidth(claims)];
    const end = width - EDGE.right;
    const x = timeScale(days, strip[1], end);
    let peak = head; // of the largest area: lower, where words need space above it
    const level = (height) => floor - height * (floor - peak);
    const y = (value) => level(scale(value));

    xs = data.days.map(x);
    shownSeries = [...ownSeries].reverse(); // the firmest is drawn last, over the others
    const breaks = shownSeries.flatMap((series) => breaksBetween(data, series, first, last));
    /** The top of all that is drawn between two places. */
    const levelAt = (from, to) => {
      const isThere = (i) => xs[i] < to && (i < last ? xs[i + 1] : end) > from;
      const dates = inSpan([...xs.keys()]).filter(isThere);
      return y(highest(shownSeries.flatMap(({ km2 }) => dates.map((i) => km2[i]))));
    };
    ruler.font = `${SMALL_SIZE * type}px ${style.fontFamily}`;
    const counting = breakLabels([...new Set(breaks)], (index) => xs[index], {
      ...{ left: strip[1], right: end, top: head, floor, size: SMALL_SIZE * type, levelAt },
      measure: (text) => ruler.measureText(text).width,
    });
    if (counting.space) {
      peak = head + counting.space;
      ({ scale: share, ticks } = axisOf(height - 2 * counting.space));
      ({ labels, name } = axisLabels(ticks, kind, unit));
    }
    drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
    drawing.replaceChildren(
      ...ticks.map((tick, i) =>
        svg(
          "g",
          { class: tick === 0 ? "grid zero" : "grid" },
          svg("path", { d: `M${left},${level(share(tick))}H${width - EDGE.right}` }),
          svg(
            "text",
            { x: left - 6, y: level(share(tick)) + 4 * type, "text-anchor": "end" },
            labels[i],
          ),
        ),
      ),
      svg("text", { x: 0, y: 11 * type, class: "unit" }, name),
      ...stripParts(strip, head, floor, type),
      ...dateTicks(days, x, width, floor, type, strip),
    );
    if (days.length * STOP_WIDTH < width) {
      const stops = inSpan(xs)
        .map((at) => `M${at},${floor}v-5`)
        .join("");
      drawing.append(svg("path", { class: "stops", d: stops }));
    }
    // Parts of a line, between which it has a gap: for each, where it begins, its dates and its end.
    const runsOf = (series) => {
      const until = Math.min(data.actors[series.actor].last ?? last, last);
      const runs = until < first ? [] : alikeRuns(data, series, first, until);
      return runs.map(([from, to]) => {
        const after = to === last ? end : xs[to + 1];
        const gap = Math.min(BREAK_GAP, (after - xs[from]) / 4);
        const stop = to === last ? end : after - gap;
        return {
          at: [xs[from] + (from > first ? gap : 0), ...xs.slice(from + 1, to + 1)],
          from,
          to,
          stop,
        };
      });
    };
    const pathOf = (series, make) =>
      runsOf(series)
        .map(({ at, from, stop }) => {
          const points = at.map((x, i) => [x, y(series.km2[from + i])]);
          return make(thinPoints(points, FINEST), stop);
        })
        .join("");
    /** The line of a series; of snapshots far apart points, joined by a dashed line. */
    const drawLine = (series, name) => {
      const part = (className, d) =>
        drawing.append(tint(svg("path", { class: className, d }), data.actors[series.actor]));
      if (!data.sparse) return part(name, pathOf(series, stepLine));
      for (const { from, to } of runsOf(series)) {
        const points = xs
          .slice(from, to + 1)
          .map((x, i) => hasEntry(data, series, from + i) && [x, y(series.km2[from + i])]);
        part(`${name} between`, straightLine(points));
        part(`${name} dots`, dotPath(points));
      }
    };
    for (const series of otherSeries) drawLine(series, "line beside");
    for (const series of shownSeries) {
      const area = pathOf(series, (points, stop) => stepArea(points, stop, floor));
      const body = svg("path", { class: "body", d: area });
      body.classList.toggle("firm", data.statuses[series.status].firm);
      body.setAttribute("fill", fill(data, series));
      if (kind !== "close" && !data.sparse) drawing.append(tint(body, data.actors[actor]));
      drawLine(series, "line");
    }
    for (const series of shownSeries.filter(({ ranges }) => ranges)) {
      const bands = runsOf(series).map(({ at, from, to, stop }) => {
        const levels = series.ranges.slice(from, to + 1).map((range) => range?.map(y));
        if (!data.sparse) return stepBand(at, levels, stop);
        return at.map((x, i) => stepBand([x - DOT], [levels[i]], x + DOT)).join("");
      });
      drawing.append(svg("path", { class: "band", d: bands.join("") }));
    }
    drawing.append(...counting.parts);
    const upright = svg("path", { d: `M0,${head - (flags ? 18 : 10)}V${floor}` });
    const dots = shownSeries.map((series) => {
      const dot = svg("circle", { r: 4 });
      dot.classList.toggle("firm", data.statuses[series.status].firm);
      return tint(dot, data.actors[actor]);
    });
    marker.replaceChildren(upright, ...dots);
    heights = shownSeries.map((series) => series.km2.map(y));
    comparedMark = svg("path", { class: "against-mark", d: `M0,${head - 10}V${floor}` });
    drawing.append(comparedMark);
    placed({ actor, x, scale, y: level, strip, top: head, labels: counting.labels });
  }

  function draw(state) {
    const isSame = (name) => shown[name] === state[name];
    if (!shown || !["actor", "kind", "unit"].every(isSame)) layout(state);
    shown = { ...state };
    if (!heights) return;
    const { index } = state;
    marker.style.transform = `translateX(${xs[index]}px)`;
    const other = state.before ?? null;
    setHidden(comparedMark, other === null || other < first || other > last);
    if (other !== null) setAttribute(comparedMark, "transform", `translate(${xs[other]},0)`);
    heights.forEach((levels, i) => {
      const dot = marker.children[i + 1];
      setAttribute(dot, "cy", levels[index]);
      const isBare = data.sparse || noEntryText(data, shownSeries[i].actor, index);
      const isAbsent = isBare && !hasEntry(data, shownSeries[i], index);
      setHidden(dot, isAbsent || (shownSeries[i].km2[index] === 0 && shownSeries.length > 1));
    });
  }

  function redraw() {
    if (!shown) return;
    layout(shown);
    draw(shown);
  }
  new ResizeObserver(redraw).observe(element);
  element.addEventListener("controlmap:resized", redraw);

  const hoverLine = createHoverLine(element, data);
  const indexUnder = (event) => {
    return first + indexAt(inSpan(xs), event.clientX - element.getBoundingClientRect().left, REACH);
  };
  const choose = (event) => {
    hoverLine.hide();
    go(indexUnder(event));
  };
  // A finger may be about to scroll the page: it chooses a date once it moves sideways, or lifts.
  let touched = null; // where it is on the chart
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const isMouse = event.pointerType === "mouse";
    touched = isMouse ? null : event.clientX;
    if (isMouse) element.setPointerCapture(event.pointerId);
    if (isMouse) choose(event);
  });
  element.addEventListener("pointermove", (event) => {
    if (touched !== null && Math.abs(event.clientX - touched) > SIDEWAYS) {
      touched = null;
      element.setPointerCapture(event.pointerId);
    }
    if (touched !== null) return;
    if (event.buttons && element.hasPointerCapture(event.pointerId)) return choose(event);
    if (event.pointerType !== "mouse" || !shown || !xs.length) return;
    const index = indexUnder(event);
    hoverLine.show(index, shown.actor, xs[index], element.clientWidth);
  });
  element.addEventListener("pointerup", (event) => {
    if (touched !== null) choose(event);
    touched = null;
  });
  element.addEventListener("pointercancel", () => (touched = null)); // the browser scrolls
  element.addEventListener("pointerleave", hoverLine.hide);
  return draw;
}

/** A function from days to pixels; the last date gets a step of its own at the right. */
function timeScale(days, left, right) {
  const span = days.at(-1) - days[0];
  const width = right - left;
  const step = days.length > 1 ? Math.min(width / days.length, width * 0.03) : width;
  return (day) => left + (span ? ((day - days[0]) / span) * (width - step) : 0);
}

/** The strip for figures without a day: its label, and the line between it and the time axis. */
function stripParts([left, right], top, floor, type) {
  if (left === right) return [];
  const half = textWidth(stripLabel(), type) / 2;
  const x = Math.max((left + right) / 2, half);
  const text = { x, y: floor + 18 * type, "text-anchor": "middle" };
  return [
    svg("path", { class: "strip", d: `M${right},${top}V${floor + 5}` }),
    svg("text", text, stripLabel()),
  ];
}

const stripLabel = () => phrase("at its height");
const textWidth = (label, type) => label.length * DIGIT_WIDTH * type;

function dateTicks(days, x, width, floor, type, strip) {
  const ticks = [];
  const [left, right] = strip;
  const half = textWidth(stripLabel(), type) / 2;
  let free = left === right ? -Infinity : Math.max((left + right) / 2, half) + half;
  for (const { day, label } of timeTicks(days[0], days.at(-1), Math.max(2, width / 90 / type))) {
    const at = x(day);
    const half = textWidth(label, type) / 2;
    const middle = Math.min(Math.max(at, half), width - half);
    if (middle - half < free) continue;
    free = middle + half + 8 * type;
    const text = svg("text", { x: middle, y: floor + 18 * type, "text-anchor": "middle" }, label);
    ticks.push(svg("g", { class: "tick" }, svg("path", { d: `M${at},${floor}v5` }), text));
  }
  return ticks;
}
