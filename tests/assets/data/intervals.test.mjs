import assert from "node:assert/strict";
import { test } from "node:test";

import {
  intervalText,
  precisionText,
  containsSpot,
  sourceText,
  dateCountText,
  readRows,
  heldIntervals,
  coordinatesText,
} from "../../../layers/assets/data/intervals.mjs";

// A square of 4 x 4 with a hole of 2 x 2, and its right neighbour, which shares vertices 2 and 3.
const MAP = {
  lon: [0, 0, 4, 4, 0, 1, 3, 3, 1, 8, 8],
  lat: [0, 0, 0, 4, 4, 1, 1, 3, 3, 4, 0],
};
const HOLED = [1, 2, 3, 4, 0, 5, 6, 7, 8, 0];
const RIGHT = [2, 10, 9, 3, 0];

test("a spot lies in one of two neighbours, and not in a hole", () => {
  const where = (lon, lat) => [HOLED, RIGHT].map(containsSpot(MAP, lon, lat));
  assert.deepEqual(where(0.5, 0.5), [true, false]);
  assert.deepEqual(where(2, 2), [false, false]);
  assert.deepEqual(where(6, 2), [false, true]);
  assert.deepEqual(where(9, 2), [false, false]);
  assert.deepEqual(where(0.5, 1), [true, false], "corners to the east, at its latitude");
  assert.deepEqual(where(-1, 1), [false, false]);
  const [left, right] = where(4, 2);
  assert.ok(left !== right, "a spot on the border is in exactly one");
});

const row = (more) => ({ series: 0, from: 0, to: 1, place: null, row: null, source: "a", ...more });

test("consecutive snapshots are one interval with all their sources", () => {
  const intervals = heldIntervals([
    row(),
    row({ from: 1, to: 2, source: "b" }),
    row({ from: 3, to: null }),
  ]);
  assert.equal(intervals.length, 2);
  assert.deepEqual([intervals[0].from, intervals[0].to, intervals[0].sources], [0, 2, ["a", "b"]]);
  assert.equal(dateCountText({ from: 0, to: null }, 62), "on all 62 dates");
  assert.equal(dateCountText(intervals[0], 62), "on 2 of 62 dates");
});

test("territory held and claimed for the same time is listed once", () => {
  const known = { place: "Palmyra", row: 122 };
  const intervals = heldIntervals([
    row(known),
    row({ ...known, series: 1 }),
    row({ ...known, from: 5, to: 6 }),
  ]);
  assert.deepEqual(
    intervals.map(({ series, from }) => [series, from]),
    [
      [[0, 1], 0],
      [[0], 5],
    ],
  );
});

test("columns become rows, and what a row lacks is null", () => {
  const columns = {
    words: ["news", "Palmyra", "day"],
    ...{ series: [1, 0], shape: [7, 8], from: [0, 2], to: [2, -1] },
    ...{ source: [0, 0], place: [1, -1], begun: [2, 2] },
  };
  const [first, second] = readRows(columns);
  assert.deepEqual([first.place, first.to, first.begun, first.row], ["Palmyra", 2, "day", null]);
  assert.deepEqual([second.place, second.to, second.shape], [null, null, 8]);
});

test("an interval has its dates, sources and precision", () => {
  const labels = ["1 May", "2 May"];
  assert.equal(intervalText({ from: 0, to: 1 }, labels), "1 May to 2 May");
  assert.equal(intervalText({ from: 1, to: null }, labels), "2 May until the end of the data");
  assert.equal(
    sourceText({ row: 96, sources: [""] }, "places.csv"),
    "Follows from row 96 of places.csv.",
  );
  assert.equal(sourceText({ row: 96, sources: ["news"] }, "places.csv"), "Follows from news.");
  assert.equal(
    sourceText({ row: null, sources: ["a", "b", "c"] }),
    "Follows from 3 sources, a to c.",
  );
  assert.equal(
    precisionText({ begun: "month", ended: "day", located: "approximate", verified: "no" }),
    "First date exact to the month, last to the day; coordinates: approximate; not verified.",
  );
  assert.equal(precisionText({}), "");
});

test("a spot without a name is named by its degrees", () => {
  assert.equal(coordinatesText(34.5624, -38.284), "34.56° N, 38.28° W");
});

test("rows with an indicative shape are intervals of their own", () => {
  const columns = { words: [], series: [0, 0, 1, 0], shape: [0, 0, 0, 0] };
  const dates = { from: [0, 1, 2, 3], to: [1, 2, 3, -1], source: [-1, -1, -1, -1] };
  const rows = readRows({ ...columns, ...dates, indicative: [1, 2] });
  assert.deepEqual(
    rows.map(({ indicative }) => indicative),
    [false, true, true, false],
  );
  assert.deepEqual(
    heldIntervals(rows).map(({ from, to, indicative }) => [from, to, indicative]),
    [
      [0, 1, false],
      [1, 2, true],
      [2, 3, true],
      [3, null, false],
    ],
  );
  const both = heldIntervals([row({ indicative: true }), row({ series: 1, indicative: false })]);
  assert.equal(both.length, 2, "of two statuses, one alone is indicative");
});
