// Territory gained and lost, measured on the shapes of the map if the page has no pieces to add up.

import { whenIdle } from "../base/timing.mjs";
import { differenceArea } from "./difference_area.mjs";
import { breaksBetween } from "./breaks.mjs";
import { changeBetween } from "./pairs.mjs";
import { comparedSeries } from "./payload.mjs";

// The map rounds vertices to 1e-5 degrees: each is off by half of that in both directions, 0.8 m.
const VERTEX_ERROR_KM = 0.5e-5 * 111.32 * Math.SQRT2;

/**
 * The result of `changeBetween`, for any two dates. Rounding moves both fronts alike, so its error
 * is shared between gained and lost until they differ by what the exact areas do. Neither is off by
 * more than `within` km2: the length of the fronts times how far a vertex may be off.
 */
export function measureChange(data, shapes, series, a, b) {
  const known = changeBetween(data, series, a, b);
  if (known) return known;
  const [old, now] = [a, b].map((index) => shapes.verticesOf(data.shapes[series][index]).slice());
  const difference = differenceArea(shapes, old, now);
  const [was, is] = [a, b].map((index) => data.series[series].km2[index]);
  const net = is - was;
  const both =
    difference.gained && difference.lost ? (difference.gained + difference.lost + net) / 2 : 0;
  const gained = Math.max(both, net, 0);
  const lost = gained - net;
  const held = was - lost;
  const within = difference.front * VERTEX_ERROR_KM;
  data.measured.set(`${series} ${b} ${a}`, { gained: lost, lost: gained, held, within });
  data.measured.set(`${series} ${a} ${b}`, { gained, lost, held, within });
  return { gained, lost, held, within };
}

/**
 * Returns a function that measures the two dates of a state once states stop changing, and then
 * calls `showAgain`.
 */
export function measureWhenIdle(data, shapes, showAgain) {
  const unmeasuredSeries = ({ index, before, actor }) => {
    const series = comparedSeries(data, actor);
    if (before === null || breaksBetween(data, data.series[series], before, index).length)
      return null;
    return changeBetween(data, series, before, index) ? null : series;
  };
  const measureLater = whenIdle((state) => {
    const series = unmeasuredSeries(state);
    if (series === null) return;
    measureChange(data, shapes, series, state.before, state.index);
    showAgain();
  });
  return (state) => unmeasuredSeries(state) !== null && measureLater(state);
}

/**
 * What each series gained, lost and held between two dates, in rows like those of `controlmap
 * changes`, with the error in km2 if it was measured on the map; null across a break.
 */
export function changeRows(data, shapes, a, b) {
  return data.series.map((entry, series) => {
    const breaks = breaksBetween(data, entry, a, b);
    const change = breaks.length ? null : measureChange(data, shapes, series, a, b);
    return {
      actor: data.actors[entry.actor].key,
      status: data.statuses[entry.status].key,
      gained_km2: change?.gained ?? null,
      lost_km2: change?.lost ?? null,
      held_km2: change?.held ?? null,
      within_km2: change?.within ?? 0,
      reason: breaks.map(({ reason }) => reason).join(" "),
    };
  });
}
