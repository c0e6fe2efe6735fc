// The height of the page, as messages of the embedding systems that newsrooms use.

/**
 * Messages for a height in pixels: Datawrapper's, which its embed code takes from any frame by its
 * window; the embed-size of AMP's frames (amp.dev, amp-iframe, "Iframe resizing"); Embedly's
 * iframe.resize, which Medium took over (docs.embed.ly, "Provider Height Resizing"), as JSON and by
 * the address `src` of the frame; and that of pym.js, if it gave the frame the id `child`.
 */
export function heightMessages(height, src, child = null) {
  const pym = ["pym", child, "height", height].join("xPYMx");
  return [
    { "datawrapper-height": { controlmap: height } },
    { sentinel: "amp", type: "embed-size", height },
    JSON.stringify({ src, context: "iframe.resize", height }),
    ...(child === null ? [] : [pym]),
  ];
}
