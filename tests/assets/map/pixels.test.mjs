import assert from "node:assert/strict";
import { test } from "node:test";

import { edgeFinder } from "../../../layers/assets/data/changed_edges.mjs";
import { pixelIntervals, createScanner } from "../../../layers/assets/map/pixels.mjs";

const [WIDTH, HEIGHT] = [23, 17];

/** Pixels in the runs of some edges [x0, y0, x1, y1]. */
function inside(edges, width = WIDTH, height = HEIGHT) {
  const { edge, runs } = createScanner(width, height);
  edges.forEach((coordinates) => edge(...coordinates));
  const pixels = new Set();
  runs((from, to) => {
    for (let pixel = from; pixel < to; pixel++) pixels.add(pixel);
  });
  return [...pixels].sort((a, b) => a - b);
}

/** The same by asking each pixel's middle, whose ray to the left counts what it crosses. */
function asked(edges, width = WIDTH, height = HEIGHT) {
  return Array.from({ length: width * height }, (_, pixel) => pixel).filter((pixel) => {
    const [px, py] = [(pixel % width) + 0.5, Math.floor(pixel / width) + 0.5];
    let odd = false;
    for (const [x0, y0, x1, y1] of edges) {
      if (y0 <= py === y1 <= py) continue;
      if (x0 + ((py - y0) / (y1 - y0)) * (x1 - x0) <= px) odd = !odd;
    }
    return odd;
  });
}

let seed = 11;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
const ring = (points) => points.map((point, i) => [...point, ...points[(i + 1) % points.length]]);

test("pixels whose middles lie in a square are those of the square", () => {
  const square = [
    [1, 1],
    [3, 1],
    [3, 3],
    [1, 3],
  ];
  assert.deepEqual(inside(ring(square), 5, 4), [6, 7, 11, 12]);
});

test("rings of any form, in part beyond the sheet, hold the pixels that they should", () => {
  for (let round = 0; round < 300; round++) {
    const rings = Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
      Array.from({ length: 3 + Math.floor(random() * 9) }, () => [
        (random() * 2 - 0.5) * WIDTH,
        (random() * 2 - 0.5) * HEIGHT,
      ]),
    );
    const edges = rings.flatMap(ring);
    assert.deepEqual(inside(edges), asked(edges), `round ${round}`);
    const twice = [...edges, ...edges.map(([a, b, c, d]) => [c, d, a, b])];
    assert.deepEqual(inside(twice), [], "an edge that is met twice counts as not at all");
  }
});

test("many rows and crossings fit", () => {
  const teeth = Array.from({ length: 400 }, (_, i) => [i, i % 2 ? 299 : 1]);
  const edges = ring([...teeth, [400, 300], [-1, 300]]);
  assert.deepEqual(inside(edges, 400, 300), asked(edges, 400, 300));
});

test("dates gone through edge by edge give what asking each date for each pixel gives", () => {
  const days = [0, 1, 1.5, 10, 400, 401, 1000.25];
  const [lengths, starts] = [
    [0, 1.25, 9, 395, 800],
    [0, 1, 3, 6],
  ];
  const sheets = lengths.map((_, i) =>
    Uint32Array.from({ length: WIDTH * HEIGHT }, (_, pixel) => (i + 1) * 1000 + pixel),
  );
  const places = Array.from({ length: 40 }, () => [random() * WIDTH, random() * HEIGHT]);
  for (let round = 0; round < 60; round++) {
    const texts = days.map(() => {
      const rings = Array.from({ length: Math.floor(random() * 3) }, () => [
        ...Array.from(
          { length: 3 + Math.floor(random() * 5) },
          () => 1 + Math.floor(random() * 39),
        ),
        0,
      ]);
      return rings.flat();
    });
    const edgesOf = (text) => {
      const pixelList = [];
      edgeFinder(40)([], text, (a, b) => pixelList.push([...places[a], ...places[b]]));
      return pixelList;
    };
    const frames = texts.map((text) => new Set(asked(edgesOf(text))));
    const known = pixelIntervals(WIDTH * HEIGHT, days);
    const { edge, runs } = createScanner(WIDTH, HEIGHT);
    const changedEdges = edgeFinder(40);
    texts.forEach((text, index) => {
      changedEdges(texts[index - 1] ?? [], text, (a, b) => edge(...places[a], ...places[b]));
      runs((from, to) => known.turn(from, to, index));
      const [held, gained] = ["held", "gained"].map((what) => {
        const out = new Uint32Array(WIDTH * HEIGHT);
        known.copyPixels(out, sheets, what === "held" ? lengths : starts, what, index);
        return out;
      });
      for (let pixel = 0; pixel < WIDTH * HEIGHT; pixel++) {
        const past = frames.slice(0, index + 1).map((frame) => frame.has(pixel));
        const begun = past.indexOf(true);
        const intervals = past.slice(0, -1).map((on, i) => (on ? days[i + 1] - days[i] : 0));
        const total = intervals.reduce((sum, days) => sum + days, past[index] ? 1 : 0);
        const reached = (value, list) => 1 + list.findLastIndex((start) => value >= start);
        assert.equal(gained[pixel], begun < 0 ? 0 : reached(begun, starts) * 1000 + pixel);
        assert.equal(held[pixel], begun < 0 ? 0 : reached(total, lengths) * 1000 + pixel);
      }
    });
  }
});
