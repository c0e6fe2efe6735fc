// Addresses: the parameters of the page's own, and links to other sites, http and https only.

import { html } from "./dom.mjs";

const WEB = /^https?:\/\/[^\s\p{C}/?#@]+(?:[/?#][^\s\p{C}]*)?$/iu;

/** Whether an address is one of the web; Python applies the same pattern. */
export const isWebAddress = (text) => WEB.test(text);

/** Parameters in the fragment of an address; some hosts append one of their own ("#?secret="). */
export const fragmentParameters = (hash) => new URLSearchParams(hash.slice(1).split("#")[0]);

/** A link that opens in a new tab; plain text if the address is not one of the web. */
export function externalLink(url, text) {
  if (!isWebAddress(url)) return document.createTextNode(text || url);
  return html("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text || url);
}
