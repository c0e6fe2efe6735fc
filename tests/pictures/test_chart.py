"""Charts: which axis, and lines to read figures off."""

import xml.etree.ElementTree as ElementTree

from drawings import SVG, shrinking, summary_of
from tables import snapshots, square

from layers.content.summary import summarize
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


def chart_of(summary):
    """The chart of a summary, and its elements."""
    canvas = Canvas(600, 300, paper=None, selectable=True)
    chart = Chart(canvas, summary, (0, 0, 600, 300), 12, LINEAR)
    return chart, ElementTree.fromstring(canvas.inline_svg("chart", "areas"))


def test_snapshots_far_apart_are_points_and_not_steps():
    def drawn(*years):
        """Filled areas, dashed lines and points of a chart."""
        sides = zip(years, (1, 1.5))
        maps = [(year, {"red": square(40, 34, size=side)}) for year, side in sides]
        summary = summarize(snapshots(*maps))
        _, root = chart_of(summary)
        colour = summary.colour("red")
        own = [
            path for path in root.iter(f"{SVG}path") if colour in path.attrib.values()
        ]
        filled = sum(path.get("fill") == colour for path in own)
        dashed = sum(path.get("stroke-dasharray") is not None for path in own)
        return filled, dashed, len(list(root.iter(f"{SVG}use")))

    assert drawn(900, 1400) == (0, 1, 2)
    assert drawn(1900, 1905) == (1, 0, 0)


def test_a_line_ends_where_the_name_of_its_actor_does():
    ends = {"red": square(40, 34), "blue": square(50, 34)}
    maps = [(2014, ends), (2015, ends), (2016, {"blue": square(50, 34)})]
    chart, _ = chart_of(summarize(snapshots(*maps)))
    red = next(one for one in chart.series if one.actor == "red")
    ((xs, ys),) = chart._steps(red)
    assert len(ys) == 4 and min(chart.floor - y for y in ys) > 1, "not down to 0"
    assert abs(xs[-1] - chart.x(chart.summary.times.days[2])) < 3
    assert len(chart.draw_cursor(2)) == 2, "a line, and a dot on blue alone"
    assert len(chart.draw_cursor(1)) == 3
