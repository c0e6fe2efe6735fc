import assert from "node:assert/strict";
import { test } from "node:test";

import { dayOf, isoDate } from "../../../layers/assets/base/dates.mjs";
import {
  readAgainst,
  comparedIndex,
  againstParameter,
  yearEarlier,
} from "../../../layers/assets/panel/compare.mjs";

const days = [dayOf(2014, 6, 1), dayOf(2015, 5, 25), dayOf(2016, 2, 1), dayOf(2019, 1, 28)];
const km2 = [10, 90, 40, 4];
const against = (rule, fixed = null) => ({ rule, fixed });

test("the peak is the first date of the largest area, from wherever one looks", () => {
  assert.equal(comparedIndex(against("peak"), 3, days, km2), 1);
  assert.equal(comparedIndex(against("peak"), 0, days, [7, 9, 9, 1]), 1);
  assert.equal(comparedIndex(against("peak"), 0, days, [0, 0, 0, 0]), null);
});

test("a year earlier is the date in force then, and none before the data begin", () => {
  assert.deepEqual(
    [0, 1, 2, 3].map((index) => comparedIndex(against("year"), index, days, km2)),
    [null, null, 0, 2],
  );
  assert.equal(
    comparedIndex(against("year"), 1, [dayOf(2014, 6, 1), dayOf(2015, 6, 1)], [1, 2]),
    0,
  );
});

test("the day a year before 29 February is the 28th, in any calendar year", () => {
  assert.equal(yearEarlier(dayOf(2016, 2, 29)), dayOf(2015, 2, 28));
  assert.equal(yearEarlier(dayOf(2017, 3, 1)), dayOf(2016, 3, 1));
  assert.equal(yearEarlier(dayOf(-322, 7, 9)), dayOf(-323, 7, 9));
});

test("the date before moves, a fixed date stays, nothing is nothing", () => {
  assert.deepEqual(
    [0, 3].map((index) => comparedIndex(against("last"), index, days, km2)),
    [null, 2],
  );
  assert.equal(comparedIndex(against("now", 2), 3, days, km2), 2);
  assert.equal(comparedIndex(null, 3, days, km2), null);
});

test("the address says what is compared: a rule that moves, or a date", () => {
  const texts = days.map(isoDate);
  assert.equal(againstParameter(against("year"), texts), "year");
  assert.equal(againstParameter(against("now", 1), texts), "2015-05-25");
  assert.equal(againstParameter(null, texts), null);
  assert.deepEqual(readAgainst("peak"), against("peak"));
  const indexOf = (word) => (texts.includes(word) ? texts.indexOf(word) : null);
  assert.deepEqual(readAgainst("2015-05-25", indexOf), against("other", 1));
  assert.equal(readAgainst("elsewhere", indexOf), null);
  assert.equal(readAgainst(null, indexOf), null);
});
