import json
import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

import geo
import geo.measure
import geo.table
from geo.data import build_story
from geo.table import in_force

DATA = Path(geo.__file__).parent / "data"
BUILT_WITH_PROJ = "9.5.1"


@pytest.fixture(scope="module")
def areas(story):
    return geo.areas(story, all_dates=True).pivot(
        index="date", columns="status", values="area_km2"
    )


@pytest.fixture
def facts(tmp_path):
    return Path(shutil.copytree(DATA, tmp_path / "facts"))


def features(lines):
    """Properties and coordinates of the rows of a GeoJSON file with a feature a line."""
    rows = [json.loads(line.removesuffix(",")) for line in lines]
    shapes = shapely.from_geojson([json.dumps(row["geometry"]) for row in rows])
    return [row["properties"] for row in rows], shapely.get_coordinates(shapes)


@pytest.fixture(scope="module")
def built():
    """The story as the facts give it."""
    return build_story.story()


def test_the_packaged_polygons_are_those_that_the_facts_give(built):
    """To a decimetre: versions of PROJ differ by less, and one version gives equal bytes."""
    packaged = (DATA / "story.geojson").read_text(encoding="utf-8").splitlines()[1:-1]
    lines, again = (
        [build_story.feature(row) for _, row in table.iterrows()]
        for table in (built, build_story.story())
    )
    assert lines == again
    (told, drawn), (said, found) = features(packaged), features(lines)
    assert told == said
    assert drawn.shape == found.shape
    assert np.abs(drawn - found).max() < 1e-6
    if pyproj.proj_version_str == BUILT_WITH_PROJ:
        assert [line.removesuffix(",") for line in packaged] == lines


@pytest.mark.long
def test_the_packaged_ranges_are_those_that_the_facts_give():
    packaged = pd.read_csv(DATA / "range.csv")
    pd.testing.assert_frame_equal(build_story.ranges(), packaged, rtol=1e-4, atol=0.01)


def test_the_table_of_published_areas_is_what_is_measured_now(story):
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    block = build_story.residuals(story)
    assert build_story.with_block(readme, "residuals", block) == readme


def test_every_finding_of_the_story_is_explained(story):
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    _, section = readme.split("## What `controlmap check` says\n")
    section, *_ = section.split("\n## ")
    named = re.findall(r"\d+ [A-Z][a-z]+ \d{4}", section)
    found = geo.findings(story)
    assert set(found["kind"]) == {"jump", "repeat"}
    dates = {*found["date"], *found["until"]} - {""}
    assert set(named) == {geo.label(date) for date in dates}


def test_both_extents_on_every_date(areas):
    assert set(areas.columns) == {"held", "claimed", "roamed"}
    assert (areas["held"] <= areas["claimed"] + 1e-6).all()


@pytest.mark.parametrize(
    "step", [12, pytest.param(1, marks=pytest.mark.long)], ids=["some", "every"]
)
def test_ground_that_is_held_is_claimed(story, step):
    for date in geo.table.timeline(story)["date"].iloc[::step]:
        ground = geo.territory_on(story, date).set_index("status").geometry
        if "held" in ground:
            outside = ground["held"].difference(ground["claimed"])
            assert geo.measure.area_km2([outside])[0] < 1e-5


def test_the_most_that_was_ever_claimed_is_the_size_of_britain(areas):
    britain = (
        geo.measure.reference_areas().set_index("name").loc["Great Britain", "area_km2"]
    )
    assert 0.97 * britain < areas["claimed"].max() < 1.05 * britain


def test_every_figure_of_ihs_is_met_within_a_tenth(story):
    """Eight figures of one publisher by one definition; no number is fitted to any of them."""
    published = geo.claims()
    published = published[published["publisher"].str.startswith("IHS")]
    compared = geo.check.compared(story, published[published["area_km2_low"] > 0])
    assert len(compared) == 8
    assert compared["ratio"].tolist() == pytest.approx([1] * 8, abs=0.1)


def test_since_september_2018_only_what_a_source_reports_was_regained(story):
    changes = geo.changes(story)
    late = changes[(changes["date_to"] > "2018-09-01") & (changes["status"] == "held")]
    regained = late[late["gained_km2"] > 1e-6]["date_to"].dt.strftime("%Y-%m-%d")
    assert regained.tolist() == ["2018-10-29"]
    without = late[late["gained_km2"].isna()]["date_to"].dt.strftime("%Y-%m-%d")
    assert without.tolist() == ["2018-10-23", "2018-12-09", "2019-01-23"]


@pytest.mark.parametrize(("date", "km2"), [("2019-01-28", 4.0), ("2019-02-16", 0.49)])
def test_the_last_pocket(areas, date, km2):
    assert areas["held"][pd.Timestamp(date)] == pytest.approx(km2, rel=0.03)


def test_on_the_last_day_nothing_is_held_or_claimed_and_desert_is_still_roamed(areas):
    last = areas.loc[pd.Timestamp("2019-03-23")]
    assert last[["held", "claimed"]].tolist() == [0, 0]
    assert last["roamed"] > 4_000


def test_the_curve_turns_up_again_in_october_2018_and_january_2018(areas):
    held = areas["held"]
    assert held[:"2018-10-29"].iloc[-1] > held[:"2018-10-28"].iloc[-1]
    january = held["2017-12-31":"2018-01-31"]
    assert (january.diff() > 0).any()


def test_the_pocket_lies_on_the_left_bank_of_syria(story):
    drawn = story[story["kind"] == "drawn"]
    abu_kamal = shapely.Point(
        40.9185, 34.4523
    )  # on the right bank, across from Baghouz
    assert len(drawn) > 20
    assert not drawn.intersects(abu_kamal).any()
    outlines = build_story._read(DATA)[0]
    assert drawn.within(outlines["SYR"].buffer(1e-6)).all()


def test_what_is_drawn_says_that_its_shape_is_indicative(story):
    assert (geo.table.indicative_rows(story) == (story["kind"] == "drawn")).all()


def test_at_no_date_do_two_rows_of_one_extent_overlap_by_more_than_a_square_metre(
    story,
):
    for date in geo.table.timeline(story)["date"].iloc[::12]:
        for _, rows in story[in_force(story, date)].groupby("status"):
            whole = geo.measure.area_km2([shapely.union_all(rows.geometry.to_numpy())])[
                0
            ]
            assert geo.measure.area_km2(rows.geometry).sum() - whole < 1e-6


def test_every_polygon_names_its_row_and_every_row_its_source(story):
    places = pd.read_csv(DATA / "places.csv")
    assert places["source"].notna().all()
    modelled = story[story["row"].notna()]
    named = places.iloc[modelled["row"].astype(int) - 2]
    assert modelled["place"].tolist() == named["place"].tolist()
    assert modelled["source"].tolist() == named["source"].tolist()
    assert story["source"].str.len().gt(3).all()


def test_a_fact_that_changes_changes_its_own_time_and_nothing_else(built, facts):
    """Palmyra lost a month later: polygons and areas of exactly that month differ."""
    path = facts / "places.csv"
    text = path.read_text(encoding="utf-8")
    (row,) = re.findall(r"^Palmyra \(first spell\).*$", text, flags=re.MULTILINE)
    lost = re.findall(r"\d{4}-\d\d-\d\d", row)[1]
    later = (pd.Timestamp(lost) + pd.DateOffset(months=1)).strftime("%Y-%m-%d")
    path.write_text(text.replace(row, row.replace(lost, later, 1)), encoding="utf-8")
    edited = build_story.story(facts)
    old, new = (
        geo.changes(table, between=_days(built, edited)) for table in (built, edited)
    )
    differ = old["date_to"][(old["net_km2"] - new["net_km2"]).abs() > 1e-6]
    assert set(differ) <= {pd.Timestamp(lost), pd.Timestamp(later)}
    ours, theirs = (
        geo.areas(table).set_index(["date", "status"])["area_km2"]
        for table in (built, edited)
    )
    both = pd.concat([ours, theirs], axis=1, keys=["old", "new"]).dropna().reset_index()
    during = (both["date"] >= lost) & (both["date"] < later)
    assert (both["new"] - both["old"])[during].min() > 100
    assert (both["new"] - both["old"])[~during].abs().max() < 1e-6


def _days(*tables):
    days = sorted(set().union(*(geo.table.timeline(table)["date"] for table in tables)))
    return list(zip(days[:-1], days[1:], strict=True))


def test_what_the_page_is_told_is_what_the_files_say(story):
    about = story.attrs["about"]
    assert len(about["claims"]) == 114
    assert len(about["events"]) == 44
    plotted = [claim for claim in about["claims"] if claim["plotted"]]
    assert all(
        claim["area_km2_low"] or claim["area_km2_high"] or claim["date"] == "2019-03-23"
        for claim in plotted
    )
    assert [
        c["as_stated"] for c in about["claims"] if c["slip"] and c["area_km2_low"]
    ] == [
        "four square miles (headline)",
        "700 square metres",
        "about 600 square metres; no larger than a square kilometre",
    ]
    words = " ".join(about["credits"])
    assert "GeoNames (CC BY 4.0)" in words and "Wikipedia" in words


def test_towns_of_the_story_have_names_in_the_languages_of_the_page(story):
    about = story.attrs["about"]
    names, listed = about["place_names"], about["places"]
    towns = {row["name"] for row in listed if row["rank"] <= 8}
    assert len(towns) > 200 and not towns - set(names)
    for row in names.values():
        assert sorted(row) == ["ar", "de", "es", "fr", "uk"]
        assert all(str(name).strip() for name in row.values())
    # None is of a place that the story has not.
    places = pd.read_csv(DATA / "places.csv")["place"]
    events = {str(row["place"]).split(",")[0] for row in about["events"]}
    assert not set(names) - {row["name"] for row in listed} - events - set(places)
