"""Time to the first polygon and work per step, of a page in Chromium.

*First polygon* runs from the start of the navigation to the second frame after ground is on the
page: the first may still be under way. *Work* is the processor time of Chromium's main thread
(script, style, layout, paint) over many steps, by its own count (`TaskDuration` in ticks of the
thread), less that of as many frames in which nothing is asked of the page, divided by the steps.
It is what a limit of 4 ms is about: a frame comes every 16.7 ms, so the *wait* from a key to the
second frame after it cannot be shorter than one frame and says little about what is quick anyway.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from conftest import BROWSER_ARGUMENTS, browser_path

MODULES = Path(__file__).resolve().parent / "node_modules"
STEPS = 200
LONGEST_S = 20.0  # a page that needs a second a step is judged on fewer steps
PATIENCE_MS = 60_000

# What Folium's pages link, and where npm puts it. The rest they do without: fonts and themes.
LINKED = {
    "leaflet@1.9.3/dist/leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet@1.9.3/dist/leaflet.css": "leaflet/dist/leaflet.css",
    "jquery-3.7.1.min.js": "jquery/dist/jquery.min.js",
    "jquery/3.7.1/jquery.min.js": "jquery/dist/jquery.min.js",
    "bootstrap.bundle.min.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "iso8601.min.js": "iso8601-js-period/iso8601.js",
    "leaflet.timedimension.min.js": "leaflet-timedimension/dist/leaflet.timedimension.min.js",
    "leaflet.timedimension.control.css": (
        "leaflet-timedimension/dist/leaflet.timedimension.control.css"
    ),
    "leaflet.timeline.min.js": "leaflet.timeline/dist/leaflet.timeline.js",
    "moment.min.js": "moment/min/moment.min.js",
    "d3.v4.min.js": "d3/build/d3.min.js",
}


@dataclass(frozen=True)
class Kind:
    """How a kind of page tells that ground is there, moves a step, and tells where it is.

    Each is an expression of JavaScript; `forth` and `back` go one step, `at` is a number that
    moves by one with each.
    """

    ready: str
    at: str
    forth: str
    back: str = ""
    start: str = ""
    end: str = ""


def _key(key: str) -> str:
    made = f"new KeyboardEvent('keydown', {{ key: '{key}', cancelable: true }})"
    return f"document.querySelector('.chart[role=slider]').dispatchEvent({made})"


def _first(name: str) -> str:
    """The global that Folium named so, with its id."""
    return f"window[Object.keys(window).find((key) => /^{name}_[0-9a-f]{{32}}$/.test(key))]"


# Leaflet draws a polygon as a path; the choropleth's are all there at once.
_PATH = "document.querySelector('path.leaflet-interactive[d^=M]')"
_BOXES = "document.querySelectorAll('.leaflet-control-layers-overlays input')"
_RANGE = "document.querySelector('input[type=range]')"

KINDS = {
    "ours": Kind(
        ready="performance.getEntriesByName('controlmap:ground').length",
        at="Number(document.querySelector('.chart[role=slider]').getAttribute('aria-valuenow'))",
        forth=_key("ArrowRight"),
        back=_key("ArrowLeft"),
        start=_key("Home"),
        end=_key("End"),
    ),
    "FeatureGroups": Kind(
        ready=_PATH,
        at=f"[...{_BOXES}].findIndex((box) => box.checked)",
        start=f"[...{_BOXES}].at(-1).click(), {_BOXES}[0].click()",
        forth=(
            f"((boxes, at) => (boxes[at].click(), boxes[at + 1].click()))"
            f"([...{_BOXES}], [...{_BOXES}].findIndex((box) => box.checked))"
        ),
    ),
    "TimestampedGeoJson": Kind(
        ready=_PATH,
        at=f"{_first('map')}.timeDimension.getCurrentTimeIndex()",
        forth=f"{_first('map')}.timeDimension.nextTime(1)",
    ),
    "Timeline": Kind(
        ready=_PATH,
        at=f"({_first('timeline')}.times.indexOf({_first('timeline')}.time) / 2)",
        forth=f"({_first('timeline_slider')}.next(), {_first('timeline_slider')}.next())",
    ),
    "TimeSliderChoropleth": Kind(
        ready=_PATH,
        at=f"Number({_RANGE}.value)",
        forth=(
            f"((bar) => {{ bar.value = Number(bar.value) + 1;"
            f" bar.dispatchEvent(new Event('input')); }})({_RANGE})"
        ),
    ),
}

_WATCH = """
window.firstPolygon = new Promise((tell, fail) => {
  setTimeout(() => fail(new Error("no ground was drawn")), PATIENCE);
  const frame = (then) => requestAnimationFrame(then);
  const look = () =>
    READY ? frame(() => frame(() => tell(performance.now()))) : frame(look);
  frame(look);
});
"""

_WALK = """
async ([many, longest]) => {
  const waits = [];
  const begin = performance.now();
  while (waits.length < many && performance.now() - begin < longest) {
    const start = performance.now();
    STEP;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    waits.push(performance.now() - start);
  }
  return waits;
}
"""


@contextmanager
def chromium() -> Iterator[object | None]:
    """A Chromium to open pages in, or None where there is none."""
    path = browser_path()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        path = None
    if path is None:
        yield None
        return
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        yield found
        found.close()


def opened(browser, path: Path, name: str, *, steps: int = STEPS) -> dict[str, float]:
    """Milliseconds to the first polygon, of work and of waiting per step, of the page at `path`.

    Raises
    ------
    RuntimeError
        If the page does not move when told to: its time would mean nothing.
    """
    kind = KINDS[name]
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    try:
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.route(re.compile("^https?://"), _answer)
        watch = _WATCH.replace("READY", kind.ready)
        page.add_init_script(watch.replace("PATIENCE", str(PATIENCE_MS)))
        page.goto(path.as_uri(), wait_until="commit")
        first = page.evaluate("window.firstPolygon")
        page.wait_for_load_state()
        probe = context.new_cdp_session(page)
        # Ticks of the thread, not of the clock: what else the machine does is not the page's.
        probe.send("Performance.enable", {"timeDomain": "threadTicks"})
        idle, frames = _walked(page, probe, "", "void 0", "0", 0, 100)
        walks = [_walked(page, probe, kind.start, kind.forth, kind.at, +1, steps)]
        if kind.back:
            walks.append(_walked(page, probe, kind.end, kind.back, kind.at, -1, steps))
    finally:
        context.close()
    waits = [wait for _, found in walks for wait in found]
    return {
        "first_polygon_ms": first,
        "work_ms": sum(work for work, _ in walks) / len(waits) - idle / len(frames),
        "wait_ms": median(waits),
        "steps": len(waits),
    }


def _walked(page, probe, start, step, at, sign, steps) -> tuple[float, list[float]]:
    """Milliseconds of work of up to `steps` steps from `start`, and of waiting of each."""
    if start:
        page.evaluate(f"void ({start})")
        page.wait_for_timeout(500)
    before, tasks = page.evaluate(at), _tasks_ms(probe)
    waits = page.evaluate(_WALK.replace("STEP", step), [steps, LONGEST_S * 1000])
    work = _tasks_ms(probe) - tasks
    moved = page.evaluate(at) - before
    if moved != sign * len(waits):
        raise RuntimeError(f"{len(waits)} steps moved the page by {moved}")
    return work, waits


def _tasks_ms(probe) -> float:
    metrics = probe.send("Performance.getMetrics")["metrics"]
    return 1000 * next(one["value"] for one in metrics if one["name"] == "TaskDuration")


def _answer(route) -> None:
    """Hand out what the page links from disk; there is no network."""
    url = route.request.url
    for end, path in LINKED.items():
        if url.endswith(end):
            return route.fulfill(path=MODULES / path)
    return route.abort()
