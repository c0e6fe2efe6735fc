// Elements without markup: text from the data only ever becomes text.

const SVG = "http://www.w3.org/2000/svg";

/** An SVG element with attributes and children; a string child becomes text. */
export function svg(name, attributes = {}, ...children) {
  return dress(document.createElementNS(SVG, name), attributes, children);
}

/** The same for HTML. */
export function html(name, attributes = {}, ...children) {
  return dress(document.createElement(name), attributes, children);
}

function dress(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Gives `element` an actor's hue; the stylesheet picks the one for paper or for the dark. */
export function tint(element, actor) {
  element.classList.add("tone");
  element.style.setProperty("--light", actor.light);
  element.style.setProperty("--dark", actor.dark);
  return element;
}

/** Patterns of one page by actor and kind, made when first asked for; gives a CSS fill. */
export function patternBook(root, prefix) {
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

function pattern(id, kind, actor) {
  const size = { width: 5, height: 5, patternUnits: "userSpaceOnUse" };
  const turn = { hatch: "rotate(45)", counter: "rotate(-45)", dots: "rotate(30)" }[kind];
  const mark =
    kind === "dots"
      ? svg("circle", { class: "mark", cx: 2.5, cy: 2.5, r: 1 })
      : svg("rect", { class: "mark", width: 1.4, height: 5 });
  const back = svg("rect", { class: "back", width: 5, height: 5 });
  return tint(svg("pattern", { id, patternTransform: turn, ...size }, back, mark), actor);
}

/** The small picture of a series in a legend. */
export function swatch(data, series, fill) {
  const box = svg("rect", { x: 0.5, y: 0.5, width: 19, height: 11, fill: fill(data, series) });
  box.classList.toggle("firm", data.statuses[series.status].firm);
  const picture = svg("svg", { class: "swatch", viewBox: "0 0 20 12", "aria-hidden": "true" }, box);
  return tint(picture, data.actors[series.actor]);
}
