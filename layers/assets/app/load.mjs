// The first script to run, and the only one in the page that is not zipped: it unzips the others.
// Several pages can be in one document: each has its own element, and they share one Leaflet.

import { unzipJson } from "../data/unzip.mjs";

const QUEUE = Symbol.for("controlmap"); // queue of the pages of one document

/**
 * Run a script in `root`, so that `document.currentScript` is there. The page's security policy has
 * the hash of each script: one that was changed does not run.
 */
function runScript(root, text) {
  const element = document.createElement("script");
  element.textContent = text;
  root.append(element);
}

/** Add a stylesheet before all others, so that theirs and ours hold where two say something. */
function addStyles(text) {
  const element = document.createElement("style");
  element.textContent = text;
  document.head.prepend(element);
}

/** Run a linked script. If it fails to load, the rest of the page still runs. */
function runLinked(root, { src, integrity }) {
  const element = document.createElement("script");
  Object.assign(element, { src, integrity, crossOrigin: "anonymous" });
  return new Promise((done) => {
    element.onload = element.onerror = done;
    root.append(element);
  });
}

/** Give a map its own id if another map of the document has the same, wherever the id is used. */
function makeIdUnique(root, layers) {
  const id = root.dataset.map;
  if (root.contains(document.getElementById(id))) return layers;
  let number = 2;
  while (document.getElementById(`${id}_${number}`)) number += 1;
  const withNewId = (code) => code.replace(new RegExp(`\\b${id}\\b`, "g"), `${id}_${number}`);
  for (const element of [root, ...root.querySelectorAll("*")]) {
    for (const attribute of element.attributes) {
      if (attribute.value.includes(id))
        element.setAttribute(attribute.name, withNewId(attribute.value));
    }
  }
  return withNewId(layers);
}

/** Run Leaflet, other libraries, Folium's map and layers, and then our own modules. */
async function runPage(root) {
  const textOf = (name) => root.querySelector(`:scope > .${name}`).textContent;
  const { leaflet, styles, version, more, ours } = await unzipJson(textOf("scripts"));
  if (!leaflet) {
    makeIdUnique(root, "");
    return runScript(root, ours); // a chart without a map
  }
  addStyles(styles);
  const theirs = window.L;
  if (theirs?.version !== version) runScript(root, leaflet);
  const L = (root.L = window.L);
  const ran = (L[QUEUE] ??= new Set()); // run twice, a script would replace classes that are in use
  for (const script of more) {
    const key = script.src ?? script.text;
    if (ran.has(key)) continue;
    ran.add(key);
    if (script.src) await runLinked(root, script);
    else runScript(root, script.text);
  }
  runScript(root, makeIdUnique(root, textOf("layers")));
  if (theirs) window.L = theirs; // the document's own scripts need the other version
  runScript(root, ours);
}

/** Start the first page of the document that has not started, after those before it. */
export function load() {
  const root = document.querySelector(".controlmap:not([data-taken])");
  root.dataset.taken = "";
  window[QUEUE] = Promise.resolve(window[QUEUE]).then(() => runPage(root));
  window[QUEUE] = window[QUEUE].catch(console.error);
}
