import assert from "node:assert/strict";
import { test } from "node:test";

import { sampleIndices } from "../../../layers/assets/panel/print_table.mjs";

test("a short series is printed in full", () => {
  assert.deepEqual(sampleIndices(3, 24, [1, 0, 2]), [0, 1, 2]);
  assert.deepEqual(sampleIndices(1, 24, [0]), [0]);
});

test("of a long series as many dates are printed as fit, spread evenly", () => {
  const required = [0, 500, 501, 999];
  const indices = sampleIndices(1000, 24, required);
  assert.equal(indices.length, 24);
  assert.equal(new Set(indices).size, 24);
  assert.ok(required.every((index) => indices.includes(index)));
  const gaps = indices.slice(1).map((index, i) => index - indices[i]);
  assert.ok(Math.max(...gaps) <= 60);
});

test("required dates that are close together leave space for others", () => {
  assert.deepEqual(sampleIndices(5, 5, [4, 3]), [0, 1, 2, 3, 4]);
});
