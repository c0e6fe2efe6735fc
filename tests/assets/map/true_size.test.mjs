import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ratioText,
  ringsAround,
  nearestCentre,
  ringsInKm,
} from "../../../layers/assets/map/true_size.mjs";

const KM_OF_A_DEGREE = 111.195; // along a great circle of the sphere

/** Area of rings of [latitude, longitude] on the ellipsoid, by slices of equal latitude. */
function ellipsoidal(rings) {
  const e = 0.0818191908426;
  const q = (lat) => {
    const s = Math.sin((lat * Math.PI) / 180);
    const part = Math.log((1 - e * s) / (1 + e * s)) / (2 * e);
    return (1 - e * e) * (s / (1 - e * e * s * s) - part);
  };
  const half = (6378.137 ** 2 / 2) * (Math.PI / 180);
  const ring = (corners) =>
    corners.reduce((sum, [lat, lng], i) => {
      const [nextLat, nextLng] = corners[(i + 1) % corners.length];
      let edge = 0; // straight in degrees, in forty pieces
      for (let k = 0.5; k < 40; k++) edge += q(lat + ((nextLat - lat) * k) / 40) / 40;
      return sum - (nextLng - lng) * half * edge;
    }, 0);
  return rings.reduce((sum, item) => sum + Math.abs(ring(item)), 0);
}

// A star of 24 corners, and an island beside it.
const star = Array.from({ length: 24 }, (_, i) => {
  const [r, turn] = [i % 2 ? 150 : 260, (i * Math.PI) / 12];
  return [Math.round(r * Math.cos(turn)), Math.round(r * Math.sin(turn))];
});
const steps = (ring) =>
  ring.flatMap(([x, y], i) => [x - (ring[i - 1]?.[0] ?? 0), y - (ring[i - 1]?.[1] ?? 0)]);
const rings = [steps(star), [300, 0, 40, 0, 0, 40, -40, 0]];

for (const lat of [-70, 0, 34, 55, 70, 80]) {
  test(`a shape keeps its area at ${lat} degrees`, () => {
    for (const [km2, shape] of [
      [209331, rings],
      [20779, rings],
      [59.1, rings],
      [3.41, []],
    ]) {
      const laid = ringsAround(ringsInKm({ km2, rings: shape }), [lat, 38]);
      const area = ellipsoidal(laid);
      assert.ok(Math.abs(area / km2 - 1) < 0.003, `${area} of ${km2}`);
    }
  });
}

test("the corners of a square lie at their distance and bearing", () => {
  const side = KM_OF_A_DEGREE;
  const [corners] = ringsAround(ringsInKm({ km2: side ** 2, rings: [] }), [0, 10]);
  const rounded = corners.map((corner) => corner.map((degrees) => Number(degrees.toFixed(2))));
  assert.deepEqual(rounded, [
    [-0.5, 9.5],
    [-0.5, 10.5],
    [0.5, 10.5],
    [0.5, 9.5],
  ]);
});

test("in the north a shape is wider in degrees, and no taller", () => {
  const plane = ringsInKm({ km2: 1e4, rings: [] });
  const span = (rings, i) =>
    Math.max(...rings[0].map((at) => at[i])) - Math.min(...rings[0].map((at) => at[i]));
  const [here, there] = [ringsAround(plane, [0, 0]), ringsAround(plane, [60, 0])];
  assert.ok(Math.abs(span(there, 0) / span(here, 0) - 1) < 0.03);
  assert.ok(Math.abs(span(there, 1) / span(here, 1) - 2) < 0.05);
});

test("no shape is laid across a pole", () => {
  const plane = ringsInKm({ km2: 209331, rings });
  assert.deepEqual(nearestCentre(plane, [34, 200]), [34, 200]);
  for (const lat of [-89, 89]) {
    const [middle] = [nearestCentre(plane, [lat, 0])];
    const latitudes = ringsAround(plane, middle)
      .flat()
      .map(([value]) => Math.abs(value));
    assert.ok(Math.max(...latitudes) <= 84.1 && Math.max(...latitudes) > 80);
  }
});

test("the ratio to a familiar area is put into words", () => {
  assert.equal(ratioText(109361, 20779), "5.3 times as much");
  assert.equal(ratioText(109361, 3.41), "32,000 times as much");
  assert.equal(ratioText(4, 59.1), "6.8 % as much");
  assert.equal(ratioText(59, 59.1), "as much");
  assert.equal(ratioText(0, 59.1), "none");
});
