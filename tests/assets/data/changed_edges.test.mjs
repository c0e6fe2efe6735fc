import assert from "node:assert/strict";
import { test } from "node:test";
import { changedBoxFinder } from "../../../layers/assets/data/changed_edges.mjs";

// Vertices 1 to 16 on a grid of four by four; a text ends each ring with 0.
const x = [0, ...Array.from({ length: 16 }, (_, i) => i % 4)];
const y = [0, ...Array.from({ length: 16 }, (_, i) => Math.floor(i / 4))];
const boxOf = (old, now) => changedBoxFinder(17)(old, now, { x, y });

/** Whether the middle of a cell lies in a text, by its own count of crossings to the right. */
function liesIn(text, px, py) {
  let odd = false;
  let ring = [];
  for (const vertex of text) {
    if (vertex) {
      ring.push(vertex);
      continue;
    }
    ring.forEach((vertex, i) => {
      const other = ring[(i + 1) % ring.length];
      if (y[vertex] > py === y[other] > py) return;
      const at = x[vertex] + ((py - y[vertex]) / (y[other] - y[vertex])) * (x[other] - x[vertex]);
      if (px < at) odd = !odd;
    });
    ring = [];
  }
  return odd;
}

test("two equal texts differ nowhere", () => {
  assert.equal(boxOf([1, 2, 6, 5, 0], [1, 2, 6, 5, 0]), null);
  assert.equal(boxOf([], []), null);
});

test("a ring begun at another of its vertices is the same ring", () => {
  assert.equal(boxOf([1, 2, 6, 5, 0], [6, 5, 1, 2, 0]), null);
});

test("a corner that moves changes the box of its edges", () => {
  assert.deepEqual(boxOf([1, 4, 16, 13, 0], [1, 4, 11, 13, 0]), [0, 0, 3, 3]);
  assert.deepEqual(boxOf([1, 2, 3, 4, 8, 5, 0], [1, 2, 3, 7, 8, 5, 0]), [2, 0, 3, 1]);
});

test("a ring that comes or goes changes its own box", () => {
  const [far, near] = [
    [1, 2, 6, 5, 0],
    [11, 12, 16, 15, 0],
  ];
  assert.deepEqual(boxOf(far, [...far, ...near]), [2, 2, 3, 3]);
  assert.deepEqual(boxOf([...near, ...far], far), [2, 2, 3, 3]);
});

test("whatever changes lies within the box, and a finder forgets what it was asked", () => {
  const find = changedBoxFinder(17);
  let seed = 7;
  const draw = (most) => (seed = (seed * 48271) % 2147483647) % most;
  for (let round = 0; round < 3000; round++) {
    const text = () =>
      Array.from({ length: 1 + draw(3) }, () => [
        ...Array.from({ length: 3 + draw(4) }, () => 1 + draw(16)),
        0,
      ]).flat();
    const old = text();
    const now = [...old];
    if (draw(4)) now[draw(3)] = 1 + draw(16);
    else now.push(...text());
    const box = find(old, now, { x, y });
    for (let px = 0.23; px < 3; px += 0.5) {
      for (let py = 0.31; py < 3; py += 0.5) {
        if (liesIn(old, px, py) === liesIn(now, px, py)) continue;
        assert.ok(box && px > box[0] && px < box[2] && py > box[1] && py < box[3], `${old} ${now}`);
      }
    }
  }
});
