import assert from "node:assert/strict";
import { test } from "node:test";

import { sampleIndices } from "../../../layers/assets/panel/print_table.mjs";

test("a short series is printed in full", () => {
  assert.deepEqual(sampleIndices(3, 24, [1, 0, 2]), [0, 1, 2]);
  assert.deepEqual(sampleIndices(1, 24, [0]), [0]);
});

test("of a long series as many dates are printed as there is room for, spread evenly", () => {
  const told = [0, 500, 501, 999];
  const found = sampleIndices(1000, 24, told);
  assert.equal(found.length, 24);
  assert.equal(new Set(found).size, 24);
  assert.ok(told.every((index) => found.includes(index)));
  const gaps = found.slice(1).map((index, i) => index - found[i]);
  assert.ok(Math.max(...gaps) <= 60);
});

test("told dates that crowd leave room for others", () => {
  assert.deepEqual(sampleIndices(5, 5, [4, 3]), [0, 1, 2, 3, 4]);
});
