// Where the ground of one date is other than that of the date before: the edges that only one has.

/**
 * Tells, of two texts of shapes, the edges that only one of them has, by both their ends. Edges are
 * matched as they are directed, and one that a text has twice, or at a vertex that it meets twice,
 * may be told of both texts, which counts as not at all (even-odd).
 */
export function edgeFinder(vertices) {
  const next = new Int32Array(vertices); // of a vertex, the one after it in the older text

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
 * Finds, of two texts of shapes, the box [left, top, right, bottom] of the edges that only one of
 * them has; null where they are alike. Outside it nothing changes: edges that both have count for
 * both, and the others make closed rings, which turn inside into outside (even-odd) only within
 * their own box, which may be larger than it must be, never smaller.
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

/** Calls `tell` with both ends of each edge of a text, the one that closes a ring included. */
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
