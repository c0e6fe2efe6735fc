import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  { files: ["layers/assets/**/*.mjs"], languageOptions: { globals: globals.browser } },
  {
    files: ["layers/assets/**/*.js"],
    languageOptions: { globals: globals.browser, sourceType: "script" },
  },
  { files: ["tests/**/*.mjs"], languageOptions: { globals: globals.node } },
];
