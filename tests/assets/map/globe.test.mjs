import assert from "node:assert/strict";
import { test } from "node:test";

import { cutAtEdge } from "../../../layers/assets/map/globe.mjs";
import { createProjection } from "../../../layers/assets/map/projection.mjs";

const NEW_ZEALAND = createProjection({ kind: "laea", lon: 172, lat: -42 });
const SPAIN = [-8, 42]; // opposite to it

/** A shape of parts [lon, lat][], with the vertices of each in order. */
function shape(...parts) {
  const places = [[0, 0], ...parts.flat()];
  let number = 0;
  const vertices = parts.flatMap((part) => [...part.map(() => ++number), 0]);
  const [lon, lat] = [0, 1].map((i) => Float64Array.from(places, (place) => place[i]));
  return { vertices: Int32Array.from(vertices), lon, lat };
}

/** A ring around a point of so many degrees, in steps of a degree. */
const circle = ([lon, lat], degrees) =>
  Array.from({ length: 360 }, (_, i) => {
    const angle = (i * Math.PI) / 180;
    const across = Math.cos(angle) / Math.cos((lat * Math.PI) / 180);
    return [lon + degrees * across, lat + degrees * Math.sin(angle)];
  });

/** A ring of the sides of a box in degrees, in steps of one. */
function box(west, south, east, north) {
  const [across, up] = [east - west, north - south];
  const along = (count, place) => Array.from({ length: count }, (_, i) => place(i));
  return [
    ...along(across, (i) => [west + i, south]),
    ...along(up, (i) => [east, south + i]),
    ...along(across, (i) => [east - i, north]),
    ...along(up, (i) => [west, north - i]),
  ];
}
const AROUND_SPAIN = box(-118, -38, 102, 86);

/** Whether a shape on the plane fills a place in degrees (even-odd). */
function fills({ vertices, x, y }, plane, [lon, lat]) {
  const at = plane.unit({ lon: [lon], lat: [lat] });
  let [inside, first, last] = [false, 0, 0];
  const cross = (a, b) => {
    if (y[a] > at.y[0] === y[b] > at.y[0]) return;
    const share = (at.y[0] - y[a]) / (y[b] - y[a]);
    if (at.x[0] < x[a] + share * (x[b] - x[a])) inside = !inside;
  };
  for (const vertex of vertices) {
    if (vertex === 0) cross(last, first);
    else if (last) cross(last, vertex);
    else first = vertex;
    last = vertex;
  }
  return inside;
}

/** Distances from the centre, in those to the edge. */
function distances({ x, y }, { edge }) {
  return Array.from(x.slice(1), (_, i) =>
    Math.hypot((x[i + 1] - 0.5) / edge.semi[0], (y[i + 1] - 0.5) / edge.semi[1]),
  );
}

test("land around the point opposite to the centre fills itself, not the rest", () => {
  const land = cutAtEdge(NEW_ZEALAND, shape(AROUND_SPAIN), true);
  for (const place of [
    [-8, -33],
    [95, 0],
    [-110, 0],
  ]) {
    assert.ok(fills(land, NEW_ZEALAND, place), `${place} is land`);
  }
  for (const place of [
    [172, -42],
    [150, -30],
    [-150, -20],
  ]) {
    assert.ok(!fills(land, NEW_ZEALAND, place), `${place} is sea`);
  }
});

test("land that ends before that point is drawn as it is", () => {
  const land = cutAtEdge(NEW_ZEALAND, shape(circle([140, -25], 15)), true);
  assert.equal(land.vertices.length, 361);
  assert.ok(fills(land, NEW_ZEALAND, [140, -25]) && !fills(land, NEW_ZEALAND, [172, -42]));
});

test("what is beyond the edge is left out, rings and lines", () => {
  const beyond = shape(circle(SPAIN, 30), [SPAIN, [-8, 50]]);
  for (const closed of [true, false]) {
    assert.deepEqual(cutAtEdge(NEW_ZEALAND, beyond, closed).vertices, []);
  }
});

test("rings follow the edge in short steps, and lines end at it", () => {
  const ring = cutAtEdge(NEW_ZEALAND, shape(AROUND_SPAIN), true);
  assert.ok(Math.max(...distances(ring, NEW_ZEALAND)) < 1 + 1e-9);
  const steps = distances(ring, NEW_ZEALAND).filter((share) => share > 1 - 1e-9);
  assert.ok(steps.length >= 180, "the whole edge");
  const across = Array.from({ length: 181 }, (_, i) => [172, -90 + i]);
  const line = cutAtEdge(NEW_ZEALAND, shape(across), false);
  const drawn = line.vertices.filter(Boolean).length;
  assert.ok(drawn > 100 && drawn < 181);
  assert.equal(distances(line, NEW_ZEALAND).filter((share) => share > 1 - 1e-9).length, 1);
});

test("a line that passes beyond the edge has a gap there", () => {
  const along = Array.from({ length: 100 }, (_, i) => [172 + 3.6 * i - (i > 2 ? 360 : 0), 5]);
  const parts = cutAtEdge(NEW_ZEALAND, shape(along), false).vertices.filter((each) => !each);
  assert.equal(parts.length, 2);
});

test("maps of the world have no such edge", () => {
  const world = createProjection({ kind: "eqearth", lon: 0, lat: 0 });
  const { vertices } = cutAtEdge(world, shape(AROUND_SPAIN), true);
  assert.equal(vertices.length, AROUND_SPAIN.length + 1);
});

test("the globe is the box of all that is drawn", () => {
  const world = createProjection({ kind: "eqearth", lon: 0, lat: 0 });
  const { x, y } = world.unit({ lon: [-180, 180, 0, 0], lat: [0, 0, -90, 90] });
  const { globe } = world;
  const close = (a, b) => assert.ok(Math.abs(a - b) < 1e-9, `${a} ${b}`);
  close(globe.x, x[0]);
  close(globe.x + globe.width, x[1]);
  close(globe.y, y[3]);
  close(globe.y + globe.height, y[2]);
  const { unit } = NEW_ZEALAND;
  const far = unit({ lon: [172, 172], lat: [89, -89] });
  assert.ok(NEW_ZEALAND.globe.y <= far.y[0] && NEW_ZEALAND.globe.width > 0.5);
});
