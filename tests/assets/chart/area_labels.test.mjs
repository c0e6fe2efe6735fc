import assert from "node:assert/strict";
import { test } from "node:test";

import { areaLimits, labelBox } from "../../../layers/assets/chart/area_labels.mjs";

const frame = {
  first: 0,
  last: 2,
  xs: [0, 100, 200],
  head: 0,
  floor: 100,
  kind: "zero",
  y: (km2) => 100 - km2,
};
const shown = [{ km2: [90, 80, 30] }, { km2: [50, 20, 10] }];

test("an area ends where its line is lowest and where another covers it", () => {
  assert.deepEqual(areaLimits(frame, shown, 0)(0, 100), [10, 50]);
  assert.deepEqual(areaLimits(frame, shown, 0)(50, 150), [20, 50]);
  assert.deepEqual(areaLimits(frame, shown, 1)(110, 290), [90, 100]);
  const close = { ...frame, kind: "close" };
  assert.deepEqual(areaLimits(close, shown, 0)(0, 150), [0, 10]);
});

const size = { width: 50, height: 15, inside: true };
const limits = (from, to) => (to <= 150 ? [40, 60] : [10, 90]);

test("a name is in the middle of the thickest part", () => {
  assert.deepEqual(labelBox([0, 300], size, limits, []), [102, 42.5, 152, 57.5]);
});

test("a name covers no mark, and is left out without space", () => {
  const [left, top, right, bottom] = labelBox([0, 300], size, limits, [[100, 40, 300, 60]]);
  assert.ok(left >= 100 && right <= 300 && (bottom <= 40 || top >= 60));
  assert.equal(labelBox([0, 300], { ...size, height: 79 }, limits, []), undefined);
  assert.equal(labelBox([0, 300], size, limits, [[0, 0, 300, 100]]), undefined);
  assert.equal(labelBox([0, 40], size, limits, []), undefined);
});

test("beside a line it stands on it", () => {
  const beside = { ...size, inside: false };
  assert.equal(labelBox([0, 140], beside, limits, [])[3], 59);
});
