"""Texts of strangers: in one form, and nothing in them that steers or hides."""

import json
import unicodedata

import geopandas as gpd
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st
from tables import control, data_findings, square

import geo
import geo.source
import geo.table
from geo.base.sanitize import LONGEST, sanitize_line, sanitize_text, text_problems

STEER = (
    "\x00\x07\x08\x0b\x1b\r\x7f\x85\x9b\u2028\u2029\u202a\u202e\u2066\u2069\ufeff\ufff9"
)
HIDE = "\u3164\u2063\ud800\ufdd0\ufffe\U0001ffff\U000e0041"
any_sign = st.characters() | st.sampled_from(STEER + HIDE + "\u0301\u200b\ufe0f")


@pytest.mark.parametrize(
    "text, shown",
    [
        ("a\x1b[2Jb", "a␛[2Jb"),
        ("a\x07\x7f", "a␇␡"),
        ("1\r2\r\n3", "1␍2\n3"),
        ("a\u202eb", "a‹U+202E›b"),
        ("a\x9bb", "a‹U+009B›b"),
        ("\ufeffa", "‹U+FEFF›a"),
        ("a\U000e0041", "a‹U+E0041›"),
        ("\ud83d", "‹U+D83D›"),
        ("\u200b\u200d", "‹U+200B›‹U+200D›"),
        ("❤\ufe0f\ufe01\ufe02", "❤\ufe0f‹U+FE01›‹U+FE02›"),
        ("Re\u0301gion", "Région"),
        ("a" + "\u0316" * 10, "a" + "\u0316" * 8 + "‹2 more marks›"),
    ],
)
def test_what_steers_or_hides_is_shown(text, shown):
    assert sanitize_text(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم",  # Persian: a non-joiner within a word
        "قوات (YPG)\u200f",  # a mark of direction
        "ក្រុម\u200bសម្ព័ន្ធ",  # Khmer: where a line may break
        "क्\u200dष",  # Devanagari: a joiner
        "👩\u200d🚒 ❤\ufe0f",
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f Alba",
        "שָׁ֖לוֹם",
        "two lines\nand\ta tab",
        "辻\U000e0100",
        "W" * LONGEST,
    ],
)
def test_what_honest_writing_needs_stays(text):
    assert sanitize_text(text) == unicodedata.normalize("NFC", text)
    assert text_problems(text) == []


@given(st.text(any_sign))
@example("\u202e" * 9_999)
@example("x" * 20_000)
@example("e\u202e\u0301")
def test_what_is_legible_stays_so(text):
    once = sanitize_text(text)
    assert sanitize_text(once) == once
    assert not set(once) & set(STEER + HIDE)
    assert unicodedata.is_normalized("NFC", once)
    assert len(once) <= LONGEST
    assert not set(sanitize_line(text)) & set("\r\n\t")


@given(st.text(any_sign, max_size=50))
def test_whatever_is_shown_is_told(text):
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    assert (sanitize_text(text) != plain) == bool(text_problems(text))


def test_a_million_marks_take_no_time():
    shown = sanitize_text("a" + "\u0300\u0316" * 500_000)
    assert shown.endswith("characters in all, SHA-256 " + shown[-17:])


def test_long_texts_that_begin_alike_stay_apart():
    one, two = (sanitize_text("x" * 1_000_000 + end) for end in "ab")
    assert one != two and "‹1,000,001 characters in all" in one


def written(path, *names, **more):
    """A GeoJSON file with a square a row, each of one of `names` on one date."""
    features = [
        {
            "type": "Feature",
            "properties": {"actor": name, "date": "2024-01-01"} | more,
            "geometry": shapely.geometry.mapping(square(2 * place)),
        }
        for place, name in enumerate(names)
    ]
    whole = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


def test_two_spellings_of_one_name_are_one_actor_and_that_is_told(tmp_path):
    path = written(tmp_path / "a.geojson", "Re\u0301gion", "Région", "Nord")
    table = geo.read_control(path)
    assert sorted(table["actor"].unique()) == ["Nord", "Région"]
    told = [one for one in geo.reading(table)["sentences"] if "forms" in one]
    assert told == ["“Région” has several forms (spaces or Unicode), read as one"]
    assert data_findings(table)["kind"].tolist() == []


def test_one_spelling_throughout_is_worth_no_word(tmp_path):
    path = written(tmp_path / "a.geojson", "Re\u0301gion", "Re\u0301gion")
    sentences = geo.reading(geo.read_control(path))["sentences"]
    assert not any("forms" in one for one in sentences)


def test_signs_that_steer_are_findings_with_their_row(tmp_path):
    path = written(
        tmp_path / "a.geojson", "red", "blue\u202e", "blue\u202e", memo="\x1b[2J"
    )
    table = geo.read_control(path)
    assert set(table["actor"]) == {"red", "blue‹U+202E›"}
    assert set(table["memo"]) == {"␛[2J"}
    found = geo.findings(table)
    found = found[found["kind"] == "letters"]
    assert found[["file", "row"]].to_numpy().tolist() == [
        ["a.geojson", 2],
        ["a.geojson", 1],
    ]
    assert found["finding"].tolist() == [
        "column actor has U+202E: “blue‹U+202E›” (and in 1 other row)",
        "column memo has U+001B: “␛[2J” (and in 2 other rows)",
    ]
    (said,) = [one for one in geo.reading(table)["sentences"] if "invisible" in one]
    assert said.startswith(
        "control or invisible characters are shown as codes and have no effect: a.geo"
    )


def test_names_of_files_layers_and_columns_are_legible(tmp_path):
    path = tmp_path / "front\u202e\x1b_20240101.gpkg"
    frame = gpd.GeoDataFrame(
        {"act\u202eor": ["red"]}, geometry=[square(0)], crs="EPSG:4326"
    )
    plain = tmp_path / "plain.gpkg"
    frame.to_file(plain, layer="lay\u202eer", driver="GPKG")
    plain.rename(path)
    for layer in ("lay\u202eer", "lay‹U+202E›er"):
        table = geo.read_control(path, actor="act\u202eor", layer=layer)
        assert table["file"].tolist() == ["front‹U+202E›␛_20240101.gpkg"]
        assert table["actor"].tolist() == ["red"]
    found = geo.findings(table)
    assert found["kind"].tolist().count("letters") == 2
    assert geo.read_control(path, actor="act‹U+202E›or")["actor"].tolist() == ["red"]


def test_columns_whose_names_become_one_are_told_apart(tmp_path):
    path = written(tmp_path / "a.geojson", "red", **{"e\u0301": 1, "é": 2})
    table = geo.read_control(path)
    assert table["é"].tolist() == [1] and table["é (#2)"].tolist() == [2]


def test_lists_of_places_and_published_series_are_legible(tmp_path):
    path = tmp_path / "towns.csv"
    rows = ["Raqqa\u202e,35.95,39.01,2014-01-01,2017-10-17", "Mosul,36.34,43.13,,"]
    path.write_text(
        "\n".join(["place,lat,lon,held_from,held_to", *rows]), encoding="utf-8"
    )
    table = geo.read_control(path, frame="Syria,Iraq")
    assert set(table["place"]) == {"Raqqa‹U+202E›"}
    found = geo.findings(table)
    assert (2, "letters") in zip(found["row"], found["kind"])
    series = tmp_path / "published.csv"
    series.write_text(
        "date,area_km2,source\n2024-01-01,5,Desk\x1b[0m\n", encoding="utf-8"
    )
    assert geo.read_published(series)["source"].tolist() == ["Desk␛[0m"]


def test_words_of_a_project_file_are_legible(tmp_path):
    written(tmp_path / "a.geojson", "Re\u0301gion", "red\u202e")
    (tmp_path / "controlmap.toml").write_text(
        'title = "The \\u202e front"\nsource = "a.geojson"\n'
        '[[actors]]\nkey = "Re\\u0301gion"\nname = "The \\u001b[2J region"\n'
        '[[actors]]\nkey = "red\\u202e"\nname = "Red"\n',
        encoding="utf-8",
    )
    table = geo.read_control(tmp_path)
    about = table.attrs[geo.table.ABOUT]
    assert about["title"] == "The ‹U+202E› front"
    assert about["actors"] == {"Région": "The ␛[2J region", "red‹U+202E›": "Red"}
    assert not any(
        "has no polygon in the source" in one for one in table.attrs[geo.table.READING]
    )


def test_a_table_made_by_hand_is_made_legible_by_copy():
    table = control(("red\u202e", "2024", None, square(0)))
    table.attrs[geo.table.ABOUT] = {"title": "\x1bt", "credits": ["Re\u0301"]}
    better = geo.source.sanitized_table(table)
    assert better["actor"].tolist() == ["red‹U+202E›"]
    assert better.attrs[geo.table.ABOUT] == {"title": "␛t", "credits": ["Ré"]}
    assert table["actor"].tolist() == ["red\u202e"]
    assert better.crs == table.crs and better.dtypes.equals(table.dtypes)
    assert geo.source.sanitized_table(better) is better
