// Shapes as paths, in pixels at one zoom.

export const TILE = 256; // pixels of the unit square at zoom 0
// Vertices at the same step are drawn once, so neighbouring borders still match.
export const STEPS_PER_PIXEL = 4;

/** Places in the unit square, { x, y }, in pixels at `zoom`, from `origin`; once for a zoom. */
export function toPixels({ x, y }, zoom, origin) {
  const scale = TILE * 2 ** zoom;
  const toPixel = (from) => (value) =>
    Math.round((value * scale - from) * STEPS_PER_PIXEL) / STEPS_PER_PIXEL;
  return { x: x.map(toPixel(origin.x)), y: y.map(toPixel(origin.y)) };
}

/** Draw a shape with `pen`: a Path2D, a canvas or an `svgPen`. */
export function tracePath(pen, vertices, { x, y }, closed = true) {
  let first = true;
  let [lastX, lastY] = [NaN, NaN];
  for (let i = 0; i < vertices.length; i++) {
    const vertex = vertices[i];
    if (vertex === 0) {
      if (closed) pen.closePath();
      first = true;
      continue;
    }
    const [atX, atY] = [x[vertex], y[vertex]];
    if (first) pen.moveTo(atX, atY);
    else if (atX !== lastX || atY !== lastY) pen.lineTo(atX, atY);
    [lastX, lastY] = [atX, atY];
    first = false;
  }
  return pen;
}

/**
 * Draw only what is visible in `box` [left, top, right, bottom]: of consecutive vertices beyond the
 * same side of it only the first and last are drawn. An edge between such vertices stays beyond
 * that side, so it neither enters the box nor turns what is in it inside out.
 */
export function tracePathNear(pen, vertices, { x, y }, [left, top, right, bottom]) {
  const sides = (vertex) =>
    (x[vertex] < left ? 1 : 0) |
    (x[vertex] > right ? 2 : 0) |
    (y[vertex] < top ? 4 : 0) |
    (y[vertex] > bottom ? 8 : 0);
  let [last, beyond] = [0, 0]; // the vertex before, and the sides that it and its run are beyond
  let waiting = false; // true if that vertex is not drawn yet
  for (let i = 0; i < vertices.length; i++) {
    const vertex = vertices[i];
    if (vertex === 0) {
      if (waiting) pen.lineTo(x[last], y[last]);
      pen.closePath();
      [last, waiting] = [0, false];
      continue;
    }
    const out = sides(vertex);
    if (last === 0) {
      pen.moveTo(x[vertex], y[vertex]);
      beyond = out;
    } else if (out & beyond) {
      waiting = true;
      beyond &= out;
    } else {
      if (waiting) pen.lineTo(x[last], y[last]);
      // The edge to this vertex may start beyond another side than the run before it.
      pen.lineTo(x[vertex], y[vertex]);
      [waiting, beyond] = [false, out];
    }
    last = vertex;
  }
  return pen;
}

/** A pen that writes the path of an SVG element. */
export function svgPen() {
  const commands = [];
  return {
    moveTo: (x, y) => commands.push(`M${x},${y}`),
    lineTo: (x, y) => commands.push(`L${x},${y}`),
    closePath: () => commands.push("Z"),
    path: () => commands.join(""),
  };
}

/** A shape with the places of its own vertices alone, numbered anew from 1. */
export function shapeAlone({ lon, lat, verticesOf }, shape) {
  const own = [0];
  const vertices = verticesOf(shape).map((vertex) => (vertex ? own.push(vertex) - 1 : 0));
  const of = (values) => own.map((vertex) => values[vertex]);
  return { vertices, lon: of(lon), lat: of(lat) };
}

/** [west, south, east, north] of a shape, in degrees; null if it is empty. */
export function boundsOf({ lon, lat }, vertices) {
  if (!vertices.length) return null;
  const bounds = [Infinity, Infinity, -Infinity, -Infinity];
  for (const vertex of vertices) {
    if (vertex === 0) continue;
    bounds[0] = Math.min(bounds[0], lon[vertex]);
    bounds[1] = Math.min(bounds[1], lat[vertex]);
    bounds[2] = Math.max(bounds[2], lon[vertex]);
    bounds[3] = Math.max(bounds[3], lat[vertex]);
  }
  return bounds;
}
