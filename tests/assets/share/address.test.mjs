import assert from "node:assert/strict";
import { test } from "node:test";

import {
  addressWith,
  hashWith,
  indexInHash,
  hashOfPage,
  withInHash,
} from "../../../layers/assets/share/address.mjs";

test("pages of one document have parameters of their own in the address", () => {
  const hash = "#date=2014&with=peak&date2=2015";
  assert.equal(hashOfPage(hash, ""), hash);
  assert.equal(hashOfPage(hash, "2"), "#date=2015", "and no comparison but their own");
  assert.equal(hashOfPage(hash, "3"), hash, "else they follow the first");
});

test("the address opens at the date in force, and keeps its other parameters", () => {
  const dates = { days: [0, 10, 20], texts: ["1970", "1970-01-11", "[1970-01-21..1971]"] };
  assert.equal(indexInHash("#date=1970-01-15", dates), 1);
  assert.equal(indexInHash("#date=1960-01-15", dates), 0);
  assert.equal(indexInHash("#date=yesterday", dates), null);
  assert.equal(indexInHash("", dates), null);
  dates.texts.forEach((text, index) => {
    assert.equal(indexInHash(hashWith("", { date: text }), dates), index);
  });
  assert.equal(hashWith("#date=1&b=2", { date: "-0322" }), "#date=-0322&b=2");
});

test("what a host appends to an address with a fragment of its own is no part of a value", () => {
  const dates = { days: [0, 10], texts: ["1970", "1970-01-11"] };
  assert.equal(indexInHash("#date=1970-01-11#?secret=a1b2", dates), 1);
  assert.equal(withInHash("#date=1970&with=peak#?secret=a1b2"), "peak");
  assert.equal(hashWith("#date=1970#?secret=a1b2", { with: "peak" }), "#date=1970&with=peak");
});

test("parameters are written into an address and removed, and the others stay", () => {
  const hash = hashWith("#date=2014-06-01&more=1", { date: "2019-01-28", with: "peak" });
  assert.equal(hash, "#date=2019-01-28&more=1&with=peak");
  assert.equal(withInHash(hash), "peak");
  assert.equal(hashWith(hash, { with: null }), "#date=2019-01-28&more=1");
  assert.equal(withInHash("#date=2019-01-28"), null);
});

test("a parameter that is removed leaves the query as well as the fragment", () => {
  const place = { pathname: "/a/map.html", search: "?present=1&theme=dark", hash: "#date=2014" };
  assert.equal(addressWith(place, { date: "2015" }), "#date=2015");
  assert.equal(addressWith(place, { present: null }), "?theme=dark#date=2014");
  const alone = { ...place, search: "?present=1" };
  assert.equal(addressWith(alone, { present: null }), "/a/map.html#date=2014");
});
