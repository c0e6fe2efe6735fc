"""Scenes: those of the built-in story, those that a table brings, those of the data themselves."""

import re

import geopandas as gpd
import pandas as pd
import pytest
from tables import control, square

import geo
import geo.table
from layers.content.scene_list import scenes
from layers.content.series import timeline


@pytest.fixture(scope="module")
def story_scenes(story):
    """The story's scenes as they are given, and as the page has them."""
    about = story.attrs[geo.table.ABOUT]
    return about["scenes"], scenes(about, timeline(story))


def test_the_story_has_twelve_scenes_in_order_of_date(story_scenes):
    given, shown = story_scenes
    assert len(given) == len(shown) == 12
    assert [scene["date"] for scene in given] == sorted(
        scene["date"] for scene in given
    )
    indices = [scene["index"] for scene in shown]
    assert indices == sorted(set(indices)), "each shows another date"


def test_captions_of_the_story_say_what_its_events_say(story_scenes, story):
    """Each number and each name of a caption stands in the event of its date, with its source."""
    events = {event["date"]: event for event in story.attrs[geo.table.ABOUT]["events"]}
    for scene in story_scenes[0]:
        if scene["date"] not in events:
            continue
        event = events[scene["date"]]
        assert scene["source"] == event["source"]
        text = " ".join(str(event[name]) for name in ("title", "sentence", "place"))
        text = text.replace("SDF", "Syrian Democratic Forces").replace("Iraq's", "Iraq")
        for word in re.findall(
            r"(?<!\. )(?<!^)\b(?:[A-Z]\w+|[\d,]*\d)", scene["caption"]
        ):
            if word not in (
                "Turkey",
                "Euphrates",
            ):  # where a place is, not what happened
                assert word in text, f"{scene['date']}: {word}"
    others = [scene for scene in story_scenes[0] if scene["date"] not in events]
    assert len(others) == 1, "the peak"


def test_the_scene_at_the_height_is_true(story_scenes, story):
    (peak,) = (
        scene for scene in story_scenes[0] if "Great Britain" in scene["caption"]
    )
    areas = geo.areas(story, all_dates=True)
    claimed = areas[areas[geo.table.STATUS] == "claimed"].set_index(geo.table.DATE)
    area = claimed["area_km2"][peak["date"]]
    britain = geo.measure.reference_areas().set_index("name")["area_km2"]
    assert area == pytest.approx(britain["Great Britain"], rel=0.05)
    assert area > 0.99 * claimed["area_km2"].max()
    events = {
        event["title"]: event["date"]
        for event in story.attrs[geo.table.ABOUT]["events"]
    }
    fallen = [events["Ramadi taken"], events["Palmyra taken"]]
    assert (pd.Timestamp(fallen[1]) - pd.Timestamp(fallen[0])).days <= 7
    assert fallen[1] <= peak["date"]


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


def test_scenes_that_a_table_brings_are_put_in_order(times):
    given = [
        {"date": "2016", "caption": "Later.", "view": "0 0 2.5 2", "source": None},
        {"date": pd.Timestamp("2014-08-01"), "caption": "First.", "source": "A book"},
    ]
    first, later = scenes({"scenes": given}, times)
    assert first == {
        "index": 0,
        "exact": False,
        "label": "1 August 2014",
        "caption": "First.",
        "source": "A book",
    }
    assert later["index"] == 1, "in force then"
    assert later["view"] == [0, 0, 2.5, 2] and "source" not in later
    frame = pd.DataFrame(given[:1]).assign(view=[[0, 0, 2, 2]])
    assert scenes({"scenes": frame}, times)[0]["view"] == [0, 0, 2, 2]


@pytest.mark.parametrize(
    ("scene", "message"),
    [
        ({"caption": "a"}, "scene 1: no date"),
        ({"date": "soon"}, "soon"),
        ({"date": "2015", "view": [1, 2, 3]}, "scene 1 (2015): not a view ([1, 2, 3])"),
        ({"date": "2015", "view": [3, 0, 1, 2]}, "not a view"),
        ({"date": "2015", "view": "all of it"}, "not a view ('all of it')"),
    ],
)
def test_a_scene_that_cannot_be_shown_is_refused(times, scene, message):
    with pytest.raises(geo.ControlError, match=re.escape(message)):
        scenes({"scenes": [scene]}, times)
