"""Names that nobody would give, wherever one can stand: shown as text, layout intact."""

import re

import pytest
from reader import rest_long
from tables import control, square

import geo.base

pytestmark = pytest.mark.browser

MARKUP = "</script></style></title><img src=x onerror=alert(1)>`${1}`{{7*7}}'\"&"
TURN = "\u202e"  # from here on everything is written from right to left
NAMES = {
    "markup": f"\u2069{MARKUP}{TURN}def",
    "long": "W" * 9_900,  # with the words beside it as long as a text may be
}
SIZES = {
    360: {"viewport": {"width": 360, "height": 740}, "has_touch": True},
    1280: {"viewport": {"width": 1280, "height": 800}},
}
UNTURNED = str.maketrans("", "", "\u2068\u2069")  # the page's own marks round names


def table_of(name):
    """A table with `name` in every column and every note."""
    days = ["2014-01-01", "2014-06-01"]
    other = f"other {name}"
    table = control(
        ((name, f"held {name}"), *days, square(40, 34, size=2)),
        ((name, f"claimed {name}"), *days, square(40, 34, size=3)),
        ((name, f"held {name}"), days[1], None, square(40, 34)),
        ((other, f"held {name}"), days[0], None, square(43.5, 34)),
    )
    table["source"] = [f"{name} {number}" for number in range(len(table))]
    table["place"] = [f"{name} place {number}" for number in range(len(table))]
    words = ("title", "publisher", "as_stated", "definition", "note", "scope")
    table.attrs["about"] = {
        "title": name,
        "standfirst": name,
        "credits": [name],
        "list": name,
        "places": [{"name": name, "lat": 35, "lon": 41, "rank": 1}],
        "events": [
            {"date": days[1], "verified": "yes"}
            | dict.fromkeys(("title", "sentence", "place", "source"), name)
        ],
        "breaks": [{"date": days[1], "status": "held", "reason": name, "source": name}],
        "claims": [
            {"date": "2014-03-01", "date_precision": "day", "actor": name}
            | {"area_km2_low": 50_000, "area_km2_high": 60_000, "plotted": True}
            | {
                "url": "https://example.org/",
                "verified": "yes",
                "basis": "",
                "slip": "",
            }
            | dict.fromkeys(words, name)
        ],
    }
    table.attrs["reading"] = [name]
    return table


@pytest.mark.parametrize("width", rest_long(*SIZES))
@pytest.mark.parametrize("kind", NAMES)
def test_names_are_text_and_leave_the_page_as_it_is(opened, kind, width):
    name = NAMES[kind]
    reader = opened(table_of(name), **SIZES[width])
    page = reader.page
    fits = "document.documentElement.scrollWidth <= window.innerWidth"
    whole = geo.base.sanitize_text(name)

    def shown(selector):
        return page.locator(selector).first.text_content().translate(UNTURNED)

    for selector in (
        "h1",
        ".standfirst",
        ".who",
        ".what",
        ".legend .name",
        ".happened",
    ):
        assert whole in shown(selector), selector
    assert page.title() == whole
    assert page.evaluate(fits)
    date, figure = (
        page.locator(selector).first.bounding_box()
        for selector in (".date", ".shown .figure")
    )
    for box in (date, figure):
        assert 0 <= box["x"] < width / 8 * 7 and box["width"] > 60
        assert box["y"] + box["height"] < SIZES[width]["viewport"]["height"]
    assert page.locator(".map").bounding_box()["height"] >= 14 * 16
    assert page.locator(".legend button .km2").first.bounding_box()["x"] < width - 40

    # Everything that tells of a name, opened.
    reader.slider.focus()
    page.keyboard.press("Home")
    assert shown(".date") == "1 January 2014"
    for summary in page.locator(".about summary").all():
        summary.click()
        assert page.evaluate(fits)
    page.locator(".notes .claim").first.focus()
    page.keyboard.press("Enter")
    assert whole in shown(".card")
    assert page.evaluate(fits)
    page.locator(".card .close").click()
    page.locator(".map").scroll_into_view_if_needed()
    territory = reader.ink()
    middle = (
        territory["x"] + territory["width"] / 5,
        territory["y"] + territory["height"] * 0.7,
    )
    page.mouse.click(*middle)
    assert whole in shown(".spot:not([hidden])")
    assert page.evaluate(fits)
    page.locator(".spot .close").click()
    page.locator(".legend button").last.click()
    assert f"other {whole}" in shown(".who")
    for button in page.locator(".controls button").all():
        button.scroll_into_view_if_needed()
        box = button.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
    page.get_by_role("button", name="Next date").click()
    assert shown(".date") == "1 June 2014"

    assert page.locator("main img[src=x]").count() == 0
    assert reader.asked == [] and reader.errors == []


# Where the letters of a text stand, from left to right, for the text after a name that turns.
AFTER = """(selector) => {
  const element = document.querySelector(selector);
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const places = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    for (let i = 0; i < node.data.length; i++) {
      const range = document.createRange();
      range.setStart(node, i);
      range.setEnd(node, i + 1);
      const { left, top, width } = range.getBoundingClientRect();
      if (width > 0) places.push([Math.round(top), left, node.data[i]]);
    }
  places.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return places.map(([, , letter]) => letter).join("");
}"""


def test_a_name_that_would_turn_the_writing_shows_how(opened):
    days = ["2014-01-01", "2014-06-01"]
    name = f"\u2069a{TURN}b"
    table = control(
        ((name, "held"), *days, square(40, 34, size=2)),
        ((name, f"x{name}"), *days, square(40, 34, size=3)),
        ((name, f"y{name}"), *days, square(40, 34, size=1)),
        ((name, "held"), days[1], None, square(40, 34)),
    )
    table.attrs["about"] = {
        "events": [{"date": days[0], "title": name, "sentence": "Told so."}]
    }
    reader = opened(table, "#date=2014-01-01")
    rows = [
        reader.page.evaluate(AFTER, f".ledger tbody tr:nth-child({row})")
        for row in (2, 3)
    ]
    for row, letter in zip(rows, "xy", strict=True):
        assert re.fullmatch(
            rf"{letter}‹U\+2069›a‹U\+202E›b[\d,]+ ?km².*", row
        ), "figures behind a name that turns are not turned"
    assert reader.page.evaluate(AFTER, ".happened").endswith("Told so.")
