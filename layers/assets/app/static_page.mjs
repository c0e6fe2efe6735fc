// A still map of a date, for an article: it shows what the page shows, and nothing on it works.

import { setAttribute } from "../base/dom.mjs";

/** Takes map, legend and chart from keys and pointers; gives the function that names the picture of a state. */
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
