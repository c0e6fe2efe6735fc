import assert from "node:assert/strict";
import { test } from "node:test";

import { placeNames, shownEvents } from "../../../layers/assets/chart/event_names.mjs";

const row = [0, 400];
const poles = (...xs) => xs.map((x) => ({ x, width: 100 }));

test("a name stands right of its pole, or left of it where the next pole is near", () => {
  assert.deepEqual(placeNames(poles(10, 250, 340), [[0, 500]]), [
    { row: 0, west: false },
    { row: 0, west: true },
    { row: 0, west: false },
  ]);
});

test("names keep within their row and off each other, or are not there", () => {
  assert.deepEqual(placeNames(poles(350), [row]), [{ row: 0, west: true }]);
  assert.deepEqual(placeNames([{ x: 50, width: 390 }], [row]), [null]);
  const names = placeNames(poles(110, 115, 120, 130), [row]);
  assert.equal(names.filter(Boolean).length, 2);
});

test("the pole of a name in a higher row crosses no name below it", () => {
  const names = placeNames(poles(0, 50, 110, 210), [row, row]);
  assert.deepEqual(names[0], { row: 0, west: false });
  assert.equal(names[1], null);
  const high = placeNames([{ x: 10, width: 300 }, ...poles(320)], [[0, 330], row]);
  assert.deepEqual(high, [
    { row: 0, west: false },
    { row: 1, west: true },
  ]);
});

test("events are shown from the first date to the last", () => {
  const events = [
    { index: 0, day: 5 },
    { index: 1, day: 15 },
    { index: 2, day: 25 },
    { index: null, day: 99 },
  ];
  const days = [10, 20, 30];
  assert.deepEqual(shownEvents({ events, days, span: [0, 1] }), [events[1]]);
});
