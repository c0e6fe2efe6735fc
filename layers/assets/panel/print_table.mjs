// A table for print only: the areas of the actor shown, short enough for one page.

import { html } from "../base/dom.mjs";
import { formatNumber, phrase } from "../base/language.mjs";
import { highest } from "../base/scale.mjs";
import { areaNumber } from "../base/words.mjs";
import { areaOrEnd } from "./panel.mjs";

const MOST_ROWS = 24; // dates that fit below a map and a chart on A4

/** Tell an element that its size may have changed: printing does not wait for observers. */
const notifyResized = (element) => element.dispatchEvent(new Event("controlmap:resized"));

/** At most `most` of `count` indices: those `required`, and others spread evenly. */
export function sampleIndices(count, most, required) {
  const indices = new Set(required.slice(0, most));
  const free = Math.min(most, count) - indices.size;
  for (let step = 0; step < free; step++) {
    let index = Math.round(((step + 0.5) / free) * (count - 1));
    while (indices.has(index)) index = (index + 1) % count;
    indices.add(index);
  }
  return [...indices].sort((a, b) => a - b);
}

/** Prepare the page when it is printed. Returns a function that takes a state. */
export function createPrintTable(root, data) {
  const place = root.querySelector(".printed");
  let state = null;
  const cell = (name, text, scope) => html(name, scope ? { scope } : {}, text);

  function fill() {
    const { index, actor } = state;
    const ownSeries = data.series.filter((series) => series.actor === actor);
    const peak = ownSeries[0].km2.indexOf(highest(ownSeries[0].km2));
    const required = new Set([index, peak, 0, data.days.length - 1]);
    const rows = sampleIndices(data.days.length, MOST_ROWS, [...required]).map((date) =>
      html(
        "tr",
        date === index ? { class: "shown" } : {},
        cell("th", data.labels[date], "row"),
        ...ownSeries.map((series) => cell("td", areaOrEnd(data, series, date, areaNumber))),
      ),
    );
    const heads = [phrase("Date"), ...ownSeries.map((series) => data.statuses[series.status].name)];
    const head = () => html("tr", {}, ...heads.map((text) => cell("th", text, "col")));
    const all = rows.length === data.days.length;
    const share = phrase("{some} of {all} dates; the page itself lists all of them", {
      some: formatNumber(rows.length),
      all: formatNumber(data.days.length),
    });
    const isBroad = ownSeries.length > 2;
    place.classList.toggle("broad", isBroad);
    const words = { actor: data.actors[actor].name, unit: data.areaFormat.unit.name() };
    const name = phrase("{actor}, in {unit}", words);
    // Tables side by side: no engine but Chromium sets the rows of one in columns on paper.
    const high = Math.ceil(rows.length / (isBroad ? 2 : 3));
    const parts = rows.flatMap((_, i) => (i % high ? [] : [rows.slice(i, i + high)]));
    const tables = parts.map((part) =>
      html("table", {}, html("thead", {}, head()), html("tbody", {}, ...part)),
    );
    const caption = all ? name : phrase("{name}: {what}", { name, what: share });
    place.replaceChildren(html("p", {}, caption), html("div", {}, ...tables));
  }

  function setPrinting(printing) {
    if (root.classList.contains("printing") === printing) return;
    if (printing) fill();
    root.classList.toggle("printing", printing);
    for (const element of root.querySelectorAll(".chart, .folium-map")) notifyResized(element);
  }

  window.addEventListener("beforeprint", () => setPrinting(true));
  window.addEventListener("afterprint", () => setPrinting(false));
  return (next) => (state = next);
}
