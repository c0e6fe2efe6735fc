import assert from "node:assert/strict";
import { test } from "node:test";

import { heightMessages } from "../../../layers/assets/app/frame_heights.mjs";

test("heights are sent in the form that each system reads", () => {
  const [datawrapper, amp, medium, ...more] = heightMessages(640, "https://a.org/map.html");
  assert.deepEqual(Object.values(datawrapper["datawrapper-height"]), [640]);
  assert.deepEqual(amp, { sentinel: "amp", type: "embed-size", height: 640 });
  assert.deepEqual(JSON.parse(medium), {
    src: "https://a.org/map.html",
    context: "iframe.resize",
    height: 640,
  });
  assert.deepEqual(more, [], "pym.js listens to those that it named");
  // As pym.js 1.3 reads it: the name of its frame, a word, and what it says.
  const pym = heightMessages(640, "", "map-1").at(-1);
  assert.deepEqual(/^pymxPYMxmap-1xPYMx(\S+)xPYMx(.*)$/.exec(pym).slice(1), ["height", "640"]);
});
