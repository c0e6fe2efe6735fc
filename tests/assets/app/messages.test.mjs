import assert from "node:assert/strict";
import { test } from "node:test";

import { dateMessage, readyMessage, readMessage } from "../../../layers/assets/app/messages.mjs";

const data = {
  days: [0, 31, 59],
  texts: ["1970-01-01", "1970-02-01", "1970-03-01"],
  labels: ["1 January 1970", "1 February 1970", "1 March 1970"],
  actors: [{ key: "red" }, { key: "x".repeat(10_000) }, { key: "bands" }],
  statuses: [{ key: "held" }, { key: "roamed" }],
  series: [
    { actor: 0, status: 0, km2: [5, 4, 0] },
    { actor: 1, status: 0, km2: [0, 2, 3] },
  ],
  shapes: [
    [0, 1, -1],
    [-1, 2, 3],
    [4, 4, 4], // roamed by bands
  ],
  hidden: [],
};
data.drawn = [...data.series, { actor: 2, status: 1 }];

test("a message asks for a date, as the address does", () => {
  assert.deepEqual(readMessage({ controlmap: "go", date: "1970-02-14" }, data), ["go", 1]);
  assert.deepEqual(readMessage({ controlmap: "go", date: "1969" }, data), ["go", 0]);
  assert.deepEqual(readMessage({ controlmap: "compare", date: "1970-01-01" }, data), [
    "compare",
    "1970-01-01",
  ]);
  assert.deepEqual(readMessage({ controlmap: "compare", date: "peak" }, data), ["compare", "peak"]);
  assert.deepEqual(readMessage({ controlmap: "compare", date: null }, data), ["compare", null]);
});

test("a message asks for an actor by name, however long", () => {
  assert.deepEqual(readMessage({ controlmap: "actor", actor: "red" }, data), ["actor", 0]);
  const [, long] = readyMessage(data, 1).actors;
  assert.ok(long.length <= 200);
  assert.deepEqual(readMessage({ controlmap: "actor", actor: long }, data), ["actor", 1]);
});

test("whatever is no message of the form asks for nothing", () => {
  class Message {
    controlmap = "grow";
  }
  const strange = [
    ...[undefined, null, 3, "grow", [], ["grow"], {}, new Message(), Object.create(null)],
    { controlmap: ["grow"] },
    { controlmap: "__proto__" },
    { controlmap: "constructor" },
    { controlmap: "toString", date: "1970-01-01", actor: "red" },
    { controlmap: "go" },
    { controlmap: "go", date: "soon" },
    { controlmap: "go", date: 1970 },
    { controlmap: "go", date: ["1970"] },
    { controlmap: "go", date: "1".repeat(100_000) },
    { controlmap: "compare" },
    { controlmap: "compare", date: "never" },
    { controlmap: "actor", actor: "blue" },
    { controlmap: "actor", actor: "bands" },
    { controlmap: "actor", actor: { key: "red" } },
  ];
  for (const message of strange) assert.equal(readMessage(message, data), null);
});

test("the message of a date has every area held on it", () => {
  assert.deepEqual(dateMessage(data, 0), {
    controlmap: "date",
    date: "1970-01-01",
    label: "1 January 1970",
    areas: [{ actor: "red", status: "held", km2: 5 }],
  });
  assert.equal(dateMessage(data, 1).areas[1].actor.length, 200, "no text is longer");
});
