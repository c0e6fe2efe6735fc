// Starts the page: one state (date, actor, scale, view) and everything that shows or changes it.

import { createPatterns, setAttribute, setText } from "../base/dom.mjs";
import { phrase, languageCode } from "../base/language.mjs";
import { atMostEverySecond, whenIdle } from "../base/timing.mjs";
import { fillUnitField } from "../base/units.mjs";
import { areClose } from "../chart/axis.mjs";
import { createChart } from "../chart/chart.mjs";
import { createMarks } from "../chart/marks.mjs";
import { indexAfter } from "../data/date_index.mjs";
import { measureWhenIdle } from "../data/measure.mjs";
import { comparedSeries, shapesOn, readPayload } from "../data/payload.mjs";
import { unpack } from "../data/unpack.mjs";
import { fillFamiliarField } from "../map/familiar.mjs";
import { createMap } from "../map/map.mjs";
import { connectShadeField } from "../map/shading.mjs";
import { createSwipe } from "../map/swipe.mjs";
import {
  readAgainst,
  createCompareField,
  comparedIndex,
  againstParameter,
} from "../panel/compare.mjs";
import { createDateField, readDate } from "../panel/date_field.mjs";
import { createDateTexts } from "../panel/date_texts.mjs";
import { connectFigures, createLegend } from "../panel/panel.mjs";
import { connectMore } from "../panel/more.mjs";
import { createPrintTable } from "../panel/print_table.mjs";
import { createPublishedTable } from "../panel/published.mjs";
import { createSpotPanel } from "../panel/spot.mjs";
import { connectAddress, hashOfPage, pageNumber } from "../share/address.mjs";
import { createPresentation, createTraveller } from "../share/present.mjs";
import { connectShareButtons } from "../share/share.mjs";
import { followCaptions, leaveGestures } from "../share/story.mjs";
import { connectHost } from "./messages.mjs";
import { connectPlayer } from "./player.mjs";
import { readOptions, urlParameters } from "./query.mjs";
import { makeStatic } from "./static_page.mjs";
import { setTheme } from "./theme.mjs";

/**
 * Index of the date to open at: that of the data from `first` to `last`, else the last between these
 * on which territory is held.
 */
export function openingIndex({ series, opening }, first, last) {
  if (first <= opening && opening <= last) return opening;
  let index = last;
  while (index > first && !series.some(({ km2 }) => km2[index] > 0)) index -= 1;
  return series.some(({ km2 }) => km2[index] > 0) ? index : last;
}

/** The scale that shows an actor's areas best, and the alternative: [usual, other, its name]. */
export function scalesFor(km2) {
  return areClose(km2)
    ? ["close", "zero", phrase("From zero")]
    : ["zero", "log", phrase("Log scale")];
}

/** The actor to follow: `actor` while it holds territory in `frame`, else the largest that does. */
export function followedActor(frame, series, actor) {
  const actors = frame.map(([index]) => series[index].actor);
  return actors.includes(actor) || !actors.length ? actor : Math.min(...actors);
}

/** Start the page in `root` with the data in the element `source`. */
export async function start(root, source) {
  const data = await readPayload(JSON.parse(source.textContent));
  const find = (selector) => root.querySelector(selector);
  const page = pageNumber(root);
  const parameters = urlParameters({
    search: location.search,
    hash: hashOfPage(location.hash, page),
  });
  const options = readOptions(parameters, data);
  if (options.lang !== languageCode()) {
    location.replace(data.elsewhere[options.lang] + location.search + location.hash);
    return;
  }
  const [first, last] = (data.span = options.span);
  setTheme(root, options.theme);
  root.classList.toggle("chartless", !options.chart);
  root.classList.toggle("still", options.still);
  root.classList.remove("unstarted");
  const [slider, log, follow] = [find(".chart"), find(".log"), find(".follow")];
  const [previous, next] = [find(".previous"), find(".next")];
  const captions = find(".captions"); // of a story
  const scalesOfActor = new Map();
  const scales = () => {
    const { actor } = state;
    const valuesInSpan = ({ km2 }) => km2.slice(first, last + 1);
    const allAreas = () =>
      data.series.filter((series) => series.actor === actor).flatMap(valuesInSpan);
    if (!scalesOfActor.has(actor)) scalesOfActor.set(actor, scalesFor(allAreas()));
    return scalesOfActor.get(actor);
  };
  const clampToSpan = (index) => Math.min(Math.max(index, first), last);
  const scene = captions ? data.scenes[0]?.index : null; // a story begins with its first
  const index = clampToSpan(scene ?? options.date ?? openingIndex(data, first, last));
  const state = { index, actor: 0, kind: null, follow: false, chosen: options.actor !== null };
  Object.assign(state, { shade: null, swipe: null });
  state.unit = "km2";
  state.actor = options.actor ?? followedActor(shapesOn(data, index), data.series, 0);
  state.against = readComparison(parameters.get("with"));
  state.before = beforeIndex();
  state.kind = scales()[0];

  setAttribute(slider, "aria-valuemin", first);
  setAttribute(slider, "aria-valuemax", last);

  const fill = createPatterns(root, root.dataset.map);
  const placeMarks = createMarks(find(".plot"), data, stopAndGo);
  const date = createDateField(phrase("Date"), data, stopAndGo);
  find(".tools").prepend(date.element);
  date.show(index);
  const renderers = [
    createDateTexts(find, data, fill),
    createChart(slider, data, fill, stopAndGo, placeMarks),
    updateButtons,
  ];
  connectMore(find(".open-more"), find(".extras"));
  renderers.push(createCompareField(find, data, compare), createPrintTable(root, data));
  renderers.push(createSwipe(find, data, (swipe) => change({ swipe })));
  renderers.push(connectShadeField(find, setShade));
  renderers.push(whenIdle(({ index }) => date.show(index)));
  renderers.forEach((render) => render(state)); // texts and chart need not wait for the map
  renderers.push(createLegend(find, data, fill, chooseActor));
  renderers.at(-1)(state);
  const mapView = find(".folium-map") && (await createMapView());
  const refreshers = [connectFigures(find, data), createPublishedTable(find(".published"), data)];
  connectShareButtons(root, data, () => state.index, mapView?.sharp);
  refreshers.push(fillFamiliarField(find(".familiar"), data, setLaid));
  refreshers.at(-1)();

  const followAddress = (index, parameter) => {
    stopAndGo(index);
    compare(readComparison(parameter));
  };
  const write = connectAddress(data, followAddress, page);
  if (captions) find(".time").inert = true; // a picture: the captions lead from date to date
  const stop = connectPlayer(find(".play"), find(".speed"), {
    // What opens the page is near its end: whoever plays from there wants to see all.
    start: () => ([index, last].includes(state.index) ? first : state.index) - first,
    km2: () => data.series[comparedSeries(data, state.actor)].km2.slice(first, last + 1),
    go: (to) => go(first + to),
  });
  /** Tell readers of the screen what a choice shows, once. */
  const announce = atMostEverySecond((text = null) => {
    find(".spoken").textContent = text?.() || slider.getAttribute("aria-valuetext");
  });
  const textOf = (selector) => () => find(selector)?.innerText.replace(/\s+/g, " ");

  /** The map, if the page has one, with territory and outlines unpacked. */
  async function createMapView() {
    const unpacked = { territory: await unpack(data.territory), plan: null };
    if (data.plan) {
      const [areas, lines] = await Promise.all([unpack(data.plan.areas), unpack(data.plan.lines)]);
      unpacked.plan = { areas, lines };
    }
    const onSpot = (...place) => captions || showSpot(...place);
    const mapView = createMap(
      find(".folium-map").leaflet,
      data,
      unpacked,
      fill,
      captions ? () => {} : chooseActor,
      onSpot,
    );
    if (captions) leaveGestures(find(".folium-map").leaflet);
    const showSpot = createSpotPanel(find, data, unpacked.territory, mapView.setMark);
    renderers.push(
      mapView.show,
      measureWhenIdle(data, unpacked.territory, () => change({})),
    );
    renderers.slice(-2).forEach((render) => render(state));
    find(".opening")?.remove();
    performance.mark("controlmap:ground"); // read by the benchmarks
    return mapView;
  }

  function change(changes) {
    Object.assign(state, changes);
    state.before = beforeIndex();
    renderers.forEach((render) => render(state));
  }

  function go(to) {
    const index = clampToSpan(to);
    if (index === state.index) return;
    change({ index, ...(state.chosen ? {} : followActor(index)) });
    write({ date: data.texts[index] });
    if (document.activeElement !== slider && !captions) announce();
  }

  /** State changes that follow an actor with territory, until the reader chooses an actor. */
  function followActor(index) {
    const actor = followedActor(shapesOn(data, index), data.series, state.actor);
    if (actor === state.actor) return {};
    state.actor = actor;
    return { kind: scales()[0] };
  }

  /** Stop playing and go to a date that the reader chose. */
  function stopAndGo(index) {
    stop();
    go(index);
  }

  /** Index of the date compared with, or null. It can depend on the date shown and on the actor. */
  function beforeIndex() {
    const { km2 } = data.series[comparedSeries(data, state.actor)];
    return comparedIndex(state.against, state.index, data.days, km2);
  }

  function readComparison(parameter) {
    return readAgainst(parameter, (date) => readDate(date, data).index);
  }

  function compare(against) {
    change({ against, ...(against ? { shade: null } : { swipe: null }) });
    announce(against ? textOf(".change") : undefined);
    write({ with: againstParameter(against, data.texts) });
  }

  /** Shade territory by time. This ends a comparison: the map cannot show both. */
  function setShade(kind) {
    if (kind) compare(null);
    change({ shade: kind });
    announce(kind ? textOf(".legend h2") : undefined);
    showMap();
  }

  function setLaid(laid) {
    change({ laid });
    announce(textOf(".laidname"));
    showMap();
  }

  /** Bring the map into view, where what a reader chose below it can be seen. */
  function showMap() {
    find(".map")?.scrollIntoView({ block: "nearest" });
  }

  function selectActor(actor) {
    state.actor = actor;
    change({ kind: scales()[0], chosen: true });
  }

  function chooseActor(actor) {
    selectActor(actor);
    announce();
    showMap();
  }

  function updateButtons() {
    const [, other, name] = scales();
    previous.disabled = state.index === first;
    next.disabled = state.index === last;
    setText(log, name);
    setAttribute(log, "aria-pressed", state.kind === other);
    if (follow) setAttribute(follow, "aria-pressed", state.follow);
  }

  fillUnitField(find(".areas"), data, (unit) => {
    change({ unit });
    refreshers.forEach((refresh) => refresh());
    announce();
  });

  slider.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const to = indexAfter(event.key, state.index - first, last - first + 1);
    if (to === null) return;
    event.preventDefault();
    stopAndGo(first + to);
  });
  // In the capture phase, so that Escape stops playing before it closes anything else.
  document.addEventListener(
    "keydown",
    ({ key, target }) => {
      // May be another page in the same document.
      const theirs = target.closest?.(".controlmap") ?? root;
      if (key === "Escape" && theirs === root) stop();
    },
    true,
  );
  previous.addEventListener("click", () => stopAndGo(state.index - 1));
  next.addEventListener("click", () => stopAndGo(state.index + 1));
  log.addEventListener("click", () => {
    const [usual, other] = scales();
    change({ kind: state.kind === usual ? other : usual });
  });
  follow?.addEventListener("click", () => {
    change({ follow: !state.follow });
    if (!state.follow) mapView.showAll();
    const { name } = data.actors[state.actor];
    announce(() =>
      state.follow ? phrase("The map shows {name}", { name }) : phrase("The map shows everything"),
    );
  });
  const compareWith = (parameter) => compare(readComparison(parameter));
  const sendState = connectHost(
    root,
    data,
    { go: stopAndGo, compare: compareWith, actor: selectActor },
    options,
  );
  renderers.push(sendState);
  sendState(state);
  if (options.still) renderers.push(makeStatic(find));

  const travel = createTraveller(() => state.index, stopAndGo);
  let shownView = null;

  /** Show a scene: its date, its view, and what it adds to the map; null: none any more. */
  function showScene(scene) {
    data.hidden = scene?.hidden ?? [];
    if (scene?.actor !== undefined) selectActor(scene.actor);
    change({ scene });
    if (scene) travel(scene.index);
    const view = JSON.stringify([scene?.index, scene?.view, scene?.beside]);
    if (view !== shownView) mapView?.showView(scene?.view); // a move would end what fades in
    shownView = view;
  }
  const onLeft = () => write({ present: null });
  const present = createPresentation(root, data, () => state.index, { showScene, onLeft });
  const button = find(".share .present");
  button.hidden = data.scenes.length < 2;
  button.addEventListener("click", present);
  if (captions) followCaptions(captions, (index) => showScene(data.scenes[index]));
  if (options.present) present();
}
