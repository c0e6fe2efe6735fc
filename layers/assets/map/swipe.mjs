// Two dates side by side: a divider on the map, with the date compared with left of it.

import { html, setAttribute, setHidden, setText, svg } from "../base/dom.mjs";
import { formatNumber, phrase } from "../base/language.mjs";

const STEP = 0.02; // share of the map's width, for a key
const LEAP = 0.1;
const KEYS = {
  ArrowLeft: -STEP,
  ArrowDown: -STEP,
  ArrowRight: STEP,
  ArrowUp: STEP,
  PageDown: -LEAP,
  PageUp: LEAP,
  Home: -1,
  End: 1,
};

/** Where a key moves a divider at `share` of the width; null for other keys. */
export function dividerAfter(key, share) {
  return key in KEYS ? Math.min(Math.max(share + KEYS[key], 0), 1) : null;
}

/**
 * Create the button beside the field of the comparison, and the divider; `move` is called with its
 * share of the map's width, or null. Returns a function that draws a state.
 */
export function createSwipe(find, data, move) {
  const tool = find(".comparing");
  if (!tool) return () => {};
  const button = html("button", { type: "button", class: "swipe" }, phrase("Swipe"));
  const [left, right] = ["left", "right"].map((side) => html("span", { class: side }));
  const arrows = svg("path", { d: "M9 7l-5 5 5 5M15 7l5 5-5 5" });
  const grip = svg("svg", { viewBox: "0 0 24 24", class: "grip", "aria-hidden": "true" }, arrows);
  const divider = html(
    "div",
    {
      class: "divider",
      role: "slider",
      tabindex: "0",
      "aria-label": phrase("Divider between two dates"),
      "aria-orientation": "horizontal",
      "aria-valuemin": "0",
      "aria-valuemax": "100",
    },
    left,
    right,
    grip,
  );
  const overlay = html("div", { class: "swiped", hidden: "" }, divider);
  tool.append(button);
  find(".map").append(overlay);
  let share = 0.5; // its place, kept while it is hidden
  let mapBox = null; // box of the map while a pointer holds the divider

  button.addEventListener("click", () => {
    move(button.getAttribute("aria-pressed") === "true" ? null : share);
  });
  divider.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") {
      button.focus();
      move(null);
      return;
    }
    const to = dividerAfter(event.key, share);
    if (to === null) return;
    event.preventDefault();
    move(to);
  });
  divider.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    divider.setPointerCapture(event.pointerId);
    mapBox = overlay.getBoundingClientRect();
  });
  divider.addEventListener("pointermove", (event) => {
    if (!divider.hasPointerCapture(event.pointerId)) return;
    move(Math.min(Math.max((event.clientX - mapBox.left) / mapBox.width, 0), 1));
  });

  return function update({ index, before, against, swipe }) {
    setHidden(button, !against);
    setAttribute(button, "aria-pressed", swipe !== null);
    const whole = swipe === null || before === null;
    setHidden(overlay, whole);
    if (whole) return;
    share = swipe;
    setText(left, data.labels[before]);
    setText(right, data.labels[index]);
    divider.style.left = `${100 * share}%`;
    const percent = Math.round(100 * share);
    setAttribute(divider, "aria-valuenow", percent);
    const words = { date: data.labels[before], percent: formatNumber(percent) };
    setAttribute(divider, "aria-valuetext", phrase("{date} left of {percent} %", words));
  };
}
