import assert from "node:assert/strict";
import { test } from "node:test";

import { UNITS, axisLabels, areaFormat } from "../../../layers/assets/base/units.mjs";
import { area, areaChange, areaRange, shortArea } from "../../../layers/assets/base/words.mjs";

const areaText = (km2, key, significant = null) => area(km2, areaFormat(significant, key));

test("units are as large as they are defined to be", () => {
  // NIST Handbook 44, appendix C: 1 square mile = 258.998 811 0336 hectares (international mile).
  assert.ok(Math.abs(UNITS.mi2.km2 / UNITS.ha.km2 - 258.9988110336) < 1e-9);
  assert.ok(Math.abs(UNITS.pitch.km2 - 0.00714) < 1e-12, "105 m x 68 m");
});

test("areas that people know, in other units", () => {
  assert.equal(areaText(209331, "mi2"), "80,823 square miles"); // Great Britain
  assert.equal(areaText(3.41, "ha"), "341 hectares"); // Central Park
  assert.equal(areaText(0.49, "ha"), "49 hectares"); // the Vatican
  assert.equal(areaText(0.49, "pitch"), "69 football pitches");
  assert.equal(areaText(0.00714, "pitch"), "1.0 football pitches", "to two digits, as 0.0071 km2");
});

test("no unit has more significant digits than square kilometres have", () => {
  assert.equal(areaText(4.0213, "km2"), "4.02 km²");
  assert.equal(areaText(4.0213, "mi2"), "1.55 square miles");
  assert.equal(areaText(4.0213, "pitch"), "563 football pitches");
  assert.equal(areaText(109361.4, "pitch"), "15,316,700 football pitches");
  assert.equal(areaText(214288, "pitch", 3), "30,000,000 football pitches");
  assert.equal(areaText(214288, "mi2", 3), "82,700 square miles");
  assert.equal(areaText(0.00042, "ha"), "0.042 hectares");
});

test("zero has no unit to round to, and one is singular", () => {
  for (const [key, { name }] of Object.entries(UNITS))
    assert.equal(areaText(0, key), `0 ${name()}`);
  assert.equal(areaText(0.01, "ha", 3), "1 hectare");
  assert.equal(areaText(-2.59, "mi2", 3), "-1 square mile");
  assert.equal(shortArea(0.00714, areaFormat(3, "pitch")), "1 pitch");
  assert.equal(shortArea(0.0714, areaFormat(3, "pitch")), "10 pitches");
});

test("changes and ranges are shown in the unit", () => {
  const format = areaFormat(3, "ha");
  assert.equal(areaChange(12, 10.5, "then", format), "150 hectares more than then");
  assert.equal(areaRange([90010, 94980], format), "estimate, 9,000,000 to 9,500,000 hectares");
});

test("an axis of millions counts in millions, but not a logarithmic one", () => {
  const ticks = [0, 2500000, 5000000];
  assert.deepEqual(axisLabels(ticks, "zero", UNITS.ha), {
    labels: ["0", "2.5", "5"],
    name: "million ha",
  });
  assert.equal(axisLabels([0, 5000000], "log", UNITS.ha).labels[1], "5,000,000");
  assert.equal(axisLabels([100, 200], "close", UNITS.km2).name, "km², not from zero");
});
