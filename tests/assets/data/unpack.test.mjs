import assert from "node:assert/strict";
import { test } from "node:test";

import { readIntegers, readShapes } from "../../../layers/assets/data/unpack.mjs";
import { boundsOf, toPixels, svgPen, tracePath } from "../../../layers/assets/map/paths.mjs";
import { createProjection } from "../../../layers/assets/map/projection.mjs";

test("integers of either sign and any length come back", () => {
  const values = [0, -1, 1, 150, -2147483648];
  const zigzag = values.map((value) => ((value << 1) ^ (value >> 31)) >>> 0);
  const bytes = [0, 8, 16, 24].flatMap((shift) => zigzag.map((value) => (value >>> shift) & 255));
  assert.deepEqual([...readIntegers(Uint8Array.from(bytes))], values);
});

const [REST, PART_ENDS, COARSE, FINE] = [0, 1, 2, 3];
const [COPY, NEW, ALONG, AGAINST] = [0, 1, 2, 3];
const run = (count, kind) => 4 * count + kind;

// A square, 0.1 degree wide, and its right neighbour, which shares two of its vertices.
const STREAM = Int32Array.from([
  ...[6, 3, 5],
  ...[0, 1, 0, -1, 1, 0],
  ...[0, 0, 1, 0, 0, -1],
  ...[run(4, NEW), PART_ENDS, REST, 0],
  ...[run(2, ALONG), 2, run(2, NEW), PART_ENDS, REST, 5],
  ...[run(1, COPY), 0, run(2, AGAINST), 2, run(1, COPY), 2, REST, 0],
]);

test("a text is made of the text before it and of vertices, old and new", () => {
  const { lon, lat, verticesOf } = readShapes(STREAM, 1);
  assert.deepEqual([...verticesOf(0)], [1, 2, 3, 4, 0]);
  assert.deepEqual([...verticesOf(1)], [2, 3, 5, 6, 0]);
  assert.deepEqual([...verticesOf(2)], [2, 4, 3, 6, 0]);
  assert.deepEqual([...verticesOf(1)], [2, 3, 5, 6, 0], "in any order");
  assert.deepEqual([...lon], [0, 0, 0.1, 0.1, 0, 0.2, 0.2]);
  assert.deepEqual([...lat], [0, 0, 0, 0.1, 0.1, 0.1, 0]);
});

test("a coarse grid is written in its own steps, from a vertex between its lines too", () => {
  const stream = [
    2,
    1,
    3,
    17,
    1,
    -4,
    2,
    run(1, NEW),
    COARSE,
    run(1, NEW),
    FINE,
    PART_ENDS,
    REST,
    0,
  ];
  const { lon, lat } = readShapes(Int32Array.from(stream), 0);
  assert.deepEqual([...lon.subarray(1)], [17, 20]);
  assert.deepEqual([...lat.subarray(1)], [-4, 10]);
});

test("any shape can be asked for, of however many", () => {
  const count = 100;
  const edits = [run(1, NEW), PART_ENDS, REST, 0];
  for (let i = 1; i < count; i++) edits.push(run(1, NEW), REST, 0);
  const zeros = Array(2 * count).fill(0);
  const { verticesOf } = readShapes(
    Int32Array.from([count, count, count + 1, ...zeros, ...edits]),
    0,
  );
  for (const shape of [99, 3, 64, 31, 32, 98, 0]) {
    const text = [...verticesOf(shape)];
    assert.equal(text.length, shape + 2);
    assert.deepEqual([text[0], text.at(-2), text.at(-1)], [shape + 1, 1, 0]);
  }
});

test("neighbours are drawn with the very same border, and every shape is closed", () => {
  const shapes = readShapes(STREAM, 1);
  const places = toPixels(createProjection(null).unit(shapes), 10, { x: 0, y: 0 });
  const paths = [0, 1].map((shape) => tracePath(svgPen(), shapes.verticesOf(shape), places).path());
  const points = paths.map((path) => path.match(/[\d.]+,[\d.]+/g));
  assert.equal(points[0].filter((point) => points[1].includes(point)).length, 2);
  for (const path of paths) assert.match(path, /^M[^MZ]*Z$/);
});

test("vertices that fall together on the screen are drawn once, and lines stay open", () => {
  const places = { x: [0, 128, 128, 128, 153.5], y: [0, 9, 9, 9, 9] };
  assert.equal(tracePath(svgPen(), [1, 2, 3, 4, 0], places, false).path(), "M128,9L153.5,9");
});

test("pixels are counted from the origin, in quarters", () => {
  const { x, y } = toPixels({ x: [0.5001], y: [0.25] }, 0, { x: 100, y: 10 });
  assert.deepEqual([...x, ...y], [28, 54]);
});

test("bounds enclose a shape, and there are none of nothing", () => {
  const shapes = readShapes(STREAM, 1);
  assert.deepEqual(boundsOf(shapes, shapes.verticesOf(0)), [0, 0, 0.1, 0.1]);
  assert.equal(boundsOf(shapes, []), null);
});
