// The legend of the map, the table of figures and the lists behind it.

import { html, setAttribute, setChildren, setText, svg, swatch } from "../base/dom.mjs";
import { phrase } from "../base/language.mjs";
import {
  area,
  capitalize,
  csv,
  figureRows,
  joinCommas,
  roundArea,
  shortArea,
  when,
  since,
} from "../base/words.mjs";
import { breaksBetween, countedDifferently } from "../data/breaks.mjs";
import { changeArea, changeBetween } from "../data/pairs.mjs";
import { largestExtent } from "../data/largest_extent.mjs";
import { comparedSeries, isShown, noEntryText, shapesOn, statusName } from "../data/payload.mjs";
import { shadeClasses } from "../map/shading.mjs";
import { stylePart } from "../map/territory.mjs";

const SHORT_SOURCE = 80; // letters of a source that is named in the legend

/**
 * Create the legend: the tones of a single actor, in the map, or all actors of the date by size.
 * Returns a function that draws a state.
 */
export function createLegend(find, data, fill, choose) {
  const several = data.actors.length > 1;
  const list = find(".legend ul");
  list.classList.toggle("several", several);
  placeLegend(find, several);

  const title = find(".legend h2");
  const cache = new Map(); // rows are created once: a step from date to date creates none
  const written = new Map(); // the area in the row of a series: of hundreds few change at a step

  function cached(key, make) {
    if (!cache.has(key)) cache.set(key, make());
    return cache.get(key);
  }

  function updatedRow(series, { index, actor }) {
    const item = cached(series, () => createRow(series));
    if (!several) return item;
    setAttribute(item.firstChild, "aria-pressed", series.actor === actor);
    const [km2, unit] = [series.km2[index], data.areaFormat.unit];
    const last = written.get(series);
    if (last?.km2 !== km2 || last.unit !== unit) {
      setText(item.firstChild.lastChild, roundArea(km2, data.areaFormat));
      written.set(series, { km2, unit });
    }
    return item;
  }

  /** Rows of land that nobody holds, one for each status that the map shows on the date. */
  function uncountedRows(index) {
    if (!find(".map")) return [];
    const shown = data.uncounted.filter((own) => own.km2[index] > 0 && isShown(data, own));
    const statuses = [...new Set(shown.map(({ status }) => status))];
    return statuses.map((status) => cached(`uncounted ${status}`, () => createUncounted(status)));
  }

  /** The row of the largest extent, if the map shows it below the date. */
  function ghostRows(state) {
    const extent = find(".map") && largestExtent(data, state);
    if (!extent) return [];
    const item = cached("ghost", () => createPart("ghost"));
    const text = phrase("largest extent, {date}", { date: data.labels[extent.index] });
    const { name } = data.actors[state.actor];
    setText(item.children[1], several ? phrase("{name}: {what}", { name, what: text }) : text);
    return [item];
  }

  function createUncounted(status) {
    const own = data.uncounted.filter((series) => series.status === status);
    const picture = swatch(data, own[0], fill);
    const alike = own.every(({ actor }) => actor === own[0].actor);
    if (!alike) picture.classList.remove("tone"); // of several actors, in the colour of none
    const sources = sourceNames(data.rows, (series) => own.includes(data.drawn[series]));
    const name = html("span", { class: "name" }, data.statuses[status].name);
    if (sources.length === 1 && sources[0].length <= SHORT_SOURCE) {
      name.append(
        phrase("; "),
        html("small", {}, phrase("Source: {names}", { names: sources[0] })),
      );
    }
    return html("li", { class: "uncounted" }, picture, name);
  }

  function createRow(series) {
    const status = statusName(data, series);
    const name = data.actors[series.actor].name;
    const both = data.statuses.length > 1 ? joinCommas([name, status]) : name;
    const inside = [
      swatch(data, series, fill),
      html("span", { class: "name" }, several ? both : status),
    ];
    if (!several) return html("li", { class: "series" }, ...inside);
    const button = html("button", { type: "button" }, ...inside, html("span", { class: "km2" }));
    button.addEventListener("click", () => choose(series.actor));
    return html("li", {}, button);
  }

  /** Rows of a comparison; none if nothing is compared. */
  function comparisonRows({ index, before, actor, swipe }) {
    if (before === null || before === index || swipe !== null) return [];
    const series = comparedSeries(data, actor);
    if (breaksBetween(data, data.series[series], before, index).length) {
      return separateRows(series, index, before);
    }
    const measured = changeBetween(data, series, before, index);
    const onlyOn = (date) => {
      return phrase("only {when}", { when: when(data.texts[date], data.labels[date]) });
    };
    const isLater = before < index;
    const start = Math.min(before, index);
    const words = { since: since(data.texts[start], data.labels[start]) };
    const rows = {
      "territory gained": [
        isLater ? phrase("taken {since}", words) : onlyOn(index),
        measured?.gained,
      ],
      "territory kept": [phrase("held on both dates"), measured?.held],
      "territory lost": [isLater ? phrase("lost {since}", words) : onlyOn(before), measured?.lost],
    };
    return Object.entries(rows).map(([name, [text, km2]]) => {
      const item = cached(`${name} ${series}`, () => createPart(name, series));
      setText(item.children[1], text);
      setText(
        item.lastChild,
        measured ? changeArea(km2, measured, data.areaFormat, shortArea) : "",
      );
      return item;
    });
  }

  /** Rows of two dates that are not compared: the one shown, and the outline of the other. */
  function separateRows(series, index, before) {
    const entry = data.series[series];
    const rows = { [`plain ${series}`]: index, [`other ${series}`]: before };
    return Object.entries(rows).map(([name, date]) => {
      const item = cached(name, () =>
        date === before ? createPart("extent") : createPlainRow(entry),
      );
      const words = { when: when(data.texts[date], data.labels[date]) };
      item.classList.add("apart");
      setText(item.children[1], phrase("held {when}", words));
      setText(item.lastChild, roundArea(entry.km2[date], data.areaFormat));
      return item;
    });
  }

  function createPlainRow(entry) {
    const words = ["name", "km2"].map((name) => html("span", { class: name }));
    return html("li", { class: "part" }, swatch(data, entry, fill), ...words);
  }

  /** Rows of the shading by time, the strongest first; none if a date is shown. */
  function shadeRows({ index, shade, actor }) {
    if (!shade) return [];
    const series = comparedSeries(data, actor);
    const classes = shadeClasses(shade, data, series, index);
    const rows = classes.map(({ grade, name }) => [`territory grade${grade}`, name]);
    if (shade === "held") rows.reverse();
    const date = when(data.texts[index], data.labels[index]);
    rows.push(["extent", phrase("held {when}", { when: date })]);
    const breaks = breaksBetween(data, data.series[series], 0, index);
    if (breaks.length) rows.push(["note", capitalize(countedDifferently(breaks))]);
    return rows.map(([name, text]) => {
      const item = cached(`${name} ${series}`, () =>
        createPart(name, name === "extent" ? null : series),
      );
      setText(item.children[1], text);
      return item;
    });
  }

  function shadeTitle({ index, shade, actor }) {
    const date = data.labels[index];
    const meaning =
      shade === "held"
        ? phrase("days held up to {date}", { date })
        : phrase("first gained up to {date}", { date });
    if (!several) return capitalize(meaning);
    return capitalize(phrase("{name}: {what}", { name: data.actors[actor].name, what: meaning }));
  }

  /** A row of a part of `series`, or of a shape that has the same look in all. */
  function createPart(name, series = null) {
    const words = ["name", "km2"].map((name) => html("span", { class: name }));
    if (name === "note") return html("li", { class: "part" }, html("span"), ...words);
    const box = svg("rect", { x: 0.5, y: 0.5, width: 19, height: 11, class: name });
    if (series !== null) stylePart(box, name, data, series, fill);
    const picture = svg("svg", { class: "swatch", viewBox: "0 0 20 12" }, box);
    picture.setAttribute("aria-hidden", "true");
    return html("li", { class: "part" }, picture, ...words);
  }

  return function update(state) {
    const { index } = state;
    const held = shapesOn(data, index).map(([series]) => data.series[series]);
    // Rows without an actor's name come last.
    const last = (series) => data.actors[series.actor].nameless;
    held.sort((a, b) => last(a) - last(b) || b.km2[index] - a.km2[index]);
    const isOwn = (series) => series.actor === state.actor && isShown(data, series);
    const ownSeries = data.series.filter(isOwn);
    const date = when(data.texts[index], data.labels[index]);
    const usually = several ? phrase("Land held {when}, largest first", { when: date }) : "";
    setText(title, state.shade ? shadeTitle(state) : usually);
    const focused = list.contains(document.activeElement) && document.activeElement;
    const compared = [...comparisonRows(state), ...shadeRows(state)];
    const usual = several ? held : compared.length ? [] : ownSeries;
    setChildren(list, [
      ...compared,
      ...usual.map((series) => updatedRow(series, state)),
      ...(compared.length ? [] : uncountedRows(index)),
      ...ghostRows(state),
    ]);
    if (focused && list.contains(focused)) focused.focus(); // a row that moves loses the focus
  };
}

/**
 * Put the legend of a single actor into the map, or below the chart where the map is small; that of
 * a story always into the map, where nothing else stays in view.
 */
function placeLegend(find, several) {
  const [legend, map, isStory] = [find(".legend"), find(".map"), find(".captions") !== null];
  if (!map || (several && !isStory)) return;
  const narrow = window.matchMedia("(max-width: 43.99rem)");
  const place = () => {
    const isOutside = narrow.matches && !isStory;
    map.closest(".controlmap").classList.toggle("legended", !isOutside);
    if (isOutside) find(".stage").after(legend);
    else map.append(legend);
  };
  narrow.addEventListener("change", place);
  place();
}

/**
 * Fill the scrollable part of `details`, if there is one, with what `make` returns, when it is
 * first opened. Returns a function that fills it again if it was filled.
 */
export function fillWhenOpened(details, make) {
  const place = details?.querySelector(".scroll");
  const fill = () => details.open && !place.firstChild && place.append(...make());
  details?.addEventListener("toggle", fill);
  return function refill() {
    place?.replaceChildren();
    if (place) fill();
  };
}

/**
 * Connect the table, the list of sources and the download of figures. Returns a function that makes
 * the table again.
 */
export function connectFigures(find, data) {
  const refillTable = fillWhenOpened(find("details.table"), () => [figureTable(data)]);
  fillWhenOpened(find("details.many"), () => {
    const items = sourceNames(data.rows).map((name) => html("li", {}, name));
    return [html("ul", {}, ...items)];
  });
  const link = find(".csv");
  link.addEventListener("click", () => {
    URL.revokeObjectURL(link.href);
    link.href = URL.createObjectURL(new Blob([csv(figureRows(data))], { type: "text/csv" }));
  });
  const parts = [...find(".about").querySelectorAll("[data-km2]")];
  return function () {
    refillTable();
    for (const part of parts) setText(part, area(Number(part.dataset.km2), data.areaFormat));
  };
}

/** The area of a series on a date as `write` writes it, or that its name has ended. */
export const areaOrEnd = (data, series, index, write) =>
  noEntryText(data, series.actor, index) || write(series.km2[index], data.areaFormat);

/** The distinct sources of all rows, or of those of some series, in order of name. */
export function sourceNames({ words, source, series }, isOf = () => true) {
  return [...new Set(source.filter((_, row) => isOf(series?.[row])))]
    .filter((place) => place >= 0)
    .map((place) => words[place])
    .sort();
}

/**
 * Dates down, series across; with several actors one row per date and actor with territory, and one
 * where the name of an actor ends.
 */
function figureTable(data) {
  const cell = (name, text, scope) => html(name, scope ? { scope } : {}, text);
  const names = [phrase("Date"), phrase("Actor"), phrase("Status"), phrase("Area")];
  const head = names.map((text) => cell("th", text, "col"));
  const isFirstWithout = (series, index) => data.actors[series.actor].last === index - 1;
  const body = data.days.flatMap((_, index) =>
    data.drawn
      .filter(
        (series) =>
          data.actors.length === 1 || series.km2[index] > 0 || isFirstWithout(series, index),
      )
      .map((series) =>
        html(
          "tr",
          {},
          cell("th", data.labels[index], "row"),
          cell("td", data.actors[series.actor].name),
          cell("td", data.statuses[series.status].name),
          cell("td", areaOrEnd(data, series, index, area)),
        ),
      ),
  );
  return html("table", {}, html("thead", {}, html("tr", {}, ...head)), html("tbody", {}, ...body));
}
