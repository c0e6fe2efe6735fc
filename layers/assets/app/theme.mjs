// Light or dark as the address asks, instead of what the reader's system prefers.

const DARK = "(prefers-color-scheme: dark)";
const PAGE = ".controlmap";

/** Rules of a stylesheet; none if it is from another host, since scripts cannot read those. */
function rulesOf(sheet) {
  try {
    return [...sheet.cssRules];
  } catch {
    return [];
  }
}

/** Show the page in `root`, and other pages of the document, in a theme: dark, light or auto. */
export function setTheme(root, theme) {
  if (theme === "auto") return;
  root.style.colorScheme = theme;
  const file = document.querySelector(".controlmap-file");
  if (file) document.querySelector("meta[name=color-scheme]").content = theme;
  for (const { media, cssRules } of [...document.styleSheets].flatMap(rulesOf)) {
    if (!media?.mediaText.includes(DARK)) continue;
    if (!cssRules[0].selectorText.startsWith(PAGE)) continue; // a rule of the page around it
    media.mediaText = theme === "dark" ? "screen" : "not all";
  }
}
