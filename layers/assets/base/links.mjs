// Links that lead out of the page: to pages of the web, and to nothing else.

import { html } from "./dom.mjs";

const WEB = /^https?:\/\/[^\s\p{C}/?#@]+(?:[/?#][^\s\p{C}]*)?$/iu;

/** Whether a reader may follow an address; Python has asked the same. */
export const isWebAddress = (text) => WEB.test(text);

/** A link that opens beside the page; what is no web address is a text. */
export function externalLink(url, text) {
  if (!isWebAddress(url)) return document.createTextNode(text || url);
  return html("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text || url);
}
