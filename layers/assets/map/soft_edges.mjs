// Soft edges, of shapes that are only indicative: their area is known, not their outline.

import { forEachEdge } from "../data/changed_edges.mjs";

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

/**
 * Fill `path` with an edge that fades over some `blur` pixels on both sides, or stroke it so if it
 * has no fill. `layer` is the context of a canvas of its own, of the same size. The fade is that of
 * a shadow, as not all browsers have filters.
 */
export function paintSoft(context, path, style, blur, layer) {
  const { fill, opacity, stroke, width, dashes } = style;
  const isOutline = fill === "none";
  const { ratio, left, top } = startLayer(context, layer);
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
  drawLayer(context, layer, { ratio, left, top });
  context.globalAlpha = 1;
}

/** Empty `layer`, the context of another canvas, and give it the size and transform of `context`. */
export function startLayer(context, layer) {
  const { a: ratio, e: left, f: top } = context.getTransform();
  Object.assign(layer.canvas, { width: context.canvas.width, height: context.canvas.height });
  layer.setTransform(ratio, 0, 0, ratio, left, top);
  return { ratio, left, top };
}

/** Draw a layer where it belongs. */
export function drawLayer(context, { canvas }, { ratio, left, top }) {
  const size = [canvas.width / ratio, canvas.height / ratio];
  context.drawImage(canvas, -left / ratio, -top / ratio, ...size);
}
