// Paints on a canvas with the styles of the stylesheet, by asking elements for them.

/** An SVG pattern as a pattern of a canvas with `ratio` device pixels to a pixel. */
function patternPaint(context, pattern, ratio) {
  const [width, height] = ["width", "height"].map((name) => pattern[name].baseVal.value * ratio);
  const tile = document.createElement("canvas");
  Object.assign(tile, { width, height });
  const tileContext = tile.getContext("2d");
  tileContext.scale(ratio, ratio);
  for (const mark of pattern.children) {
    const { fill, fillOpacity } = getComputedStyle(mark);
    tileContext.fillStyle = fill;
    tileContext.globalAlpha = Number(fillOpacity);
    const value = (name) => mark[name].baseVal.value;
    tileContext.beginPath();
    if (mark.localName === "circle") tileContext.arc(value("cx"), value("cy"), value("r"), 0, 7);
    else tileContext.rect(value("x"), value("y"), value("width"), value("height"));
    tileContext.fill();
  }
  const paint = context.createPattern(tile, "repeat");
  const turn = pattern.patternTransform.baseVal.consolidate()?.matrix ?? new DOMMatrix();
  const { a, b, c, d, e, f } = turn;
  paint.setTransform(new DOMMatrix([a, b, c, d, e, f]).scale(1 / ratio));
  return paint;
}

/** Fill and stroke of `element` in the stylesheet, for `context`. */
export function paintStyle(context, element, ratio) {
  const style = getComputedStyle(element);
  const id = /^url\("?#([^")]+)"?\)/.exec(style.fill)?.[1];
  return {
    fill: id ? patternPaint(context, document.getElementById(id), ratio) : style.fill,
    opacity: Number(style.fillOpacity),
    stroke: style.stroke,
    width: parseFloat(style.strokeWidth),
    dashes: style.strokeDasharray.split(",").map(parseFloat).filter(Boolean), // none: a line
  };
}

/** Fill and stroke what of `path` is in `clip` (even-odd). */
export function paintCut(context, clip, path, style) {
  context.save();
  context.clip(clip, "evenodd");
  paintPath(context, path, style);
  context.restore();
}

/** Fill and stroke `path`. */
export function paintPath(context, path, { fill, opacity, stroke, width, dashes }) {
  if (fill !== "none") {
    context.globalAlpha = opacity;
    context.fillStyle = fill;
    context.fill(path, "evenodd");
    context.globalAlpha = 1;
  }
  if (stroke === "none" || !width) return;
  context.strokeStyle = stroke;
  context.lineWidth = width;
  context.lineJoin = "round";
  context.setLineDash(dashes);
  context.stroke(path);
}
