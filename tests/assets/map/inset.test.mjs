import assert from "node:assert/strict";
import { test } from "node:test";

import {
  pocketBox,
  freeCorner,
  hidesMuch,
  isContextLost,
  roundLength,
} from "../../../layers/assets/map/inset.mjs";
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

test("a pocket is shown with its surroundings, in one box while it is well seen there", () => {
  const pocket = { x: 0.5, y: 0.5, width: 0.02, height: 0.01 };
  const box = pocketBox(pocket, null);
  assert.ok(Math.abs(box.x + box.width / 2 - 0.51) < 1e-12);
  assert.ok(box.width > 2 * pocket.width && box.height < box.width);
  assert.equal(pocketBox({ ...pocket, x: 0.505, width: 0.01 }, box), box);
  assert.notEqual(pocketBox({ ...pocket, x: 0.56 }, box), box, "it has left the box");
  assert.notEqual(pocketBox({ ...pocket, width: 0.002, height: 0.001 }, box), box, "too small");
});

test("an inset lies in the corner that is nearest to free, rather on the left below", () => {
  const view = { x: 400, y: 300 };
  assert.deepEqual(freeCorner([100, 80], view, []), [10, 210]);
  const scale = { left: 5, right: 90, top: 240, bottom: 295 };
  assert.deepEqual(freeCorner([100, 80], view, [scale]), [290, 10], "moved by nothing");
  const button = { left: 300, right: 390, top: 10, bottom: 50 };
  const legend = { left: 250, right: 400, top: 150, bottom: 300 };
  const zoom = { left: 10, right: 55, top: 10, bottom: 98 };
  const all = [scale, button, legend, zoom];
  const [left, top] = freeCorner([100, 80], view, all);
  assert.deepEqual([left, top], [290, 56], "below the button");
  for (const box of all) {
    assert.ok(
      box.bottom <= top || top + 80 <= box.top || box.right <= left || left + 100 <= box.left,
    );
  }
  const full = [{ left: 0, right: 400, top: 0, bottom: 300 }];
  assert.equal(freeCorner([100, 80], view, full), null);
});

test("on a narrow map an inset covers a sixth at most", () => {
  assert.ok(hidesMuch([120, 100], { x: 320, y: 200 }));
  assert.ok(!hidesMuch([100, 80], { x: 320, y: 200 }));
  assert.ok(!hidesMuch([120, 100], { x: 360, y: 180 }));
});

test("scales are round lengths", () => {
  assert.deepEqual([7.3, 4.9, 1.2, 0.3, 230].map(roundLength), [5, 2, 1, 0.2, 200]);
});
