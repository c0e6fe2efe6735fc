"""Lists of places in other shapes: dates in rows or columns, coordinates in one text, holders."""

import json

import pandas as pd
import pytest
from click.testing import CliRunner

import geo
from geo.source.coordinates import read_degrees, read_pair
from layers.cli.commands import main

AREAS = {
    # two holders, and who holds two towns of three on two dates
    ("2024-07-08", "Red"): 2,
    ("2024-07-08", "Blue"): 1,
    ("2024-07-15", "Red"): 1,
    ("2024-07-15", "Blue"): 2,
}
ROWS = [
    ("Alpha", "48.5", "30.5", "2024-07-08", "Red"),
    ("Beta", "48.5", "33.5", "2024-07-08", "Red"),
    ("Gamma", "50.0", "30.5", "2024-07-08", "Blue"),
    ("Alpha", "48.5", "30.5", "2024-07-15", "Red"),
    ("Beta", "48.5", "33.5", "2024-07-15", "Blue"),
    ("Gamma", "50.0", "30.5", "2024-07-15", "Blue"),
]
DATED = pd.DataFrame(ROWS, columns=["place", "lat", "lon", "date", "actor"])


def held(path, **options):
    """Towns held on each date, by actor: each has a circle of its own."""
    table = geo.read_control(path, **options)
    areas = geo.areas(table, all_dates=True)
    areas = areas[areas["status"] == "held"]
    one = 3316.784
    return {
        (str(date)[:10], actor): round(km2 / one)
        for date, actor, km2 in zip(areas["date"], areas["actor"], areas["area_km2"])
        if km2
    }


def write(folder, frame, name="towns.csv", **how):
    frame.to_csv(folder / name, index=False, **how)
    return folder / name


def wide(frame):
    keys = ["place", "lat", "lon"]
    return frame.pivot(index=keys, columns="date", values="actor").reset_index()


def changes(frame):
    return frame.drop(index=[3, 5])


def one_text(frame, form):
    texts = [
        form.format(lat=lat, lon=lon) for lat, lon in zip(frame["lat"], frame["lon"])
    ]
    return frame.drop(columns=["lat", "lon"]).assign(coordinates=texts)


SHAPES = {
    "a row for each place and date": (DATED, {}),
    "a row where the holder changes": (changes(DATED), {}),
    "a column for each date": (wide(DATED), {}),
    "other names": (
        DATED.rename(
            columns={"place": "asciiname", "lat": "Latitude", "actor": "Held by"}
        ),
        {},
    ),
    "names of one's own": (
        DATED.set_axis(["ort", "b", "l", "stand vom", "wer"], axis=1),
        {"place": "ort", "coordinates": "b,l", "date": "stand vom", "actor": "wer"},
    ),
    "a start alone": (DATED.rename(columns={"date": "start"}), {}),
    "holders in status": (DATED.rename(columns={"actor": "status"}), {}),
    "both coordinates in one column": (one_text(DATED, "{lat}, {lon}"), {}),
    "points of WKT": (one_text(DATED, "POINT ({lon} {lat})"), {}),
    "letters of the compass": (one_text(DATED, "{lat}N {lon}E"), {}),
    "degrees and minutes": (
        DATED.replace({"48.5": "48°30′N", "33.5": "33° 30' E"}),
        {},
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_lists_of_every_shape_give_the_same_areas(tmp_path, shape):
    frame, options = SHAPES[shape]
    assert held(write(tmp_path, frame), **options) == AREAS


def test_points_of_a_map_are_a_list_of_places(tmp_path):
    features = [
        {
            "type": "Feature",
            "properties": {"place": place, "date": date, "actor": actor},
            "geometry": {"type": "Point", "coordinates": [float(lon), float(lat)]},
        }
        for place, lat, lon, date, actor in ROWS
    ]
    whole = {"type": "FeatureCollection", "features": features}
    (tmp_path / "towns.geojson").write_text(json.dumps(whole), encoding="utf-8")
    assert held(tmp_path / "towns.geojson") == AREAS


def test_a_workbook_is_a_list_of_places(tmp_path):
    DATED.to_excel(tmp_path / "towns.xlsx", index=False)
    assert held(tmp_path / "towns.xlsx") == AREAS


def test_a_place_without_a_row_on_a_date_is_unknown_and_not_lost(tmp_path):
    rows = [*ROWS, ("Alpha", "48.5", "30.5", "2024-07-22", "Red")]
    rows += [("Beta", "48.5", "33.5", "2024-07-22", "Blue")]
    path = write(tmp_path, pd.DataFrame(rows, columns=DATED.columns))
    assert held(path)[("2024-07-15", "Blue")] == 2
    sentence = " ".join(geo.read_control(path).attrs["reading"])
    assert "1 unit-date of 9 have no row (first: Gamma after 15 July 2024)" in sentence
    assert held(path, missing="lost")[("2024-07-22", "Blue")] == 1


def test_rows_are_chosen_by_conditions_on_the_columns(tmp_path):
    path = write(tmp_path, DATED)
    call = [
        "areas",
        str(path),
        "--where",
        "actor != blue",
        "--where",
        "date < 2024-07-10",
    ]
    answer = CliRunner().invoke(main, call)
    assert answer.exit_code == 0 and "Blue" not in answer.stdout
    assert "4 rows left out by the conditions of --where" in answer.stderr


def test_a_place_that_nobody_holds_on_a_date_is_held_no_longer(tmp_path):
    frame = DATED.copy()
    frame.loc[4, "actor"] = ""
    assert held(write(tmp_path, frame)) == AREAS | {("2024-07-15", "Blue"): 1}


def test_events_and_shares_are_no_territory(tmp_path):
    events = pd.DataFrame({"event_date": ["8 July 2024"], "actor1": ["Red"], "location": ["A"],
                           "latitude": [48.5], "longitude": [30.5]})  # fmt: skip
    shares = pd.DataFrame({"country": ["Syria"], "date": ["2016"], "share": [0.4]})
    for frame, problem in (
        (events, "no column held_from"),
        (shares, "no column place"),
    ):
        with pytest.raises(geo.ReadError, match=problem) as error:
            geo.read_control(write(tmp_path, frame))
        assert "shares or counts are no territory" in str(error.value)


@pytest.mark.parametrize(
    "text, degrees",
    [
        ("48.5", 48.5),
        ("48,5", 48.5),
        ("-33.25", -33.25),
        ("48°30′N", 48.5),
        ("48° 30' 36\" N", 48.51),
        ("S 33 15 00", -33.25),
        ("30°30'W", -30.5),
        ("48:30:00", 48.5),
        ("48.5°", 48.5),
        ("north", None),
        ("48°75′", None),
        ("", None),
    ],
)
def test_degrees_are_read_in_every_form(text, degrees):
    assert read_degrees(text) == (
        degrees if degrees is None else pytest.approx(degrees)
    )


@pytest.mark.parametrize(
    "text, pair",
    [
        ("48.5, 30.5", ("48.5", "30.5")),
        ("48,5; 30,5", ("48,5", "30,5")),
        ("(48.5 30.5)", ("48.5", "30.5")),
        ("POINT (30.5 48.5)", ("48.5", "30.5")),
        ("30°30′E 48°30′N", ("48°30′N", "30°30′E")),
        ("48.5", ("", "")),
        ("somewhere", ("", "")),
    ],
)
def test_pairs_of_coordinates_are_read_in_every_form(text, pair):
    assert read_pair(text) == pair
