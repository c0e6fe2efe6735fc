"""A page opened from disk in a browser, with every outside request refused."""

import base64
import gzip
import io
import json
import re
import time

import numpy as np
import pytest
from PIL import Image


def rest_long(first, *others):
    """Parameters of a test: the first in every run, the others in `make long`."""
    values = (other if isinstance(other, tuple) else (other,) for other in others)
    return [first, *(pytest.param(*one, marks=pytest.mark.long) for one in values)]


def data_in(page):
    """The data of a page: its words and figures, `territory` and `plan`."""
    texts = re.findall(r'json" class="data">(.*?)</script>', page, re.DOTALL)
    data = json.loads(*texts)
    return {**_unzipped(data.pop("words")), **data}


def scripts_in(page):
    """The scripts that a page contains zipped: `leaflet` and `ours`."""
    return _unzipped(*re.findall(r'class="scripts">(.*?)</script>', page, re.DOTALL))


def _unzipped(text):
    return json.loads(gzip.decompress(base64.b64decode(text)))


# Violations go to the console, which every test reads: also those in frames.
VIOLATED = """addEventListener("securitypolicyviolation", (event) => console.error(
  `policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));"""


def until(frame, expression, arg=None, seconds=10):
    """Waits until `expression` is true in a page or a frame.

    Playwright's own way makes code of a text inside the page, which our pages' policy forbids.
    """
    end = time.monotonic() + seconds
    while True:
        try:
            if frame.evaluate(expression, arg):
                return
        except Exception as error:
            if "context was destroyed" not in str(error):  # another page comes
                raise
        assert time.monotonic() < end, f"not within {seconds} s: {expression}"
        frame.wait_for_timeout(20)


class Reader:
    """A page opened from disk; keeps its requests and its errors.

    What the button "More" opens is open, unless `more` is false.
    """

    def __init__(self, browser, path, address="", more=True, **how):
        self.context = browser.new_context(accept_downloads=True, **how)
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self.page.add_init_script(VIOLATED)
        self.asked, self.errors = [], []
        self.page.on("console", lambda message: self.errors.append(message.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.context.route("**/*", self._judge)
        self.page.goto(path.as_uri() + address)
        self.page.wait_for_selector(".legend li", state="attached")
        if more:
            self.page.evaluate("document.querySelector('.extras').hidden = false")
        self.slider = self.page.get_by_role("slider", name="Date", exact=True)

    def _judge(self, route):
        if route.request.url.startswith("file:") and not self.asked:
            own = re.split(r"[?#]", route.request.url)[0].endswith(".html")
            return route.continue_() if own else self._refuse(route)
        return self._refuse(route)

    def _refuse(self, route):
        self.asked.append(route.request.url)
        route.abort()

    def value_text(self):
        return self.slider.get_attribute("aria-valuetext")

    def now(self):
        return int(self.slider.get_attribute("aria-valuenow"))

    def text(self, selector):
        return self.page.locator(selector).text_content().strip()

    def shown(self, part="figure", row=0):
        """A text of the figures on the date shown: `size`, `range`, or the area, by status."""
        cell = self.page.locator(".ledger tbody tr").nth(row).locator("td.shown")
        return cell.locator(f".{part}").text_content()

    def ink(self, share_x=None, share_y=None):
        """The box of the territory drawn, in pixels of the page; None where there is no ink.

        With shares of that box, from its top left corner: the colours in a few pixels there.
        """
        return self.page.evaluate(INK, [share_x, share_y])


# Waits until what was asked for is drawn, which is within a frame.
INK = """async ([shareX, shareY]) => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  await frame();
  const canvas = document.querySelector("canvas.controlmap-territory");
  const { width, height } = canvas;
  if (!width || !height) return null;
  const copy = new OffscreenCanvas(width, height);
  const context = copy.getContext("2d", { willReadFrequently: true });
  context.drawImage(canvas, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      if (!pixels[i]) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  if (right < 0) return null;
  if (shareX !== null) {
    const x = Math.round(left + (right - left) * shareX);
    const y = Math.round(top + (bottom - top) * shareY);
    const colours = new Set();
    for (let dy = -4; dy <= 4; dy++)
      for (let dx = -4; dx <= 4; dx++) colours.add(pixels[(y + dy) * width + x + dx]);
    return [...colours].map((colour) => [0, 8, 16, 24].map((shift) => (colour >>> shift) & 255));
  }
  const seen = canvas.getBoundingClientRect();
  const ratio = width / seen.width;
  return {
    x: seen.left + left / ratio,
    y: seen.top + top / ratio,
    width: (right - left + 1) / ratio,
    height: (bottom - top + 1) / ratio,
  };
}"""


def compare(page, rule):
    """Choose what the date is compared with; nothing, "", ends the comparison."""
    button = page.locator(".compare")
    if button.get_attribute("aria-pressed") != "true":
        button.click()
    page.locator("select.against").select_option(rule)


def point(page, lon, lat):
    """Where on the screen a point of the map is."""
    return page.evaluate(
        """([lat, lon]) => {
          const map = document.querySelector(".folium-map");
          const { left, top } = map.getBoundingClientRect();
          const { x, y } = map.leaflet.latLngToContainerPoint([lat, lon]);
          return [left + x, top + y];
        }""",
        [lat, lon],
    )


def pixels(reader):
    """The territory drawn, as an array of height, width and channels."""
    png = base64.b64decode(reader.page.evaluate(PICTURE).partition(",")[2])
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA")).astype(int)


PICTURE = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  await frame();
  return document.querySelector("canvas.controlmap-territory").toDataURL();
}"""
