import assert from "node:assert/strict";
import { test } from "node:test";

import { magnifiedPart } from "../../../layers/assets/chart/magnifier.mjs";

// Of an axis up to `most`, 100 pixels high, 3 pixels can be read.
const frame = (most, last) => ({
  first: 0,
  last,
  floor: 100,
  y: (km2) => 100 - (100 * km2) / most,
});
const part = (days, km2) => magnifiedPart(days, km2, frame(Math.max(...km2), days.length - 1));

test("an end too low to be read is magnified, by a round number of days", () => {
  const days = [0, 1000, 1500, 1550, 1580, 1600];
  const { from, first, text } = part(days, [1e5, 9e4, 50, 20, 4, 0]);
  assert.deepEqual([from, first, text], [1500, 2, "last 100 days"]);
});

test("what it shows is at most two hundred times as large as its last area", () => {
  const days = [0, 1000, 1300, 1410, 1550, 1580, 1600];
  const { text } = part(days, [1e5, 1e5, 2500, 40, 20, 4, 0]);
  assert.equal(text, "last 100 days");
  assert.equal(part(days, [1e5, 1e5, 700, 40, 20, 4, 0]).text, "last 200 days");
});

test("a long end has its years", () => {
  const days = [0, 40, 60, 80, 90, 100].map((year) => year * 365.25);
  assert.equal(part(days, [1e6, 800, 400, 100, 50, 10]).text, "last 50 years");
});

test("an end that can be read, or at which nothing happens, is not magnified", () => {
  const days = [0, 100, 200, 300];
  assert.equal(part(days, [100, 80, 60, 40]), null);
  assert.equal(part(days, [1e5, 1e5, 0, 0]), null);
  assert.equal(part(days, [1e5, 1e5, 5, 5]), null);
  assert.equal(part(days, [0, 0, 0, 0]), null);
});
