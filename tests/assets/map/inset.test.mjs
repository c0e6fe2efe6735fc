import assert from "node:assert/strict";
import { test } from "node:test";

import { isContextLost } from "../../../layers/assets/map/inset.mjs";
import { createProjection } from "../../../layers/assets/map/projection.mjs";
import { unitBox } from "../../../layers/assets/map/view.mjs";

const mercator = createProjection(null);

test("bounds become a box that runs down from the north", () => {
  const whole = unitBox(mercator, [-180, -85.0511, 180, 85.0511]);
  for (const side of [whole.width, whole.height]) assert.ok(Math.abs(side - 1) < 1e-5);
  const west = unitBox(mercator, [-180, 0, 0, 45]);
  assert.ok(
    Math.abs(west.x) < 1e-12 && west.y < 0.5 && Math.abs(west.y + west.height - 0.5) < 1e-9,
  );
});

test("context is lost where a view shows a small part of the whole, either way", () => {
  const whole = { width: 1, height: 1 };
  assert.ok(isContextLost({ width: 0.1, height: 0.2 }, whole));
  assert.ok(!isContextLost({ width: 0.1, height: 0.9 }, whole));
  assert.ok(!isContextLost(whole, whole));
});
