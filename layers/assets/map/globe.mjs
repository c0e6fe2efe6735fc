// The edge of the globe on an equal-area map: outlines end there, and so does the reader's way.

/* global L */
import { TILE } from "./paths.mjs";
import { RADIAN } from "./projection.mjs";

const ARC = 2 * RADIAN; // between vertices along the edge
const ON_EDGE = 1e-9; // of the distance to the edge

/**
 * A shape { vertices, lon, lat } on the plane: { vertices, x, y } of the unit square. What is beyond the edge of an azimuthal map lies on the edge: rings follow it, and lines end at
 * it. A ring around the point opposite to the centre encloses all that is not in it, until a ring
 * along the edge turns it (even-odd).
 */
export function cutAtEdge(plane, { vertices, lon, lat }, closed) {
  const { x, y } = plane.unit({ lon, lat });
  if (!plane.edge) return { vertices, x, y };
  const { semi, antipode } = plane.edge;
  const edgePoint = (angle) => [0.5 + semi[0] * Math.cos(angle), 0.5 + semi[1] * Math.sin(angle)];
  const angleOf = (vertex) => Math.atan2((y[vertex] - 0.5) / semi[1], (x[vertex] - 0.5) / semi[0]);
  const isBeyond = (vertex) =>
    Math.hypot((x[vertex] - 0.5) / semi[0], (y[vertex] - 0.5) / semi[1]) > 1 - ON_EDGE;
  const out = { x: [NaN], y: [NaN], vertices: [] }; // vertices are numbered from 1
  const draw = ([atX, atY]) => out.vertices.push(out.x.push(atX) && out.y.push(atY) - 1);
  const end = () => out.vertices.at(-1) && out.vertices.push(0);
  let isTurned = false;

  /** Follow the edge from one angle to another, the shorter way. */
  function follow(from, to) {
    const turn = Math.atan2(Math.sin(to - from), Math.cos(to - from));
    const steps = Math.ceil(Math.abs(turn) / ARC);
    for (let i = 1; i < steps; i++) draw(edgePoint(from + (turn * i) / steps));
  }

  for (const part of partsOf(vertices)) {
    const beyond = part.map(isBeyond);
    if (beyond.every(Boolean)) continue;
    if (closed && isInside(antipode, part, lon, lat)) isTurned = !isTurned;
    part.forEach((vertex, i) => {
      const before = i || !closed ? i - 1 : part.length - 1;
      const along = before >= 0 && beyond[i] && beyond[before];
      if (along && closed) follow(angleOf(part[before]), angleOf(vertex));
      if (along && !closed) end();
      const isNear = !beyond[i] || beyond[i - 1] === false || beyond[i + 1] === false;
      if (closed || isNear) draw([x[vertex], y[vertex]]);
    });
    end();
  }
  if (isTurned) {
    for (let angle = 0; angle < 2 * Math.PI; angle += ARC) draw(edgePoint(angle));
    end();
  }
  return { vertices: out.vertices, x: Float64Array.from(out.x), y: Float64Array.from(out.y) };
}

/** Rings or lines of a shape, each as its vertices. */
function partsOf(vertices) {
  const parts = [];
  let from = 0;
  vertices.forEach((vertex, i) => {
    if (vertex) return;
    parts.push(Array.from(vertices.subarray(from, i)));
    from = i + 1;
  });
  return parts;
}

/** Whether a ring goes round a point, in degrees. */
function isInside([east, north], ring, lon, lat) {
  let inside = false;
  ring.forEach((vertex, i) => {
    const [a, b] = [vertex, ring[i ? i - 1 : ring.length - 1]];
    if (lat[a] > north === lat[b] > north) return;
    const share = (north - lat[a]) / (lat[b] - lat[a]);
    if (east < lon[a] + share * (lon[b] - lon[a])) inside = !inside;
  });
  return inside;
}

/**
 * Keep the view of `map` on the globe: it is pulled back when it leaves. Leaflet's own limits are
 * boxes in degrees, which this plane has not.
 */
export function keepOnGlobe(map, plane) {
  const { x, y, width, height } = plane.globe;
  map._getBoundsOffset = ({ min, max }, _, zoom) => {
    const side = TILE * 2 ** zoom;
    const across = map._rebound(x * side - min.x, max.x - (x + width) * side);
    const down = map._rebound(y * side - min.y, max.y - (y + height) * side);
    return L.point(across, down);
  };
  map.setMaxBounds([
    [-90, -180],
    [90, 180],
  ]);
}

/** The zoom at which the globe fills `map`. */
export function globeZoom(map, { globe: { width, height } }) {
  const size = map.getSize();
  const exact = Math.log2(Math.min(size.x / width, size.y / height) / TILE);
  const snap = map.options.zoomSnap;
  return Math.floor(exact / snap) * snap;
}
