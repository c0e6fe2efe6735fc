// What a scene adds to the map: the outline of a familiar area beside the territory, and a grid.

/* global L */
import { html } from "../base/dom.mjs";
import { formatNumber, phrase } from "../base/language.mjs";
import { area } from "../base/words.mjs";
import { TILE } from "./paths.mjs";
import { SQUARE_KM, azimuthal } from "./projection.mjs";
import { nearestCentre, ringsAround, ringsInKm } from "./true_size.mjs";
import { coveredHeight, latLngBounds, unitBox } from "./view.mjs";

const SCENE_LEVEL = 455; // above the names of towns, which leave the label its place
const BESIDE_GAP = 0.06; // between territory and outline, as a share of the larger
const MOST_GRID_LINES = 60; // of a grid, one way: finer ones would be a grey
const GRID_BENDS = 8; // parts of a line of the grid

/**
 * Where to lay a box of a size [width, height] beside `box`, so that both are largest in a view of
 * [width, height]: on its right, or below it. Returns the middle.
 */
export function middleBeside(box, [width, height], [viewWidth, viewHeight]) {
  const gap = BESIDE_GAP * Math.max(box.width, box.height, width, height);
  const scaleOf = (across, down) => Math.min(viewWidth / across, viewHeight / down);
  const right = scaleOf(box.width + gap + width, Math.max(box.height, height));
  const below = scaleOf(Math.max(box.width, width), box.height + gap + height);
  return right >= below
    ? [box.x + box.width + gap + width / 2, box.y + box.height / 2]
    : [box.x + box.width / 2, box.y + box.height + gap + height / 2];
}

/** Multiples of `km` from below `low` to above `high`; none if they are too many. */
export function gridSteps(km, low, high) {
  const [first, last] = [Math.floor(low / km), Math.ceil(high / km)];
  if (last - first >= MOST_GRID_LINES) return [];
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * km);
}

/**
 * Create the layer on `map`; `boundsOn` and `firmestBounds` return [west, south, east, north] of all
 * territory on a date, and of the firmest. Returns `show`, for a state with a `scene` or without, and `reach`, which extends bounds to
 * what the scene adds.
 */
export function createSceneLayer(map, data, plane, boundsOn, firmestBounds) {
  const pane = "controlmap-scene";
  map.createPane(pane).style.zIndex = SCENE_LEVEL;
  map.getPane(pane).classList.add("controlmap-pane");
  const renderer = L.svg({ pane, padding: 0.6 });
  const group = L.layerGroup().addTo(map);
  const look = { renderer, pane, interactive: false, keyboard: false, zIndexOffset: 1000 };
  let shown = null;
  let outline = null; // bounds of the familiar area

  function show({ scene = null }) {
    if (scene === shown) return;
    shown = scene;
    outline = null;
    group.clearLayers();
    const bounds = scene && boundsOn(scene.index);
    if (!bounds) return;
    if (scene.beside !== undefined) drawBeside(data.familiar[scene.beside], bounds);
    if (scene.grid_km) drawGrid(scene.grid_km, firmestBounds(scene.index) ?? bounds);
  }

  function drawBeside(familiar, bounds) {
    const flat = ringsInKm(familiar);
    const [xs, ys] = [0, 1].map((i) => flat.flat().map((point) => point[i]));
    const [middle] = [latLngBounds(bounds).getCenter()];
    const stretch = plane.isEqualArea ? 1 : Math.cos((middle.lat * Math.PI) / 180);
    const size = [xs, ys].map((values) => (Math.max(...values) - Math.min(...values)) / SQUARE_KM);
    const { x, y } = map.getSize();
    const at = middleBeside(
      unitBox(plane, bounds),
      size.map((side) => side / stretch),
      [x, y - coveredHeight(map)],
    );
    const { lat, lng } = map.unproject(L.point(at).multiplyBy(TILE), 0);
    const centre = nearestCentre(flat, [lat, lng]);
    const rings = ringsAround(flat, centre).map((ring) => [ring]);
    const polygon = L.polygon(rings, { ...look, className: "beside" }).addTo(group);
    outline = polygon.getBounds();
    const format = { ...data.areaFormat, significant: null };
    label(centre, html("strong", {}, familiar.name), html("span", {}, area(familiar.km2, format)));
  }

  function drawGrid(km, [west, south, east, north]) {
    const { forward, inverse } = azimuthal((west + east) / 2, (south + north) / 2);
    const corners = [west, east].flatMap((lon) => [south, north].map((lat) => forward(lon, lat)));
    const [xs, ys] = [0, 1].map((i) => {
      const values = corners.map((corner) => corner[i]);
      return gridSteps(km, Math.min(...values) - km, Math.max(...values) + km);
    });
    if (!xs.length || !ys.length) return;
    const between = (steps) =>
      Array.from({ length: GRID_BENDS + 1 }, (_, i) => {
        return steps[0] + ((steps.at(-1) - steps[0]) * i) / GRID_BENDS;
      });
    const lines = [
      ...xs.map((x) => between(ys).map((y) => [x, y])),
      ...ys.map((y) => between(xs).map((x) => [x, y])),
    ].map((line) => line.map(([x, y]) => inverse(x, y).reverse()));
    for (const className of ["kmgrid halo", "kmgrid"]) {
      L.polyline(lines, { ...look, className, smoothFactor: 0 }).addTo(group);
    }
    const [lon, lat] = inverse((xs[0] + xs.at(-1)) / 2, ys.at(-1));
    const text = phrase("squares of {n} km", { n: formatNumber(km) });
    label([lat, lon], html("span", {}, text)).classList.add("above");
  }

  function label(at, ...words) {
    const text = html("span", { class: "besidename" }, ...words);
    const icon = L.divIcon({ className: "besidetag", html: text, iconSize: null });
    L.marker(at, { ...look, icon }).addTo(group);
    return text;
  }

  const reach = (bounds) => (outline ? L.latLngBounds(bounds).extend(outline) : bounds);
  return { show, reach };
}
