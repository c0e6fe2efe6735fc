import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { constants, gzipSync } from "node:zlib";

import { gunzip } from "../../../layers/assets/data/inflate.mjs";

const TEXTS = {
  nothing: Buffer.from(""),
  "a letter": Buffer.from("a"),
  "a repeated word": Buffer.from("abcabc".repeat(20000)),
  "bytes without any order": randomBytes(70000),
  zeros: Buffer.alloc(100000),
  numbers: Buffer.from(Array.from({ length: 30000 }, (_, i) => (i * i) % 977).join()),
};

for (const [name, bytes] of Object.entries(TEXTS)) {
  test(`a browser without DecompressionStream unzips ${name}`, () => {
    for (const level of [0, 1, 6, 9]) {
      const zipped = new Uint8Array(gzipSync(bytes, { level }));
      assert.deepEqual(Buffer.from(gunzip(zipped)), bytes);
    }
    const fixed = gzipSync(bytes, { strategy: constants.Z_FIXED });
    assert.deepEqual(Buffer.from(gunzip(new Uint8Array(fixed))), bytes);
  });
}
