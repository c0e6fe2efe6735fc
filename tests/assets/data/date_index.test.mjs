import assert from "node:assert/strict";
import { test } from "node:test";

import { indexAfter, indexAt, indexOn } from "../../../layers/assets/data/date_index.mjs";

test("a day belongs to the last date before it", () => {
  assert.equal(indexOn([0, 10, 20], 10), 1);
  assert.equal(indexOn([0, 10, 20], 9.9), 0);
  assert.equal(indexOn([0, 10, 20], -5), 0);
});

test("a pointer just short of a date means that date", () => {
  assert.equal(indexAt([0, 100, 105], 95, 12), 1);
  assert.equal(indexAt([0, 100, 105], 80, 12), 0);
  assert.equal(indexAt([0, 100, 105], 102, 12), 1);
  assert.equal(indexAt([0, 100, 105], 104, 12), 2);
});

test("keys move one change, a tenth of the series, or to an end", () => {
  assert.equal(indexAfter("ArrowRight", 5, 62), 6);
  assert.equal(indexAfter("ArrowLeft", 0, 62), 0);
  assert.equal(indexAfter("PageUp", 5, 62), 11);
  assert.equal(indexAfter("Home", 5, 62), 0);
  assert.equal(indexAfter("End", 5, 62), 61);
  assert.equal(indexAfter("a", 5, 62), null);
});
