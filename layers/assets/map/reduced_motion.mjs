// For readers whose system asks for reduced motion: the map moves without animation.

/** Turn off the animations of `map`, before anything is drawn on it. */
export function reduceMotion(map) {
  if (!window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const { panBy } = map;
  Object.assign(map, { _zoomAnimated: false, _fadeAnimated: false });
  Object.assign(map.options, { inertia: false });
  map.panBy = (offset, options) => panBy.call(map, offset, { ...options, animate: false });
}
