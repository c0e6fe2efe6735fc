// Published figures and events on the chart: marks to point at, tap, or reach by key.

import { html, setAttribute, svg } from "../base/dom.mjs";
import { phrase } from "../base/language.mjs";
import { externalLink } from "../base/links.mjs";
import { capitalize, joinCommas } from "../base/words.mjs";
import { indexAfter } from "../data/date_index.mjs";
import { comparableArea, claimText, definitionText, remarks, uncheckedText } from "./claims.mjs";
import { shownEvents } from "./event_names.mjs";

const LINGER_MS = 250; // time for a pointer to move from a mark to its card
const FLAG = { width: 9, height: 12, d: "M4.5,12V1l3.5,2l-3.5,2" };
const TICK = { width: 9, height: 7, d: "M4.5,7V0" };
// Pixels from the top of the axis to that of a flag, and of a tick of a small chart.
const [FLAG_RISE, TICK_RISE] = [34, 21];
// Pixels: width and height of the target of a mark, if the next mark is far enough.
const TARGET = 24;
const REACH_MARK = 12; // pixels: least width and height of a target

/** Fill `plot` with marks. Returns a function that places them on the scales of the chart. */
export function createMarks(plot, data, go) {
  const card = createCard(plot.querySelector(".card"));
  const figures = data.claims.filter((claim) => claim.plotted);
  const labels = html("div", { role: "toolbar", "aria-label": phrase("Changes of counting") });
  const settleLabels = addArrowKeys(labels);
  plot.querySelector(".notes").append(labels);
  const bars = [
    toolbar(phrase("Events"), shownEvents(data), eventName, (event) => {
      if (event.index !== null) go(event.index);
    }),
    toolbar(phrase("Published figures"), figures, claimName),
  ];
  const filled = bars.filter((bar) => bar.buttons.size);
  plot.querySelector(".notes").append(...filled.map((bar) => bar.element));

  function toolbar(label, items, name, act = () => {}) {
    const element = html("div", { role: "toolbar", "aria-label": label });
    const buttons = new Map();
    for (const item of items) {
      const button = html("button", { type: "button", "aria-label": name(item), tabindex: -1 });
      addCard(
        button,
        () => cardContents(item, data),
        element,
        () => act(item),
      );
      buttons.set(item, button);
      element.append(button);
    }
    return { element, buttons, settle: addArrowKeys(element) };
  }

  return function place({ claims: shownMarks, events: poles, labels: words, box }) {
    const [events, claims] = bars.map((bar) => bar.buttons);
    const flag = box.compact ? TICK : FLAG;
    const top = box.head - (box.compact ? TICK_RISE : FLAG_RISE);
    const places = poles.map(({ x }) => x);
    for (const button of events.values()) button.hidden = true;
    poles.forEach((pole, i) => {
      const button = events.get(pole.event);
      const [left, width] = freeSpan(places, i, TARGET);
      const high = top - (TARGET - flag.height) / 2;
      placeButton(button, left + width / 2, high, width, TARGET);
      button.className = "flag";
      button.hidden = false;
      button.replaceChildren(flagPicture(flag, pole, box.floor - top));
      button.firstChild.style.left = `${pole.x - left - flag.width / 2}px`;
      if (pole.name) nameFlag(button, pole, pole.x - left, high);
    });
    const marks = new Map(shownMarks.map((mark) => [mark.claim, mark]));
    for (const [claim, button] of claims) {
      const mark = marks.get(claim);
      button.hidden = !mark;
      if (!mark) continue;
      const tall = mark.bottom - mark.top + REACH_MARK;
      const reach = freeRadius(mark, shownMarks);
      placeButton(button, mark.x, mark.top - reach, 2 * reach, tall - REACH_MARK + 2 * reach);
      button.style.setProperty("--reach", `${reach - REACH_MARK / 2}px`);
      button.className = `claim ${mark.shape}`;
      button.replaceChildren(markPicture(mark, tall));
      const name = claimName(claim);
      // The visible label is part of the name, for control by voice (WCAG 2.5.3).
      const words = { name, figure: mark.label };
      const isBeyond = mark.label && !name.includes(mark.label);
      const full = isBeyond ? phrase("{name}; beyond the axis: {figure}", words) : name;
      setAttribute(button, "aria-label", full);
      if (mark.label) button.append(html("span", { "aria-hidden": "true" }, mark.label));
    }
    bars.filter((bar) => bar.buttons.size).forEach((bar) => bar.settle());
    labels.replaceChildren(...words.map(labelButton));
    labels.hidden = !words.length;
    if (words.length) settleLabels();
  };

  /** A button over the words of breaks, which opens their card. */
  function labelButton({ text, breaks, box }) {
    const words = { type: "button", class: "counting", tabindex: -1 };
    const button = html("button", { ...words, "aria-label": text });
    const height = Math.max(box.height, TARGET);
    placeButton(button, box.left + box.width / 2, box.top, box.width, height);
    addCard(button, () => breaks.flatMap(breakContents), labels);
    return button;
  }

  /** Open the card with what `contents` returns when a button is pointed at, focused or clicked. */
  function addCard(button, contents, row, act = () => {}) {
    const show = (pinned) => card.show(button, contents(), pinned, nextButton(row));
    button.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && show());
    button.addEventListener("pointerleave", card.leave);
    button.addEventListener("focus", () => show(button.matches(":focus-visible")));
    button.addEventListener("click", () => {
      act();
      show(true);
    });
  }
}

/** Elements of the card for a break: since when areas are counted in another way, and why. */
const breakContents = ({ since, reason, source }) => [
  html("strong", {}, capitalize(phrase("counted differently {since}", { since }))),
  html("p", {}, reason),
  ...(source ? [html("p", { class: "quiet" }, source)] : []),
];

const eventName = ({ label, title }) => phrase("{name}: {what}", { name: label, what: title });
const claimName = (claim) => {
  const name = joinCommas([claim.label, claim.publisher]);
  return phrase("{name}: {what}", { name, what: claimText(claim) });
};

/** A statement in quotation marks; empty if there is none. */
export const quoteText = (quote) => (quote ? phrase("“{quote}”", { quote }) : "");

/** Elements of the card of an event or a claim. */
function cardContents(item, data) {
  const line = (name, text, words = {}) => (text ? [html(name, words, text)] : []);
  if (item.title !== undefined && item.sentence !== undefined) {
    return [
      ...line("p", joinCommas([item.label, item.place])),
      ...line("strong", item.title),
      ...line("p", item.sentence),
      ...line("p", item.unchecked && uncheckedText(), { class: "quiet" }),
      ...line("p", item.source, { class: "quiet" }),
    ];
  }
  return [
    ...line("p", joinCommas([item.label, item.publisher])),
    ...line("strong", claimText(item, data.areaFormat)),
    ...line("p", quoteText(item.as_stated)),
    ...line("p", definitionText(item) && phrase("Counted: {what}", { what: definitionText(item) })),
    ...line(
      "p",
      phrase("Our figure, same definition: {what}", { what: comparableArea(item, data) }),
    ),
    ...remarks(item).map((text) => html("p", { class: "quiet" }, text)),
    ...sourceLink(item),
  ];
}

/** Where a claim was published: a link if it has an address, else its title. */
export function sourceLink({ url, title, publisher }) {
  const text = title || publisher;
  if (!url) return text ? [html("p", { class: "quiet" }, text)] : [];
  return [externalLink(url, text)];
}

function placeButton(button, middle, top, width, height) {
  Object.assign(button.style, {
    left: `${middle - width / 2}px`,
    top: `${top}px`,
    width: `${width}px`,
    height: `${height}px`,
  });
}

/** A flag, and from the row of its name down to the axis the pole of one that is named. */
function flagPicture({ width, height, d }, { name }, down) {
  const box = { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" };
  const pole = name ? [svg("path", { "stroke-width": 0.5, d: `M4.5,0V${down}` })] : [];
  return svg("svg", box, svg("path", { d }), ...pole);
}

/** Write the name of an event on its button, beside its pole at `x`. */
function nameFlag(button, { event, name, top }, x, high) {
  const words = html("span", { "aria-hidden": "true" }, event.title);
  words.style.top = `${top - high}px`;
  if (name.west) words.style.right = `calc(100% - ${x - 4}px)`;
  else words.style.left = `${x + 4}px`;
  button.append(words);
}

/** [left, width] of the span free for the place at `i` of sorted `places`, at most `most` wide. */
export function freeSpan(places, i, most) {
  const half = (other) => Math.min(most / 2, Math.max(Math.abs(other - places[i]) / 2, 1));
  const [before, after] = [half(places[i - 1] ?? -Infinity), half(places[i + 1] ?? Infinity)];
  return [places[i] - before, before + after];
}

/** Pixels around a mark for its target, which overlaps no target of a mark apart from it. */
export function freeRadius(mark, marks) {
  const distance = (other) =>
    Math.max(Math.abs(other.x - mark.x), mark.top - other.bottom, other.top - mark.bottom);
  const nearest = Math.min(...marks.filter((other) => other !== mark).map(distance));
  return Math.min(Math.max(nearest / 2, REACH_MARK / 2), TARGET / 2);
}

/** A function from a button of a toolbar to the visible one so many steps away. */
const nextButton = (toolbar) => (button, step) => {
  const buttons = [...toolbar.children].filter((candidate) => !candidate.hidden);
  return buttons[buttons.indexOf(button) + step];
};

/** The picture of a mark, in a box as wide as its target. */
function markPicture({ shape, x, home, rise }, tall) {
  const [middle, end] = [REACH_MARK / 2, tall - REACH_MARK / 2];
  const drawings = {
    dot: `M${middle},${middle}h0`,
    bar: `M${middle},${middle}V${end}M${middle - 3},${middle}h6M${middle - 3},${end}h6`,
    more: `M${middle - 3},${end}h6M${middle},${end}v-7`,
    less: `M${middle - 3},${middle}h6M${middle},${middle}v7`,
    beyond: `M${middle - 3},${middle + 2}l3,-5l3,5z`,
  };
  const lines = ["halo", "line"].map((name) => svg("path", { class: name, d: drawings[shape] }));
  if (home !== x || rise) {
    const d = `M${middle},${(middle + end) / 2}l${home - x},${rise}`;
    lines.unshift(svg("path", { "stroke-width": 0.5, d }));
  }
  const box = { viewBox: `0 0 ${REACH_MARK} ${tall}`, "aria-hidden": "true" };
  return svg("svg", box, ...lines);
}

/**
 * Make a toolbar one tab stop, with arrow keys between its visible buttons. Returns a function that
 * moves the tab stop to a visible button if it is not on one.
 */
function addArrowKeys(element) {
  const visibleButtons = () => [...element.children].filter((button) => !button.hidden);
  const setTabStop = (chosen) => {
    for (const button of element.children) button.tabIndex = button === chosen ? 0 : -1;
  };
  element.addEventListener("focusin", (event) => setTabStop(event.target));
  element.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const buttons = visibleButtons();
    const to = indexAfter(event.key, buttons.indexOf(event.target), buttons.length);
    if (to === null) return;
    event.preventDefault();
    buttons[to].focus();
  });
  return () => {
    if (!visibleButtons().some((button) => button.tabIndex === 0)) setTabStop(visibleButtons()[0]);
  };
}

/** Create the card of a mark. A mark that was clicked keeps it open; a pointer only opens it. */
function createCard(card) {
  let pinned = false;
  let owner = null;
  let leaving = null;
  const inside = card.querySelector(".inside");
  const steps = [...card.querySelectorAll(".walk button")];
  let next = null; // gives the mark a step away from another in the same row

  function hide() {
    card.hidden = true;
    owner?.classList.remove("chosen");
    pinned = false;
    owner = null;
  }

  function show(button, elements, pin, neighbour) {
    clearTimeout(leaving);
    if (pinned && !pin) return;
    owner?.classList.remove("chosen");
    owner = button;
    pinned = pin;
    button.classList.add("chosen");
    inside.replaceChildren(...elements);
    // After its row, so that Tab leads from a mark into the card; moving it again would lose the
    // focus.
    const row = button.parentElement;
    if (row.nextElementSibling !== card) row.after(card);
    next = neighbour;
    steps.forEach((stepButton, i) => (stepButton.disabled = !next(button, i || -1)));
    card.hidden = false;
    const width = card.parentElement.clientWidth;
    const middle = button.offsetLeft + button.offsetWidth / 2;
    const left = Math.max(0, Math.min(middle - card.offsetWidth / 2, width - card.offsetWidth));
    card.style.left = `${left}px`;
    // Above the name of an event, too.
    const top = button.offsetTop + Math.min(button.querySelector("span")?.offsetTop ?? 0, 0);
    card.style.bottom = `${card.parentElement.clientHeight - top + 4}px`;
  }

  function leave() {
    if (!pinned) leaving = setTimeout(hide, LINGER_MS);
  }

  // Marks can be as close as their dates; these buttons reach each of them.
  steps.forEach((stepButton, i) =>
    stepButton.addEventListener("click", () => next(owner, i || -1)?.click()),
  );
  card.addEventListener("pointerenter", () => clearTimeout(leaving));
  card.addEventListener("pointerleave", leave);
  card.querySelector(".close").addEventListener("click", () => {
    const back = owner;
    hide();
    back?.focus({ preventScroll: true });
    hide(); // the focus opened it again
  });
  const plot = card.parentElement;
  plot.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !card.hidden) {
      event.stopPropagation();
      if (card.contains(document.activeElement)) owner?.focus({ preventScroll: true });
      hide();
    }
  });
  plot.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !card.contains(relatedTarget) && relatedTarget !== owner) hide();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (!card.contains(target) && !target.closest?.(".notes button")) hide();
  });
  return { show, leave };
}
