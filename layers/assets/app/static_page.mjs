// A static map of one date, for an article: it looks like the page, and has no controls.

import { setAttribute } from "../base/dom.mjs";

/** Disable map, legend and chart. Returns a function that updates the label of the picture. */
export function makeStatic(find) {
  const [map, chart] = [find(".folium-map"), find(".chart")];
  for (const element of [map, find(".notes")]) if (element) element.inert = true;
  const names = ["tabindex", "aria-valuemin", "aria-valuemax", "aria-orientation"];
  names.forEach((name) => chart.removeAttribute(name));
  chart.setAttribute("role", "img");
  function update() {
    setAttribute(chart, "aria-label", chart.getAttribute("aria-valuetext"));
    for (const name of ["aria-valuenow", "aria-valuetext"]) chart.removeAttribute(name);
    for (const button of find(".legend").querySelectorAll("button")) button.disabled = true;
  }
  update();
  return update;
}
