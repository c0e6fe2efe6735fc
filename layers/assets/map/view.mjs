// Views of the map: boxes in the unit square of its projection.

/* global L */
import { TILE } from "./paths.mjs";
import { leafletCrs } from "./projection.mjs";

// Points on each side of a box in degrees: its sides bend on the map.
const POINTS = 12;
const ZOOM_SNAP = 0.25; // without tiles, which are sharp at whole zooms
const SNAP_DUST = 1e-6; // of a zoom

/** Have `map` and all layers on it drawn in the projection `plane`. */
export function useProjection(map, plane) {
  const [centre, zoom] = [map.getCenter(), map.getZoom()];
  map.options.crs = leafletCrs(L, plane);
  map.options.zoomSnap = ZOOM_SNAP;
  map._resetView(centre, zoom);
}

/** [west, south, east, north] as a box { x, y, width, height } of the unit square. */
export function unitBox(plane, [west, south, east, north]) {
  const along = (from, to) =>
    Array.from({ length: POINTS + 1 }, (_, i) => from + ((to - from) * i) / POINTS);
  const [lons, lats] = [along(west, east), along(south, north)];
  const lon = [...lons, ...lons, ...lats.map(() => west), ...lats.map(() => east)];
  const lat = [...lons.map(() => south), ...lons.map(() => north), ...lats, ...lats];
  const { x, y } = plane.unit({ lon, lat });
  const [left, top] = [Math.min(...x), Math.min(...y)];
  return { x: left, y: top, width: Math.max(...x) - left, height: Math.max(...y) - top };
}

/** [west, south, east, north] as Leaflet's bounds. */
export const latLngBounds = ([west, south, east, north]) =>
  L.latLngBounds([
    [south, west],
    [north, east],
  ]);

/** Height of what lies over the lower part of the map, as a stylesheet sets it in its share. */
export function coveredHeight(map) {
  const share = getComputedStyle(map.getContainer()).getPropertyValue("--covered");
  return (parseFloat(share) || 0) * map.getSize().y;
}

/** Leaflet's bounds as [west, south, east, north]. */
export const degreesOf = (bounds) => [
  bounds.getWest(),
  bounds.getSouth(),
  bounds.getEast(),
  bounds.getNorth(),
];

/**
 * Show `bounds`, with Leaflet's options of `fitBounds`, which looks at two corners alone: on a map
 * that is not Mercator's the sides reach beyond them. Returns the zoom.
 */
export function fitBounds(map, plane, bounds, options) {
  const { center, zoom } = fittedView(map, plane, bounds, options);
  map.setView(center, zoom, options);
  return zoom;
}

/** The { center, zoom } that show `bounds`. */
export function fittedView(map, plane, bounds, options) {
  if (!plane.isEqualArea) return map._getBoundsCenterZoom(bounds, options);
  const box = unitBox(plane, degreesOf(L.latLngBounds(bounds)));
  const before = L.point(options.paddingTopLeft ?? options.padding ?? [0, 0]);
  const after = L.point(options.paddingBottomRight ?? options.padding ?? [0, 0]);
  const size = map.getSize().subtract(before).subtract(after);
  const exact = Math.log2(Math.min(size.x / box.width, size.y / box.height) / TILE);
  const snap = map.options.zoomSnap || 1;
  const snapped = Math.floor(exact / snap + SNAP_DUST) * snap;
  const most = Math.min(options.maxZoom ?? Infinity, map.getMaxZoom());
  const zoom = Math.max(map.getMinZoom(), Math.min(most, snapped));
  const middle = L.point(box.x + box.width / 2, box.y + box.height / 2);
  const at = middle.multiplyBy(TILE * 2 ** zoom).add(after.subtract(before).divideBy(2));
  return { center: map.unproject(at, zoom), zoom };
}
