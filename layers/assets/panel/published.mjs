// "What was published": every claim beside the comparable measured area.

import { html } from "../base/dom.mjs";
import { phrase } from "../base/language.mjs";
import { externalLink } from "../base/links.mjs";
import { joinCommas } from "../base/words.mjs";
import { comparableArea, claimText, definitionText, remarks } from "../chart/claims.mjs";
import { quoteText } from "../chart/marks.mjs";
import { fillWhenOpened } from "./panel.mjs";

/** Fill the table of `details` when it is first opened. Returns a function that fills it again. */
export function createPublishedTable(details, data) {
  return fillWhenOpened(details, () => [publishedTable(data)]);
}

function publishedTable(data) {
  const heads = [
    phrase("Date"),
    phrase("Who"),
    phrase("Figure"),
    phrase("What was counted"),
    phrase("Our figure, same definition"),
    phrase("Remarks"),
  ];
  const head = html("tr", {}, ...heads.map((text) => html("th", { scope: "col" }, text)));
  const rows = data.claims.map((claim) => publishedRow(data, claim));
  return html("table", {}, html("thead", {}, head), html("tbody", {}, ...rows));
}

function publishedRow(data, claim) {
  const publisher = claim.url ? externalLink(claim.url, claim.publisher) : claim.publisher;
  const cells = [
    publisher,
    joinCommas([claimText(claim, data.areaFormat), quoteText(claim.as_stated)]),
    definitionText(claim),
    comparableArea(claim, data),
    remarks(claim).join(" "),
  ];
  return html(
    "tr",
    {},
    html("th", { scope: "row" }, claim.label),
    ...cells.map((cell) => html("td", {}, cell)),
  );
}
