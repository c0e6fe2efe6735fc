// The first script to run, and the only one that stands in the page as it is: it unzips the others.

import { unzippedJson } from "./unzip.mjs";

/** Runs a script as if it stood in the page, where a policy can list it by its hash. */
function run(text, type) {
  const element = document.createElement("script");
  element.type = type;
  element.textContent = text;
  document.body.append(element);
}

/** Runs Leaflet, then the map and layers that Folium made, then our own modules. */
export async function load(zipped, layers) {
  const { leaflet, ours } = await unzippedJson(zipped.textContent);
  run(leaflet, "text/javascript");
  run(layers.textContent, "text/javascript");
  run(ours, "module");
}
