import assert from "node:assert/strict";
import { test } from "node:test";

import { largestChanges } from "../../../layers/assets/panel/largest_changes.mjs";

const series = { actor: 0, status: 0, km2: [10, 20, 20, 40, 30, 24, 90, 94, 95] };
const data = { span: [0, 8], actors: [{}], breaks: [] };

test("the largest gain, the largest loss, and so on, as far as they are large", () => {
  assert.deepEqual(largestChanges(data, series, 8), [6, 4, 3, 5, 1, 7]);
  assert.deepEqual(largestChanges(data, series, 2), [6, 4]);
});

test("across a break, outside of the dates shown and after a name's end nothing is compared", () => {
  const breaks = [{ index: 6 }];
  assert.deepEqual(largestChanges({ ...data, breaks }, series), [3, 4, 1, 5, 7]);
  assert.deepEqual(largestChanges({ ...data, span: [2, 8] }, series), [6, 4, 3, 5, 7]);
  assert.deepEqual(largestChanges({ ...data, actors: [{ last: 5 }] }, series), [3, 4, 1, 5]);
});

test("among few changes none stands out", () => {
  assert.deepEqual(largestChanges({ ...data, span: [0, 4] }, series), []);
});
