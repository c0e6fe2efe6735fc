// The ground: one canvas on the Leaflet map, drawn anew for each date.

/* global L */
import { changeFinder } from "./changed.mjs";
import { frameOf } from "./data.mjs";
import { svg, tint } from "./dom.mjs";
import { inkOf, paint } from "./ink.mjs";
import { mercator, pixels, trace } from "./paper.mjs";

const LEVEL = 350; // between the areas of the plan and its lines
const PADDING = 0.1; // of the view, drawn beyond it; more is drawn as the view moves
const PATHS = 64; // kept for dates that are shown again
const PRINT = 3; // device pixels to a pixel on paper
const FAR = 1e6; // pixels: beyond everything that can be seen

// Ground of two dates: class of each part, and the pattern that it is filled with.
const PARTS = { "ground kept": "solid", "ground lost": "counter", "ground gained": "solid" };

/** Dresses an SVG element as a part of the ground of two dates. */
export function dressPart(element, name, data, series, fill) {
  const { actor } = data.series[series];
  const pattern = { ...data, statuses: [{ pattern: PARTS[name] }] };
  element.setAttribute("class", name);
  element.setAttribute("fill", fill(pattern, { actor, status: 0 }));
  tint(element, data.actors[actor]);
}

/** The series whose two dates are compared: the firmest ground of the actor followed. */
export const comparedSeries = (data, actor) => data.series.findIndex((one) => one.actor === actor);

/** A Leaflet renderer that is a canvas of ours: `draw` is called when it was wiped. */
function canvas(map, draw) {
  const pane = "controlmap-ground";
  map.createPane(pane).style.zIndex = LEVEL;
  map.getPane(pane).classList.add("controlmap-pane");
  const Canvas = L.Renderer.extend({
    _initContainer() {
      this._container = L.DomUtil.create("canvas", "controlmap-ground");
      this._container.setAttribute("aria-hidden", "true");
      this.context = this._container.getContext("2d");
    },
    _destroyContainer() {
      this._container.remove();
    },
    _update() {
      if (map._animatingZoom && this._bounds) return; // it is stretched meanwhile
      L.Renderer.prototype._update.call(this);
      this.ratio = window.matchMedia("print").matches ? PRINT : Math.ceil(window.devicePixelRatio);
      const size = this._bounds.getSize();
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._container.width = size.x * this.ratio;
      this._container.height = size.y * this.ratio;
      this._container.style.width = `${size.x}px`;
      this._container.style.height = `${size.y}px`;
      draw();
    },
    /**
     * Wipes the canvas, or a `box` of it, and has `paint` draw there; pixels are counted as the map
     * counts those of its layers, and those of the box are whole ones, so it leaves no seam.
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
    /** Draws what the view has come to before the hand lets go of the map. */
    reach() {
      const corner = map.containerPointToLayerPoint([0, 0]);
      const seen = L.bounds(corner, corner.add(map.getSize()));
      if (!this._bounds.contains(seen)) this._update();
    },
  });
  const found = new Canvas({ pane, padding: PADDING }).addTo(map);
  map.on("move", () => map._animatingZoom || found.reach());
  return found;
}

/**
 * The ground on `map`: `show` a state, whose date is compared with its `before` unless that is
 * null, and the series that lies `at` a point of the container.
 */
export function groundRoom(map, data, shapes, fill, ring) {
  const flat = mercator(shapes);
  const several = data.actors.length > 1;
  const models = svg("svg", { class: "models", "aria-hidden": "true" });
  const drawings = new Map(); // shape -> its text, and its path at the zoom drawn
  const inks = new Map(); // series -> ink, and of the actor followed
  let places = null; // of all vertices, in pixels
  let origin = null;
  let shown = null; // what is drawn: a state, with `before` where it is compared
  let asked = 0;
  let painted = null; // what the canvas holds, as long as it and the view stay as they are
  const changedBox = changeFinder(shapes.lon.length);

  // Elements that are never drawn: the stylesheet says of them how the canvas paints.
  const modelOf = (name, series = null) => {
    const model = svg("path", { class: name });
    if (series !== null && name in PARTS) dressPart(model, name, data, series, fill);
    else if (series !== null) {
      const { actor, status } = data.series[series];
      model.setAttribute("fill", fill(data, data.series[series]));
      model.classList.toggle("firm", data.statuses[status].firm);
      model.classList.toggle("nameless", data.actors[actor].nameless);
      tint(model, data.actors[actor]);
    }
    return models.appendChild(model);
  };

  const sheet = canvas(map, draw);
  map.getPane("controlmap-ground").append(models);

  function inkFor(name, series = null) {
    const key = `${name} ${series}`;
    if (!inks.has(key)) {
      inks.set(key, inkOf(sheet.context, modelOf(name, series), sheet.ratio));
    }
    return inks.get(key);
  }

  function restyle() {
    models.replaceChildren();
    inks.clear();
    sheet._update();
  }
  for (const media of ["(prefers-color-scheme: dark)", "(forced-colors: active)", "print"]) {
    window.matchMedia(media).addEventListener("change", restyle);
  }
  map.on("layeradd layerremove", ({ layer }) => layer instanceof L.GridLayer && restyle());

  function drawingOf(shape) {
    if (!drawings.has(shape)) {
      if (drawings.size >= PATHS) drawings.delete(drawings.keys().next().value);
      const text = shapes.textOf(shape).slice();
      drawings.set(shape, { text, path: trace(new Path2D(), text, places) });
    }
    return drawings.get(shape);
  }
  const pathOf = (shape) => drawingOf(shape).path;

  // Loose claims lie below firm ground; the actor followed lies above the others.
  const followed = (series) => several && data.series[series].actor === shown.actor;
  const layer = (series) =>
    (data.statuses[data.series[series].status].firm ? 2 : 0) + (followed(series) ? 1 : 0);
  const ordered = () => frameOf(data, shown.index).sort(([a], [b]) => layer(a) - layer(b) || a - b);

  /** Draws all at once; the map calls it when the view changed, and has wiped the canvas. */
  function draw() {
    painted = null;
    redraw();
  }

  /** Draws what is other than on the canvas. */
  function redraw() {
    cancelAnimationFrame(asked);
    asked = 0;
    if (!shown) return;
    const key = `${map.getZoom()} ${map.getPixelOrigin()}`;
    if (key !== origin) {
      origin = key;
      places = pixels(flat, map.getZoom(), map.getPixelOrigin());
      drawings.clear();
    }
    const before = painted;
    painted = { frame: frameOf(data, shown.index), circle: ring(shown), ...shown };
    const boxes = steppedFrom(before) ? changedBoxes(before) : [null];
    if (boxes.length) sheet.anew(paintAll, boxes[0] && around(boxes));
  }

  /** True where the canvas shows another date in the same way: then only what changed is drawn. */
  function steppedFrom(before) {
    const plain = (one) => one?.before === null && !one.circle;
    return plain(before) && plain(painted) && before.actor === painted.actor;
  }

  /** Boxes round what changed, one for each series in which something did. */
  function changedBoxes(before) {
    const [old, now] = [before, painted].map(({ frame }) => new Map(frame));
    return data.series.flatMap((_, series) => {
      const [from, to] = [old.get(series), now.get(series)];
      if (from === to) return [];
      const [was, is] = [from, to].map((one) => (one === undefined ? [] : drawingOf(one).text));
      return [changedBox(was, is, places)].filter(Boolean);
    });
  }

  /** One box round all, with room for the widest stroke and its soft edge. */
  function around(boxes) {
    const room = 2 + Math.max(0, ...[...inks.values()].map(({ width }) => width || 0));
    const [left, top] = [0, 1].map((i) => Math.min(...boxes.map((box) => box[i])) - room);
    const [right, bottom] = [2, 3].map((i) => Math.max(...boxes.map((box) => box[i])) + room);
    return [left, top, right, bottom];
  }

  function paintAll(context) {
    if (shown.before === null) {
      for (const [series, shape] of ordered()) {
        const name = followed(series) ? "ground followed" : "ground";
        paint(context, pathOf(shape), inkFor(name, series));
      }
    } else {
      for (const [name, path] of Object.entries(parts())) path(context, inkFor(name, shown.series));
    }
    const { circle } = painted;
    if (!circle) return;
    const round = new Path2D();
    round.arc(circle.x, circle.y, circle.r, 0, 7);
    paint(context, round, inkFor("pocket"));
  }

  /**
   * Ground held on one date, on both and on the other, cut out of the two dates' own shapes: what lies
   * in one and not in the other is the one, clipped to all the world but the other (even-odd).
   */
  function parts() {
    const [old, now] = [shown.before, shown.index].map((index) => {
      const shape = data.shapes[shown.series][index];
      return shape < 0 ? new Path2D() : pathOf(shape);
    });
    const beyond = (path) => {
      const rest = new Path2D();
      rest.rect(-FAR, -FAR, 2 * FAR, 2 * FAR);
      rest.addPath(path);
      return rest;
    };
    const cut = (clip, path) => (context, ink) => {
      context.save();
      context.clip(clip, "evenodd");
      paint(context, path, ink);
      context.restore();
    };
    return {
      "ground lost": cut(beyond(now), old),
      "ground kept": cut(old, now),
      "ground gained": cut(beyond(old), now),
    };
  }

  /** Shows a state within a frame; all that is asked for in one frame is drawn once. */
  function show(state) {
    shown = { ...state, series: comparedSeries(data, state.actor) };
    if (shown.before === shown.index) shown.before = null; // nothing differs
    asked ||= requestAnimationFrame(redraw);
  }

  /** The series that lies on top at a point of the container, or undefined. */
  function at(point) {
    if (!shown || !places) return undefined;
    const { x, y } = map.containerPointToLayerPoint(point).subtract(sheet._bounds.min);
    const hit = ([, shape]) =>
      sheet.context.isPointInPath(pathOf(shape), x * sheet.ratio, y * sheet.ratio, "evenodd");
    return ordered().reverse().find(hit)?.[0];
  }

  return { show, at };
}
