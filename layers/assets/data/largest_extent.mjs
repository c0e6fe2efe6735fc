// The largest extent of an actor, below the territory of other dates.

import { highest } from "../base/scale.mjs";
import { comparedSeries, shapesOn } from "./payload.mjs";

const NEARLY_ALL = 0.99; // share of the largest area that covers nearly all of it

/**
 * { index, frame }: the date on which the actor's firmest territory was largest, and [series, shape]
 * of all that was counted as the actor's on it. Null where the map does without: near that date, where two dates
 * are compared or time is shaded, and among several actors before the reader chooses one.
 */
export function largestExtent(data, { index, actor, before, shade, chosen }) {
  if (shade || (before !== null && before !== index)) return null;
  if (data.actors.length > 1 && !chosen) return null;
  const { km2 } = data.series[comparedSeries(data, actor)];
  const most = highest(km2);
  if (km2[index] >= NEARLY_ALL * most) return null; // also if there is none on any date
  const at = km2.indexOf(most);
  const frame = shapesOn(data, at).filter(([series]) => data.series[series].actor === actor);
  return { index: at, frame };
}
