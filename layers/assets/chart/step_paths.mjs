// Areas over time as SVG paths: a value holds from its date until the next, or is a point.

/**
 * As many of sorted `points` [x, y] as the chart can show: of those within one `step` of x, the
 * first, the highest, the lowest and the last.
 */
export function thinPoints(points, step) {
  const result = [];
  let group = [];
  const closeGroup = () => {
    const [, ...middle] = group.slice(0, -1);
    const ends = middle.length ? [group[0], group.at(-1)] : [];
    const [low, high] = [Math.min, Math.max].map((most) =>
      middle.find(([, y]) => y === most(...middle.map((point) => point[1]))),
    );
    const extremes = new Set([ends[0], low, high, ends[1]]);
    result.push(...(middle.length ? group.filter((point) => extremes.has(point)) : group));
    group = [];
  };
  for (const point of points) {
    if (group.length && Math.floor(point[0] / step) !== Math.floor(group[0][0] / step))
      closeGroup();
    group.push(point);
  }
  closeGroup();
  return result;
}

/** SVG path of a step function through points [x, y], the last one extended to `end`. */
export function stepLine(points, end) {
  let path = "";
  points.forEach(([x, y], i) => {
    path += i ? `H${round(x)}V${round(y)}` : `M${round(x)},${round(y)}`;
  });
  return points.length ? `${path}H${round(end)}` : "";
}

/** The same, closed along `floor`. */
export function stepArea(points, end, floor) {
  if (!points.length) return "";
  return `${stepLine(points, end)}V${round(floor)}H${round(points[0][0])}Z`;
}

/**
 * SVG path of a band between two step functions: `ranges` has [low, high] in pixels for each of
 * `xs`, or null where there is no band.
 */
export function stepBand(xs, ranges, end) {
  let path = "";
  let top = null; // upper edge of the part in progress, and its lower edge, backwards
  let back = "";
  ranges.forEach((range, i) => {
    if (!range) return;
    const until = round(xs[i + 1] ?? end);
    const [low, high] = range.map(round);
    top = `${top ?? `M${round(xs[i])},${high}`}V${high}H${until}`;
    back = `V${low}H${round(xs[i])}${back}`;
    if (ranges[i + 1]) return;
    path += `${top}${back}Z`;
    [top, back] = [null, ""];
  });
  return path;
}

/** SVG path of a dot at each of `points` [x, y], for a stroke with round ends; null is none. */
export const dotPath = (points) =>
  points.map((point) => (point ? `M${point.map(round)}h0` : "")).join("");

/** SVG path of a line from each of `points` [x, y] to the next; null is a gap. */
export const straightLine = (points) =>
  points
    .map((point, i) => (point ? `${i && points[i - 1] ? "L" : "M"}${point.map(round)}` : ""))
    .join("");

const round = (value) => Math.round(value * 10) / 10;
