// Events on the chart: which it shows, and where there is space for their names.

const BESIDE_POLE = 4; // pixels between the pole of an event and its name
const ROW_END = 10; // pixels beside a frame that a row may use
export const NAME_ROW = 14; // pixels of a row of names, at the smallest size of letters

/** The events between the first and the last date that are shown. */
export function shownEvents({ events, days, span: [first, last] }) {
  const isIn = (index) => index !== null && index >= first && index <= last;
  return events.filter(({ index, day }) => isIn(index) && day >= days[first]);
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

/**
 * The events as poles { event, x, name, top }: `name` is the side of the title, as `placeNames` gives
 * it, and `top` the edge of its row. Above the chart are two rows of names, the higher one between
 * its unit and its `key`, above the magnifier the lower one; a compact chart has the higher row only.
 */
export function placeEvents(data, frames, { compact, type, width, key, textWidth, frameOf }) {
  return frames.flatMap((frame, isMagnified) => {
    const { x, west, end } = frame;
    const low = [west, isMagnified ? width : end + ROW_END];
    const high = [textWidth(frame.name) + ROW_END, end + (key ? -key - ROW_END : ROW_END)];
    const rows = [...(compact ? [] : [low]), ...(isMagnified ? [] : [high])];
    const events = shownEvents(data).filter(({ day }) => frameOf(day) === frame);
    const named = events.filter((event) => event.named);
    const sizes = named.map(({ day, title }) => ({ x: x(day), width: textWidth(title) }));
    const names = placeNames(sizes, rows);
    return events.map((event) => {
      const name = names[named.indexOf(event)];
      return { event, x: x(event.day), name, top: compact || name?.row ? 0 : NAME_ROW * type };
    });
  });
}
