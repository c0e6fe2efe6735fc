// Draws elements of the page on a canvas, as the browser shows them.

import { paintStyle } from "../map/canvas_paint.mjs";

// Controls are not part of the picture.
const LEFT_OUT =
  "button:not(.laidname), input, select, script, style, noscript, .legend, .hint, .models, .grip, " +
  ".leaflet-control-zoom, .leaflet-control-layers, [hidden]";
const SHAPES = "path, rect, circle, text";

/** The font of an element, as a canvas takes it. */
export const fontOf = ({ fontStyle, fontWeight, fontSize, fontFamily }) =>
  `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;

// Whether an image is loaded, and whether it is part of the page.
const isLoaded = (element) =>
  element.localName === "canvas" || (element.complete && element.naturalWidth > 0);
const isEmbedded = (element) => element.localName === "canvas" || /^(data|blob):/.test(element.src);

/**
 * Draw `element` with all in it on `context`, of `ratio` pixels to a CSS pixel, with its upper left
 * corner at x and y. If `foreign` is false, images of other hosts are left out: a canvas with one
 * of them cannot be saved.
 */
export function copyElement(context, element, [x, y], ratio, foreign = true) {
  const corner = element.getBoundingClientRect();
  const base = new DOMMatrix().scale(ratio).translate(x - corner.left, y - corner.top);

  /** Draw a node and its content, in the order of their levels. */
  function copyNode(node, frame) {
    const parts = [];
    gather(node, frame, parts);
    parts.sort((a, b) => a.level - b.level).forEach(({ draw }) => draw());
  }

  /**
   * Collect a node and its content; without a level of its own, content is on the level around it.
   */
  function gather(node, { clips, opacity }, parts) {
    if (node.matches(LEFT_OUT)) return;
    const style = getComputedStyle(node);
    if (style.display === "none" || style.visibility === "hidden") return;
    const level = Number(style.zIndex) || 0;
    if (parts.length && style.zIndex !== "auto") {
      parts.push({ level, draw: () => copyNode(node, { clips, opacity }) });
      return;
    }
    const shownOpacity = opacity * Number(style.opacity);
    const inner = style.overflow === "visible" ? clips : [...clips, node];
    const first = parts.length ? 0 : -Infinity;
    parts.push({
      level: first,
      draw: () => drawNode(node, style, { clips, inner, opacity: shownOpacity }),
    });
    if (node.matches("svg, canvas, img")) return;
    for (const child of node.children)
      gather(child, { clips: inner, opacity: shownOpacity }, parts);
  }

  /** Draw a node itself, without its content. */
  function drawNode(node, style, { clips, inner, opacity }) {
    const box = node.getBoundingClientRect();
    context.save();
    context.setTransform(base);
    context.globalAlpha = opacity;
    clips.forEach((clip) => clipToElement(context, clip));
    for (const part of node.getClientRects()) drawBox(context, part, style); // one for each line
    drawBefore(context, node, box);
    if (inner.at(-1) === node) clipToElement(context, node);
    if (node instanceof SVGSVGElement) drawSvg(node);
    else if (node.matches("canvas, img")) {
      const copied = isLoaded(node) && (foreign || isEmbedded(node)) && box.width && box.height;
      if (copied) context.drawImage(node, ...boxArguments(box));
    } else drawText(context, node, style);
    context.restore();
  }

  function drawSvg(drawing) {
    const whole = context.globalAlpha;
    for (const shape of drawing.querySelectorAll(SHAPES)) {
      if (shape.closest("defs, [hidden]") || !shape.getScreenCTM()) continue;
      const { a, b, c, d, e, f } = shape.getScreenCTM();
      context.setTransform(base.multiply(new DOMMatrix([a, b, c, d, e, f])));
      drawShape(context, shape, ratio, whole);
    }
  }

  copyNode(element, { clips: [], opacity: 1 });
}

const boxArguments = ({ left, top, width, height }) => [left, top, width, height];

/** Clip to what is inside the borders of an element. */
function clipToElement(context, element) {
  const { left, top, width, height } = element.getBoundingClientRect();
  const [across, down] = [element.clientLeft || 0, element.clientTop || 0];
  context.beginPath();
  context.rect(left + across, top + down, width - 2 * across, height - 2 * down);
  context.clip();
}

/** Draw the box that the stylesheet adds before the content of an element. */
function drawBefore(context, element, { left, top }) {
  const style = getComputedStyle(element, "::before");
  if (style.content === "none" || style.position !== "absolute") return;
  const [x, y, width, height] = ["left", "top", "width", "height"].map((side) =>
    parseFloat(style[side]),
  );
  if (width && height) drawBox(context, new DOMRect(left + x, top + y, width, height), style);
}

/** Draw background and borders of an element. */
function drawBox(context, box, style) {
  context.fillStyle = style.backgroundColor;
  context.fillRect(...boxArguments(box));
  const { left, top, right, bottom } = box;
  const edges = {
    Top: (width) => [left, top, right - left, width],
    Bottom: (width) => [left, bottom - width, right - left, width],
    Left: (width) => [left, top, width, bottom - top],
    Right: (width) => [right - width, top, width, bottom - top],
  };
  for (const [side, place] of Object.entries(edges)) {
    if (style[`border${side}Style`] === "none") continue;
    context.fillStyle = style[`border${side}Color`];
    context.fillRect(...place(parseFloat(style[`border${side}Width`])));
  }
}

/** Draw the text of an element itself, word by word where the browser put it. */
function drawText(context, element, style) {
  const range = document.createRange();
  context.font = fontOf(style);
  context.fillStyle = style.color;
  context.textAlign = "left";
  for (const node of element.childNodes) {
    if (node.nodeType !== Node.TEXT_NODE) continue;
    const drawPart = (part, at) => {
      range.setStart(node, at);
      range.setEnd(node, at + part.length);
      const boxes = range.getClientRects();
      if (boxes.length > 1 && part.length > 1) return false; // it is broken over lines
      const { left, bottom } = range.getBoundingClientRect();
      context.fillText(part, left, bottom - context.measureText(part).fontBoundingBoxDescent);
      return true;
    };
    for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
      if (drawPart(word, index)) continue;
      let at = index;
      for (const letter of word) {
        drawPart(letter, at);
        at += letter.length;
      }
    }
  }
}

/** Draw a shape of an SVG with the fill, stroke and dashes of the stylesheet. */
function drawShape(context, shape, ratio, whole) {
  const style = getComputedStyle(shape);
  if (style.display === "none" || style.visibility === "hidden") return;
  const { fill, opacity, stroke, width, dashes } = paintStyle(context, shape, ratio);
  const shownOpacity = whole * Number(style.opacity);
  const isText = shape.localName === "text";
  const path = isText ? null : shapePath(shape);
  if (isText) {
    context.font = fontOf(style);
    context.direction = style.direction;
    context.textAlign = style.textAnchor === "middle" ? "center" : style.textAnchor;
  }
  const place = isText
    ? [shape.textContent, ...["x", "y"].map((name) => shape[name].baseVal[0]?.value ?? 0)]
    : [];
  const fillShape = () => {
    if (fill === "none") return;
    context.globalAlpha = shownOpacity * opacity;
    context.fillStyle = fill;
    if (isText) context.fillText(...place);
    else context.fill(path, style.fillRule);
  };
  const strokeShape = () => {
    if (stroke === "none" || !width) return;
    context.globalAlpha = shownOpacity * Number(style.strokeOpacity);
    context.strokeStyle = stroke;
    context.lineWidth = width;
    context.lineJoin = "round";
    context.setLineDash(dashes);
    if (isText) context.strokeText(...place);
    else context.stroke(path);
    context.setLineDash([]);
  };
  const order = style.paintOrder.startsWith("stroke")
    ? [strokeShape, fillShape]
    : [fillShape, strokeShape];
  order.forEach((step) => step());
}

function shapePath(shape) {
  if (shape.localName === "path") return new Path2D(shape.getAttribute("d") ?? "");
  const value = (name) => shape[name].baseVal.value;
  const path = new Path2D();
  if (shape.localName === "circle") path.arc(value("cx"), value("cy"), value("r"), 0, 7);
  else path.rect(...["x", "y", "width", "height"].map(value));
  return path;
}
