import assert from "node:assert/strict";
import { test } from "node:test";

import { axisFor, areClose } from "../../../layers/assets/chart/axis.mjs";

test("areas close together are not areas that fall to nothing", () => {
  assert.ok(areClose([109361, 109946]));
  assert.ok(!areClose([109361, 0]));
  assert.ok(!areClose([7]));
});

test("on every axis each value lies between the floor and the top", () => {
  for (const values of [[0, 0], [5], [109361, 109946], [0, 0.5, 210000]]) {
    for (const kind of ["zero", "log", "close"]) {
      const { scale, ticks } = axisFor(values, kind, 4);
      for (const value of [...values, ...ticks]) {
        const height = scale(value);
        assert.ok(height >= 0 && height <= 1 + 1e-9, `${kind} ${value}: ${height}`);
      }
    }
  }
});
