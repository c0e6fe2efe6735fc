// Packed shapes as SVG paths at one zoom.

const TILE = 256; // pixels of the whole world at zoom 0 (web Mercator)
const HIGHEST = 85.0511287798; // latitude at which that world is cut off
const FINE = 0.7; // pixels: steps smaller than this are left out, per arc, so borders still match

/** Arcs of [lon, lat, ...] in degrees as [x, y, ...] of the web Mercator unit square. */
export function mercator(arcs) {
  return arcs.map((arc) => {
    const flat = new Float64Array(arc.length);
    for (let i = 0; i < arc.length; i += 2) {
      const lat = Math.min(Math.max(arc[i + 1], -HIGHEST), HIGHEST) * (Math.PI / 180);
      flat[i] = arc[i] / 360 + 0.5;
      flat[i + 1] = 0.5 - Math.log(Math.tan(Math.PI / 4 + lat / 2)) / (2 * Math.PI);
    }
    return flat;
  });
}

/** A function from a shape to its path in pixels at `zoom`, measured from `origin`. */
export function pen(arcs, zoom, origin) {
  const scale = TILE * 2 ** zoom;
  const walked = new Map();

  function walk(reference) {
    if (!walked.has(reference)) {
      const points = thinned(arcs[reference >> 1], scale, origin);
      walked.set(reference, reference & 1 ? points.reverse() : points);
    }
    return walked.get(reference);
  }

  return function path(parts, closed) {
    let text = "";
    for (const part of parts) {
      part.forEach((reference, i) => {
        const points = walk(reference);
        text += i ? " " : `M${points[0]} `;
        text += points.slice(1).join(" ");
      });
      if (closed) text += "Z";
    }
    return text;
  };
}

function thinned(arc, scale, origin) {
  const points = [];
  let [lastX, lastY] = [Infinity, Infinity];
  for (let i = 0; i < arc.length; i += 2) {
    const x = arc[i] * scale - origin.x;
    const y = arc[i + 1] * scale - origin.y;
    const end = i === 0 || i === arc.length - 2;
    if (!end && Math.abs(x - lastX) + Math.abs(y - lastY) < FINE) continue;
    points.push(`${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`);
    [lastX, lastY] = [x, y];
  }
  return points;
}

/** [west, south, east, north] of a shape, in degrees; null where there is nothing. */
export function boundsOf(arcs, parts) {
  let bounds = null;
  for (const reference of parts.flat()) {
    const arc = arcs[reference >> 1];
    bounds ??= [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < arc.length; i += 2) {
      bounds[0] = Math.min(bounds[0], arc[i]);
      bounds[1] = Math.min(bounds[1], arc[i + 1]);
      bounds[2] = Math.max(bounds[2], arc[i]);
      bounds[3] = Math.max(bounds[3], arc[i + 1]);
    }
  }
  return bounds;
}
