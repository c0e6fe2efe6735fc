// Words between the page in a frame and the page around it, as README.md describes them.

import { MOVING } from "./compare.mjs";
import { frameOf } from "./data.mjs";
import { readDay } from "./dates.mjs";
import { indexOn } from "./steps.mjs";

const LETTERS = 200; // letters of a text that is sent or listened to
const MOST_ACTORS = 200; // actors that are named
const WORD_MS = 16;
const FRAMED_SCREEN = "42rem"; // of the first screen in a frame that grows: it cannot be as high as that

const clipped = (text) => text.slice(0, LETTERS);

/** What a message asks for, as [name, argument]; null for all that is no message of this form. */
export function wish(message, { days, actors }) {
  if (typeof message !== "object" || message === null) return null;
  if (Object.getPrototypeOf(message) !== Object.prototype) return null;
  const { controlmap: name, date, actor } = message;
  const day = typeof date === "string" && date.length <= LETTERS ? readDay(date) : null;
  const index = day === null ? null : indexOn(days, day);
  if (name === "hello" || name === "grow") return [name];
  if (name === "go") return index === null ? null : [name, index];
  const comparable = index !== null || date === null || MOVING.includes(date);
  if (name === "compare") return comparable ? [name, date] : null;
  if (name !== "actor" || typeof actor !== "string") return null;
  const place = actors.findIndex(({ key }) => clipped(key) === clipped(actor));
  return place < 0 ? null : [name, place];
}

/** What the page says of a date: its text and label, and every area held on it. */
export function dateMessage(data, index) {
  const areas = frameOf(data, index).map(([place]) => {
    const { actor, status, km2 } = data.series[place];
    const [who, what] = [data.actors[actor], data.statuses[status]].map(({ key }) => clipped(key));
    return { actor: who, status: what, km2: km2[index] };
  });
  const [date, label] = [data.texts[index], data.labels[index]].map(clipped);
  return { controlmap: "date", date, label, areas };
}

/** What it says when it is there; `height` is what a frame needs that is to show all of it. */
export function readyMessage(data, height) {
  const actors = data.actors.slice(0, MOST_ACTORS).map(({ key }) => clipped(key));
  return { controlmap: "ready", dates: data.texts.map(clipped), actors, height };
}

/**
 * Listens to the page around the frame, and to nobody else: `act` has a function for each wish but
 * "hello" and "grow". Gives a function that tells of a state, at most once a frame.
 */
export function messages(root, data, act) {
  const host = window.parent;
  if (host === window) return () => {};
  const say = (message) => host.postMessage(message, "*"); // it says nothing that the page does not show
  const height = () => Math.ceil(document.documentElement.getBoundingClientRect().height);
  let told = null; // the index that the host knows
  let waiting = false;

  function tell({ index }) {
    if (waiting || index === told) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      told = shown;
      say(dateMessage(data, shown));
    }, WORD_MS);
  }
  let shown = null;

  function ready() {
    const own = root.style.getPropertyValue("--screen");
    root.style.setProperty("--screen", FRAMED_SCREEN);
    say(readyMessage(data, height()));
    root.style.setProperty("--screen", own);
    told = null;
    tell({ index: shown });
  }

  /** The page stops filling its frame, which could only grow by that, and says how high it is. */
  function grow() {
    if (root.style.getPropertyValue("--screen")) return;
    root.style.setProperty("--screen", FRAMED_SCREEN);
    new ResizeObserver(() => say({ controlmap: "height", height: height() })).observe(root);
  }

  const own = { hello: ready, grow };
  window.addEventListener("message", ({ source, data: message }) => {
    if (source !== host) return;
    const [name, what] = wish(message, data) ?? [];
    if (name) (own[name] ?? act[name])(what);
  });
  return function show(state) {
    const first = shown === null;
    shown = state.index;
    if (first) ready();
    else tell(state);
  };
}
