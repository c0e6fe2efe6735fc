// The page: one state (date, actor, scale), and everything that shows or changes it.

import { chart, closeTogether } from "./chart.mjs";
import { readDay } from "./dates.mjs";
import { html, patternBook, swatch } from "./dom.mjs";
import { mapRoom } from "./map.mjs";
import { indexOn } from "./steps.mjs";
import { unpack } from "./unpack.mjs";
import { area, change, csv, figures, sentence, spoken } from "./words.mjs";

const PLAY_SECONDS = 24; // for a whole series
const QUIET_MS = 1000; // between two words of the live region
const ADDRESS_MS = 300; // between two changes of the address

/** The first date to show: the last on which ground is held, if it is the last; else the peak. */
export function opening(series) {
  const last = series[0].km2.length - 1;
  if (series.some((one) => one.km2[last] > 0)) return last;
  return series[0].km2.indexOf(Math.max(...series[0].km2));
}

/** The index that a key leads to from `index`, or null for other keys. */
export function indexAfter(key, index, count) {
  const page = Math.max(2, Math.round(count / 10));
  const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };
  const leaps = { PageUp: page, PageDown: -page, Home: -count, End: count };
  const step = steps[key] ?? leaps[key];
  return step === undefined ? null : Math.min(Math.max(index + step, 0), count - 1);
}

/** The date in an address such as "#date=2017-07-10", as an index; null where there is none. */
export function indexInHash(hash, days) {
  const day = readDay(new URLSearchParams(hash.slice(1)).get("date") ?? "");
  return day === null ? null : indexOn(days, day);
}

export async function start(root, source) {
  const data = JSON.parse(source.textContent);
  const find = (selector) => root.querySelector(selector);
  const count = data.days.length;
  const several = data.actors.length > 1;
  const state = { index: indexInHash(location.hash, data.days) ?? opening(data.series), actor: 0 };
  const rows = () => data.series.filter((one) => one.actor === state.actor);
  const usual = () => (closeTogether(rows().flatMap((one) => one.km2)) ? "close" : "zero");
  state.kind = usual();
  state.follow = false;

  const fill = patternBook(root, root.dataset.map);
  const slider = find(".chart");
  const drawChart = chart(slider, data, fill, go);
  showWords();
  drawChart(state);

  const room = mapRoom(
    find(".folium-map").leaflet,
    data,
    {
      ground: await unpack(data.ground.data, data.ground.digits),
      plan: data.plan && (await unpack(data.plan.data, data.plan.digits)),
    },
    fill,
    choose,
  );
  room.show(state);
  legend();

  // --- the state and what it changes -------------------------------------------------------

  function go(index) {
    if (index === state.index) return;
    state.index = index;
    render();
  }

  function choose(actor) {
    if (actor === state.actor) return;
    state.actor = actor;
    state.kind = usual();
    render();
  }

  function render() {
    showWords();
    drawChart(state);
    room.show(state);
    legend();
    later("address", ADDRESS_MS, writeAddress);
    if (document.activeElement !== slider) later("spoken", QUIET_MS, speak);
  }

  // --- words ---------------------------------------------------------------------------------

  function told() {
    return rows().map((one) => ({
      km2: one.km2[state.index],
      status: data.statuses[one.status].name,
    }));
  }

  function showWords() {
    const [first, ...rest] = rows();
    const label = data.labels[state.index];
    const name = data.actors[state.actor].name;
    const text = (selector, words) => (find(selector).textContent = words);
    const km2 = first.km2[state.index];
    text(".date", label);
    text(".who", several ? name : rest.length ? data.statuses[first.status].name : "");
    text(".area", area(km2, data.significant));
    text(".size", sentence(data.sizes[first.sizes[state.index]]));
    text(".change", changed(first));
    text(".also", rest.map((one) => also(one)).join("; "));
    slider.setAttribute("aria-valuenow", state.index);
    slider.setAttribute("aria-valuetext", spoken(label, told(), name, data.significant));
    find(".previous").disabled = state.index === 0;
    find(".next").disabled = state.index === count - 1;
    const log = find(".log");
    const close = usual() === "close";
    log.textContent = close ? "From zero" : "Log scale";
    log.setAttribute("aria-pressed", state.kind === (close ? "zero" : "log"));
  }

  function also(one) {
    return `${area(one.km2[state.index], data.significant)} ${data.statuses[one.status].name}`;
  }

  function changed(one) {
    if (state.index === 0) return "";
    const before = state.index - 1;
    return change(one.km2[state.index], one.km2[before], data.labels[before], data.significant);
  }

  function speak() {
    find(".spoken").textContent = slider.getAttribute("aria-valuetext");
  }

  function legend() {
    const held = data.frames[state.index]
      .map(([series]) => data.series[series])
      .sort((a, b) => b.km2[state.index] - a.km2[state.index]);
    const listed = several ? held : rows();
    find(".legend h2").textContent = several
      ? `${new Set(held.map((one) => one.actor)).size} held ground on ${data.labels[state.index]}`
      : "";
    const list = find(".legend ul");
    const focused = several && list.contains(document.activeElement);
    const focusedKey = focused ? document.activeElement.dataset.actor : null;
    list.replaceChildren(...listed.map(legendRow));
    if (focused) list.querySelector(`[data-actor="${focusedKey}"]`)?.focus();
  }

  function legendRow(one) {
    const status = data.statuses[one.status].name;
    const name = data.actors[one.actor].name;
    const words = several ? (data.statuses.length > 1 ? `${name}, ${status}` : name) : status;
    const inside = [
      swatch(data, one, fill),
      html("span", { class: "name" }, words),
      html("span", { class: "km2" }, area(one.km2[state.index], data.significant)),
    ];
    if (!several) return html("li", {}, ...inside);
    const pressed = String(one.actor === state.actor);
    const attributes = { type: "button", "aria-pressed": pressed, "data-actor": one.actor };
    const button = html("button", attributes, ...inside);
    button.addEventListener("click", () => choose(one.actor));
    return html("li", {}, button);
  }

  // --- hands -----------------------------------------------------------------------------------

  slider.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const index = indexAfter(event.key, state.index, count);
    if (index === null) return;
    event.preventDefault();
    stop();
    go(index);
  });
  slider.addEventListener("pointerdown", () => stop());
  find(".previous").addEventListener("click", () => step(-1));
  find(".next").addEventListener("click", () => step(1));
  find(".log").addEventListener("click", () => {
    state.kind = usual() === state.kind ? { close: "zero", zero: "log" }[state.kind] : usual();
    showWords();
    drawChart(state);
  });

  function step(by) {
    stop();
    go(Math.min(Math.max(state.index + by, 0), count - 1));
  }

  let playing = null;
  const play = find(".play");
  play.addEventListener("click", () => {
    if (playing) return stop();
    if (state.index === count - 1) go(0);
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const pace = Math.min(Math.max((PLAY_SECONDS * 1000) / count, 60), 1200);
    playing = setInterval(forward, still ? Math.max(pace, 1200) : pace);
    play.setAttribute("aria-pressed", "true");
    play.setAttribute("aria-label", "Pause");
  });

  function forward() {
    go(state.index + 1);
    if (state.index === count - 1) stop();
  }

  function stop() {
    clearInterval(playing);
    playing = null;
    play.setAttribute("aria-pressed", "false");
    play.setAttribute("aria-label", "Play");
  }

  // --- the address -----------------------------------------------------------------------------

  window.addEventListener("hashchange", () => {
    const index = indexInHash(location.hash, data.days);
    if (index !== null) go(index);
  });

  function writeAddress() {
    const words = new URLSearchParams(location.hash.slice(1));
    words.set("date", data.texts[state.index]);
    history.replaceState(history.state, "", `#${words}`);
  }

  const waiting = new Map();
  function later(name, ms, then) {
    if (waiting.has(name)) return;
    waiting.set(
      name,
      setTimeout(() => {
        waiting.delete(name);
        then();
      }, ms),
    );
  }

  // --- the figures -----------------------------------------------------------------------------

  const table = find("details.table");
  table.addEventListener("toggle", () => {
    const place = find("details.table .scroll");
    if (table.open && !place.firstChild) place.append(figureTable(data));
  });

  const link = find(".csv");
  link.addEventListener("click", () => {
    const file = new Blob([csv(figures(data))], { type: "text/csv" });
    link.href = URL.createObjectURL(file);
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  });

  const wide = html("button", { type: "button", class: "follow", "aria-pressed": "false" });
  wide.textContent = "Follow the ground";
  wide.addEventListener("click", () => {
    state.follow = !state.follow;
    wide.setAttribute("aria-pressed", state.follow);
    if (state.follow) room.follow();
    else room.showAll();
  });
  find(".room").after(wide);
}

function figureTable(data) {
  const [head, ...body] = figures(data);
  const several = data.actors.length > 1;
  const row = (cells, name) =>
    html("tr", {}, ...cells.map((cell, i) => html(i ? name : "th", i ? {} : { scope: "row" }, cell)));
  const shown = body
    .filter((cells) => !several || cells[3] > 0)
    .map(([date, actor, status, km2]) =>
      row([data.labels[data.texts.indexOf(date)], actor, status, area(km2, data.significant)], "td"),
    );
  const titles = ["Date", "Actor", "Status", "Area"].slice(0, head.length);
  return html(
    "table",
    {},
    html("thead", {}, html("tr", {}, ...titles.map((one) => html("th", { scope: "col" }, one)))),
    html("tbody", {}, ...shown),
  );
}
