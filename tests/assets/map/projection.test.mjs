import assert from "node:assert/strict";
import { test } from "node:test";

import { createProjection, SQUARE_KM } from "../../../layers/assets/map/projection.mjs";

const EQUAL_EARTH = { kind: "eqearth", lon: 0, lat: 0 };
const SYRIA = { kind: "laea", lon: 41, lat: 34.3 };

/** Area in km2 of a box in degrees on a map, from many points on its sides. */
function mappedArea(plane, [west, south, east, north]) {
  const along = (a, b) => Array.from({ length: 2000 }, (_, i) => a + ((b - a) * i) / 2000);
  const ring = [
    ...along(west, east).map((lon) => [lon, south]),
    ...along(south, north).map((lat) => [east, lat]),
    ...along(east, west).map((lon) => [lon, north]),
    ...along(north, south).map((lat) => [west, lat]),
  ].map(([lon, lat]) => plane.forward(lon, lat));
  const twice = ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length];
    return sum + x * nextY - nextX * y;
  }, 0);
  return twice / 2;
}

/** The same on the ellipsoid WGS 84. */
function trueArea([west, south, east, north]) {
  const e = Math.sqrt(0.00669437999014);
  const q = (lat) => {
    const s = Math.sin((lat * Math.PI) / 180);
    return (1 - e * e) * (s / (1 - e * e * s * s) + Math.atanh(e * s) / e);
  };
  return ((6378.137 ** 2 * (east - west) * Math.PI) / 360) * (q(north) - q(south));
}

for (const [name, chosen, box] of [
  ["Syria", SYRIA, [36, 32, 44, 37]],
  ["a box far from the centre", SYRIA, [0, 55, 20, 70]],
  ["Greenland", EQUAL_EARTH, [-55, 60, -20, 83]],
  ["Brazil", EQUAL_EARTH, [-74, -33, -35, 5]],
]) {
  test(`an equal-area map keeps the area of ${name}`, () => {
    const area = mappedArea(createProjection(chosen), box);
    assert.ok(Math.abs(area / trueArea(box) - 1) < 1e-5, `${area} of ${trueArea(box)}`);
  });
}

test("web Mercator does not", () => {
  const box = [-55, 60, -20, 83];
  assert.ok(mappedArea(createProjection(null), box) > 5 * trueArea(box));
});

test("a place and its point on the map lead to each other", () => {
  for (const chosen of [SYRIA, EQUAL_EARTH, null]) {
    const plane = createProjection(chosen);
    const { x, y } = plane.unit({ lon: [36.3, 48, 10], lat: [33.5, 29, -45] });
    const [lon, lat] = plane.degrees(x[2], y[2]);
    assert.ok(Math.abs(lon - 10) < 1e-7 && Math.abs(lat + 45) < 1e-7);
  }
});

test("points beyond the map become places on its edge", () => {
  for (const chosen of [SYRIA, EQUAL_EARTH]) {
    const [lon, lat] = createProjection(chosen).degrees(-1, 2);
    assert.ok(Number.isFinite(lon) && Math.abs(lat) <= 90);
  }
  const { x } = createProjection(SYRIA).unit({ lon: [-139], lat: [-34.3] });
  assert.ok(Math.abs(x[0] - 0.5) * SQUARE_KM < 2 * 6371.01, "the antipode is on the map");
});
