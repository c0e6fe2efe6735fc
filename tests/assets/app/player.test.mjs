import assert from "node:assert/strict";
import { test } from "node:test";

import { playTimes } from "../../../layers/assets/app/player.mjs";

const each = (times) => times.map((time, i) => time - (times[i - 1] ?? 0));
const alike = (count) => Array(count).fill(5);

test("a series plays for ten seconds, or less where its dates are few", () => {
  assert.equal(Math.round(playTimes(alike(100), "normal").at(-1)), 10000);
  assert.equal(Math.round(playTimes(alike(100000), "normal").at(-1)), 10000);
  assert.deepEqual(playTimes(alike(2), "normal"), [1200, 2400]);
});

test("the less is left after the height, the longer a date is shown", () => {
  const times = playTimes([...alike(20), 1e5, ...alike(60).map(() => 9e4), 100, 4, 0], "normal");
  const shown = each(times);
  assert.ok(times.at(-1) > 9000 && times.at(-1) < 10001);
  assert.ok(shown[0] < 1.01 * shown[25], "little before the height is no loss");
  assert.ok(shown[81] > 5 * shown[25]);
  assert.ok(shown[82] > 1.2 * shown[81]);
  assert.ok(Math.abs(shown[83] - shown[82]) < 1e-9, "nothing, as long as the least");
});

test("a reader can have it three times as fast, or every date as long as can be", () => {
  const km2 = [9, 5, 1];
  assert.deepEqual(playTimes(km2, "slow"), [1200, 2400, 3600]);
  const [normal, fast] = ["normal", "fast"].map((speed) => playTimes(alike(100), speed));
  fast.forEach((time, i) => assert.ok(Math.abs(3 * time - normal[i]) < 1e-6));
});
