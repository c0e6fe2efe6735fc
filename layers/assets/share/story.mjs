// Scenes as a story to scroll through: the map stays in view, and shows the caption being read.

import { phrase } from "../base/language.mjs";
import { lastIndexWhere } from "../base/lists.mjs";

const READING_LINE = 0.7; // of the height of the window: a caption whose top is above it is being read
const GESTURES = [
  "dragging",
  "touchZoom",
  "scrollWheelZoom",
  "doubleClickZoom",
  "boxZoom",
  "keyboard",
];

/** Leave wheel, fingers and keys to the page: `map` moves with the story alone. */
export function leaveGestures(map) {
  for (const name of GESTURES) map[name]?.disable();
  const container = map.getContainer();
  container.removeAttribute("tabindex");
  container.setAttribute("aria-label", phrase("Map"));
}

/**
 * Follow the captions in `list`: `show` is called with the index of the scene whose caption the
 * reader has come to. The page scrolls as any other; nothing takes part in that.
 */
export function followCaptions(list, show) {
  const items = [...list.children];
  let at = null;

  function update() {
    // By a presentation; or all captions are in view at once, in a frame as high as the page.
    const isHidden = !list.getClientRects().length || list.closest(".grown");
    const line = window.innerHeight * READING_LINE;
    const passed = lastIndexWhere(items, (item) => item.getBoundingClientRect().top <= line);
    const now = isHidden ? null : Math.max(passed, 0);
    if (now === at) return;
    items[at]?.removeAttribute("aria-current");
    items[now]?.setAttribute("aria-current", "step");
    at = now;
    if (!isHidden) show(now);
  }

  const [above, below] = [READING_LINE, 1 - READING_LINE].map(
    (share) => `-${Math.floor(100 * share)}%`,
  );
  const observer = new IntersectionObserver(update, {
    root: document, // also in a frame
    rootMargin: `${above} 0px ${below} 0px`,
  });
  for (const item of items) observer.observe(item);
  update();
}
