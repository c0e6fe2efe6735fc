// Words and figures beside the map: the date, the legend, the table.

import { frameOf } from "./data.mjs";
import { html, svg, swatch } from "./dom.mjs";
import { comparedSeries, dressPart } from "./ground.mjs";
import { area, change, csv, figures, reach, sentence, spoken, when } from "./words.mjs";

/** Fills in the words on the date and the slider's own; gives the function that does it. */
export function words(find, data) {
  const several = data.actors.length > 1;
  const told = (one, index) => area(one.km2[index], data.significant);
  const status = (one) => data.statuses[one.status].name;
  return function write({ index, actor, before }) {
    const rows = data.series.filter((one) => one.actor === actor);
    const [first, ...rest] = rows;
    const name = data.actors[actor].name;
    const text = (selector, words) => (find(selector).textContent = words);
    text(".date", data.labels[index]);
    text(".who", several ? name : "");
    text(".figure", told(first, index));
    text(".what", rest.length ? status(first) : "");
    text(".also", rest.map((one) => `${told(one, index)} ${status(one)}`).join("; "));
    text(".size", sentence(data.sizes[first.sizes[index]]));
    const other = before ?? index - 1;
    text(".change", other < 0 || other === index ? "" : besides(first, index, other));
    text(".range", reach(first.ranges?.[index], data.significant));
    happened(index);
    const slider = find(".chart");
    const said = rows.map((one) => ({ km2: one.km2[index], status: status(one) }));
    slider.setAttribute("aria-valuenow", index);
    slider.setAttribute("aria-valuetext", spoken(data.labels[index], said, name, data.significant));
  };

  /** Events of the date shown, or of the days since the date before it. */
  function happened(index) {
    const now = data.events.filter((event) => event.index === index);
    const lines = now.map(({ label, day, title, sentence }) => {
      const own = day === data.days[index] ? title : `${label}: ${title}`;
      return html("p", {}, html("strong", {}, own), " ", sentence);
    });
    find(".happened").replaceChildren(...lines);
  }

  function besides(one, index, other) {
    const then = when(data.texts[other], data.labels[other]);
    return change(one.km2[index], one.km2[other], then, data.significant);
  }
}

/** The legend: the tones of one actor, in the map, or all actors of the date by size. */
export function legend(find, data, fill, choose) {
  const several = data.actors.length > 1;
  const list = find(".legend ul");
  if (!several) find(".map").append(find(".legend"));

  function row(one, { index, actor }) {
    const status = data.statuses[one.status].name;
    const name = data.actors[one.actor].name;
    const both = data.statuses.length > 1 ? `${name}, ${status}` : name;
    const inside = [
      swatch(data, one, fill),
      html("span", { class: "name" }, several ? both : status),
    ];
    if (!several) return html("li", {}, ...inside);
    inside.push(html("span", { class: "km2" }, area(one.km2[index], data.significant)));
    const pressed = String(one.actor === actor);
    const key = `${one.actor}-${one.status}`;
    const button = html("button", { type: "button", "aria-pressed": pressed, "data-key": key });
    button.append(...inside);
    button.addEventListener("click", () => choose(one.actor));
    return html("li", {}, button);
  }

  /** What the parts of a comparison mean; nothing while nothing is compared. */
  function parts({ index, before, actor }) {
    if (before === null || before === index) return [];
    const series = comparedSeries(data, actor);
    const words = {
      "ground gained": `only ${when(data.texts[index], data.labels[index])}`,
      "ground kept": "on both dates",
      "ground lost": `only ${when(data.texts[before], data.labels[before])}`,
    };
    return Object.entries(words).map(([name, text]) => {
      const box = svg("rect", { x: 0.5, y: 0.5, width: 19, height: 11 });
      dressPart(box, name, data, series, fill);
      const picture = svg("svg", { class: "swatch", viewBox: "0 0 20 12" }, box);
      picture.setAttribute("aria-hidden", "true");
      return html("li", {}, picture, html("span", { class: "name" }, text));
    });
  }

  return function write(state) {
    const { index } = state;
    const held = frameOf(data, index).map(([series]) => data.series[series]);
    const last = (one) => data.actors[one.actor].nameless; // no actor to look for
    held.sort((a, b) => last(a) - last(b) || b.km2[index] - a.km2[index]);
    const mine = data.series.filter((one) => one.actor === state.actor);
    find(".legend h2").textContent = several
      ? `Ground held ${when(data.texts[index], data.labels[index])}, largest first`
      : "";
    const key = list.contains(document.activeElement) && document.activeElement.dataset.key;
    const compared = parts(state);
    const usual = several ? held : compared.length ? [] : mine;
    list.replaceChildren(...compared, ...usual.map((one) => row(one, state)));
    if (key) list.querySelector(`[data-key="${key}"]`)?.focus();
  };
}

/** Fills the scroll of `details`, where there are some, with what `make` gives at first opening. */
export function whenOpened(details, make) {
  details?.addEventListener("toggle", () => {
    const place = details.querySelector(".scroll");
    if (details.open && !place.firstChild) place.append(...make());
  });
}

/** The table and the list of sources behind their links, and the file of figures. */
export function figureRoom(find, data) {
  whenOpened(find("details.table"), () => [table(data)]);
  whenOpened(find("details.many"), () => {
    const items = sources(data.rows).map((name) => html("li", {}, name));
    return [html("ul", {}, ...items)];
  });
  const link = find(".csv");
  link.addEventListener("click", () => {
    URL.revokeObjectURL(link.href);
    link.href = URL.createObjectURL(new Blob([csv(figures(data))], { type: "text/csv" }));
  });
}

/** The distinct sources of all rows, in order of name. */
export function sources({ words, source }) {
  return [...new Set(source)]
    .filter((place) => place >= 0)
    .map((place) => words[place])
    .sort();
}

/** Dates down, series across; with many series one row per date and actor that holds ground. */
function table(data) {
  const cell = (name, text, scope) => html(name, scope ? { scope } : {}, text);
  const head = ["Date", "Actor", "Status", "Area"].map((text) => cell("th", text, "col"));
  const body = data.days.flatMap((_, index) =>
    data.series
      .filter((one) => data.actors.length === 1 || one.km2[index] > 0)
      .map((one) =>
        html(
          "tr",
          {},
          cell("th", data.labels[index], "row"),
          cell("td", data.actors[one.actor].name),
          cell("td", data.statuses[one.status].name),
          cell("td", area(one.km2[index], data.significant)),
        ),
      ),
  );
  return html("table", {}, html("thead", {}, html("tr", {}, ...head)), html("tbody", {}, ...body));
}
