import assert from "node:assert/strict";
import { test } from "node:test";

import {
  closeTicks,
  highest,
  linearTicks,
  logScale,
  logTicks,
  lowest,
  smallestPositive,
} from "../../../layers/assets/base/scale.mjs";

test("ticks are round and start at zero", () => {
  assert.deepEqual(linearTicks(216650, 4), [0, 100000, 200000]);
  assert.deepEqual(linearTicks(0.9, 3), [0, 0.5]);
  assert.deepEqual(linearTicks(0, 3), [0]);
});

test("ticks that do not start at zero enclose what they measure", () => {
  assert.deepEqual(closeTicks(109361, 109946, 3), [109200, 109400, 109600, 109800, 110000]);
  const same = closeTicks(5, 5, 3);
  assert.ok(same.length >= 2 && same[0] <= 5 && same.at(-1) >= 5);
});

test("a logarithmic scale shows zero as zero and rises with ratio", () => {
  const scale = logScale(0.5, 210000);
  assert.equal(scale(0), 0);
  assert.ok(scale(0.5) > 0.1);
  assert.equal(scale(210000), 1);
  assert.ok(Math.abs(scale(1000) - scale(100) - (scale(100) - scale(10))) < 1e-12);
});

test("logarithmic ticks are zero and powers of ten", () => {
  assert.deepEqual(logTicks(0.5, 210000, 3), [0, 0.1, 100, 100000]);
  assert.equal(smallestPositive([0, 3, 0.2, 7]), 0.2);
  assert.equal(smallestPositive([0]), 1);
});

test("extremes are found among more values than a call can take as arguments", () => {
  const values = Array.from({ length: 300000 }, (_, i) => i);
  assert.deepEqual([lowest(values), highest(values)], [0, 299999]);
  assert.deepEqual([lowest([]), highest([])], [Infinity, -Infinity]);
});
