// What happened: the largest changes of a series from one of its dates to the next.

import { html } from "../base/dom.mjs";
import { phrase } from "../base/language.mjs";
import { highest } from "../base/scale.mjs";
import { areaChange, capitalize, joinSemicolons, when } from "../base/words.mjs";
import { alikeRuns } from "../data/breaks.mjs";

const MOST = 12; // changes that are named, half of them gains and half losses if there are as many
const FEW = 4; // among fewer changes none stands out
const SMALL = 0.05; // of the largest change: smaller ones are none of the largest

/**
 * Indices of the dates on which a series changed most since the date before: the largest gain, the
 * largest loss, the second gain, and so on; none where there are few to choose from. Across a break
 * nothing is compared.
 */
export function largestChanges(data, series, most = MOST) {
  const [first, last] = data.span;
  const end = Math.min(data.actors[series.actor].last ?? last, last);
  const runs = first > end ? [] : alikeRuns(data, series, first, end);
  const gain = (index) => series.km2[index] - series.km2[index - 1];
  const indices = runs.flatMap(([from, to]) => [...series.km2.keys()].slice(from + 1, to + 1));
  const largest = highest(indices.map((index) => Math.abs(gain(index))));
  const sorted = (sign) =>
    indices
      .filter((index) => sign * gain(index) > SMALL * largest)
      .sort((a, b) => sign * (gain(b) - gain(a)) || a - b);
  const [gains, losses] = [sorted(1), sorted(-1)];
  if (gains.length + losses.length < FEW) return [];
  const places = [...indices.keys()];
  return places
    .flatMap((i) => [...gains.slice(i, i + 1), ...losses.slice(i, i + 1)])
    .slice(0, most);
}

/** A heading and a line for each of these changes, with the events of its date. */
export function changeList(data, series) {
  const lines = largestChanges(data, series).map((index) => {
    const then = when(data.texts[index - 1], data.labels[index - 1]);
    const change = areaChange(series.km2[index], series.km2[index - 1], then, data.areaFormat);
    const titles = data.events.filter((event) => event.index === index).map(({ title }) => title);
    const what = joinSemicolons([...titles, change]);
    return html("p", {}, html("strong", {}, data.labels[index]), " ", capitalize(what));
  });
  if (!lines.length) return [];
  const heading = html("h2", {}, phrase("Largest changes"));
  return [html("div", {}, heading, lines[0]), ...lines.slice(1)]; // never a heading alone
}
