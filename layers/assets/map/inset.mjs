// A small map in a corner: where the view is, when most of the map is out of view; or from near,
// what looks like a point on the map.

/* global L */
import { styleStatus, svg, tint } from "../base/dom.mjs";
import { formatNumber, phrase } from "../base/language.mjs";
import { largestExtent } from "../data/largest_extent.mjs";
import { isIndicative, shapesOn } from "../data/payload.mjs";
import { cutAtEdge } from "./globe.mjs";
import { placeLabels } from "./labels.mjs";
import { STEPS_PER_PIXEL, TILE, shapeAlone, svgPen, tracePathNear } from "./paths.mjs";
import { SQUARE_KM } from "./projection.mjs";
import { coveredHeight, unitBox } from "./view.mjs";

const MARGIN = 0.12; // around the territory, as a share of its extent
const LEAST_CONTEXT = 0.3; // share of the whole below which a view needs the inset
const LEAST_VIEW = 7; // pixels: smaller views are drawn at this size
const AROUND = 3; // sides of a pocket that are shown from near
const [LARGEST, SMALLEST] = [0.8, 0.15]; // share of the inset that a pocket may have before it moves
const NEAR_HEIGHT = 0.8; // of the width
const NAMES = 2; // of towns near a pocket
const MOST_SHAPES = 32; // kept for dates and frames that are shown again
const SCALE_SHARE = 0.4; // of the width that the scale may take
const BORDER = 1; // pixels
const [TO_EDGE, TO_OTHERS] = [10, 6]; // pixels to the edge of the map, and to what is on it
const NARROW = 340; // pixels: on a narrower map
const MOST_COVERED = 1 / 6; // the inset covers at most this share

/** Whether `view` shows so little of `whole` that it could be anywhere. */
export function isContextLost(view, whole) {
  return Math.max(view.width / whole.width, view.height / whole.height) < LEAST_CONTEXT;
}

/** Whether an inset of a size would hide too much of a narrow map. */
export const hidesMuch = (size, view) =>
  view.x < NARROW && size[0] * size[1] > MOST_COVERED * view.x * view.y;

/**
 * The box in which a pocket, a box as well, is shown from near; the one shown before as long as the
 * pocket is well seen in it.
 */
export function pocketBox(pocket, before) {
  const longest = Math.max(pocket.width, pocket.height / NEAR_HEIGHT);
  const inside =
    before &&
    pocket.x >= before.x &&
    pocket.y >= before.y &&
    pocket.x + pocket.width <= before.x + before.width &&
    pocket.y + pocket.height <= before.y + before.height;
  if (inside && longest < LARGEST * before.width && longest > SMALLEST * before.width) {
    return before;
  }
  const [width, height] = [AROUND * longest, AROUND * longest * NEAR_HEIGHT];
  const [x, y] = [pocket.x + pocket.width / 2, pocket.y + pocket.height / 2];
  return { x: x - width / 2, y: y - height / 2, width, height };
}

/** The longest round length, in km, of at most `most` km. */
export function roundLength(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  return [5, 2, 1].find((count) => count * power <= most) * power;
}

/**
 * Left and top of a box of a `size` in the corner of a view, beside those in `taken`: where it is
 * nearest to the corner, rather on the left below. Null where it has no room.
 */
export function freeCorner([width, height], view, taken) {
  const [right, bottom] = [view.x - width - TO_EDGE, view.y - height - TO_EDGE];
  const corners = [
    [TO_EDGE, bottom, -1],
    [right, TO_EDGE, 1],
    [right, bottom, -1],
    [TO_EDGE, TO_EDGE, 1],
  ];
  const places = corners.map(([left, corner, way]) => {
    let top = corner;
    const inColumn = taken
      .filter((box) => box.left < left + width + TO_OTHERS && left < box.right + TO_OTHERS)
      .sort((a, b) => way * (a.top - b.top));
    for (const box of inColumn) {
      const isFree = box.bottom + TO_OTHERS <= top || top + height + TO_OTHERS <= box.top;
      if (!isFree) top = way > 0 ? box.bottom + TO_OTHERS : box.top - TO_OTHERS - height;
    }
    const fits = top >= TO_EDGE && top <= bottom && left >= TO_EDGE;
    return { place: [left, top], moved: fits ? Math.abs(top - corner) : Infinity };
  });
  const best = places.reduce((a, b) => (b.moved < a.moved ? b : a));
  return best.moved < Infinity ? best.place : null;
}

/**
 * Create the inset on `map`, with { shapes, outlines, plane, fill }. `ringAround` a date's territory
 * is null unless it is too small to be seen, `controls` has the boxes of what is on the map. Returns
 * a function that shows a state.
 */
export function createInset(map, data, { shapes, outlines, plane, fill }, ringAround, controls) {
  const whole = padded(unitBox(plane, data.bounds));
  const layers = Array.from({ length: 5 }, () => svg("g"));
  const [areas, ghost, territory, lines, marks] = layers;
  const drawing = svg("svg", { class: "inset", role: "img" }, ...layers);
  drawing.toggleAttribute("hidden", true);
  const leader = svg("path");
  const line = svg("svg", { class: "leader", "aria-hidden": "true" }, leader);
  map.getContainer().append(line, drawing);
  L.DomEvent.disableClickPropagation(drawing);
  const flat = new Map(); // shape -> its vertices in the unit square
  const townsAt = plane.unit({
    lon: data.towns.map((town) => town[2]),
    lat: data.towns.map((town) => town[1]),
  });
  let state = null;
  let box = null; // of the unit square, that the inset shows
  let near = null; // the box around the pocket shown last
  let ghostDate = null; // index of the largest extent drawn
  let shown = null; // the view and the box for which the inset was drawn
  let scale = 1; // pixels of the unit square
  let size = [1, 1];

  /** The path of a shape on the plane, in the inset; only what is in view. */
  function pathOf({ vertices, x, y }, closed) {
    const pen = svgPen();
    const pixel = (value) => Math.round(value * scale * STEPS_PER_PIXEL) / STEPS_PER_PIXEL;
    const scaled = {
      moveTo: (x, y) => pen.moveTo(pixel(x - box.x), pixel(y - box.y)),
      lineTo: (x, y) => pen.lineTo(pixel(x - box.x), pixel(y - box.y)),
      closePath: () => closed && pen.closePath(),
    };
    const [left, top, right, bottom] = [-9, -9, size[0] + 9, size[1] + 9].map((at) => at / scale);
    const view = [box.x + left, box.y + top, box.x + right, box.y + bottom];
    tracePathNear(scaled, vertices, { x, y }, view);
    return pen.path();
  }

  function shapePath(shape) {
    if (!flat.has(shape)) {
      if (flat.size >= MOST_SHAPES) flat.delete(flat.keys().next().value);
      flat.set(shape, cutAtEdge(plane, shapeAlone(shapes, shape), true));
    }
    return pathOf(flat.get(shape), true);
  }

  function drawLandAndLines() {
    if (!outlines) return;
    const path = (kind, closed) => svg("path", { class: kind, d: pathOf(outlines[kind], closed) });
    areas.replaceChildren(path("land", true), path("lakes", true));
    const kinds = [...(box === near ? ["rivers"] : []), "borders", "disputed"];
    lines.replaceChildren(...kinds.map((kind) => path(kind, false)));
  }

  function drawGhost(extent) {
    const paths = (extent?.frame ?? []).map(([, shape]) => shapePath(shape));
    ghost.replaceChildren(...paths.map((d) => svg("path", { class: "ghost", d })));
  }

  function drawTerritory() {
    const isFirm = ([series]) => data.statuses[data.series[series].status].firm;
    const frame = shapesOn(data, state.index).sort((a, b) => isFirm(a) - isFirm(b));
    const draw = box === near ? drawNear : drawSpread;
    territory.replaceChildren(
      ...frame.flatMap(([series, shape]) => draw(series, shapePath(shape))),
    );
  }

  function drawSpread(series, d) {
    return [tint(svg("path", { class: "spread", d }), data.actors[data.series[series].actor])];
  }

  /** As on the map, on land: the ghost would show through hatching. */
  function drawNear(series, d) {
    const { actor, status } = data.series[series];
    const path = svg("path", { class: "territory", d, fill: fill(data, data.series[series]) });
    styleStatus(path, data.statuses[status]);
    path.classList.toggle("soft", isIndicative(data, series, state.index));
    return [svg("path", { class: "land", d }), tint(path, data.actors[actor])];
  }

  /** The frame of the view, where the inset shows the whole. */
  function viewFrame(view) {
    const middle = [view.x + view.width / 2, view.y + view.height / 2];
    const sides = [view.width, view.height].map((side) => Math.max(side * scale, LEAST_VIEW));
    const [x, y] = [(middle[0] - box.x) * scale, (middle[1] - box.y) * scale];
    const corner = { x: x - sides[0] / 2, y: y - sides[1] / 2 };
    return svg("rect", { class: "view", ...corner, width: sides[0], height: sides[1] });
  }

  /** Towns near a pocket, and a scale. */
  function nearMarks() {
    const [width, height] = size;
    const across = (width / scale) * SQUARE_KM;
    const km = roundLength(across * SCALE_SHARE);
    const bar = (km / SQUARE_KM) * scale;
    const n = formatNumber(km < 1 ? km * 1000 : km);
    const length = km < 1 ? phrase("{n} m", { n }) : phrase("{n} km", { n });
    const text = svg("text", { x: 6, y: height - 10 }, length);
    const scaleBar = svg("path", { class: "bar", d: `M6,${height - 9}v4h${bar}v-4` });
    const taken = [{ left: 0, right: bar + 10, top: height - 26, bottom: height }];
    return [...townMarks(taken), scaleBar, text];
  }

  function townMarks(taken) {
    const { fontSize, fontFamily } = getComputedStyle(drawing);
    const ruler = document.createElement("canvas").getContext("2d");
    ruler.font = `${fontSize} ${fontFamily}`;
    const towns = data.towns
      .map(([name, , , , from, own], i) => {
        const [x, y] = [(townsAt.x[i] - box.x) * scale, (townsAt.y[i] - box.y) * scale];
        return { name, x, y, height: parseFloat(fontSize), rank: own ? Math.sign(from) : 2 };
      })
      .filter(({ x, y }) => x > 0 && y > 0 && x < size[0] && y < size[1])
      .map((town) => ({ ...town, width: ruler.measureText(town.name).width }))
      .sort((a, b) => a.rank - b.rank); // places of the data first, as beside the ring
    const [x, y] = size;
    return placeLabels(towns, { x, y }, taken)
      .slice(0, NAMES)
      .flatMap(({ name, side, x, y, height }) => {
        const right = side === "right";
        const text = svg("text", { x: x + (right ? 5 : -5), y: y + height * 0.34 }, name);
        if (!right) text.setAttribute("text-anchor", "end");
        return [svg("circle", { cx: x, cy: y, r: 1.8 }), text];
      });
  }

  function viewBox() {
    const { min, max } = map.getPixelBounds();
    const pixels = TILE * 2 ** map.getZoom();
    const [width, height] = [(max.x - min.x) / pixels, (max.y - min.y) / pixels];
    return { x: min.x / pixels, y: min.y / pixels, width, height };
  }

  /** Show what the view and the state need. */
  function update() {
    if (!state) return;
    const view = viewBox();
    const isPlain = state.before === null && !state.shade;
    const isLost = Boolean(state.scene?.view) || isContextLost(view, whole);
    const ring = isLost || !isPlain ? null : ringAround(state.index);
    box = isLost ? whole : ring && (near = pocketBox(ring.box, near));
    const corner = box && `${Object.values(view)} ${Object.values(box)} ${map.getSize()}`;
    const isMoved = corner !== shown;
    shown = corner;
    if (isMoved) fit(ring);
    if (drawing.hasAttribute("hidden")) return;
    const extent = largestExtent(data, state);
    if (isMoved || extent?.index !== ghostDate) drawGhost(extent);
    ghostDate = extent?.index;
    drawTerritory();
    if (!isMoved) return;
    drawLandAndLines();
    marks.replaceChildren(...(ring ? nearMarks() : [viewFrame(view)]));
  }

  /** Take the size of the stylesheet, and the corner that is most free. */
  function fit(ring) {
    drawLeader(null);
    drawing.removeAttribute("style");
    drawing.classList.toggle("near", Boolean(ring));
    drawing.toggleAttribute("hidden", !box);
    const width = box && drawing.clientWidth;
    drawing.toggleAttribute("hidden", true);
    if (!width) return;
    scale = width / (ring ? box.width : Math.max(box.width, box.height));
    size = [box.width, box.height].map((side) => Math.round(side * scale));
    const outer = size.map((side) => side + 2 * BORDER);
    const { x, y } = map.getSize();
    const covered = { left: 0, right: x, top: y - coveredHeight(map), bottom: y };
    const taken = [...controls(), ...(ring ? [ringBox(ring)] : []), covered];
    const place = freeCorner(outer, map.getSize(), taken);
    if (!place || hidesMuch(outer, map.getSize())) return;
    const style = { left: place[0], top: place[1], width: outer[0], height: outer[1] };
    for (const [name, pixels] of Object.entries(style)) drawing.style[name] = `${pixels}px`;
    drawing.setAttribute("viewBox", `0 0 ${size.join(" ")}`);
    const name = ring
      ? phrase("Small map: the land that is left, from near")
      : phrase("Small map: where this view lies");
    drawing.setAttribute("aria-label", name);
    drawing.toggleAttribute("hidden", false);
    if (ring) drawLeader({ ...ring, box: style });
  }

  const ringBox = ({ x, y, r }) => {
    const at = map.layerPointToContainerPoint([x, y]);
    return { left: at.x - r, right: at.x + r, top: at.y - r, bottom: at.y + r };
  };

  /** A line from the ring to the inset. */
  function drawLeader(ends) {
    leader.setAttribute("d", ends ? leaderPath(ends) : "");
  }
  function leaderPath({ x, y, r, box: { left, top, width, height } }) {
    const from = map.layerPointToContainerPoint([x, y]);
    const to = L.point(
      Math.min(Math.max(from.x, left), left + width),
      Math.min(Math.max(from.y, top), top + height),
    );
    const way = to.subtract(from);
    const start = from.add(way.multiplyBy(r / way.distanceTo([0, 0])));
    return `M${start.x},${start.y}L${to.x},${to.y}`;
  }

  map.on("moveend resize", update);
  map.on("movestart", () => drawLeader(null));
  return function show(next) {
    state = next;
    update();
  };
}

function padded({ x, y, width, height }) {
  const margin = MARGIN * Math.max(width, height);
  return {
    x: x - margin,
    y: y - margin,
    width: width + 2 * margin,
    height: height + 2 * margin,
  };
}
