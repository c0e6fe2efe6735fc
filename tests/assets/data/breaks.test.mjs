import assert from "node:assert/strict";
import { test } from "node:test";

import {
  alikeRuns,
  breaksBetween,
  countedDifferently,
  notCompared,
} from "../../../layers/assets/data/breaks.mjs";

const [held, claimed] = [
  { actor: 0, status: 0 },
  { actor: 0, status: 1 },
];
const entry = (index, more = {}) => ({
  index,
  since: `since ${index}`,
  when: `on ${index}`,
  ...more,
});
const data = { breaks: [entry(2, { status: 0 }), entry(4)] };

test("a break is between the last date before it and the first one on it, in either order", () => {
  const between = (a, b) => breaksBetween(data, held, a, b).map(({ index }) => index);
  assert.deepEqual([between(0, 1), between(1, 2), between(2, 3)], [[], [2], []]);
  assert.deepEqual([between(4, 1), between(1, 4), between(2, 2)], [[2, 4], [2, 4], []]);
  assert.deepEqual(between(-1, 0), []);
});

test("a break is of its actor and status, or of all", () => {
  assert.deepEqual(
    breaksBetween(data, claimed, 0, 9).map(({ index }) => index),
    [4],
  );
  assert.deepEqual(breaksBetween({}, claimed, 0, 9), []);
  assert.deepEqual(breaksBetween({ breaks: [entry(1, { actor: 1 })] }, held, 0, 9), []);
});

test("a series is in parts, each counted in one way, which are all its dates", () => {
  assert.deepEqual(alikeRuns(data, held, 0, 5), [
    [0, 1],
    [2, 3],
    [4, 5],
  ]);
  assert.deepEqual(alikeRuns(data, held, 2, 3), [[2, 3]]);
  assert.deepEqual(alikeRuns({ breaks: [entry(1), entry(1, { status: 0 })] }, held, 0, 1), [
    [0, 0],
    [1, 1],
  ]);
});

test("words say why two dates are not compared, or nothing", () => {
  assert.equal(notCompared([]), "");
  assert.equal(notCompared([entry(2)]), "not compared: counted differently since 2");
  assert.equal(countedDifferently(data.breaks), "the way of counting changed 2 times, last on 4");
});
