import assert from "node:assert/strict";
import { test } from "node:test";

import { freeRadius, freeSpan } from "../../../layers/assets/chart/marks.mjs";

test("targets are as wide as their neighbours leave them, and never lie on each other", () => {
  const places = [10, 14, 100];
  const spans = places.map((_, i) => freeSpan(places, i, 24));
  assert.deepEqual(spans, [
    [-2, 14],
    [12, 14],
    [88, 24],
  ]);
  assert.deepEqual(freeSpan([50], 0, 24), [38, 24]);
});

test("the target of a figure ends where the next one begins", () => {
  const at = (x, top, bottom = top) => ({ x, top, bottom });
  const [dot, near, bar] = [at(10, 50), at(26, 50), at(10, 70, 90)];
  assert.equal(freeRadius(dot, [dot]), 12);
  assert.equal(freeRadius(dot, [dot, near]), 8);
  assert.equal(freeRadius(bar, [dot, bar]), 10);
  assert.equal(freeRadius(dot, [dot, at(11, 51)]), 6);
});
