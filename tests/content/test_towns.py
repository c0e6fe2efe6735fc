"""The towns that a map names, and in which order."""

import numpy as np
from babel import Locale

from layers.content.basemap import Town
from layers.content.countries import UNITS, countries_near
from layers.content.towns import town_labels

NEARBY = [
    Town("Great City", 36.2, 37.2, 2),
    Town("Seat", 33.3, 44.4, 1, capital=True),
    Town("Raqqa", 35.9, 39.0, 7),
    Town("Other", 34.0, 40.0, 4),
]


LOCAL = [
    Town("Raqqa", 35.93, 39.02, 7, local="Rakka"),
    Town("Mosul", 36.34, 43.13, 4, local="Mossul"),
    Town("Tikrit", 34.6, 43.7, 7),
]


def place(name, rank=8, lat=35.0, lon=40.0):
    return {"name": name, "lat": lat, "lon": lon, "rank": rank}


def test_places_of_events_come_first_and_on_every_map():
    about = {
        "places": [
            place("Village", 10, 30.0),
            place("Hajin", lat=34.7),
            place("Raqqa", lat=35.95, lon=39.01),
            place("Baghouz camp", 10, 34.46, 40.95),
            place("Seat", lat=33.3, lon=44.4),
        ],
        "events": [
            {"place": "Raqqa, Syria"},
            {"place": "Hajin, Syria"},
            {"place": "Raqqa, Syria"},
            {"place": "Baghouz, Syria"},
            {"place": "Seat"},
            {"place": "Elsewhere"},
            {"place": float("nan")},
            {},
        ],
    }
    labels = town_labels(about, NEARBY)
    assert [(label.name, label.zoom) for label in labels] == [
        ("Seat", 0),
        ("Raqqa", 0),
        ("Great City", 0),
        ("Hajin", 0),
        ("Baghouz", 0),  # where the camp is
        ("Village", 10),
        ("Other", 0),
    ]
    assert labels[0].capital and labels[1].lat == 35.95
    assert [label.name for label in labels if not label.own] == ["Great City", "Other"]


def test_without_events_places_of_the_table_come_before_others():
    labels = town_labels({"places": [place("Own", 3)]}, NEARBY)
    assert [label.name for label in labels] == ["Own", *(town.name for town in NEARBY)]


BOUNDS = (36.0, 31.0, 46.0, 37.0)
MODERN = np.datetime64("2014-01-01")


def near(language="en", bounds=BOUNDS, since=MODERN):
    return countries_near(bounds, since=since, locale=Locale(language))


def test_countries_are_named_in_the_language_of_the_page():
    assert {"Syria", "Iraq", "Turkey"} <= {country.name for country in near()}
    assert {"Syrien", "Irak", "Türkei"} <= {country.name for country in near("de")}
    balkans = near(bounds=(15.0, 42.0, 22.0, 46.0))
    names = {country.name for country in balkans}
    assert "Bosnia & Herzegovina" in names  # not "Bosnia and Herz."
    assert "Kosovo" not in names  # it has no code, being disputed


def test_outlines_of_countries_are_written_as_steps():
    (iraq,) = [country for country in near() if country.name == "Iraq"]
    (ring,) = iraq.rings
    vertices = np.cumsum(np.reshape(ring, (-1, 2)), axis=0) / UNITS
    assert np.allclose(vertices.min(axis=0), (38.8, 29.1), atol=0.2)
    assert np.allclose(vertices.max(axis=0), (48.5, 37.4), atol=0.2)


def test_no_country_of_today_is_named_on_older_maps_or_on_the_world():
    assert near(since=np.datetime64("1914-01-01")) == []
    assert near(bounds=(-60.0, -30.0, 60.0, 50.0)) == []


def test_towns_are_named_in_the_language_of_the_map():
    about = {
        "places": [place("Raqqa", 0, 35.95, 39.0), place("Hajin", 0), place("Camp", 0)]
    }
    labels = town_labels(about, LOCAL, {"Hajin": "Hadschin"})
    names = {label.key: label.name for label in labels}
    assert names == {
        "Raqqa": "Rakka",  # as the town of that name around
        "Hajin": "Hadschin",
        "Camp": "Camp",
        "Mosul": "Mossul",
        "Tikrit": "Tikrit",
    }
