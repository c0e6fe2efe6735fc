// Where the way of counting changes: rules on the chart, and words beside them.

import { svg } from "../base/dom.mjs";
import { phrase } from "../base/language.mjs";

const LINE = 1.25; // of the font size
const AWAY = 5; // pixels between a rule and its words

/**
 * `marks` with their `x` in groups, from left to right: those whose words, `width` pixels wide,
 * would meet on either side share one label.
 */
export function groupMarks(marks, width) {
  const groups = [];
  for (const mark of [...marks].sort((a, b) => a.x - b.x)) {
    const near = groups.length && mark.x - groups.at(-1).at(-1).x < 2 * width;
    if (near) groups.at(-1).push(mark);
    else groups.push([mark]);
  }
  return groups;
}

/**
 * The box of a label at the top of a chart, and those of its `lines` that have space: all, or the
 * first alone where they would cover what is drawn. It stands left of a place if `west`, else right
 * of it. `levelAt` gives the top of what is drawn between two places, `measure` the width of a text.
 */
export function fitLabel(lines, place, west, { levelAt, measure, top, size }) {
  const boxOf = (shown) => {
    const width = Math.max(...shown.map(measure)) + AWAY;
    const left = west ? place - width : place;
    const box = { left, top, width, height: shown.length * LINE * size };
    return { lines: shown, box, isFree: levelAt(left, left + width) > top + box.height };
  };
  const whole = boxOf(lines);
  return whole.isFree ? whole : boxOf(lines.slice(0, 1));
}

/**
 * Rules and words for `breaks`, with the place `x` of the first date of each. Returns { parts,
 * labels, space }: what is to be drawn; for each label its text, its box and its breaks; and by how
 * many pixels the chart has to be lower so that no words cover what is drawn.
 */
export function breakLabels(breaks, x, chart) {
  const { left, right, top, floor, size, measure } = chart;
  const marks = breaks.map((entry) => ({ entry, x: x(entry.index) }));
  const rules = marks.map((mark) =>
    svg("path", { class: "break", d: `M${mark.x},${top}V${floor}` }),
  );
  const words = phrase("counted differently");
  const texts = [words, ...breaks.flatMap(({ since, month }) => [since, month])];
  const widest = Math.max(...texts.map(measure)) + AWAY;
  const labels = groupMarks(marks, widest).map((group) => {
    const [first, last] = [group[0], group.at(-1)];
    const west = first.x > (left + right) / 2;
    const since = group.length > 1 ? first.entry.month : first.entry.since;
    const fitted = fitLabel([words, since], west ? first.x : last.x, west, chart);
    const text = phrase("counted differently {since}", { since });
    return { ...fitted, text, west, breaks: group.map(({ entry }) => entry) };
  });
  const lines = labels.flatMap(({ lines, west, box }) =>
    lines.map((line, i) => {
      const at = west ? box.left + box.width - AWAY : box.left + AWAY;
      const place = { x: at, y: box.top + (0.9 + i * LINE) * size };
      const anchor = west ? "end" : "start";
      return svg("text", { ...place, class: "counted", "text-anchor": anchor }, line);
    }),
  );
  const space = labels.every(({ isFree }) => isFree) ? 0 : LINE * size;
  return { parts: [...rules, ...lines], labels, space };
}
