import assert from "node:assert/strict";
import { test } from "node:test";

import {
  dotPath,
  stepArea,
  stepBand,
  stepLine,
  straightLine,
  thinPoints,
} from "../../../layers/assets/chart/step_paths.mjs";

test("points are joined without a step, and not across a date without an entry", () => {
  const points = [[0, 5], [10, 4.04], null, [30, 3], [40, 2]];
  assert.equal(straightLine(points), "M0,5L10,4M30,3L40,2");
  assert.equal(dotPath(points), "M0,5h0M10,4h0M30,3h0M40,2h0");
  assert.equal(straightLine([]) + dotPath([null]), "");
});

test("a band holds to its steps and leaves out what is not known", () => {
  const ranges = [[9, 5], [8, 4], null, [3, 3]];
  assert.equal(stepBand([0, 10, 20, 30], ranges, 40), "M0,5V5H10V4H20V8H10V9H0ZM30,3V3H40V3H30Z");
  assert.equal(stepBand([0], [null], 40), "");
  const three = stepBand(
    [0, 1, 2],
    [
      [9, 5],
      [9, 5],
      [9, 5],
    ],
    3,
  );
  assert.equal(three.split("Z").length, 2, "what follows without a gap is one part");
});

test("of points too close to tell apart the ends and the extremes remain, in order", () => {
  const crowd = [5, 9, 2, 7, 1, 6].map((y, i) => [i / 20, y]);
  const points = [...crowd, [3, 4], [8, 8]];
  assert.deepEqual(
    thinPoints(points, 0.5).map(([, y]) => y),
    [5, 9, 1, 6, 4, 8],
  );
  assert.deepEqual(thinPoints(points.slice(-2), 0.5), points.slice(-2));
  assert.deepEqual(thinPoints([], 0.5), []);
});

test("a line holds its value until the next date", () => {
  assert.equal(
    stepLine(
      [
        [0, 5],
        [10, 2],
      ],
      15,
    ),
    "M0,5H10V2H15",
  );
  assert.equal(stepArea([[0, 5]], 15, 9), "M0,5H15V9H0Z");
});
