"""Text on a canvas, and its files: letters of any script, the same bytes each time."""

import xml.etree.ElementTree as ElementTree

import numpy as np
from drawings import SVG, draw_map, pixels_of

from layers.pictures.canvas import Canvas
from layers.pictures.text import is_right_to_left, isolate, missing_glyphs, single_line


def test_arabic_is_joined_and_runs_from_the_right():
    canvas = Canvas(400, 100)
    joined = canvas.text_width("\u0644\u0627", 40)
    apart = canvas.text_width("\u0644", 40) + canvas.text_width("\u0627", 40)
    assert joined < 0.9 * apart, "lam and alef make one letter"
    # Alef stands upright, and comes first: at the right of three low letters.
    canvas.draw_text(10, 70, "\u0627\u0633\u0633\u0633", 40)
    pixels = pixels_of(canvas)
    dark = pixels.sum(axis=2) < 200
    columns = np.flatnonzero(dark.any(axis=0))
    heights = dark.sum(axis=0)
    assert heights.argmax() > columns[0] + 0.9 * (columns[-1] - columns[0])


def test_names_of_every_script_have_letters():
    assert missing_glyphs(["الرقة", "Донецьк", "Łódź", "Ελλάδα"]) == ""
    assert missing_glyphs(["漢"]) == "漢"


def test_lines_keep_names_apart_and_figures_in_order():
    canvas = Canvas(400, 100)
    text = f"172,640 km², {isolate('قوات الدعم السريع')}"
    for line in canvas.wrap_text(text, 27, 220):
        assert line.count("\u2068") == line.count("\u2069")
        assert line.startswith("\u200e"), "the line runs as the whole text does"
        assert canvas.text_width(line, 27) <= 220
    assert is_right_to_left("قوات abc") and not is_right_to_left(text)
    assert not is_right_to_left(isolate("قوات"))


def test_only_scripts_written_leftwards_are_isolated():
    for text in ("„Islamischer Staat“", "« État »", "საქართველო", "東京", "Київ"):
        assert isolate(text) == text and not is_right_to_left(text)
    assert isolate("قوات") != "قوات" and is_right_to_left("שלום")


def test_a_text_too_long_is_cut_at_its_end():
    canvas = Canvas(400, 100)
    lines = canvas.wrap_text("word " * 100, 20, 200, most=2)
    assert len(lines) == 2 and lines[-1].endswith("…")
    (line,) = canvas.wrap_text("W" * 10_000, 20, 200, most=1)
    assert line.endswith("…") and canvas.text_width(line, 20) <= 200
    assert canvas.wrap_text("", 20, 200) == [""]


def test_text_from_data_is_text():
    assert single_line("a\n b\tc\x00\x07") == "a b c"
    canvas = Canvas(400, 100)
    assert (
        canvas.text_width("$a$", 20) > canvas.text_width("a", 20) * 2
    ), "not mathematics"


def test_names_are_text_with_a_halo_or_else_outlines():
    text = draw_map(selectable=True).inline_svg("k", "map")
    names = ElementTree.fromstring(text).findall(f".//{SVG}text")
    assert "Deir ez-Zor" in [name.text for name in names]
    assert all(name.get("paint-order") == "stroke" for name in names)
    outlines = draw_map().svg("Title", "Description")
    assert b"<text" not in outlines and b'<title id="title">Title</title>' in outlines


def test_the_same_drawing_gives_the_same_bytes():
    one, other = draw_map(), draw_map()
    assert one.png() == other.png()
    assert one.svg("a", "b") == other.svg("a", "b")
    assert one.inline_svg("k", "a") == other.inline_svg("k", "a")
