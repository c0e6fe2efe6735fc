"""Whole tables under stress: read from a file, checked, repaired, measured, compared, written out.

Rows of several actors in any order, intervals that overlap, points and lines and empty shapes
among the polygons, snapshots; what comes out is held against `scanlines`.
"""

import warnings

import numpy as np
import pytest
import shapely
from hypothesis import given
from invalid_shapes import frame, shape, tapes
from scanlines import EARTH_KM2, Meant
from stress import drawn
from text_formats import geojson

import geo
import geo.base
import geo.measure

pytestmark = pytest.mark.stress

YEARS = range(2001, 2005)
OTHERS = (
    None,
    {"type": "Point", "coordinates": [1.0, 2.0]},
    {"type": "LineString", "coordinates": [[0.0, 0.0], [1.0, 1.0]]},
    {"type": "GeometryCollection", "geometries": []},
    {"type": "Polygon", "coordinates": []},
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("stress")


def rows_of(tape):
    """Rows of a table of intervals, or of snapshots of one or two actors; some are no polygons."""
    at = frame(tape)
    snapshots = tape.number(3) == 2
    rows = []
    for _ in range(2 + tape.number(4)):
        start, length = tape.one(YEARS), tape.number(4)
        end = str(start + length) if length else ""
        when = {"date": str(start)} if snapshots else {"start": str(start), "end": end}
        drawn_shape = tape.one(OTHERS) if tape.number(10) == 9 else shape(tape, *at)
        rows.append(({"actor": tape.one(("red", "blue")), **when}, drawn_shape))
        if tape.number(8) == 7:
            rows.append(rows[-1])
    return rows


def held(rows):
    """Actor, first and last year (without) and shape of each row that has territory."""
    held_rows = []
    every = sorted({int(row["date"]) for row, _ in rows if "date" in row})
    for row, parts in rows:
        if not isinstance(parts, list):
            continue
        if "date" in row:
            start = int(row["date"])
            end = next((year for year in every if year > start), 9999)
        else:
            start, end = int(row["start"]), int(row["end"] or 9999)
        held_rows.append((row["actor"], start, end, parts))
    return held_rows


def read(path, rows):
    path.write_text(geojson(rows), encoding="utf-8")
    snapshots = any("date" in row for row, _ in rows)
    # intervals at random show nothing of their ends, or the wrong thing
    options = {} if snapshots else {"ends": "exclusive", "last_end": "lost"}
    return geo.read_control(path, **options)


def areas(table):
    sizes = geo.areas(table, all_dates=True)
    return sizes.set_index(["date", "actor"])["area_km2"]


@drawn(0.5)
@given(tapes)
def test_a_table_gives_right_numbers_or_a_finding(folder, tape):
    rows = rows_of(tape)
    meant_rows = held(rows)
    if not meant_rows:
        return
    path = folder / "front.geojson"
    corners = np.array(
        [
            at
            for *_, parts in meant_rows
            for part in parts
            for ring in part
            for at in ring
        ]
    )
    if (np.abs(corners) > [360, 90.000001]).any():
        with pytest.raises(geo.ReadError, match="is not on the globe"):
            read(path, rows)
        return
    meant = Meant([parts for *_, parts in meant_rows])
    if meant.doubtful:
        return
    table = read(path, rows)
    assert len(table) == len(meant_rows)
    findings = geo.findings(table)
    assert set(findings["severity"]) <= {"error", "doubt", "note"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", geo.base.RepairWarning)
        sound = geo.measure.repair_table(table)
    if not (findings["severity"] == "error").any():
        assert (
            shapely.equals_identical(sound.geometry, table.geometry).all()
            or (findings["kind"] == "beyond").any()
        )
    assert geo.measure.repair_table(sound) is sound
    size = areas(sound)
    assert np.isfinite(size).all() and (size >= 0).all()
    assert (size <= EARTH_KM2 * (1 + 1e-12)).all()

    days = sorted({date for date, _ in size.index})
    actors = sorted({actor for actor, *_ in meant_rows})
    near = 2 * meant.rounding_km2()
    if np.ptp(corners[:, 0]) <= 360:

        def rules(covered):
            nowhere = np.zeros_like(covered[0])
            on = [
                [
                    np.any(
                        [nowhere]
                        + [
                            here
                            for here, (who, start, end, _) in zip(covered, meant_rows)
                            if who == actor and start <= day.year < end
                        ],
                        axis=0,
                    )
                    for actor in actors
                ]
                for day in days
            ]
            steps = [
                [now & ~was, was & ~now, was & now]
                for before, after in zip(on, on[1:])
                for was, now in zip(before, after)
            ]
            return [*sum(on, []), *sum(steps, [])]

        right = meant.areas(rules)
        assert size.tolist() == pytest.approx(right[: len(size)], rel=0, abs=near)
        right_steps = right[len(size) :]
    else:
        right_steps = None

    steps = geo.changes(sound, all_dates=True)
    columns = ["gained_km2", "lost_km2", "held_km2"]
    if right_steps is not None:
        told_steps = steps[columns].to_numpy().ravel()
        assert told_steps == pytest.approx(right_steps, rel=0, abs=near)
    for step in steps.itertuples():
        was, now = size[step.date_from, step.actor], size[step.date_to, step.actor]
        trace = 2e-9 * max(was, now) + 1e-12  # a square millimetre
        assert step.gained_km2 - step.lost_km2 == pytest.approx(
            now - was, rel=0, abs=trace
        )
        assert step.held_km2 + step.gained_km2 == pytest.approx(now, rel=0, abs=trace)
        assert step.held_km2 + step.lost_km2 == pytest.approx(was, rel=0, abs=trace)
    if len(days) > 1:
        first = steps[steps["date_from"] == days[0]].set_index("actor")
        for shapes, column in (
            (geo.gained(sound, before=days[0], after=days[1]), "gained_km2"),
            (geo.lost(sound, before=days[0], after=days[1]), "lost_km2"),
        ):
            told_km2 = first.loc[shapes["actor"], column].to_numpy()
            assert geo.measure.area_km2(shapes.geometry) == pytest.approx(
                told_km2, rel=0, abs=near
            )

    again = read(path, rows[::-1] + rows[:1])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", geo.base.RepairWarning)
        other = areas(again)
    assert other.index.equals(size.index)
    assert other.to_numpy() == pytest.approx(size.to_numpy(), rel=0, abs=near)

    out = folder / "again.geojson"
    columns = ["actor", "start_text", "end_text", "geometry"]
    out.write_text(table[columns].to_json(), encoding="utf-8")
    back = geo.read_control(
        out, start="start_text", end="end_text", ends="exclusive", last_end="lost"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", geo.base.RepairWarning)
        assert areas(back).to_csv() == areas(table).to_csv()
