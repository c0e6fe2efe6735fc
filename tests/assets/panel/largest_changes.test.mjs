import assert from "node:assert/strict";
import { test } from "node:test";

import { largestChanges } from "../../../layers/assets/panel/largest_changes.mjs";

const series = { actor: 0, status: 0, km2: [10, 12, 12, 30, 25, 24, 90, 91] };
const data = { span: [0, 7], actors: [{}], breaks: [] };

test("the largest gain, the largest loss, and so on", () => {
  assert.deepEqual(largestChanges(data, series, 8), [6, 4, 3, 5, 1, 7]);
  assert.deepEqual(largestChanges(data, series, 2), [6, 4]);
});

test("across a break, outside of the dates shown and after a name's end nothing is compared", () => {
  const breaks = [{ index: 6 }];
  assert.deepEqual(largestChanges({ ...data, breaks }, series), [3, 4, 1, 5, 7]);
  assert.deepEqual(largestChanges({ ...data, span: [2, 7] }, series), [6, 4, 3, 5, 7]);
  assert.deepEqual(largestChanges({ ...data, actors: [{ last: 5 }] }, series), [3, 4, 1, 5]);
});

test("among few changes none stands out", () => {
  assert.deepEqual(largestChanges({ ...data, span: [0, 4] }, series), []);
});
