import numpy as np
import pandas as pd
import pytest
import shapely

import geo
from geo.check import uncertainty

FRAME = shapely.box(38, 34, 40, 36)


def listed(rows):
    """Places as `territory` takes them: name, lon, from, to, precision of both, km off."""
    names, lon, start, end, precision, km = zip(*rows, strict=True)
    return pd.DataFrame(
        {
            "place": names,
            "lat": 35.0,
            "lon": lon,
            "kind": "town",
            "actor": "red",
            "status": "held",
            "source": "drawn",
            "start": np.array(start, dtype="datetime64[s]"),
            "end": np.array(end, dtype="datetime64[s]"),
            "start_text": start,
            "end_text": end,
            "from_precision": precision,
            "to_precision": precision,
            "coord_km": np.array(km, dtype=float),
        }
    )


def ranged(places, **how):
    found = geo.area_range(places, FRAME, **{"draws": 5} | how)
    return found[found["status"] == "held"].set_index("date")


def held(places):
    found = geo.areas(geo.territory(places, FRAME))
    return found[found["status"] == "held"].set_index("date")["area_km2"]


def test_what_is_exact_has_no_range():
    places = listed([("West", 38.5, "2014-01-10", "2016-01-20", "day", 0)])
    found, areas = ranged(places), held(places)
    assert set(found["actor"]) == {"red"}
    assert found["low_km2"].to_numpy() == pytest.approx(areas.to_numpy())
    assert found["high_km2"].to_numpy() == pytest.approx(areas.to_numpy())


def test_a_month_may_begin_on_its_last_day_and_end_on_its_first():
    """East is held all through; West from some day of January to some day of March."""
    places = listed(
        [
            ("East", 39.5, "2014-01-01", "2015-01-01", "day", 0),
            ("West", 38.5, "2014-01-10", "2014-03-20", "month", 0),
        ]
    )
    found, areas = ranged(places), held(places)
    taken, lost = pd.Timestamp("2014-01-10"), pd.Timestamp("2014-03-20")
    one, both = areas[pd.Timestamp("2014-01-01")], areas[taken]
    assert found.loc[taken, ["low_km2", "high_km2"]].tolist() == pytest.approx(
        [one, both]
    )
    assert found.loc[lost, ["low_km2", "high_km2"]].tolist() == pytest.approx(
        [one, both]
    )


def test_points_that_may_be_off_widen_the_range():
    """A town 10 km from the edge loses territory if moved towards it, and gains if moved away."""
    rows = [("West", 38.1, "2014-01-10", "2016-01-20", "day", 8)]
    sure = held(listed(rows)).iloc[0]
    found = ranged(listed(rows), draws=20).iloc[0]
    assert found["low_km2"] < sure < found["high_km2"]
    narrow = ranged(listed([(*rows[0][:5], 1)]), draws=20).iloc[0]
    width = found["high_km2"] - found["low_km2"]
    assert narrow["high_km2"] - narrow["low_km2"] < width / 3


def test_the_farthest_twentieths_are_left_out(monkeypatch):
    """Of 21 draws a twentieth is one: the range runs from the second to the last but one."""
    tables = []

    def recorded(places, frame, **options):
        tables.append(geo.territory(places, frame, **options))
        return tables[-1]

    monkeypatch.setattr(uncertainty, "territory", recorded)
    found = ranged(
        listed([("West", 38.1, "2014-01-10", "2016-01-20", "day", 8)]), draws=21
    ).iloc[0]
    areas = [geo.areas(table) for table in tables[1:]]  # the first is as listed
    areas = sorted(
        one.loc[one["status"] == "held", "area_km2"].iloc[0] for one in areas
    )
    assert len(areas) == 21 and areas[1] > areas[0] + 1
    assert found["low_km2"] == pytest.approx(areas[1])
    assert found["high_km2"] == pytest.approx(areas[-2])


def test_the_same_seed_gives_the_same_range():
    places = listed([("West", 38.5, "-0322-01-10", "0001-01-20", "year", 5)])
    pd.testing.assert_frame_equal(ranged(places), ranged(places))
    assert not ranged(places, seed=1).equals(ranged(places))


def test_other_definitions_of_inhabited_land_widen_the_range():
    """The published definition comes first; the others are drawn in turn."""
    places = listed([("West", 38.5, "2014-01-10", "2016-01-20", "day", 0)])
    wide, narrow = shapely.box(38, 34, 39, 36), shapely.box(38, 34, 39, 34.5)
    only = ranged(places, draws=8, inhabited=[wide]).iloc[0]
    assert only["low_km2"] == only["high_km2"]
    both = ranged(places, draws=8, inhabited=[wide, narrow]).iloc[0]
    assert both["high_km2"] == pytest.approx(only["high_km2"])
    assert both["low_km2"] < 0.8 * only["low_km2"]
