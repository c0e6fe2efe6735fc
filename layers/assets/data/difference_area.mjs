// Area of the territory in only one of two shapes, as the map draws them: a sweep over their edges.

import { forEachEdge } from "./changed_edges.mjs";

// WGS 84: semi-major axis in km, squared eccentricity.
const [AXIS, E2] = [6378.137, 0.00669437999014];
const DEGREE = Math.PI / 180; // in radians
const TALLEST = 0.1; // degrees: a strip takes the size of a square degree from its middle
const TOUCH = 1e-11; // degrees: edges this close do not cross
const LOWEST = 1e-12; // degrees: lower strips are not searched for crossings

const [OLD, NOW] = [1, 2];

/** Square kilometres of a square degree at a latitude. */
function squareDegree(lat) {
  const bulge = 1 - E2 * Math.sin(lat * DEGREE) ** 2;
  return ((AXIS * DEGREE) ** 2 * (1 - E2) * Math.cos(lat * DEGREE)) / bulge ** 2;
}

/**
 * Edges of two shapes from south to north, with the shapes that they bound, and the length in km of
 * all edges that only one of the shapes has.
 */
function sortedEdges({ lon, lat }, old, now) {
  const sides = new Map();
  const count = lon.length;
  const add = (side) => (from, to) => {
    const key = Math.min(from, to) * count + Math.max(from, to);
    sides.set(key, (sides.get(key) ?? 0) ^ side); // an edge in both directions is no border
  };
  forEachEdge(old, add(OLD));
  forEachEdge(now, add(NOW));
  const edges = [];
  let front = 0;
  for (const [key, side] of sides) {
    const ends = [Math.floor(key / count), key % count];
    const [low, high] = lat[ends[0]] < lat[ends[1]] ? ends : ends.reverse();
    const [across, up] = [lon[high] - lon[low], lat[high] - lat[low]];
    const parallel = Math.cos(((lat[low] + lat[high]) / 2) * DEGREE);
    if (side === OLD || side === NOW) front += AXIS * DEGREE * Math.hypot(across * parallel, up);
    if (!side || !up) continue;
    const slope = across / up;
    edges.push({ side, x: lon[low], y: lat[low], top: lat[high], slope, at: 0 });
  }
  return { edges: edges.sort((a, b) => a.y - b.y), front };
}

/**
 * { gained, lost, front }: km2 that are only in `now`, and only in `old`, two shapes of `shapes`,
 * and the length in km of the edges that only one of them has. Each strip between two vertices, or
 * where edges cross, is cut into trapezoids, and those are added up (the slab method: Preparata and
 * Shamos, Computational Geometry, 1985, section 8.3).
 */
export function differenceArea(shapes, old, now) {
  const { edges, front } = sortedEdges(shapes, old, now);
  const turns = new Set(edges.flatMap(({ y, top }) => [y, top]));
  const heights = Float64Array.from(turns).sort();
  const result = { gained: 0, lost: 0, front };
  let active = [];
  let next = 0;
  for (let i = 0; i + 1 < heights.length; i++) {
    const [from, to] = [heights[i], heights[i + 1]];
    active = active.filter(({ top }) => top > from);
    while (next < edges.length && edges[next].y === from) active.push(edges[next++]);
    const count = Math.ceil((to - from) / TALLEST);
    const height = (to - from) / count;
    for (let nth = 0; nth < count; nth++) {
      addStrip(active, from + nth * height, from + (nth + 1) * height, result);
    }
  }
  return result;
}

/** Add to `result` the areas between two latitudes, between which no edge begins or ends. */
function addStrip(active, from, to, result) {
  const middle = (from + to) / 2;
  for (const edge of active) edge.at = edge.x + edge.slope * (middle - edge.y);
  sortEdges(active);
  for (let i = 1; i < active.length && to - from > LOWEST; i++) {
    const gap = active[i].at - active[i - 1].at;
    const nearer = active[i].slope - active[i - 1].slope;
    if ((Math.abs(nearer) * (to - from)) / 2 <= gap + TOUCH) continue;
    const crossing = middle - gap / nearer;
    if (crossing <= from || crossing >= to) continue;
    addStrip(active, from, crossing, result);
    addStrip(active, crossing, to, result);
    return;
  }
  let [inside, gained, lost] = [0, 0, 0];
  for (let i = 0; i < active.length; i++) {
    const width = i ? active[i].at - active[i - 1].at : 0;
    if (inside === NOW) gained += width;
    if (inside === OLD) lost += width;
    inside ^= active[i].side;
  }
  const km2 = squareDegree(middle) * (to - from);
  result.gained += gained * km2;
  result.lost += lost * km2;
}

/** Sort edges from west to east, by insertion: they are almost sorted from the last strip. */
function sortEdges(active) {
  for (let i = 1; i < active.length; i++) {
    const edge = active[i];
    let at = i;
    while (at > 0 && active[at - 1].at > edge.at) active[at] = active[--at];
    active[at] = edge;
  }
}
