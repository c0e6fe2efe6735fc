// Places of labels on the map, without overlaps.

const GAP = 3;
const TERRITORY_WEIGHT = 0.2;

/**
 * Those of `names` ({ x, y, width, height }, most important first) that fit in `size`, with the
 * side of the dot on which they are. No label covers the boxes in `taken`.
 */
export function placeLabels(names, size, taken = []) {
  taken = [...taken];
  const placed = [];
  for (const name of names) {
    for (const side of ["right", "left"]) {
      const left = side === "right" ? name.x - GAP : name.x - name.width - 2 * GAP;
      const box = {
        left,
        right: left + name.width + 3 * GAP,
        top: name.y - name.height / 2 - GAP / 2,
        bottom: name.y + name.height / 2 + GAP / 2,
      };
      const inside = box.left >= 0 && box.top >= 0 && box.right <= size.x && box.bottom <= size.y;
      if (inside && !taken.some((other) => doMeet(box, other))) {
        taken.push(box);
        placed.push({ ...name, side });
        break;
      }
    }
  }
  return placed;
}

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

function doMeet(box, other) {
  return (
    box.left < other.right &&
    other.left < box.right &&
    box.top < other.bottom &&
    other.top < box.bottom
  );
}
