// Reads shapes that layers/pack.py writes, which describes the format.

import { unzip } from "./unzip.mjs";

const [COPY, NEW, AGAINST] = [0, 1, 3];
const [REST, PART_ENDS, COARSE] = [0, 1, 2];
const STORED_EVERY = 16; // shapes between two whose vertices are stored, to start from

/** Integers of a stream: zigzag, all first bytes before all second ones and so on. */
export function readIntegers(bytes) {
  const count = bytes.length / 4;
  const values = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    let value = 0;
    for (let plane = 0; plane < 4; plane++) value |= bytes[i + plane * count] << (8 * plane);
    values[i] = (value >>> 1) ^ -(value & 1);
  }
  return values;
}

/**
 * Longitude and latitude of each vertex by its number, and `verticesOf` a shape: the numbers of its
 * vertices, with a 0 at the end of each ring or line.
 */
export function readShapes(stream, digits) {
  const [vertexCount, shapeCount, longest] = stream;
  const [dx, dy] = [stream.subarray(2), stream.subarray(2 + vertexCount)]; // of vertex 1 at index 1
  const edits = stream.subarray(3 + 2 * vertexCount);
  const [x, y] = [new Int32Array(vertexCount + 1), new Int32Array(vertexCount + 1)];
  const buffers = [new Int32Array(longest), new Int32Array(longest)]; // to copy from and to
  const begins = []; // of each shape: its first edit, and the number of vertices before it
  let [at, number, step, last] = [0, 0, 1, 0];

  /** Vertices of the next shape, from those of the shape before it. */
  function editVertices(before, place) {
    const buffer = buffers.reverse()[0];
    let [length, from] = [0, 0];
    for (;;) {
      const head = edits[at++];
      const [count, kind] = [head >> 2, head & 3];
      if (head === REST) {
        const rest = before.subarray(from + edits[at++]);
        buffer.set(rest, length);
        return buffer.subarray(0, length + rest.length);
      } else if (head === PART_ENDS) {
        buffer[length++] = 0;
      } else if (head < 4) {
        step = head === COARSE ? 10 : 1;
      } else if (kind === COPY) {
        from += edits[at++];
        buffer.set(before.subarray(from, (from += count)), length);
        length += count;
      } else {
        const back = length ? buffer[length - 1] : 0;
        const first = kind === NEW ? number + 1 : back + edits[at++];
        for (let i = 0; i < count; i++) {
          buffer[length] = kind === AGAINST ? first - i : first + i;
          if (kind === NEW) place(++number, buffer[length - 1] || buffer[length - 2] || last);
          length++;
        }
      }
    }
  }

  /** Set the place of a vertex on the grid. */
  function place(vertex, back) {
    x[vertex] = step * (Math.floor(x[back] / step) + dx[vertex]);
    y[vertex] = step * (Math.floor(y[back] / step) + dy[vertex]);
  }

  const stored = [];
  let recent = { vertices: new Int32Array(0), shape: -1 };
  for (let shape = 0; shape < shapeCount; shape++) {
    begins.push([at, number]);
    const vertices = editVertices(recent.vertices, place);
    last = vertices.at(-2) ?? last;
    recent = { vertices, shape };
    if (shape % STORED_EVERY === 0) stored.push({ vertices: vertices.slice(), shape });
  }

  /** Vertices of a shape; they are valid until the next call. */
  function verticesOf(shape) {
    const before = stored[Math.floor(shape / STORED_EVERY)];
    if (recent.shape > shape || recent.shape < before.shape) recent = before;
    while (recent.shape < shape) {
      const next = recent.shape + 1;
      [at, number] = begins[next];
      recent = { vertices: editVertices(recent.vertices, () => {}), shape: next };
    }
    return recent.vertices;
  }

  const degrees = (places) => Float64Array.from(places).map((value) => value / 10 ** digits);
  return { lon: degrees(x), lat: degrees(y), verticesOf };
}

export async function unpack({ data, digits }) {
  return readShapes(readIntegers(await unzip(data)), digits);
}
