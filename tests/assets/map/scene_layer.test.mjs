import assert from "node:assert/strict";
import { test } from "node:test";

import { gridSteps, middleBeside } from "../../../layers/assets/map/scene_layer.mjs";

const box = { x: 10, y: 20, width: 4, height: 3 };

test("an outline lies beside the territory where the view is wide, below it where it is high", () => {
  const [right, level] = middleBeside(box, [2, 3], [1000, 400]);
  assert.ok(right - 1 > box.x + box.width, "not over the territory");
  assert.equal(level, 21.5);
  const [upright, below] = middleBeside(box, [2, 3], [300, 900]);
  assert.equal(upright, 12);
  assert.ok(below - 1.5 > box.y + box.height);
});

test("lines of a grid are so many kilometres apart, and reach beyond what they measure", () => {
  assert.deepEqual(gridSteps(1, -1.2, 2.1), [-2, -1, 0, 1, 2, 3]);
  assert.deepEqual(gridSteps(2, -1, 1), [-2, 0, 2]);
  assert.deepEqual(gridSteps(1, 0, 500), [], "no grey of lines");
});
