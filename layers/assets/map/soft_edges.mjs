// Soft edges, of shapes that are only indicative: their area is known, not their outline.

import { forEachEdge } from "../data/changed_edges.mjs";
import { boundsOf } from "./paths.mjs";

// The blur of an edge, in pixels: at most, and as a share of the width of the shape, so that a
// narrow one stays as dark as it is.
const [MOST_BLUR, BLUR_OF_WIDTH] = [3, 0.25];
const OUTLINE_BLUR = 1.25; // where there is no fill
/** Pixels beyond an edge, where nothing is left of it. */
export const SOFT_REACH = 3 * MOST_BLUR;
const ASIDE = 1e6; // device pixels: where a shape casts its shadow from, beyond everything visible

/** Blur of the edge of a shape; `places` of its vertices are in pixels. */
export const blurOf = (vertices, places) =>
  Math.min(MOST_BLUR, BLUR_OF_WIDTH * meanWidth(vertices, places));

/** Mean width of a shape in pixels: twice its area, over the length of its edges. */
export function meanWidth(vertices, { x, y }) {
  let [twice, length] = [0, 0];
  forEachEdge(vertices, (from, to) => {
    twice += x[from] * y[to] - x[to] * y[from];
    length += Math.hypot(x[to] - x[from], y[to] - y[from]);
  });
  return length ? Math.abs(twice) / length : 0;
}

/** [left, top, right, bottom] of a shape with its soft edge, in pixels; null if it is empty. */
export function softBox(vertices, { x, y }) {
  const box = boundsOf({ lon: x, lat: y }, vertices);
  return box && box.map((side, i) => side + (i < 2 ? -SOFT_REACH : SOFT_REACH));
}

/**
 * Fill `path` with an edge that fades over some `blur` pixels on both sides, or stroke it so if it
 * has no fill. `box` is where that is, see `softBox`; `layer` is the context of a canvas of its own.
 * The fade is that of a shadow, as not all browsers have filters.
 */
export function paintSoft(context, path, style, { blur, box }, layer) {
  const { fill, opacity, stroke, width, dashes } = style;
  const isOutline = fill === "none";
  const place = box && startLayer(context, layer, box);
  if (!place) return;
  const { ratio, left, top } = place;
  layer.setTransform(ratio, 0, 0, ratio, left - ASIDE, top);
  layer.shadowColor = "black";
  layer.shadowOffsetX = ASIDE;
  layer.shadowBlur = 2 * ratio * (isOutline ? OUTLINE_BLUR : blur);
  layer.lineWidth = 1.5 * width; // a blurred line is paler
  layer.setLineDash(dashes);
  if (isOutline) layer.stroke(path);
  else layer.fill(path, "evenodd");
  layer.shadowColor = "transparent";
  layer.globalCompositeOperation = "source-in";
  layer.setTransform(ratio, 0, 0, ratio, left, top);
  layer.fillStyle = isOutline ? stroke : fill;
  const { width: wide, height: high } = layer.canvas;
  layer.fillRect(-left / ratio, -top / ratio, wide / ratio, high / ratio);
  context.globalAlpha = isOutline ? 1 : opacity;
  drawLayer(context, layer, place);
  context.globalAlpha = 1;
}

/**
 * Empty `layer`, the context of another canvas, and make it one of what `context` has in `box`
 * [left, top, right, bottom], or of all. Returns its transform and its corner, null where it is out
 * of view: small ones are much quicker.
 */
export function startLayer(context, layer, box = null) {
  const { a: ratio, e, f } = context.getTransform();
  const { width, height } = context.canvas;
  const clamp = (value, most) => Math.min(Math.max(value, 0), most);
  const outwards = (value, i) => (i ? Math.ceil(value) : Math.floor(value));
  const [x, right] = [0, 2]
    .map((i) => clamp(box ? box[i] * ratio + e : i * width, width))
    .map(outwards);
  const [y, bottom] = [1, 3]
    .map((i) => clamp(box ? box[i] * ratio + f : (i - 1) * height, height))
    .map(outwards);
  if (right <= x || bottom <= y) return null;
  Object.assign(layer.canvas, { width: right - x, height: bottom - y });
  const [left, top] = [e - x, f - y];
  layer.setTransform(ratio, 0, 0, ratio, left, top);
  return { ratio, left, top, x, y };
}

/** Draw a layer where it belongs. */
export function drawLayer(context, { canvas }, { x, y }) {
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(canvas, x, y);
  context.restore();
}
