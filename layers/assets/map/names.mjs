// Names on the map: actors on their land, towns, countries, and the place of a ring.

import { svg } from "../base/dom.mjs";
import { shapesOn } from "../data/payload.mjs";
import { createCountryNames, letterSpacing } from "./country_names.mjs";
import { LEADING, LETTERS, doMeet, nameWithin, placeLabels } from "./labels.mjs";
import { isInRings, largestPart, ringPen, roomAt } from "./largest_box.mjs";
import { createPane } from "./panes.mjs";

const PIXELS_PER_NAME = 14000;
// Pixels of an actor's name, and the root of the area in view from which it is as large.
const SIZES = [
  [20, 300],
  [17, 190],
  [15, 120],
  [13, 70],
  [11, 0],
];
// Where fewer names than this fit, the largest actors' are small and may reach beyond their land.
const FEW_NAMES = 5;
const SPILLING_SIZES = [10];
const SPILL = [2, 1.25]; // times the width and the height that is on the land
const SPILL_PULL = 0.5; // towards the middle, as in `largestBox`
const LEAST_NAMED = 400; // pixels of land in view that is named so
const STAYS = 1.2; // height that land leaves a name which stays where it was, of its own

/**
 * Create the names. Returns `show`, for a state: names that depend on the date are written once its
 * territory is drawn.
 */
export function createNames(map, data, { territory, ringAround, plane }) {
  const { root } = createPane(map, "names");
  const ruler = createRuler(map);
  const actorNames = createActorNames(map, data, territory, ruler);
  const countryNames = createCountryNames(map, data.countries, plane, ruler);
  const [writeCountries, writeTowns, writeActors, writeRing] = [
    (name) => [countryElement(name)],
    townElements,
    (name) => [actorElement(name)],
    (label) => [labelElement(label, "pocketname")],
  ].map((make) => createWriter(root.appendChild(svg("g")), make));
  let state = null;
  let written = null; // what the names were placed around
  let isQueued = false;
  let towns = null; // with their places in this view

  /** Place the names that depend on the date, and all others if those changed or `all` is true. */
  function draw(all) {
    isQueued = false;
    const view = viewOf(map);
    const controls = controlBoxes(map).map((box) => moveBox(box, view.left, view.top));
    const { names: actors, land } = actorNames.place(state, view, controls);
    towns ??= townsOn(map, data.towns);
    const ring = state ? ringName(map, towns, ringAround(state.index), ruler, controls) : null;
    const key = JSON.stringify([actors, ring, controls]);
    if (!all && key === written) return;
    written = key;
    const taken = [...controls, ...actors.map(({ box }) => box), ...(ring?.boxes ?? [])];
    const townNames = placeTowns(map, towns, taken, ruler, ring?.name);
    for (const { x, y, box } of townNames) taken.push(box, dotBox(x, y));
    taken.push(...land); // a country's name there would look like an actor's
    writeCountries(countryNames.place(view, taken));
    writeTowns(townNames);
    writeActors(actors);
    writeRing(ring?.label ? [ring.label] : []);
  }

  function redraw() {
    actorNames.forget();
    countryNames.forget();
    towns = null;
    draw(true);
  }
  map.on("moveend zoomend resize", redraw);
  draw(true);
  return {
    show(next) {
      state = next;
      if (!isQueued) requestAnimationFrame(() => setTimeout(() => isQueued && draw(false)));
      isQueued = true;
    },
  };
}

/** Boxes of the buttons and the scale, in pixels of the map. */
export function controlBoxes(map) {
  const corner = map.getContainer().getBoundingClientRect();
  return [
    ...map
      .getContainer()
      .parentElement.querySelectorAll(".leaflet-control, .follow, .legend, .inset, .besidename"),
  ].map((element) => moveBox(element.getBoundingClientRect(), -corner.left, -corner.top));
}

const moveBox = ({ left, right, top, bottom }, x, y) => ({
  left: left + x,
  right: right + x,
  top: top + y,
  bottom: bottom + y,
});

/** What is in view, in pixels of the map's layers. */
function viewOf(map) {
  const { x: left, y: top } = map.containerPointToLayerPoint([0, 0]);
  const { x, y } = map.getSize();
  return { left, top, right: left + x, bottom: top + y };
}

const isInView = (box, { left, top, right, bottom }) =>
  box.left >= left && box.top >= top && box.right <= right && box.bottom <= bottom;
const sides = ({ left, top, right, bottom }) => [left, top, right, bottom];
const dotBox = (x, y) => ({ left: x - 3, right: x + 3, top: y - 3, bottom: y + 3 });

/** The width of texts in the map's font; `usual` is the size of the names of towns. */
function createRuler(map) {
  const context = document.createElement("canvas").getContext("2d");
  const style = getComputedStyle(map.getContainer());
  const widths = new Map(); // to measure a text takes longer than to place it
  return {
    get usual() {
      return parseFloat(style.fontSize);
    },
    widthOf(text, size, weight = 400) {
      const font = `${weight} ${size}px ${style.fontFamily}`;
      const key = `${font} ${text}`;
      if (!widths.has(key)) {
        context.font = font;
        widths.set(key, context.measureText(text).width);
      }
      return widths.get(key);
    },
  };
}

/**
 * Names of several actors on the land of each. While the view stays, a name stays where it was as
 * long as its land leaves it the room.
 */
function createActorNames(map, data, territory, ruler) {
  const several = data.actors.length > 1;
  const outlines = new Map(); // shape -> its rings in view, and the largest of them
  const last = new Map(); // actor -> its shape, and its name
  const widthOf = (text, size) => ruler.widthOf(text, size, 600);

  function outlineOf(shape, view) {
    if (!outlines.has(shape)) {
      const pen = ringPen();
      territory.traceNear(pen, shape, sides(view));
      outlines.set(shape, { rings: pen.rings, part: largestPart(pen.rings, view) });
    }
    return outlines.get(shape);
  }

  /** The largest shape of each actor on a date, with its outline, the largest in view first. */
  function landOn(index, view) {
    const largest = new Map();
    for (const [series, shape] of shapesOn(data, index)) {
      const { actor, km2 } = data.series[series];
      const other = largest.get(actor);
      if (!other || km2[index] > other.km2) largest.set(actor, { actor, shape, km2: km2[index] });
    }
    return [...largest.values()]
      .filter(({ actor }) => !data.actors[actor].nameless)
      .map((land) => ({ ...land, ...outlineOf(land.shape, view) }))
      .filter(({ part }) => part)
      .sort((a, b) => b.part.area - a.part.area);
  }

  function nameOf(land, lands, view, taken) {
    const { actor, shape, rings, part } = land;
    const wanted = SIZES.filter(([, side]) => part.area >= side * side).map(([size]) => size);
    const isFree = (name) => !taken.some((box) => doMeet(box, name.box));
    const before = last.get(actor);
    if (before?.shape === shape && (!before.name || isFree(before.name))) return before.name;
    if (before?.name?.size === wanted[0] && isFree(before.name)) {
      const { x, y, width, height } = before.name;
      const room = roomAt(rings, x, y, { aspect: width / height, view, taken });
      if (room >= (STAYS * height) / 2) return before.name;
    }
    const find = (more) =>
      nameWithin(data.actors[actor].name, rings, part, {
        sizes: wanted,
        widthOf,
        view,
        taken: [...taken, ...more],
      });
    const name = find([]);
    const above = name && landAbove(name, land, lands);
    return above ? find([above.part]) : name;
  }

  /** A small name whose middle is on its land, off the boxes in `taken`; null if there is none. */
  function spillingName({ actor, rings, part }, view, taken) {
    const where = { sizes: SPILLING_SIZES, widthOf, view, taken, spill: SPILL, pull: SPILL_PULL };
    const name = nameWithin(data.actors[actor].name, rings, part, where);
    return name && isInView(name.box, view) && !taken.some((box) => doMeet(box, name.box))
      ? name
      : null;
  }

  /** Smaller land of another actor below a name: it is drawn above. */
  const landAbove = ({ x, y, width }, land, lands) =>
    lands.find(
      ({ actor, part, rings }) =>
        actor !== land.actor &&
        part.area < land.part.area &&
        [x, x - width / 2, x + width / 2].some(
          (at) =>
            at > part.left &&
            at < part.right &&
            y > part.top &&
            y < part.bottom &&
            isInRings(rings, at, y),
        ),
    );

  /** The names of a state, and the boxes of the land on which they are. */
  function place(state, view, controls) {
    if (!several || !state) return { names: [], land: [] };
    const lands = landOn(state.index, view);
    const land = lands.map(({ part }) => part);
    const isPlain = state.before === null && !state.shade;
    return { names: isPlain ? namesOf(lands, view, controls) : [], land };
  }

  function namesOf(lands, view, controls) {
    const taken = [...controls];
    const shown = new Set(lands.map(({ shape }) => shape));
    const names = lands.flatMap((land) => {
      const name = nameOf(land, lands, view, taken);
      last.set(land.actor, { shape: land.shape, name });
      if (name) taken.push(name.box);
      return name ?? [];
    });
    for (const land of lands) {
      if (names.length >= FEW_NAMES || land.part.area < LEAST_NAMED) break;
      if (last.get(land.actor).name) continue;
      const name = spillingName(land, view, taken);
      if (!name) continue;
      last.set(land.actor, { shape: land.shape, name });
      taken.push(name.box);
      names.push(name);
    }
    for (const shape of outlines.keys()) if (!shown.has(shape)) outlines.delete(shape);
    return names;
  }
  function forget() {
    outlines.clear();
    last.clear();
  }
  return { place, forget };
}

/** Towns with the place of each in pixels of the map's layers. */
const townsOn = (map, towns) =>
  towns.map(([name, lat, lon, capital, from, own]) => {
    const { x, y } = map.latLngToLayerPoint([lat, lon]);
    return { name, capital, from, own, x, y };
  });

/** The towns that are written, with their boxes, in pixels of the map's layers. */
function placeTowns(map, towns, taken, ruler, without) {
  const size = map.getSize();
  const { usual } = ruler; // to ask for it makes the browser compute styles
  const corner = map.containerPointToLayerPoint([0, 0]);
  const placed = new Set([without]);
  const near = [];
  for (const { name, capital, from, ...at } of towns) {
    if (map.getZoom() < from) continue;
    const [x, y] = [at.x - corner.x, at.y - corner.y];
    if (placed.has(name) || x < 0 || y < 0 || x > size.x || y > size.y) continue;
    placed.add(name);
    const width = ruler.widthOf(name, usual, capital ? 600 : 400);
    near.push({ name, capital, x, y, height: usual, width });
  }
  const most = Math.max(4, Math.round((size.x * size.y) / PIXELS_PER_NAME));
  return placeLabels(
    near,
    size,
    taken.map((box) => moveBox(box, -corner.x, -corner.y)),
  )
    .slice(0, most)
    .map((town) => ({
      ...town,
      x: town.x + corner.x,
      y: town.y + corner.y,
      box: moveBox(town.box, corner.x, corner.y),
    }));
}

/**
 * The name of the place in a ring, if there is one, and the boxes that it and the ring take: the
 * nearest of the table's that are named on every map, of its others, or of the towns around.
 */
function ringName(map, towns, ring, ruler, controls) {
  if (!ring) return null;
  const size = map.getSize();
  const corner = map.containerPointToLayerPoint([0, 0]);
  const boxes = [
    {
      left: ring.x - ring.r,
      right: ring.x + ring.r,
      top: ring.y - ring.r,
      bottom: ring.y + ring.r,
    },
  ];
  const inside = towns
    .map(({ name, x, y, from, own }) => {
      const away = Math.hypot(x - ring.x, y - ring.y);
      return { name, away, rank: own ? Math.sign(from) : 2 };
    })
    .filter(({ away }) => away <= ring.r)
    .sort((a, b) => a.rank - b.rank || a.away - b.away);
  if (!inside.length) return { boxes };
  const { name } = inside[0];
  const [x, y] = [ring.x - corner.x, ring.y - corner.y];
  const width = ruler.widthOf(name, ruler.usual, 600);
  const around = controls.map((box) => moveBox(box, -corner.x, -corner.y));
  const [label] = placeLabels(
    [{ name, x, y, width, height: ruler.usual, reach: ring.r }],
    size,
    around,
  );
  if (!label) return { boxes };
  boxes.push(moveBox(label.box, corner.x, corner.y));
  return { name, boxes, label: { ...label, x: ring.x, y: ring.y } };
}

/**
 * A function that shows names in `group`, each in the elements that `make` returns. Elements of a
 * name that is written already stay: a new one takes the browser longer than to place it.
 */
function createWriter(group, make) {
  let before = new Map(); // by name and place
  return function write(names) {
    const keyed = names.map((name) => [JSON.stringify(name), name]);
    const now = new Map(keyed.map(([key, name]) => [key, before.get(key) ?? make(name)]));
    for (const [key, elements] of before)
      if (!now.has(key)) for (const element of elements) element.remove();
    for (const [key, elements] of now) if (!before.has(key)) group.append(...elements);
    before = now;
  };
}

function townElements(town) {
  const dot = svg("circle", { cx: town.x, cy: town.y, r: town.capital ? 2.5 : 1.8 });
  return [dot, labelElement(town, town.capital ? "capital" : null)];
}

/** A name right or left of its point. */
function labelElement({ name, x, y, height, side, reach = 0 }, className) {
  const right = side === "right";
  const at = { x: x + (right ? 5 + reach : -5 - reach), y: y + height * 0.34 };
  const text = svg("text", at, name);
  if (!right) text.setAttribute("text-anchor", "end");
  if (className) text.setAttribute("class", className);
  return text;
}

const actorElement = (name) => linesElement(name, "actorname");

function countryElement(name) {
  const element = linesElement(name, "country");
  const spacing = letterSpacing(name);
  if (spacing) element.setAttribute("letter-spacing", spacing);
  return element;
}

/** Lines about a point in their middle. */
function linesElement({ lines, size, x, y }, className) {
  const first = y + (size * (LETTERS - (lines.length - 1) * LEADING)) / 2;
  const spans = lines.map((line, i) => svg("tspan", { x, y: first + i * size * LEADING }, line));
  return svg("text", { class: className, "font-size": size, "text-anchor": "middle" }, ...spans);
}
