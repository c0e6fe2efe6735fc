// How long, and since when, each pixel of a view was held. Each date touches only the pixels that
// change.

/**
 * A scanner takes `edge`s of closed rings, in pixels of a canvas, and then reports the `runs` of
 * pixels whose centres they enclose (even-odd), as [from, to) of pixels counted row by row.
 */
export function createScanner(width, height) {
  // Row and column of each crossing of a row's middle, as one number.
  let keys = new Int32Array(1024);
  let count = 0;

  function edge(x0, y0, x1, y1) {
    if (y0 > y1) [x0, y0, x1, y1] = [x1, y1, x0, y0];
    const slope = (x1 - x0) / (y1 - y0);
    const end = Math.min(Math.ceil(y1 - 0.5), height);
    for (let row = Math.max(Math.ceil(y0 - 0.5), 0); row < end; row++) {
      const column = Math.ceil(x0 + (row + 0.5 - y0) * slope - 0.5);
      if (count === keys.length) {
        const more = new Int32Array(2 * count);
        more.set(keys);
        keys = more;
      }
      // A row has one column more than pixels, for crossings beyond its end.
      keys[count++] = row * (width + 1) + Math.min(Math.max(column, 0), width);
    }
  }

  function runs(report) {
    const sorted = keys.subarray(0, count).sort();
    for (let i = 0; i < count; i += 2) {
      const row = Math.floor(sorted[i] / (width + 1));
      if (sorted[i] < sorted[i + 1]) report(sorted[i] - row, sorted[i + 1] - row);
    }
    count = 0;
  }

  return { edge, runs };
}

/** Times of `count` pixels, updated from date to date; `days` are those of the dates. */
export function pixelIntervals(count, days) {
  const since = new Int32Array(count); // one more than the index of the date; 0: not held
  const first = new Int32Array(count); // the same, of the first date of all
  const total = new Float32Array(count); // days of intervals that have ended

  /**
   * Change the pixels of a run on the date at `index`: those held no longer are, and the reverse.
   */
  function turn(from, to, index) {
    for (let pixel = from; pixel < to; pixel++) {
      if (since[pixel]) {
        total[pixel] += days[index] - days[since[pixel] - 1];
        since[pixel] = 0;
      } else {
        since[pixel] = index + 1;
        first[pixel] ||= index + 1;
      }
    }
  }

  /**
   * Copy each pixel that was ever held into `out`, from the one of `layers` for its class. A pixel
   * is in the last class whose start in `starts` it has reached: "held" counts the days on which it
   * was held up to the date at `index`, that date included; "gained" is the index of the date on
   * which it was first held.
   */
  function copyPixels(out, layers, starts, shade, index) {
    const last = starts.length - 1;
    for (let pixel = 0; pixel < count; pixel++) {
      if (!first[pixel]) continue;
      let reached = first[pixel] - 1;
      if (shade === "held") {
        reached = total[pixel];
        if (since[pixel]) reached += days[index] - days[since[pixel] - 1] + 1;
      }
      let place = 0;
      while (place < last && reached >= starts[place + 1]) place++;
      out[pixel] = layers[place][pixel];
    }
  }

  return { turn, copyPixels };
}
