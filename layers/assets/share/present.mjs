// Presentation of scenes on a projector: one after another by key or clicker, in large type.

import { html, setText } from "../base/dom.mjs";
import { formatNumber, phrase } from "../base/language.mjs";
import { lastIndexWhere } from "../base/lists.mjs";
import { joinCommas } from "../base/words.mjs";

const TRAVEL_MS = 1000; // from the date of one scene to that of the next
const MOST_STEPS = 20; // most dates shown on the way
const FORWARD_KEYS = ["ArrowRight", "ArrowDown", "PageDown", " ", "Enter"];
const BACK_KEYS = ["ArrowLeft", "ArrowUp", "PageUp", "Backspace"];
const BLACK_KEYS = ["b", "B", "."]; // as in clickers and slide programs

/** The scene that a key leads to from the one at `at`, of `count`; null for other keys. */
export function sceneAfter({ key, shiftKey }, at, count) {
  const end = { Home: 0, End: count - 1 }[key];
  if (end !== undefined) return end;
  const back = BACK_KEYS.includes(key) || (key === " " && shiftKey);
  if (!back && !FORWARD_KEYS.includes(key)) return null;
  return Math.min(Math.max(at + (back ? -1 : 1), 0), count - 1);
}

/** The scene to begin with: that of the date, else the last one before it, else the first. */
export function sceneOn(scenes, index) {
  const own = scenes.findIndex((scene) => scene.index === index);
  const before = lastIndexWhere(scenes, (scene) => scene.index <= index);
  return Math.max(own >= 0 ? own : before, 0);
}

/** Indices of the dates to show on the way from one to another, which comes last. */
export function datesBetween(from, to) {
  const count = Math.min(Math.abs(to - from), MOST_STEPS);
  return Array.from(
    { length: count },
    (_, i) => from + Math.round(((to - from) * (i + 1)) / count),
  );
}

/**
 * A function that goes to a date by way of those between, or at once for readers who prefer reduced
 * motion.
 */
export function createTraveller(index, go) {
  let timer = null;
  return function travel(to) {
    clearInterval(timer);
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const dates = datesBetween(index(), to);
    if (still || dates.length < 2) return go(to);
    timer = setInterval(() => {
      go(dates.shift());
      if (!dates.length) clearInterval(timer);
    }, TRAVEL_MS / dates.length);
  };
}

/**
 * Create the presentation of the page in `root`; `act` has `showScene`, for a scene or null,
 * and `onLeft`, called at the end. Returns a function that begins it.
 */
export function createPresentation(root, { scenes, labels }, index, act) {
  const words = ["caption", "source"].map((name) => html("p", { class: name }));
  const [caption, source] = words;
  const [when, captionText] = [html("strong"), html("span")];
  caption.append(when, captionText);
  const count = html("span", { class: "count" });
  const bar = html("progress", { max: scenes.length });
  const button = (name, sign) => html("button", { type: "button", "aria-label": name }, sign);
  const back = button(phrase("Previous scene"), "‹");
  const forth = button(phrase("Next scene"), "›");
  const leave = button(phrase("Leave the presentation"), "×");
  const text = html("div", { class: "words", "aria-live": "polite" }, ...words);
  const walk = html("div", { class: "scenewalk" }, back, bar, count, forth, leave);
  const panel = html("section", { class: "scene", "aria-label": phrase("Scene") }, text, walk);
  let at = 0;
  const isOn = () => root.classList.contains("presenting");

  function show(to) {
    at = to;
    const scene = scenes[at];
    act.showScene(scene);
    // The map shows the date in force; the scene's own date is shown if it is another.
    setText(when, joinCommas([scene.title, scene.exact ? "" : scene.label]));
    setText(captionText, scene.caption);
    setText(source, scene.source ?? "");
    const place = phrase("{n} of {count}", {
      n: formatNumber(at + 1),
      count: formatNumber(scenes.length),
    });
    setText(count, place);
    bar.value = at + 1;
    bar.setAttribute("aria-label", `${place}: ${labels[scene.index]}`);
    back.disabled = at === 0;
    forth.disabled = at === scenes.length - 1;
  }

  function begin() {
    if (isOn() || !scenes.length) return;
    root.classList.add("presenting");
    root.querySelector(".screen").append(panel);
    show(sceneOn(scenes, index()));
  }

  function end() {
    root.classList.remove("presenting", "black");
    panel.remove();
    act.showScene(null);
    act.onLeft();
  }

  // In the capture phase: the map and the slider use the same keys.
  document.addEventListener(
    "keydown",
    (event) => {
      const { key, target } = event;
      // May be another page in the same document.
      const theirs = target.closest?.(".controlmap") ?? root;
      if (!isOn() || theirs !== root || event.altKey || event.ctrlKey || event.metaKey) return;
      const pressed = target.closest?.("button") && (key === " " || key === "Enter");
      const to = pressed ? null : sceneAfter(event, at, scenes.length);
      if (to === null && key !== "Escape" && !BLACK_KEYS.includes(key)) return;
      event.preventDefault();
      event.stopPropagation();
      if (key === "Escape") return end();
      root.classList.toggle("black", BLACK_KEYS.includes(key) && !root.classList.contains("black"));
      if (to !== null && to !== at) show(to);
    },
    true,
  );
  back.addEventListener("click", () => show(at - 1));
  forth.addEventListener("click", () => show(at + 1));
  leave.addEventListener("click", end);
  return begin;
}
