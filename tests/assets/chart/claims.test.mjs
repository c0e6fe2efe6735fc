import assert from "node:assert/strict";
import { test } from "node:test";

import { setLanguage } from "../../../layers/assets/base/language.mjs";
import { areaFormat } from "../../../layers/assets/base/units.mjs";
import {
  comparableArea,
  claimText,
  claimMarks,
  claimsOnChart,
  remarks,
  stripWidth,
  valuesWithClaims,
} from "../../../layers/assets/chart/claims.mjs";

const claim = (low, high, day = 0, days = 0) => ({ low, high, day, days });
const plane = { x: (day) => day, scale: (km2) => km2 / 100, level: (share) => 100 * (1 - share) };

test("an axis from zero grows for figures a little above the measured ones", () => {
  const claims = [claim(110, 115), claim(400, 400), claim(null, 5)];
  assert.deepEqual(valuesWithClaims([0, 100], claims, "zero"), [0, 100, 110, 115, 5]);
  assert.deepEqual(valuesWithClaims([90, 100], claims, "close"), [90, 100]);
  assert.ok(valuesWithClaims([0, 100], claims, "log").includes(400));
});

test("marks show points, ranges and figures with only one bound", () => {
  const claims = [claim(10, 10), claim(20, 40, 50), claim(30, null, 100), claim(null, 5, 150)];
  const marks = claimMarks(claims, plane);
  assert.deepEqual(
    marks.map((mark) => mark.shape),
    ["dot", "bar", "more", "less"],
  );
  assert.deepEqual([marks[1].top, marks[1].bottom], [60, 80]);
});

test("a range ends where the axis does, above and below", () => {
  const close = { ...plane, scale: (km2) => (km2 - 90) / 10 };
  const [mark] = claimMarks([claim(50, 150)], close);
  assert.deepEqual([mark.shape, mark.top, mark.bottom], ["bar", 0, 100]);
});

test("a figure beyond the axis stands on its edge, and numbers do not meet", () => {
  const marks = claimMarks([claim(400, 400), claim(300, 300, 20), claim(500, 500, 200)], plane);
  assert.ok(marks.every((mark) => mark.shape === "beyond" && mark.bottom < 0));
  assert.deepEqual(
    marks.map((mark) => mark.label),
    ["", "300 to 400", "500"],
  );
  assert.deepEqual(
    claimMarks([claim(400, 400), claim(400, 400, 2)], plane).map((mark) => mark.label),
    ["", "400"],
  );
  assert.equal(claimMarks([claim(400, 400)], plane, areaFormat(null, "ha"))[0].label, "40,000");
  assert.equal(claimMarks([claim(400, 400)], plane, areaFormat(null, "pitch"))[0].label, "56,000");
  const far = claimMarks([claim(2e5, 2e5)], plane, areaFormat(null, "ha"));
  assert.equal(far[0].label, "20 million");
});

test("a figure without a day is in the strip beside the time axis, of the whole chart only", () => {
  const peak = (km2) => ({ ...claim(km2, km2, null), plotted: true, actor: null });
  const claims = [...Array.from({ length: 6 }, () => peak(50)), peak(90)];
  const strip = [-stripWidth(claims), 0];
  const marks = claimMarks(claims, { ...plane, strip });
  assert.ok(marks.every(({ x }) => x > strip[0] && x < 0));
  assert.equal(new Set(marks.map(({ x }) => x)).size, 4);
  assert.equal(marks[6].x, marks[0].x);
  assert.equal(stripWidth([claim(1, 1, 5)]), 0);
  assert.equal(claimsOnChart(claims, [3, 9], 0).length, 7);
  assert.equal(claimsOnChart(claims, [3, 9], 0, [3, 9, 12]).length, 0);
});

test("equal figures move apart within an uncertain date, or beside it with a line to it", () => {
  const loose = claimMarks([claim(50, 50, 0, 30), claim(50, 50, 0, 30)], plane);
  assert.ok(loose[1].x > loose[0].x && loose[1].x <= 30);
  assert.equal(loose[1].home, loose[1].x);
  const exact = claimMarks([claim(50, 50), claim(50, 50), claim(50, 50)], plane);
  assert.deepEqual(
    exact.map(({ x, home }) => [x, home]),
    [
      [0, 0],
      [9, 0],
      [-9, 0],
    ],
  );
});

test("twenty figures of one month can be told apart, whatever their dates and sizes", () => {
  const kinds = [() => 50, (i) => i % 7, (i) => 50 + (i % 3)];
  for (const size of kinds) {
    const month = [...Array(20).keys()].map((i) => claim(size(i), size(i), 300 + (i % 5) * 4));
    const marks = claimMarks(month, plane);
    const isApart = (mark, other) =>
      Math.abs(mark.x - other.x) >= 9 || Math.abs(mark.top - other.top) >= 9;
    marks.forEach((mark, i) =>
      assert.ok(marks.slice(i + 1).every((other) => isApart(mark, other))),
    );
  }
});

test("a figure is shown as it was published", () => {
  assert.equal(claimText(claim(51.8, 59.1)), "51.8 to 59.1 km²");
  assert.equal(claimText(claim(0.49, 0.49)), "0.49 km²");
  assert.equal(claimText(claim(100000, null)), "more than 100,000 km²");
  assert.equal(claimText(claim(null, 5)), "up to 5 km²");
  assert.equal(claimText(claim(null, null)), "");
  const miles = areaFormat(3, "mi2");
  assert.equal(claimText(claim(51.8, 59.1), miles), "51.8 to 59.1 km² (20 to 22.8 square miles)");
  assert.equal(claimText(claim(null, 5), miles), "up to 5 km² (1.93 square miles)");
});

test("a figure in another unit takes the form of its number, and of millions", () => {
  const forms = (one, few, many, other) => ({ one, few, many, other });
  const messages = {
    "{figure} million": forms(...Array(4).fill("{figure} млн")),
    "{n} hectare": forms("{n} гектар", "{n} гектари", "{n} гектарів", "{n} гектара"),
    "{area} ({other})": "{area} ({other})",
  };
  setLanguage({ tag: "uk", messages });
  const inHectares = (low, high) =>
    claimText(claim(low, high), areaFormat(3, "ha")).split("(")[1].replace(/\s/g, " ");
  assert.equal(inHectares(0.03, 0.03), "3 гектари)");
  assert.equal(inHectares(0.07, 0.07), "7 гектарів)");
  assert.equal(inHectares(0.015, 0.015), "1,5 гектара)");
  assert.equal(inHectares(100000, 100000), "10 млн гектарів)");
  setLanguage(null);
});

test("a comparable area names its part, or is a dash", () => {
  const all = [
    { measured: 123456, measured_as: 0, scope: "Syria+Iraq" },
    { measured: 41082, measured_as: 1, scope: "Iraq", part: true },
    { measured: null, measured_as: null, scope: "Libya" },
    { measured: 5, measured_as: 0 },
  ];
  const data = {
    statuses: [{ name: "held" }, { name: "claimed" }],
    areaFormat: areaFormat(3),
  };
  assert.deepEqual(
    all.map((claim) => comparableArea(claim, data)),
    ["123,000 km² held, Syria+Iraq", "41,100 km² claimed, Iraq only", "–", "5 km² held"],
  );
});

test("slips, percentages and unchecked statements are marked as such", () => {
  const remarkTexts = remarks({ slip: true, basis: "none", unchecked: true, note: "Second-hand." });
  assert.equal(remarkTexts.length, 4);
  assert.match(remarkTexts.join(" "), /slip of units.*percentage.*Not checked.*Second-hand/);
});

test("on the chart stand plotted claims of the actor or of all, while there are data", () => {
  const all = [
    { plotted: true, actor: null, day: 5 },
    { plotted: true, actor: 1, day: 5 },
    { plotted: true, actor: null, day: 11 },
    { actor: null, day: 5 },
  ];
  assert.deepEqual(claimsOnChart(all, [0, 10], 0), [all[0]]);
  assert.deepEqual(claimsOnChart(all, [0, 10], 1), all.slice(0, 2));
});
