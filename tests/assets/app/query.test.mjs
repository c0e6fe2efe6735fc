import assert from "node:assert/strict";
import { test } from "node:test";

import { readyMessage } from "../../../layers/assets/app/messages.mjs";
import { readOptions, lastDay, urlParameters } from "../../../layers/assets/app/query.mjs";

const data = {
  days: [0, 31, 59, 365, 400],
  texts: ["1970-01-01", "1970-02-01", "1970-03-01", "1971-01-01", "1971-02-05"],
  actors: [
    { key: "red", name: "The Reds" },
    { key: "blue", name: "Blue" },
    { key: "bands", name: "Armed bands" }, // roam, and hold nothing
  ],
  series: [{ actor: 0 }, { actor: 1 }],
};
const ask = (search, hash = "") => readOptions(urlParameters({ search, hash }), data);
const USUAL = {
  date: null,
  span: [0, 4],
  actor: null,
  theme: "auto",
  chart: true,
  still: false,
  present: false,
  lang: "en",
  child: null,
  ignored: [],
};

test("an address that asks for nothing, or for what is none of ours, gets what is usual", () => {
  assert.deepEqual(ask(""), USUAL);
  assert.deepEqual(ask("?utm_source=mail&locale=fr&__proto__=1", "#with=peak"), USUAL);
});

test("each option is read from the query or from the fragment", () => {
  const expected = {
    ...USUAL,
    date: 2,
    actor: 1,
    theme: "dark",
    chart: false,
    still: true,
    present: true,
    child: "map-1",
  };
  const words = "date=1970-03-05&actor=BLUE&theme=dark&chart=0&static=1&present=1&childId=map-1";
  assert.deepEqual(ask(`?${words}`), expected);
  assert.deepEqual(ask("", `#${words}`), expected);
  assert.equal(ask("?actor=the reds").actor, 0, "by the name that readers see, too");
});

test("the fragment is heard before the query", () => {
  assert.equal(ask("?theme=dark&static=1", "#theme=light").theme, "light");
  assert.equal(ask("?theme=dark&static=1", "#theme=light").still, true);
});

test("a span begins with the date in force, and ends with its last day", () => {
  assert.deepEqual(ask("?from=1970-02-14&to=1970-03").span, [1, 2]);
  assert.deepEqual(ask("?from=1970-02&to=1970").span, [1, 2], "a year to its end");
  assert.deepEqual(ask("?to=1971-01").span, [0, 3]);
  assert.deepEqual(ask("?from=1969&to=2050").span, [0, 4], "no longer than the data");
  assert.deepEqual(ask("?from=1971&to=1970"), {
    ...USUAL,
    ignored: ["from=1971", "to=1970"],
  });
});

test("a date is meant to its last day", () => {
  const days = ["2016", "2016-02", "2016-02-28", "-0001-12"].map(lastDay);
  const date = (day) => new Date(day * 86400000).toISOString().slice(0, 10);
  assert.deepEqual(days.slice(0, 3).map(date), ["2016-12-31", "2016-02-29", "2016-02-28"]);
  assert.equal(days[3], lastDay("-0001"));
  assert.equal(lastDay("soon"), null);
});

test("an actor that holds nothing on any date cannot be followed", () => {
  assert.deepEqual(ask("?actor=bands"), { ...USUAL, ignored: ["actor=bands"] });
});

test("options that cannot be read are ignored, and reported to the page around", () => {
  const bad = "theme=blue&chart=no&actor=green&date=soon&to=2015-13&static=&childId=<b>";
  const options = ask(`?${bad}`);
  assert.deepEqual({ ...options, ignored: [] }, USUAL);
  assert.deepEqual(options.ignored.toSorted(), bad.split("&").toSorted());
  assert.deepEqual(readyMessage(data, 9, ["theme=blue"]).ignored, ["theme=blue"]);
  assert.ok(!("ignored" in readyMessage(data, 9)));
  assert.ok(ask(`?theme=${"x".repeat(100_000)}`).ignored[0].length < 300);
});
