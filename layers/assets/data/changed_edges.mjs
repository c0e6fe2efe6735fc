// What changed between two dates: the edges that only one of two shapes has.

/**
 * A function that reports the edges that only one of two shapes has, by both their ends. Edges are
 * compared with their direction. An edge that a shape has twice, or at a vertex that it visits
 * twice, may be reported for both shapes, which makes no difference (even-odd).
 */
export function edgeFinder(vertices) {
  const next = new Int32Array(vertices); // of each vertex, the next one in the older shape

  return function changedEdges(old, now, report) {
    forEachEdge(old, (from, to) => {
      if (next[from]) report(from, to);
      else next[from] = to;
    });
    forEachEdge(now, (from, to) => {
      if (next[from] === to) next[from] = 0;
      else report(from, to);
    });
    forEachEdge(old, (from) => {
      if (next[from]) report(from, next[from]);
      next[from] = 0;
    });
  };
}

/**
 * A function that finds the box [left, top, right, bottom] of the edges that only one of two shapes
 * has; null if they are equal. Outside it nothing changes: the edges of one shape only form closed
 * rings, which turn inside into outside (even-odd) only within their own box. The box may be too
 * large, never too small.
 */
export function changedBoxFinder(vertices) {
  const changedEdges = edgeFinder(vertices);

  return function changedBox(old, now, { x, y }) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    changedEdges(old, now, (from, to) => {
      box[0] = Math.min(box[0], x[from], x[to]);
      box[1] = Math.min(box[1], y[from], y[to]);
      box[2] = Math.max(box[2], x[from], x[to]);
      box[3] = Math.max(box[3], y[from], y[to]);
    });
    return box[0] <= box[2] ? box : null;
  };
}

/** Call `report` with both ends of each edge of a shape, including those that close a ring. */
export function forEachEdge(vertices, report) {
  let [first, last] = [0, 0];
  for (let i = 0; i < vertices.length; i++) {
    const vertex = vertices[i];
    if (vertex === 0) {
      report(last, first);
      last = 0;
      continue;
    }
    if (last === 0) first = vertex;
    else report(last, vertex);
    last = vertex;
  }
}
