// The date and areas under a pointer on the chart, before a date is chosen.

import { html, setHidden, setText } from "../base/dom.mjs";
import { joinCommas, joinSemicolons, sliderText } from "../base/words.mjs";
import { breaksBetween, countedDifferently } from "../data/breaks.mjs";
import { noEntryText } from "../data/payload.mjs";

/**
 * Create a vertical line with a text in `element`: `show` puts it at `x`, in pixels of `width`,
 * with the date at an index and the areas of an actor; `hide` removes it. Screen readers get the
 * same text from the slider.
 */
export function createHoverLine(element, data) {
  const words = html("span");
  const line = html("div", { class: "reading", "aria-hidden": "true", hidden: "" }, words);
  element.append(line);

  function show(index, actor, x, width) {
    const rows = data.series
      .filter((series) => series.actor === actor)
      .map((series) => ({ km2: series.km2[index], status: data.statuses[series.status].name }));
    const name = data.actors.length > 1 ? data.actors[actor].name : null;
    const breaks = data.series
      .filter((series) => series.actor === actor)
      .flatMap((series) => breaksBetween(data, series, index - 1, index));
    const ended = noEntryText(data, actor, index);
    const text = ended
      ? joinCommas([data.labels[index], name, ended])
      : sliderText(data.labels[index], rows, name, data.areaFormat);
    setText(words, joinSemicolons([text, countedDifferently([...new Set(breaks)])]));
    line.style.left = `${x}px`;
    line.classList.toggle("west", x > width / 2); // the text is on the side with more space
    setHidden(line, false);
  }
  return { show, hide: () => setHidden(line, true) };
}
