import assert from "node:assert/strict";
import { test } from "node:test";

import { civil, dayOf, readDay, timeTicks } from "../../../layers/assets/base/dates.mjs";
import { yearLabel } from "../../../layers/assets/base/language.mjs";

test("days count from 1970 and reach before year 1", () => {
  assert.equal(dayOf(1970), 0);
  assert.equal(dayOf(2017, 7, 10), 17357);
  assert.deepEqual(civil(dayOf(-322)), [-322, 1, 1]);
  assert.deepEqual(civil(dayOf(0, 2, 29)), [0, 2, 29]); // 1 BCE is a leap year
});

test("a date text is read as its first day", () => {
  assert.equal(readDay("2017-07-10"), dayOf(2017, 7, 10));
  assert.equal(readDay("2014-06"), dayOf(2014, 6));
  assert.equal(readDay("-0322"), dayOf(-322));
  assert.equal(readDay("0000"), dayOf(0));
});

test("what is no date is not read as one", () => {
  for (const text of ["", "2017-13-01", "2017-02-30", "17 July", "2017-7-1"]) {
    assert.equal(readDay(text), null, text);
  }
});

test("years before 1 are counted as people count them", () => {
  assert.equal(yearLabel(-322), "323 BCE");
  assert.equal(yearLabel(0), "1 BCE");
  assert.equal(yearLabel(1815), "1815");
  assert.equal(yearLabel(200, true), "200 CE");
});

test("ticks of two months fall on weeks and name the month once", () => {
  const ticks = timeTicks(dayOf(2024, 7, 8), dayOf(2024, 9, 9), 10);
  assert.deepEqual(
    ticks.slice(0, 5).map((tick) => tick.label),
    ["8 Jul", "15", "22", "29", "5 Aug"],
  );
});

test("ticks of some years fall on months and name the year once", () => {
  const ticks = timeTicks(dayOf(2014, 1, 14), dayOf(2015, 8, 1), 8);
  assert.deepEqual(
    ticks.map((tick) => tick.label),
    ["Apr 2014", "Jul", "Oct", "Jan 2015", "Apr", "Jul"],
  );
});

test("ticks of two thousand years are round on both sides of year 1", () => {
  const ticks = timeTicks(dayOf(-322), dayOf(1914), 6);
  assert.deepEqual(
    ticks.map((tick) => tick.label),
    ["1 CE", "500 CE", "1000", "1500"],
  );
  assert.deepEqual(
    timeTicks(dayOf(-322), dayOf(1914), 12)
      .slice(0, 3)
      .map((tick) => tick.label),
    ["200 BCE", "1 CE", "200 CE"],
  );
});

test("years stand closer than months with their year, unless they need an era", () => {
  const labels = (first, last) => timeTicks(first, last, 3).map((tick) => tick.label);
  assert.deepEqual(labels(dayOf(2014, 1, 13), dayOf(2017, 10, 17)), ["2015", "2016", "2017"]);
  assert.deepEqual(labels(dayOf(-322), dayOf(-318)), ["322 BCE", "320 BCE"]);
});

test("there are never more ticks than asked for, give or take the ends", () => {
  for (const days of [1, 3, 40, 400, 4000, 40000, 4e6]) {
    for (const most of [2, 5, 12]) {
      const ticks = timeTicks(0, days, most);
      assert.ok(ticks.length <= most + 1, `${days} days: ${ticks.length} ticks`);
    }
  }
});
