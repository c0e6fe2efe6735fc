// Names of countries on the map, each within its borders.

import { doMeet, nameWithin } from "./labels.mjs";
import { largestPart, ringPen } from "./largest_box.mjs";
import { TILE, tracePathNear } from "./paths.mjs";

const COUNTRY_SIZES = [12, 11];
const SPACED = 0.14; // of the size, between the letters of a country's name
const COUNTRY_UNITS = 100; // to a degree, as in layers/content/countries.py
const JOINED = /[\u0600-\u06ff]/; // scripts whose letters are not to be spaced

/** Countries with their outlines in the unit square, as lists of vertices that end in 0. */
function readCountries(countries, plane) {
  const [lon, lat] = [[0], [0]];
  const read = countries.map(({ name, rings }) => {
    const vertices = [];
    for (const ring of rings) {
      let [east, north] = [0, 0];
      for (let i = 0; i < ring.length; i += 2) {
        [east, north] = [east + ring[i], north + ring[i + 1]];
        vertices.push(lon.push(east / COUNTRY_UNITS) - 1);
        lat.push(north / COUNTRY_UNITS);
      }
      vertices.push(0);
    }
    return { name, vertices };
  });
  return { read, flat: plane.unit({ lon, lat }) };
}

/**
 * Names of countries, each within its borders. While the view stays, a name stays where it was as
 * long as nothing else is there.
 */
export function createCountryNames(map, countries, plane, ruler) {
  const { read, flat } = readCountries(countries, plane);
  const widthOf = (text, size) =>
    ruler.widthOf(text, size) + (JOINED.test(text) ? 0 : SPACED * size * text.length);
  let inView = null; // with their rings, the largest of these and their names

  function find(view) {
    if (!read.length) return [];
    const [pixels, origin] = [TILE * 2 ** map.getZoom(), map.getPixelOrigin()];
    const places = {
      x: flat.x.map((x) => x * pixels - origin.x),
      y: flat.y.map((y) => y * pixels - origin.y),
    };
    return read
      .map(({ name, vertices }) => {
        const { rings } = tracePathNear(ringPen(), vertices, places, [
          view.left,
          view.top,
          view.right,
          view.bottom,
        ]);
        return { name, rings, part: largestPart(rings, view), written: null };
      })
      .filter(({ part }) => part);
  }

  function place(view, taken) {
    inView ??= find(view);
    for (const country of inView) {
      const { name, rings, part, written } = country;
      if (written && !taken.some((box) => doMeet(box, written.box))) continue;
      const where = { sizes: COUNTRY_SIZES, widthOf, view, taken };
      country.written = nameWithin(name, rings, part, where);
    }
    return inView.flatMap(({ written }) => written ?? []);
  }
  return { place, forget: () => (inView = null) };
}

/** Pixels between the letters of a country's name: in most scripts they are spaced. */
export const letterSpacing = ({ lines, size }) => (JOINED.test(lines.join("")) ? 0 : SPACED * size);
