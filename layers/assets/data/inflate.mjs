// Unzips for browsers without DecompressionStream: Safari before 16.4, Firefox before 113.
// The format is that of RFC 1951 in RFC 1952; no installed package has a script for it.

const HEADER_BYTES = 10; // of a gzip file without name and comment, as Python writes it
const MOST_BITS = 15; // of a code
const LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]; // of lengths of lengths
const [BLOCK_END, FIRST_LENGTH] = [256, 257]; // symbols beyond the bytes
const LENGTH_SYMBOLS = 29; // symbols of lengths, the last of which is 258 alone
const DISTANCE_SYMBOLS = 30;

/** Smallest values and extra bits of symbols that stand for a range: `step` share a number of bits. */
function rangesOf(count, from, step) {
  const extra = Array.from({ length: count }, (_, i) => Math.max(Math.floor(i / step) - 1, 0));
  let next = from;
  const base = extra.map((bits) => (next += 2 ** bits) - 2 ** bits);
  return { base, extra };
}

/** Codes of symbols from their lengths in bits: how many have each, and the symbols in order. */
function codesOf(lengths) {
  const counts = new Uint16Array(MOST_BITS + 1);
  for (const length of lengths) counts[length] += 1;
  counts[0] = 0;
  const symbols = Array.from(lengths.keys()).filter((symbol) => lengths[symbol]);
  symbols.sort((a, b) => lengths[a] - lengths[b] || a - b);
  return { counts, symbols };
}

/** The bytes in the gzip file `bytes`. */
export function gunzip(bytes) {
  const lengthCodes = rangesOf(LENGTH_SYMBOLS - 1, 3, 4);
  lengthCodes.base.push(258);
  lengthCodes.extra.push(0);
  const distanceCodes = rangesOf(DISTANCE_SYMBOLS, 1, 2);
  const out = new Uint8Array(new DataView(bytes.buffer).getUint32(bytes.length - 4, true));
  let place = HEADER_BYTES;
  let [held, count] = [0, 0]; // bits that were read and not yet used
  let end = 0; // of what is unzipped

  function take(bits) {
    for (; count < bits; count += 8) held |= bytes[place++] << count;
    const value = held & (2 ** bits - 1);
    held >>>= bits;
    count -= bits;
    return value;
  }

  function symbolOf({ counts, symbols }) {
    let [code, first, before] = [0, 0, 0];
    for (let bits = 1; bits <= MOST_BITS; bits++) {
      code = code * 2 + take(1);
      first *= 2;
      if (code - first < counts[bits]) return symbols[before + code - first];
      before += counts[bits];
      first += counts[bits];
    }
    throw new Error("no such code");
  }

  function copyStored() {
    [held, count] = [0, 0];
    const length = bytes[place] + 256 * bytes[place + 1];
    out.set(bytes.subarray(place + 4, place + 4 + length), end);
    place += 4 + length;
    end += length;
  }

  function readCodes() {
    const [some, far, few] = [take(5) + FIRST_LENGTH, take(5) + 1, take(4) + 4];
    const own = new Uint8Array(LENGTH_ORDER.length);
    for (const symbol of LENGTH_ORDER.slice(0, few)) own[symbol] = take(3);
    const codes = codesOf(own);
    const lengths = [];
    while (lengths.length < some + far) {
      const symbol = symbolOf(codes);
      if (symbol < 16) lengths.push(symbol);
      else {
        const times = [() => take(2) + 3, () => take(3) + 3, () => take(7) + 11][symbol - 16]();
        const repeated = symbol === 16 ? lengths[lengths.length - 1] : 0;
        for (let i = 0; i < times; i++) lengths.push(repeated);
      }
    }
    return [lengths.slice(0, some), lengths.slice(some)];
  }

  function fixedCodes() {
    const of = (length, times) => Array(times).fill(length);
    return [[...of(8, 144), ...of(9, 112), ...of(7, 24), ...of(8, 8)], of(5, DISTANCE_SYMBOLS)];
  }

  function unzipBlock([literals, distances]) {
    for (;;) {
      const symbol = symbolOf(literals);
      if (symbol === BLOCK_END) return;
      if (symbol < BLOCK_END) {
        out[end++] = symbol;
        continue;
      }
      const valueOf = ({ base, extra }, code) => base[code] + take(extra[code]);
      const length = valueOf(lengthCodes, symbol - FIRST_LENGTH);
      const from = end - valueOf(distanceCodes, symbolOf(distances));
      for (let i = 0; i < length; i++) out[end++] = out[from + i];
    }
  }

  for (let isLast = 0; !isLast;) {
    isLast = take(1);
    const kind = take(2);
    if (kind === 0) copyStored();
    else unzipBlock((kind === 1 ? fixedCodes() : readCodes()).map(codesOf));
  }
  return out;
}
