// Events on the chart: which it shows, and where there is space for their names.

const BESIDE_POLE = 4; // pixels between the pole of an event and its name

/** The events between the first and the last date that are shown. */
export function shownEvents({ events, days, span: [first, last] }) {
  return events.filter(({ index, day }) => index >= first && index <= last && day >= days[first]);
}

/**
 * For each of `poles` { x, width }, in order, the row in which a name of this width stands and
 * whether it is left of the pole: { row, west }; null where it has no space. As many as can have
 * one. `rows` are the edges [left, right] of each row, the lowest first; poles of the names in
 * higher rows reach down through it.
 */
export function placeNames(poles, rows) {
  const sides = rows.flatMap((edges, row) => [false, true].map((west) => ({ edges, row, west })));
  const isFree = (name, other) => {
    if (other.row === name.row) return name.to <= other.from || other.to <= name.from;
    const [lower, upper] = other.row < name.row ? [other, name] : [name, other];
    return upper.x <= lower.from || lower.to <= upper.x;
  };
  /** The best places for the poles after those `placed`. */
  function fill(placed) {
    const pole = poles[placed.length];
    if (!pole) return placed;
    const { x, width } = pole;
    const names = sides.map(({ edges, row, west }) => {
      const reach = west ? [x - width, x] : [x, x + width];
      const [from, to] = [reach[0] - BESIDE_POLE, reach[1] + BESIDE_POLE];
      return { row, west, x, from, to, isIn: from >= edges[0] && to <= edges[1] };
    });
    const taken = placed.filter(Boolean);
    const free = names.filter((name) => name.isIn && taken.every((other) => isFree(name, other)));
    let best = [];
    for (const name of [...free, null]) {
      const all = fill([...placed, name]);
      if (countOf(all) > countOf(best) || !best.length) best = all;
    }
    return best;
  }
  return fill([]).map((name) => name && { row: name.row, west: name.west });
}

const countOf = (names) => names.filter(Boolean).length;
