import assert from "node:assert/strict";
import { test } from "node:test";

import {
  isInRings,
  largestBox,
  largestPart,
  ringPen,
  roomAt,
} from "../../../layers/assets/map/largest_box.mjs";

const view = { left: 0, top: 0, right: 400, bottom: 300 };
const how = (aspect, taken = []) => ({ aspect, view, taken });
const box = (left, top, right, bottom) => ({
  x: [left, right, right, left],
  y: [top, top, bottom, bottom],
});
const near = (value, expected, by = 1.5) =>
  assert.ok(Math.abs(value - expected) <= by, `${value} is not ${expected}`);

test("the largest square in an L is in its corner, the largest long box in its longer arm", () => {
  // 100 wide upright, 60 high arm to the right.
  const rings = [{ x: [0, 100, 100, 300, 300, 0], y: [0, 0, 200, 200, 260, 260] }];
  const part = largestPart(rings, view);
  assert.equal(part.area, 100 * 260 + 200 * 60);
  const square = largestBox(rings, part, 5, how(1));
  near(square.room, 50);
  near(square.x, 50);
  const long = largestBox(rings, part, 5, how(4));
  near(long.room, 30);
  near(long.y, 230);
});

test("no box covers a hole, what is taken, or what is beyond the view", () => {
  const ring = box(100, 100, 300, 200);
  const hole = box(190, 100, 210, 200);
  const part = largestPart([ring, hole], view);
  near(largestBox([ring, hole], part, 5, how(1)).room, 45);
  near(largestBox([ring], part, 5, how(1)).room, 50);
  const legend = { left: 150, right: 300, top: 100, bottom: 200 };
  const beside = largestBox([ring], part, 5, how(1, [legend]));
  near(beside.room, 25);
  near(beside.x, 125);
  const wide = box(300, 100, 900, 200);
  const inView = largestBox([wide], largestPart([wide], view), 5, how(1));
  near(inView.x, 350);
});

test("there is none where even the smallest does not fit", () => {
  const thin = [box(100, 100, 300, 112)];
  const part = largestPart(thin, view);
  assert.equal(largestBox(thin, part, 6.5, how(3)), null);
  near(largestBox(thin, part, 4, how(3)).room, 6, 0.1);
  assert.equal(largestPart([box(500, 100, 600, 200)], view), null);
});

test("the room about a point is half the height of a box that touches the nearest edge", () => {
  const diamond = [{ x: [200, 300, 200, 100], y: [50, 150, 250, 150] }];
  assert.equal(roomAt(diamond, 200, 150, how(1)), 50);
  near(roomAt(diamond, 200, 150, how(3)), 25, 1e-9); // 75 + 25 = 100
  assert.ok(roomAt(diamond, 110, 60, how(1)) < 0);
  assert.ok(isInRings(diamond, 200, 150) && !isInRings(diamond, 110, 60));
});

test("of vertices that lie together one is kept, and rings of fewer than three are left out", () => {
  const pen = ringPen();
  const draw = (...points) => {
    pen.moveTo(...points[0]);
    points.slice(1).forEach((point) => pen.lineTo(...point));
    pen.closePath();
  };
  draw([0, 0], [1, 1], [10, 0], [10, 10]);
  draw([20, 20], [21, 20], [20, 21]);
  assert.deepEqual(pen.rings, [{ x: [0, 10, 10], y: [0, 0, 10] }]);
});
