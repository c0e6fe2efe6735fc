import assert from "node:assert/strict";
import { test } from "node:test";

import { closeIsolates, isolatingReviver } from "../../../layers/assets/base/bidi.mjs";
import { findPlace } from "../../../layers/assets/panel/place_search.mjs";

const [LRE, RLO, POP, FSI, END] = ["\u202a", "\u202e", "\u202c", "\u2068", "\u2069"];

test("what a name turns it turns back", () => {
  assert.equal(closeIsolates("plain"), "plain");
  assert.equal(closeIsolates(`${RLO}live`), `${RLO}live${POP}`);
  assert.equal(closeIsolates(`${RLO}a${LRE}b`), `${RLO}a${LRE}b${POP}${POP}`);
  assert.equal(closeIsolates(`${FSI}${RLO}a`), `${FSI}${RLO}a${POP}${END}`);
});

test("a name cannot break out of what stands around it", () => {
  assert.equal(closeIsolates(`${END}${POP}a`), "a");
  assert.equal(closeIsolates(`${END}${RLO}a`), `${RLO}a${POP}`);
  assert.equal(closeIsolates(`${FSI}${RLO}a${END}${POP}b`), `${FSI}${RLO}a${END}b`);
});

test("closing twice changes nothing more, and well-formed names stay as they are", () => {
  for (const name of [`${RLO}a${POP}b`, `${FSI}${LRE}a${POP}${END}`, `${END}${RLO}${FSI}x`]) {
    assert.equal(closeIsolates(closeIsolates(name)), closeIsolates(name));
  }
  assert.equal(closeIsolates(`a ${FSI}b${END} c`), `a ${FSI}b${END} c`);
});

test("texts of data are isolated, keys are not, and data without turns are read as they are", () => {
  const json = JSON.stringify({ name: `${RLO}a`, key: `${RLO}a`, rows: ["\u0631", "b", 3] });
  const read = JSON.parse(json, isolatingReviver(json));
  assert.deepEqual(read, {
    name: `${FSI}${RLO}a${POP}${END}`,
    key: `${RLO}a`,
    rows: [`${FSI}\u0631${END}`, "b", 3],
  });
  assert.equal(isolatingReviver('{"name":"a"}'), undefined);
});

test("on a page from right to left its own letters need no isolate", () => {
  const json = JSON.stringify({ name: "\u0631", other: `${RLO}a` });
  assert.deepEqual(JSON.parse(json, isolatingReviver(json, true)), {
    name: "\u0631",
    other: `${FSI}${RLO}a${POP}${END}`,
  });
  assert.equal(isolatingReviver('{"name":"\u0631"}', true), undefined);
});

test("a place is found whether or not its name is isolated", () => {
  assert.equal(findPlace([`${FSI}\u0631\u0642${END}`], "\u0631"), `${FSI}\u0631\u0642${END}`);
});
