import assert from "node:assert/strict";
import { test } from "node:test";

import { pictureName, sourceLine } from "../../../layers/assets/share/share.mjs";

test("a picture is named after its date, as far as a file can be", () => {
  assert.equal(pictureName("2017-07-10"), "controlmap-2017-07-10.png");
  assert.equal(pictureName("-0322~/../x"), "controlmap--0322-..-x.png");
});

test("few sources are named, of many the first", () => {
  assert.equal(sourceLine([]), "");
  assert.equal(sourceLine(["a"]), "Source: a");
  assert.equal(sourceLine(["a", "b", "c", "d", "e"]), "Sources: a; b; c and 2 more");
});
