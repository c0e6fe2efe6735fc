// The first script to run, and the only one that stands in the page as it is: it unzips the others.
// Pages may stand in one document: each has its own element, and they share one Leaflet.

import { unzipJson } from "../data/unzip.mjs";

const QUEUE = Symbol.for("controlmap"); // where pages of one document wait for their turn

/**
 * Runs a script in `root`, where it finds itself as `document.currentScript`. The page's policy knows
 * its hash: it runs as Python wrote it, or not at all.
 */
function runScript(root, text) {
  const element = document.createElement("script");
  element.textContent = text;
  root.append(element);
}

/** Runs a script that is linked; one that does not come leaves the rest of the page as it is. */
function runLinked(root, { src, integrity }) {
  const element = document.createElement("script");
  Object.assign(element, { src, integrity, crossOrigin: "anonymous" });
  return new Promise((done) => {
    element.onload = element.onerror = done;
    root.append(element);
  });
}

/** Gives a page whose map has the id of another's an id of its own, wherever it is written. */
function makeIdUnique(root, layers) {
  const id = root.dataset.map;
  if (root.contains(document.getElementById(id))) return layers;
  let number = 2;
  while (document.getElementById(`${id}_${number}`)) number += 1;
  const anew = (code) => code.replace(new RegExp(`\\b${id}\\b`, "g"), `${id}_${number}`);
  for (const element of [root, ...root.querySelectorAll("*")]) {
    for (const attribute of element.attributes) {
      if (attribute.value.includes(id)) element.setAttribute(attribute.name, anew(attribute.value));
    }
  }
  return anew(layers);
}

/** Runs Leaflet, what layers need beside it, the map and layers of Folium's, then our own modules. */
async function runPage(root) {
  const text = (name) => root.querySelector(`:scope > .${name}`).textContent;
  const { leaflet, version, more, ours } = await unzipJson(text("scripts"));
  if (!leaflet) {
    makeIdUnique(root, "");
    return runScript(root, ours); // a chart alone
  }
  const theirs = window.L;
  if (theirs?.version !== version) runScript(root, leaflet);
  const L = (root.L = window.L);
  const ran = (L[QUEUE] ??= new Set()); // run twice, a script would put its classes in place of those in use
  for (const script of more) {
    const key = script.src ?? script.text;
    if (ran.has(key)) continue;
    ran.add(key);
    if (script.src) await runLinked(root, script);
    else runScript(root, script.text);
  }
  runScript(root, makeIdUnique(root, text("layers")));
  if (theirs) window.L = theirs; // another version: the document's own scripts want that one
  runScript(root, ours);
}

/** Starts the first page of the document that has not been started, after those before it. */
export function load() {
  const root = document.querySelector(".controlmap:not([data-taken])");
  root.dataset.taken = "";
  window[QUEUE] = Promise.resolve(window[QUEUE]).then(() => runPage(root));
  window[QUEUE] = window[QUEUE].catch(console.error);
}
