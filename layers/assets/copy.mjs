// What the browser shows of a part of the page, on a canvas: its elements are asked, never guessed.

import { inkOf } from "./ink.mjs";

// What a reader works with is not part of the picture.
const LEFT_OUT =
  "button, input, select, script, style, noscript, .legend, .hint, .models, " +
  ".leaflet-control-zoom, .leaflet-control-layers, [hidden]";
const SHAPES = "path, rect, circle, text";

/** The font of an element, as a canvas takes it. */
export const fontOf = ({ fontStyle, fontWeight, fontSize, fontFamily }) =>
  `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;

// Whether a picture is there, and whether it came with the page.
const isThere = (one) => one.localName === "canvas" || (one.complete && one.naturalWidth > 0);
const isOurs = (one) => one.localName === "canvas" || /^(data|blob):/.test(one.src);

/**
 * Copies `element` with all in it to `context`, whose unit is a CSS pixel of which it has `ratio`,
 * with its upper left corner at x and y. Where `foreign` is false, pictures of other hosts are left
 * out: with one of them no canvas can be saved.
 */
export function copyTo(context, element, [x, y], ratio, foreign = true) {
  const corner = element.getBoundingClientRect();
  const base = new DOMMatrix().scale(ratio).translate(x - corner.left, y - corner.top);

  function walk(one, opacity) {
    if (one.matches(LEFT_OUT)) return;
    const style = getComputedStyle(one);
    if (style.display === "none" || style.visibility === "hidden") return;
    const seen = opacity * Number(style.opacity);
    const box = one.getBoundingClientRect();
    context.save();
    context.setTransform(base);
    context.globalAlpha = seen;
    boxed(context, box, style);
    if (style.overflow !== "visible") cropped(context, one, box);
    if (one instanceof SVGSVGElement) draw(one);
    else if (one.matches("canvas, img")) {
      const copied = isThere(one) && (foreign || isOurs(one)) && box.width && box.height;
      if (copied) context.drawImage(one, ...sides(box));
    } else {
      write(context, one, style);
      inOrder(one.children).forEach((child) => walk(child, seen));
    }
    context.restore();
  }

  function draw(drawing) {
    const whole = context.globalAlpha;
    for (const shape of drawing.querySelectorAll(SHAPES)) {
      if (shape.closest("defs, [hidden]") || !shape.getScreenCTM()) continue;
      const { a, b, c, d, e, f } = shape.getScreenCTM();
      context.setTransform(base.multiply(new DOMMatrix([a, b, c, d, e, f])));
      shaped(context, shape, ratio, whole);
    }
  }

  walk(element, 1);
}

const sides = ({ left, top, width, height }) => [left, top, width, height];

/** Keeps to what lies inside the borders of an element. */
function cropped(context, { clientLeft, clientTop }, { left, top, width, height }) {
  const [across, down] = [clientLeft, clientTop].map((edge) => edge || 0);
  context.beginPath();
  context.rect(left + across, top + down, width - 2 * across, height - 2 * down);
  context.clip();
}

/** Children as they lie on each other; what has no level of its own lies as high as what is in it. */
function inOrder(children) {
  return [...children]
    .map((one) => [levelOf(one), one])
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one);
}

function levelOf(one) {
  const { zIndex } = getComputedStyle(one);
  if (zIndex !== "auto") return Number(zIndex);
  return one instanceof SVGElement ? 0 : Math.max(0, ...[...one.children].map(levelOf));
}

/** Ground and borders of an element. */
function boxed(context, box, style) {
  context.fillStyle = style.backgroundColor;
  context.fillRect(...sides(box));
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

/** The words of an element itself, each where the browser has put it. */
function write(context, element, style) {
  const range = document.createRange();
  context.font = fontOf(style);
  context.fillStyle = style.color;
  context.textAlign = "left";
  for (const node of element.childNodes) {
    if (node.nodeType !== Node.TEXT_NODE) continue;
    for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const { left, bottom } = range.getBoundingClientRect();
      context.fillText(word, left, bottom - context.measureText(word).fontBoundingBoxDescent);
    }
  }
}

/** One shape of a drawing, with the fill, the stroke and the dashes that the stylesheet gives it. */
function shaped(context, shape, ratio, whole) {
  const style = getComputedStyle(shape);
  if (style.display === "none" || style.visibility === "hidden") return;
  const { fill, opacity, stroke, width } = inkOf(context, shape, ratio);
  const seen = whole * Number(style.opacity);
  const word = shape.localName === "text";
  const path = word ? null : outline(shape);
  if (word) {
    context.font = fontOf(style);
    context.direction = style.direction;
    context.textAlign = style.textAnchor === "middle" ? "center" : style.textAnchor;
  }
  const place = word
    ? [shape.textContent, ...["x", "y"].map((name) => shape[name].baseVal[0]?.value ?? 0)]
    : [];
  const filled = () => {
    if (fill === "none") return;
    context.globalAlpha = seen * opacity;
    context.fillStyle = fill;
    if (word) context.fillText(...place);
    else context.fill(path, style.fillRule);
  };
  const stroked = () => {
    if (stroke === "none" || !width) return;
    context.globalAlpha = seen * Number(style.strokeOpacity);
    context.strokeStyle = stroke;
    context.lineWidth = width;
    context.lineJoin = "round";
    context.setLineDash((style.strokeDasharray.match(/[\d.]+/g) ?? []).map(Number));
    if (word) context.strokeText(...place);
    else context.stroke(path);
    context.setLineDash([]);
  };
  const order = style.paintOrder.startsWith("stroke") ? [stroked, filled] : [filled, stroked];
  order.forEach((one) => one());
}

function outline(shape) {
  if (shape.localName === "path") return new Path2D(shape.getAttribute("d") ?? "");
  const value = (name) => shape[name].baseVal.value;
  const path = new Path2D();
  if (shape.localName === "circle") path.arc(value("cx"), value("cy"), value("r"), 0, 7);
  else path.rect(...["x", "y", "width", "height"].map(value));
  return path;
}
