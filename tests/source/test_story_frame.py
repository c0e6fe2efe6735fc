"""The frame of the built-in story: what is in the package, and the script that makes it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

DATA = Path(__file__).parents[2] / "geo" / "data"


@pytest.fixture(scope="module")
def frame() -> dict[str, shapely.Polygon]:
    table = gpd.read_file(DATA / "frame.geojson")
    return dict(zip(table["iso"], table.geometry, strict=True))


def test_syria_and_iraq_meet_without_overlap_or_gap(
    frame: dict[str, shapely.Polygon],
) -> None:
    syria, iraq = frame["SYR"], frame["IRQ"]
    border = syria.boundary.intersection(iraq.boundary)
    shared = set(syria.exterior.coords) & set(iraq.exterior.coords)
    assert syria.intersection(iraq).area == 0
    assert border.length > 5
    assert {*map(tuple, shapely.get_coordinates(border))} == shared
    assert shapely.union_all([syria, iraq]).geom_type == "Polygon"


def test_the_golan_heights_are_assigned_to_nobody(
    frame: dict[str, shapely.Polygon],
) -> None:
    assert not any(
        ground.contains(shapely.Point(35.8, 33.0)) for ground in frame.values()
    )


def test_rings_of_the_frame_turn_as_geojson_asks(
    frame: dict[str, shapely.Polygon],
) -> None:
    assert all(ground.is_valid and ground.exterior.is_ccw for ground in frame.values())


def numbers(coordinates: Any) -> list[float]:
    if isinstance(coordinates, list):
        return [number for item in coordinates for number in numbers(item)]
    return [coordinates]


def test_coordinates_of_the_frame_have_six_decimals_at_most() -> None:
    features = json.loads((DATA / "frame.geojson").read_text(encoding="utf-8"))[
        "features"
    ]
    found = [
        n for feature in features for n in numbers(feature["geometry"]["coordinates"])
    ]
    assert found and all(number == round(number, 6) for number in found)


def test_borders_and_coasts_make_countries(tmp_path: Path) -> None:
    """A square of land, halved by a border, with a lake: one rectangle per country."""
    land = shapely.box(36, 30, 48, 37).difference(shapely.box(44, 33, 45, 34))
    gpd.GeoDataFrame(geometry=[land], crs=4326).to_file(tmp_path / "ne_10m_land.shp")
    lines = [
        shapely.LineString([(41, 29), (41, 38)]),
        shapely.LineString([(36, 34), (41, 34)]),
    ]
    kinds = ["International boundary (verify)", "Overlay limit"]
    borders = gpd.GeoDataFrame({"featurecla": kinds}, geometry=lines, crs=4326)
    borders.to_file(tmp_path / "ne_10m_admin_0_boundary_lines_land.shp")

    shutil.copy(DATA / "build_frame.py", tmp_path)
    subprocess.run([sys.executable, tmp_path / "build_frame.py", tmp_path], check=True)

    made = gpd.read_file(tmp_path / "frame.geojson").set_index("iso").geometry
    assert made["SYR"].equals(shapely.box(36, 30, 41, 37))
    assert made["IRQ"].equals(shapely.box(41, 30, 48, 37))
