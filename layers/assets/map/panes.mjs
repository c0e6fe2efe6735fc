// Panes of the map that are drawn as SVG.

/* global L */
// The territory is between areas and lines.
const PANE_LEVELS = { areas: 210, lines: 380, names: 450 };

/** Create an SVG renderer in a pane of its own, which reports each new zoom. */
export function createPane(map, name) {
  const pane = `controlmap-${name}`;
  map.createPane(pane).style.zIndex = PANE_LEVELS[name];
  map.getPane(pane).classList.add("controlmap-pane");
  const listeners = [];
  let drawnView = null;
  const Sheet = L.SVG.extend({
    onAdd(...rest) {
      L.SVG.prototype.onAdd.apply(this, rest);
      this._container.setAttribute("aria-hidden", "true");
    },
    _update(...rest) {
      L.SVG.prototype._update.apply(this, rest);
      const key = `${map.getZoom()} ${map.getPixelOrigin()}`;
      if (key === drawnView) return;
      drawnView = key;
      listeners.forEach((listener) => listener(map.getZoom(), map.getPixelOrigin()));
    },
  });
  const renderer = new Sheet({ pane, padding: 0.6 }).addTo(map);
  return {
    root: renderer._rootGroup,
    onZoom(listener) {
      listeners.push(listener);
      listener(map.getZoom(), map.getPixelOrigin());
    },
  };
}
