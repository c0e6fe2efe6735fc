import assert from "node:assert/strict";
import { test } from "node:test";

import { differenceArea } from "../../../layers/assets/data/difference_area.mjs";
import { measureChange } from "../../../layers/assets/data/measure.mjs";

// Corners of squares of one degree at (x, y), as numbers of vertices of a grid of ten by ten.
const GRID = [...Array(100).keys()];
const SHAPES = {
  lon: Float64Array.from([0, ...GRID.map((place) => place % 10)]),
  lat: Float64Array.from([0, ...GRID.map((place) => Math.floor(place / 10))]),
};
const vertex = (x, y) => 1 + x + 10 * y;
const box = (x, y, side) => [
  ...[vertex(x, y), vertex(x + side, y), vertex(x + side, y + side), vertex(x, y + side)],
  0,
];
// geo.area_km2 of the boxes from (1, 1) to (3, 3) less (0, 0) to (2, 2), the reverse, and one of them
const [FRESH, STALE, WHOLE] = [36899.85075495, 36921.74273802, 49226.5576881];

const near = (result, wanted) =>
  ["gained", "lost"].forEach((name, i) =>
    assert.ok(Math.abs(result[name] - wanted[i]) <= 1e-6 * wanted[i], `${name} ${result[name]}`),
  );

test("the area of a difference is that on the ellipsoid", () => {
  near(differenceArea(SHAPES, box(0, 0, 2), box(1, 1, 2)), [FRESH, STALE]);
  near(differenceArea(SHAPES, box(0, 0, 2), []), [0, WHOLE]);
});

test("where a ring begins and which way it runs does not matter", () => {
  const [a, b, c, d] = box(0, 0, 2);
  near(differenceArea(SHAPES, [a, b, c, d, 0], [c, b, a, d, 0]), [0, 0]);
});

test("holes and islands count as they are drawn, and borders between neighbours do not", () => {
  const halves = [...box(0, 0, 1), ...box(1, 0, 1), ...box(0, 1, 1), ...box(1, 1, 1)];
  assert.ok(differenceArea(SHAPES, box(0, 0, 2), halves).gained < 1e-9);
  const holed = [...box(0, 0, 4), ...box(1, 1, 2)];
  near(differenceArea(SHAPES, holed, box(0, 0, 4)), [
    differenceArea(SHAPES, [], box(1, 1, 2)).gained,
    0,
  ]);
});

test("fronts that cross aslant are cut where they cross", () => {
  let seed = 1;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let round = 0; round < 20; round++) {
    const ring = () => [...Array(7)].map(() => 1 + Math.floor(random() * 100)).concat(0);
    const [old, now] = [ring(), ring()];
    const result = differenceArea(SHAPES, old, now);
    const [a, b] = [old, now].map((text) => differenceArea(SHAPES, [], text).gained);
    assert.ok(Math.abs(result.gained - result.lost - (b - a)) < 1e-6 * (a + b), "the difference");
  }
});

test("what both are off by is shared, and nothing comes of rounding", () => {
  const texts = [box(0, 0, 2), box(1, 1, 2), box(0, 0, 4)];
  const shapes = { ...SHAPES, verticesOf: (shape) => texts[shape] };
  const [small, large] = [WHOLE - 20, differenceArea(SHAPES, [], texts[2]).gained + 5];
  const series = [{ km2: [WHOLE, small, large], pieces: null }];
  const data = { series, shapes: [[0, 1, 2]], measured: new Map() };
  const { gained, lost, held } = measureChange(data, shapes, 0, 0, 1);
  near({ gained, lost }, [FRESH + 0.946, STALE - 0.946]); // what they differ by is 21.892
  assert.ok(Math.abs(gained - lost + 20) < 1e-6);
  assert.ok(Math.abs(held - (WHOLE - lost)) < 1e-6);
  const back = measureChange(data, shapes, 0, 1, 0);
  assert.deepEqual([back.gained, back.lost, back.held], [lost, gained, held]);
  const wider = measureChange(data, shapes, 0, 0, 2);
  assert.deepEqual([wider.gained, wider.lost, wider.held], [large - WHOLE, 0, WHOLE]);
});

test("the front is as long as the edges that one shape alone has", () => {
  const degree = (6378.137 * Math.PI) / 180;
  const parallels = 2 * degree * (1 + Math.cos(Math.PI / 90));
  const { front } = differenceArea(SHAPES, [], box(0, 0, 2));
  assert.ok(Math.abs(front - 4 * degree - parallels) < 1e-6, `${front}`);
  assert.equal(differenceArea(SHAPES, box(0, 0, 2), box(0, 0, 2)).front, 0);
});
