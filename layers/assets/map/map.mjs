// Territory, outlines and names on the Leaflet map that Folium creates.

/* global L */
import { html, setHidden, setText, svg } from "../base/dom.mjs";
import { isEnglish, formatNumber, phrase } from "../base/language.mjs";
import { area } from "../base/words.mjs";
import { changeRows } from "../data/measure.mjs";
import { isCountedActor, noEntryText, shapesOn } from "../data/payload.mjs";
import { createFamiliarOverlay } from "./familiar.mjs";
import { shareGestures } from "./gestures.mjs";
import { cutAtEdge, globeZoom, keepOnGlobe } from "./globe.mjs";
import { createInset } from "./inset.mjs";
import { moveMap, reduceMotion } from "./motion.mjs";
import { controlBoxes, createNames } from "./names.mjs";
import { addNorthArrow } from "./north.mjs";
import { createPane } from "./panes.mjs";
import { TILE, boundsOf, shapeAlone, toPixels, svgPen, tracePath } from "./paths.mjs";
import { createProjection } from "./projection.mjs";
import { createSceneLayer } from "./scene_layer.mjs";
import { createTerritory } from "./territory.mjs";
import {
  coveredHeight,
  degreesOf,
  fitBounds,
  fittedView,
  latLngBounds,
  unitBox,
  useProjection,
} from "./view.mjs";

const PART_CLASSES = { areas: ["land", "lakes"], lines: ["rivers", "borders", "disputed"] };
const MOST_STRETCH = 1.6; // largest ratio of the scales in one view that has a scale bar
const EQUATOR_KM = 40_075.017; // length of the equator of WGS 84
const STEP_PIXELS = 20; // over which scales are compared
const POCKET_PIXELS = 14; // territory smaller than this gets a ring around it
// Beyond these latitudes a web Mercator map shows little but its own distortion: the first view
// leaves them out, the reader can go there.
const [SOUTHMOST, NORTHMOST] = [-56, 78];

/**
 * Draw on `map`; `pick` is called with the actor that was clicked, `spot` with latitude and
 * longitude of any click. Returns the functions that control the map. Other scripts can use
 * `map.controlmap.compare(before, after)`, which draws two dates by their indices until the next
 * date is shown, and `map.controlmap.between(a, b)`, which returns what each actor gained, lost and
 * held, in km2.
 */
export function createMap(map, data, unpacked, fill, pick, spot) {
  reduceMotion(map);
  shareGestures(map);
  const plane = createProjection(data.projection);
  map.attributionControl?.setPrefix(false);
  if (plane.isEqualArea) useProjection(map, plane);
  else map.attributionControl?.addAttribution(phrase("Web Mercator: areas are not to scale"));
  // In a frame that is not shown Firefox has no styles, and Leaflet writes one of its own.
  map.getContainer().style.position = "";
  map.getContainer().setAttribute("role", "group");
  const name = phrase("Map; arrow keys move it, plus and minus zoom");
  map.getContainer().setAttribute("aria-label", name);
  labelZoomButtons(map);
  const shapes = unpacked.territory;
  const several = data.actors.length > 1;
  const hint = html("div", { class: "hint", hidden: "" });
  map.getContainer().append(hint);
  let state = null;

  if (plane.isEqualArea) keepOnGlobe(map, plane);
  addScaleBar(map, plane);
  if (plane.isEqualArea) addNorthArrow(map);
  const whole = () => over.reach(firstBounds(plane, data.bounds));
  const limitZoom = createZoomLimit(map, plane, whole);
  const fit = (bounds, options) => {
    limitZoom(() => fitBounds(map, plane, bounds, options));
  };
  const boxes = () => controlBoxes(map);
  const over = createFamiliarOverlay(map, data, followedBounds, boxes, fit);
  const scenes = createSceneLayer(map, data, plane, boundsOn, firmestBounds);
  const fitWith = (bounds, options) => fit(scenes.reach(bounds), options);
  const showAll = keepInView(map, fitWith, whole, limitZoom);
  const outlines = unpacked.plan && cutOutlines(unpacked.plan, data.plan, plane);
  if (outlines) drawOutlines(map, outlines);
  const territory = createTerritory(map, data, shapes, fill, ringAround, plane);
  const around = { shapes, outlines, plane, fill };
  const locate = createInset(map, data, around, ringAround, boxes);
  const names = createNames(map, data, { territory, ringAround, plane });

  function show(next) {
    state = next;
    setHidden(hint, true);
    territory.show(next);
    scenes.show(next);
    locate(next);
    names.show(next);
    over.show(next);
    if (state.follow) moveMap(map, showFollowed);
  }

  /**
   * Series and shape of the firmest territory of the actor followed; undefined if there is none.
   */
  const firmestTerritory = (index) =>
    shapesOn(data, index)
      .filter(([series]) => data.series[series].actor === state.actor)
      .sort(([a], [b]) => a - b)[0]; // an actor's series are in order of firmness

  /** Bounds of that territory, or null. */
  function firmestBounds(index) {
    const held = firmestTerritory(index);
    return held ? boundsOf(shapes, shapes.verticesOf(held[1])) : null;
  }

  function followedBounds() {
    return firmestBounds(state.index);
  }

  /** Bounds of all that is held on a date, or null. */
  function boundsOn(index) {
    const boxes = shapesOn(data, index).map(([, shape]) =>
      latLngBounds(boundsOf(shapes, shapes.verticesOf(shape))),
    );
    return boxes.length ? degreesOf(boxes.reduce((all, box) => all.extend(box))) : null;
  }

  // Three layers ask for the ring of a date.
  let ring = { key: null, circle: null };
  /** A circle around territory too small to be seen, or null. */
  function ringAround(index) {
    const key = `${index} ${state.actor} ${state.chosen} ${map.getZoom()} ${map.getPixelOrigin()}`;
    if (key !== ring.key) ring = { key, circle: findRing(index) };
    return ring.circle;
  }

  function findRing(index) {
    const held = several && !state.chosen ? undefined : firmestTerritory(index);
    if (!held) return null;
    const [series, shape] = held;
    if (isSurelyWider(data.series[series].km2[index], POCKET_PIXELS, map.getZoom())) return null;
    const box = unitBox(plane, boundsOf(shapes, shapes.verticesOf(shape)));
    const pixels = TILE * 2 ** map.getZoom();
    if (Math.max(box.width, box.height) * pixels > POCKET_PIXELS) return null;
    const origin = map.getPixelOrigin();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    return { x: x * pixels - origin.x, y: y * pixels - origin.y, r: POCKET_PIXELS, box };
  }

  function showFollowed() {
    const bounds = followedBounds();
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const legend = map.getContainer().parentElement.querySelector(".legend");
    // It may be below the map.
    const covers = legend && legend.offsetTop < map.getContainer().offsetHeight;
    const paddingBottomRight = [0, covers ? legend.offsetHeight : 0];
    if (!bounds) return;
    fit(over.reach(latLngBounds(bounds).pad(0.3)), {
      animate: !still,
      maxZoom: 14,
      paddingBottomRight,
    });
  }

  /** The series under the pointer; undefined if something else on the map is there. */
  function seriesUnder({ originalEvent: { target }, containerPoint }) {
    const bare = target === map.getContainer() || target.closest(".leaflet-tile-pane, .laid");
    return bare ? territory.at(containerPoint) : undefined;
  }

  function showHint(event) {
    const series = seriesUnder(event);
    hint.hidden = series === undefined;
    map.getContainer().classList.toggle("held", !hint.hidden);
    if (hint.hidden) return;
    const entry = data.drawn[series];
    const index = territory.dateAt(event.containerPoint);
    hint.replaceChildren(
      html("strong", {}, data.actors[entry.actor].name),
      html("span", {}, data.statuses[entry.status].name),
      html(
        "span",
        {},
        noEntryText(data, entry.actor, index) || area(entry.km2[index], data.areaFormat),
      ),
    );
    const size = map.getSize();
    const at = event.containerPoint;
    hint.style.left = `${Math.max(0, Math.min(at.x + 14, size.x - hint.offsetWidth - 4))}px`;
    hint.style.top = `${at.y + hint.offsetHeight + 24 > size.y ? at.y - hint.offsetHeight - 10 : at.y + 16}px`;
  }
  map.on("mousemove", showHint);
  map.on("mouseout movestart", () => (hint.hidden = true));
  document.addEventListener("keydown", ({ key }) => key === "Escape" && (hint.hidden = true));
  map.on("click", (event) => {
    const series = seriesUnder(event);
    const actor = data.drawn[series]?.actor;
    if (actor !== undefined && isCountedActor(data, actor)) pick(actor);
    showHint(event);
    const { lat, lng } = event.latlng.wrap();
    spot(lat, lng);
  });

  const mark = L.circleMarker([0, 0], { className: "spotmark", radius: 6, interactive: false });
  /**
   * Mark a spot, and show it if it is out of view or the zoom is below `zoom`; null: remove the
   * mark.
   */
  function setMark(place, zoom = null) {
    mark.remove();
    if (!place) return;
    mark.setLatLng(place).addTo(map);
    const near = zoom !== null && map.getZoom() < zoom;
    if (near || !map.getBounds().contains(place)) {
      moveMap(map, () => map.setView(place, near ? zoom : map.getZoom(), { animate: false }));
    }
  }

  const compare = (before, index) => territory.show({ ...state, before, index });
  map.controlmap = { compare, between: (a, b) => changeRows(data, shapes, a, b) };
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  /** Show [west, south, east, north], or everything at null. */
  const showView = (view) => showAll(view && latLngBounds(view), !still.matches);
  return { show, showAll, showView, setMark, sharp: territory.sharp };
}

/**
 * Whether territory of an area is wider or higher than so many pixels, wherever it is: the sides of
 * its box are no less than the root of its area, and no pixel of a map is larger than one of web
 * Mercator on the equator.
 */
export function isSurelyWider(km2, size, zoom) {
  return Math.sqrt(km2) > (size * EQUATOR_KM) / (TILE * 2 ** zoom);
}

/** Bounds of the first view. */
function firstBounds({ isEqualArea }, [west, south, east, north]) {
  if (isEqualArea) return latLngBounds([west, south, east, north]);
  return latLngBounds([west, Math.max(south, SOUTHMOST), east, Math.min(north, NORTHMOST)]);
}

/**
 * Keep readers from zooming out further than a step beyond all of `bounds`. Returns a function that
 * sets that limit for the size of the map; a `move` may go beyond it, and returns its zoom.
 */
function createZoomLimit(map, plane, bounds) {
  const own = map.getMinZoom();
  return function limit(move = () => Infinity) {
    const lowest = plane.isEqualArea ? globeZoom(map, plane) : own;
    map.options.minZoom = lowest;
    const moved = move();
    const { zoom } = fittedView(map, plane, bounds(), viewPadding(map));
    const step = map.options.zoomDelta;
    map.setMinZoom(Math.max(lowest, Math.min(zoom - step, moved)));
  };
}

const hasSize = (map) => map.getSize().x > 0 && map.getSize().y > 0;

/** Space between the sides of the map and what it shows, in Leaflet's words. */
function viewPadding(map) {
  return { paddingTopLeft: [12, 12], paddingBottomRight: [12, 12 + coveredHeight(map)] };
}

/**
 * Show `bounds`, again whenever the map changes size, until the reader moves it. Returns a function
 * that shows them again, or others.
 */
function keepInView(map, fitTo, bounds, limitZoom) {
  let shownView = null;
  let aim = null;
  const view = () => `${map.getCenter()} ${map.getZoom()}`;
  function showAll(other = null, animate = false) {
    aim = other;
    shownView = null;
    if (!hasSize(map)) return; // in a tab that is not shown: fitted when it is
    moveMap(map, () => {
      fitTo(aim ?? bounds(), { animate, ...viewPadding(map) });
      shownView = view();
    });
  }
  map.invalidateSize({ animate: false });
  showAll();
  function fit() {
    const still = shownView === null || view() === shownView;
    map.invalidateSize({ animate: false, pan: false });
    if (still) showAll(aim);
    else if (hasSize(map)) limitZoom();
  }
  // Leaflet's own answer to a new size moves the map, which would then seem moved by the reader.
  L.DomEvent.off(window, "resize", map._onResize, map);
  new ResizeObserver(fit).observe(map.getContainer());
  map.getContainer().addEventListener("controlmap:resized", fit);
  return showAll;
}

/** The outlines of the base map on the plane, { x, y, vertices } by their kind. */
function cutOutlines(plan, data, plane) {
  const cut = (part) => (kind, i) => [
    kind,
    cutAtEdge(plane, shapeAlone(plan[part], data[part].index[i]), part === "areas"),
  ];
  const kinds = Object.entries(PART_CLASSES).flatMap(([part, names]) => names.map(cut(part)));
  return Object.fromEntries(kinds);
}

/** Draw the base map: areas below the territory, lines above it, rivers wider at high zoom. */
function drawOutlines(map, outlines) {
  for (const [part, kinds] of Object.entries(PART_CLASSES)) {
    const { root, onZoom } = createPane(map, part);
    const elements = kinds.map((kind) => root.appendChild(svg("path", { class: kind })));
    onZoom((zoom, origin) => {
      root.style.setProperty("--near", Math.min(Math.max(zoom - 7, 0), 5));
      elements.forEach((element, i) => {
        const { vertices, ...flat } = outlines[kinds[i]];
        const places = toPixels(flat, zoom, origin);
        element.setAttribute("d", tracePath(svgPen(), vertices, places, part === "areas").path());
      });
    });
  }
}

// Units of Leaflet's scale.
const LENGTHS = {
  m: (n) => phrase("{n} m", { n }),
  km: (n) => phrase("{n} km", { n }),
  ft: (n) => phrase("{n} ft", { n }),
  mi: (n) => phrase("{n} mi", { n }),
};

/** Label Leaflet's buttons in the reader's language. */
function labelZoomButtons(map) {
  const names = { in: phrase("Zoom in"), out: phrase("Zoom out") };
  for (const [way, name] of Object.entries(names)) {
    const button = map.getContainer().querySelector(`.leaflet-control-zoom-${way}`);
    button?.setAttribute("title", name);
    button?.setAttribute("aria-label", name);
  }
}

/**
 * Add a scale bar, visible if one scale is true of the whole view: web Mercator stretches the
 * north.
 */
function addScaleBar(map, plane) {
  const control = L.control.scale({ maxWidth: 120, imperial: isEnglish() });
  control._updateScale = (line, text, share) => {
    const [count, unit] = text.split(" ");
    line.style.width = `${Math.round(control.options.maxWidth * share)}px`;
    setText(line, LENGTHS[unit](formatNumber(count)));
  };
  const bar = control.addTo(map).getContainer();
  const stretch = (lat) => 1 / Math.cos((lat * Math.PI) / 180);
  const update = () => {
    if (plane.isEqualArea) return void (bar.hidden = scaleRange(map) > MOST_STRETCH);
    const [low, high] = [map.getBounds().getSouth(), map.getBounds().getNorth()];
    const far = Math.min(Math.max(Math.abs(low), Math.abs(high)), 85);
    const near = low * high < 0 ? 0 : Math.min(Math.abs(low), Math.abs(high));
    bar.hidden = stretch(far) / stretch(near) > MOST_STRETCH;
  };
  map.on("moveend resize", update);
  update();
}

/** Ratio of the largest to the smallest scale along parallels and meridians in view. */
function scaleRange(map) {
  const { x, y } = map.getSize();
  const corners = [0.1, 0.5, 0.9].flatMap((u) => [0.1, 0.5, 0.9].map((v) => [x * u, y * v]));
  const lengths = corners.flatMap(([left, top]) =>
    [
      [left + STEP_PIXELS, top],
      [left, top + STEP_PIXELS],
    ].map((to) =>
      map.distance(map.containerPointToLatLng([left, top]), map.containerPointToLatLng(to)),
    ),
  );
  return Math.max(...lengths) / Math.min(...lengths);
}
