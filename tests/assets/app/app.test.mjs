import assert from "node:assert/strict";
import { test } from "node:test";

import { followedActor, openingIndex, scalesFor } from "../../../layers/assets/app/app.mjs";

test("the page opens on the date that the data name, or the last with territory in its span", () => {
  const series = [{ km2: [3, 9, 5, 7, 0] }, { km2: [0, 0, 0, 0, 0] }];
  const data = { series, opening: 3 };
  assert.equal(openingIndex(data, 0, 4), 3);
  assert.equal(openingIndex(data, 0, 2), 2);
  assert.equal(openingIndex(data, 4, 4), 4);
  const both = [{ km2: [1, 0, 0] }, { km2: [2, 9, 0] }];
  assert.equal(openingIndex({ series: both, opening: 5 }, 0, 2), 1);
  assert.equal(openingIndex({ series: [{ km2: [0, 0] }], opening: 5 }, 0, 1), 1);
});

test("the page follows an actor that holds territory", () => {
  const series = [{ actor: 0 }, { actor: 1 }, { actor: 2 }];
  assert.equal(
    followedActor(
      [
        [1, 7],
        [2, 8],
      ],
      series,
      2,
    ),
    2,
  );
  assert.equal(
    followedActor(
      [
        [1, 7],
        [2, 8],
      ],
      series,
      0,
    ),
    1,
  );
  assert.equal(followedActor([], series, 0), 0);
});

test("each actor gets the scale that shows its change", () => {
  assert.deepEqual(scalesFor([100, 101]).slice(0, 2), ["close", "zero"]);
  assert.deepEqual(scalesFor([100, 0]).slice(0, 2), ["zero", "log"]);
});
