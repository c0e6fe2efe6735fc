// A small map in the corner that shows where the view is, when most of the map is out of view.

/* global L */
import { svg, tint } from "../base/dom.mjs";
import { phrase } from "../base/language.mjs";
import { shapesOn } from "../data/payload.mjs";
import { TILE, toPixels, svgPen, tracePath } from "./paths.mjs";
import { unitBox } from "./view.mjs";

const WIDTH = 120; // pixels; the larger of width and height
const MARGIN = 0.12; // around the territory, as a share of its extent
const LEAST_CONTEXT = 0.3; // share of the whole below which a view needs the inset
const LEAST_VIEW = 7; // pixels: smaller views are drawn at this size

/** Whether `view` shows so little of `whole` that it could be anywhere. */
export function isContextLost(view, whole) {
  return Math.max(view.width / whole.width, view.height / whole.height) < LEAST_CONTEXT;
}

/** Create the inset on `map`. Returns a function that draws the territory of a state. */
export function createInset(map, data, unpacked, plane) {
  const whole = padded(unitBox(plane, data.bounds));
  const scale = WIDTH / Math.max(whole.width, whole.height);
  const [zoom, origin] = [Math.log2(scale / TILE), { x: whole.x * scale, y: whole.y * scale }];
  const size = [whole.width, whole.height].map((side) => Math.round(side * scale));
  const territory = svg("g");
  const frame = svg("rect", { class: "view" });
  const drawing = svg("svg", { class: "inset", viewBox: `0 0 ${size.join(" ")}`, role: "img" });
  drawing.setAttribute("aria-label", phrase("Small map: where this view lies"));
  drawing.style.aspectRatio = size.join(" / ");
  drawing.toggleAttribute("hidden", true);
  map.getContainer().append(drawing);
  L.DomEvent.disableClickPropagation(drawing);
  let path = null; // created when the inset is first visible
  let state = null;
  let view = null; // what the map shows; a step between dates does not change it

  /** A function from a shape to its path in the inset. */
  function pathDrawer(shapes) {
    const places = toPixels(plane.unit(shapes), zoom, origin);
    return (shape, closed) => tracePath(svgPen(), shapes.verticesOf(shape), places, closed).path();
  }

  function drawBaseMap() {
    path = pathDrawer(unpacked.territory);
    const layers = [];
    if (unpacked.plan) {
      const [land, lakes] = data.plan.areas.index;
      const [, borders, disputed] = data.plan.lines.index;
      const [area, line] = [unpacked.plan.areas, unpacked.plan.lines].map(pathDrawer);
      layers.push(
        svg("path", { class: "land", d: area(land, true) }),
        svg("path", { class: "lakes", d: area(lakes, true) }),
        svg("path", { class: "borders", d: line(borders, false) }),
        svg("path", { class: "disputed", d: line(disputed, false) }),
      );
    }
    drawing.replaceChildren(...layers, territory, frame);
  }

  function updateView() {
    const { min, max } = map.getPixelBounds();
    const pixels = TILE * 2 ** map.getZoom();
    const [width, height] = [(max.x - min.x) / pixels, (max.y - min.y) / pixels];
    view = { x: min.x / pixels, y: min.y / pixels, width, height };
    drawing.toggleAttribute("hidden", !isContextLost(view, whole));
    draw();
  }

  function draw() {
    if (!state || drawing.hasAttribute("hidden")) return;
    if (!path) drawBaseMap();
    territory.replaceChildren(
      ...shapesOn(data, state.index).map(([series, shape]) => {
        const d = path(shape, true);
        return tint(svg("path", { class: "spread", d }), data.actors[data.series[series].actor]);
      }),
    );
    const middle = [view.x + view.width / 2, view.y + view.height / 2];
    const sides = [view.width, view.height].map((side) => Math.max(side * scale, LEAST_VIEW));
    frame.setAttribute("x", (middle[0] - whole.x) * scale - sides[0] / 2);
    frame.setAttribute("y", (middle[1] - whole.y) * scale - sides[1] / 2);
    frame.setAttribute("width", sides[0]);
    frame.setAttribute("height", sides[1]);
  }

  map.on("moveend resize", updateView);
  updateView();
  return function show(next) {
    state = next;
    draw();
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
