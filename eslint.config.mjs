import js from "@eslint/js";
import globals from "globals";

// The oldest browsers in which pages run are Chrome 92, Safari 15.4 and Firefox 102: the language of
// 2021, and none of these methods, which one of them lacks. A method is refused by its name alone, as
// that of a list; eslint-plugin-compat knows only those of named globals.
const METHODS = [
  ...["toReversed", "toSorted", "toSpliced", "findLast", "findLastIndex", "hasOwn"],
  ...["groupBy", "fromAsync", "withResolvers", "checkVisibility", "isWellFormed", "roundRect"],
];
const message = "Not in Chrome 92, Safari 15.4 and Firefox 102.";
const beyondFloor = METHODS.map((property) => ({ property, message }));

export default [
  js.configs.recommended,
  {
    files: ["layers/assets/**/*.mjs"],
    languageOptions: { globals: globals.browser, ecmaVersion: 2021 },
    rules: { "no-restricted-properties": ["error", ...beyondFloor] },
  },
  {
    files: ["layers/assets/**/*.js"],
    languageOptions: { globals: globals.browser, sourceType: "script" },
  },
  { files: ["tests/**/*.mjs"], languageOptions: { globals: globals.node } },
];
