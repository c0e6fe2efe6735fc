// Areas over time: lines, the areas below them, and how far they may be off.

import { svg, tint } from "../base/dom.mjs";
import { alikeRuns } from "../data/breaks.mjs";
import { hasEntry } from "../data/payload.mjs";
import { dotPath, stepArea, stepBand, stepLine, straightLine, thinPoints } from "./step_paths.mjs";

const BREAK_GAP = 1.5; // pixels on each side of a date from which on areas are counted in another way
const FINEST = 0.5; // pixels: dates that are closer share a step of the line
const DOT = 3; // pixels: radius of a point in place of a step

/**
 * Elements of the lines of `beside`, and of the areas and lines of `shown`, which come over them in
 * their order, and of how far those of `banded` may be off. Areas are filled only where the axis
 * begins at zero and has equal steps.
 */
export function areaParts(data, frame, { shown, beside = [], banded = shown, fill }) {
  const { first, last, end, floor, xs, y, kind } = frame;
  const parts = [];

  /** Parts of a line, between which it has a gap: for each, its places, its dates and its end. */
  function runsOf(series) {
    const until = Math.min(data.actors[series.actor].last ?? last, last);
    const runs = until < first ? [] : alikeRuns(data, series, first, until);
    return runs.map(([from, to]) => {
      const after = to === last ? end : xs[to + 1];
      const gap = Math.min(BREAK_GAP, (after - xs[from]) / 4);
      const at = [xs[from] + (from > first ? gap : 0), ...xs.slice(from + 1, to + 1)];
      return { at, from, to, stop: to === last ? end : after - gap };
    });
  }

  const pathOf = (series, make) =>
    runsOf(series)
      .map(({ at, from, stop }) => {
        const points = at.map((x, i) => [x, y(series.km2[from + i])]);
        return make(thinPoints(points, FINEST), stop);
      })
      .join("");

  /** The line of a series; of snapshots far apart points, joined by a dashed line. */
  function drawLine(series, name) {
    const part = (className, d) =>
      parts.push(tint(svg("path", { class: className, d }), data.actors[series.actor]));
    if (!data.sparse) return part(name, pathOf(series, stepLine));
    for (const { from, to } of runsOf(series)) {
      const points = xs
        .slice(from, to + 1)
        .map((x, i) => hasEntry(data, series, from + i) && [x, y(series.km2[from + i])]);
      part(`${name} between`, straightLine(points));
      part(`${name} dots`, dotPath(points));
    }
  }

  for (const series of beside) drawLine(series, "line beside");
  for (const series of shown) {
    const area = pathOf(series, (points, stop) => stepArea(points, stop, floor));
    const body = svg("path", { class: "body", d: area, fill: fill(data, series) });
    body.classList.toggle("firm", data.statuses[series.status].firm);
    if (kind === "zero" && !data.sparse) parts.push(tint(body, data.actors[series.actor]));
    drawLine(series, "line");
  }
  for (const series of banded.filter(({ ranges }) => ranges)) {
    const bands = runsOf(series).map(({ at, from, to, stop }) => {
      const levels = series.ranges.slice(from, to + 1).map((range) => range?.map(y));
      if (!data.sparse) return stepBand(at, levels, stop);
      return at.map((x, i) => stepBand([x - DOT], [levels[i]], x + DOT)).join("");
    });
    parts.push(svg("path", { class: "band", d: bands.join("") }));
  }
  return parts;
}
