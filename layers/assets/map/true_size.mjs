// A shape of known area anywhere on the globe, at its true size there.

import { phrase, plural, roughNumber } from "../base/language.mjs";
import { AUTHALIC_KM, RADIAN, azimuthal } from "./projection.mjs";

const POLEWARD = 84; // web Mercator ends at 85
const SQUARE = [[-1, -1, 2, 0, 0, 2, -2, 0]];

/**
 * Rings of [x, y] in km, east and north of the centre, whose area is `km2`; a square without rings.
 */
export function ringsInKm({ km2, rings }) {
  const corners = (rings.length ? rings : SQUARE).map((steps) => {
    let [x, y] = [0, 0];
    return Array.from({ length: steps.length / 2 }, (_, i) => [
      (x += steps[2 * i]),
      (y += steps[2 * i + 1]),
    ]);
  });
  const scale = Math.sqrt(km2 / corners.reduce((sum, ring) => sum + Math.abs(ringArea(ring)), 0));
  return corners.map((ring) => ring.map(([x, y]) => [x * scale, y * scale]));
}

/** Area of a ring. */
function ringArea(ring) {
  const sum = ring.reduce((all, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length];
    return all + x * nextY - nextX * y;
  }, 0);
  return sum / 2;
}

/**
 * The rings around a centre, as [latitude, longitude]: every vertex keeps its distance and bearing
 * as in Lambert's azimuthal equal-area projection, so the area stays the same.
 */
export function ringsAround(plane, [lat, lng]) {
  const { inverse } = azimuthal(lng, lat);
  return plane.map((ring) =>
    ring.map(([x, y]) => {
      const [lon, north] = inverse(x, y);
      return [north, lon];
    }),
  );
}

/** The centre nearest to [latitude, longitude] with all of the rings on the map. */
export function nearestCentre(plane, [lat, lng]) {
  const far = Math.max(...plane.flat().map(([x, y]) => Math.hypot(x, y)));
  const most = POLEWARD - (2 * Math.asin(far / (2 * AUTHALIC_KM))) / RADIAN;
  return [Math.min(Math.max(lat, -most), most), lng];
}

/** Size of a territory compared with an area: "5.3 times as much", "12 % as much". */
export function ratioText(km2, size) {
  if (!km2) return phrase("none");
  const ratio = km2 / size;
  if (ratio > 0.985 && ratio < 1.015) return phrase("as much");
  if (ratio < 1) return phrase("{percent} % as much", { percent: roughNumber(100 * ratio) });
  const times = Number(ratio.toPrecision(2));
  return plural("{n} time as much", "{n} times as much", times, { shown: roughNumber(ratio) });
}
