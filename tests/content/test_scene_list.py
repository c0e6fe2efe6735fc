"""Scenes: those of the built-in story, those that a table brings, those of the data themselves."""

import dataclasses
import re

import geopandas as gpd
import pandas as pd
import pytest
from tables import control, square

import geo
import geo.table
from layers.content.scene_list import scenes
from layers.content.series import timeline
from layers.content.summary import summarize


@pytest.fixture(scope="module")
def story_scenes(story):
    """The story's scenes as they are given, and as the page has them."""
    about = story.attrs[geo.table.ABOUT]
    return about["scenes"], scenes(about, timeline(story))


def test_the_story_has_ten_scenes_in_the_order_of_its_table(story_scenes):
    given, shown = story_scenes
    assert len(given) == len(shown) == 10
    assert [scene["title"] for scene in shown] == [scene["title"] for scene in given]
    for scene in given:
        assert len(scene["caption"].split()) <= 30
        assert scene["place"] and scene["source"]


def test_captions_of_the_story_say_what_its_events_say(story_scenes, story):
    """Each number and each name of a caption stands in the event of its date, with its source."""
    events = {event["date"]: event for event in story.attrs[geo.table.ABOUT]["events"]}
    about_events = [scene for scene in story_scenes[0] if scene["date"] in events]
    assert len(about_events) == 4
    for scene in about_events:
        event = events[scene["date"]]
        assert scene["source"].startswith(event["source"])
        text = " ".join(str(event[name]) for name in ("title", "sentence", "place"))
        text = text.replace("SDF", "Syrian Democratic Forces").replace("Iraq's", "Iraq")
        for word in re.findall(
            r"(?<!\. )(?<!^)\b(?:[A-Z]\w+|[\d,]*\d)", scene["caption"]
        ):
            assert word in text or word == "Syria", f"{scene['date']}: {word}"


def test_what_captions_of_the_story_say_of_areas_is_measured(story_scenes, story):
    shown = {scene["title"]: scene for scene in story_scenes[0]}
    areas = geo.areas(story, all_dates=True)
    km2 = areas.pivot_table(
        index=geo.table.DATE, columns=geo.table.STATUS, values="area_km2"
    )
    britain, most = shown["As large as Britain"], shown["The most it held"]
    claimed = km2["claimed"]
    reference = geo.measure.reference_areas().set_index("name")["area_km2"]
    assert claimed[britain["date"]] == claimed.max()
    assert claimed.max() == pytest.approx(reference["Great Britain"], rel=0.05)
    assert km2["held"][britain["date"]] < claimed.max() / 2, "more than half is desert"
    assert km2["held"][most["date"]] == km2["held"].max()
    same = shown["The same day, desert included"]
    assert same["date"] == most["date"] and most["statuses"] == "held"
    assert claimed[same["date"]] == pytest.approx(2 * km2["held"].max(), rel=0.02)
    held = km2["held"][shown["Mosul is lost"]["date"]]
    assert held == pytest.approx(km2["held"].max() / 3, rel=0.1)
    counted = pd.Timestamp(shown["From here we count differently"]["date"])
    before = pd.Timestamp(shown["A pocket on the Euphrates"]["date"])
    assert str(counted.date()) in {
        entry["date"] for entry in story.attrs[geo.table.ABOUT]["breaks"]
    }
    assert not claimed[(claimed.index >= before) & (claimed.index < counted)].size
    assert claimed[counted] == claimed[claimed.index <= before].iloc[-1], "no loss"
    last = shown["Four square kilometres"]
    assert km2["held"][last["date"]] == pytest.approx(4, abs=0.005)
    assert last["grid_km"] == 1 and "4 km²" in last["caption"]
    assert not km2["held"].iloc[-1] and km2["roamed"].iloc[-1] > 0


def test_a_scene_names_its_figure_and_what_it_leaves_out(story):
    scenes_of_story = summarize(story).scenes
    figures = [(scene["figure"], scene["what"]) for scene in scenes_of_story]
    statuses = story.attrs[geo.table.ABOUT]["statuses"]
    # The title does not name the holder.
    names = {
        "claimed": f"Islamic State, {statuses['claimed']}",
        "held": "Islamic State",
    }
    assert figures[0] == ("218,000 km²", names["claimed"])
    assert figures[2] == ("95,700 km²", names["held"])
    assert figures[3] == ("190,000 km²", names["claimed"])
    assert figures[8] == ("4 km²", names["held"])
    assert "indicative" in scenes_of_story[8]["note"]
    assert "23,300 km²" in scenes_of_story[9]["note"]
    assert "Great Britain" in scenes_of_story[0]["size"]


def test_views_of_the_story_show_territory(story_scenes, story):
    for given, shown in zip(*story_scenes, strict=True):
        if "view" not in shown:
            assert given["view"] is None
            continue
        west, south, east, north = shown["view"]
        held = story[
            (story["start"] <= given["date"])
            & ~(story["end"] <= pd.Timestamp(given["date"]))
        ]
        assert len(gpd.clip(held, (west, south, east, north)))


DAYS = ["2014-06-01", "2015-01-01", "2016-06-01", "2019-03-23"]


@pytest.fixture
def times():
    sizes = [2, 4, 1]
    intervals = zip(DAYS, DAYS[1:], sizes, strict=False)
    return timeline(
        control(
            *(
                ("red", start, end, square(0, size=size))
                for start, end, size in intervals
            )
        )
    )


def test_without_scenes_those_of_the_data_are_shown(times):
    made = scenes({}, times)
    assert [scene["index"] for scene in made] == [0, 1, 2, 3]
    first, peak, fall, last = (scene["caption"] for scene in made)
    assert "begins" in first and "largest extent" in peak and "nothing" in last
    before, after = times.series[0].km2[1:3]
    assert f"{round(100 * (before - after) / before)} %" in fall
    assert made[1]["label"] == "1 January 2015" and times.labels[1] in fall


def test_a_table_of_one_date_has_one_scene():
    times = timeline(control(("red", "2014-06-01", None, square(0))))
    assert [scene["index"] for scene in scenes({}, times)] == [0]


def test_scenes_that_a_table_brings_keep_their_order(times):
    given = [
        {"date": "2016", "caption": "Later.", "view": "0 0 2.5 2", "source": None},
        {"date": pd.Timestamp("2014-08-01"), "caption": "First.", "source": "A book"},
    ]
    later, first = scenes({"scenes": given}, times)
    assert first == {
        "index": 0,
        "exact": False,
        "label": "1 August 2014",
        "when": "1 August 2014, unchanged since 1 June 2014",
        "shown": "2014-06-01",
        "caption": "First.",
        "series": 0,
        "source": "A book",
    }
    assert later["index"] == 1, "in force then"
    assert later["view"] == [0, 0, 2.5, 2] and "source" not in later
    frame = pd.DataFrame(given[:1]).assign(view=[[0, 0, 2, 2]])
    assert scenes({"scenes": frame}, times)[0]["view"] == [0, 0, 2, 2]


def test_between_snapshots_nobody_says_that_nothing_changed(times):
    snapshots = dataclasses.replace(times, snapshots=True)
    (scene,) = scenes({"scenes": [{"date": "2014-08-01"}]}, snapshots)
    assert scene["when"] == "1 August 2014; shown as on 1 June 2014"


def test_a_scene_can_leave_out_statuses_and_name_another_figure():
    rows = [
        ((actor, status), "2014-06-01", None, square(place, size=size))
        for place, actor in ((0, "red"), (20, "blue"))
        for status, size in (("claimed", 4), ("held", 2))
    ]
    times = timeline(control(*rows[:3], rows[3]))
    given = {
        "date": "2014-06-01",
        "actor": "red",
        "figure": "claimed",
        "statuses": "held; ",
        "beside": "Wales",
        "grid_km": 10,
    }
    (scene,) = scenes({"scenes": [given]}, times)
    series = times.series[scene["series"]]
    assert (series.actor, series.status) == ("red", "claimed")
    assert [times.statuses[place] for place in scene["hidden"]] == ["claimed"]
    assert (scene["beside"], scene["grid_km"]) == ("Wales", 10)
    assert "hidden" not in scenes({"scenes": [{**given, "statuses": []}]}, times)[0]


@pytest.mark.parametrize(
    ("scene", "message"),
    [
        ({"caption": "a"}, "scene 1: no date"),
        ({"date": "soon"}, "soon"),
        ({"date": "2015", "view": [1, 2, 3]}, "scene 1 (2015): not a view ([1, 2, 3])"),
        ({"date": "2015", "view": [3, 0, 1, 2]}, "not a view"),
        ({"date": "2015", "view": "all of it"}, "not a view ('all of it')"),
        ({"date": "2015", "actor": "blue"}, "actor: unknown name ('blue'); use one of"),
        ({"date": "2015", "figure": "held"}, "figure: unknown name ('held'); use one"),
        ({"date": "2015", "statuses": ["x"]}, "statuses: unknown name ('x')"),
        ({"date": "2015", "statuses": 3}, "statuses: not a list (3)"),
        ({"date": "2015", "beside": "Atlantis"}, "beside: unknown name ('Atlantis')"),
        ({"date": "2015", "grid_km": 0}, "grid_km: not the side of a square (0)"),
        ({"date": "2015", "grid_km": "wide"}, "not the side of a square ('wide')"),
    ],
)
def test_a_scene_that_cannot_be_shown_is_refused(times, scene, message):
    with pytest.raises(geo.ControlError, match=re.escape(message)):
        scenes({"scenes": [scene]}, times)
