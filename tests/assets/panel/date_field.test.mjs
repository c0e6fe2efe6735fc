import assert from "node:assert/strict";
import { test } from "node:test";

import { dayOf, isoDate } from "../../../layers/assets/base/dates.mjs";
import { longDate } from "../../../layers/assets/base/language.mjs";
import { readDate } from "../../../layers/assets/panel/date_field.mjs";

const dated = (...days) => ({ days, texts: days.map(isoDate), labels: days.map(longDate) });
const data = dated(dayOf(2014, 6, 1), dayOf(2015, 1, 1), dayOf(2019, 3, 23));

test("a day means the date in force, and the field shows which that is", () => {
  assert.deepEqual(readDate("2015-01-01", data), { index: 1, words: "" });
  assert.deepEqual(readDate(" 2015 ", data), { index: 1, words: "" });
  assert.deepEqual(readDate("2015-02", data), {
    index: 1,
    words: "In force then: 1 January 2015",
  });
});

test("a day outside the data means the nearest date, and the field shows where they end", () => {
  assert.deepEqual(readDate("1914", data), { index: 0, words: "The data begin with 1 June 2014" });
  assert.deepEqual(readDate("2030-05", data), {
    index: 2,
    words: "The data end with 23 March 2019",
  });
});

test("a day may be written in Arabic or Persian digits", () => {
  for (const text of ["٢٠١٥-٠١-٠١", "۲۰۱۵-۰۱-۰۱"]) {
    assert.deepEqual(readDate(text, data), { index: 1, words: "" }, text);
  }
});

test("what is no date means none", () => {
  for (const text of ["", "soon", "2015-02-30", "1.1.2015"]) {
    assert.equal(readDate(text, data).index, null, text);
    assert.match(readDate(text, data).words, /^Not a date; write it as/);
  }
});

test("years before 1 are read with any minus, and texts of the source as they stand", () => {
  const early = {
    days: [-837000, -760000],
    texts: ["-0322", "-0111~"],
    labels: ["323 BCE", "112"],
  };
  assert.equal(readDate("-0200", early).index, 0);
  assert.equal(readDate("−0100", early).index, 1);
  assert.deepEqual(readDate("-0111~", early), { index: 1, words: "" });
});

test("a date that holds since noon is the date written", () => {
  const noon = {
    days: [0.5, 10.5],
    texts: ["a", "b"],
    labels: ["1 January 1970", "11 January 1970"],
  };
  assert.equal(readDate("1970-01-11", noon).index, 1);
});
