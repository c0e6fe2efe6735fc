// The largest box of given proportions within a shape: where its name is written.

const LEAST_STEP = 2; // pixels between vertices that count
const TOLERANCE = 1; // pixels by which a larger box may be missed
const MOST_CELLS = 400; // that are looked at
const PULL = 0.1; // pixels of height given up to be a pixel nearer to the middle

/** A pen, as of `tracePathNear`, that keeps closed rings { x, y } as arrays. */
export function ringPen() {
  const rings = [];
  let ring = null;
  const add = (x, y) => {
    const last = ring.x.length - 1;
    const isNear =
      last >= 0 &&
      Math.abs(x - ring.x[last]) < LEAST_STEP &&
      Math.abs(y - ring.y[last]) < LEAST_STEP;
    if (isNear) return;
    ring.x.push(x);
    ring.y.push(y);
  };
  return {
    rings,
    moveTo(x, y) {
      ring = { x: [], y: [] };
      add(x, y);
    },
    lineTo: add,
    closePath: () => ring.x.length > 2 && rings.push(ring),
  };
}

const extent = (values, low, high) => {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return [Math.max(least, low), Math.min(most, high)];
};

/**
 * The largest of `rings` as far as it is in `view` { left, top, right, bottom }: its box there, its
 * area and its centroid; null if none is. Rings are drawn whole only in the view, see `tracePathNear`.
 */
export function largestPart(rings, view) {
  let part = null;
  for (const ring of rings) {
    const [left, right] = extent(ring.x, view.left, view.right);
    const [top, bottom] = extent(ring.y, view.top, view.bottom);
    const most = (right - left) * (bottom - top);
    if (right <= left || bottom <= top || (part && most <= part.area)) continue;
    const seen = areaIn(ring, view);
    if (!part || seen.area > part.area) part = { left, top, right, bottom, ...seen };
  }
  return part;
}

/**
 * Area and centroid of a ring moved into the view: what is beyond a side of it comes to lie on that
 * side.
 */
function areaIn(ring, { left, top, right, bottom }) {
  const [x, y] = [
    ring.x.map((at) => Math.min(Math.max(at, left), right) - left),
    ring.y.map((at) => Math.min(Math.max(at, top), bottom) - top),
  ];
  let [sum, sumX, sumY] = [0, 0, 0];
  for (let i = 0, last = x.length - 1; i < x.length; last = i++) {
    const cross = x[last] * y[i] - x[i] * y[last];
    sum += cross;
    sumX += cross * (x[last] + x[i]);
    sumY += cross * (y[last] + y[i]);
  }
  const third = sum ? 1 / (3 * sum) : 0;
  return { area: Math.abs(sum) / 2, x: left + sumX * third, y: top + sumY * third };
}

/** Whether a point is in the rings (even-odd). */
export function isInRings(rings, px, py) {
  let inside = false;
  for (const { x, y } of rings) {
    for (let i = 0, last = x.length - 1; i < x.length; last = i++) {
      if (y[i] > py === y[last] > py) continue;
      if (px < x[i] + ((py - y[i]) / (y[last] - y[i])) * (x[last] - x[i])) inside = !inside;
    }
  }
  return inside;
}

/**
 * Half the height of the largest box about a point, `aspect` times as wide as it is high, that
 * stays within the rings and `view`, and off the boxes in `taken`; below 0 if the point does not.
 */
export function roomAt(rings, px, py, { aspect, view, taken }) {
  let least = Infinity;
  for (const { x, y } of rings) {
    for (let i = 0, last = x.length - 1; i < x.length; last = i++) {
      const reach = reachOf(
        (x[last] - px) / aspect,
        y[last] - py,
        (x[i] - x[last]) / aspect,
        y[i] - y[last],
        least,
      );
      if (reach < least) least = reach;
    }
  }
  if (!isInRings(rings, px, py)) least = -least;
  const sides = [(px - view.left) / aspect, (view.right - px) / aspect];
  least = Math.min(least, ...sides, py - view.top, view.bottom - py);
  for (const box of taken) {
    const across = Math.max(box.left - px, px - box.right) / aspect;
    least = Math.min(least, Math.max(across, box.top - py, py - box.bottom));
  }
  return least;
}

/** Half the side of the smallest square about 0, 0 that meets an edge; `most` if it is larger. */
function reachOf(x, y, dx, dy, most) {
  const [x2, y2] = [x + dx, y + dy];
  if ((x > most && x2 > most) || (x < -most && x2 < -most)) return most;
  if ((y > most && y2 > most) || (y < -most && y2 < -most)) return most;
  let least = Math.min(Math.max(Math.abs(x), Math.abs(y)), Math.max(Math.abs(x2), Math.abs(y2)));
  // Where the edge meets a diagonal of the square.
  for (const t of [(y - x) / (dx - dy), -(x + y) / (dx + dy)]) {
    if (t > 0 && t < 1) least = Math.min(least, Math.abs(x + t * dx));
  }
  return least;
}

/**
 * The largest box as of `roomAt` with its middle in `part`, { x, y, room }, of those alike in size
 * the one nearest to its centroid, the more so the larger `pull` is; null if none is higher than
 * twice `least`. Cells that may hold a better one are divided, the best first, as in
 * mapbox/polylabel.
 */
export function largestBox(rings, part, least, how) {
  const { aspect, pull = PULL } = how;
  const size = Math.min((part.right - part.left) / aspect, part.bottom - part.top) / 2;
  if (size < least) return null;
  let best = { score: -Infinity };
  const queue = [];
  const look = (x, y, half) => {
    const room = roomAt(rings, x, y, how);
    if (room + half < least) return;
    const score = room - pull * Math.max(Math.abs(x - part.x) / aspect, Math.abs(y - part.y));
    if (room >= least && score > best.score) best = { x, y, room, score };
    queue.push({ x, y, half, most: score + (1 + pull) * half });
  };
  look(part.x, part.y, 0);
  for (let x = part.left + size * aspect; x - size * aspect < part.right; x += 2 * size * aspect) {
    for (let y = part.top + size; y - size < part.bottom; y += 2 * size) look(x, y, size);
  }
  for (let looked = 0; queue.length && looked < MOST_CELLS; looked++) {
    const next = queue.reduce((top, cell, i) => (cell.most > queue[top].most ? i : top), 0);
    const { x, y, half, most } = queue[next];
    queue[next] = queue.at(-1);
    queue.pop();
    if (most <= best.score + TOLERANCE) break;
    if (half < TOLERANCE / 2) continue;
    const [right, down] = [(half / 2) * aspect, half / 2];
    look(x - right, y - down, half / 2);
    look(x + right, y - down, half / 2);
    look(x - right, y + down, half / 2);
    look(x + right, y + down, half / 2);
  }
  return best.score > -Infinity ? best : null;
}
