"""Names on a chart: on the areas where they fit, and of a few events above it."""

import numpy as np
import pytest
from drawings import shrinking, summary_of
from tables import square

from layers.content import summarize
from layers.pictures.axis import LINEAR
from layers.pictures.canvas import Canvas
from layers.pictures.chart import Chart
from layers.pictures.chart_labels import label_areas
from layers.pictures.layouts import areas_chart
from layers.pictures.looks import INK, PAPER
from layers.pictures.map_shapes import make_maps
from layers.pictures.social_card import draw_social_card


def two_classes(held=2.0, claimed=3.0):
    rows = []
    for start, end, share in (("2014", "2016", 1), ("2016", "2018", 0.5)):
        for status, side in (("held", held), ("claimed", claimed)):
            rows.append((("Rome", status), start, end, square(30, 10, side * share)))
    return summary_of(*rows)


def labelled(summary, width=1200, height=600):
    """A chart, whether its areas have names, and all texts on the canvas."""
    canvas = Canvas(width, height)
    chart = Chart(canvas, summary, (0, 0, width, height), 24, LINEAR)
    return (
        chart,
        label_areas(chart),
        {text.get_text(): text for text in canvas.page.texts},
    )


def test_each_area_has_its_name_on_it():
    summary = two_classes()
    chart, done, texts = labelled(summary)
    held, claimed = summary.times.series
    assert (
        done
        and {"held", "claimed"} <= {*texts}
        or {"Rome, held", "claimed"} <= {*texts}
    )
    _, y = texts["claimed"].get_position()
    assert chart.y(claimed.km2[0]) < y < chart.y(held.km2[0]), "above what is held"
    (name,) = [text for text in texts if text.endswith("held")]
    assert texts[name].get_position()[1] > chart.y(held.km2[0]) + 20
    assert texts[name].get_color() == PAPER and texts["claimed"].get_color() == INK


def test_names_that_find_no_space_leave_all_to_the_legend():
    summary = two_classes(held=3.0, claimed=3.02)
    _, done, texts = labelled(summary)
    assert not done and not {"held", "claimed"} & {*texts}
    slide = {text.get_text() for text in areas_chart(summary).page.texts}
    assert "claimed" in slide, "in the legend"


def test_names_do_not_cover_each_other():
    canvas = areas_chart(two_classes())
    renderer = canvas.agg.get_renderer()
    boxes = [
        text.get_window_extent(renderer)
        for text in canvas.page.texts
        if text.get_text()
    ]
    for place, one in enumerate(boxes):
        assert not any(one.overlaps(other) for other in boxes[place + 1 :])


def test_a_line_has_its_name_above_it():
    front = summary_of(
        *(
            (
                "Reds",
                f"2024-07-{8 + day:02d}",
                None if day == 5 else f"2024-07-{9 + day:02d}",
                square(30, 10, size=1 + day / 500),
            )
            for day in range(6)
        )
    )
    texts = {text.get_text() for text in areas_chart(front).page.texts}
    assert "held by Reds" in texts


@pytest.fixture
def marked(story):
    """The story, where every ninth event is named."""
    summary = summarize(story)
    for event in summary.events:
        event.pop("named", None)
    for event in summary.events[::9]:
        event["named"] = True
    return summary


def test_named_events_stand_above_the_chart_with_a_line_to_their_dates(marked):
    canvas = Canvas(1800, 700)
    chart = Chart(canvas, marked, (0, 0, 1800, 700), 26, LINEAR, events=True)
    named = [event for event in marked.events if event.get("named")]
    texts = {text.get_text(): text.get_position() for text in canvas.page.texts}
    assert len(named) == 5 and {event["title"] for event in named} <= {*texts}
    xs = [
        line.get_xdata()
        for line in chart.axes.lines
        if max(line.get_ydata()) == chart.floor
    ]
    for event in named:
        assert texts[event["title"]][1] < chart.top
        assert any(np.allclose(x, chart.x(event["day"])) for x in xs)
    plain = Chart(
        Canvas(1800, 700), shrinking(), (0, 0, 1800, 700), 26, LINEAR, events=True
    )
    assert plain.top < chart.top, "without events they take no space"


@pytest.mark.parametrize("language", ["ar", "de", "es", "fr", "uk"])
def test_nothing_is_cut_in_other_languages(story, language):
    summary = summarize(story, language=language)
    for canvas in (areas_chart(summary), draw_social_card(make_maps(summary))):
        cut = [text.get_text() for text in canvas.page.texts if "…" in text.get_text()]
        assert cut == []
