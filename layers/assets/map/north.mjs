// An arrow to the north, where that is not up.

import { setHidden, svg } from "../base/dom.mjs";
import { phrase } from "../base/language.mjs";

const UPRIGHT = 8; // degrees that north may lean before an arrow shows it
const NEAR = 1e-3; // degrees of latitude to the point that tells the direction

/** Degrees that north leans to the right in the middle of the view. */
function lean(map) {
  const { lat, lng } = map.getCenter();
  const [from, to] = [lat, Math.min(lat + NEAR, 90)].map((at) => map.project([at, lng]));
  return (Math.atan2(to.x - from.x, from.y - to.y) * 180) / Math.PI;
}

/** Add the arrow to `map`. */
export function addNorthArrow(map) {
  const arrow = svg("path", { d: "M0,-11 L6,9 L0,5 L-6,9 Z" });
  const drawing = svg("svg", { class: "north", viewBox: "-14 -14 28 28", role: "img" });
  drawing.setAttribute("aria-label", phrase("Direction of north"));
  drawing.append(arrow);
  map.getContainer().append(drawing);
  function update() {
    const degrees = lean(map);
    setHidden(drawing, Math.abs(degrees) < UPRIGHT);
    arrow.setAttribute("transform", `rotate(${degrees.toFixed(1)})`);
  }
  map.on("moveend resize", update);
  update();
}
