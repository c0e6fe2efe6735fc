import assert from "node:assert/strict";
import { test } from "node:test";

import { dayOf, isoDate } from "../../../layers/assets/base/dates.mjs";
import { longDate } from "../../../layers/assets/base/language.mjs";
import {
  gainedClasses,
  heldClasses,
  timesHeld,
} from "../../../layers/assets/data/time_classes.mjs";

const names = (classes) => classes.map(({ name }) => name);
const all = (list) => list.map((_, i) => i); // another shape on each date
const dated = (days) => ({ days, texts: days.map(isoDate), labels: days.map(longDate) });

test("days held are counted in steps that people count time in", () => {
  assert.deepEqual(heldClasses([2012]), [
    { from: 0, name: "less than 1 year" },
    { from: 365, name: "1 to 2 years" },
    { from: 730, name: "2 to 3 years" },
    { from: 1095, name: "3 to 4 years" },
    { from: 1460, name: "4 years or longer" },
  ]);
  assert.deepEqual(names(heldClasses([1330])), [
    "less than 1 year",
    "1 to 2 years",
    "2 to 3 years",
    "3 to 4 years",
  ]);
  assert.equal(heldClasses([5200 * 365]).at(-1).name, "4,000 years or longer");
  assert.deepEqual(names(heldClasses([62])), [
    "less than 2 weeks",
    "2 to 4 weeks",
    "4 to 6 weeks",
    "6 to 8 weeks",
    "8 weeks or longer",
  ]);
});

test("single days are counted, and no class is there that nothing can reach", () => {
  assert.deepEqual(names(heldClasses([2])), ["1 day", "2 days"]);
  assert.deepEqual(names(heldClasses([6])), [
    "1 day",
    "2 days",
    "3 days",
    "4 days",
    "5 days or longer",
  ]);
  assert.deepEqual(names(heldClasses([9])).slice(0, 2), ["1 day", "2 to 3 days"]);
  for (let span = 1; span < 4000; span++) {
    const classes = heldClasses([span]);
    assert.ok(
      classes.every(({ from }, i) => i === 0 || from > classes[i - 1].from),
      `${span}`,
    );
    assert.ok(classes.at(-1).from <= span, `${span}`);
    assert.ok(span < 4 || classes.length >= 4, `${span}`);
    const widths = classes.slice(1).map(({ from }, i) => from - classes[i].from);
    assert.ok(span - classes.at(-1).from <= 5 * Math.max(...widths, 1), `${span}`);
  }
});

test("times held are those of the pieces, up to a date and with that date", () => {
  const days = [0, 10, 30, 60, 100];
  const times = (series) => days.map((_, index) => timesHeld(series, days, index));
  // one piece is lost on the third date, another is gained on it: nothing was held for 101 days
  const pieces = [
    { km2: 3, dates: [0, 2] },
    { km2: 2, dates: [2] },
  ];
  const km2 = [3, 3, 2, 2, 2];
  assert.deepEqual(times({ km2, pieces }), [[1], [11], [1, 30], [30, 31], [30, 71]]);
  assert.deepEqual(times({ km2: [0, 5, 5, 0, 0], pieces: null }), [
    [],
    [1],
    [1, 20, 21],
    [20, 30, 50],
    [20, 30, 50],
  ]);
  const many = [...Array(50).keys()];
  const series = { km2: many.map(() => 1), pieces: null };
  assert.deepEqual(timesHeld(series, many, 40), [41], "the longest alone");
});

test("of a few maps only classes are listed that territory can be in", () => {
  assert.deepEqual(heldClasses([]), []);
  assert.deepEqual(names(heldClasses([1, 36159, 36160])), [
    "less than 20 years",
    "80 years or longer",
  ]);
  assert.deepEqual(names(heldClasses([800, 1330])), ["2 to 3 years", "3 to 4 years"]);
});

test("first gains fall in years, with about as much territory in each", () => {
  const days = Array.from({ length: 50 }, (_, i) => dayOf(2010, 1 + 2 * i, 15));
  const km2 = days.map((_, i) => i + 1);
  const classes = gainedClasses(km2, all(km2), dated(days));
  assert.deepEqual(names(classes), [
    "before 2012",
    "2012",
    "2013 to 2014",
    "2015 to 2016",
    "2017 or later",
  ]);
});

test("territory held when the data begin has a class of its own", () => {
  const days = Array.from({ length: 40 }, (_, i) => dayOf(2022, 2, 24 + i));
  const km2 = days.map((_, i) => 100 + 10 * i);
  const classes = gainedClasses(km2, all(km2), dated(days));
  assert.deepEqual(classes[0], { from: 0, name: "already on 24 February 2022" });
  assert.equal(classes[1].from, 1);
  assert.equal(classes.length, 5);
});

test("a single gain is a class, no gain is none, and losses are no gains", () => {
  const data = dated([0, 400, 800].map((day) => day + 0));
  assert.deepEqual(names(gainedClasses([0, 5, 2], [-1, 0, 0], data)), ["5 February 1971"]);
  assert.deepEqual(gainedClasses([0, 0, 0], [-1, -1, -1], data), []);
  assert.deepEqual(names(gainedClasses([5, 5, 2], [0, 0, 0], data)), ["1 January 1970"]);
});

test("territory gained while as much is lost counts as gained", () => {
  const data = dated([dayOf(2014), dayOf(2015), dayOf(2016)]);
  assert.deepEqual(gainedClasses([9, 9, 9], [0, 1, 2], data), [
    { from: 0, name: "already on 1 January 2014" },
    { from: 1, name: "1 January 2015" },
    { from: 2, name: "1 January 2016" },
  ]);
});

test("every class of first gains begins on a date with gains from it on", () => {
  let seed = 7;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let round = 0; round < 300; round++) {
    const days = [];
    let day = dayOf(-600 + Math.floor(random() * 2600));
    const most = 10 ** (random() * 4);
    for (let i = 0; i < 2 + random() * 40; i++) days.push((day += Math.ceil(random() * most)));
    const km2 = days.map(() => Math.floor(random() * 3) * random() * 100);
    const classes = gainedClasses(km2, all(km2), dated(days));
    const gains = km2.map((area) => area > 0);
    classes.forEach(({ from }, i) => {
      const until = classes[i + 1]?.from ?? days.length;
      assert.ok(from < until && gains.slice(from, until).some(Boolean), `${round}`);
    });
    assert.equal(classes.length > 0, gains.some(Boolean));
    assert.equal(new Set(names(classes)).size, classes.length);
    assert.doesNotMatch(names(classes).join(), /undefined|NaN/);
  }
});
