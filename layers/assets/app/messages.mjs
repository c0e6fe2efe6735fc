// Words between the page in a frame and the page around it, as README.md describes them.

import { MOVING_RULES } from "../panel/compare.mjs";
import { shapesOn } from "../data/payload.mjs";
import { heightMessages } from "./frame_heights.mjs";
import { indexOfText } from "../data/date_index.mjs";

const MOST_LETTERS_SENT = 200; // letters of a text that is sent or listened to
const MOST_ACTORS = 200; // actors that are named
const SEND_MS = 16;
const FRAMED_HEIGHT = "var(--framed)"; // of the first screen in a frame that grows: it cannot be as high as that
const SETTLED_MS = 50; // after which a height is told, for the first may not be the last

const clip = (text) => text.slice(0, MOST_LETTERS_SENT);

/** What a message asks for, as [name, argument]; null for all that is no message of this form. */
export function readMessage(message, data) {
  if (typeof message !== "object" || message === null) return null;
  if (Object.getPrototypeOf(message) !== Object.prototype) return null;
  const { controlmap: name, date, actor } = message;
  const readable = typeof date === "string" && date.length <= MOST_LETTERS_SENT;
  const index = readable ? indexOfText(date, data) : null;
  if (name === "hello" || name === "grow") return [name];
  if (name === "go") return index === null ? null : [name, index];
  const comparable = index !== null || date === null || MOVING_RULES.includes(date);
  if (name === "compare") return comparable ? [name, date] : null;
  if (name !== "actor" || typeof actor !== "string") return null;
  const place = data.actors.findIndex(({ key }) => clip(key) === clip(actor));
  return place < 0 ? null : [name, place];
}

/** What the page says of a date: its text and label, and every area held on it. */
export function dateMessage(data, index) {
  const areas = shapesOn(data, index).map(([place]) => {
    const { actor, status, km2 } = data.series[place];
    const [actorKey, statusKey] = [data.actors[actor], data.statuses[status]].map(({ key }) =>
      clip(key),
    );
    return { actor: actorKey, status: statusKey, km2: km2[index] };
  });
  const [date, label] = [data.texts[index], data.labels[index]].map(clip);
  return { controlmap: "date", date, label, areas };
}

/**
 * What it says when it is there; `height` is what a frame needs that is to show all of it. What the
 * address asked and the page could not read is told as `ignored`, where there is such.
 */
export function readyMessage(data, height, ignored = []) {
  const actors = data.actors.slice(0, MOST_ACTORS).map(({ key }) => clip(key));
  const message = { controlmap: "ready", dates: data.texts.map(clip), actors, height };
  return ignored.length ? { ...message, ignored } : message;
}

/**
 * Listens to the page around the frame, and to nobody else: `act` has a function for each wish but
 * "hello" and "grow". Gives a function that tells of a state, at most once a frame. `child` and
 * `ignored` are what the address said (query.mjs).
 */
export function connectHost(root, data, act, { child, ignored }) {
  const host = window.parent;
  if (host === window) return () => {};
  const send = (message) => host.postMessage(message, "*"); // it says nothing that the page does not show
  const height = () => Math.ceil(document.documentElement.getBoundingClientRect().height);
  let growing = false; // the frame is as high as the page says, and the page does not fill it
  let hostAsked = false; // to say so in our own words too
  let [high, wide] = [null, null]; // what was told of the page, and how wide it was then
  let sentIndex = null; // the index that the host knows
  let waiting = false;

  function sendDate({ index }) {
    if (waiting || index === sentIndex) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      sentIndex = shown;
      send(dateMessage(data, shown));
    }, SEND_MS);
  }
  let shown = null;

  /** How high a frame must be that shows all of the page. */
  function needed() {
    const before = root.style.getPropertyValue("--screen");
    root.style.setProperty("--screen", FRAMED_HEIGHT);
    const pixels = height();
    root.style.setProperty("--screen", before);
    return pixels;
  }

  function sendReady() {
    send(readyMessage(data, needed(), ignored));
    sentIndex = null;
    sendDate({ index: shown });
  }

  function tellHeight() {
    [high, wide] = [needed(), window.innerWidth];
    heightMessages(high, location.href, child).forEach(send);
    if (hostAsked) send({ controlmap: "height", height: high });
  }

  /** The page stops filling its frame, which could only grow by that, and says how high it is. */
  function grow() {
    if (growing) return tellHeight();
    growing = true;
    root.style.setProperty("--screen", FRAMED_HEIGHT);
    tellHeight(); // nothing is observed of a frame that is out of sight
    new ResizeObserver(tellHeight).observe(root);
  }

  // A host that takes the height that was told listens, whichever words it was that it understood.
  let timer = setTimeout(child === null ? tellHeight : grow, SETTLED_MS);
  window.addEventListener("resize", () => {
    if (growing) return;
    if (Math.abs(window.innerHeight - high) <= 1) return grow();
    if (window.innerWidth === wide) return;
    clearTimeout(timer);
    timer = setTimeout(tellHeight, SETTLED_MS);
  });

  const handlers = {
    hello: sendReady,
    grow() {
      hostAsked = true;
      grow();
    },
  };
  window.addEventListener("message", ({ source, data: message }) => {
    if (source !== host) return;
    const [name, argument] = readMessage(message, data) ?? [];
    if (name) (handlers[name] ?? act[name])(argument);
  });
  return function show(state) {
    const first = shown === null;
    shown = state.index;
    if (first) sendReady();
    else sendDate(state);
  };
}
