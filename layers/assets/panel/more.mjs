// What is not needed to read the page, behind one button.

import { setAttribute, setHidden } from "../base/dom.mjs";

/** Hide `content` until `button` is pressed. */
export function connectMore(button, content) {
  setHidden(content, true);
  button.addEventListener("click", () => {
    const opens = content.hidden;
    setHidden(content, !opens);
    setAttribute(button, "aria-expanded", opens);
    if (opens) content.scrollIntoView({ block: "nearest" });
  });
}
