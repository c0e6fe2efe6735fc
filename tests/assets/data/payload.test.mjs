import assert from "node:assert/strict";
import { test } from "node:test";

import {
  drawnOn,
  isIndicative,
  readPayload,
  shapesOn,
  uncountedOn,
  unfold,
} from "../../../layers/assets/data/payload.mjs";

const FOLDED = {
  seconds: [1720396800, 86400, 86400],
  texts: null,
  labels: null,
  shapes: [
    [0, 1, 0],
    [-1, 3, -3],
    [7, 0, -8],
  ],
  rows: { shape: [0, 1, 1], source: [4, -1, 0], begun: [2, 2, 2] },
  series: [{ km2: [5, 6], pieces: { unit: 0.5, km2: [12], turns: [2, 0, 1] } }, { km2: [0, 1, 0] }],
  uncounted: [
    { status: 1, km2: [2, 2, 0] },
    { status: 1, km2: [0, 3, 0] },
    { status: 2, km2: [0, 4, 0] },
  ],
  statuses: [{ name: "held" }, { name: "roamed" }, { name: "patrolled" }],
};

test("steps become columns, and days the texts and labels that people read", () => {
  const { days, texts, labels, rows } = unfold(FOLDED);
  assert.deepEqual(days, [19912, 19913, 19914]);
  assert.deepEqual(texts, ["2024-07-08", "2024-07-09", "2024-07-10"]);
  assert.equal(labels[2], "10 July 2024");
  assert.deepEqual(rows, { shape: [0, 1, 2], source: [4, 3, 3], begun: [2, 2, 2] });
});

test("pieces of a series have areas and dates", () => {
  const [{ km2, pieces }] = unfold(FOLDED).series;
  assert.deepEqual([km2, pieces], [[5, 6], [{ km2: 6, dates: [0, 1] }]]);
});

test("texts and labels of the source stay as they are", () => {
  const data = { ...FOLDED, texts: ["-0322"], labels: ["323 BCE"] };
  assert.deepEqual(unfold(data).labels, ["323 BCE"]);
});

test("a date has the series that hold territory on it", () => {
  const data = unfold(FOLDED);
  assert.deepEqual(shapesOn(data, 0), [[0, 0]]);
  assert.deepEqual(shapesOn(data, 1), [
    [0, 1],
    [1, 2],
  ]);
});

test("land that nobody holds is drawn and no territory", () => {
  const data = unfold(FOLDED);
  assert.deepEqual(drawnOn(data, 0), [
    [0, 0],
    [2, 7],
  ]);
  assert.equal(data.drawn[2].km2, data.uncounted[0].km2);
});

test("the areas of land that nobody holds are added up by status", () => {
  const data = unfold(FOLDED);
  assert.deepEqual(uncountedOn(data, 1), [
    { km2: 5, status: "roamed" },
    { km2: 4, status: "patrolled" },
  ]);
  assert.deepEqual(uncountedOn(data, 2), []);
});

test("words are unzipped", async () => {
  const stream = new Blob([JSON.stringify({ ...FOLDED, list: "ö" })]).stream();
  const zipped = await new Response(
    stream.pipeThrough(new CompressionStream("gzip")),
  ).arrayBuffer();
  const words = btoa(String.fromCharCode(...new Uint8Array(zipped)));
  const data = await readPayload({ words, territory: 1, plan: null });
  assert.deepEqual([data.list, data.territory, data.plan, data.days.length], ["ö", 1, null, 3]);
});

test("a series is indicative while one of its rows is", () => {
  const rows = {
    series: [0, 0, 0, 2],
    from: [0, 1, -1, 2],
    to: [1, 1, -1, -2],
    shape: [0, 0, 0, 0],
    indicative: [1, 1, 1], // rows 1, 2 and 3
  };
  const data = unfold({ ...FOLDED, rows });
  const dates = (series) => [0, 1, 2].map((index) => isIndicative(data, series, index));
  assert.deepEqual(dates(0), [true, true, false]);
  assert.deepEqual(dates(1), [false, false, false]);
  assert.deepEqual(dates(2), [false, false, true]);
  assert.equal(isIndicative(unfold(FOLDED), 0, 0), false);
});
