import assert from "node:assert/strict";
import { test } from "node:test";

import { boundsOf, mercator, pen } from "../layers/assets/paper.mjs";
import { integers, shapesOf } from "../layers/assets/unpack.mjs";

test("integers of either sign and any length come back", () => {
  const bytes = [0, 1, 2, 0xac, 0x02, 0xff, 0xff, 0xff, 0xff, 0x0f];
  assert.deepEqual(integers(bytes), [0, -1, 1, 150, -2147483648]);
});

// Two squares side by side, 0.1 degree wide: the border between them is arc 0.
const STREAM = [
  ...[3, 2, 1, 0, 0, 1, 4, 0, 0, -1, 0, 0, -1, 1, 0, 4, 0, 0, 1, 0, 0, 1, -1, 0],
  ...[2, 1, 2, 0, 2, 1, 2, -1, 3],
];

test("a stream gives arcs in degrees and shapes as walks over them", () => {
  const { arcs, shapes } = shapesOf(STREAM, 1);
  assert.deepEqual([...arcs[0]], [0.1, 0, 0.1, 0.1]);
  assert.deepEqual(
    [...arcs[1]],
    [0.1, 0.1, 0, 0.1, 0, 0, 0.1, 0].map((one) => one),
  );
  assert.deepEqual(shapes, [[[0, 2]], [[1, 4]]]);
});

test("neighbours are drawn with the very same border, in both directions", () => {
  const { arcs, shapes } = shapesOf(STREAM, 1);
  const path = pen(mercator(arcs), 4, { x: 0, y: 0 });
  const points = shapes.map((parts) => path(parts, true).match(/[\d.]+,[\d.]+/g));
  const shared = points[0].filter((point) => points[1].includes(point));
  assert.ok(shared.length >= 2);
});

test("steps smaller than a pixel are left out, the ends of arcs never", () => {
  const arc = new Float64Array([0.5, 0.5, 0.5001, 0.5, 0.5002, 0.5, 0.6, 0.5]);
  const path = pen([arc], 0, { x: 0, y: 0 });
  assert.equal(path([[0]], false), "M128,128 153.6,128");
  assert.equal(path([[1]], false), "M153.6,128 128,128");
});

test("bounds enclose a shape, and there are none of nothing", () => {
  const { arcs, shapes } = shapesOf(STREAM, 1);
  assert.deepEqual(boundsOf(arcs, shapes[0]), [0, 0, 0.1, 0.1]);
  assert.equal(boundsOf(arcs, []), null);
});
