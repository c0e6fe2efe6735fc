"""The polygons as measured, for other programs: GeoPackage and GeoJSON with full coordinates."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from geo.dates import iso_text
from geo.measure import area_km2
from geo.table import END, START
from layers.output.atomic_files import write_file
from layers.output.provenance import Made

# GeoPackage notes when a file was changed; the same ground is to give the same bytes.
_CLOCK = "OGR_CURRENT_DATE"
_ANY_DAY = "2000-01-01T00:00:00.000Z"
_YEARS = np.datetime64("0001-01-01", "s"), np.datetime64("9999-12-31", "s")
_LAYER = "control"


def write_geopackage(
    table: gpd.GeoDataFrame, path: Path, made: Made | None = None
) -> None:
    """One row a polygon, with `area_km2` of it alone; EPSG:4326, every bit of its coordinates.

    `start` and `end` are dates where all are of the years 1 to 9999, which GIS programs can then
    play; else ISO text. `start_text` and `end_text` are as the source wrote them. The metadata of
    the file tell what it was `made` of.
    """
    rows = _columns(table)
    for name in (START, END):
        known = table[name].dropna().to_numpy()
        if ((known >= _YEARS[0]) & (known <= _YEARS[1])).all():
            rows[name] = table[name].astype("datetime64[ms]").to_numpy()
    frame = gpd.GeoDataFrame(rows, geometry=table.geometry.to_numpy(), crs="EPSG:4326")
    with _settled():
        memory = io.BytesIO()  # GDAL tells of a full disk in the words of its database
        pyogrio.write_dataframe(
            frame,
            memory,
            driver="GPKG",
            layer=_LAYER,
            geometry_type="MultiPolygon",
            promote_to_multi=True,
            layer_options={"FID": "_row"},
            dataset_metadata=made and {"CONTROLMAP": made.json},
        )
    write_file(path, memory.getvalue())


def write_geojson(
    table: gpd.GeoDataFrame, path: Path, made: Made | None = None
) -> None:
    """The same as GeoJSON, a feature on a line; outer rings run against the clock (RFC 7946).

    What it was `made` of is a member `provenance` of the collection.
    """
    rows = _columns(table)
    names = [str(name) for name in rows.columns]
    shapes = shapely.to_geojson(shapely.orient_polygons(table.geometry.to_numpy()))
    with path.open("w", encoding="utf-8", newline="\n") as file:
        said = f'"provenance":{made.json},' if made else ""
        file.write(f'{{"type":"FeatureCollection",{said}"features":[\n')
        before = ""
        for values, shape in zip(
            rows.itertuples(index=False, name=None), shapes, strict=True
        ):
            told = {
                name: _plain(value) for name, value in zip(names, values, strict=True)
            }
            properties = json.dumps(told, ensure_ascii=False, allow_nan=False)
            file.write(
                f'{before}{{"type":"Feature","properties":{properties},"geometry":{shape}}}'
            )
            before = ",\n"
        file.write("\n]}\n")


def _columns(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """The columns of `table` but its ground, under names that differ in more than case."""
    rows = pd.DataFrame(table.drop(columns=table.geometry.name)).reset_index(drop=True)
    for name in (START, END):
        rows[name] = [
            None if pd.isna(one) else iso_text(one.to_datetime64())
            for one in rows[name]
        ]
    rows["area_km2"] = area_km2(table.geometry)
    taken: set[str] = {"_row", "geom"}
    names = []
    for name in map(str, rows.columns):
        told, count = name, 1
        while told.lower() in taken:
            count += 1
            told = f"{name}_{count}"
        taken.add(told.lower())
        names.append(told)
    return rows.set_axis(names, axis=1)


def _plain(value: Any) -> Any:
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)  # a column of whole numbers with gaps
    return value if isinstance(value, bool | int | float | str) else str(value)


@contextmanager
def _settled() -> Iterator[None]:
    """GDAL with a clock that stands still."""
    before = pyogrio.get_gdal_config_option(_CLOCK)
    pyogrio.set_gdal_config_options({_CLOCK: _ANY_DAY})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({_CLOCK: before})
