// Messages between the page in a frame and the page around it; README.md documents them.

import { indexOfText } from "../data/date_index.mjs";
import { isCountedActor, shapesOn } from "../data/payload.mjs";
import { MOVING_RULES } from "../panel/compare.mjs";
import { heightMessages } from "./frame_heights.mjs";

const MOST_LETTERS_SENT = 200; // of a text that is sent or read
const MOST_ACTORS = 200; // named in a message
const SEND_MS = 16;
// Height of the first screen in a frame that grows: it cannot depend on the frame's height.
const FRAMED_HEIGHT = "var(--framed)";
// After which the height is sent, because the first layout may not be the last.
const SETTLED_MS = 50;

const clip = (text) => text.slice(0, MOST_LETTERS_SENT);

/** What a message asks for, as [name, argument]; null for any other message. */
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
  return isCountedActor(data, place) ? [name, place] : null;
}

/** The message about a date: its text and label, and every area held on it. */
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
 * The message that the page is ready. `height` is what a frame needs to show all of it; `ignored`
 * lists the options in the address that could not be read.
 */
export function readyMessage(data, height, ignored = []) {
  const actors = data.actors.slice(0, MOST_ACTORS).map(({ key }) => clip(key));
  const message = { controlmap: "ready", dates: data.texts.map(clip), actors, height };
  return ignored.length ? { ...message, ignored } : message;
}

/**
 * Listen to the page around the frame, and to no other window. `act` has a function for each
 * request but "hello" and "grow"; `child` and `ignored` are options of the address (query.mjs).
 * Returns a function that sends the date of a state, at most once a frame.
 */
export function connectHost(root, data, act, { child, ignored }) {
  const host = window.parent;
  if (host === window) return () => {};
  // Any host may read it: the page shows the same.
  const send = (message) => host.postMessage(message, "*");
  const pageHeight = () => Math.ceil(document.documentElement.getBoundingClientRect().height);
  // True once the frame is as high as the page asked, and the page no longer fills it.
  let growing = false;
  let hostAsked = false; // the host asked by our own message, and gets the height as one
  let [high, wide] = [null, null]; // the height that was sent, and the width at that time
  let sentIndex = null; // index of the date that the host knows
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

  /** Whether the page is as high as its frame; else as high as it needs to be. */
  function fillFrame(yes) {
    root.style.setProperty("--screen", yes ? "" : FRAMED_HEIGHT);
    root.classList.toggle("grown", !yes);
  }

  /** Height in pixels that a frame needs to show all of the page. */
  function neededHeight() {
    fillFrame(false);
    const pixels = pageHeight();
    fillFrame(!growing);
    return pixels;
  }

  function sendReady() {
    send(readyMessage(data, neededHeight(), ignored));
    sentIndex = null;
    sendDate({ index: shown });
  }

  function sendHeight() {
    [high, wide] = [neededHeight(), window.innerWidth];
    heightMessages(high, location.href, child).forEach(send);
    if (hostAsked) send({ controlmap: "height", height: high });
  }

  /** Stop filling the frame, which could then only grow, and send the height. */
  function grow() {
    if (growing) return sendHeight();
    growing = true;
    fillFrame(false);
    sendHeight(); // observers do not report on a frame that is out of sight
    new ResizeObserver(sendHeight).observe(root);
  }

  // A host that sets the height that was sent has understood one of the messages.
  let timer = setTimeout(child === null ? sendHeight : grow, SETTLED_MS);
  window.addEventListener("resize", () => {
    if (growing) return;
    if (Math.abs(window.innerHeight - high) <= 1) return grow();
    if (window.innerWidth === wide) return;
    clearTimeout(timer);
    timer = setTimeout(sendHeight, SETTLED_MS);
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
