import assert from "node:assert/strict";
import { test } from "node:test";

import { roomAround, roomBetween } from "../../../layers/assets/chart/marks.mjs";
import { sampled } from "../../../layers/assets/panel/print_table.mjs";

test("a short series is printed in full", () => {
  assert.deepEqual(sampled(3, 24, [1, 0, 2]), [0, 1, 2]);
  assert.deepEqual(sampled(1, 24, [0]), [0]);
});

test("of a long series as many dates are printed as there is room for, spread evenly", () => {
  const told = [0, 500, 501, 999];
  const found = sampled(1000, 24, told);
  assert.equal(found.length, 24);
  assert.equal(new Set(found).size, 24);
  assert.ok(told.every((index) => found.includes(index)));
  const gaps = found.slice(1).map((index, i) => index - found[i]);
  assert.ok(Math.max(...gaps) <= 60);
});

test("told dates that crowd leave room for others", () => {
  assert.deepEqual(sampled(5, 5, [4, 3]), [0, 1, 2, 3, 4]);
});

test("targets are as wide as their neighbours leave them, and never lie on each other", () => {
  const places = [10, 14, 100];
  const rooms = places.map((_, i) => roomBetween(places, i, 24));
  assert.deepEqual(rooms, [
    [-2, 14],
    [12, 14],
    [88, 24],
  ]);
  assert.deepEqual(roomBetween([50], 0, 24), [38, 24]);
});

test("a figure can be hit as far around as the next one leaves it room", () => {
  const at = (x, top, bottom = top) => ({ x, top, bottom });
  const [dot, near, bar] = [at(10, 50), at(26, 50), at(10, 70, 90)];
  assert.equal(roomAround(dot, [dot]), 12);
  assert.equal(roomAround(dot, [dot, near]), 8);
  assert.equal(roomAround(bar, [dot, bar]), 10);
  assert.equal(roomAround(dot, [dot, at(11, 51)]), 6);
});
