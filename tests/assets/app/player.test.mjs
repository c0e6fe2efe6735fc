import assert from "node:assert/strict";
import { test } from "node:test";

import { millisecondsPerDate } from "../../../layers/assets/app/player.mjs";

test("play takes its time, and more of it where motion is unwelcome", () => {
  assert.equal(millisecondsPerDate(2, "normal"), 1200);
  assert.equal(millisecondsPerDate(100, "normal"), 240);
  assert.equal(millisecondsPerDate(100000, "normal"), 60);
  assert.equal(millisecondsPerDate(100000, "slow"), 1200);
  assert.deepEqual(
    [millisecondsPerDate(100, "fast"), millisecondsPerDate(100000, "fast")],
    [80, 30],
  );
});
