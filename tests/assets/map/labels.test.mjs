import assert from "node:assert/strict";
import { test } from "node:test";

import { labelPosition, placeLabels } from "../../../layers/assets/map/labels.mjs";

const view = { x: 400, y: 300 };
const label = { width: 100, height: 40 };
const box = { left: 150, right: 250, top: 100, bottom: 200 };
const sideOf = ([x, y]) => {
  if (y >= box.bottom) return "below";
  if (y + label.height <= box.top) return "above";
  return x >= box.right ? "right" : x + label.width <= box.left ? "left" : "over";
};

test("a label stands below a box, in its middle", () => {
  assert.deepEqual(labelPosition(box, label, view, []), [150, 206]);
});

test("it slides along the box past what is there, and goes to another side where it must", () => {
  const legend = { left: 200, right: 400, top: 200, bottom: 300 };
  assert.deepEqual(labelPosition(box, label, view, [legend]), [100, 206]);
  const foot = { left: 0, right: 400, top: 200, bottom: 300 };
  const head = { left: 0, right: 400, top: 0, bottom: 100 };
  assert.equal(sideOf(labelPosition(box, label, view, [foot])), "above");
  assert.equal(sideOf(labelPosition(box, label, view, [foot, head])), "right");
  const wall = { left: 250, right: 400, top: 0, bottom: 300 };
  assert.equal(sideOf(labelPosition(box, label, view, [foot, head, wall])), "left");
});

test("it keeps off the territory where it can, but rather hides territory than a button", () => {
  const territory = { left: 100, right: 300, top: 150, bottom: 300 };
  assert.equal(sideOf(labelPosition(box, label, view, [], territory)), "above");
  const buttons = [
    { left: 0, right: 400, top: 0, bottom: 100 },
    { left: 0, right: 150, top: 0, bottom: 300 },
    { left: 250, right: 400, top: 0, bottom: 300 },
  ];
  assert.equal(sideOf(labelPosition(box, label, view, buttons, territory)), "below");
});

test("it never leaves the view", () => {
  const all = { left: -50, right: 450, top: -50, bottom: 350 };
  const [x, y] = labelPosition(all, label, view, []);
  assert.ok(x >= 0 && y >= 0 && x + label.width <= view.x && y + label.height <= view.y);
});

test("names are placed in order of importance and never overlap", () => {
  const size = { x: 200, y: 100 };
  const name = (x, y) => ({ x, y, width: 60, height: 12 });
  const placed = placeLabels([name(50, 50), name(52, 52), name(195, 20), name(50, 90)], size);
  assert.deepEqual(
    placed.map((name) => [name.y, name.side]),
    [
      [50, "right"],
      [20, "left"],
      [90, "right"],
    ],
  );
  const taken = [{ left: 0, right: 200, top: 0, bottom: 100 }];
  assert.deepEqual(placeLabels([name(50, 50)], size, taken), []);
});
