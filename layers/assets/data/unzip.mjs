// Data that the page has gzipped, in base64.

import { gunzip } from "./inflate.mjs";

/** The unzipped bytes. */
export async function unzip(base64) {
  const letters = atob(base64);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
  if (!("DecompressionStream" in globalThis)) return gunzip(bytes);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Unzipped JSON; `reviverFor` gives the reviver for a text of JSON, or undefined. */
export async function unzipJson(base64, reviverFor = () => undefined) {
  const text = new TextDecoder().decode(await unzip(base64));
  return JSON.parse(text, reviverFor(text));
}
