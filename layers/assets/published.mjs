// "What was published": every claim beside the area measured on its date, made when first opened.

import { claimed, counted, remarks } from "./claims.mjs";
import { html } from "./dom.mjs";
import { outward } from "./notes.mjs";
import { whenOpened } from "./panel.mjs";
import { indexOn } from "./steps.mjs";
import { area } from "./words.mjs";

/** Makes the table of `details` when it is first opened. */
export function publishedRoom(details, data) {
  whenOpened(details, () => [publishedTable(data)]);
}

/** "94,900 km² held; 198,000 km² claimed": what is measured on the date in force on `day`. */
export function measuredOn(data, day, actor) {
  if (day < data.days[0]) return "";
  const index = indexOn(data.days, day);
  return data.series
    .filter((one) => one.actor === actor)
    .map((one) => `${area(one.km2[index], data.significant)} ${data.statuses[one.status].name}`)
    .join("; ");
}

function publishedTable(data) {
  const heads = [
    "Date",
    "Who",
    "Figure",
    "What was counted",
    "Measured then, all ground",
    "Remarks",
  ];
  const head = html("tr", {}, ...heads.map((text) => html("th", { scope: "col" }, text)));
  const rows = data.claims.map((claim) => row(data, claim));
  return html("table", {}, html("thead", {}, head), html("tbody", {}, ...rows));
}

function row(data, claim) {
  const who = claim.url ? outward(claim.url, claim.publisher) : claim.publisher;
  const figure = [claimed(claim), claim.as_stated && `“${claim.as_stated}”`].filter(Boolean);
  const cells = [
    who,
    figure.join(", "),
    counted(claim),
    measuredOn(data, claim.day, claim.actor ?? 0),
    remarks(claim).join(" "),
  ];
  return html(
    "tr",
    {},
    html("th", { scope: "row" }, claim.label),
    ...cells.map((cell) => html("td", {}, cell)),
  );
}
