// Shades territory by how long, or since when, it was held: computed in pixels of the view, for
// display only; figures come from the polygons.

import { edgeFinder } from "../data/changed_edges.mjs";
import { gainedClasses, heldClasses, timesHeld } from "../data/time_classes.mjs";
import { pixelIntervals, createScanner } from "./pixels.mjs";

const SLICE_MS = 8; // of work before the page can respond
const SETTLED_VIEW_MS = 150; // for which a view stays before work on it begins
const STRONGEST_GRADE = 4; // of grades from 0

const classesOfSeries = new WeakMap(); // series -> { shade: classes }

/**
 * Classes of `shade` ("held" or "gained") for a series, of those that there can be on the date at
 * `index`: [{ from, name, grade }], in order of `from`; the longer or earlier territory was held,
 * the stronger its grade.
 */
export function shadeClasses(shade, data, series, index) {
  const entry = data.series[series];
  if (!classesOfSeries.has(entry)) classesOfSeries.set(entry, new Map());
  const known = classesOfSeries.get(entry);
  const key = shade === "held" ? index : shade; // days held are counted up to a date
  if (!known.has(key)) known.set(key, gradedClasses(shade, data, series, index));
  const classes = known.get(key);
  return shade === "held" ? classes : classes.filter(({ from }) => from <= index);
}

function gradedClasses(shade, data, series, index) {
  const entry = data.series[series];
  const classes =
    shade === "held"
      ? heldClasses(timesHeld(entry, data.days, index))
      : gainedClasses(entry.km2, data.shapes[series], data);
  const last = classes.length - 1;
  return classes.map((entry, i) => {
    const grade = last ? Math.round((i * STRONGEST_GRADE) / last) : STRONGEST_GRADE;
    return { ...entry, grade: shade === "held" ? grade : STRONGEST_GRADE - (last ? grade : 0) };
  });
}

/** Go through the dates of a series, one at each `forward`, in pixels of a view. */
function walkDates(data, shapes, changedEdges, series, view) {
  const { places, left, top, ratio, width, height } = view;
  const column = data.shapes[series];
  const { edge, runs } = createScanner(width, height);
  const intervals = pixelIntervals(width * height, data.days);
  const [x, y] = [places.x, places.y];
  let [at, last, vertices] = [-1, -1, new Int32Array(0)];

  function forward() {
    const shape = column[++at];
    if (shape === last) return;
    const next = shape < 0 ? new Int32Array(0) : shapes.verticesOf(shape).slice();
    changedEdges(vertices, next, (from, to) => {
      edge(
        (x[from] - left) * ratio,
        (y[from] - top) * ratio,
        (x[to] - left) * ratio,
        (y[to] - top) * ratio,
      );
    });
    runs((from, to) => intervals.turn(from, to, at));
    [last, vertices] = [shape, next];
  }

  /** Whether this walk can continue to the request. */
  const canReach = (request) =>
    request.series === series && request.view.key === view.key && request.index >= at;

  return { forward, leadsTo: canReach, intervals, at: () => at };
}

/**
 * Create the shading: `ask` for a state in a view, which returns true if it is ready at once, and
 * `paint` what is ready. `styleFor` gives the style of a grade; `onDrawn` is called when a picture
 * is ready later, `busy` when work begins and ends.
 */
export function createShading(data, shapes, { styleFor, onDrawn, busy }) {
  const changedEdges = edgeFinder(shapes.lon.length);
  const board = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  let request = null; // { shade, series, index, view }
  let walk = null;
  let timer = null;
  let classLayers = null; // pixels in the style of each class, of a view
  let picture = null; // { canvas, view, image }

  function ask(state, view) {
    const moved = request && request.view.key !== view.key;
    if (request && request.series !== state.series) picture = null;
    request = { shade: state.shade, series: state.series, index: state.index, view };
    clearTimeout(timer);
    timer = null;
    if (moved && !view.now) timer = setTimeout(work, SETTLED_VIEW_MS);
    else return work(true);
  }

  /** Work for a while, or to the end if the page cannot wait; returns true when all is done. */
  function work(first = false) {
    const { view, index, series } = request;
    const end = performance.now() + SLICE_MS;
    if (!walk?.leadsTo(request)) walk = walkDates(data, shapes, changedEdges, series, view);
    while (walk.at() < index) {
      walk.forward();
      if (view.now || performance.now() < end) continue;
      busy(true);
      timer = setTimeout(work);
      return false;
    }
    busy(false);
    timer = null;
    draw();
    if (first !== true) onDrawn();
    return true;
  }

  /** Pixels of a view filled with the style of a class, with patterns aligned as on the map. */
  function layerOf({ grade }) {
    const { width, height, left, top, ratio } = request.view;
    const { fill, opacity } = styleFor(grade, request.series);
    board.setTransform(1, 0, 0, 1, 0, 0);
    board.clearRect(0, 0, width, height);
    board.setTransform(ratio, 0, 0, ratio, -left * ratio, -top * ratio);
    board.globalAlpha = opacity;
    board.fillStyle = fill;
    board.fillRect(left, top, width / ratio, height / ratio);
    return new Uint32Array(board.getImageData(0, 0, width, height).data.buffer);
  }

  function draw() {
    const { view, shade, series, index } = request;
    const { width, height } = view;
    const classes = shadeClasses(shade, data, series, index);
    const grades = classes.map(({ grade }) => grade);
    const key = `${view.key} ${series} ${grades}`;
    if (classLayers?.key !== key) {
      Object.assign(board.canvas, { width, height });
      classLayers = { key, pixels: classes.map(layerOf) };
    }
    if (!picture || picture.view.key !== view.key) {
      const canvas = Object.assign(document.createElement("canvas"), { width, height });
      picture = { canvas, view, image: new ImageData(width, height) };
    }
    const pixels = new Uint32Array(picture.image.data.buffer).fill(0);
    const starts = classes.map(({ from }) => from);
    walk.intervals.copyPixels(pixels, classLayers.pixels, starts, shade, index);
    picture.canvas.getContext("2d").putImageData(picture.image, 0, 0);
  }

  /** Draw the last picture; if the view has moved, where that picture belongs in it. */
  function paint(context) {
    if (!picture || !request) return;
    const { canvas, view } = picture;
    const now = request.view;
    const scale = 2 ** (now.zoom - view.zoom);
    const left = (view.left + view.origin.x) * scale - now.origin.x;
    const top = (view.top + view.origin.y) * scale - now.origin.y;
    const [width, height] = [view.width, view.height].map((side) => (side / view.ratio) * scale);
    context.drawImage(canvas, left, top, width, height);
  }

  /** Stop work and forget the picture. */
  function stop() {
    clearTimeout(timer);
    if (request) busy(false);
    request = walk = classLayers = picture = timer = null;
  }

  return { ask, paint, stop, forgetStyles: () => (classLayers = null) };
}

/**
 * Connect the field for the shading; `choose` is called with one, or null. Returns a function that
 * draws a state.
 */
export function connectShadeField(find, choose) {
  const select = find("select.shade");
  select?.addEventListener("change", () => choose(select.value || null));
  return ({ shade }) => {
    if (select && select.value !== (shade ?? "")) select.value = shade ?? "";
  };
}
