// A field for a date, written as people write dates in ISO; it says in words what it made of it.

import { readDay } from "../base/dates.mjs";
import { html, setText } from "../base/dom.mjs";
import { phrase } from "../base/language.mjs";
import { indexOn } from "../data/date_index.mjs";

const SECONDS_OF_A_DAY = 86400;

/**
 * The date of `data` that a text means: { index, words }. The words tell how it was taken where that
 * is not what was written; the index is null where the text is no date.
 */
export function readDate(text, { days, texts, labels }) {
  const written = text.trim();
  const sameText = texts.indexOf(written); // a source may write dates that no calendar reads
  if (sameText >= 0) return { index: sameText, words: "" };
  const day = readDay(written.replace(/^[−–]/, "-")); // the signs that phones put for a minus
  if (day === null)
    return { index: null, words: phrase("Not a date; write it as 2017-07-10, 2017-07 or 2017") };
  const end = day + 1 - 1 / SECONDS_OF_A_DAY; // a date is meant to its last second
  const index = indexOn(days, end);
  const date = labels[index];
  if (end < days[0]) return { index, words: phrase("The data begin with {date}", { date }) };
  if (day > days.at(-1)) return { index, words: phrase("The data end with {date}", { date }) };
  const exact = Math.floor(days[index]) === day;
  return { index, words: exact ? "" : phrase("In force then: {date}", { date }) };
}

/**
 * A field called `name`, whose `element` is a tool; `go` is called with the index of each date that
 * the reader writes, and `show` puts the date at an index into it.
 */
export function createDateField(name, data, go) {
  const input = html("input", {
    type: "text",
    autocomplete: "off",
    spellcheck: "false",
    enterkeyhint: "go",
  });
  const message = html("span", { class: "told", role: "status" });
  const label = html("label", {}, html("span", {}, name), input);
  let shown = null;

  /** Writes a date, unless the reader is writing one. */
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
      show(read.index); // where it was shown already, nobody else does
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
