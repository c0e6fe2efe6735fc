import assert from "node:assert/strict";
import { test } from "node:test";

import { datesBetween, sceneAfter, sceneOn } from "../../../layers/assets/share/present.mjs";

test("arrows, a clicker's keys and space lead from scene to scene, and stop at the ends", () => {
  const press = (key, at, shiftKey = false) => sceneAfter({ key, shiftKey }, at, 3);
  for (const key of ["ArrowRight", "ArrowDown", "PageDown", " ", "Enter"]) {
    assert.deepEqual([press(key, 0), press(key, 2)], [1, 2], key);
  }
  for (const key of ["ArrowLeft", "ArrowUp", "PageUp", "Backspace"]) {
    assert.deepEqual([press(key, 2), press(key, 0)], [1, 0], key);
  }
  assert.equal(press(" ", 2, true), 1, "shift and space go back");
  assert.deepEqual([press("Home", 2), press("End", 0)], [0, 2]);
  assert.equal(press("x", 1), null);
});

test("a talk begins with the scene of the date shown, else with the last one before it", () => {
  const scenes = [3, 8, 8, 20].map((index) => ({ index }));
  assert.deepEqual(
    [0, 3, 5, 8, 19, 20, 99].map((index) => sceneOn(scenes, index)),
    [0, 0, 0, 1, 2, 3, 3],
  );
});

test("the way from date to date ends where it leads, in few steps, and never turns", () => {
  assert.deepEqual(datesBetween(4, 4), []);
  assert.deepEqual(datesBetween(4, 6), [5, 6]);
  assert.deepEqual(datesBetween(6, 4), [5, 4]);
  for (const [from, to] of [
    [0, 768],
    [768, 0],
    [3, 40],
  ]) {
    const way = datesBetween(from, to);
    assert.ok(way.length <= 20);
    assert.equal(way.at(-1), to);
    const signs = way.map((date, i) => Math.sign(date - (way[i - 1] ?? from)));
    assert.deepEqual(new Set(signs), new Set([Math.sign(to - from)]));
  }
});
