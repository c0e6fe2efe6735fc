// A picture of the view: title, date and figures, the map, the legend and the credits.

import { phrase } from "../base/language.mjs";
import { copyElement, fontOf } from "./element_to_canvas.mjs";

export const RATIO = 2; // pixels of the picture to a pixel of the page
const MOST_PIXELS = 16e6; // some browsers make no larger canvas
const PAD = 16; // pixels around texts
const LINE_HEIGHT = 1.35; // of the font size
const TITLE_LINE_HEIGHT = 1.15; // of the largest font size
const SWATCH = { width: 20, height: 12, gap: 6 };
const MOST_LINES = 8; // of a remark or a source
const MOST_LETTERS = 600; // of a text that is drawn
const PNG_HEADER_BYTES = 33; // the header chunk of a PNG ends here

/**
 * Lines of `text` no wider than `width`, at most `most` of them; `measure` gives a text's width.
 */
export function wrapLines(text, width, measure, most = Infinity) {
  const result = [""];
  const fits = (candidate) => measure(candidate) <= width;
  for (const word of text.slice(0, MOST_LETTERS).trim().split(/\s+/)) {
    const longer = `${result.at(-1)} ${word}`.trim();
    if (fits(longer)) result[result.length - 1] = longer;
    else {
      if (result.at(-1)) result.push("");
      for (const letter of word) {
        if (result.at(-1) && !fits(result.at(-1) + letter)) result.push("");
        result[result.length - 1] += letter;
      }
    }
  }
  if (result.length <= most && text.length <= MOST_LETTERS) return result;
  const last = result.slice(0, most);
  while (last.at(-1) && !fits(`${last.at(-1)}…`)) last[last.length - 1] = last.at(-1).slice(0, -1);
  return [...last.slice(0, -1), `${last.at(-1)}…`];
}

/** The direction of a text, by its first letter. */
export function directionOf(text) {
  return /^\P{L}*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u.test(text) ? "rtl" : "ltr";
}

/**
 * Draw the view of `root` with its `credits`. Returns the canvas. `foreign` is as in `copyElement`.
 */
export function drawPicture(root, credits, foreign) {
  const find = (selector) => root.querySelector(selector);
  const map = find(".folium-map").getBoundingClientRect(); // without a legend below it
  const width = Math.round(map.width);
  const style = getComputedStyle(root);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const right = style.direction === "rtl";
  const sizes = ["h1", ".now", ".legend"].map((selector) =>
    parseFloat(getComputedStyle(find(selector)).fontSize),
  );
  const [large, medium, small] = sizes;
  const face = { fontStyle: "normal", fontFamily: style.fontFamily };
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");

  /**
   * Write blocks of text below each other, or only measure them if not `visible`. Returns where
   * they end.
   */
  function drawColumn(blocks, left, top, columnWidth, visible) {
    let y = top;
    for (const { text, size, weight = 400, tone = "ink", most = 3, swatch } of blocks) {
      const step = size * (size > medium ? TITLE_LINE_HEIGHT : LINE_HEIGHT);
      const indent = swatch ? SWATCH.width + SWATCH.gap : 0;
      if (swatch && visible) drawSwatch(swatch, right ? left + columnWidth : left, y);
      context.font = fontOf({ ...face, fontSize: `${size}px`, fontWeight: weight });
      context.direction = directionOf(text);
      for (const line of wrapLines(
        text,
        columnWidth - indent,
        (word) => context.measureText(word).width,
        most,
      )) {
        context.fillStyle = colour(tone);
        const start = right ? left + columnWidth - indent : left + indent;
        if (visible) context.fillText(line, start, y + size);
        y += step;
      }
    }
    return y;
  }

  const inner = width - 2 * PAD;
  const half = (inner - PAD) / 2;
  const trimmedText = (element) => element.textContent.trim().replace(/\s+/g, " ");
  const quiet = (text) => ({ text, size: small, tone: "quiet" });
  const headings = [...find(".ledger thead").querySelectorAll("th")]
    .map(trimmedText)
    .map((text) => [{ text, size: fitSize(text, medium), weight: 700 }]);
  // Of each status what it counts, and below it a column for each date.
  const figures = [...find(".ledger").tBodies[0].rows].map(({ cells: [name, ...cells] }, i) => ({
    name: [{ ...quiet(trimmedText(name)), swatch: name.querySelector(".swatch") }],
    columns: headings.map((_, column) => figureTexts(cells[column], i === 0)),
  }));
  const definitions = find(".definitions") ?? find(".standfirst");
  const remarks = [find(".who"), find(".omitted"), find(".shape"), definitions]
    .filter((element) => element && trimmedText(element))
    .map((element) => ({ ...quiet(trimmedText(element)), most: MOST_LINES }));

  /** Blocks of text of a cell of the figures: its area, and what is below it. */
  function figureTexts(cell, isFirst) {
    const [figure, ...rest] = [...cell.children].map(trimmedText);
    const head = { text: figure, size: fitSize(figure, isFirst ? large : medium), weight: 700 };
    return [head, ...rest.filter(Boolean).map(quiet)];
  }

  /** At most `size`, at which a bold text fits on one line of a column. */
  function fitSize(text, size) {
    context.font = fontOf({ ...face, fontSize: `${size}px`, fontWeight: 700 });
    return Math.floor(size * Math.min(1, half / context.measureText(text).width));
  }

  const title = [{ text: trimmedText(find("h1")), size: large, weight: 700 }];
  const sources = credits.map((text) => ({ ...quiet(text), most: MOST_LINES }));
  const heading = trimmedText(find(".legend h2"));
  // Rows that stand beside the figures are left out here.
  const rows = [...root.querySelectorAll(".legend li")].filter(
    (row) => getComputedStyle(row).display !== "none",
  );

  /** Draw everything, or measure its height if not `visible`. */
  function compose(visible) {
    context.textBaseline = "alphabetic";
    context.textAlign = right ? "right" : "left";
    let y = drawColumn(title, PAD, PAD / 2, inner, visible) + PAD / 4;
    const sides = right ? [PAD + half + PAD, PAD] : [PAD, PAD + half + PAD];
    const drawColumns = (columns, top) =>
      Math.max(...columns.map((blocks, i) => drawColumn(blocks, sides[i], top, half, visible)));
    y = drawColumns(headings, y);
    for (const { name, columns } of figures) {
      y = drawColumns(columns, drawColumn(name, PAD, y + PAD / 4, inner, visible));
    }
    y += PAD / 4;
    y = drawColumn(remarks, PAD, y, inner, visible);
    y = Math.round(y + PAD / 2);
    const place = y;
    y = drawColumn(heading ? [quiet(heading)] : [], PAD, y + map.height + PAD / 2, inner, visible);
    y = drawLegend(y, visible);
    y = drawColumn(sources, PAD, y + PAD / 4, inner, visible);
    return { place, height: Math.ceil(y + PAD / 2) };
  }

  /** Draw the rows of the legend side by side, as they fit. Returns where they end. */
  function drawLegend(top, visible) {
    context.font = fontOf({ ...face, fontSize: `${small}px`, fontWeight: 400 });
    const measure = (text) => context.measureText(text).width;
    const high = Math.max(SWATCH.height, small * LINE_HEIGHT) + 4;
    let [x, y] = [PAD, top];
    rows.forEach((row, i) => {
      const [name, ...figures] = [...row.querySelectorAll("span")].map(trimmedText).filter(Boolean);
      const tail = figures.map((text) => phrase(", ") + text).join("");
      const nameWidth = inner - SWATCH.width - SWATCH.gap - measure(tail);
      const line = wrapLines(name ?? "", nameWidth, measure, 1)[0] + tail;
      const wide = SWATCH.width + SWATCH.gap + measure(line);
      if (x > PAD && x + wide > width - PAD) [x, y] = [PAD, y + high];
      if (visible) drawLegendRow(row, line, right ? width - x : x, y);
      x += wide + PAD;
      if (i === rows.length - 1) y += high;
    });
    return y;
  }

  function drawLegendRow(row, line, x, y) {
    const across = SWATCH.width + SWATCH.gap;
    const picture = row.querySelector("svg");
    context.fillStyle = colour("ink");
    context.direction = directionOf(line);
    context.fillText(line, right ? x - across : x + across, y + small);
    if (picture) drawSwatch(picture, x, y);
  }

  /** Draw a swatch before a line of text: at its left, or its right edge. */
  function drawSwatch(picture, x, y) {
    copyElement(context, picture, [right ? x - SWATCH.width : x, y + 1], ratio, foreign);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  const { place, height } = compose(false);
  const ratio = Math.min(RATIO, Math.sqrt(MOST_PIXELS / (width * height)));
  Object.assign(canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = colour("paper");
  context.fillRect(0, 0, width, height);
  context.save();
  context.beginPath();
  context.rect(0, place, width, map.height);
  context.clip();
  copyElement(context, find(".map"), [0, place], ratio, foreign);
  context.restore();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.globalAlpha = 1;
  compose(true);
  return canvas;
}

/** A canvas as a PNG; null if an image of another host is in it, since it cannot be saved. */
export function toPng(canvas) {
  return new Promise((done) => {
    try {
      canvas.toBlob(done, "image/png");
    } catch {
      done(null);
    }
  });
}

/** A PNG with `texts`, in Latin letters by keyword, in its tEXt chunks. */
export function addPngText(picture, texts) {
  const chunks = Object.entries(texts).map(([keyword, text]) =>
    pngChunk(`tEXt${keyword}\0${text}`),
  );
  return new Blob(
    [picture.slice(0, PNG_HEADER_BYTES), ...chunks, picture.slice(PNG_HEADER_BYTES)],
    { type: "image/png" },
  );
}

/** A chunk of a PNG: its length, type and content, and check sum. */
function pngChunk(text) {
  const bytes = new Uint8Array(text.length + 8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, text.length - 4);
  bytes.set(
    [...text].map((letter) => letter.charCodeAt()),
    4,
  );
  view.setUint32(text.length + 4, crc32(bytes.subarray(4, -4)));
  return bytes;
}

/** CRC-32 of bytes, as in gzip and PNG. */
function crc32(bytes) {
  let sum = -1;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}
