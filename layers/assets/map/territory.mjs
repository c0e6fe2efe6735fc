// The territory: one canvas on the Leaflet map, drawn again for each date.

/* global L */
import { setAttribute, styleStatus, svg, tint } from "../base/dom.mjs";
import { breaksBetween } from "../data/breaks.mjs";
import { changedBoxFinder } from "../data/changed_edges.mjs";
import { largestExtent } from "../data/largest_extent.mjs";
import { comparedSeries, drawnOn, isIndicative } from "../data/payload.mjs";
import { paintCut, paintPath, paintStyle } from "./canvas_paint.mjs";
import { toPixels, tracePath, tracePathNear } from "./paths.mjs";
import { createShading } from "./shading.mjs";
import { blurOf, drawLayer, paintSoft, SOFT_REACH, softBox, startLayer } from "./soft_edges.mjs";

const TERRITORY_LEVEL = 350; // between the areas and the lines of the base map
// Share of the view drawn beyond it while it moves; at rest a step need not copy more.
const PADDING = 0.3;
const MOST_PATHS = 64; // kept for dates that are shown again
const PRINT_RATIO = 3; // device pixels to a pixel on paper
const ERASER = { fill: "black", opacity: 1, stroke: "none", width: 0, dashes: [] };
const FADED_MS = 2000; // by then what fades is gone, also where nothing is animated
const FAR = 1e6; // pixels: beyond everything visible

// Parts of a comparison, and grades of the shading by time: their class, and their pattern.
const PARTS = {
  "territory kept": "solid",
  "territory lost": "lost",
  "territory gained": "solid",
  "territory grade0": "grade0",
  "territory grade1": "grade1",
  "territory grade2": "grade2",
  "territory grade3": "grade3",
  "territory grade4": "solid",
};

/** Style an SVG element as a part of a comparison, or as a grade of the shading by time. */
export function stylePart(element, name, data, series, fill) {
  const { actor } = data.series[series];
  const pattern = { ...data, statuses: [{ pattern: PARTS[name] }] };
  element.setAttribute("class", name);
  element.setAttribute("fill", fill(pattern, { actor, status: 0 }));
  tint(element, data.actors[actor]);
}

const padBox = ([left, top, right, bottom], margin) => [
  left - margin,
  top - margin,
  right + margin,
  bottom + margin,
];

/** Create a Leaflet renderer with a canvas; `draw` is called when it was cleared. */
function createCanvas(map, draw) {
  const pane = "controlmap-territory";
  map.createPane(pane).style.zIndex = TERRITORY_LEVEL;
  map.getPane(pane).classList.add("controlmap-pane");
  const Canvas = L.Renderer.extend({
    _initContainer() {
      this._container = L.DomUtil.create("canvas", "controlmap-territory");
      this._container.setAttribute("aria-hidden", "true");
      this.context = this._container.getContext("2d");
    },
    _destroyContainer() {
      this._container.remove();
    },
    _update() {
      if (map._animatingZoom && this._bounds) return; // it is stretched meanwhile
      L.Renderer.prototype._update.call(this);
      const usual = window.matchMedia("print").matches
        ? PRINT_RATIO
        : Math.ceil(window.devicePixelRatio);
      this.ratio = this.sharper ?? usual;
      const size = this._bounds.getSize();
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._container.width = size.x * this.ratio;
      this._container.height = size.y * this.ratio;
      this._container.style.width = `${size.x}px`;
      this._container.style.height = `${size.y}px`;
      draw();
    },
    /**
     * Clear the canvas, or a `box` of it, and call `paint` to draw there. Pixels are those of the
     * map's layers; the box is extended to whole ones, so that it leaves no seam.
     */
    anew(paint, box = null) {
      const { min, max } = this._bounds;
      const [left, top, right, bottom] = box ?? [min.x, min.y, max.x, max.y];
      const [x, y] = [Math.floor(left), Math.floor(top)];
      const size = [Math.ceil(right) - x, Math.ceil(bottom) - y];
      const { context, ratio } = this;
      context.setTransform(...[ratio, 0, 0, ratio], ...[-min.x * ratio, -min.y * ratio]);
      context.save();
      if (box) {
        context.beginPath();
        context.rect(x, y, ...size);
        context.clip();
      }
      context.clearRect(x, y, ...size);
      paint(context);
      context.restore();
    },
    /** Leave a copy of the canvas on it that fades: what is drawn next fades in. */
    fadeOut() {
      const copy = this._container.cloneNode();
      copy.getContext("2d").drawImage(this._container, 0, 0);
      copy.classList.add("fading");
      const end = () => copy.remove();
      this._container.after(copy);
      copy.addEventListener("animationend", end);
      map.once("movestart", end);
      setTimeout(end, FADED_MS);
    },
    /** Draw what a drag brings into view before it ends. */
    reach() {
      const corner = map.containerPointToLayerPoint([0, 0]);
      const bounds = L.bounds(corner, corner.add(map.getSize()));
      if (!this._bounds.contains(bounds)) this._update();
    },
  });
  const renderer = new Canvas({ pane, padding: 0 });
  map.on("movestart", () => (renderer.options.padding = PADDING));
  // Before Leaflet's own handler, which draws again.
  map.on("moveend", () => (renderer.options.padding = 0));
  map.on("move", () => map._animatingZoom || renderer.reach());
  renderer.addTo(map);
  return renderer;
}

/**
 * Create the territory on `map`. Returns `show`, for a state, whose date is compared with its
 * `before` unless that is null; `at`, the series at a point of the container; `dateAt`, the date
 * there; `traceNear`; and `sharp`, for pictures.
 */
export function createTerritory(map, data, shapes, fill, ring, plane) {
  const flat = plane.unit(shapes);
  const several = data.actors.length > 1;
  const models = svg("svg", { class: "models", "aria-hidden": "true" });
  const drawings = new Map(); // shape -> its vertices, and its path at the current zoom
  const styles = new Map(); // class and series -> style
  let places = null; // of all vertices, in pixels
  let origin = null;
  let shown = null; // the state drawn, with `before` if it is compared
  let isQueued = false;
  let painted = null; // what the canvas shows, while it and the view stay as they are
  const changedBox = changedBoxFinder(shapes.lon.length);
  const softLayer = document.createElement("canvas").getContext("2d");

  // Elements that are never drawn: the canvas takes its styles from them.
  const modelOf = (name, series = null) => {
    const model = svg("path", { class: name });
    if (series !== null && name in PARTS) stylePart(model, name, data, series, fill);
    else if (series !== null) {
      const { actor, status } = data.drawn[series];
      model.setAttribute("fill", fill(data, data.drawn[series]));
      styleStatus(model, data.statuses[status]);
      model.classList.toggle("nameless", data.actors[actor].nameless);
      tint(model, data.actors[actor]);
    }
    return models.appendChild(model);
  };

  const renderer = createCanvas(map, draw);
  map.getPane("controlmap-territory").append(models);
  const shading = createShading(data, shapes, {
    styleFor: (grade, series) => styleFor(`territory grade${grade}`, series),
    onDrawn: () => shown.shade && renderer.anew(paintAll),
    busy: (yes) => setAttribute(map.getContainer(), "aria-busy", yes),
  });

  function styleFor(name, series = null) {
    const key = `${name} ${series}`;
    if (!styles.has(key)) {
      styles.set(key, paintStyle(renderer.context, modelOf(name, series), renderer.ratio));
    }
    return styles.get(key);
  }

  function restyle() {
    models.replaceChildren();
    styles.clear();
    shading.forgetStyles();
    renderer._update();
  }

  /**
   * Result of `make` while the canvas has `ratio` pixels to one of the page. The shading by time
   * keeps its own ratio, since it takes long to draw.
   */
  function sharp(ratio, make) {
    if (shown?.shade) return make();
    const redrawAt = (sharper) => {
      renderer.sharper = sharper;
      restyle();
    };
    redrawAt(ratio);
    try {
      return make();
    } finally {
      redrawAt(null);
    }
  }

  for (const media of ["(prefers-color-scheme: dark)", "(forced-colors: active)", "print"]) {
    window.matchMedia(media).addEventListener("change", restyle);
  }
  map.on("layeradd layerremove", ({ layer }) => layer instanceof L.GridLayer && restyle());

  function drawingOf(shape) {
    if (!drawings.has(shape)) {
      if (drawings.size >= MOST_PATHS) drawings.delete(drawings.keys().next().value);
      drawings.set(shape, { vertices: shapes.verticesOf(shape).slice(), path: null, soft: null });
    }
    return drawings.get(shape);
  }

  /** Path of a shape; only the part in a box, if one is given, which takes less time. */
  function pathOf(shape, box = null) {
    const drawing = drawingOf(shape);
    if (box) return tracePathNear(new Path2D(), drawing.vertices, places, box);
    drawing.path ??= tracePath(new Path2D(), drawing.vertices, places);
    return drawing.path;
  }

  /** Paint a shape of a series on a date; only the part near a box, if one is given. */
  function paintShape(context, [series, shape], index, style, box = null) {
    if (!isIndicative(data, series, index)) {
      // Dashes of a part would begin elsewhere than those of the whole.
      return void paintPath(context, pathOf(shape, isCounted(series) ? box : null), style);
    }
    const drawing = drawingOf(shape);
    drawing.soft ??= {
      blur: blurOf(drawing.vertices, places),
      box: softBox(drawing.vertices, places),
    };
    paintSoft(context, pathOf(shape), style, drawing.soft, softLayer);
  }

  // What is not counted is below loose claims, those are below firm territory; the actor followed
  // is above the others.
  const isCounted = (series) => series < data.series.length;
  const isFollowed = (series) =>
    several && isCounted(series) && data.series[series].actor === shown.actor;
  const layer = (series) =>
    !isCounted(series)
      ? -1
      : (data.statuses[data.series[series].status].firm ? 2 : 0) + (isFollowed(series) ? 1 : 0);
  const shapesInOrder = (index) =>
    drawnOn(data, index).sort(([a], [b]) => layer(a) - layer(b) || a - b);

  // The divider stays while the map moves below it.
  map.on("move", () => shown && shown.before !== null && shown.swipe !== null && redraw());

  /** Draw everything; the map calls this when the view has changed and the canvas was cleared. */
  function draw() {
    painted = null;
    redraw();
  }

  /** Draw what differs from the canvas. */
  function redraw() {
    isQueued = false;
    if (!shown) return;
    const key = `${map.getZoom()} ${map.getPixelOrigin()}`;
    if (key !== origin) {
      origin = key;
      places = toPixels(flat, map.getZoom(), map.getPixelOrigin());
      drawings.clear();
    }
    const before = painted;
    const frame = drawnOn(data, shown.index);
    const soft = frame.filter(([series]) => isIndicative(data, series, shown.index));
    painted = { frame, soft: soft.map(([series]) => series).join(), circle: ring(shown.index) };
    Object.assign(painted, shown, { extent: largestExtent(data, shown), hidden: `${data.hidden}` });
    if (before?.index === shown.index && before.hidden !== painted.hidden) renderer.fadeOut();
    if (shown.shade && map.getSize().x) shading.ask(shown, view());
    const boxes = isStepFrom(before) ? changedBoxes(before) : [null];
    const box = boxes[0] ? boxAround(boxes) : null;
    if (boxes.length) renderer.anew((context) => paintAll(context, box), box);
  }

  /** Whether the canvas shows another date in the same way: then only changes are drawn. */
  function isStepFrom(before) {
    const isPlain = (picture) => picture?.before === null && !picture.circle && !picture.shade;
    const look = ({ actor, soft, extent, hidden }) => `${actor} ${soft} ${extent?.index} ${hidden}`;
    const isAlike = before && look(before) === look(painted);
    return isPlain(before) && isPlain(painted) && isAlike;
  }

  /** Boxes of what changed, one for each series that changed. */
  function changedBoxes(before) {
    const [old, now] = [before, painted].map(({ frame }) => new Map(frame));
    return data.drawn.flatMap((_, series) => {
      const [from, to] = [old.get(series), now.get(series)];
      if (from === to) return [];
      const [was, is] = [from, to].map((shape) =>
        shape === undefined ? [] : drawingOf(shape).vertices,
      );
      return [changedBox(was, is, places)].filter(Boolean);
    });
  }

  /** One box around all, with a margin for the widest stroke and its soft edge. */
  function boxAround(boxes) {
    const [left, top] = [0, 1].map((i) => Math.min(...boxes.map((box) => box[i])));
    const [right, bottom] = [2, 3].map((i) => Math.max(...boxes.map((box) => box[i])));
    return padBox([left, top, right, bottom], widestStroke());
  }
  const widestStroke = () =>
    2 +
    (painted.soft ? SOFT_REACH : 0) +
    Math.max(0, ...[...styles.values()].map(({ width }) => width || 0));

  function paintAll(context, box) {
    const { index, before, shade, swipe, series } = shown;
    const shape = data.shapes[series][index];
    if (shade) {
      shading.paint(context);
      if (shape >= 0) paintShape(context, [series, shape], index, styleFor("extent"));
    } else if (before !== null && swipe !== null) {
      const x = dividerX();
      paintHalf(context, before, -FAR, x, ring(before));
      return void paintHalf(context, index, x, FAR, painted.circle);
    } else if (before !== null && shown.broken) {
      // Not compared: the date shown, and the outline of the other.
      paintDate(context, index, box);
      const other = data.shapes[series][before];
      if (other >= 0) paintShape(context, [series, other], before, styleFor("extent"));
    } else if (before !== null) {
      // A soft edge of one date would lie over what is of the other: parts have no outline instead.
      const soft = [before, index].some((date) => isIndicative(data, series, date));
      for (const [name, { clip, path, edge }] of Object.entries(parts())) {
        const style = styleFor(name, series);
        if (!soft) paintCut(context, clip, path, style);
        else paintWithoutSeam(context, { clip, path, edge, style: { ...style, stroke: "none" } });
      }
    } else paintDate(context, index, box);
    paintRing(context, painted.circle);
  }

  function paintDate(context, index, box = null) {
    // Edges beyond the box, but closer than their stroke is wide, reach into it.
    const near = box && padBox(box, widestStroke());
    if (painted.extent) paintGhost(context, index, near);
    for (const entry of shapesInOrder(index)) {
      const [series] = entry;
      const style = styleFor(isFollowed(series) ? "territory followed" : "territory", series);
      paintShape(context, entry, index, style, near);
      // Of soft edges, only the outline of the actor followed is drawn.
      if (!isFollowed(series) || !isIndicative(data, series, index)) continue;
      paintShape(context, entry, index, { ...style, fill: "none" });
    }
  }

  /** Paint the largest extent where nothing is held on the date: it would show through hatching. */
  function paintGhost(context, index, near) {
    const { extent } = painted;
    for (const entry of extent.frame) {
      paintShape(context, entry, extent.index, styleFor("ghost"), near);
    }
    context.globalCompositeOperation = "destination-out";
    for (const entry of shapesInOrder(index)) {
      if (isCounted(entry[0])) paintShape(context, entry, index, ERASER, near);
    }
    context.globalCompositeOperation = "source-over";
  }

  function paintRing(context, circle) {
    if (!circle) return;
    const round = new Path2D();
    round.arc(circle.x, circle.y, circle.r, 0, 7);
    paintPath(context, round, styleFor("pocket"));
  }

  /** Paint the territory of a date from `left` to `right` of the map. */
  function paintHalf(context, index, left, right, circle) {
    context.save();
    context.beginPath();
    context.rect(left, -FAR, right - left, 2 * FAR);
    context.clip();
    paintDate(context, index);
    paintRing(context, circle);
    context.restore();
  }

  /** Place of the divider between two dates, in pixels of the map's layers. */
  const dividerX = () => map.containerPointToLayerPoint([map.getSize().x * shown.swipe, 0]).x;

  /** What the map shows, for the shading. */
  function view() {
    const { ratio, _bounds, _container } = renderer;
    const { x: left, y: top } = _bounds.min;
    const { width, height } = _container;
    const key = `${origin} ${left} ${top} ${width} ${height}`;
    const now = window.matchMedia("print").matches; // printing does not wait
    const there = { zoom: map.getZoom(), origin: map.getPixelOrigin(), places };
    return { key, left, top, ratio, width, height, now, ...there };
  }

  /**
   * Territory held on one date only, on both, and on the other only, from the shapes of both dates:
   * what is in one and not in the other is the one, clipped to everything but the other (even-odd).
   * `edge` is the path of the other.
   */
  function parts() {
    const [old, now] = [shown.before, shown.index].map((index) => {
      const shape = data.shapes[shown.series][index];
      return shape < 0 ? new Path2D() : pathOf(shape);
    });
    const outside = (path) => {
      const rest = new Path2D();
      rest.rect(-FAR, -FAR, 2 * FAR, 2 * FAR);
      rest.addPath(path);
      return rest;
    };
    return {
      "territory lost": { clip: outside(now), path: old, edge: now },
      "territory kept": { clip: old, path: now, edge: null },
      "territory gained": { clip: outside(old), path: now, edge: old },
    };
  }

  /** Paint a part of a comparison, without what antialiasing leaves of it along a common edge. */
  function paintWithoutSeam(context, { clip, path, edge, style }) {
    if (!edge) return void paintCut(context, clip, path, style);
    const corner = startLayer(context, softLayer);
    paintCut(softLayer, clip, path, style);
    softLayer.globalCompositeOperation = "destination-out";
    paintPath(softLayer, edge, {
      ...ERASER,
      fill: "none",
      stroke: "black",
      width: 2 / corner.ratio,
    });
    drawLayer(context, softLayer, corner);
  }

  /**
   * Show a state, once the event that caused it has been handled: in the same frame as the texts,
   * since a frame of its own would cost half as much again.
   */
  function show(state) {
    shown = { ...state, series: comparedSeries(data, state.actor) };
    if (shown.before === shown.index) shown.before = null; // nothing differs
    const { before, index, series } = shown;
    const breaks = before === null ? [] : breaksBetween(data, data.series[series], before, index);
    shown.broken = breaks.length > 0;
    if (!shown.shade) shading.stop();
    if (!isQueued) queueMicrotask(() => isQueued && redraw());
    isQueued = true;
  }

  /** Index of the date drawn at a point of the container. */
  function dateAt({ x }) {
    const { before, swipe, index } = shown;
    const earlier = before !== null && swipe !== null && x < map.getSize().x * swipe;
    return earlier ? before : index;
  }

  /** Draw a shape with `pen`, as far as it is in a box; false if it has no place yet. */
  function traceNear(pen, shape, box) {
    if (places) tracePathNear(pen, drawingOf(shape).vertices, places, box);
    return Boolean(places);
  }

  /** The series on top at a point of the container, or undefined. */
  function at(point) {
    if (!shown || !places) return undefined;
    const index = dateAt(point);
    const { x, y } = map.containerPointToLayerPoint(point).subtract(renderer._bounds.min);
    const contains = ([, shape]) =>
      renderer.context.isPointInPath(
        pathOf(shape),
        x * renderer.ratio,
        y * renderer.ratio,
        "evenodd",
      );
    return shapesInOrder(index).reverse().find(contains)?.[0];
  }

  return { show, at, dateAt, traceNear, sharp };
}
