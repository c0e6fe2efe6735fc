import assert from "node:assert/strict";
import { test } from "node:test";

import { areaFormat } from "../../../layers/assets/base/units.mjs";
import {
  area,
  areaChange,
  csv,
  figureRows,
  indicativeText,
  omittedText,
  areaRange,
  capitalize,
  roundArea,
  sliderText,
  splitArea,
  when,
} from "../../../layers/assets/base/words.mjs";

test("figures have as many places as their size bears", () => {
  assert.equal(area(109361.407), "109,361 km²");
  assert.equal(area(51.79), "51.8 km²");
  assert.equal(area(4.0213), "4.02 km²");
  for (const none of [0, -0, 1e-9, -1e-9]) assert.equal(area(none), "0 km²");
  assert.equal(area(0.00714), "0.0071 km²");
  assert.equal(area(14816, areaFormat(3)), "14,800 km²");
});

test("a headline has four digits of a large area, and three in millions", () => {
  assert.deepEqual(splitArea(109361.407), ["109,400", " km²"]);
  assert.deepEqual(splitArea(21588991), ["21.6", "\u00a0million km²"]);
  assert.equal(roundArea(9999.4), "9,999 km²");
  assert.equal(roundArea(4.02), "4.02 km²");
  assert.equal(roundArea(95729.85, areaFormat(3)), "95,700 km²");
  assert.equal(roundArea(109361.407, areaFormat(null, "mi2")), "42,220 sq mi");
  assert.equal(roundArea(109361.407, areaFormat(null, "pitch")), "15.3\u00a0million pitches");
});

test("the text of a change has the amount and the date", () => {
  const then = when("2024-07-08", "8 July 2024");
  assert.equal(areaChange(12, 10.5, then), "1.50 km² more than on 8 July 2024");
  assert.equal(areaChange(0, 5000, when("-0322", "323 BCE")), "5,000 km² less than in 323 BCE");
  assert.equal(areaChange(109945.53, 109361.41, then), "584 km² more than on 8 July 2024");
  assert.equal(areaChange(7, 7, when("2014-06", "June 2014")), "As much as in June 2014");
});

test("the slider's text has date, area and actor", () => {
  const rows = [{ km2: 14800, status: "held" }];
  const text = sliderText("17 October 2017", rows, "Islamic State");
  assert.equal(text, "17 October 2017, 14,800 km², Islamic State");
  rows.push({ km2: 20000, status: "claimed" });
  assert.match(sliderText("1 May 2017", rows, "A"), /14,800 km² held, 20,000 km² claimed, A$/);
  assert.equal(capitalize("about the size of Wales"), "About the size of Wales");
  assert.equal(capitalize(""), "");
});

test("names with commas, quotes and line ends stay one cell", () => {
  assert.equal(
    csv([["a,b", 'say "x"', "two\nlines", 1.5]]),
    '"a,b","say ""x""","two\nlines",1.5\n',
  );
});

test("no cell of a table runs as a formula", () => {
  const runs = ["=1+1", "@SUM(1)", "+HYPERLINK(1)", "-2+3+cmd", "\t=1"];
  const plain = ["-0322", "-0322-01-01", "-0322-01~", "-1.5", "red", "a=b"];
  for (const text of runs) assert.equal(csv([[text]]), `'${text}\n`);
  for (const text of plain) assert.equal(csv([[text]]), `${text}\n`);
  assert.equal(csv([[-1.5]]), "-1.5\n");
});

test("figures list every date and series", () => {
  const rows = figureRows({
    texts: ["-0322", "1815"],
    actors: [{ key: "Spain", name: "España" }],
    statuses: [{ key: "control", name: "ground held" }],
    drawn: [{ actor: 0, status: 0, km2: [0, 486148.28] }],
  });
  assert.deepEqual(rows[0], ["date", "actor", "status", "area_km2"]);
  assert.deepEqual(rows[2], ["1815", "Spain", "control", 486148.28]);
});

test("a date without territory says what zero leaves out", () => {
  const rows = [
    { km2: 2264.4, status: "roamed, not held" },
    { km2: 10, status: "patrolled" },
  ];
  assert.equal(
    omittedText(rows, areaFormat(3)),
    "No territory held or claimed. Not counted: 2,260 km² roamed, not held; 10 km² patrolled.",
  );
  assert.equal(omittedText([]), "");
});

test("the range of an area has as many digits as the area", () => {
  assert.equal(areaRange([90010, 94980], areaFormat(3)), "estimate, 90,000 to 95,000 km²");
  assert.equal(areaRange([71668.28, 99221.73]), "estimate, 71,000 to 100,000 km²");
  assert.equal(areaRange([4, 6]), "estimate, 4 to 6 km²");
  assert.equal(areaRange([0, 0.49]), "estimate, 0 to 0.49 km²");
  assert.equal(areaRange([51.83, 59.17]), "estimate, 51.8 to 59.2 km²");
  assert.equal(areaRange([5, 5]), "");
  assert.equal(areaRange(null), "");
});

test("a sentence says that a shape is indicative, of a status alone if it is named", () => {
  assert.equal(indicativeText(), "Shape indicative, area published.");
  assert.equal(indicativeText(["claimed"]), "Claimed: shape indicative, area published.");
});
