// The date compared with: a rule that gives a date, chosen in a field.

import { civil, dayOf } from "../base/dates.mjs";
import { setAttribute, setHidden, setText } from "../base/dom.mjs";
import { phrase } from "../base/language.mjs";
import { highest } from "../base/scale.mjs";
import { joinCommas } from "../base/words.mjs";
import { indexOn } from "../data/date_index.mjs";
import { comparedSeries } from "../data/payload.mjs";
import { createDateField } from "./date_field.mjs";

export const MOVING_RULES = ["peak", "year", "last"]; // they depend on the date shown or the actor
const DAYS_OF_EVERY_MONTH = 28;

/** The same day of the year before; of 29 February, the 28th. */
export function yearEarlier(day) {
  const [year, month, date] = civil(day);
  const before = dayOf(year - 1, month, date);
  return civil(before)[1] === month ? before : dayOf(year - 1, month, DAYS_OF_EVERY_MONTH);
}

/** Index of the date that `against` gives for the date at `index`; null if there is none. */
export function comparedIndex(against, index, days, km2) {
  if (!against) return null;
  const { rule, fixed } = against;
  if (rule === "peak") return highest(km2) > 0 ? km2.indexOf(highest(km2)) : null;
  if (rule === "last") return index > 0 ? index - 1 : null;
  if (rule !== "year") return fixed;
  const day = yearEarlier(days[index]);
  return day < days[0] ? null : indexOn(days, day);
}

/** What a parameter of the address compares with: a rule, or the date at an index; or null. */
export function readAgainst(parameter, indexOf) {
  if (MOVING_RULES.includes(parameter)) return { rule: parameter, fixed: null };
  const fixed = parameter ? indexOf(parameter) : null;
  return fixed === null ? null : { rule: "other", fixed };
}

/** The parameter for the address; null if nothing is compared. */
export const againstParameter = (against, texts) =>
  against && (MOVING_RULES.includes(against.rule) ? against.rule : texts[against.fixed]);

/**
 * Fill the field; `compare` is called with what the reader chose, or null. Returns a function that
 * draws a state.
 */
export function createCompareField(find, data, compare) {
  const [tool, button, select] = [find(".comparing"), find(".compare"), find(".against")];
  if (!select) return () => {};
  const names = new Map([...select.options].map((option) => [option.value, option.text]));
  const otherDate = createDateField(phrase("The other date"), data, (fixed) =>
    compare({ rule: "other", fixed }),
  );
  tool.append(otherDate.element);
  let shown = null;
  let last = null; // the rule that was drawn last

  select.addEventListener("change", () => {
    const rule = select.value;
    const fixed = shown.before ?? shown.index;
    if (!rule) compare(null);
    else compare({ rule, fixed: rule === "other" ? fixed : rule === "now" ? shown.index : null });
  });
  button.addEventListener("click", () => compare(shown.against ? null : usualComparison()));
  tool.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.target.matches("input")) return;
    compare(null);
  });

  /** With the height; on the date of the height with the last one. */
  function usualComparison() {
    const { km2 } = data.series[comparedSeries(data, shown.actor)];
    const isHeight = km2.indexOf(highest(km2)) === shown.index;
    const fixed = shown.index === data.span[1] ? data.span[0] : data.span[1];
    return isHeight ? { rule: "other", fixed } : { rule: "peak", fixed: null };
  }

  return function update(state) {
    const { against, before } = (shown = state);
    const rule = against?.rule ?? "";
    if (rule !== last) {
      for (const option of select.options) setText(option, names.get(option.value));
      select.value = last = rule;
      otherDate.element.hidden = rule !== "other";
      setHidden(tool, rule === "");
      setAttribute(button, "aria-pressed", rule !== "");
    }
    if (rule === "other") otherDate.show(before);
    else if (rule) {
      const date = before === null ? phrase("no data") : data.labels[before];
      setText(
        select.selectedOptions[0],
        rule === "now" ? date : joinCommas([names.get(rule), date]),
      );
    }
  };
}
