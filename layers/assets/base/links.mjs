// Links to other sites: http and https only.

import { html } from "./dom.mjs";

const WEB = /^https?:\/\/[^\s\p{C}/?#@]+(?:[/?#][^\s\p{C}]*)?$/iu;

/** Whether an address is one of the web; Python applies the same pattern. */
export const isWebAddress = (text) => WEB.test(text);

/** A link that opens in a new tab; plain text if the address is not one of the web. */
export function externalLink(url, text) {
  if (!isWebAddress(url)) return document.createTextNode(text || url);
  return html("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text || url);
}
