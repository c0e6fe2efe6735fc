"""Kits of a small table, the built-in story and an archive; each file is opened by a program."""

import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import av
import fiona
import openpyxl
import pandas as pd
import pyogrio
import pytest
from click.testing import CliRunner
from PIL import Image
from tables import control, square

import geo
import geo.table
from layers.cli.commands import main
from layers.content import ACCENT, GAINED, channels, summarize
from layers.kit.kit import MAKERS, write_kit
from layers.pictures.chart import changed_little
from layers.pictures.looks import kept_look

SIZES = {
    "poster.png": (1200, 630),
    "areas.png": (1920, 1080),
    "small-multiples.png": (1920, 1080),
    "before-after.png": (1920, 1080),
}
GIF_BYTES = 4e6


@pytest.fixture(scope="module")
def kits(tmp_path_factory):
    """Kits by name, each made once: as written, a copy to read, and the table of both.

    Some programs write a file beside the one they read.
    """
    cache = {}

    def kit(name, source=None):
        if name not in cache:
            folder = tmp_path_factory.mktemp("kits") / name
            table = geo.read_control(source)
            write_kit(table, folder)
            copy = shutil.copytree(folder, tmp_path_factory.mktemp("copies") / name)
            cache[name] = folder, copy, table
        return cache[name]

    return kit


@pytest.fixture(
    params=[
        "small",
        pytest.param("story", marks=pytest.mark.long),
        pytest.param("archive", marks=pytest.mark.long),
    ]
)
def kit(request, kits):
    """Of a small table, of the built-in story and of a real archive."""
    if request.param == "small":
        return request.getfixturevalue("copied")
    if request.param == "story":
        return kits("story")[1:]
    return kits("archive", request.getfixturevalue("archive"))[1:]


@pytest.fixture
def archive(samples):
    return samples / "ukraine-daily" / "*.geojson"


@pytest.fixture(scope="module")
def story_texts(story, tmp_path_factory):
    """The files of the story's kit that are texts or tables: without pictures, film and pages."""
    folder = tmp_path_factory.mktemp("texts") / "kit"
    names = {"alt.txt", "credits.txt", "claims.csv"}
    with pytest.MonkeyPatch.context() as patch:
        makers = tuple(maker for maker in MAKERS if names & set(maker.files))
        patch.setattr("layers.kit.kit.MAKERS", makers)
        write_kit(story, folder)
    return folder


def test_every_file_is_there_and_in_the_readme(kit):
    folder, table = kit
    in_languages = {path.name for path in folder.glob("*.??.html")}
    names = {path.name for path in folder.iterdir()} - {".controlmap-kit"}
    names -= in_languages
    expected = {name for maker in MAKERS for name in maker.files} | {"README.txt"}
    if not table.attrs.get(geo.table.ABOUT):
        expected.remove("claims.csv")
    assert names == expected
    readme = (folder / "README.txt").read_text(encoding="utf-8")
    assert all(f"\n{name}\n    " in readme for name in names)
    assert ("No claims.csv" in readme) == ("claims.csv" not in names)
    assert all(path.stat().st_size > 0 for path in folder.iterdir())


@pytest.mark.parametrize("name", SIZES)
def test_pictures_have_their_size_and_the_colour_of_the_territory(kit, name):
    with Image.open(folder_of(kit) / name) as picture:
        assert picture.size == SIZES[name]
        colours = dict(
            (colour, count) for count, colour in picture.convert("RGB").getcolors(2**24)
        )
    # Of a front, the small multiples show what moved above a quiet tone of what did not.
    moved = name == "small-multiples.png" and changed_little(summarize(kit[1]))
    for colour in (
        (GAINED.light, kept_look(ACCENT.light).colour) if moved else [ACCENT.light]
    ):
        assert colours[channels(colour)] > 300


def folder_of(kit):
    return kit[0]


def test_drawings_are_xml_with_a_description(kit):
    alt = (folder_of(kit) / "alt.txt").read_text(encoding="utf-8").strip()
    for name in ("areas.svg", "small-multiples.svg"):
        root = ElementTree.parse(folder_of(kit) / name).getroot()
        space = {"svg": "http://www.w3.org/2000/svg"}
        assert root.get("role") == "img"
        assert root.find("svg:desc", space).text == alt
        assert len(root.findall(".//svg:path", space)) > 20
        text = (folder_of(kit) / name).read_text(encoding="utf-8")
        addresses = set(re.findall(r'(?:href|src)="([^#"][^"]*)"', text))
        assert not addresses, "no network requests"


def test_the_film_ends_on_the_last_date_and_stays_small(kit):
    dates = len(geo.table.timeline(kit[1]))
    with Image.open(folder_of(kit) / "timeline.gif") as film:
        assert film.size == (800, 450)
        assert min(dates, 13) <= film.n_frames <= 74
        film.seek(film.n_frames - 1)
        assert film.info["duration"] == 3_000
    assert (folder_of(kit) / "timeline.gif").stat().st_size < GIF_BYTES
    with av.open(str(folder_of(kit) / "timeline.mp4")) as film:
        (stream,) = film.streams
        assert (stream.width, stream.height) == (1280, 720)
        assert stream.codec_context.name == "h264"
        assert 5 < film.duration / av.time_base < 15
        first = next(film.decode(stream)).to_ndarray(format="rgb24")
    assert first.std() > 20


def test_tables_hold_what_was_measured(kit):
    folder, table = kit
    measured = geo.areas(table)
    areas = pd.read_csv(folder / "areas.csv")
    assert areas["area_km2"].tolist() == pytest.approx(measured["area_km2"], abs=1e-7)
    changes = pd.read_csv(folder / "changes.csv")
    changes = changes[changes["reason"].isna()]
    net = changes["gained_km2"] - changes["lost_km2"]
    assert net.tolist() == pytest.approx(changes["net_km2"], abs=1e-6)
    findings = pd.read_csv(folder / "findings.csv")
    assert findings["finding"].tolist() == geo.findings(table)["finding"].tolist()


def test_the_workbook_has_dates_units_and_notes(kit):
    folder, table = kit
    book = openpyxl.load_workbook(folder / "areas.xlsx")
    sheet = book["Areas"]
    assert [cell.value for cell in sheet[1]] == [
        "date",
        "actor",
        "status",
        "area (km²)",
    ]
    assert sheet.freeze_panes == "A2"
    first = geo.areas(table).iloc[0]
    assert sheet["A2"].is_date and sheet["A2"].value == first["date"].to_pydatetime()
    assert sheet["D2"].value == pytest.approx(first["area_km2"], abs=1e-7)
    assert sheet.max_row == len(geo.areas(table)) + 1
    notes = {(row[0].value, row[1].value) for row in book["Notes"].iter_rows()}
    method = [text for heading, text in notes if heading == "Method"]
    assert any("WGS 84" in text for text in method)
    (made,) = (text for heading, text in notes if heading == "Made with")
    assert made.startswith("controlmap ")


@pytest.mark.parametrize("name", ["control.gpkg", "control.geojson"])
def test_polygons_measure_the_same_when_they_are_read_again(kit, name):
    folder, table = kit
    path = folder / name
    again = geo.areas(geo.read_control(path))
    both = geo.areas(table).merge(again, on=["date", "actor", "status"], how="outer")
    assert len(both) == len(again)
    assert both["area_km2_x"].tolist() == pytest.approx(both["area_km2_y"], rel=1e-12)
    with fiona.open(path) as rows:
        assert len(rows) == len(table)
        assert {"actor", "status", "source", "area_km2"} <= set(
            rows.schema["properties"]
        )
    raw = pyogrio.read_dataframe(path)
    assert raw["source"].tolist() == table["source"].tolist()
    assert raw.geometry.is_valid.all() and raw.crs.to_epsg() == 4326
    if name.endswith("gpkg"):
        assert raw["start"].dtype.kind == "M"


def test_published_figures_stand_beside_measured_ones(story_texts):
    claims = pd.read_csv(story_texts / "claims.csv")
    assert len(claims) == len(geo.claims())
    assert claims["measured_km2"].notna().sum() > 50
    assert claims["publisher"].notna().all()


def test_texts_describe_the_story_and_list_its_sources(story, story_texts):
    alt = (story_texts / "alt.txt").read_text(encoding="utf-8")
    end = "on 23 March 2019 none was left."
    assert alt[: alt.index(end)].count(". ") + 1 == 3, "then what is not compared"
    assert "95,700 km², about the size of Hungary, on 30 October 2014" in alt
    credit = (story_texts / "credits.txt").read_text(encoding="utf-8")
    flat = " ".join(credit.split())
    for sentence in story.attrs["about"]["credits"]:
        assert sentence in flat
    assert re.search(r"SHA-256 of the polygons with their dates: [0-9a-f]{64}", flat)


def test_the_oembed_response_has_a_frame_and_a_thumbnail(kit):
    oembed = json.loads((folder_of(kit) / "oembed.json").read_text(encoding="utf-8"))
    assert (oembed["version"], oembed["type"]) == ("1.0", "rich")
    assert (folder_of(kit) / oembed["thumbnail_url"]).is_file()
    assert (
        'src="map.html"' in oembed["html"]
        and 'sandbox="allow-scripts' in oembed["html"]
    )


@pytest.mark.browser
def test_map_and_drawings_open_in_a_browser(kit, browser, opened):
    reader = opened(folder_of(kit) / "map.html")
    assert reader.ink() and not reader.asked and not reader.errors
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for name in ("areas.svg", "small-multiples.svg"):
        page.goto((folder_of(kit) / name).as_uri())
        wide, high = page.evaluate(
            "() => { const box = document.documentElement.getBoundingClientRect();"
            " return [box.width, box.height] }"
        )
        assert wide / high == pytest.approx(16 / 9, rel=0.01)
    page.close()
    assert len(asked) == 2


SMALL = """
import sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from kit.test_kit import small
from layers.kit.kit import write_kit
write_kit(small(), Path(sys.argv[1]), title="Rome", also=["ar", "uk", "en"])
"""


def small():
    """Two statuses, claims, and few dates."""
    days = ["2014-06-01", "2015-01-01", "2016-06-01", "2019-03-23"]
    rows = []
    for step, (start, end) in enumerate(zip(days, days[1:], strict=False)):
        size = 3 / 10**step
        rows.append((("IS", "claimed"), start, end, square(40, 33, size=size)))
        rows.append((("IS", "held"), start, end, square(40, 33, size=size / 2)))
    table = control(*rows)
    claim = {"date": "2015-02-01", "area_km2_low": 9000.0, "area_km2_high": 12000.0}
    more = {"publisher": "A", "definition": "held", "scope": "all", "basis": "stated"}
    table.attrs[geo.table.ABOUT] = {"claims": [{**claim, **more}]}
    return table


@pytest.fixture(scope="module")
def copied(rome, tmp_path_factory):
    """A copy of the small kit: some programs write a file beside the one they read."""
    return shutil.copytree(rome[0], tmp_path_factory.mktemp("copy") / "kit"), small()


@pytest.fixture(scope="module")
def rome(tmp_path_factory):
    """A small kit with pages in three languages, and the names of its files."""
    folder = tmp_path_factory.mktemp("rome") / "kit"
    return folder, write_kit(small(), folder, title="Rome", also=["ar", "uk", "en"])


def test_the_same_input_gives_the_same_bytes(rome, tmp_path):
    """Also with another hash seed, time zone and locale."""
    tests = os.path.dirname(os.path.dirname(__file__))
    environment = {
        "PYTHONHASHSEED": "7",
        "TZ": "Asia/Tokyo",
        "LC_ALL": "C",
        "COLUMNS": "40",
    }
    subprocess.run(
        [sys.executable, "-c", SMALL.format(tests=tests), tmp_path / "there"],
        env={**os.environ, **environment},
        check=True,
    )
    assert differing(rome[0], tmp_path / "there") == []


def differing(first, second):
    names = sorted(path.name for path in first.iterdir())
    assert names == sorted(path.name for path in second.iterdir())
    return [
        name
        for name in names
        if (first / name).read_bytes() != (second / name).read_bytes()
    ]


@pytest.mark.long
@pytest.mark.parametrize("name", ["story", "archive"])
def test_the_same_story_and_archive_give_the_same_bytes(name, kits, archive, tmp_path):
    folder, _, table = kits(name, archive if name == "archive" else None)
    write_kit(table, tmp_path / "again")
    assert differing(folder, tmp_path / "again") == []


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def test_one_date_makes_a_kit_without_a_film(tmp_path):
    source = tmp_path / "2022-03-04.geojson"
    write = control(("x", "2022-03-04", None, square(30, 50)))
    write[["geometry"]].to_file(source)
    done = run("kit", source, "-o", tmp_path / "kit", "--language", "uk")
    assert done.exit_code == 0, done.stderr
    page = (tmp_path / "kit" / "map.html").read_text(encoding="utf-8")
    assert '<html lang="uk"' in page
    names = {path.name for path in (tmp_path / "kit").iterdir()}
    assert not {"timeline.gif", "timeline.mp4"} & names
    readme = (tmp_path / "kit" / "README.txt").read_text(encoding="utf-8")
    assert "Немає фільму: є лише одна дата." in readme
    untranslated = {"credits.txt", "embed.html", *names}  # names of files stay
    words = re.findall(r"[A-Za-z][\w.-]*", readme)
    assert not {"the", "of", "and", "The", "with"} & ({*words} - untranslated)
    alt = (tmp_path / "kit" / "alt.txt").read_text(encoding="utf-8")
    assert alt.startswith("Підконтрольна територія охоплювала 7")
    assert alt.endswith("4 березня 2022\u202fр. (єдина дата).\n"), alt
    sheet = (tmp_path / "kit" / "worksheet.html").read_text(encoding="utf-8")
    assert '<html lang="uk"' in sheet
    assert done.stdout == "" and "README.txt" in done.stderr


def test_a_list_of_towns_makes_a_kit(tmp_path, monkeypatch):
    texts = tuple(
        maker for maker in MAKERS if {"alt.txt", "claims.csv"} & {*maker.files}
    )
    monkeypatch.setattr("layers.kit.kit.MAKERS", texts)
    source = tmp_path / "towns.csv"
    source.write_text(
        "place,lat,lon,held_from,held_to,actor\n"
        "Mosul,36.34,43.13,2014-06-10,2017-07-10,Red\n"
        "Tikrit,34.6,43.68,2014-06-11,2015-03-31,Red\n"
        "Erbil,36.19,44.01,,,\n",
        encoding="utf-8",
    )
    done = run("kit", source, "-o", tmp_path / "kit", "--title", "Two towns")
    assert done.exit_code == 0, done.stderr
    alt = (tmp_path / "kit" / "alt.txt").read_text(encoding="utf-8")
    assert "by Red" in alt and "on 10 July 2017 none was left" in alt
    readme = (tmp_path / "kit" / "README.txt").read_text(encoding="utf-8")
    assert "Two towns" in readme and "No claims.csv" in readme


def test_a_folder_with_other_files_is_refused_before_anything_is_written(tmp_path):
    kit = tmp_path / "kit"
    kit.mkdir()
    (kit / "thesis.docx").write_text("", encoding="utf-8")
    done = run("kit", "-o", kit)
    assert done.exit_code == 2
    assert "a folder with other things in it (thesis.docx)" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_maker_that_fails_leaves_the_old_kit(tmp_path, monkeypatch):
    table = control(("x", "2022-03-04", None, square(30, 50)))
    texts = [maker for maker in MAKERS if "alt.txt" in maker.files]
    tables = [maker for maker in MAKERS if "areas.xlsx" in maker.files]
    monkeypatch.setattr("layers.kit.kit.MAKERS", texts)
    write_kit(table, tmp_path / "kit")
    monkeypatch.setattr("layers.kit.kit.MAKERS", texts + tables)
    before = (tmp_path / "kit" / "README.txt").read_bytes()

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("layers.kit.table_files.write_workbook", full)
    with pytest.raises(
        geo.ControlError, match="kit: areas.xlsx cannot be written .No space left"
    ):
        write_kit(table, tmp_path / "kit", title="Another")
    assert (tmp_path / "kit" / "README.txt").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["kit"]


def test_pages_in_further_languages_are_in_the_folder(rome):
    folder, names = rome
    pages = {
        f"{kind}.{code}.html"
        for kind in ("map", "timeline", "story")
        for code in ("ar", "uk")
    }
    files = {path.name for path in folder.iterdir()} - {".controlmap-kit"}
    assert pages <= files == {*names}
    for name in (*pages, "map.html"):
        page = (folder / name).read_text(encoding="utf-8")
        kind, code = name.split(".")[:2]
        assert f'lang="{code if code != "html" else "en"}"' in page
        others = {
            "en": f"{kind}.html",
            "ar": f"{kind}.ar.html",
            "uk": f"{kind}.uk.html",
        }
        assert f'"elsewhere":{json.dumps(others, separators=(",", ":"))}' in page
    assert "<code>lang=uk</code>" in (folder / "embed.html").read_text(encoding="utf-8")
    readme = (folder / "README.txt").read_text(encoding="utf-8")
    assert all(f"\n{name}\n    " in readme for name in pages)
