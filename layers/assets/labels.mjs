// Names on the map: the more important first, none on top of another.

const GAP = 3;

/**
 * Those of `names` ({x, y, width, height}, most important first) that find room in `size`, with
 * the side of their dot on which they stand. Nothing is written over the boxes in `taken`.
 */
export function roomFor(names, size, taken = []) {
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
      if (inside && !taken.some((other) => meet(box, other))) {
        taken.push(box);
        placed.push({ ...name, side });
        break;
      }
    }
  }
  return placed;
}

function meet(one, other) {
  return (
    one.left < other.right &&
    other.left < one.right &&
    one.top < other.bottom &&
    other.top < one.bottom
  );
}
