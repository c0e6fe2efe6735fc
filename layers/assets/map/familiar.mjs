// A familiar area over the map: an outline that can be dragged and keeps its true size, and its
// name.

/* global L */
import { html, setAttribute, setText } from "../base/dom.mjs";
import { phrase } from "../base/language.mjs";
import { area, capitalize, joinCommas } from "../base/words.mjs";
import { coordinatesText } from "../data/intervals.mjs";
import { labelPosition } from "./labels.mjs";
import { moveMap } from "./motion.mjs";
import { ratioText, ringsAround, nearestCentre, ringsInKm } from "./true_size.mjs";
import { latLngBounds } from "./view.mjs";

const PANE_LEVEL = 460; // above the names
const DRAG_PIXELS = 4; // pixels that a pointer may move in a click
const KEY_PIXELS = 12; // pixels that an arrow key moves; five times as many with shift
const ANNOUNCE_MS = 600; // without a key before the place is announced
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Fill `select`, if there is one, with the familiar areas; `then` gets the index of one or null.
 * Returns a function that updates the texts.
 */
export function fillFamiliarField(select, data, then) {
  if (!select) return () => {};
  const options = data.familiar.map((_, value) => html("option", { value }));
  select.append(html("option", { value: "" }, phrase("nothing")), ...options);
  select.addEventListener("change", () => then(select.value ? Number(select.value) : null));
  return function update() {
    data.familiar.forEach(({ name, km2, rings }, i) => {
      const text = joinCommas([name, area(km2, exactFormat(data))]);
      setText(options[i], rings.length ? text : phrase("{area} (as a square)", { area: text }));
    });
  };
}

const exactFormat = ({ areaFormat }) => ({ ...areaFormat, significant: null });

/**
 * Create the overlay of a familiar area on `map`. `pocket` returns the bounds of the territory
 * shown, `taken` the boxes of other things on the map; `fitTo` shows bounds. Returns `show`, for a state, and `reach`,
 * the bounds of both the territory followed and the overlay.
 */
export function createFamiliarOverlay(map, data, pocket, taken, fitTo) {
  const several = data.actors.length > 1;
  const pane = "controlmap-laid";
  map.createPane(pane).style.zIndex = PANE_LEVEL;
  map.getPane(pane).classList.add("controlmap-pane");
  const container = map.getContainer();
  const renderer = L.svg({ pane, padding: 0.6 });
  const line = (className) =>
    L.polygon([], { renderer, className, interactive: false, smoothFactor: 0.5 });
  const lines = [line("laid halo"), line("laid")];

  const [name, size, comparison] = [html("strong"), html("span", { class: "wide" }), html("span")];
  const hint = phrase(
    "Drag it, move it with the arrow keys, or press here and then where it should lie",
  );
  const handle = html("button", { type: "button", class: "laidname", title: hint });
  const shape = html("span");
  setAttribute(handle, "aria-pressed", "false");
  handle.append(html("span", {}, name, size), shape, comparison);
  const icon = L.divIcon({ className: "laidtag", html: handle, iconSize: null });
  const tag = L.marker([0, 0], { icon, pane, interactive: false, keyboard: false });

  let shownArea = null; // index of the familiar area
  let plane = null;
  let middle = null;
  let shownUnit = null; // unit of the area in the label
  let speaking = 0;
  let allVisible = false; // whether all of the outline is in view
  // Size of the map at that time: it moves before it reports a resize.
  let sized = String(map.getSize());

  function show(state) {
    const { laid: next = null, index, actor, unit } = state;
    const isOther = next !== shownArea;
    if (isOther) setArea(next);
    if (shownArea === null) return;
    const familiar = data.familiar[shownArea];
    if (unit !== shownUnit)
      setText(size, `${phrase(", ")}${area(familiar.km2, exactFormat(data))}`);
    shownUnit = unit;
    const ownSeries = data.series.find((series) => series.actor === actor);
    const whose = several
      ? data.actors[actor].name
      : capitalize(data.statuses[ownSeries.status].name);
    const ratio = ratioText(ownSeries.km2[index], familiar.km2);
    setText(comparison, phrase("{name}: {what}", { name: whose, what: ratio }));
    if (isOther) bringIntoView();
    if (state.follow) bringNear();
  }

  function setArea(next) {
    shownArea = next;
    shownUnit = null;
    releaseName();
    if (shownArea === null) return void [...lines, tag].forEach((layer) => layer.remove());
    const { name: text, rings } = data.familiar[shownArea];
    plane = ringsInKm(data.familiar[shownArea]);
    setText(name, text);
    setText(shape, rings.length ? phrase("true size here") : phrase("as a square, true size here"));
    [...lines, tag].forEach((layer) => layer.addTo(map));
  }

  /** Place the outline at the territory in view, or else in the middle, with all of it in view. */
  function bringIntoView() {
    const territoryBox = pocket() && latLngBounds(pocket());
    const there = territoryBox?.getCenter();
    placeOutline(there && map.getBounds().contains(there) ? there : map.getCenter());
    if (!fits()) fit();
  }

  /** Height of the map above the legend. */
  function clearHeight() {
    const legend = container.parentElement.querySelector(".legend");
    const high = map.getSize().y;
    if (!legend?.offsetHeight) return high; // none, or one without a row to see
    const top = legend.getBoundingClientRect().top - container.getBoundingClientRect().top;
    return Math.min(high, top);
  }

  function fits() {
    const { left, top, right, bottom } = boxInView(lines[1].getBounds());
    return left >= 0 && top >= 0 && right <= map.getSize().x && bottom <= clearHeight();
  }

  function fit() {
    const paddingBottomRight = [32, 16 + map.getSize().y - clearHeight()];
    const padding = { paddingTopLeft: [32, 16], paddingBottomRight };
    moveMap(map, () => fitTo(lines[1].getBounds(), { animate: false, ...padding }));
  }

  /** Place the outline around a point. */
  function placeOutline({ lat, lng }) {
    middle = nearestCentre(plane, [lat, lng]);
    const rings = ringsAround(plane, middle).map((ring) => [ring]);
    lines.forEach((polygon) => polygon.setLatLngs(rings));
    placeName();
  }

  /** Bounds as a box in pixels of the view. */
  function boxInView(bounds) {
    const corners = ["NorthWest", "NorthEast", "SouthWest", "SouthEast"].map((corner) =>
      map.latLngToContainerPoint(bounds[`get${corner}`]()),
    );
    const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
    return {
      left: Math.min(...xs),
      top: Math.min(...ys),
      right: Math.max(...xs),
      bottom: Math.max(...ys),
    };
  }

  /** Place the name beside the outline, where it hides least. */
  function placeName() {
    if (shownArea === null) return;
    const bounds = lines[1].getBounds();
    const size = { width: handle.offsetWidth, height: handle.offsetHeight };
    const box = boxInView(bounds);
    const territoryBox = pocket() && boxInView(latLngBounds(pocket()));
    const at = map.getBounds().intersects(bounds)
      ? labelPosition(box, size, map.getSize(), taken(), territoryBox)
      : [box.left, box.bottom];
    tag.setLatLng(map.containerPointToLatLng(at));
    allVisible = fits();
  }

  /** Keep the outline in view on paper, and when the window changes. */
  function refit() {
    if (shownArea === null) return;
    const was = allVisible;
    placeName();
    if (was && !allVisible) fit();
  }

  /** Bring the outline to the territory followed, if that is elsewhere. */
  function bringNear() {
    const bounds = pocket();
    if (bounds && !latLngBounds(bounds).intersects(lines[1].getBounds()))
      placeOutline(latLngBounds(bounds).getCenter());
  }

  function reach(bounds) {
    return shownArea === null ? bounds : L.latLngBounds(bounds).extend(lines[1].getBounds());
  }

  const movedPlace = (from, [x, y]) =>
    map.containerPointToLatLng(map.latLngToContainerPoint(from).add([x, y]));

  function announce() {
    const { name: text, km2 } = data.familiar[shownArea];
    const [lat, lng] = [middle[0], L.latLng(middle).wrap().lng];
    const centred = phrase("centred on {place}", { place: coordinatesText(lat, lng) });
    const words = joinCommas([text, area(km2, exactFormat(data)), centred]);
    setText(container.closest(".controlmap").querySelector(".spoken"), words);
  }

  function announceLater() {
    clearTimeout(speaking);
    speaking = setTimeout(() => shownArea !== null && announce(), ANNOUNCE_MS);
  }

  // Dragged by the outline or by its name. A second finger zooms the map instead.
  let drag = null;
  function grab(event) {
    if (!event.isPrimary || event.button > 0) return drop();
    if (!handle.contains(event.target) && lines[1].getBounds().contains(map.getBounds())) return;
    drag = { x: event.clientX, y: event.clientY, from: middle, dragged: false };
    drag.panned = map.dragging.enabled();
    map.dragging.disable();
    event.currentTarget.setPointerCapture(event.pointerId);
  }
  function pull(event) {
    if (!drag) return;
    const by = [event.clientX - drag.x, event.clientY - drag.y];
    drag.dragged ||= Math.hypot(...by) > DRAG_PIXELS;
    if (drag.dragged) placeOutline(movedPlace(drag.from, by));
  }
  function drop() {
    if (!drag) return;
    if (drag.panned) map.dragging.enable();
    if (drag.dragged) {
      releaseName();
      announceLater();
      // The click that ends a drag selects no spot.
      const end = (event) => event.stopPropagation();
      container.addEventListener("click", end, true);
      setTimeout(() => container.removeEventListener("click", end, true));
    }
    drag = null;
  }
  function makeDraggable(element) {
    element.addEventListener("pointerdown", grab);
    element.addEventListener("pointermove", pull);
    for (const end of ["pointerup", "pointercancel"]) element.addEventListener(end, drop);
  }
  makeDraggable(handle);
  lines[1].on("add", () => {
    makeDraggable(lines[1].getElement());
    renderer._container.setAttribute("aria-hidden", "true");
  });

  // Without dragging: after a click on the name, the next click on the map places the outline.
  function releaseName() {
    setAttribute(handle, "aria-pressed", "false");
    container.classList.remove("laying");
  }
  L.DomEvent.disableClickPropagation(handle);
  handle.addEventListener("click", () => {
    const pressed = handle.getAttribute("aria-pressed") === "false";
    setAttribute(handle, "aria-pressed", pressed);
    container.classList.toggle("laying", pressed);
  });
  container.addEventListener(
    "click",
    (event) => {
      const control = event.target.closest("button, a, .leaflet-control");
      if (!container.classList.contains("laying") || control) return;
      event.stopPropagation();
      placeOutline(map.mouseEventToLatLng(event));
      releaseName();
      announceLater();
    },
    true,
  );
  handle.addEventListener("keydown", (event) => {
    if (event.key === "Escape") releaseName();
    const arrow = ARROWS[event.key];
    if (!arrow || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const by = arrow.map((way) => way * KEY_PIXELS * (event.shiftKey ? 5 : 1));
    placeOutline(movedPlace(middle, by));
    if (!map.getBounds().contains(middle)) map.panTo(middle, { animate: false });
    announceLater();
  });
  map.on("moveend", () => String(map.getSize()) === sized && placeName());
  map.on("resize", () => {
    sized = String(map.getSize());
    refit();
  });
  return { show, reach };
}
