// A shape of known area anywhere on the globe, at its true size there.

import { phrase, roughNumber } from "../base/language.mjs";

// WGS 84: the sphere of equal area, and its authalic latitudes (Snyder, Map Projections: A Working
// Manual, 1987, 3-14 and 3-18).
const RADIUS = 6371.00718; // km
const TO_SPHERE = [-0.00223921, 2.13e-6];
const FROM_SPHERE = [0.00223921, 2.88e-6];
const POLEWARD = 84; // web Mercator ends at 85
const RADIAN = Math.PI / 180;
const SQUARE = [[-1, -1, 2, 0, 0, 2, -2, 0]];

const convertLatitude = (angle, [two, four]) =>
  angle + two * Math.sin(2 * angle) + four * Math.sin(4 * angle);

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
  const middle = convertLatitude(lat * RADIAN, TO_SPHERE);
  const [sine, cosine] = [Math.sin(middle), Math.cos(middle)];
  return plane.map((ring) =>
    ring.map(([x, y]) => {
      const far = Math.hypot(x, y);
      if (!far) return [lat, lng];
      const angle = 2 * Math.asin(far / (2 * RADIUS));
      const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
      const north = Math.asin(cos * sine + (y * sin * cosine) / far);
      const east = Math.atan2(x * sin, far * cosine * cos - y * sine * sin);
      return [convertLatitude(north, FROM_SPHERE) / RADIAN, lng + east / RADIAN];
    }),
  );
}

/** The centre nearest to [latitude, longitude] with all of the rings on the map. */
export function nearestCentre(plane, [lat, lng]) {
  const far = Math.max(...plane.flat().map(([x, y]) => Math.hypot(x, y)));
  const most = POLEWARD - (2 * Math.asin(far / (2 * RADIUS))) / RADIAN;
  return [Math.min(Math.max(lat, -most), most), lng];
}

/** Size of a territory compared with an area: "5.3 times as much", "12 % as much". */
export function ratioText(km2, size) {
  if (!km2) return phrase("none");
  const ratio = km2 / size;
  if (ratio > 0.985 && ratio < 1.015) return phrase("as much");
  return ratio > 1
    ? phrase("{times} times as much", { times: roughNumber(ratio) })
    : phrase("{percent} % as much", { percent: roughNumber(100 * ratio) });
}
