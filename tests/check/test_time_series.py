import numpy as np
import pandas as pd
import pytest
from tables import control, square

import geo
import geo.measure


def findings(table, kind, **options):
    found = geo.findings(table, **options)
    return found[found["kind"] == kind]


def series(dates, shapes=None):
    """Snapshots of red on `dates`, each until the next."""
    ends = [*dates[1:], None]
    shapes = shapes or [square(0, size=1 + i / 100) for i in range(len(dates))]
    return control(*zip(["red"] * len(dates), dates, ends, shapes, strict=True))


def test_dates_missing_from_a_daily_series_and_repeats():
    days = [f"2024-07-{day:02}" for day in (1, 2, 3, 4, 5, 6, 9, 10)]
    shapes = [square(0, size=1 + i / 100) for i in range(7)]
    found = geo.findings(series(days, [*shapes, shapes[-1]]))
    assert found[["severity", "date", "finding"]].to_numpy().tolist() == [
        [
            "doubt",
            "2024-07-09",
            "2 dates missing after 6 July 2024 in a series with a date every day",
        ],
        ["note", "2024-07-10", "the same territory as on 9 July 2024"],
    ]


def test_a_month_missing_from_monthly_maps_although_months_differ_in_length():
    months = [f"2023-{month:02}" for month in (1, 2, 3, 4, 5, 7, 8, 9)]
    (finding,) = findings(series(months), "gap").itertuples()
    assert finding.date == "2023-07"
    assert finding.finding == (
        "1 date missing after May 2023 in a series with a date every month"
    )


def test_years_missing_from_a_map_every_five_years():
    years = ["1900", "1905", "1910", "1915", "1920", "1935", "1940", "1945"]
    (finding,) = findings(series(years), "gap").itertuples()
    assert finding.date == "1935"
    assert finding.finding == (
        "2 dates missing after 1920 in a series with a date every 5 years"
    )


@pytest.mark.parametrize(
    "dates",
    [
        [str(day) for day in np.arange("2023-12-20", "2024-03-05", dtype="M8[D]")],
        [str(month) for month in np.arange("2019-03", "2021-06", dtype="M8[M]")],
        [f"{year:04}" for year in range(1896, 1910)],
        ["1815", "1880", "1914", "1920", "1938", "1945", "2000"],
        ["2024-07-01", "2024-07-09"],
        [f"2024-07-{day:02}" for day in (1, 2, 3, 7, 8, 12, 20, 21, 22)],
    ],
)
def test_whole_and_irregular_series_miss_nothing(dates):
    assert findings(series(dates), "gap").empty


def test_a_gap_is_found_wherever_it_is_and_however_long():
    days = pd.date_range("2024-01-01", "2024-02-29").strftime("%Y-%m-%d").tolist()
    for start, length in ((1, 1), (20, 4), (50, 8)):
        left = days[:start] + days[start + length :]
        (finding,) = findings(series(left), "gap").itertuples()
        assert finding.date == days[start + length]
        dates = "1 date" if length == 1 else f"{length} dates"
        assert finding.finding.startswith(f"{dates} missing after ")


def test_intervals_have_no_dates_to_miss():
    years = [str(year) for year in (1900, 1901, 1902, 1903, 1904, 1907, 1908)]
    rows = [(f"actor {y}", y, "1909", square(i * 2)) for i, y in enumerate(years)]
    assert findings(control(*rows), "gap").empty


def test_a_run_of_repeats_is_one_finding_from_its_first_date_to_the_first_change():
    days = [f"2024-07-{day:02}" for day in range(1, 10)]
    shapes = [square(0, size=size) for size in (1, 1, 1, 1, 1.1, 1.2, 1.2, 1.3, 1.3)]
    found = findings(series(days, shapes), "repeat")
    assert found[["date", "until", "finding"]].to_numpy().tolist() == [
        [
            "2024-07-02",
            "2024-07-05",
            "the same territory as on 1 July 2024, 3 dates in a row",
        ],
        ["2024-07-07", "2024-07-08", "the same territory as on 6 July 2024"],
        ["2024-07-09", "", "the same territory as on 8 July 2024"],
    ]


def test_a_date_repeats_only_if_everybodys_territory_is_the_same():
    rows = [
        ("red", "2020", "2021", square(0)),
        ("red", "2021", None, square(0)),
        ("blue", "2020", "2021", square(3)),
        ("blue", "2021", None, square(3, size=1.1)),
    ]
    assert findings(control(*rows), "repeat").empty
    rows[3] = ("blue", "2021", None, square(3))
    assert len(findings(control(*rows), "repeat")) == 1


def test_territory_that_changes_hands_is_no_repeat():
    table = control(
        ("red", "2020", "2021", square(0)), ("blue", "2021", None, square(0))
    )
    assert findings(table, "repeat").empty


def test_an_area_that_jumps():
    table = control(
        ("red", "2020", "2021", square(0)), ("red", "2021", None, square(0, size=3))
    )
    small, large = geo.measure.area_km2([square(0), square(0, size=3)])
    (finding,) = findings(table, "jump").itertuples()
    assert finding.finding == (
        f"the area jumps from {small:,.3f} km2 (2020) to {large:,.3f} km2 (+800%)"
    )
    assert finding.km2 == pytest.approx(large - small)
    assert (finding.file, finding.date, finding.actor) == ("drawn 1", "2021", "red")
    assert geo.findings(table, jump=0.95).empty


def test_a_reader_who_asks_for_less_gets_smaller_jumps():
    table = series(
        ["2020", "2021", "2022"], [square(0, size=s) for s in (1, 1.1, 1.12)]
    )
    assert findings(table, "jump").empty
    assert findings(table, "jump", jump=0.1)["date"].tolist() == ["2021"]
    assert findings(table, "jump", jump=0.0)["date"].tolist() == ["2021", "2022"]


def test_ends_are_not_mistaken_for_jumps():
    table = control(
        ("red", "2020", "2021", square(0)), ("blue", "2020", None, square(3))
    )
    assert table["end"].notna().any()
    assert geo.findings(table).empty


def test_territory_that_vanishes_for_a_day_and_returns():
    table = control(
        ("red", "2020-03-01", "2020-03-02", square(0)),
        ("blue", "2020-03-01", None, square(3)),
        ("red", "2020-03-03", None, square(0, size=1.1)),
    )
    before, after = geo.measure.area_km2([square(0), square(0, size=1.1)])
    gap, finding = geo.findings(table).itertuples()
    assert (gap.severity, gap.kind, gap.date) == ("error", "ends", "2020-03-02")
    assert finding.finding == (
        f"holds no territory on 1 date (1 day) after {before:,.3f} km2 (1 March 2020), "
        f"and {after:,.3f} km2 again later"
    )
    assert (finding.date, finding.until) == ("2020-03-02", "2020-03-03")
    assert (finding.actor, finding.kind) == ("red", "vanished")


def test_roamed_land_may_jump_vanish_and_return():
    held = control(
        ("red", "2020-03-01", "2020-03-02", square(0, size=2)),
        ("red", "2020-03-02", "2020-03-03", square(0)),
        ("red", "2020-03-04", None, square(0)),
    )
    assert len(findings(held, "jump")) == len(findings(held, "vanished")) == 1
    roamed = held.assign(status="roamed")
    assert findings(roamed, "jump").empty and findings(roamed, "vanished").empty


def test_overlapping_rows_of_an_actor_make_no_jump():
    table = control(
        ("red", "2020", None, square(0)),
        ("red", "2021", None, shapely_inner := square(0.1, 0.1, size=0.8)),
    )
    assert (
        geo.measure.area_km2([shapely_inner])[0]
        > 0.5 * geo.measure.area_km2([square(0)])[0]
    )
    assert findings(table, "jump").empty
