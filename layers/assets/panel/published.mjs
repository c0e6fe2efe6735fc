// "What was published": every claim beside what is measured alike, made when first opened.

import { alike, claimed, counted, remarks } from "../chart/claims.mjs";
import { html } from "../base/dom.mjs";
import { phrase } from "../base/language.mjs";
import { outward } from "../base/links.mjs";
import { quoted } from "../chart/marks.mjs";
import { whenOpened } from "./panel.mjs";
import { together } from "../base/words.mjs";

/** Makes the table of `details` when it is first opened; gives the function that makes it anew. */
export function publishedRoom(details, data) {
  return whenOpened(details, () => [publishedTable(data)]);
}

function publishedTable(data) {
  const heads = [
    phrase("Date"),
    phrase("Who"),
    phrase("Figure"),
    phrase("What was counted"),
    phrase("Measured alike"),
    phrase("Remarks"),
  ];
  const head = html("tr", {}, ...heads.map((text) => html("th", { scope: "col" }, text)));
  const rows = data.claims.map((claim) => row(data, claim));
  return html("table", {}, html("thead", {}, head), html("tbody", {}, ...rows));
}

function row(data, claim) {
  const publisher = claim.url ? outward(claim.url, claim.publisher) : claim.publisher;
  const cells = [
    publisher,
    together([claimed(claim, data.manner), quoted(claim.as_stated)]),
    counted(claim),
    alike(claim, data),
    remarks(claim).join(" "),
  ];
  return html(
    "tr",
    {},
    html("th", { scope: "row" }, claim.label),
    ...cells.map((cell) => html("td", {}, cell)),
  );
}
