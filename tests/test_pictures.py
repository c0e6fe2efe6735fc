"""What is drawn without a browser: true sizes, one scale, letters of any script."""

import numpy as np
import pytest
import shapely
from PIL import Image
from tables import control, square

import geo.dates
import geo.measure
from layers.content.basemap import KINDS
from layers.content.style import ACCENT
from layers.content.summary import summarize
from layers.language.catalogue import language
from layers.language.dates import when
from layers.language.numbers import area, figure, percent_less
from layers.pictures.animation import shots, write_film
from layers.pictures.canvas import Sheet, clean, isolated, leftward, settled, unwritable
from layers.pictures.chart import (
    CLOSE,
    LINEAR,
    LOG,
    axis,
    changed_little,
    kinds,
    time_ticks,
)
from layers.pictures.layouts import small_multiples
from layers.pictures.legend import moments
from layers.pictures.map import Panel, atlas
from layers.pictures.projection import flat, scale_km, view

INK = tuple(int(ACCENT.light[at : at + 2], 16) for at in (1, 3, 5))


@pytest.fixture(autouse=True)
def as_it_comes():
    with settled():
        yield


def made(*rows, **how):
    return summarize(control(*rows, **how))


def shrinking(steps=4, side=2.0):
    """Ground whose sides are halved from date to date."""
    days = [f"{2014 + step}-01-01" for step in range(steps + 1)]
    return made(
        *(
            ("Rome", days[step], days[step + 1], square(30, 10, size=side / 2**step))
            for step in range(steps)
        )
    )


def inked(pixels, box=None):
    left, top, right, bottom = box or (0, 0, pixels.shape[1], pixels.shape[0])
    part = pixels[int(top) : int(bottom), int(left) : int(right)]
    return int((np.abs(part.astype(int) - INK).sum(axis=2) < 60).sum())


def pixels_of(sheet, path):
    sheet.png(path)
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def bare(found):
    """An atlas without land and borders, so that nothing covers the ground."""
    found.plan = dict.fromkeys(KINDS, shapely.GeometryCollection())
    return found


@pytest.mark.parametrize("lat", [0, 35, 60])
def test_ground_is_drawn_at_its_true_size(tmp_path, lat):
    one = made(("x", "2022-03-04", None, square(40, lat, size=2)))
    sheet = Sheet(800, 600)
    panel = Panel(sheet, bare(atlas(one)), (0, 0, 800, 600), 1.0)
    panel.show(0)
    drawn = inked(pixels_of(sheet, tmp_path / "map.png")) * panel.metres_a_pixel**2
    assert drawn / 1e6 == pytest.approx(
        geo.measure.area_km2([square(40, lat, size=2)])[0], rel=0.01
    )


@pytest.mark.parametrize(
    "bounds", [(38, 33, 46, 37), (20, 60, 40, 72), (-179, -60, 179, 80)]
)
def test_projections_keep_areas(bounds):
    west, south, east, north = bounds
    plane = flat(bounds)
    boxes = np.array(
        [
            square(west + (east - west) * share, south + (north - south) * share * 0.8)
            for share in (0.0, 0.3, 0.6, 0.9)
        ],
        dtype=object,
    )
    on_paper = shapely.area(plane.shapes(shapely.segmentize(boxes, 0.02))) / 1e6
    assert on_paper == pytest.approx(geo.measure.area_km2(boxes), rel=1e-3)


def test_small_multiples_are_of_one_scale(tmp_path):
    one = shrinking()
    found = bare(atlas(one))
    pixels = pixels_of(small_multiples(found), tmp_path / "all.png")
    # Five maps, three in a row; on the last date nothing is held.
    sizes = [
        inked(pixels, (column * 610, row * 560, column * 610 + 610, row * 560 + 560))
        for row in (0, 1)
        for column in (0, 1, 2)
    ]
    assert sizes[4:] == [0, 0]
    for larger, smaller in zip(sizes[:4], sizes[1:4], strict=False):
        assert larger / smaller == pytest.approx(4, rel=0.05)


def test_arabic_is_joined_and_runs_from_the_right(tmp_path):
    sheet = Sheet(400, 100)
    joined = sheet.measure("\u0644\u0627", 40)
    apart = sheet.measure("\u0644", 40) + sheet.measure("\u0627", 40)
    assert joined < 0.9 * apart, "lam and alef make one letter"
    # Alef stands upright, and comes first: at the right of three low letters.
    sheet.write(10, 70, "\u0627\u0633\u0633\u0633", 40)
    pixels = pixels_of(sheet, tmp_path / "arabic.png")
    dark = pixels.sum(axis=2) < 200
    columns = np.flatnonzero(dark.any(axis=0))
    heights = dark.sum(axis=0)
    assert heights.argmax() > columns[0] + 0.9 * (columns[-1] - columns[0])


def test_names_of_every_script_have_letters():
    assert unwritable(["الرقة", "Донецьк", "Łódź", "Ελλάδα"]) == ""
    assert unwritable(["漢"]) == "漢"


def test_lines_keep_names_apart_and_figures_in_order():
    sheet = Sheet(400, 100)
    text = f"172,640 km², {isolated('قوات الدعم السريع')}"
    for line in sheet.lines(text, 27, 220):
        assert line.count("\u2068") == line.count("\u2069")
        assert line.startswith("\u200e"), "the line runs as the whole text does"
        assert sheet.measure(line, 27) <= 220
    assert leftward("قوات abc") and not leftward(text)
    assert not leftward(isolated("قوات"))


def test_a_text_too_long_is_cut_at_its_end():
    sheet = Sheet(400, 100)
    lines = sheet.lines("word " * 100, 20, 200, most=2)
    assert len(lines) == 2 and lines[-1].endswith("…")
    (line,) = sheet.lines("W" * 10_000, 20, 200, most=1)
    assert line.endswith("…") and sheet.measure(line, 20) <= 200
    assert sheet.lines("", 20, 200) == [""]


def test_text_from_data_is_text():
    assert clean("a\n b\tc\x00\x07") == "a b c"
    sheet = Sheet(400, 100)
    assert sheet.measure("$a$", 20) > sheet.measure("a", 20) * 2, "not mathematics"


def test_a_long_fall_needs_two_scales_and_a_front_none_from_zero():
    assert kinds(shrinking()) == [LINEAR]
    assert kinds(shrinking(steps=7)) == [LINEAR, LOG]
    front = made(
        ("x", "2024-07-08", "2024-07-09", square(30, 10)),
        ("x", "2024-07-09", None, square(30, 10, size=1.01)),
    )
    assert kinds(front) == [CLOSE] and changed_little(front)


@pytest.mark.parametrize("kind", [LINEAR, LOG, CLOSE])
@pytest.mark.parametrize("top", [0.07, 4.0, 214_000.0, 5.4e7])
def test_axes_hold_all_values_in_order(kind, top):
    values = [top / 1.2, top] if kind == CLOSE else [0.0, top / 5e3, top]
    found = axis(kind, values, 5)
    heights = [found.height(value) for value in values]
    assert heights == sorted(heights)
    assert 0 <= heights[0] and heights[-1] <= 1 + 1e-9
    assert 2 <= len(found.ticks) <= 8
    assert found.ticks == tuple(sorted(found.ticks))
    assert (found.ticks[0] == 0) == (kind != CLOSE)
    if kind != CLOSE:
        assert found.height(0) == 0


def days(text):
    return float(geo.dates.read_date(text).astype("datetime64[D]").astype(int))


def test_dates_of_the_axis_are_round_and_know_no_year_zero():
    labels = [label for _, label in time_ticks(days("-0322"), days("1914"), 6)]
    assert labels == ["1 CE", "500 CE", "1000", "1500"]
    labels = [label for _, label in time_ticks(days("-0300"), days("-0001"), 5)]
    assert labels == ["300 BCE", "200 BCE", "100 BCE"]
    ticks = time_ticks(days("2024-07-08"), days("2024-09-09"), 5)
    assert ticks[0] == (days("2024-07-08"), "8 Jul")
    assert [
        label for _, label in time_ticks(days("2014-01-01"), days("2015-02-01"), 5)
    ] == [
        "Jan 2014",
        "Apr",
        "Jul",
        "Oct",
        "Jan 2015",
    ]


def test_chosen_dates_have_the_first_the_peak_and_the_last():
    days = [f"2014-{month:02d}-01" for month in range(1, 13)]
    sizes = [0.5, 2, 3, 2.9, 2.8, 2.7, 2.6, 2.5, 1, 0.1, 0.01]
    one = made(
        *(
            ("x", start, end, square(30, 10, size=size))
            for start, end, size in zip(days, days[1:], sizes, strict=False)
        )
    )
    chosen = moments(one, 8, ratio=True)
    assert len(set(chosen)) == 8 and chosen == sorted(chosen)
    assert {0, one.peak, one.last} <= set(chosen) and one.peak == 2
    assert {9, 10} & set(chosen), "by ratio the last pocket is far from all others"
    assert moments(one, 20, ratio=True) == list(range(12))


def test_a_film_shows_each_date_of_a_few_and_rests_on_the_last(tmp_path):
    one = shrinking()
    assert [shot.index for shot in shots(one)] == list(range(5))
    assert shots(one)[-1].ms > shots(one)[0].ms
    write_film(atlas(one), tmp_path / "film.gif", None)
    with Image.open(tmp_path / "film.gif") as found:
        assert found.n_frames == 5 and found.info["loop"] == 0
        seen = []
        for place in range(5):
            found.seek(place)
            seen.append(inked(np.asarray(found.convert("RGB"))))
    assert seen[0] > seen[1] > seen[2]
    assert not (tmp_path / "film.mp4").exists()


def test_ground_too_small_to_be_seen_gets_a_ring():
    one = shrinking(steps=7)
    found = bare(atlas(one))
    panel = Panel(Sheet(400, 300), found, (0, 0, 400, 300), 1.0)
    rings = [
        any(type(shape).__name__ == "Circle" for shape in panel.show(index))
        for index in (0, 1, 6)
    ]
    assert rings == [False, False, True]


def test_many_actors_are_the_largest_and_others():
    rows = [
        (f"actor {number}", "2014-01-01", None, square(number * 2, 0, 1 + number / 20))
        for number in range(20)
    ]
    one = made(*rows)
    assert [actor.key for actor in one.named] == [
        f"actor {n}" for n in range(19, 11, -1)
    ]
    assert one.others == 12
    assert one.colour("actor 0") != one.colour("actor 19")


def test_the_part_that_changed_most_is_found():
    whole = square(30, 10, size=5)
    bulge = square(35, 12, size=0.5)
    one = made(
        ("x", "2024-07-08", "2024-07-09", whole),
        ("x", "2024-07-09", None, shapely.union(whole, bulge)),
    )
    found = atlas(one)
    west, south, east, north = found.busiest(0, 1, 1.5)
    x, y = found.flat.points(np.array([35.25]), np.array([12.25]))
    assert west < x[0] < east and south < y[0] < north
    assert (east - west) / (north - south) == pytest.approx(1.5)


@pytest.mark.parametrize(
    "km2, text",
    [
        (0, "0"),
        (109_361.407, "109,361"),
        (51.84, "51.8"),
        (51.0, "51.0"),
        (4.02, "4.02"),
        (0.00701, "0.007"),
    ],
)
def test_figures_have_the_digits_that_their_size_bears(km2, text):
    assert figure(km2) == text


def test_words_of_figures():
    assert area(94_412, significant=3) == "94,400 km²"
    assert area(4.0249, significant=3) == "4.02 km²"
    assert when("2024-07-08", "8 July 2024", language()) == "on 8 July 2024"
    assert when("-0322", "323 BCE", language()) == "in 323 BCE"
    assert when("-0322-05-01", "1 May 323 BCE", language()) == "on 1 May 323 BCE"
    assert when("2014-06", "June 2014", language()) == "in June 2014"
    assert percent_less(2, 100) == "98 %"
    assert percent_less(0.004, 100) == "99.996 %"


def test_a_round_scale_takes_a_fifth_of_the_width():
    assert [scale_km(km) for km in (5, 26, 120, 999)] == [1, 5, 20, 100]
    assert view((0, 0, 10, 10), 2.0) == pytest.approx((-6, -0.5, 16, 10.5))
