// Linear and logarithmic scales for areas; zero is at zero on both.

/** Round values from 0 to at most `top`, about `count` of them. */
export function linearTicks(top, count) {
  if (!(top > 0)) return [0];
  const step = roundStep(top / count);
  const ticks = [];
  for (let i = 0; i * step < top * 1.0001; i++) ticks.push(tidy(i * step));
  return ticks;
}

/** Round values from below `bottom` to above `top`. */
export function closeTicks(bottom, top, count) {
  const step = roundStep(Math.max(top - bottom, top * 1e-6) / count);
  const ticks = [];
  for (let i = Math.floor(bottom / step); ticks.length < 2 || (i - 1) * step < top; i++) {
    ticks.push(tidy(i * step));
  }
  return ticks;
}

function roundStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((step) => step >= rough * 0.999);
}

/** 0 and powers of ten from at most `bottom` to at most `top`, about `count` of them. */
export function logTicks(bottom, top, count) {
  if (!(top > 0)) return [0];
  const low = Math.floor(Math.log10(bottom));
  const high = Math.floor(Math.log10(top));
  const step = Math.max(1, Math.ceil((high - low + 1) / count));
  const ticks = [0];
  for (let power = high; power >= low; power -= step) ticks.splice(1, 0, tidy(10 ** power));
  return ticks;
}

const tidy = (value) => Number(value.toPrecision(12));

/** A function from an area to its height in 0..1. */
export function linearScale(top) {
  return (value) => (top > 0 ? value / top : 0);
}

/** The same, by ratio: zero at 0, and a gap before the smallest power of ten. */
export function logScale(bottom, top) {
  const gap = 0.12;
  const low = Math.floor(Math.log10(bottom));
  const span = Math.max(Math.log10(top) - low, 1e-9);
  return (value) => (value > 0 ? gap + (1 - gap) * ((Math.log10(value) - low) / span) : 0);
}

/** The smallest positive number of `values`, or 1. */
export function smallestPositive(values) {
  const least = values.reduce(
    (least, value) => (value > 0 ? Math.min(least, value) : least),
    Infinity,
  );
  return Number.isFinite(least) ? least : 1;
}

/** The largest of any number of values; Math.max fails above some 100,000 arguments. */
export function highest(values) {
  return values.reduce((most, value) => Math.max(most, value), -Infinity);
}

/** The smallest of any number of values. */
export function lowest(values) {
  return values.reduce((least, value) => Math.min(least, value), Infinity);
}
