import assert from "node:assert/strict";
import { test } from "node:test";

import { fitLabel, groupMarks } from "../../../layers/assets/chart/break_labels.mjs";

test("marks whose words would meet share a label, whichever side these are on", () => {
  const group = (...xs) =>
    groupMarks(
      xs.map((x) => ({ x })),
      50,
    ).map((marks) => marks.map(({ x }) => x));
  assert.deepEqual(group(10, 60, 300), [[10, 60], [300]]);
  assert.deepEqual(group(300, 10, 110), [[10], [110], [300]]);
  assert.deepEqual(group(), []);
});

test("words that would cover an area lose their second line, and stay at their rule", () => {
  const chart = { measure: (text) => 6 * text.length, top: 20, size: 10 };
  const lines = ["counted", "since September"];
  const high = fitLabel(lines, 200, true, { ...chart, levelAt: () => 90 });
  assert.deepEqual(high.lines, lines);
  assert.deepEqual(high.box, { left: 105, top: 20, width: 95, height: 25 });
  const levelAt = (from) => (from < 110 ? 30 : 90); // an area reaches up left of 110
  const low = fitLabel(lines, 200, true, { ...chart, levelAt });
  assert.deepEqual(low.lines, ["counted"]);
  assert.deepEqual(low.box, { left: 153, top: 20, width: 47, height: 12.5 });
  const east = fitLabel(lines, 110, false, { ...chart, levelAt });
  assert.deepEqual([east.lines, east.box.left], [lines, 110]);
});
