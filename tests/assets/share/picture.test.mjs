import assert from "node:assert/strict";
import { test } from "node:test";

import { directionOf, wrapLines } from "../../../layers/assets/share/picture.mjs";

const measure = (text) => text.length;

test("words are set in lines that fit, and long ones are broken", () => {
  assert.deepEqual(wrapLines("ground held by one", 11, measure), ["ground held", "by one"]);
  assert.deepEqual(wrapLines("a veryverylong b", 6, measure), ["a", "veryve", "rylong", "b"]);
  assert.deepEqual(wrapLines("", 6, measure), [""]);
  for (const line of wrapLines("x".repeat(500), 7, measure)) assert.ok(line.length <= 7);
});

test("text that does not fit ends in an ellipsis", () => {
  assert.deepEqual(wrapLines("one two three four", 9, measure, 1), ["one two…"]);
  assert.deepEqual(wrapLines("one two three four", 9, measure, 2), ["one two", "three…"]);
  const long = wrapLines("y".repeat(10000), 20, measure, 3);
  assert.equal(long.length, 3);
  assert.ok(long.every((line) => line.length <= 20) && long.at(-1).endsWith("…"));
});

test("a text runs as its first letter does", () => {
  assert.equal(directionOf("1 January 2014"), "ltr");
  assert.equal(directionOf("٢٠١٤ بداية in English"), "rtl");
  assert.equal(directionOf("(7) שלום"), "rtl");
  assert.equal(directionOf("100"), "ltr");
});
