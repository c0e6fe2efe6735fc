import assert from "node:assert/strict";
import { test } from "node:test";

import {
  folderUrl,
  queryString,
  filledSnippet,
} from "../../../layers/assets/app/embed_snippets.mjs";

test("the address of a folder is whole, and ends in a slash", () => {
  assert.equal(folderUrl(""), "");
  assert.equal(folderUrl(" example.org/maps "), "https://example.org/maps/");
  assert.equal(folderUrl("http://a.org/x/"), "http://a.org/x/");
});

test("only what was chosen stands in the query", () => {
  assert.equal(
    queryString([
      ["date", ""],
      ["static", false],
    ]),
    "",
  );
  assert.equal(
    queryString([
      ["date", "2017"],
      ["theme", "dark"],
    ]),
    "?date=2017&theme=dark",
  );
  assert.equal(queryString([["date", '"><b>&']]), "?date=%22%3E%3Cb%3E%26");
});

test("a snippet has addresses as HTML writes them, and braces of its own stay", () => {
  const words = {
    folder: 'https://a.org/"x"/',
    file: "timeline.html",
    query: "?date=1&theme=dark",
  };
  assert.equal(
    filledSnippet('<i a="{page}" b="{poster}">${data.height}', words),
    '<i a="https://a.org/&quot;x&quot;/timeline.html?date=1&amp;theme=dark"' +
      ' b="https://a.org/&quot;x&quot;/poster.png">${data.height}',
  );
});
