// Names on the areas of the chart, where each has space for its own.

import { svg } from "../base/dom.mjs";
import { highest, lowest } from "../base/scale.mjs";
import { statusName } from "../data/payload.mjs";
import { NAME_ROW } from "./event_names.mjs";

const NAME_STEP = 6; // pixels between two places that are tried
const NAME_GAP = 1; // pixels above and below a name

/**
 * The box [left, top, right, bottom] of a name `width` by `height` pixels in the thickest part of an
 * area, clear of the boxes `taken`; undefined where it has no space. `limits` gives the upper and
 * the lower edge of the area between two places. A name that is not inside stands on the lower edge.
 */
export function labelBox([left, right], { width, height, inside }, limits, taken) {
  let [best, most] = [undefined, height];
  for (let from = left; from + width <= right; from += NAME_STEP) {
    const to = from + width;
    const [above, below] = limits(from, to);
    const [top, bottom] = [above + NAME_GAP, below - NAME_GAP];
    if (bottom - top < most) continue;
    const isFree = (at) =>
      taken.every(
        ([x, y, end, floor]) => to <= x || end <= from || at + height <= y || floor <= at,
      );
    const tops = [...(inside ? [(top + bottom - height) / 2, top] : []), bottom - height];
    const at = tops.find(isFree);
    if (at === undefined) continue;
    [best, most] = [[from, at, to, at + height], bottom - top + 1];
  }
  return best;
}

/** A function that gives the heights of a series in a frame between two places, in pixels. */
export function heightsBetween({ first, last, xs, y }, from, to) {
  let [low, high] = [first, last];
  while (low < last && xs[low + 1] <= from) low += 1;
  while (high > low && xs[high] >= to) high -= 1;
  return ({ km2 }) => km2.slice(low, high + 1).map(y);
}

/**
 * Edges between two places of the area of `shown[place]` in a frame, of which later series cover a
 * part; where areas are not filled, of the space above its line.
 */
export const areaLimits = (frame, shown, place) => (from, to) => {
  const heights = heightsBetween(frame, from, to);
  const own = heights(shown[place]);
  if (frame.kind !== "zero") {
    return [place ? highest(heights(shown[place - 1])) : frame.head, lowest(own)];
  }
  return [highest(own), Math.min(frame.floor, lowest(shown.slice(place + 1).flatMap(heights)))];
};

/** Texts with the names of `shown` on their areas in a frame, where they cover none of `taken`. */
export function nameAreas(data, frame, shown, textWidth, taken) {
  if (data.sparse) return [];
  const { start, end, kind, type } = frame;
  const several = data.actors.length > 1 && data.statuses.length < 2;
  return shown.flatMap((own, place) => {
    const limits = areaLimits(frame, shown, place);
    const short = data.statuses[own.status].name;
    const names = several ? [data.actors[own.actor].name] : [statusName(data, own), short];
    for (const name of names) {
      const size = { width: textWidth(name) + 4, height: (NAME_ROW + 1) * type };
      const box = labelBox([start, end], { ...size, inside: kind === "zero" }, limits, taken);
      if (!box) continue;
      taken.push(box);
      return svg("text", { class: "label", x: box[0] + 2, y: box[1] + 12 * type }, name);
    }
    return [];
  });
}
