// Gestures on the map: the wheel and one finger scroll the page around it.

import { html, setHidden, setText } from "../base/dom.mjs";
import { phrase } from "../base/language.mjs";

const HINT_MS = 1500; // that a hint stays
const PAUSE_MS = 300; // between two movements of a wheel
const FINGER_PIXELS = 16; // from which on a finger wants to drag

/**
 * Leave the wheel and one finger on `map` to the page. Ctrl or Command and the wheel zoom, two
 * fingers move and zoom; a hint says so to readers who try without.
 */
export function shareGestures(map) {
  const container = map.getContainer();
  const showHint = createHint(container);
  filterEvents(map.scrollWheelZoom, map.scrollWheelZoom, "_onWheelScroll", isZoomWheel);
  const isMouse = ({ touches }) => !touches;
  filterEvents(map.dragging, map.dragging?._draggable, "_onDown", isMouse);

  let wheelTime = -Infinity;
  let started = false; // whether the movement of the wheel began on the map
  document.addEventListener(
    "wheel",
    (event) => {
      const isNew = event.timeStamp - wheelTime > PAUSE_MS;
      wheelTime = event.timeStamp;
      const isOn = container.contains(event.target) && map.scrollWheelZoom?.enabled();
      if (isNew) started = isOn;
      if (isOn && started && !isZoomWheel(event)) showHint(wheelHint());
    },
    { capture: true, passive: true },
  );

  let from = null; // where one finger touched the map
  const isShared = () => map.touchZoom?.enabled();
  container.addEventListener(
    "touchstart",
    (event) => {
      const [{ clientX, clientY }] = event.touches;
      from = event.touches.length === 1 ? [clientX, clientY] : null;
      if (!from && isShared()) event.preventDefault(); // or the browser would take both fingers
    },
    { passive: false },
  );
  container.addEventListener(
    "touchmove",
    ({ touches: [finger], target }) => {
      if (!from || !isShared() || getComputedStyle(target).touchAction === "none") return;
      const moved = Math.hypot(finger.clientX - from[0], finger.clientY - from[1]);
      if (moved > FINGER_PIXELS) showHint(phrase("Use two fingers to move the map"));
    },
    { passive: true },
  );
}

const isZoomWheel = ({ ctrlKey, metaKey }) => ctrlKey || metaKey;

/** Have a handler of Leaflet ignore events that fail `test`; `name` is a method of `object`. */
function filterEvents(handler, object, name, test) {
  if (!handler?.enabled()) return;
  handler.disable();
  const act = object[name];
  object[name] = (event) => test(event) && act.call(object, event);
  handler.enable();
}

function wheelHint() {
  const isMac = /Mac|iP/.test(navigator.platform);
  return isMac
    ? phrase("Use Command and the wheel to zoom")
    : phrase("Use Ctrl and the wheel to zoom");
}

/** Create the hint over the map, which readers of the screen do not need. Returns what shows it. */
function createHint(container) {
  const hint = html("p", { class: "gesture", "aria-hidden": "true", hidden: "" });
  container.append(hint);
  let timer = 0;
  return function show(text) {
    setText(hint, text);
    setHidden(hint, false);
    clearTimeout(timer);
    timer = setTimeout(setHidden, HINT_MS, hint, true);
  };
}
