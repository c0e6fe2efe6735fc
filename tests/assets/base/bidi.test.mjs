import assert from "node:assert/strict";
import { test } from "node:test";

import { closed, isolating } from "../../../layers/assets/base/bidi.mjs";
import { placeNamed } from "../../../layers/assets/panel/place_search.mjs";

const [LRE, RLO, POP, FSI, END] = ["\u202a", "\u202e", "\u202c", "\u2068", "\u2069"];

test("what a name turns it turns back", () => {
  assert.equal(closed("plain"), "plain");
  assert.equal(closed(`${RLO}live`), `${RLO}live${POP}`);
  assert.equal(closed(`${RLO}a${LRE}b`), `${RLO}a${LRE}b${POP}${POP}`);
  assert.equal(closed(`${FSI}${RLO}a`), `${FSI}${RLO}a${POP}${END}`);
});

test("a name cannot break out of what stands around it", () => {
  assert.equal(closed(`${END}${POP}a`), "a");
  assert.equal(closed(`${END}${RLO}a`), `${RLO}a${POP}`);
  assert.equal(closed(`${FSI}${RLO}a${END}${POP}b`), `${FSI}${RLO}a${END}b`);
});

test("closing twice changes nothing more, and well-formed names stay as they are", () => {
  for (const name of [`${RLO}a${POP}b`, `${FSI}${LRE}a${POP}${END}`, `${END}${RLO}${FSI}x`]) {
    assert.equal(closed(closed(name)), closed(name));
  }
  assert.equal(closed(`a ${FSI}b${END} c`), `a ${FSI}b${END} c`);
});

test("texts of data are isolated, keys are not, and data without turns are read as they are", () => {
  const json = JSON.stringify({ name: `${RLO}a`, key: `${RLO}a`, rows: ["\u0631", "b", 3] });
  const found = JSON.parse(json, isolating(json));
  assert.deepEqual(found, {
    name: `${FSI}${RLO}a${POP}${END}`,
    key: `${RLO}a`,
    rows: [`${FSI}\u0631${END}`, "b", 3],
  });
  assert.equal(isolating('{"name":"a"}'), undefined);
});

test("a place is found whether or not its name is isolated", () => {
  assert.equal(placeNamed([`${FSI}\u0631\u0642${END}`], "\u0631"), `${FSI}\u0631\u0642${END}`);
});
