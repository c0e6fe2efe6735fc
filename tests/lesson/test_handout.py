"""Worksheets: questions that a table can answer, their answers, and the files."""

import io
import math
import re
from html import unescape

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from tables import control, square

import geo
import geo.measure
import geo.table
import layers
from layers.content.summary import summarize
from layers.lesson.facts import Facts
from layers.lesson.number_questions import SQUARES, count_squares, grid_km
from layers.pictures.canvas import default_settings
from layers.pictures.looks import GHOST
from layers.pictures.projection import fit_view

HOSTILE = "</style><script>alert(1)</script>#panic(1) $x$ \\"
A4_MM, LETTER_MM = (210.0, 297.0), (215.9, 279.4)


@pytest.fixture
def falling():
    """Two definitions; a peak of a square degree, which shrinks by halves and then is gone."""
    sides = [0.5, 1, 1 / math.sqrt(2.5), 0.5, 0.02]
    years = [f"{year}-03-01" for year in range(2014, 2020)]
    return control(
        *(
            (("red", status), years[n], years[n + 1], square(40, 34, size=side * size))
            for n, side in enumerate(sides)
            for status, size in (("held", 1), ("claimed", 1.5))
        )
    )


@pytest.fixture
def growing():
    """One definition; territory gained on one side and lost on the other."""
    return control(
        ("red", "2024-07-08", "2024-07-09", square(30, 50)),
        ("red", "2024-07-09", "2024-07-20", square(30.004, 50)),
        ("red", "2024-07-20", None, square(30.004, 50, size=1.003)),
    )


@pytest.fixture(scope="module")
def story_sheet(story):
    return layers.worksheet(story)


def questions(sheet):
    return [question for part in sheet.parts for question in part.questions]


def answer(sheet, words):
    (answer,) = [item.answer for item in questions(sheet) if words in item.text]
    return answer


def titles(sheet):
    return [part.title for part in sheet.parts]


def km2(text):
    return [
        float(number.replace(",", "")) for number in re.findall(r"([\d,.]+) km²", text)
    ]


def test_the_peak_is_answered_with_its_area_and_readings_round_it(falling):
    text = answer(layers.worksheet(falling), "When was the dark area largest")
    area, low, high = km2(text)
    (exact,) = geo.measure.area_km2([square(40, 34)])
    assert text.startswith("1 March 2015:")
    assert area == pytest.approx(exact, abs=0.5)
    assert low < exact < high
    # No farther than a thin line and half of one.
    assert max(high - exact, exact - low) < 1.5 * 5_000 / 5 * (1 + 1e-9)


def test_the_year_of_the_greatest_loss_is_that_between_two_new_years(falling):
    text = answer(layers.worksheet(falling), "In which year")
    areas = geo.measure.area_km2(
        [square(40, 34), square(40, 34, size=1 / math.sqrt(2.5))]
    )
    assert text.startswith("In 2016:")
    assert km2(text) == pytest.approx([areas[0] - areas[1]], abs=0.5)


def test_less_than_half_is_dated(falling):
    text = answer(layers.worksheet(falling), "fallen to less than half")
    assert text == "1 March 2016, 366 days after 1 March 2015."


def test_small_maps_show_the_largest_extent_below_later_dates(falling):
    sheet = layers.worksheet(falling)
    part = next(part for part in sheet.parts if any(one.small for one in part.figures))
    large, *small = part.figures
    assert [GHOST in figure.svg for figure in (large, *small)] == [
        False,
        False,  # the largest extent itself
        *[True] * (len(small) - 1),
    ]
    assert large.legend[-1][1] == "largest extent, 1 March 2015"
    assert sheet.html().count("largest extent, 1 March 2015") == 1


def test_an_area_too_small_to_read_off_is_asked_about_with_its_height(falling):
    sheet = layers.worksheet(falling)
    text = answer(sheet, "some of the dark area was left")
    (left,) = geo.measure.area_km2([square(40, 34, size=0.02)])
    assert km2(text)[0] == pytest.approx(left, abs=0.01)
    mm = float(re.search(r"([\d.]+) mm", text)[1])
    with default_settings():
        chart = Facts(summarize(falling)).chart("areas")
    assert mm == pytest.approx(left / chart.km2_per_mm, rel=0.06)


def test_a_last_area_of_0_is_argued_about_and_another_is_not(falling, growing):
    assert "Arguing: is that a defeat?" in titles(layers.worksheet(falling))
    assert "Arguing: is that a defeat?" not in titles(layers.worksheet(growing))
    assert "A headline" in titles(layers.worksheet(growing))


def test_two_definitions_are_compared_where_there_are_two(falling, growing):
    (part,) = [
        part
        for part in layers.worksheet(falling).parts
        if part.title == "Comparing definitions"
    ]
    assert [row[0] for row in part.rows] == [
        "1 March 2015",
        "1 March 2017",
        "1 March 2018",
    ]
    for row in part.rows:
        dark, hatched = km2(" ".join(row))
        assert hatched / dark == pytest.approx(2.25, rel=0.02)
        assert row[-1] == "", "to be filled in"
    assert part.questions[0].answer.count("× 2.2") == 3
    assert "Comparing definitions" not in titles(layers.worksheet(growing))


def test_gained_and_lost_are_asked_where_there_is_one_definition(growing):
    text = answer(layers.worksheet(growing), "How much was lost")
    (change,) = geo.changes(
        growing, between=[("2024-07-08", "2024-07-20")]
    ).itertuples()
    assert km2(text) == pytest.approx([change.lost_km2], abs=0.05)


def test_a_change_too_small_for_the_chart_is_asked_about(growing):
    text = answer(layers.worksheet(growing), "grow or shrink")
    first, last = geo.areas(growing)["area_km2"].iloc[[0, -1]]
    assert km2(text) == pytest.approx([first, last], abs=0.5)


def test_square_miles_and_miles_squared(falling):
    sheet = layers.worksheet(falling)
    assert (
        answer(sheet, "How many km² is one square mile")
        == "1.609 km × 1.609 km = 2.59 km²."
    )
    assert "400 square miles, 20 times as much" in answer(sheet, "miles squared")
    text = answer(
        sheet,
        "How many square miles is that?" if False else "the dark area was 10,200 km²",
    )
    area, mile, miles = re.findall(r"[\d,.]+(?= )", text)
    assert float(miles.replace(",", "")) == pytest.approx(10_200 / 2.589988, rel=0.005)


@given(st.floats(1e-3, 2e7))
def test_a_grid_has_squares_to_count_and_not_too_many(area):
    side = grid_km(area)
    assert SQUARES / 7 < area / side**2 <= SQUARES * (1 + 1e-6)
    assert float(f"{side:.0e}") == side and f"{side:.0e}"[0] in "125"


def test_squares_are_counted_that_are_more_than_half_covered():
    """Compared with a count of points: more than half of those in a square are inside."""
    territory = (
        square(0, -0.5).union(square(0.8, 0.2, 0.7)).difference(square(0.3, 0, 0.31))
    )
    territory = shapely.transform(territory, lambda degrees: degrees * 1e5)
    view = fit_view(territory.bounds, 1.3)
    west, south, east, north = view
    step = 15e3
    within = (np.arange(40) + 0.5) / 40 * step
    points = shapely.points(*np.meshgrid(within, -within))
    count = 0
    for x in np.arange(west, east, step):
        for y in np.arange(north, south, -step):
            moved = shapely.transform(points.ravel(), lambda at: at + (x, y))
            count += shapely.contains(territory, moved).mean() > 0.5
    assert 20 < count == count_squares(territory, view, step / 1e3)


def test_the_count_agrees_with_the_area_within_what_squares_can_tell(
    story_sheet, story
):
    text = answer(story_sheet, "all that you counted")
    square_km2, counted, area = km2(text)
    n = int(re.match(r"\d+", answer(story_sheet, "Count the squares"))[0])
    assert counted == n * square_km2
    exact = geo.areas(story).query("status == 'held'")["area_km2"].max()
    assert area == float(f"{exact:.3g}")
    assert counted == pytest.approx(exact, rel=0.15)


def test_a_slip_of_units_is_asked_about(story_sheet):
    text = answer(story_sheet, "“700 square metres”")
    assert "0.0007 km²" in text and "a factor of 700." in text


def test_the_claims_about_the_peak_are_set_beside_the_largest_areas(story_sheet, story):
    (part,) = [part for part in story_sheet.parts if part.title == "Reading claims"]
    areas = geo.areas(story).groupby("status")["area_km2"].max()
    for status in ("held", "claimed"):
        assert f"{float(f'{areas[status]:.3g}'):,.0f} km²" in part.lead[0]
    assert len(part.rows) == 5
    letters = re.findall(
        r"([DH]) for “[^”]*” \(([\d,]+) km²\)", part.questions[0].answer
    )
    assert len(letters) == 5
    middle = math.sqrt(areas["held"] * areas["claimed"])
    for letter, figure in letters:
        assert (letter == "D") == (float(figure.replace(",", "")) < middle)


def test_figures_of_the_key_are_not_on_the_sheet(story_sheet):
    sheet, key = (unescape(story_sheet.html(answers=which)) for which in (False, True))
    for item in questions(story_sheet):
        assert item.text in sheet and item.text in key
        assert item.answer in key
        assert item.answer not in sheet


def test_sheet_and_key_are_the_same_each_time(falling):
    pytest.importorskip("typst")
    first, second = layers.worksheet(falling), layers.worksheet(falling)
    for which in (False, True):
        assert first.html(answers=which) == second.html(answers=which)
        assert first.pdf(answers=which) == second.pdf(answers=which)


def test_no_name_is_used_twice_on_a_sheet_and_no_style_stands_in_an_attribute(
    story_sheet,
):
    page = story_sheet.html()
    names = re.findall(r' id="([^"]*)"', page)
    assert len(names) == len(set(names)) > 5
    assert set(re.findall(r"url\(#([^)]*)\)", page)) == set(names)
    assert " style=" not in page, "the policy of the page forbids it"


def test_markup_in_the_table_stays_text(falling):
    table = falling.assign(actor=HOSTILE, source=HOSTILE)
    table.attrs["about"] = {"title": HOSTILE, "statuses": {"held": HOSTILE}}
    sheet = layers.worksheet(table)
    page = sheet.html()
    assert "<script" not in page and HOSTILE in unescape(page)
    pdfium = pytest.importorskip("pypdfium2")
    text = pdfium.PdfDocument(sheet.pdf())[0].get_textpage().get_text_bounded()
    assert "#panic(1) $x$ \\" in text


@pytest.mark.parametrize(
    "rows",
    [
        [("red", "2014-01-01", None, square(40, 34))],
        [("red", "-0322", "-0300", square(20, 30)), ("red", "-0300", None, square(20, 30, 5))],
        [
            (name, "1900-01-01", None, square(x, 10, 20))
            for name, x in (("a", -120), ("b", 0), ("c", 80), ("d", 120), ("e", 150), ("f", -80))
        ],
    ],
    ids=["one date", "before year 1", "six actors round the world"],
)  # fmt: skip
def test_any_table_gets_a_sheet(rows):
    sheet = layers.worksheet(control(*rows))
    assert "Converting units" in titles(sheet)
    assert all(item.text and item.answer for item in questions(sheet))
    assert "{" not in "".join(item.text + item.answer for item in questions(sheet))
    assert sheet.html().count("<svg") >= 1


def test_a_file_of_another_kind_is_refused(falling, tmp_path):
    with pytest.raises(
        geo.CallError, match=r"sheet.docx: unknown ending; write one of .html"
    ):
        layers.worksheet(falling).save(tmp_path / "sheet.docx")


def test_without_typst_the_page_is_written_and_the_pdf_says_what_to_do(
    falling, tmp_path, monkeypatch
):
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    sheet = layers.worksheet(falling)
    sheet.save(tmp_path / "sheet.html")
    assert (tmp_path / "sheet.html").stat().st_size > 10_000
    with pytest.raises(geo.ControlError, match="pip install typst"):
        sheet.save(tmp_path / "sheet.pdf")
    assert not (tmp_path / "sheet.pdf").exists()


def test_the_pdf_prints_at_its_true_size_on_a4_and_on_letter(story_sheet):
    """No wider than A4 and no higher than Letter, so that fitting to either changes nothing."""
    pdfium = pytest.importorskip("pypdfium2")
    pages = list(pdfium.PdfDocument(story_sheet.pdf()))
    assert len(pages) == 4, "two sheets, printed on both sides"
    for page in pages:
        width, height = (points * 25.4 / 72 for points in page.get_size())
        for paper in (A4_MM, LETTER_MM):
            assert min(paper[0] / width, paper[1] / height) == pytest.approx(
                1, abs=1e-3
            )


def test_the_pdf_has_every_question_and_the_key_every_answer(story_sheet):
    pdfium = pytest.importorskip("pypdfium2")

    def words(content):
        pages = pdfium.PdfDocument(content)
        text = " ".join(page.get_textpage().get_text_bounded() for page in pages)
        return re.sub(r"[\s\ufffe-]+", "", text)

    sheet, key = (words(story_sheet.pdf(answers=which)) for which in (False, True))
    for item in questions(story_sheet):
        assert re.sub(r"[\s-]+", "", item.text) in sheet
        assert re.sub(r"[\s-]+", "", item.answer) in key


def test_the_pdf_is_the_same_in_grey(story_sheet):
    """Nothing of a hue that a copier would lose: all is grey but the tints of land and water."""
    pdfium = pytest.importorskip("pypdfium2")
    for page in pdfium.PdfDocument(story_sheet.pdf()):
        pixels = np.asarray(page.render(scale=1).to_pil().convert("RGB")).astype(int)
        assert np.ptp(pixels, axis=2).max() < 20


@pytest.mark.browser
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_page_prints_on_both_papers(story_sheet, browser, tmp_path, paper):
    pdfium = pytest.importorskip("pypdfium2")
    path = tmp_path / "sheet.html"
    story_sheet.save(path)
    page = browser.new_page(viewport={"width": 360, "height": 640})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert asked == [path.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    printed = pdfium.PdfDocument(
        io.BytesIO(page.pdf(format=paper, prefer_css_page_size=True))
    )
    assert len(printed) <= 5
    text = "".join(sheet.get_textpage().get_text_bounded() for sheet in printed)
    assert "stays true whatever happens next" in re.sub(r"\s+", " ", text)
    page.close()


def test_the_command_writes_the_sheet_and_the_key_beside_it(falling, tmp_path):
    from click.testing import CliRunner

    from layers.cli.commands import main

    falling.to_file(tmp_path / "red.geojson", driver="GeoJSON")
    out = tmp_path / "sheet.html"
    run = CliRunner().invoke(
        main,
        ["worksheet", str(tmp_path / "red.geojson"), "--end", "end", "-o", str(out)],
    )
    assert run.exit_code == 0, run.stderr
    assert "Arguing: is that a defeat?" in out.read_text(encoding="utf-8")
    key = tmp_path / "sheet-answers.html"
    assert "366 days after 1 March 2015" in key.read_text(encoding="utf-8")
