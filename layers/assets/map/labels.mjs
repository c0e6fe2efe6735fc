// Places of labels on the map, without overlaps.

import { largestBox } from "./largest_box.mjs";

const GAP = 3;
const TERRITORY_WEIGHT = 0.2;
export const LEADING = 1.15; // from line to line, in sizes
export const LETTERS = 0.75; // height of a line from foot to top of its letters, in sizes
const NAME_MARGIN = 1.5; // pixels around a name within land

/**
 * Those of `names` ({ x, y, width, height }, most important first) that fit in `size`, with the
 * side of the dot on which they are, and their box. No label covers the boxes in `taken`. A name
 * with `reach` stands so far from its point.
 */
export function placeLabels(names, size, taken = []) {
  taken = [...taken];
  const placed = [];
  for (const name of names) {
    for (const side of ["right", "left"]) {
      const reach = name.reach ?? 0;
      const left = side === "right" ? name.x + reach - GAP : name.x - reach - name.width - 2 * GAP;
      const box = {
        left,
        right: left + name.width + 3 * GAP,
        top: name.y - name.height / 2 - GAP / 2,
        bottom: name.y + name.height / 2 + GAP / 2,
      };
      const inside = box.left >= 0 && box.top >= 0 && box.right <= size.x && box.bottom <= size.y;
      if (inside && !taken.some((other) => doMeet(box, other))) {
        taken.push(box);
        placed.push({ ...name, side, box });
        break;
      }
    }
  }
  return placed;
}

/**
 * A name within land: `rings`, of which it stands in `part`, see `largestPart`. Its `lines`, one or
 * two, are written in the largest of `sizes` that fits, the first the largest; null if none does.
 * `widthOf` a text and a size is its width; `view` and `taken` are those of `roomAt`. A name may
 * be `spill` times as wide and as high as the box in its middle that is in the land.
 */
export function nameWithin(
  name,
  rings,
  part,
  { sizes, widthOf, view, taken, spill = [1, 1], pull },
) {
  let best = null;
  for (const lines of [[name], ...twoLines(name)]) {
    const boxAt = (size) => ({
      width: (Math.max(...lines.map((line) => widthOf(line, size))) + 2 * NAME_MARGIN) / spill[0],
      height: (((lines.length - 1) * LEADING + LETTERS) * size + 2 * NAME_MARGIN) / spill[1],
    });
    const [wide, small] = [boxAt(sizes[0]), boxAt(sizes.at(-1))];
    const aspect = wide.width / wide.height;
    const least = Math.max(small.height, small.width / aspect) / 2;
    const found = largestBox(rings, part, least, { aspect, view, taken, pull });
    if (!found) continue;
    const size = sizes.find((size) => {
      const { width, height } = boxAt(size);
      return Math.max(height, width / aspect) <= 2 * found.room + 1e-6;
    });
    if (!best || size > best.size) best = { lines, size, x: found.x, y: found.y, ...boxAt(size) };
    if (size === sizes[0]) break;
  }
  if (!best) return null;
  const [width, height] = [best.width * spill[0], best.height * spill[1]];
  return { ...best, width, height, box: boxAround({ ...best, width, height }) };
}

/** The two lines, as alike in length as may be, of a name of several words; else nothing. */
function twoLines(name) {
  const words = name.split(/\s+/);
  const halves = words
    .slice(1)
    .map((_, i) => [words.slice(0, i + 1).join(" "), words.slice(i + 1).join(" ")]);
  const longer = (lines) => Math.max(...lines.map((line) => line.length));
  return halves.sort((a, b) => longer(a) - longer(b)).slice(0, 1);
}

const boxAround = ({ x, y, width, height }) => ({
  left: x - width / 2,
  right: x + width / 2,
  top: y - height / 2,
  bottom: y + height / 2,
});

/**
 * Left and top of a label beside `box`, in a view of size `view`: where it covers least of `box`,
 * of those in `taken` and, with less weight, of `territory`; rather below than above, left or
 * right.
 */
export function labelPosition(box, { width, height }, view, taken, territory = null) {
  const [middle, level] = [(box.left + box.right - width) / 2, (box.top + box.bottom - height) / 2];
  const [below, above] = [box.bottom + 2 * GAP, box.top - height - 2 * GAP];
  const [right, left] = [box.right + 2 * GAP, box.left - width - 2 * GAP];
  const positionsAlong = (from, side, turn) =>
    [0, -0.25, 0.25, -0.5, 0.5].map((part) => turn(from + part * side));
  const [across, down] = [box.right - box.left, box.bottom - box.top];
  const places = [
    ...positionsAlong(middle, across, (x) => [x, below]),
    ...positionsAlong(middle, across, (x) => [x, above]),
    ...positionsAlong(level, down, (y) => [right, y]),
    ...positionsAlong(level, down, (y) => [left, y]),
  ];
  const clampToView = (at, most) => Math.max(GAP, Math.min(at, most - GAP));
  const cost = ([x, y]) => {
    const label = { left: x, right: x + width, top: y, bottom: y + height };
    const hidden = territory ? TERRITORY_WEIGHT * sharedArea(label, territory) : 0;
    return [box, ...taken].reduce((sum, other) => sum + sharedArea(label, other), hidden);
  };
  let best = null;
  for (const [x, y] of places) {
    const place = [clampToView(x, view.x - width), clampToView(y, view.y - height)];
    const candidate = { place, cost: cost(place) };
    if (!best || candidate.cost < best.cost) best = candidate;
  }
  return best.place;
}

/** Area that two boxes have in common. */
function sharedArea(box, other) {
  const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
  const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
  return Math.max(across, 0) * Math.max(down, 0);
}

/** Whether two boxes have a point in common. */
export function doMeet(box, other) {
  return (
    box.left < other.right &&
    other.left < box.right &&
    box.top < other.bottom &&
    other.top < box.bottom
  );
}
