// Who held a spot: chosen on the map or by the name of a place.

import { html } from "../base/dom.mjs";
import { formatList, phrase } from "../base/language.mjs";
import { capitalize, indicativeText, joinCommas } from "../base/words.mjs";
import {
  intervalText,
  precisionText,
  containsSpot,
  sourceText,
  dateCountText,
  readRows,
  heldIntervals,
  coordinatesText,
} from "../data/intervals.mjs";
import { findPlace } from "./place_search.mjs";

const CLOSE_ZOOM = 8; // least zoom for a place that was searched

/**
 * Create the search field and the panel; `point` sets the mark on the map, or removes it at null.
 * Returns a function that shows a spot.
 */
export function createSpotPanel(find, data, shapes, point) {
  const rows = readRows(data.rows);
  // In the order in which they are unpacked.
  const drawings = [...new Set(data.rows.shape)].sort((a, b) => a - b);
  const [panel, form] = [find(".spot"), find(".find")];
  const places = new Map();
  for (const [name, lat, lon] of [...data.rows.places, ...data.towns])
    if (!places.has(name)) places.set(name, [lat, lon]);
  const names = new Map([...places.keys()].map((name) => [name, name]));
  for (const [name, shown] of data.aliases)
    if (places.has(shown) && !names.has(name)) names.set(name, shown);
  form.hidden = places.size === 0;
  form
    .querySelector("datalist")
    .replaceChildren(...[...places.keys()].map((name) => html("option", { value: name })));

  function showSpot(lat, lon, name = null) {
    const liesIn = containsSpot(shapes, lon, lat);
    const hit = new Set(drawings.filter((shape) => liesIn(shapes.verticesOf(shape))));
    const intervals = heldIntervals(rows.filter((row) => hit.has(row.shape)));
    const placeNames = new Set(intervals.map((interval) => interval.place));
    const onlyPlace = placeNames.size === 1 ? [...placeNames][0] : null;
    panel.querySelector("h2").textContent = name ?? onlyPlace ?? coordinatesText(lat, lon);
    panel
      .querySelector(".intervals")
      .replaceChildren(
        ...(intervals.length
          ? intervals.map((interval) =>
              intervalItem(interval, interval.place === (name ?? onlyPlace)),
            )
          : [html("p", {}, phrase("Not held by anyone on any date of these data."))]),
      );
    panel.hidden = false;
    panel.scrollTop = 0;
  }

  function intervalItem(interval, isNamed) {
    const statuses = interval.series.map((series) => data.statuses[data.drawn[series].status].name);
    const actor = data.actors[data.drawn[interval.series[0]].actor].name;
    const holder = joinCommas([data.actors.length > 1 && actor, formatList(statuses)]);
    const times = [intervalText(interval, data.labels)];
    if (interval.place === null) times.push(dateCountText(interval, data.days.length));
    const lines = [
      interval.indicative && indicativeText(),
      isNamed || interval.place === null
        ? ""
        : phrase("Counted with {place}.", { place: interval.place }),
      sourceText(interval, data.list),
      precisionText(interval),
    ];
    return html(
      "li",
      {},
      html("strong", {}, capitalize(holder)),
      html("p", {}, joinCommas(times)),
      ...lines.filter(Boolean).map((line) => html("p", { class: "quiet" }, line)),
    );
  }

  function close() {
    panel.hidden = true;
    point(null);
  }

  function search(event) {
    event.preventDefault();
    const field = form.querySelector("input");
    const name = names.get(findPlace([...names.keys()], field.value));
    field.setCustomValidity(name || !field.value ? "" : phrase("No place of this name is listed"));
    if (!name) return void field.reportValidity();
    const [lat, lon] = places.get(name);
    point([lat, lon], CLOSE_ZOOM);
    showSpot(lat, lon, name);
  }

  // Not by "submit": a frame without allow-forms never gets it.
  form.querySelector("button").addEventListener("click", search);
  form.addEventListener("keydown", (event) => event.key === "Enter" && search(event));
  form.querySelector("input").addEventListener("input", (event) => {
    event.target.setCustomValidity("");
    if (places.has(event.target.value) && event.inputType !== "insertText") search(event);
  });
  panel.querySelector(".close").addEventListener("click", close);
  panel.addEventListener("keydown", (event) => event.key === "Escape" && close());
  return function chosen(lat, lon) {
    point([lat, lon]);
    showSpot(lat, lon);
  };
}
