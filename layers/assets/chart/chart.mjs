// The area chart, which is also the slider of dates.

import { setAttribute, setHidden, svg, tint } from "../base/dom.mjs";
import { lowest } from "../base/scale.mjs";
import { capitalize, joinCommas } from "../base/words.mjs";
import { breaksBetween } from "../data/breaks.mjs";
import { indexAt } from "../data/date_index.mjs";
import { hasEntry, noEntryText } from "../data/payload.mjs";
import { heightsBetween, nameAreas } from "./area_labels.mjs";
import { areaParts } from "./areas.mjs";
import { axisParts, createFrame } from "./axis.mjs";
import { breakLabels } from "./break_labels.mjs";
import { APART, claimMarks, claimsOnChart, stripWidth, valuesWithClaims } from "./claims.mjs";
import { NAME_ROW, placeEvents } from "./event_names.mjs";
import { createHoverLine } from "./hover.mjs";
import { boxParts, magnifiedPart } from "./magnifier.mjs";

const EDGE = { top: 28, right: 10, bottom: 22 };
const MARKS_HEIGHT = 26; // pixels above the axis for events and for figures beyond it
const COMPACT = { width: 600, height: 150, marks: 8 }; // a smaller chart has one row of names
const SMALL_SIZE = 13; // at this font size in pixels
const COMPACT_APART = 6; // pixels between two marks of a small chart
const AIR = 7; // pixels around marks and names
const SIDEWAYS = 6; // pixels that a finger moves to choose a date
const REACH = 12; // pixels within which a pointer means the nearest date
const SHOWN_BESIDE = 6; // with more actors than this, only the one followed is drawn
const GLASS = { share: 0.26, most: 320, compact: 0.32, gap: 14 }; // width of the magnifier

/**
 * Create the chart in `element`. `go` is called with the index of the date that a pointer chose,
 * `placed` with what is to be drawn on it whenever that changes. Returns a function that draws a
 * state.
 */
export function createChart(element, data, fill, go, placed = () => {}) {
  const drawing = svg("svg", { "aria-hidden": "true" });
  element.replaceChildren(drawing);
  let shown = null; // the state that was drawn last: { index, actor, kind, unit }
  let frames = []; // of the chart, and of its end magnified
  let pointers = []; // a function for each frame that shows the date in it
  const ruler = document.createElement("canvas").getContext("2d");
  const hasMarks = data.claims.length || data.events.length;
  const [first, last] = data.span;
  const inSpan = (list) => list.slice(first, last + 1);

  /** Sizes of the chart and of its letters, which the frames share. */
  function measureBox(kind) {
    const [width, height] = [element.clientWidth, element.clientHeight];
    const style = getComputedStyle(element);
    const type = Math.max(parseFloat(style.fontSize) / SMALL_SIZE, 1);
    ruler.font = `${SMALL_SIZE * type}px ${style.fontFamily}`;
    const flags = hasMarks && style.getPropertyValue("--notes") !== "0";
    const compact = width < COMPACT.width || height < COMPACT.height;
    const above = compact ? COMPACT.marks : MARKS_HEIGHT + NAME_ROW * type;
    const box = { width, height, type, kind, compact, flags, edge: width };
    return {
      ...box,
      apart: compact ? COMPACT_APART : APART,
      ...{ first, last, head: EDGE.top * type + (flags ? above : 0) },
      ...{ floor: height - EDGE.bottom * type, west: 0, end: width - EDGE.right },
    };
  }

  const textWidth = (text) => ruler.measureText(text).width;

  /** The frame of `part`, with rules and words for breaks of `series`: lower, if words need it. */
  function createBrokenFrame(part, series) {
    const frame = createFrame(data, part);
    const { first, last, start, end, head, floor, type, xs } = frame;
    const breaks = series.flatMap((own) => breaksBetween(data, own, first, last));
    const levelAt = (...ends) => lowest(series.flatMap(heightsBetween(frame, ...ends)));
    const chart = { left: start, right: end, top: head, floor, size: SMALL_SIZE * type };
    const words = { ...chart, levelAt, measure: textWidth };
    const counting = breakLabels([...new Set(breaks)], (index) => xs[index], words);
    if (!counting.space || part.space) return { ...frame, counting };
    return createBrokenFrame({ ...part, space: counting.space }, series);
  }

  /** Frames of the chart, and of its end if that cannot be read in it. */
  function createFrames(box, claims, own, values) {
    const { width, compact, kind } = box;
    const allowed = (values, claims) => valuesWithClaims(values, claims, kind);
    const part = {
      ...box,
      values: allowed(values, claims),
      stripWidth: stripWidth(claims, compact ? 2 : 4),
    };
    const [{ km2 }] = own;
    const isSteps = kind === "zero" && !data.sparse;
    const low = isSteps && magnifiedPart(data.days, km2, createFrame(data, part));
    if (!low) return [createBrokenFrame(part, own)];
    const share = width * (compact ? GLASS.compact : GLASS.share);
    const words = textWidth(capitalize(low.text)) + 2 * AIR;
    const west = width - Math.min(Math.max(share, words), GLASS.most);
    const end = west - GLASS.gap;
    const late = claims.filter(({ day }) => isLate(low, day));
    const glass = { ...box, ...low, west, values: allowed(km2.slice(low.first, last + 1), late) };
    return [
      createBrokenFrame({ ...part, end, edge: end + EDGE.right }, own),
      createBrokenFrame(glass, own.slice(0, 1)),
    ];
  }

  const frameOf = (day) => (frames[1] && isLate(frames[1], day) ? frames[1] : frames[0]);

  function layout({ actor, kind }) {
    const box = measureBox(kind);
    if (!box.width || !box.height) return;
    const days = inSpan(data.days);
    const own = data.series.filter((series) => series.actor === actor);
    const isFew = data.actors.length <= SHOWN_BESIDE;
    const beside = data.series.filter((series) => isFew && series.actor !== actor);
    const highs = (series) => inSpan(series.ranges ?? []).flatMap((range) => range?.[1] ?? []);
    const values = [...own, ...beside].flatMap((one) => [...inSpan(one.km2), ...highs(one)]);
    const claims = claimsOnChart(data.claims, days, actor, data.days);
    frames = createFrames(box, claims, own, values);
    const series = [...own].reverse(); // the firmest is drawn last, over the others
    const marks = frames.flatMap((frame) =>
      claimMarks(
        claims.filter(({ day }) => frameOf(day) === frame),
        frame,
        data.areaFormat,
      ),
    );
    const key = element.parentElement.querySelector(".key")?.offsetWidth ?? 0;
    const measures = { ...box, key, textWidth, frameOf };
    const events = box.flags ? placeEvents(data, frames, measures) : [];
    drawing.setAttribute("viewBox", `0 0 ${box.width} ${box.height}`);
    const [main, glass] = frames;
    const { labels } = main.counting;
    drawing.replaceChildren(
      svg("text", { x: 0, y: 11 * box.type, class: "unit" }, main.name),
      ...frames.flatMap((frame) => [
        ...axisParts(frame),
        ...areaParts(data, frame, {
          shown: series,
          beside: frame === main ? beside : [],
          banded: frame === main ? series : own.slice(0, 1),
          fill,
        }),
        // The words in the chart are of those in the magnifier, too.
        ...frame.counting.parts.filter(({ tagName }) => frame === main || tagName === "path"),
      ]),
      ...(glass ? glassParts(main, glass, box, textWidth) : []),
      ...nameAreas(data, main, series, textWidth, [
        ...marks.map(({ x, top, bottom }) => [x - AIR, top - AIR, x + AIR, bottom + AIR]),
        ...events.filter(({ name }) => name).map(({ x }) => [x - 2, main.head, x + 2, main.floor]),
        ...labels.map(({ box }) => boxEdges(box)),
      ]),
    );
    pointers.forEach(({ remove }) => remove());
    pointers = frames.map((frame) => createPointer(frame, series));
    element.parentElement.style.setProperty("--glass", `${box.width - main.end}px`);
    placed({ claims: marks, events, labels, box });
  }

  /** The line at the date shown in a frame, dots on its areas, and the line at the one compared with. */
  function createPointer({ first, last, xs, y, head, floor }, series) {
    // An SVG of its own, which moves at each step without painting the lines below it again.
    const marker = svg("svg", { class: "marker", "aria-hidden": "true" });
    const dots = series.map((own) => {
      const dot = svg("circle", { r: 4 });
      dot.classList.toggle("firm", data.statuses[own.status].firm);
      return tint(dot, data.actors[own.actor]);
    });
    marker.append(svg("path", { d: `M0,${head - 10}V${floor}` }), ...dots);
    const other = svg("path", { class: "against-mark", d: `M0,${head - 10}V${floor}` });
    drawing.append(other);
    element.append(marker);
    const isIn = (index) => index !== null && index >= first && index <= last;
    function show({ index, before = null }) {
      setHidden(marker, !isIn(index));
      marker.style.transform = `translateX(${xs[index]}px)`;
      setHidden(other, !isIn(before));
      if (isIn(before)) setAttribute(other, "transform", `translate(${xs[before]},0)`);
      series.forEach((own, i) => {
        setAttribute(dots[i], "cy", y(own.km2[index]));
        const isBare = data.sparse || noEntryText(data, own.actor, index);
        const isAbsent = isBare && !hasEntry(data, own, index);
        setHidden(dots[i], isAbsent || (own.km2[index] === 0 && series.length > 1));
      });
    }
    return { show, remove: () => marker.remove() };
  }

  function draw(state) {
    const isSame = (name) => shown[name] === state[name];
    if (!shown || !["actor", "kind", "unit"].every(isSame)) layout(state);
    shown = { ...state };
    pointers.forEach(({ show }) => show(state));
  }

  function redraw() {
    if (!shown) return;
    layout(shown);
    draw(shown);
  }
  new ResizeObserver(redraw).observe(element);
  element.addEventListener("controlmap:resized", redraw);

  const hoverLine = createHoverLine(element, data);
  /** The date under a pointer, and where it is. */
  const dateUnder = (event) => {
    const at = event.clientX - element.getBoundingClientRect().left;
    const { first, last, xs } = frames[1]?.west <= at ? frames[1] : frames[0];
    const index = first + indexAt(xs.slice(first, last + 1), at, REACH);
    return { index, x: xs[index] };
  };
  const choose = (event) => {
    hoverLine.hide();
    go(dateUnder(event).index);
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
    if (event.pointerType !== "mouse" || !shown || !frames.length) return;
    const { index, x } = dateUnder(event);
    hoverLine.show(index, shown.actor, x, element.clientWidth);
  });
  element.addEventListener("pointerup", (event) => {
    if (touched !== null) choose(event);
    touched = null;
  });
  element.addEventListener("pointercancel", () => (touched = null)); // the browser scrolls
  element.addEventListener("pointerleave", hoverLine.hide);
  return draw;
}

const boxEdges = ({ left, top, width, height }) => [left, top, left + width, top + height];

const isLate = ({ from }, day) => day !== null && day >= from;

/** The box of the magnifier with its name and its unit, in a line if they fit. */
function glassParts(main, glass, { type, height, width }, textWidth) {
  const [name, unit] = [capitalize(glass.text), glass.name];
  const line = joinCommas([name, unit]);
  const x = glass.west + AIR;
  const words = x + textWidth(line) < width ? [line] : [name, unit];
  return [
    ...boxParts(main, { ...glass, base: height }),
    ...words.map((line, i) => {
      return svg("text", { x, y: (11 + i * NAME_ROW) * type, class: "label" }, line);
    }),
  ];
}
