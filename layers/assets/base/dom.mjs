// Elements from data: text from the data only ever becomes text, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** An SVG element with attributes and children; a string child becomes text. */
export function svg(name, attributes = {}, ...children) {
  return fillElement(document.createElementNS(SVG, name), attributes, children);
}

/** An HTML element, likewise. */
export function html(name, attributes = {}, ...children) {
  return fillElement(document.createElement(name), attributes, children);
}

function fillElement(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * Set the text of `element`, in its text node if it has one: a new node would cost a new layout of
 * everything beside it, at each step from date to date.
 */
export function setText(element, text) {
  const { firstChild } = element;
  if (text && firstChild?.nodeType === Node.TEXT_NODE && element.lastChild === firstChild) {
    if (firstChild.data !== text) firstChild.data = text;
  } else if (text || firstChild) element.textContent = text;
}

/** Set an attribute only if its value changes: setting it again costs a new style. */
export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

/** Hide or show an element only if that changes: otherwise it would be styled again. */
export function setHidden(element, hidden) {
  if (element.hasAttribute("hidden") !== hidden) element.toggleAttribute("hidden", hidden);
}

/**
 * Make `children` those of `element`, and move only those that have another place: of hundreds of
 * rows in order of size a few change places at a step, and each that moves is laid out again.
 */
export function setChildren(element, children) {
  const wanted = new Set(children);
  for (const child of [...element.childNodes]) if (!wanted.has(child)) child.remove();
  let at = element.firstChild;
  for (const child of children) {
    if (at && at !== child && at.nextSibling === child) {
      at.remove(); // it comes later
      at = child;
    }
    if (at === child) at = child.nextSibling;
    else element.insertBefore(child, at);
  }
}

/** Give `element` an actor's colours; the stylesheet picks the one for light or dark. */
export function tint(element, actor) {
  element.classList.add("tone");
  element.style.setProperty("--light", actor.light);
  element.style.setProperty("--dark", actor.dark);
  return element;
}

/**
 * Create the patterns of one page by actor and kind, when first used. Returns a function that gives
 * a CSS fill.
 */
export function createPatterns(root, prefix) {
  const defs = svg("defs");
  root.append(svg("svg", { class: "patterns", "aria-hidden": "true" }, defs));
  const known = new Set();
  return function fill(data, series) {
    const kind = data.statuses[series.status].pattern;
    if (kind === "solid") return "var(--c)";
    if (kind === "dashed") return "none";
    const id = `${prefix}-${kind}-${series.actor}`;
    if (!known.has(id)) {
      known.add(id);
      defs.append(pattern(id, kind, data.actors[series.actor]));
    }
    return `url(#${id})`;
  };
}

// Angle, and the radius of the dots or the width of the lines.
const TEXTURES = {
  hatch: [45, { width: 1.4 }],
  counter: [-45, { width: 1.4 }],
  dots: [30, { r: 1 }],
  lost: [90, { width: 3.5 }],
  grade0: [30, { r: 0.8 }],
  grade1: [30, { r: 1.2 }],
  grade2: [45, { width: 1 }],
  grade3: [-45, { width: 2 }],
};

function pattern(id, kind, actor) {
  const size = { width: 5, height: 5, patternUnits: "userSpaceOnUse" };
  const [degrees, { r, width }] = TEXTURES[kind];
  const mark = r
    ? svg("circle", { class: "mark", cx: 2.5, cy: 2.5, r })
    : svg("rect", { class: "mark", width, height: 5 });
  const patternTransform = `rotate(${degrees})`;
  const back = svg("rect", { class: "back", width: 5, height: 5 });
  return tint(svg("pattern", { id, class: kind, patternTransform, ...size }, back, mark), actor);
}

/** Set the classes by which the stylesheet tells the edges of statuses apart. */
export function styleStatus(element, { firm, pattern }) {
  element.classList.toggle("firm", firm);
  element.classList.toggle("dashed", pattern === "dashed");
}

/** The swatch of a series in a legend. */
export function swatch(data, series, fill) {
  const box = svg("rect", { x: 0.5, y: 0.5, width: 19, height: 11, fill: fill(data, series) });
  styleStatus(box, data.statuses[series.status]);
  const picture = svg("svg", { class: "swatch", viewBox: "0 0 20 12", "aria-hidden": "true" }, box);
  return tint(picture, data.actors[series.actor]);
}
