"""Pictures of every state of the page, for people to look at: `make screens`.

Not a test of every run (its name does not begin with test_), but a run of pytest all the same: a
state that cannot be reached, that asks the network for something, complains or is wider than its
window fails.
"""

from pathlib import Path

import pytest
from reader import Reader, until

import geo
import geo.measure
import layers

pytestmark = pytest.mark.browser

FOLDER = Path(__file__).resolve().parents[1] / "outputs" / "screens"
SETTINGS = {
    "360-light": ((360, 640), "light", "ltr"),
    "360-dark": ((360, 640), "dark", "ltr"),
    "360-rtl": ((360, 640), "light", "rtl"),
    "768-light": ((768, 1024), "light", "ltr"),
    "1280-light": ((1280, 800), "light", "ltr"),
    "1280-dark": ((1280, 800), "dark", "ltr"),
    "1280-rtl": ((1280, 800), "light", "rtl"),
}
PEAK, LATER, LAST = "#date=2014-10-30", "#date=2017-03-19", "#date=2019-01-28"
AS_BRITAIN = "#date=2015-05-25"  # as much claimed as Great Britain is large


def look_up(reader, name):
    field = reader.page.get_by_role("combobox", name="Find a place")
    field.fill(name)
    field.press("Enter")


def press(name):
    return lambda reader: reader.page.get_by_role("button", name=name).first.click()


def unfold(words):
    def opening(reader):
        reader.page.get_by_text(words, exact=True).click()
        reader.page.locator("details[open] .scroll table").first.wait_for()

    return opening


def tell_a_figure(reader):
    bar = reader.page.get_by_role("toolbar", name="Published figures")
    bar.get_by_role("button").nth(8).focus()
    reader.page.keyboard.press("ArrowRight")


def choose(field, value):
    def choosing(reader):
        label = reader.page.locator(".tools label", has_text=field)
        label.locator("select").first.select_option(value)
        if field == "Colour":
            until(reader.page, "!document.querySelector('[aria-busy=true]')")

    return choosing


def print_out(reader):
    reader.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    reader.page.emulate_media(media="print")


def swipe(reader):
    choose("Compare with", "peak")(reader)
    press("Swipe")(reader)


# name -> page, address, and what the reader does there
STATES = {
    "opening": ("story", "", None),
    "peak": ("story", PEAK, None),
    "log": ("story", PEAK, press("Log scale")),
    "pocket": ("story", LAST, press("Follow")),
    "comparison": ("story", LATER + "&with=peak", None),
    "swipe": ("story", LATER, swipe),
    "shaded": ("story", LATER, choose("Colour", "held")),
    "first": ("story", LATER, choose("Colour", "gained")),
    "laid": ("story", AS_BRITAIN, choose("Compare with a place", "0")),
    "miles": ("story", PEAK, choose("Units", "mi2")),
    "spot": ("story", PEAK, lambda reader: look_up(reader, "Raqqa")),
    "card": ("story", PEAK, tell_a_figure),
    "table": ("story", PEAK, unfold("All figures as a table")),
    "published": ("story", PEAK, unfold("What others reported")),
    "paper": ("story", PEAK, print_out),
    "front": ("front", "", None),
    "actors": ("actors", "#date=1815", None),
}


BELOW = ("table", "published")  # what is to be seen lies below the first screen


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    """Paths of pages by name, each built when first asked for."""
    made = {}
    folder = tmp_path_factory.mktemp("pages")
    samples = Path(__file__).resolve().parents[2] / "shared" / "samples"
    sources = {
        "story": None,
        "front": samples / "ukraine-daily",
        "actors": samples / "world-history",
    }

    def page(name):
        source = sources[name]
        if source is not None and not source.is_dir():
            pytest.skip("the sample archives are not beside the repository")
        if name not in made:
            made[name] = folder / f"{name}.html"
            table = geo.measure.repair_table(geo.read_control(source))
            layers.save(layers.control_map(table), made[name])
        return made[name]

    return page


@pytest.mark.filterwarnings("ignore::geo.base.RepairWarning")
@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("state", STATES)
def test_a_state_has_its_picture(browser, pages, state, setting):
    name, address, act = STATES[state]
    (width, height), scheme, direction = SETTINGS[setting]
    reader = Reader(
        browser,
        pages(name),
        address,
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        has_touch=width < 600,
        device_scale_factor=2 if width < 600 else 1,
    )
    try:
        reader.page.evaluate(f"document.documentElement.dir = {direction!r}")
        if act:
            act(reader)
        if state not in BELOW:
            reader.page.evaluate("scrollTo(0, 0)")
        reader.page.wait_for_timeout(400)  # tiles of the map fade in, the view moves
        FOLDER.mkdir(parents=True, exist_ok=True)
        reader.page.screenshot(path=FOLDER / f"{state}-{setting}.png")
        if state != "paper":
            assert reader.page.evaluate("document.documentElement.scrollWidth") == width
        assert reader.asked == [] and reader.errors == []
    finally:
        reader.context.close()
