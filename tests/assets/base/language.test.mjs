import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { readOptions } from "../../../layers/assets/app/query.mjs";
import { dayOf } from "../../../layers/assets/base/dates.mjs";
import {
  formatList,
  longDate,
  monthLabel,
  formatNumber,
  joinParts,
  phrase,
  plural,
  shortDay,
  setLanguage,
  yearLabel,
} from "../../../layers/assets/base/language.mjs";
import { areaFormat } from "../../../layers/assets/base/units.mjs";
import { area, areaChange, since, when } from "../../../layers/assets/base/words.mjs";
import { heldClasses } from "../../../layers/assets/data/time_classes.mjs";

const plain = (text) => text.replace(/\s/g, " ");
afterEach(() => setLanguage(null));

test("a message is shown as the catalogue has it, and else in English", () => {
  const values = { date: "X" };
  assert.equal(phrase("before {date}", values), "before X");
  setLanguage({ tag: "de", messages: { "before {date}": "vor: {date}" } });
  assert.equal(phrase("before {date}", values), "vor: X");
  assert.equal(phrase("already {when}", { when: "then" }), "already then");
  assert.equal(phrase("before {date}", { date: "{date}" }), "vor: {date}", "a value is no message");
});

test("counts take the form of their number, fractions their own", () => {
  const forms = {
    one: "{n} гектар",
    few: "{n} гектари",
    many: "{n} гектарів",
    other: "{n} гектара",
  };
  setLanguage({ tag: "uk", messages: { "{n} hectare": forms } });
  const texts = [0, 1, 2, 5, 11, 21, 1.5].map((count) => plural("{n} hectare", "", count));
  assert.deepEqual(texts, [
    ...["0 гектарів", "1 гектар", "2 гектари", "5 гектарів", "11 гектарів", "21 гектар"],
    "1,5 гектара",
  ]);
  assert.equal(area(1, areaFormat(null, "ha")), "100 гектарів");
  assert.equal(area(0.01, areaFormat(3, "ha")), "1 гектар");
});

test("a name from the left in a line from the right keeps its signs", () => {
  setLanguage({ tag: "ar-u-nu-arab", right: true, messages: {} });
  assert.equal(phrase("{a}: {b}", { a: "IS (2)", b: "٣" }), "\u200f\u2068IS (2)\u2069: ٣");
  assert.equal(phrase("في {a}", { a: "IS" }), "في \u2068IS\u2069", "it begins with a letter");
  assert.equal(joinParts(["control", "Iraq"], "؛ "), "\u200f\u2068control\u2069؛ \u2068Iraq\u2069");
  assert.equal(joinParts(["control"], "؛ "), "control");
  assert.equal(formatNumber(14800.5), "١٤٬٨٠٠٫٥");
  assert.equal(formatNumber(0), "٠");
  assert.equal(formatNumber(-1e-9), "٠", "no minus at what is rounded to zero");
  assert.equal(formatNumber(-0.4, 0), "٠");
  assert.equal(formatNumber(-0.5, 1).at(-1), "٥");
});

test("a month after a preposition has its case", () => {
  setLanguage({ tag: "uk", messages: { "since {month}": "з {month}" } });
  assert.equal(
    since("2014-06", monthLabel(dayOf(2014, 6))).replace(/\s/g, " "),
    "з червня 2014 р.",
  );
  setLanguage({ tag: "de", messages: { "since {month}": "seit {month}" } });
  assert.equal(since("2014-06", monthLabel(dayOf(2014, 6))), "seit Juni 2014");
});

test("dates are written as the reader's language writes them", () => {
  const [first, ancient] = [dayOf(2014, 7, 1), dayOf(-322, 6, 10)];
  assert.equal(longDate(first), "1 July 2014");
  assert.equal(longDate(ancient), "10 June 323 BCE");
  assert.equal(monthLabel(first), "July 2014");
  setLanguage({ tag: "fr", first: "1er", messages: { "{year} BCE": "{year} av. J.-C." } });
  assert.equal(longDate(first), "1er juillet 2014");
  assert.equal(longDate(dayOf(2014, 7, 11)), "11 juillet 2014");
  assert.equal(longDate(ancient), "10 juin 323 av. J.-C.");
  assert.equal(shortDay(first), "1er juil.");
  assert.equal(yearLabel(-322), "323 av. J.-C.");
  assert.equal(plain(formatNumber(1234567)), "1 234 567");
  assert.equal(formatList(["a", "b", "c"]), "a, b et c");
});

test("the text of a date depends on its precision", () => {
  const messages = {
    "on {date}": "am {date}",
    "in {date}": "im {date}",
    "in {year}": "im Jahr {year}",
    "in {words}": "{words}",
    "{area} more than {then}": "{area} mehr als {then}",
  };
  setLanguage({ tag: "de", messages });
  const more = (text, label) => areaChange(12, 10.5, when(text, label));
  assert.equal(more("2024-07-08", "8. Juli 2024"), "1,50 km² mehr als am 8. Juli 2024");
  assert.equal(more("2014-06", "Juni 2014"), "1,50 km² mehr als im Juni 2014");
  assert.equal(more("-0322", "323 v. Chr."), "1,50 km² mehr als im Jahr 323 v. Chr.");
  assert.equal(more("1200~", "um 1200"), "1,50 km² mehr als um 1200");
  assert.equal(more("2014-21", "Frühjahr 2014"), "1,50 km² mehr als Frühjahr 2014");
});

test("spans of time count in the reader's language", () => {
  const forms = { one: "{n} Jahr", other: "{n} Jahre" };
  setLanguage({ tag: "de", messages: { "{n} year": forms, "less than {time}": "unter {time}" } });
  assert.equal(heldClasses([5 * 365.2425])[0].name, "unter 1 Jahr");
});

test("a language that no page has is reported as ignored", () => {
  const data = { days: [0], texts: ["1970-01-01"], actors: [] };
  const asks = (lang) => readOptions(new URLSearchParams({ lang }), data);
  assert.deepEqual(asks("en").ignored, []);
  assert.deepEqual(asks("uk").ignored, ["lang=uk"]);
  data.elsewhere = { ar: "map.ar.html" };
  assert.deepEqual([asks("ar").lang, asks("ar").ignored], ["ar", []]);
  assert.deepEqual(asks("toString").ignored, ["lang=toString"]);
  setLanguage({ tag: "uk", messages: {} });
  assert.deepEqual([asks("uk").lang, asks("uk").ignored], ["uk", []]);
});
