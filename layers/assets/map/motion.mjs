// How the map moves: one move after the other, and without animation where the system asks for that.

/** Turn off the animations of `map`, before anything is drawn on it. */
export function reduceMotion(map) {
  if (!window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const { panBy } = map;
  Object.assign(map, { _zoomAnimated: false, _fadeAnimated: false });
  Object.assign(map.options, { inertia: false });
  map.panBy = (offset, options) => panBy.call(map, offset, { ...options, animate: false });
}

const waiting = new WeakMap(); // the last move asked for, by map

/** Call `move`, if need be after the animation of a zoom: Leaflet ignores all moves during one. */
export function moveMap(map, move) {
  if (!map._animatingZoom) return void move();
  if (!waiting.has(map)) map.once("moveend", () => moveLast(map));
  waiting.set(map, move);
}

function moveLast(map) {
  const move = waiting.get(map);
  waiting.delete(map);
  moveMap(map, move);
}
