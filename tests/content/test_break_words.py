"""What pictures, alt text, scenes and worksheets say of areas that are not counted alike."""

import pytest
from drawings import inked, pixels_of
from tables import control, square

import geo.table
import layers
from layers.cli.results import print_summary
from layers.content.break_words import break_marks
from layers.content.scene_list import scenes
from layers.content.summary import summarize
from layers.kit.alt_text import alt_text
from layers.kit.credits import credits
from layers.pictures import make_maps
from layers.pictures.axis import LINEAR
from layers.pictures.canvas import Canvas
from layers.pictures.chart import Chart, changed_little
from layers.pictures.layouts import before_after
from layers.pictures.legend import change_sentences, net_change

DAYS = ["2014-01-01", "2015-01-01", "2016-01-01", "2017-01-01", "2018-01-01"]
REASON = "From 2016 on only villages count."
BREAK = {"date": "2016-01-01", "reason": REASON, "actor": "Rome"}


def table_of(sizes, *breaks, last=None):
    """Land of Rome in squares, one for each year, until `last`."""
    ends = [*DAYS[1 : len(sizes)], last]
    rows = zip(DAYS, ends, sizes, strict=False)
    table = control(*(("Rome", *dates, square(30, 0, size)) for *dates, size in rows))
    table.attrs[geo.table.ABOUT] = {"breaks": list(breaks)}
    return table


def summary(sizes, *breaks, last=None):
    return summarize(table_of(sizes, *breaks, last=last))


def test_a_mark_has_the_first_date_counted_the_new_way_and_what_is_known_of_it():
    one = summary([2, 1, 1], BREAK, {"date": "2014-06", "reason": "No desert."})
    first, second = one.breaks.marks(one.times.pairs)
    assert (first["index"], second["index"]) == (1, 2)
    assert first["since"] == first["month"] == "since June 2014"
    assert second["since"] == "since 1 January 2016"
    assert second["month"] == "since January 2016"
    assert second["actor"] == 0 and "actor" not in first and "status" not in second
    outside = [{"date": day, "reason": "x"} for day in ("2014-01-01", "2019-01-01")]
    assert break_marks(summary([2, 1, 1], *outside).breaks.given, one.times) == []


def test_several_breaks_are_counted_and_the_last_is_named():
    one = summary([2, 1, 1], BREAK, {"date": "2014-06", "reason": "No desert."})
    assert one.breaks.not_compared(one.leading, 0, 2) == (
        "not compared: the way of counting changed 2 times, last on 1 January 2016"
    )
    german = summarize(one.given, language="de")
    assert german.breaks.not_compared(german.leading, 1, 2) == (
        "nicht verglichen: seit dem 1. Januar 2016 anders gezählt"
    )
    assert german.breaks.not_compared(german.leading, 0, 0) == ""


def test_runs_are_all_dates_in_parts_that_are_counted_in_one_way():
    one = summary([2, 1, 1, 1], BREAK)
    assert one.breaks.runs(one.leading) == [range(0, 2), range(2, 4)]
    assert one.breaks.counted_alike(one.leading, 3) == range(2, 4)
    plain = summary([2, 1, 1, 1])
    assert plain.breaks.runs(plain.leading) == [range(0, 4)]


def test_no_scene_is_a_loss_across_a_break():
    plain, broken = (summary([2, 1.9, 0.9, 0.8], *breaks) for breaks in ((), (BREAK,)))
    captions = {scene["label"]: scene["caption"] for scene in plain.scenes}
    assert "largest losses: 78 %" in captions["1 January 2016"]
    assert captions["1 January 2014"] == "The largest extent in the series."
    captions = {scene["label"]: scene["caption"] for scene in broken.scenes}
    assert "1 January 2016" not in captions
    assert "not counted alike" in captions["1 January 2014"]
    again = scenes({}, broken.times, broken.breaks.given)
    assert [scene["caption"] for scene in again] == [*captions.values()]


@pytest.mark.parametrize("last", [None, "2018-01-01"])
def test_the_alt_text_of_a_fall_has_no_share_and_no_date_beyond_a_break(last):
    plain = alt_text(summary([2, 1.2, 0.9, 0.4], last=last))
    assert "% of the peak" in plain or "none was left" in plain
    assert "It fell below half of that for good on 1 January 2015" in plain
    text = alt_text(summary([2, 1.2, 0.9, 0.4], BREAK, last=last))
    assert "It fell below half of that on 1 January 2015." in text
    assert "%" not in text and "tenth" not in text and "for good" not in text
    assert text.endswith(
        "Held by Rome: counted differently since 1 January 2016; dates before and after "
        "are not compared.\n"
    )


def test_the_date_of_a_half_is_that_of_areas_counted_alike():
    text = alt_text(summary([2, 1.2, 1.9, 0.4], BREAK))
    assert "It fell below half of that on 1 January 2015." in text


def test_the_alt_text_of_a_front_has_no_change_and_no_step_across_a_break():
    sizes = [1, 1.01, 1.3, 1.29]
    plain, broken = (alt_text(summary(sizes, *breaks)) for breaks in ((), (BREAK,)))
    assert "more than on 1 January 2014" in plain and "up to 1 January 2016" in plain
    assert "more than" not in broken
    assert "up to 1 January 2015" in broken and "up to 1 January 2016" not in broken


def test_pictures_say_why_there_is_no_change():
    sizes = [1, 1.01, 1.02]
    plain, broken = summary(sizes), summary(sizes, BREAK)
    assert changed_little(plain) and not changed_little(broken)
    words = "Not compared: counted differently since 1 January 2016"
    assert net_change(broken) == words and "more than" in net_change(plain)
    assert change_sentences(broken, 0, 2) == [words]
    assert "gained" in change_sentences(broken, 0, 1)[0]
    canvas = before_after(make_maps(broken))
    texts = [text.get_text() for text in canvas.page.texts]
    assert words in texts and not any("gained" in text for text in texts)


def test_of_several_actors_the_one_that_is_counted_differently_says_so():
    rows = [
        (actor, *dates, square(30, lat, size))
        for actor, lat in (("Rome", 0), ("Carthage", 10))
        for *dates, size in ((*DAYS[:2], 2), (*DAYS[1:3], 1))
    ]
    table = control(*rows)
    date = {"date": DAYS[1], "reason": REASON, "actor": "Rome"}
    table.attrs[geo.table.ABOUT] = {"breaks": [date]}
    one = summarize(table)
    texts = dict(text.split(": ") for text in change_sentences(one, 0, 1))
    assert texts["Rome"] == "counted differently since 1 January 2015"
    assert texts["Carthage"].startswith("gained 0 km², lost 36,240 km²")
    assert "The largest of all dates" not in alt_text(one)
    assert "Rome: counted differently since 1 January 2015; dates" in alt_text(one)


def chart_of(one):
    canvas = Canvas(1200, 600)
    return canvas, Chart(canvas, one, (0, 0, 1200, 600), 26, LINEAR)


def test_the_line_of_a_chart_has_a_gap_at_a_break_and_no_vertical_joint():
    heights = {}
    for name, breaks in (("plain", ()), ("broken", (BREAK,))):
        canvas, chart = chart_of(summary([2, 2, 1, 1], *breaks))
        x, top = chart.point(chart.series[0], 2)[0], chart.point(chart.series[0], 1)[1]
        low = chart.point(chart.series[0], 2)[1]
        joint = (x - 3, (top + low) / 2 - 5, x + 3, (top + low) / 2 + 5)
        start = (x, low - 2, x + 3, low + 2)
        heights[name] = [inked(pixels_of(canvas), box) for box in (joint, start)]
        texts = [text.get_text() for text in canvas.page.texts]
        assert ("counted differently" in texts) == bool(breaks)
        assert ("since 1 January 2016" in texts) == bool(breaks)
    assert min(heights["plain"]) > 0 and heights["broken"] == [0, 0]


def test_breaks_near_each_other_share_one_label():
    days = [f"2014-0{month}-01" for month in range(1, 6)]
    rows = zip([*days[:4], "2030-01-01"], [*days[1:4], "2030-01-01", None], strict=True)
    table = control(*(("Rome", *ends, square(30, 0, 2)) for ends in rows))
    near = [{"date": day, "reason": "x"} for day in days[1:4]]
    table.attrs[geo.table.ABOUT] = {"breaks": near}
    canvas, _ = chart_of(summarize(table))
    texts = [text.get_text() for text in canvas.page.texts]
    assert texts.count("counted differently") == 1
    assert "since February 2014" in texts


def test_a_worksheet_asks_why_two_dates_are_not_compared_and_no_share_of_them():
    plain, broken = (
        layers.worksheet(table_of([2, 1.9, 0.9, 0.4], *breaks, last="2018-01-01"))
        for breaks in ((), (BREAK,))
    )
    plain_texts, texts = (
        " ".join(q.text + q.answer for part in sheet.parts for q in part.questions)
        for sheet in (plain, broken)
    )
    for words in (
        "fallen to less than half",
        "which share of the dark area",
        "In 2016",
    ):
        assert words in plain_texts and words not in texts
    assert REASON in texts and REASON not in plain_texts
    assert "held at the peak is lost" in plain_texts
    assert "held at the peak is lost" not in texts


def test_credits_and_the_command_line_name_the_break(capsys):
    table = table_of([2, 1, 1], {**BREAK, "source": "A ministry"})
    one = summarize(table)
    rows = dict(credits(one, make_maps(one).projection, None))
    assert rows["Not compared"] == (
        f"Areas before 1 January 2016 and after. {REASON} Source: A ministry"
    )
    print_summary(table, one.areas)
    assert "; counted differently since 1 January 2016" in capsys.readouterr().err
    print_summary(table_of([2, 1, 1]), one.areas)
    assert "counted" not in capsys.readouterr().err
