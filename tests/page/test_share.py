"""What a reader takes along: a link to the date, and a picture of the view."""

import base64
import struct
import zlib
from io import BytesIO

import folium
import pytest
from PIL import Image
from reader import compare, point
from tables import control, square

from layers.output.provenance import table_provenance

pytestmark = pytest.mark.browser

COPY, PICTURE = "Copy a link to this date", "Save image"

# Size of a PNG, the colour in its lower right corner, and how many of its pixels have a colour.
PIXELS = """async ([png, colour]) => {
  const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const { width, height } = picture;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(picture, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4) {
    if (colour.every((part, k) => Math.abs(data[i + k] - part) <= 1)) count++;
  }
  return { width, height, corner: [...data.slice(-4)], count };
}"""


@pytest.fixture
def front():
    """Ground in the ocean, where no name and no border lies on it."""
    table = control(
        (("IS", "held"), "2014-06-01", "2017-07-10", square(-40, 33, size=4)),
        (
            ("IS", "held"),
            "2017-07-10",
            None,
            square(-39, 34, size=2),
        ),  # clear of the scale
    )
    table["source"] = "a report"
    return table


def taken(reader, colour):
    """What the picture that a reader is handed looks like."""
    with reader.page.expect_download() as download:
        reader.page.get_by_role("button", name=PICTURE).click()
    raw = download.value.path().read_bytes()
    png = base64.b64encode(raw).decode()
    picture_data = reader.page.evaluate(PIXELS, [png, colour])
    with Image.open(BytesIO(raw)) as picture:
        picture.load()  # with the check sums of what it says
        picture_data["says"] = picture.text
    return download.value.suggested_filename, picture_data


@pytest.mark.parametrize("theme, width", [("light", 1280), ("dark", 360)])
def test_a_picture_shows_the_view_in_twice_its_size(opened, front, theme, width):
    reader = opened(
        front,
        "#date=2017-07-10",
        viewport={"width": width, "height": 740},
        color_scheme=theme,
    )
    ((*tone, _),) = reader.ink(0.5, 0.5)
    drawn = reader.ink()  # with the largest extent
    (west, south), (east, north) = (
        point(reader.page, *corner) for corner in ((-39, 34), (-37, 36))
    )
    seen = reader.page.locator(".map").bounding_box()
    name, saved_picture = taken(reader, tone)
    assert name == "controlmap-2017-07-10.png"
    of = table_provenance(front)
    assert saved_picture["says"] == {"Software": of.program, "Comment": of.sentence}
    assert saved_picture["width"] == 2 * round(seen["width"])
    assert saved_picture["height"] > 2 * seen["height"], "with words above and below"
    assert saved_picture["corner"] == (
        [255] * 4 if theme == "light" else [19, 21, 23, 255]
    )
    inside = (east - west - 2) * (south - north - 2)  # its edge has another tone
    assert saved_picture["count"] == pytest.approx(4 * (inside + 20 * 12), rel=0.03)
    assert reader.text(".share .message") == f"Saved as {name}"
    again = reader.ink()
    for side in ("width", "height"):
        assert again[side] == drawn[side], "the page itself is as it was"
    reader.page.get_by_role("button", name="Previous date").click()
    _, before = taken(reader, tone)
    assert before["count"] > 2 * saved_picture["count"]
    assert reader.asked == [] and reader.errors == []


# Every text that is written on a canvas from now on, in order.
WRITTEN = """() => {
  window.written = [];
  const write = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
    window.written.push(text);
    return write.call(this, text, ...place);
  };
}"""


@pytest.mark.parametrize("width", [1280, 360])
def test_a_picture_has_date_figures_definitions_legend_and_source(opened, story, width):
    viewport = {"width": width, "height": 740}
    reader = opened(story, "#date=2019-01-28", viewport=viewport)
    reader.page.evaluate(WRITTEN)
    _, saved_picture = taken(reader, [0xA5, 0x40, 0x1F])
    lines = reader.page.evaluate("window.written")
    text = " ".join(lines)
    about = story.attrs["about"]
    for part in (about["title"], about["definitions"], *about["credits"]):
        assert part in text, "whole, on lines of its own"
    assert {"At its height", "28 January 2019"} <= {*lines}
    assert {"95,700 km²", "4 km²", "218,000 km²", "23.3 km²"} <= {*lines}, "not broken"
    for name in (
        "Islamic State, held (estimate)",
        "claimed, desert included (estimate)",
    ):
        assert lines.count(name) == 1, "above its figures, and not in the legend again"
    assert "roamed, not held" in lines and "largest extent, 30 October 2014" in lines
    swatch = 20 * 12 * 4  # of what is held, in twice its size
    assert saved_picture["count"] > 0.8 * swatch


def test_what_others_lay_on_the_map_is_in_the_picture(opened, front):
    green = {"fillColor": "#00ff00", "fillOpacity": 1, "weight": 0}
    shape = folium.GeoJson(
        square(-37, 33).__geo_interface__, style_function=lambda _: green
    )
    label = folium.DivIcon(
        html="<b style='color:#0000ff;background:#0000ff'>Old fort</b>",
        class_name="",
        icon_size=(60, 20),
    )
    marker = folium.Marker([36, -39], icon=label)
    reader = opened(front, "#date=2017-07-10", layers_on_top=[shape, marker])
    _, shapes = taken(reader, [0, 255, 0])
    box = reader.page.locator(".leaflet-overlay-pane path").first.bounding_box()
    assert shapes["count"] == pytest.approx(4 * box["width"] * box["height"], rel=0.05)
    _, labels = taken(reader, [0, 0, 255])
    box = reader.page.get_by_text("Old fort").bounding_box()
    assert labels["count"] == pytest.approx(4 * box["width"] * box["height"], rel=0.1)
    compare(reader.page, "peak")
    reader.page.get_by_role("button", name="Swipe").click()
    ((*tone, _),) = reader.ink(0.25, 0.5)
    _, halves = taken(reader, tone)
    reader.page.get_by_role("slider", name="Divider").press("End")
    _, first = taken(reader, tone)
    assert halves["count"] < 0.8 * first["count"]
    assert reader.errors == []


def test_tiles_that_may_not_be_copied_are_left_out_with_a_message(opened, front):
    red = zlib.compress(b"\0\xff\0\0")
    png = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body))
        + kind
        + body
        + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in (
            (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
            (b"IDAT", red),
            (b"IEND", b""),
        )
    )
    tiles = folium.TileLayer("https://tiles.example/{z}/{x}/{y}.png", attr="Tiles")
    reader = opened(front, "#date=2017-07-10", layers_on_top=[tiles])
    tile = [255, 0, 0]
    _, refused = taken(reader, tile)
    assert refused["count"] == 0
    assert reader.text(".share .message") == "Saved as controlmap-2017-07-10.png"
    served = []
    reader.page.route(
        "https://tiles.example/**",
        lambda route: served.append(route.fulfill(body=png, content_type="image/png")),
    )
    reader.page.get_by_role("button", name="Zoom out").click()
    reader.page.wait_for_selector("img.leaflet-tile-loaded", state="attached")
    _, saved_picture = taken(reader, tile)
    assert served and saved_picture["count"] == 0
    assert [saved_picture[side] for side in ("width", "height")] == [
        refused[side] for side in ("width", "height")
    ]
    message = reader.text(".share .message")
    assert message.startswith(
        "Saved as controlmap-2017-07-10.png, without the map beneath"
    )


def test_a_link_to_the_date_is_copied(opened, front):
    reader = opened(front, "#date=2014-06-01&with=2017-07-10")
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.page.get_by_role("button", name="Next date").click()
    reader.page.get_by_role("button", name=COPY).click()
    reader.page.get_by_text("Copied: a link to 10 July 2017").wait_for()
    link = reader.page.evaluate("navigator.clipboard.readText()")
    page = reader.page.url.split("#")[0]
    assert link == f"{page}#date=2017-07-10&with=2017-07-10"


def test_a_link_that_may_not_be_copied_is_there_to_be_copied_by_hand(opened, front):
    reader = opened(front, "#date=2017-07-10")
    refuse = "navigator.clipboard.writeText = () => Promise.reject(new Error())"
    reader.page.evaluate(f"() => {{ {refuse}; }}")
    field = reader.page.get_by_label("Link to this date")
    assert not field.is_visible()
    reader.page.get_by_role("button", name=COPY).press("Enter")
    field.wait_for()
    assert field.input_value().endswith("#date=2017-07-10")
    assert reader.page.evaluate("getSelection().toString()") == field.input_value()
    assert "copy it" in reader.text(".share .message")
    assert reader.errors == []
