// What the page says of the date shown: its figures beside those at the height, and what happened.

import { html, setAttribute, setChildren, setText, swatch } from "../base/dom.mjs";
import { phrase } from "../base/language.mjs";
import { highest } from "../base/scale.mjs";
import {
  joinSemicolons,
  areaChange,
  areaRange,
  capitalize,
  indicativeText,
  sliderText,
  splitArea,
  joinCommas,
  omittedText,
  when,
} from "../base/words.mjs";
import { breaksBetween, countedDifferently, notCompared } from "../data/breaks.mjs";
import { changeParts } from "../data/pairs.mjs";
import { isIndicative, noEntryText, statusName, uncountedOn } from "../data/payload.mjs";
import { changeList } from "./largest_changes.mjs";

// Texts of a date, by the class of their element.
const DATE_TEXTS = ["date", "then", "who", "shape", "change", "peak", "omitted"];

/** Index of the date on which a series is largest, the first of several. */
const heightOf = ({ km2 }) => km2.indexOf(highest(km2));

/**
 * Index of the date beside the one shown: that compared with; on the date of the height the first
 * one with territory; null for the height.
 */
function besideIndex(series, index, before) {
  const first = series.km2.findIndex((km2) => km2 > 0);
  return before ?? (index === heightOf(series) && index > first ? first : null);
}

/** Fill in the texts of the date and of the slider. Returns a function that updates them. */
export function createDateTexts(find, data, fill) {
  const several = data.actors.length > 1;
  const day = (index) => when(data.texts[index], data.labels[index]);
  const slider = find(".chart");
  const [eventList, changes] = [find(".happened"), find(".changes")];
  let listed = null; // series and unit of the changes that are listed
  const places = Object.fromEntries(DATE_TEXTS.map((name) => [name, find(`.${name}`)]));
  const updateLedger = createLedger(find(".ledger"), data, fill);
  reachByKeys([find(".now"), find(".since"), eventList]);
  return function update({ index, actor, before }) {
    const rows = data.series.filter((series) => series.actor === actor);
    const [first] = rows;
    const name = data.actors[actor].name;
    const other = before ?? index - 1;
    const ended = noEntryText(data, actor, index);
    const texts = {
      date: data.labels[index],
      then: data.labels[besideIndex(first, index, before)] ?? phrase("At its height"),
      who: several ? name : "",
      shape: shapeText(rows, index),
      change:
        other < 0 || other === index
          ? ""
          : capitalize(changeText(first, index, other, before !== null)),
      peak: capitalize(peakText(first, index, before)),
      omitted: omittedOn(index),
    };
    for (const part of DATE_TEXTS) if (places[part]) setText(places[part], texts[part]);
    updateLedger(rows, index, before);
    showEvents(index, first, other);
    const wanted = `${data.series.indexOf(first)} ${data.areaFormat.unit.km2}`;
    if (listed !== wanted) changes.replaceChildren(...changeList(data, first));
    listed = wanted;
    const begun = breaksBetween(data, first, index - 1, index);
    const areas = rows.map((series) => ({ km2: series.km2[index], status: status(series) }));
    setAttribute(slider, "aria-valuenow", index);
    setAttribute(
      slider,
      "aria-valuetext",
      joinSemicolons([
        ended
          ? joinCommas([data.labels[index], name, ended])
          : sliderText(data.labels[index], areas, name, data.areaFormat),
        countedDifferently(begun),
        ...begun.map(({ reason }) => reason),
        texts.omitted,
      ]),
    );
  };

  function status(series) {
    return data.statuses[series.status].name;
  }

  /** Whether shapes of the map are indicative; of the other statuses alone, by their names. */
  function shapeText(rows, index) {
    const some = rows.filter((row) => isIndicative(data, data.series.indexOf(row), index));
    if (!some.length) return "";
    return indicativeText(some.includes(rows[0]) ? [] : some.map(status));
  }

  /** What a date without any territory leaves out; empty on others. */
  function omittedOn(index) {
    if (data.series.some((series) => series.km2[index] > 0)) return "";
    return omittedText(uncountedOn(data, index), data.areaFormat);
  }

  /**
   * Show the events of the date, or of the days since the date before it, and why it is not
   * compared with the date at `other`.
   */
  function showEvents(index, series, other) {
    const now = data.events.filter((event) => event.index === index);
    const lines = now.map(({ label, day, title, sentence }) => {
      const dated = phrase("{name}: {what}", { name: label, what: title });
      const own = day === data.days[index] ? title : dated;
      return html("p", {}, html("strong", {}, own), " ", sentence);
    });
    const reasons = breaksBetween(data, series, other, index).map(({ label, reason }, _, all) =>
      html("p", {}, ...(all.length > 1 ? [html("strong", {}, label), " "] : []), reason),
    );
    setChildren(eventList, [...lines, ...reasons]);
  }

  /**
   * On the date of the height how it differs from the first one, which stands beside; later that
   * the height was counted otherwise, if it was.
   */
  function peakText(series, index, before) {
    const [at, beside] = [heightOf(series), besideIndex(series, index, before)];
    if (before !== null || noEntryText(data, series.actor, index) || index < at) return "";
    if (index === at)
      return [null, index - 1].includes(beside) ? "" : netText(series, index, beside);
    if (!breaksBetween(data, series, at, index).length) return "";
    return phrase("not compared with its peak {when}: counted differently then", { when: day(at) });
  }

  /** The net change since the date at `other`, or why there is none. */
  function netText(series, index, other) {
    const breaks = breaksBetween(data, series, other, index);
    const { km2 } = series;
    return notCompared(breaks) || areaChange(km2[index], km2[other], day(other), data.areaFormat);
  }

  function changeText(series, index, other, compared) {
    if (noEntryText(data, series.actor, index)) return ""; // said in place of the area
    const ended = noEntryText(data, series.actor, other);
    if (ended) return ended;
    const net = netText(series, index, other);
    if (!compared || breaksBetween(data, series, other, index).length) return net;
    return net + changeParts(data, data.series.indexOf(series), index, other);
  }
}

/**
 * The table of figures: a row for each status of an actor, its area at its height, or on the date
 * compared with, beside that on the date shown. Returns a function that fills it.
 */
function createLedger(table, data, fill) {
  const hasThen = table.querySelector(".then") !== null;
  const cache = new Map(); // rows are created once: a step from date to date creates none

  function createRow(series) {
    const cell = (name) => {
      const parts = ["figure", "size", "range", "at"].map((part) => html("span", { class: part }));
      parts[0].append(html("span"), html("small"));
      return { parts, element: html("td", { class: name }, ...parts) };
    };
    const [then, now] = [cell("then"), cell("shown")];
    // A title that does not name the holder leaves that to the figures.
    const who = data.untitled && series === data.series[0] ? data.actors[0].name : "";
    const name = html("span", { class: "what" }, joinCommas([who, statusName(data, series)]));
    const heading = html("th", { scope: "row" }, swatch(data, series, fill), name);
    const cells = hasThen ? [then.element, now.element] : [now.element];
    return { then, now, element: html("tr", {}, heading, ...cells) };
  }

  function rowOf(series) {
    if (!cache.has(series)) cache.set(series, createRow(series));
    return cache.get(series);
  }

  /** Write the area of a series on a date into a cell, with what it is as large as. */
  function write({ parts: [figure, size, range, at], element }, series, index, isDated) {
    const ended = noEntryText(data, series.actor, index);
    const km2 = series.km2[index];
    const [number, unit] = splitArea(km2, data.areaFormat);
    setText(figure.firstChild, capitalize(ended) || number);
    setText(figure.lastChild, ended ? "" : unit);
    setText(size, ended ? "" : capitalize(data.sizes[series.sizes[index]]));
    setText(range, ended ? "" : capitalize(areaRange(series.ranges?.[index], data.areaFormat)));
    setText(at, isDated && km2 > 0 ? data.labels[index] : "");
    element.classList.toggle("words", ended !== "");
  }

  return function update(rows, index, before) {
    const beside = besideIndex(rows[0], index, before);
    const shown = rows.map((series) => {
      const { then, now, element } = rowOf(series);
      write(now, series, index, false);
      if (hasThen) write(then, series, beside ?? heightOf(series), beside === null);
      return element;
    });
    setChildren(table.tBodies[0], shown);
  };
}

/** Let the Tab key reach those of `parts` that scroll, and only while they do. */
function reachByKeys(parts) {
  const observer = new ResizeObserver(() => {
    for (const part of parts) {
      if (part.scrollHeight > part.clientHeight + 1) setAttribute(part, "tabindex", 0);
      else part.removeAttribute("tabindex");
    }
  });
  for (const part of parts) for (const each of [part, ...part.children]) observer.observe(each);
}
