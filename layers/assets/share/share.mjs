// Buttons to take something along: a link to the date shown, and a picture of the view.

import { html, setText } from "../base/dom.mjs";
import { phrase, plural } from "../base/language.mjs";
import { csv, figureRows, joinSemicolons } from "../base/words.mjs";
import { sourceNames } from "../panel/panel.mjs";
import { hashWith, pageNumber } from "./address.mjs";
import { RATIO, addPngText, drawPicture, toPng } from "./picture.mjs";

const MOST_NAMED = 3; // sources in a picture; others are counted
const FREED_MS = 60000; // after which a downloaded file is freed

/** "controlmap-2017-07-10.png", for any text that a source has as its date. */
export const pictureName = (text) => `controlmap-${text.replace(/[^\w.-]+/g, "-")}.png`;

/** "Sources: a; b; c and 9 more". */
export function sourceLine(names) {
  const values = { names: joinSemicolons(names.slice(0, MOST_NAMED)) };
  const more = names.length - MOST_NAMED;
  if (more > 0) {
    return plural("Sources: {names} and {n} more", "Sources: {names} and {n} more", more, values);
  }
  if (names.length > 1) return phrase("Sources: {names}", values);
  return names.length ? phrase("Source: {names}", values) : "";
}

/** Connect the buttons; `index` returns that of the date shown, `sharp` is the territory's. */
export function connectShareButtons(root, data, index, sharp) {
  const find = (selector) => root.querySelector(selector);
  const [status, link] = [find(".share .message"), find(".share .link")];
  const address = link.querySelector("input");
  const labelNow = () => data.labels[index()];

  const copy = find(".share .copy");
  copy.hidden = /^(about|blob|data):/.test(location.href); // a frame without an address of its own
  copy.addEventListener("click", async () => {
    const [page] = location.href.split("#");
    address.value =
      page + hashWith(location.hash, { [`date${pageNumber(root)}`]: data.texts[index()] });
    try {
      await navigator.clipboard.writeText(address.value);
      link.hidden = true;
      setText(status, phrase("Copied: a link to {date}", { date: labelNow() }));
    } catch {
      link.hidden = false; // pages from disk and in some frames may not write to the clipboard
      setText(
        status,
        phrase("This browser lets no page copy for you: the link is selected, copy it"),
      );
      address.focus();
      address.select();
    }
  });

  find(".share .picture")?.addEventListener("click", async () => {
    const credits = [...find(".about").querySelectorAll(".credits li")].map(
      (item) => item.textContent,
    );
    const lines = credits.length ? credits : [sourceLine(sourceNames(data.rows))].filter(Boolean);
    const drawnPicture = (foreign) => sharp(RATIO, () => drawPicture(root, lines, foreign));
    const name = pictureName(data.texts[index()]);
    const whole = await toPng(drawnPicture(true));
    const picture = whole ?? (await toPng(drawnPicture(false)));
    if (!picture) {
      return setText(status, phrase("No picture: this browser lets none be made of this map"));
    }
    const { program, sentence } = find(".made").dataset;
    const file = addPngText(picture, { Software: program, Comment: sentence });
    const url = downloadFile(file, name);
    const words = phrase(
      "Not saved? Press and hold the picture, or click it with the right button",
    );
    offer(words, html("img", { src: url, alt: phrase("Map of {date}", { date: labelNow() }) }));
    const saved = whole
      ? phrase("Saved as {name}", { name })
      : phrase("Saved as {name}, without the map beneath: its host lets nobody copy its pictures", {
          name,
        });
    setText(status, saved);
  });
  find(".share .csv").addEventListener("click", () => {
    const text = html("textarea", { readonly: "", rows: 8 }, csv(figureRows(data)));
    text.addEventListener("focus", () => text.select());
    offer(phrase("Not saved? Copy the figures from here"), text);
  });

  /** Show what was downloaded too, where nothing tells the page whether it was allowed. */
  function offer(words, element) {
    find(".share .offer")?.remove();
    if (window.origin !== "null" || window.parent === window) return;
    find(".share").append(html("label", { class: "offer" }, html("span", {}, words), element));
  }
}

/** Download a file. Returns its address, for a while. */
function downloadFile(file, name) {
  const link = document.createElement("a");
  Object.assign(link, { href: URL.createObjectURL(file), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), FREED_MS);
  return link.href;
}
