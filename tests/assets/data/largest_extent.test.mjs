import assert from "node:assert/strict";
import { test } from "node:test";

import { largestExtent } from "../../../layers/assets/data/largest_extent.mjs";

const SERIES = [
  { actor: 0, status: 0, km2: [1, 200, 199, 3, 0] },
  { actor: 0, status: 1, km2: [5, 300, 400, 9, 0] },
  { actor: 1, status: 0, km2: [2, 2, 2, 9, 9] },
];
const SHAPES = [
  [0, 1, 2, 3, -1],
  [4, 5, 6, 7, -1],
  [8, 8, 8, 9, 9],
  [10, 10, 10, 10, 10], // not counted
];
const DRAWN = [...SERIES, { actor: 1, status: 2 }];
const data = { actors: [{}, {}], series: SERIES, shapes: SHAPES, drawn: DRAWN, hidden: [] };
const alone = { ...data, actors: [{}] };
const state = { index: 4, actor: 0, before: null, shade: null, chosen: true };
const on = (index, more = {}) => largestExtent(alone, { ...state, index, ...more });

test("it is all that the actor had on the date of its largest firm territory", () => {
  const expected = {
    index: 1,
    frame: [
      [0, 1],
      [1, 5],
    ],
  };
  for (const index of [0, 3, 4]) assert.deepEqual(on(index), expected);
});

test("territory of nearly that size would cover it", () => {
  assert.equal(on(1), null);
  assert.equal(on(2), null);
});

test("comparisons and shades of time do without", () => {
  assert.equal(on(4, { before: 0 }), null);
  assert.equal(on(4, { shade: "held" }), null);
  assert.equal(on(4, { before: 4 }).index, 1, "a date compared with itself is a date");
});

test("among several actors it is that of the one chosen", () => {
  assert.equal(largestExtent(data, { ...state, chosen: false }), null);
  assert.equal(largestExtent(data, state).index, 1);
  assert.deepEqual(largestExtent(data, { ...state, index: 0, actor: 1 }), {
    index: 3,
    frame: [[2, 9]],
  });
});

test("an actor that never has land has none", () => {
  const none = { ...alone, series: [{ actor: 0, km2: [0, 0] }], shapes: [[-1, -1]] };
  assert.equal(largestExtent(none, { ...state, index: 1 }), null);
});
