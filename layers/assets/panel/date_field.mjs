// A field for a date, in ISO format; it shows how the text was read.

import { readDay } from "../base/dates.mjs";
import { html, setText } from "../base/dom.mjs";
import { phrase } from "../base/language.mjs";
import { indexOn } from "../data/date_index.mjs";

const SECONDS_OF_A_DAY = 86400;
const LAST_DIGIT_BITS = 15; // of the code of an Arabic or Persian digit

/**
 * The date of `data` that a text means: { index, words }. `words` explain how the text was read, if
 * that is not obvious; the index is null if the text is no date.
 */
export function readDate(text, { days, texts, labels }) {
  const written = text
    .trim()
    .replace(/[٠-٩۰-۹]/g, (digit) => digit.charCodeAt(0) & LAST_DIGIT_BITS);
  const sameText = texts.indexOf(written); // a source may write dates that are not in a calendar
  if (sameText >= 0) return { index: sameText, words: "" };
  const day = readDay(written.replace(/^[−–]/, "-")); // phones write these signs for a minus
  if (day === null)
    return { index: null, words: phrase("Not a date; write it as 2017-07-10, 2017-07 or 2017") };
  const end = day + 1 - 1 / SECONDS_OF_A_DAY; // to the last second of the day
  const index = indexOn(days, end);
  const date = labels[index];
  if (end < days[0]) return { index, words: phrase("The data begin with {date}", { date }) };
  if (day > days.at(-1)) return { index, words: phrase("The data end with {date}", { date }) };
  const exact = Math.floor(days[index]) === day;
  return { index, words: exact ? "" : phrase("In force then: {date}", { date }) };
}

/**
 * Create a field labelled `name`: `element`, and `show`, which sets the date at an index. `go` is
 * called with the index of each date that the reader writes.
 */
export function createDateField(name, data, go) {
  const input = html("input", {
    type: "text",
    autocomplete: "off",
    spellcheck: "false",
    enterkeyhint: "go",
  });
  const message = html("span", { class: "message", role: "status" });
  const label = html("label", {}, html("span", {}, name), input);
  let shown = null;

  /** Show a date, unless it is shown already: the reader may be typing. */
  function show(index) {
    if (index === shown) return;
    shown = index;
    showMessage({ index, words: "" });
    input.value = data.texts[index];
  }

  function showMessage({ index, words }) {
    setText(message, words);
    if (index === null) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  input.addEventListener("change", () => {
    const read = readDate(input.value, data);
    if (read.index !== null) {
      go(read.index);
      show(read.index); // if the date was shown already, nothing else does this
      input.value = data.texts[read.index];
    }
    showMessage(read);
  });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || shown === null) return;
    input.value = data.texts[shown];
    showMessage({ index: shown, words: "" });
  });
  return { element: html("div", { class: "tool" }, label, message), show };
}
