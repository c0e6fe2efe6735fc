import assert from "node:assert/strict";
import { test } from "node:test";
import { tracePath, tracePathNear } from "../../../layers/assets/map/paths.mjs";

const BOX = [30, 40, 60, 70];

/** A pen that keeps the rings it draws, as lists of [x, y]. */
function keeper() {
  const rings = [];
  return {
    moveTo: (...point) => rings.push([point]),
    lineTo: (...point) => rings.at(-1).push(point),
    closePath: () => {},
    rings,
  };
}

/** Whether a point lies in rings, by a count of crossings to the right (even-odd). */
function liesIn(rings, px, py) {
  let odd = false;
  for (const ring of rings) {
    ring.forEach(([x0, y0], i) => {
      const [x1, y1] = ring[(i + 1) % ring.length];
      if (y0 > py !== y1 > py && px < x0 + ((py - y0) / (y1 - y0)) * (x1 - x0)) odd = !odd;
    });
  }
  return odd;
}

/** Numbers from 0 to 1 that are the same in every run (a linear congruential generator). */
function chance(seed) {
  return () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
}

/** Rings of a wandering line on a sheet of 100 by 100, as places of vertices and a text. */
function wandering(seed) {
  const next = chance(seed);
  const [x, y, text] = [[0], [0], []];
  for (let ring = 0; ring < 3; ring++) {
    let [px, py] = [next() * 100, next() * 100];
    for (let i = 0; i < 40; i++) {
      [px, py] = [px + (next() - 0.5) * 50, py + (next() - 0.5) * 50].map((value) =>
        Math.min(Math.max(value, 0), 100),
      );
      text.push(x.push(px) - 1);
      y.push(py);
    }
    text.push(0);
  }
  return { text, places: { x, y } };
}

test("within its box a shape that is drawn for it alone is the whole shape", () => {
  let [fewer, inside] = [0, 0];
  for (let seed = 1; seed <= 60; seed++) {
    const { text, places } = wandering(seed);
    const [whole, near] = [keeper(), keeper()];
    tracePath(whole, text, places);
    tracePathNear(near, text, places, BOX);
    const next = chance(seed + 1000);
    for (let i = 0; i < 200; i++) {
      const [px, py] = [30 + next() * 30, 40 + next() * 30];
      assert.equal(liesIn(near.rings, px, py), liesIn(whole.rings, px, py), `seed ${seed}`);
      if (liesIn(whole.rings, px, py)) inside++;
    }
    fewer += whole.rings.flat().length - near.rings.flat().length;
  }
  assert.ok(inside > 1000 && inside < 11000, "some of the points lie inside, some do not");
  assert.ok(fewer > 60 * 20, `${fewer} vertices were left out`);
});

test("no edge of a shape drawn for a box comes nearer to it than those of the whole", () => {
  const { text, places } = wandering(7);
  const near = keeper();
  tracePathNear(near, text, places, BOX);
  const own = new Set(text.map((vertex) => `${places.x[vertex]} ${places.y[vertex]}`));
  const [left, top, right, bottom] = BOX;
  for (const ring of near.rings) {
    ring.forEach(([x0, y0], i) => {
      assert.ok(own.has(`${x0} ${y0}`), "every corner is one of the shape's");
      const [x1, y1] = ring[(i + 1) % ring.length];
      const at = (x, y) =>
        text.findIndex((vertex) => places.x[vertex] === x && places.y[vertex] === y);
      const steps = Math.abs(at(x1, y1) - at(x0, y0));
      if (steps <= 1 || steps === 39) return;
      const beyond = [
        Math.max(x0, x1) < left,
        Math.min(x0, x1) > right,
        Math.max(y0, y1) < top,
        Math.min(y0, y1) > bottom,
      ];
      assert.ok(beyond.some(Boolean), `${x0} ${y0} to ${x1} ${y1}`);
    });
  }
});
