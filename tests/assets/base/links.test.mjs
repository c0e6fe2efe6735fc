import assert from "node:assert/strict";
import { test } from "node:test";
import { isWebAddress } from "../../../layers/assets/base/links.mjs";

test("pages of the web may be followed", () => {
  for (const address of [
    "https://example.org",
    "http://example.org/a?b=c#d",
    "https://пример.укр:8080/ж",
    "https://[::1]/",
    "https://example.org/@name",
  ]) {
    assert.ok(isWebAddress(address), address);
  }
});

test("nothing else may", () => {
  for (const address of [
    "",
    "example.org",
    "javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "https:alert(1)",
    "//example.org/",
    " https://example.org/",
    "https://example.org/\u202egpj",
    "https://bank.example@example.org/",
    "https:///path",
  ]) {
    assert.ok(!isWebAddress(address), JSON.stringify(address));
  }
});
