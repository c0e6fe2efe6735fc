// Scenes as a story to scroll through: the map stays in view, and shows the caption being read.

/**
 * Follow the captions in `list`, if the page has one: `show` is called with the index of the scene
 * whose caption has reached the middle of what the map leaves free.
 */
export function followCaptions(list, stage, show) {
  if (!list) return;
  const items = [...list.children];
  let at = null;

  function update() {
    const { bottom } = stage.getBoundingClientRect();
    const below = list.getBoundingClientRect().left < stage.getBoundingClientRect().right;
    const top = below ? Math.max(bottom, 0) : 0;
    const line = top + (window.innerHeight - top) / 2;
    const passed = items.findLastIndex((item) => item.getBoundingClientRect().top <= line);
    const now = Math.max(passed, 0);
    if (now === at) return;
    items[at]?.removeAttribute("aria-current");
    items[now].setAttribute("aria-current", "step");
    at = now;
    show(now);
  }

  let isQueued = false;
  function updateSoon() {
    if (isQueued) return;
    isQueued = true;
    requestAnimationFrame(() => {
      isQueued = false;
      update();
    });
  }
  for (const name of ["scroll", "resize"])
    window.addEventListener(name, updateSoon, { passive: true });
  update();
}
