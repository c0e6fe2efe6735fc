import assert from "node:assert/strict";
import { test } from "node:test";

import { pace } from "../../../layers/assets/app/player.mjs";

test("play takes its time, and more of it where motion is unwelcome", () => {
  assert.equal(pace(2, "normal"), 1200);
  assert.equal(pace(100, "normal"), 240);
  assert.equal(pace(100000, "normal"), 60);
  assert.equal(pace(100000, "slow"), 1200);
  assert.deepEqual([pace(100, "fast"), pace(100000, "fast")], [80, 30]);
});
