"""Every convention of the table, read from a file made here as its source writes it."""

import json
import re
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

import geo
import geo.check
import geo.source
from geo.columns import conventions

SQUARE = shapely.box(0, 0, 1, 1)
NORTH = shapely.box(0, 1, 1, 2)
EAST = shapely.box(1, 0, 2, 1)

README = Path(geo.__file__).parent / "README.md"


def write(path, *rows):
    """A FeatureCollection of (shape, properties)."""
    features = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": shapely.geometry.mapping(shape),
        }
        for shape, properties in rows
    ]
    document = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def spells(table):
    """Actor, status, start and end of each row, as short texts."""
    days = table[["start", "end"]].to_numpy().astype("datetime64[D]").astype(str)
    return [
        (actor, status, *row)
        for actor, status, row in zip(table["actor"], table["status"], days)
    ]


def split(prefix, date):
    parts = dict(zip(("year", "month", "day"), map(int, date.split("-"))))
    return {f"{prefix}{part}": number for part, number in parts.items()}


# For each spell of the table: properties as the source writes them, and the days they mean.
SPELLS = {
    "start": (
        {"actor": "Rome", "start": "1815-06-09", "end": "1815-06-12"},
        ("1815-06-09", "1815-06-12"),
    ),
    "FromYear": (
        {"Name": "Rome", "FromYear": -323, "ToYear": -1, "Type": "POLITY"},
        ("-322-01-01", "0001-01-01"),
    ),
    "gwsyear": (
        {"cntry_name": "Rome"}
        | split("gws", "1886-01-01")
        | split("gwe", "1945-08-31"),
        ("1886-01-01", "1945-09-01"),
    ),
    "cowsyear": (
        {"CNTRY_NAME": "Rome"} | split("cows", "1886-1-1") | split("cowe", "1945-8-31"),
        ("1886-01-01", "1945-09-01"),
    ),
    "gwsdate": (
        {
            "country_name": "Rome",
            "gwsdate": "01.02.1886 00:00:00",
            "gwedate": "03.08.1945 00:00:00",
        },
        ("1886-02-01", "1945-08-04"),
    ),
    "start_date": (
        {
            "name": "Rome",
            "start_date": "1815",
            "start_date:edtf": "1815-06~",
            "end_date": "1908",
            "end_date:edtf": "1906/1908",
        },
        ("1815-06-01", "1908-01-01"),
    ),
    "held_from": (
        {"holder": "Rome", "held_from": "2014-06-10", "held_to": "2014-07-10"},
        ("2014-06-10", "2014-07-10"),
    ),
    **{
        first: (
            {"party": "Rome", first: "1815-06-09", last: "1815-06-12"},
            ("1815-06-09", "1815-06-12"),
        )
        for first, last in (
            ("begin", "end"),
            ("from", "to"),
            ("date_from", "date_to"),
            ("from_date", "to_date"),
            ("valid_from", "valid_to"),
            ("start_year", "end_year"),
            ("year_from", "year_to"),
        )
    },
}


def of(role):
    return list(conventions.with_role(role))


def test_every_spell_of_the_table_is_tried():
    assert {one.names[0] for one in of(conventions.INTERVAL)} == set(SPELLS)


@pytest.mark.parametrize(
    "one", of(conventions.INTERVAL), ids=lambda one: "-".join(one.names)
)
def test_a_spell(tmp_path, one):
    properties, (start, end) = SPELLS[one.names[0]]
    table = geo.read_control(write(tmp_path / "a.geojson", (SQUARE, properties)))
    assert spells(table) == [("Rome", "control", start, end)]
    told = "\n".join(geo.reading(table)["sentences"])
    meaning = {
        True: "ends are the last day or year held",
        False: "ends are the first day no longer held",
        None: "ends are taken as the first day no longer held",
    }
    # names that many use need a column that shows the source, else the meaning is in doubt
    proven = one.proof is None or any(name in properties for name in one.proof)
    assert meaning[one.inclusive if proven else None] in told
    assert (f"as in {one.source}" in told) == (one.inclusive is not None and proven)
    [documented] = {
        trait["documented"]
        for trait in geo.reading(table)["traits"]
        if trait["what"] == "dates"
    }
    assert documented == one.documented
    # the last day, or month, or year that is named: told the other way it is another day
    other = "exclusive" if one.inclusive else "inclusive"
    turned = geo.read_control(tmp_path / "a.geojson", ends=other)
    assert turned["end"].item() != table["end"].item()
    assert turned["start"].item() == table["start"].item()


@pytest.mark.parametrize("one", of(conventions.DATE), ids=lambda one: one.names[0])
def test_a_date(tmp_path, one):
    [name] = one.names
    value = 1815 if name == "year" else "1815-06-09"
    table = geo.read_control(
        write(tmp_path / "a.geojson", (SQUARE, {name.upper(): value}))
    )
    assert table["start_text"].item() == str(value)
    assert f"dates from column {name.upper()}" in geo.reading(table)["sentences"][0]


@pytest.mark.parametrize("one", of(conventions.ACTOR), ids=lambda one: one.names[0])
def test_an_actor(tmp_path, one):
    [name] = one.names
    table = geo.read_control(
        write(tmp_path / "1815.geojson", (SQUARE, {"code": 7, name: "Rome"}))
    )
    assert table["actor"].item() == "Rome"
    [found] = [one for one in geo.reading(table)["traits"] if one["what"] == "actor"]
    assert found["where"] == f"column {name}"
    assert found["documented"] == one.documented


@pytest.mark.parametrize("one", of(conventions.STATUS), ids=lambda one: one.names[0])
def test_a_class_of_control(tmp_path, one):
    [name] = one.names
    table = geo.read_control(
        write(tmp_path / "1815.geojson", (SQUARE, {name: "contested"}))
    )
    assert table["status"].item() == "contested"


@pytest.mark.parametrize("one", of(conventions.SOURCE), ids=lambda one: one.names[0])
def test_a_source(tmp_path, one):
    [name] = one.names
    table = geo.read_control(
        write(tmp_path / "1815.geojson", (SQUARE, {name: "an atlas"}))
    )
    assert table["source"].item() == "an atlas"


LAYERS = [(one, word) for one in of(conventions.LAYER) for word in one.names]


@pytest.mark.parametrize("one,word", LAYERS, ids=[word for _, word in LAYERS])
def test_the_name_of_a_layer(tmp_path, one, word):
    path = write(
        tmp_path / f"{word}sinUkraine_20240708.geojson", (SQUARE, {"Name": "Donbas"})
    )
    table = geo.read_control(path)
    assert table["start_text"].item() == "2024-07-08"
    assert table["actor"].item() == (one.actor or "Donbas")
    assert table["status"].item() == (one.status or "control")
    documented = {trait["documented"] for trait in geo.reading(table)["traits"]}
    assert one.documented in documented
    told = geo.read_control(path, actor="Name", statuses={word: "mine"})
    assert (told["actor"].item(), told["status"].item()) == ("Donbas", "mine")


def test_classes_in_several_files_of_one_day_stay_apart(tmp_path):
    for name, shape in {
        "UkraineControlMapAO08JUL2024": SQUARE,
        "AssessedRussianAdvancesinUkraineAO08JUL2024": NORTH,
        "ClaimedRussianTerritoryinUkraineAO08JUL2024": EAST,
        "ClaimedUkrainianCounteroffensivesAO08JUL2024": EAST,
    }.items():
        write(tmp_path / f"{name}.geojson", (shape, {}))
    table = geo.read_control(tmp_path)
    assert sorted(zip(table["actor"], table["status"], table["start_text"])) == [
        ("Russia", "claimed", "2024-07-08"),
        ("Russia", "confirmed", "2024-07-08"),
        ("Russia", "contested", "2024-07-08"),
        ("Ukraine", "claimed", "2024-07-08"),
    ]
    assert "2 actors by the names of layers" in geo.reading(table)["sentences"][0]


def test_layers_of_one_file_may_be_classes(tmp_path):
    path = tmp_path / "front_20240708.gpkg"
    for layer, shape in {"Firm hold": SQUARE, "Said to hold": NORTH}.items():
        rows = gpd.GeoDataFrame({"party": ["red"]}, geometry=[shape], crs=4326)
        pyogrio.write_dataframe(rows, path, layer=layer)
    words = {"Firm hold": "confirmed", "said to": "claimed", "freed": "liberated"}
    table = geo.read_control(path, statuses=words)
    assert list(table["status"]) == ["confirmed", "claimed"]
    assert (
        "no row is “freed”, which was to be called “liberated”"
        in geo.reading(table)["sentences"]
    )


def test_the_parts_of_a_day_are_told_apart(tmp_path):
    for day, parts in {
        "2022-03-01": {"nochange": SQUARE, "gains": NORTH},
        "2022-03-02": {"NoChange": NORTH, "gains": EAST, "losses": SQUARE},
    }.items():
        rows = [
            (shape, {"type": kind, "date": day, "view": "daily"})
            for kind, shape in parts.items()
        ]
        write(tmp_path / f"{day}.geojson", *rows)
    table = geo.read_control(tmp_path)
    ground = geo.territory_on(table, "2022-03-02")
    assert shapely.equals(ground.geometry.item(), shapely.union(NORTH, EAST))
    assert list(table["type"]) == ["nochange", "gains", "NoChange", "gains"]
    found = geo.reading(table)
    assert (found["rows"], found["used"]) == (5, 4)
    assert [
        (one["rows"], one["reason"], one["where"]) for one in found["left_out"]
    ] == [(1, "of territory no longer held (type: losses)", "2022-03-02.geojson")]
    assert (
        "2022-03-02.geojson: 1 row of territory no longer held (type: losses), not measured"
        in found["sentences"]
    )


def test_a_column_with_other_words_as_well_is_no_part_of_a_day(tmp_path):
    rows = [(SQUARE, {"type": "losses"}), (NORTH, {"type": "POLITY"})]
    table = geo.read_control(write(tmp_path / "1815.geojson", *rows))
    assert len(table) == 2


KEEPS = [(one, name) for one in of(conventions.KEPT) for name in one.names]


@pytest.mark.parametrize("one,name", KEEPS, ids=[name for _, name in KEEPS])
def test_a_column_that_is_kept(tmp_path, one, name):
    value = 1 if name == "BORDERPRECISION" else "Macedon"
    row = (SQUARE, {"NAME": "Egypt", name: value})
    table = geo.read_control(write(tmp_path / "world_bc323.geojson", row))
    assert table["actor"].item() == "Egypt"
    assert table[name].item() == value


def test_the_source_may_be_told(tmp_path):
    rows = [(SQUARE, {"map": "sheet 3", "source": "x"}), (NORTH, {"map": None})]
    path = write(tmp_path / "1815.geojson", *rows)
    table = geo.read_control(path, source_column="map")
    assert list(table["source"]) == ["sheet 3", "1815.geojson"]
    with pytest.raises(geo.CallError, match="no column plan for --source-column"):
        geo.read_control(path, source_column="plan")


def markdown_table():
    """The conventions as a Markdown table, as in the documentation."""
    lines = ["| source | says | as | meaning | documented |", "| --- " * 5 + "|"]
    for row in conventions.TABLE:
        names = quoted_names(row.names)
        if row.end_names:
            names = f"{date_columns(row.names)} to {date_columns(row.end_names)}"
        if row.precise_names:
            names += f", better {quoted_names(row.precise_names)}"
        source = row.source or "many"
        lines.append(
            f"| {source} | {row.role} | {names} | {row.meaning} | {row.documented} |"
        )
    return "\n".join(lines) + "\n"


def quoted_names(names):
    return ", ".join(f"`{name}`" for name in names)


def date_columns(names):
    """Columns for year, month and day count as one: `gwsyear`/`gwsmonth`/`gwsday`."""
    return "/".join(f"`{name}`" for name in names)


def test_the_table_in_the_documentation_is_that_of_the_code():
    text = README.read_text(encoding="utf-8")
    start = "<!-- conventions, from geo/columns/conventions.py -->\n"
    written = text.partition(start)[2].partition("\n\n")[0]
    assert markdown_table().strip() == written.strip()


def test_how_things_were_found_can_be_told_as_a_table(tmp_path):
    row = (SQUARE, {"Name": "Rome", "FromYear": -323, "ToYear": -1})
    found = geo.source.origins(geo.read_control(write(tmp_path / "a.geojson", row)))
    assert list(found["what"]) == [
        "dates",
        "ends",
        "actor",
        "class of control",
        "source",
    ]
    assert found["where"][0] == "columns FromYear and ToYear"
    assert re.search("cliopatria", found["documented"][1])


def test_a_made_table_has_no_reading():
    table = geo.read_control()
    table.attrs.clear()
    assert geo.reading(table) == {} and geo.check.assumed_ends(table) is None
    assert geo.source.origins(table).empty


def test_a_map_may_be_the_one_member_of_what_a_server_said(tmp_path):
    pytest.importorskip("simdjson")
    rows = [(SQUARE, {"type": "nochange"}), (NORTH, {"type": "losses"})]
    document = json.loads(write(tmp_path / "a.geojson", *rows).read_text())
    path = tmp_path / "2022-03-02.json"
    path.write_text(json.dumps({"value": document}, indent=1))
    table = geo.read_control(path)
    assert len(table) == 1 and geo.reading(table)["rows"] == 2
    told = "2022-03-02.json: the map is the member “value” of it"
    assert told in geo.reading(table)["sentences"]
    path.write_text(json.dumps({"value": document, "next": 3}))
    assert told in geo.reading(geo.read_control(path))["sentences"]
    path.write_text(json.dumps({"value": document, "more": document}))
    assert geo.reading(geo.read_control(path, layer="more"))["rows"] == 2
    path.write_text(json.dumps({"value": {"type": "Feature"}}))
    with pytest.raises(geo.ReadError, match="2022-03-02.json: not GeoJSON"):
        geo.read_control(path)
