// Reads what layers/pack.py writes; the format is told there.

/** The integers of a zigzag LEB128 stream. */
export function integers(bytes) {
  const found = [];
  let value = 0;
  let shift = 0;
  for (const byte of bytes) {
    value |= (byte & 127) << shift;
    if (byte & 128) {
      shift += 7;
    } else {
      found.push((value >>> 1) ^ -(value & 1));
      value = 0;
      shift = 0;
    }
  }
  return found;
}

/** Arcs as flat [lon, lat, lon, lat, ...] and shapes as lists of lists of arc references. */
export function shapesOf(stream, digits) {
  const scale = 10 ** digits;
  let at = 0;
  let x = 0;
  let y = 0;
  const arcs = Array.from({ length: stream[at++] }, () => {
    const arc = new Float64Array(2 * stream[at++]);
    for (let i = 0; i < arc.length; i += 2) {
      arc[i] = (x += stream[at++]) / scale;
      arc[i + 1] = (y += stream[at++]) / scale;
    }
    return arc;
  });
  let reference = 0;
  const shapes = Array.from({ length: stream[at++] }, () =>
    Array.from({ length: stream[at++] }, () =>
      Array.from({ length: stream[at++] }, () => (reference += stream[at++])),
    ),
  );
  return { arcs, shapes };
}

export async function unpack({ data, digits }) {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const raw = new Uint8Array(await new Response(stream).arrayBuffer());
  return shapesOf(integers(raw), digits);
}
