"""What is drawn without a browser: true sizes, one scale, letters of any script."""

import io
import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
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
from layers.pictures import svg
from layers.pictures.animation import choose_shots, write_film
from layers.pictures.axis import CLOSE, LINEAR, LOG, make_axis, round_up, time_ticks
from layers.pictures.canvas import Canvas, default_settings
from layers.pictures.chart import Chart, axis_kinds, changed_little
from layers.pictures.layouts import small_multiples
from layers.pictures.legend import choose_dates
from layers.pictures.looks import GREYS, grey_looks, mix
from layers.pictures.map import MapPanel, make_maps
from layers.pictures.projection import choose_projection, fit_view, scale_length_km
from layers.pictures.text import is_right_to_left, isolate, missing_glyphs, single_line

SVG = "{http://www.w3.org/2000/svg}"
INK = tuple(int(ACCENT.light[at : at + 2], 16) for at in (1, 3, 5))


@pytest.fixture(autouse=True)
def as_it_comes():
    with default_settings():
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


def pixels_of(canvas):
    with Image.open(io.BytesIO(canvas.png())) as picture:
        return np.asarray(picture.convert("RGB"))


def bare(maps):
    """Maps without land and borders, so that nothing covers the territory."""
    maps.basemap = dict.fromkeys(KINDS, shapely.GeometryCollection())
    return maps


@pytest.mark.parametrize("lat", [0, 35, 60])
def test_territory_is_drawn_at_its_true_size(lat):
    one = made(("x", "2022-03-04", None, square(40, lat, size=2)))
    canvas = Canvas(800, 600)
    panel = MapPanel(canvas, bare(make_maps(one)), (0, 0, 800, 600), 1.0)
    panel.draw_territory(0)
    drawn = inked(pixels_of(canvas)) * panel.metres_per_pixel**2
    assert drawn / 1e6 == pytest.approx(
        geo.measure.area_km2([square(40, lat, size=2)])[0], rel=0.01
    )


@pytest.mark.parametrize(
    "bounds", [(38, 33, 46, 37), (20, 60, 40, 72), (-179, -60, 179, 80)]
)
def test_projections_keep_areas(bounds):
    west, south, east, north = bounds
    plane = choose_projection(bounds)
    boxes = np.array(
        [
            square(west + (east - west) * share, south + (north - south) * share * 0.8)
            for share in (0.0, 0.3, 0.6, 0.9)
        ],
        dtype=object,
    )
    on_paper = shapely.area(plane.project(shapely.segmentize(boxes, 0.02))) / 1e6
    assert on_paper == pytest.approx(geo.measure.area_km2(boxes), rel=1e-3)


def test_small_multiples_are_of_one_scale():
    one = shrinking()
    pixels = pixels_of(small_multiples(bare(make_maps(one))))
    # Five maps, three in a row; on the last date nothing is held.
    sizes = [
        inked(pixels, (column * 610, row * 560, column * 610 + 610, row * 560 + 560))
        for row in (0, 1)
        for column in (0, 1, 2)
    ]
    assert sizes[4:] == [0, 0]
    for larger, smaller in zip(sizes[:4], sizes[1:4], strict=False):
        assert larger / smaller == pytest.approx(4, rel=0.05)


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


def test_a_long_fall_needs_two_scales_and_a_front_none_from_zero():
    assert axis_kinds(shrinking()) == [LINEAR]
    assert axis_kinds(shrinking(steps=7)) == [LINEAR, LOG]
    front = made(
        ("x", "2024-07-08", "2024-07-09", square(30, 10)),
        ("x", "2024-07-09", None, square(30, 10, size=1.01)),
    )
    assert axis_kinds(front) == [CLOSE] and changed_little(front)


@pytest.mark.parametrize("kind", [LINEAR, LOG, CLOSE])
@pytest.mark.parametrize("top", [0.07, 4.0, 214_000.0, 5.4e7])
def test_axes_hold_all_values_in_order(kind, top):
    values = [top / 1.2, top] if kind == CLOSE else [0.0, top / 5e3, top]
    found = make_axis(kind, values, 5)
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
    chosen = choose_dates(one, 8, ratio=True)
    assert len(set(chosen)) == 8 and chosen == sorted(chosen)
    assert {0, one.peak, one.last} <= set(chosen) and one.peak == 2
    assert {9, 10} & set(chosen), "by ratio the last pocket is far from all others"
    assert choose_dates(one, 20, ratio=True) == list(range(12))


def test_a_film_shows_each_date_of_a_few_and_rests_on_the_last(tmp_path):
    one = shrinking()
    assert [shot.index for shot in choose_shots(one)] == list(range(5))
    assert choose_shots(one)[-1].ms > choose_shots(one)[0].ms
    write_film(make_maps(one), tmp_path / "film.gif", None)
    with Image.open(tmp_path / "film.gif") as found:
        assert found.n_frames == 5 and found.info["loop"] == 0
        seen = []
        for place in range(5):
            found.seek(place)
            seen.append(inked(np.asarray(found.convert("RGB"))))
    assert seen[0] > seen[1] > seen[2]
    assert not (tmp_path / "film.mp4").exists()


def test_territory_too_small_to_be_seen_gets_a_ring():
    one = shrinking(steps=7)
    panel = MapPanel(Canvas(400, 300), bare(make_maps(one)), (0, 0, 400, 300), 1.0)
    rings = [
        any(type(shape).__name__ == "Circle" for shape in panel.draw_territory(index))
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
    found = make_maps(one)
    west, south, east, north = found.busiest_part(0, 1, 1.5)
    x, y = found.projection.project_points(np.array([35.25]), np.array([12.25]))
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
    assert [scale_length_km(km) for km in (5, 26, 120, 999)] == [1, 5, 20, 100]
    assert fit_view((0, 0, 10, 10), 2.0) == pytest.approx((-6, -0.5, 16, 10.5))


@given(
    st.floats(-170, 150), st.floats(-75, 58), st.floats(0.001, 25), st.floats(0.3, 3)
)
def test_every_part_of_the_world_is_drawn_to_scale_and_whole(west, south, size, aspect):
    box = square(west, south, size)
    projection = choose_projection(box.bounds)
    (plane,) = projection.project(np.array([box]))
    assert plane.area / 1e6 == pytest.approx(
        float(geo.measure.area_km2([box])[0]), rel=2e-3
    )
    left, low, right, high = fit_view(plane.bounds, aspect)
    assert shapely.box(left, low, right, high).contains_properly(plane)
    assert (right - left) / (high - low) == pytest.approx(aspect)


def test_territory_of_no_width_is_still_a_mark():
    one = made(
        ("red", "2014-01-01", "2015-01-01", square(30, 30, size=9)),
        ("red", "2015-01-01", None, square(40, 34, size=0.00001)),
    )
    canvas = Canvas(800, 800)
    MapPanel(canvas, bare(make_maps(one)), (0, 0, 800, 800), 1.0).draw_territory(1)
    reddish = pixels_of(canvas).astype(int)
    assert (reddish[:, :, 0] - reddish[:, :, 2] > 40).any()


def test_the_grid_is_of_squares_of_so_many_kilometres():
    one = made(("x", "2022-03-04", None, square(40, 34, size=2)))
    canvas = Canvas(500, 400, paper=None)
    panel = MapPanel(canvas, bare(make_maps(one)), (0, 0, 500, 400), 1.0)
    panel.draw_grid(25)
    lines = re.findall(r"M([\d.]+) 288l0-288", canvas.inline_svg("k", "grid"))
    steps = np.diff(np.array(lines[: len(lines) // 2], dtype=float)) / 0.72
    assert len(steps) > 4
    assert steps * panel.metres_per_pixel / 1e3 == pytest.approx(25, abs=0.3)


def test_looks_for_paper_differ_for_the_first_actors():
    pairs = [(name, "held") for name in "abcdefg"]
    looks = list(grey_looks(pairs).values())
    assert len(set(looks[:GREYS])) == GREYS
    assert looks[GREYS] == looks[-1]


def test_a_chart_for_reading_has_finer_lines_above_filled_areas():
    one = made(("red", "2014-01-01", "2015-01-01", square(40, 34)),
               ("blue", "2014-01-01", "2016-01-01", square(50, 34)))  # fmt: skip
    canvas = Canvas(600, 300, paper=None, selectable=True)
    chart = Chart(
        canvas, one, (0, 0, 600, 300), 12, LINEAR, ticks=8, fine=5,
        series=one.times.series[:1], looks=grey_looks(one.times.pairs),
    )  # fmt: skip
    root = ElementTree.fromstring(canvas.inline_svg("chart", "areas"))
    fills = [path.get("fill") for path in root.iter(f"{SVG}path")]
    rules = [place for place, fill in enumerate(fills) if fill == "none"]
    area = fills.index(mix("#6b6b6b", "#ffffff", 0.55))
    steps = len(chart.axis.ticks) - 1
    assert len([place for place in rules if place > area]) >= 4 * steps
    labels = [text.text for text in root.iter(f"{SVG}text")]
    assert labels[0] == "km²" and labels[1] == "0"


def drawn(**options):
    canvas = Canvas(300, 200, **options)
    one = made(
        (("red", "held"), "2014-01-01", "2015-01-01", square(40, 34)),
        (("red", "claimed"), "2014-01-01", "2015-01-01", square(40, 34, size=2)),
        (("red", "influence"), "2014-01-01", "2015-01-01", square(41, 34, size=2)),
    )
    maps = make_maps(one, grey_looks(one.times.pairs))
    panel = MapPanel(canvas, maps, (0, 0, 300, 200), 1.0)
    panel.draw_basemap()
    panel.draw_territory(0)
    panel.draw_names(12)
    return canvas


def test_an_svg_within_a_page_has_no_styles_and_its_own_ids():
    """The security policy of a page forbids styles in attributes, and ids are its own."""
    for key in ("one", "other"):
        text = drawn(paper=None, selectable=True).inline_svg(key, 'a "map" <of> &')
        root = ElementTree.fromstring(text)
        assert root.get("aria-label") == 'a "map" <of> &'
        assert not [one for one in root.iter() if "style" in one.attrib]
        assert not list(root.iter(f"{SVG}style"))
        ids = re.findall(r' id="([^"]*)"', text)
        assert len(ids) == len(set(ids)) >= 3
        assert all(name.startswith(f"{key}-") for name in ids)
        assert set(re.findall(r"url\(#([^)]*)\)", text)) == set(ids)


def test_names_are_text_with_a_halo_or_else_outlines():
    text = drawn(selectable=True).inline_svg("k", "map")
    names = ElementTree.fromstring(text).findall(f".//{SVG}text")
    assert "Deir ez-Zor" in [name.text for name in names]
    assert all(name.get("paint-order") == "stroke" for name in names)
    outlines = drawn().svg("Title", "Description")
    assert b"<text" not in outlines and b'<title id="title">Title</title>' in outlines


def test_the_same_drawing_gives_the_same_bytes():
    one, other = drawn(), drawn()
    assert one.png() == other.png()
    assert one.svg("a", "b") == other.svg("a", "b")
    assert one.inline_svg("k", "a") == other.inline_svg("k", "a")


coordinates = st.integers(-20_000, 20_000).map(lambda tenths: tenths / 10)
rings = st.lists(
    st.lists(st.tuples(coordinates, coordinates), min_size=2, max_size=6, unique=True),
    min_size=1,
    max_size=4,
)


@given(rings)
def test_short_paths_lead_through_the_same_points(rings):
    path = " ".join(
        " ".join(f"{'L' if n else 'M'} {x} {y}" for n, (x, y) in enumerate(ring)) + " z"
        for ring in rings
    )
    short = svg.compact(f'<svg xmlns="{SVG[1:-1]}"><path d="{path}"/></svg>', "k")[0]
    found = []
    for ring in re.findall(r"M([^z]*)z", short.get("d")):
        numbers = [float(one) for one in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", ring)]
        points = np.array(numbers).reshape(-1, 2)
        found.append(points.cumsum(axis=0))
    assert len(found) == len(rings)
    for points, ring in zip(found, rings, strict=True):
        assert points == pytest.approx(np.array(ring), abs=1e-6)


def test_dots_are_a_small_tile_that_repeats():
    text = drawn(paper=None).inline_svg("k", "map")
    root = ElementTree.fromstring(text)
    (tile,) = [
        pattern
        for pattern in root.iter(f"{SVG}pattern")
        if pattern.find(f".//{SVG}circle") is not None
    ]
    side = float(tile.get("width"))
    at = {
        (round(float(one.get("cx")), 2), round(float(one.get("cy")), 2))
        for one in tile.iter(f"{SVG}circle")
    }
    assert 10 < side < 40
    for x, y in at:
        assert y > 0.01 or (x, round(side, 2)) in at, "the last row is the first again"
    assert len(ElementTree.tostring(tile)) < 4_000


@pytest.mark.parametrize(
    "number, up", [(1, 1), (1.1, 2), (2.1, 2.5), (26, 50), (0.06, 0.1)]
)
def test_round_numbers_are_not_below(number, up):
    assert round_up(number) == up
    assert round_up(2.1, (1, 2, 5, 10)) == 5
