import assert from "node:assert/strict";
import { test } from "node:test";

import { blurOf, meanWidth } from "../../../layers/assets/map/soft_edges.mjs";

// A strip of 100 by 2 pixels, and a square of 100.
const PLACES = { x: [0, 7, 107, 107, 7, 107, 7], y: [0, 9, 9, 11, 11, 109, 109] };
const STRIP = [1, 2, 3, 4, 0];
const SQUARE = [1, 2, 5, 6, 0];

test("the mean width of a strip is its width, nearly", () => {
  assert.ok(Math.abs(meanWidth(STRIP, PLACES) - 2) < 0.05);
  assert.equal(meanWidth(SQUARE, PLACES), 50);
  assert.equal(meanWidth([], PLACES), 0);
});

test("a narrow shape is blurred less than half of its width, a wide one by pixels", () => {
  assert.ok(blurOf(STRIP, PLACES) > 0.25 && blurOf(STRIP, PLACES) <= 0.5);
  assert.equal(blurOf(SQUARE, PLACES), 3);
});
