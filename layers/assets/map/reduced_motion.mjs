// For readers who asked their system for less motion: the map goes where it goes at once.

/** Takes the motion out of `map`, before anything is drawn on it. */
export function reduceMotion(map) {
  if (!window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const { panBy } = map;
  Object.assign(map, { _zoomAnimated: false, _fadeAnimated: false });
  Object.assign(map.options, { inertia: false });
  map.panBy = (offset, options) => panBy.call(map, offset, { ...options, animate: false });
}
