// Events on the chart: which it shows, and where there is space for their names.

const BESIDE_POLE = 4; // pixels between the pole of an event and its name

/** The events between the first and the last date that are shown. */
export function shownEvents({ events, days, span: [first, last] }) {
  return events.filter(({ index, day }) => index >= first && index <= last && day >= days[first]);
}

/**
 * For each of `poles` { x, width }, in order, the row in which a name of this width has space, and
 * whether it stands left of its pole, as it does first where the next pole is near: { row, west };
 * null where it has none. `rows` are the edges [left, right] of each row, the lowest first; poles of
 * the names in higher rows reach down through it.
 */
export function placeNames(poles, rows) {
  const placed = [];
  const isFree = (row, x, from, to) =>
    placed.every((other) => {
      if (other.row === row) return to <= other.from || other.to <= from;
      const [lower, pole] = other.row < row ? [other, x] : [{ from, to }, other.x];
      return pole <= lower.from || lower.to <= pole;
    });
  return poles.map(({ x, width }, i) => {
    const isNear = poles[i + 1]?.x - x < width;
    for (const [row, [left, right]] of rows.entries())
      for (const west of [isNear, !isNear]) {
        const [from, to] = west ? [x - BESIDE_POLE - width, x] : [x, x + BESIDE_POLE + width];
        if (from < left || to > right || !isFree(row, x, from, to)) continue;
        placed.push({ row, x, from, to });
        return { row, west };
      }
    return null;
  });
}
