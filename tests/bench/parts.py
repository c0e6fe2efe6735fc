"""Each part against the ways users know, in one process and in turns.

What is compared has to agree first: a figure that is quick and wrong is worth nothing.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from bench import peers
from bench.lines import Line, faster, side_by_side

import geo
import geo.measure
import geo.table
from geo.formats.text.geojson_fast import read_fast
from layers.content.summary import summarize
from layers.page.shapes import pack_territory


def area(
    frame: gpd.GeoDataFrame, what: str, *, geod: float, projection: float | None = None
) -> list[Line]:
    """Areas of all rows of `frame`, from its shapely objects.

    `geod` and `projection` are the ratios asked for. None is asked of the projection where edges
    are long: it takes their ends for the whole of them.
    """
    shapes = frame.geometry.to_numpy()
    took = side_by_side(
        {
            "ours": lambda: geo.measure.area_km2(shapes),
            "projection": lambda: peers.by_projection(frame),
            "geod": lambda: peers.by_geod(frame),
        }
    )
    return [
        faster(
            f"Area, {what}: to_crs and area",
            took["projection"],
            took["ours"],
            least=projection,
        ),
        faster(f"Area, {what}: Geod", took["geod"], took["ours"], least=geod),
    ]


def world(folder: Path) -> gpd.GeoDataFrame:
    """All valid polygons of the maps in `folder`: few vertices, long edges."""
    maps = [gpd.read_file(path) for path in sorted(folder.glob("*.geojson"))]
    frame = pd.concat([one[["geometry"]] for one in maps], ignore_index=True)
    return gpd.GeoDataFrame(frame[frame.geometry.is_valid])


def area_agrees(frame: gpd.GeoDataFrame) -> Line:
    """How far from GeographicLib on edges so short that a geodesic is as straight as ours."""
    some = frame.iloc[:: max(len(frame) // 10, 1)]
    dense = some.set_geometry(shapely.segmentize(some.geometry.to_numpy(), 0.001))
    ours, theirs = geo.measure.area_km2(some.geometry), peers.by_geod(dense).to_numpy()
    share = float(np.abs(ours / theirs - 1).max())
    return Line("Area: farthest from Geod on short edges, share", share, "", most=1e-8)


def reading(
    folder: Path, what: str, *, fiona: bool = False
) -> tuple[list[Line], gpd.GeoDataFrame]:
    """Bytes to shapes, and files to a table: what ours checks, joins and tells comes on top.

    Ten times as fast is asked of the shapes. Gives the lines and the table.
    """
    paths = sorted(folder.glob("*.geojson"))
    ways: dict[str, Callable[[], object]] = {
        "shapes": lambda: [read_fast(path.read_bytes()) for path in paths],
        "table": lambda: geo.read_control(folder),
        "pyogrio": lambda: peers.read(paths, "pyogrio"),
    }
    if fiona:
        ways["fiona"] = lambda: peers.read(paths, "fiona")
    took = side_by_side(ways)
    table, frame = geo.read_control(folder), peers.read(paths)
    lines = [
        faster(
            f"Reading, {what}: {ours} against read_file, {way}",
            took[way],
            took[ours],
            least=least,
        )
        for ours, least in (("shapes", 10), ("table", None))
        for way in took
        if way not in ("shapes", "table")
    ]
    lines.append(
        Line(f"Reading, {what}: days that differ", _differ(table, frame), "", most=0)
    )
    return lines, table


def _differ(table: gpd.GeoDataFrame, frame: gpd.GeoDataFrame) -> int:
    """Days of `frame` whose coordinates are not, to the last bit, those of `table`."""
    row = (
        np.searchsorted(table[geo.table.START].to_numpy(), frame["date"].to_numpy()) - 1
    )
    late = table[geo.table.START].to_numpy()[np.minimum(row + 1, len(table) - 1)]
    row = np.where(late == frame["date"].to_numpy(), row + 1, row)
    held = shapely.to_wkb(table.geometry.to_numpy()[row])
    given = shapely.to_wkb(frame.geometry.to_numpy())
    return int((held != given).sum())


def change(
    table: gpd.GeoDataFrame, frame: gpd.GeoDataFrame, what: str, *, pairs: int = 24
) -> list[Line]:
    """Gained, lost and held from each day to the next; the known way on some pairs of days."""
    days = [frame.iloc[[row]][["geometry"]] for row in range(len(frame))]
    some = np.linspace(0, len(days) - 2, min(pairs, len(days) - 1)).astype(int)
    took = side_by_side(
        {
            "ours": lambda: geo.changes(table),
            "overlay": lambda: [peers.overlays(days[i], days[i + 1]) for i in some],
        },
        repeats=3,
    )
    ours, known = took["ours"] / (len(days) - 1), took["overlay"] / len(some)
    return [
        faster(f"Change, {what}: three overlays per pair", known, ours, least=50),
        *_change_agrees(geo.changes(table), frame, what),
    ]


def _change_agrees(
    found: pd.DataFrame, frame: gpd.GeoDataFrame, what: str
) -> list[Line]:
    """Against `shapely.difference` of each two days that follow each other."""
    shapes = frame.geometry.to_numpy()
    gained = geo.measure.area_km2(shapely.difference(shapes[1:], shapes[:-1]))
    lost = geo.measure.area_km2(shapely.difference(shapes[:-1], shapes[1:]))
    ours = found.set_index("date_to").reindex(frame["date"].to_numpy()[1:]).fillna(0)
    apart = np.maximum(
        np.abs(ours["gained_km2"].to_numpy() - gained),
        np.abs(ours["lost_km2"].to_numpy() - lost),
    )
    net = (found["gained_km2"] - found["lost_km2"] - found["net_km2"]).abs()
    share = net.max() / geo.measure.area_km2(shapes[:1])[0]
    return [
        Line(
            f"Change, {what}: farthest from shapely.difference",
            apart.max(),
            "km2",
            most=1e-4,
        ),
        Line(
            f"Change, {what}: gained - lost - net, share of the area",
            share,
            "",
            most=1e-12,
        ),
    ]


def redrawn(frame: gpd.GeoDataFrame, folder: Path, *, seed: int = 1) -> Line:
    """A source that redraws its whole boundary every day: no edge is shared with the day before.

    The known way is `shapely.difference` both ways over all days at once, and `geo.area_km2`.
    Ours does the same and more (checks, dates, held), so "never slower" is asked as 0.9.
    """
    rng = np.random.default_rng(seed)
    shapes = np.array([_shaken(shape, rng) for shape in frame.geometry], dtype=object)
    sound = shapes[shapely.is_valid(shapes)]
    dates = pd.date_range("2022-02-24", periods=len(sound)).strftime("%Y-%m-%d")
    made = gpd.GeoDataFrame({"date": dates}, geometry=sound, crs="EPSG:4326")
    folder.mkdir(parents=True, exist_ok=True)
    made.to_parquet(folder / "redrawn.parquet")
    table = geo.read_control(folder / "redrawn.parquet")
    took = side_by_side(
        {
            "ours": lambda: geo.changes(table),
            "difference": lambda: _by_difference(sound),
        }
    )
    return faster(
        "Change, all redrawn: shapely.difference",
        took["difference"],
        took["ours"],
        least=0.9,
    )


def _shaken(shape: shapely.Geometry, rng: np.random.Generator) -> shapely.Geometry:
    """`shape` with each vertex moved by up to two metres."""
    places = shapely.get_coordinates(shape)
    _, same = np.unique(places, axis=0, return_inverse=True)  # rings stay closed
    moved = rng.uniform(-2e-5, 2e-5, places.shape)[same.ravel()]
    return shapely.set_coordinates(shapely.from_wkb(shape.wkb), places + moved)


def _by_difference(shapes: Sequence[shapely.Geometry]) -> list[np.ndarray]:
    return [
        geo.measure.area_km2(shapely.difference(shapes[1:], shapes[:-1])),
        geo.measure.area_km2(shapely.difference(shapes[:-1], shapes[1:])),
        geo.measure.area_km2(shapes),
    ]


def payload_kb(folder: Path) -> float:
    """Kilobytes of text by which a page carries the polygons of all dates."""
    table = geo.read_control(folder)
    territory = pack_territory(summarize(table))
    return len(territory.packed.data) / 1e3
