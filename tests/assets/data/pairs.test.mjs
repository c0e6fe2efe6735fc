import assert from "node:assert/strict";
import { test } from "node:test";

import { areaFormat } from "../../../layers/assets/base/units.mjs";
import {
  changeParts,
  changeArea,
  changeBetween,
  readPieces,
} from "../../../layers/assets/data/pairs.mjs";

// Six km2 that stay until the end, 4 that are lost and 6 that are won on the second date; nothing
// on the third, and on the last the first ten again.
const WRITTEN = { unit: 2, km2: [3, 2, 3], turns: [3, 0, 2, 1, 3, 0, 1, 2, 2, 1, 1] };
const DATA = {
  actors: [{ key: "red" }],
  statuses: [{ key: "held" }],
  series: [{ actor: 0, status: 0, km2: [10, 12, 0, 10], pieces: readPieces(WRITTEN) }],
  shapes: [[0, 1, -1, 2]],
  areaFormat: areaFormat(),
  measured: new Map(),
};

test("pieces come with their areas and the dates on which they are taken and given up", () => {
  assert.deepEqual(DATA.series[0].pieces, [
    { km2: 6, dates: [0, 2, 3] },
    { km2: 4, dates: [0, 1, 3] },
    { km2: 6, dates: [1, 2] },
  ]);
  assert.equal(readPieces(null), null);
});

test("any two dates have what was gained, lost and held, whichever comes first", () => {
  assert.deepEqual(changeBetween(DATA, 0, 0, 1), { gained: 6, lost: 4, held: 6 });
  assert.deepEqual(changeBetween(DATA, 0, 1, 0), { gained: 4, lost: 6, held: 6 });
  assert.deepEqual(changeBetween(DATA, 0, 0, 3), { gained: 0, lost: 0, held: 10 });
  assert.deepEqual(changeBetween(DATA, 0, 1, 1), { gained: 0, lost: 0, held: 12 });
});

test("from or to a date without territory everything is gained or lost", () => {
  assert.deepEqual(changeBetween(DATA, 0, 1, 2), { gained: 0, lost: 12, held: 0 });
  assert.deepEqual(changeBetween(DATA, 0, 2, 3), { gained: 10, lost: 0, held: 0 });
});

test("gained less lost is the difference of exact areas, and nothing comes of rounding", () => {
  const rounded = (km2) => ({ ...DATA, series: [{ ...DATA.series[0], km2 }] });
  assert.deepEqual(changeBetween(rounded([10, 12.003, 0, 10]), 0, 0, 1).lost.toFixed(3), "3.997");
  assert.deepEqual(changeBetween(rounded([10, 12, 0, 10.003]), 0, 0, 3).lost, 0);
  assert.deepEqual(changeBetween(rounded([10.003, 12, 0, 10]), 0, 0, 3).gained, 0);
  const pieces = [
    { km2: 6, dates: [0, 1] },
    { km2: 4, dates: [1] },
  ];
  const moved = { ...DATA, series: [{ ...DATA.series[0], km2: [6.002, 4.001], pieces }] };
  assert.deepEqual(changeBetween(moved, 0, 0, 1), { gained: 4.001, lost: 6.002, held: 0 });
});

test("a page without pieces knows only what needs none", () => {
  const bare = { ...DATA, series: [{ ...DATA.series[0], pieces: null }] };
  assert.equal(changeBetween(bare, 0, 0, 1), null);
  assert.deepEqual(changeBetween(bare, 0, 1, 2).lost, 12);
  const still = { ...bare, shapes: [[0, 1, -1, 0]] };
  assert.deepEqual(changeBetween(still, 0, 0, 3), { gained: 0, lost: 0, held: 10 });
  assert.equal(changeParts(bare, 0, 1, 0), "");
});

test("a sentence goes on with what was gained and lost, in order of time", () => {
  assert.equal(changeParts(DATA, 0, 1, 0), ": 6.00 km² gained, 4.00 km² lost, 6.00 km² kept");
  assert.equal(
    changeParts(DATA, 0, 0, 1),
    ": by then 6.00 km² gained, 4.00 km² lost, 6.00 km² kept",
  );
  assert.equal(changeParts(DATA, 0, 3, 0), ", and the same land");
  assert.equal(changeParts(DATA, 0, 2, 2), "");
});

test("an area measured on the map has only the digits that are certain", () => {
  const about = (km2, within, significant = null) =>
    changeArea(km2, { within }, areaFormat(significant));
  assert.equal(about(1234.56, 0), "1,235 km²");
  assert.equal(about(1234.56, 0.4), "about 1,235 km²");
  assert.equal(about(1234.56, 4), "about 1,230 km²");
  assert.equal(about(12.345, 0.4), "about 12 km²");
  assert.equal(about(0.3, 0.4), "under 1 km²");
  assert.equal(about(0, 0.4), "0 km²");
  assert.equal(about(123456, 0.4, 3), "about 123,000 km²");
});
