"""Charts: which axis, and lines to read figures off."""

import xml.etree.ElementTree as ElementTree

from drawings import SVG, shrinking, summary_of
from tables import square

from layers.pictures.axis import CLOSE, LINEAR, LOG
from layers.pictures.canvas import Canvas
from layers.pictures.chart import Chart, axis_kinds, changed_little
from layers.pictures.looks import grey_looks


def test_a_long_fall_needs_two_scales_and_a_front_none_from_zero():
    assert axis_kinds(shrinking()) == [LINEAR]
    assert axis_kinds(shrinking(steps=7)) == [LINEAR, LOG]
    front = summary_of(
        ("x", "2024-07-08", "2024-07-09", square(30, 10)),
        ("x", "2024-07-09", None, square(30, 10, size=1.01)),
    )
    assert axis_kinds(front) == [CLOSE] and changed_little(front)


def test_a_chart_for_reading_has_finer_lines_above_filled_areas():
    one = summary_of(
        ("red", "2014-01-01", "2015-01-01", square(40, 34)),
        ("blue", "2014-01-01", "2016-01-01", square(50, 34)),
    )
    canvas = Canvas(600, 300, paper=None, selectable=True)
    chart = Chart(
        canvas,
        one,
        (0, 0, 600, 300),
        12,
        LINEAR,
        ticks=8,
        fine=5,
        series=one.times.series[:1],
        looks=grey_looks(one.times.pairs),
    )
    root = ElementTree.fromstring(canvas.inline_svg("chart", "areas"))
    fills = [path.get("fill") for path in root.iter(f"{SVG}path")]
    rules = [place for place, fill in enumerate(fills) if fill == "none"]
    area = fills.index("#6b6b6b")  # as in the legend
    steps = len(chart.axis.ticks) - 1
    assert len([place for place in rules if place > area]) >= 4 * steps
    labels = [text.text for text in root.iter(f"{SVG}text")]
    assert labels[0] == "km²" and labels[1] == "0"
