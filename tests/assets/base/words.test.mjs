import assert from "node:assert/strict";
import { test } from "node:test";

import { hashWith, indexInHash } from "../../../layers/assets/share/address.mjs";
import { roomFor } from "../../../layers/assets/map/labels.mjs";
import { pace } from "../../../layers/assets/app/player.mjs";
import {
  indexAfter,
  indexAt,
  indexOn,
  stepArea,
  stepBand,
  stepLine,
  thinned,
} from "../../../layers/assets/data/steps.mjs";
import { actorIn, opening, scalesFor } from "../../../layers/assets/app/app.mjs";
import { manner } from "../../../layers/assets/base/units.mjs";
import {
  area,
  change,
  csv,
  figures,
  reach,
  sentence,
  sincePeak,
  spoken,
  when,
} from "../../../layers/assets/base/words.mjs";

test("figures have as many places as their size bears", () => {
  assert.equal(area(109361.407), "109,361 km²");
  assert.equal(area(51.79), "51.8 km²");
  assert.equal(area(4.0213), "4.02 km²");
  assert.equal(area(0), "0 km²");
  assert.equal(area(0.00714), "0.0071 km²");
  assert.equal(area(14816, manner(3)), "14,800 km²");
});

test("a change says how much and since when", () => {
  const then = when("2024-07-08", "8 July 2024");
  assert.equal(change(12, 10.5, then), "1.50 km² more than on 8 July 2024");
  assert.equal(change(0, 5000, when("-0322", "323 BCE")), "5,000 km² less than in 323 BCE");
  assert.equal(change(7, 7, when("2014-06", "June 2014")), "As much as in June 2014");
});

test("a loss since the peak is told as long as it is one, and never rounded up to all", () => {
  const on = (index) => `on day ${index}`;
  const km2 = [50, 200, 199, 4, 0.3, 0.008, 0];
  assert.deepEqual(
    km2.map((_, index) => sincePeak(km2, index, on)),
    [
      "",
      "",
      "",
      "98 % less than at its peak on day 1",
      "99.9 % less than at its peak on day 1",
      "99.996 % less than at its peak on day 1",
      "Nothing is left of the 200 km² at its peak on day 1",
    ],
  );
  assert.equal(sincePeak([0, 0], 1, on), "");
});

test("the slider says date, area and actor", () => {
  const rows = [{ km2: 14800, status: "held" }];
  const said = spoken("17 October 2017", rows, "Islamic State");
  assert.equal(said, "17 October 2017, 14,800 km², Islamic State");
  rows.push({ km2: 20000, status: "claimed" });
  assert.match(spoken("1 May 2017", rows, "A"), /14,800 km² held, 20,000 km² claimed, A$/);
  assert.equal(sentence("about the size of Wales"), "About the size of Wales");
  assert.equal(sentence(""), "");
});

test("names with commas, quotes and line ends stay one cell", () => {
  assert.equal(
    csv([["a,b", 'say "x"', "two\nlines", 1.5]]),
    '"a,b","say ""x""","two\nlines",1.5\n',
  );
});

test("no cell of a table runs as a formula", () => {
  const runs = ["=1+1", "@SUM(1)", "+HYPERLINK(1)", "-2+3+cmd", "\t=1"];
  const plain = ["-0322", "-0322-01-01", "-0322-01~", "-1.5", "red", "a=b"];
  for (const text of runs) assert.equal(csv([[text]]), `'${text}\n`);
  for (const text of plain) assert.equal(csv([[text]]), `${text}\n`);
  assert.equal(csv([[-1.5]]), "-1.5\n");
});

test("figures list every date and series", () => {
  const rows = figures({
    texts: ["-0322", "1815"],
    actors: [{ key: "Spain", name: "España" }],
    statuses: [{ key: "control", name: "ground held" }],
    series: [{ actor: 0, status: 0, km2: [0, 486148.28] }],
  });
  assert.deepEqual(rows[0], ["date", "actor", "status", "area_km2"]);
  assert.deepEqual(rows[2], ["1815", "Spain", "control", 486148.28]);
});

test("the address opens at the date in force, and keeps what else it says", () => {
  const dates = { days: [0, 10, 20], texts: ["1970", "1970-01-11", "[1970-01-21..1971]"] };
  assert.equal(indexInHash("#date=1970-01-15", dates), 1);
  assert.equal(indexInHash("#date=1960-01-15", dates), 0);
  assert.equal(indexInHash("#date=yesterday", dates), null);
  assert.equal(indexInHash("", dates), null);
  dates.texts.forEach((text, index) => {
    assert.equal(indexInHash(hashWith("", { date: text }), dates), index);
  });
  assert.equal(hashWith("#date=1&b=2", { date: "-0322" }), "#date=-0322&b=2");
});

test("ground holds from its date until the next", () => {
  assert.equal(indexOn([0, 10, 20], 10), 1);
  assert.equal(indexOn([0, 10, 20], 9.9), 0);
  assert.equal(indexOn([0, 10, 20], -5), 0);
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

test("a pointer just short of a date means that date", () => {
  assert.equal(indexAt([0, 100, 105], 95, 12), 1);
  assert.equal(indexAt([0, 100, 105], 80, 12), 0);
  assert.equal(indexAt([0, 100, 105], 102, 12), 1);
  assert.equal(indexAt([0, 100, 105], 104, 12), 2);
});

test("keys move one change, a tenth of the series, or to an end", () => {
  assert.equal(indexAfter("ArrowRight", 5, 62), 6);
  assert.equal(indexAfter("ArrowLeft", 0, 62), 0);
  assert.equal(indexAfter("PageUp", 5, 62), 11);
  assert.equal(indexAfter("Home", 5, 62), 0);
  assert.equal(indexAfter("End", 5, 62), 61);
  assert.equal(indexAfter("a", 5, 62), null);
});

test("the page opens on the last date, or on the peak of ground that is all lost", () => {
  assert.equal(opening([{ km2: [1, 9, 4] }]), 2);
  assert.equal(opening([{ km2: [1, 9, 0] }, { km2: [2, 9, 0] }]), 1);
});

test("the page follows an actor that holds ground", () => {
  const series = [{ actor: 0 }, { actor: 1 }, { actor: 2 }];
  assert.equal(
    actorIn(
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
    actorIn(
      [
        [1, 7],
        [2, 8],
      ],
      series,
      0,
    ),
    1,
  );
  assert.equal(actorIn([], series, 0), 0);
});

test("each actor gets the scale that shows its change", () => {
  assert.deepEqual(scalesFor([100, 101]).slice(0, 2), ["close", "zero"]);
  assert.deepEqual(scalesFor([100, 0]).slice(0, 2), ["zero", "log"]);
});

test("play takes its time, and more of it where motion is unwelcome", () => {
  assert.equal(pace(2, "normal"), 1200);
  assert.equal(pace(100, "normal"), 240);
  assert.equal(pace(100000, "normal"), 60);
  assert.equal(pace(100000, "slow"), 1200);
  assert.deepEqual([pace(100, "fast"), pace(100000, "fast")], [80, 30]);
});

test("names find room in order of importance and never overlap", () => {
  const size = { x: 200, y: 100 };
  const name = (x, y) => ({ x, y, width: 60, height: 12 });
  const placed = roomFor([name(50, 50), name(52, 52), name(195, 20), name(50, 90)], size);
  assert.deepEqual(
    placed.map((one) => [one.y, one.side]),
    [
      [50, "right"],
      [20, "left"],
      [90, "right"],
    ],
  );
  const taken = [{ left: 0, right: 200, top: 0, bottom: 100 }];
  assert.deepEqual(roomFor([name(50, 50)], size, taken), []);
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

test("how far an area could be off is told in its own digits", () => {
  assert.match(reach([90010, 94980], manner(3)), /^90,000 to 95,000 km², as its sources/);
  assert.equal(reach([5, 5]), "");
  assert.equal(reach(null), "");
});

test("of points too close to tell apart the ends and the extremes remain, in order", () => {
  const crowd = [5, 9, 2, 7, 1, 6].map((y, i) => [i / 20, y]);
  const points = [...crowd, [3, 4], [8, 8]];
  assert.deepEqual(
    thinned(points, 0.5).map(([, y]) => y),
    [5, 9, 1, 6, 4, 8],
  );
  assert.deepEqual(thinned(points.slice(-2), 0.5), points.slice(-2));
  assert.deepEqual(thinned([], 0.5), []);
});
