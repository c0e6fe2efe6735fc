// Elements without markup: text from the data only ever becomes text.

const SVG = "http://www.w3.org/2000/svg";

/** An SVG element with attributes and children; a string child becomes text. */
export function svg(name, attributes = {}, ...children) {
  return fillElement(document.createElementNS(SVG, name), attributes, children);
}

/** The same for HTML. */
export function html(name, attributes = {}, ...children) {
  return fillElement(document.createElement(name), attributes, children);
}

function fillElement(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * Gives `element` a text, in the text node that it has: a new one would be styled and laid out anew
 * with all that stands beside it, at each step from date to date.
 */
export function setText(element, text) {
  const { firstChild } = element;
  if (text && firstChild?.nodeType === Node.TEXT_NODE && element.lastChild === firstChild) {
    if (firstChild.data !== text) firstChild.data = text;
  } else if (text || firstChild) element.textContent = text;
}

/** Sets an attribute that has another value now; what is set again is styled again. */
export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

/** Hides an element or shows it; one that is so already is left alone, or it is styled again. */
export function setHidden(element, hidden) {
  if (element.hasAttribute("hidden") !== hidden) element.toggleAttribute("hidden", hidden);
}

/** Puts `children` into `element`, and leaves them alone where they are there already. */
export function setChildren(element, children) {
  const same = children.length === element.childNodes.length;
  if (same && children.every((child, i) => child === element.childNodes[i])) return;
  element.replaceChildren(...children);
}

/** Gives `element` an actor's hue; the stylesheet picks the one for paper or for the dark. */
export function tint(element, actor) {
  element.classList.add("tone");
  element.style.setProperty("--light", actor.light);
  element.style.setProperty("--dark", actor.dark);
  return element;
}

/** Patterns of one page by actor and kind, made when first asked for; gives a CSS fill. */
export function createPatterns(root, prefix) {
  const defs = svg("defs");
  root.append(svg("svg", { class: "patterns", "aria-hidden": "true" }, defs));
  const known = new Set();
  return function fill(data, series) {
    const kind = data.statuses[series.status].pattern;
    if (kind === "solid") return "var(--c)";
    const id = `${prefix}-${kind}-${series.actor}`;
    if (!known.has(id)) {
      known.add(id);
      defs.append(pattern(id, kind, data.actors[series.actor]));
    }
    return `url(#${id})`;
  };
}

// Of a pattern, the angle and the radius of its dots or the width of its lines.
const TEXTURES = {
  hatch: [45, { width: 1.4 }],
  counter: [-45, { width: 1.4 }],
  dots: [30, { r: 1 }],
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

/** The small picture of a series in a legend. */
export function swatch(data, series, fill) {
  const box = svg("rect", { x: 0.5, y: 0.5, width: 19, height: 11, fill: fill(data, series) });
  box.classList.toggle("firm", data.statuses[series.status].firm);
  const picture = svg("svg", { class: "swatch", viewBox: "0 0 20 12", "aria-hidden": "true" }, box);
  return tint(picture, data.actors[series.actor]);
}
