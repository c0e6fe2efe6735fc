"""Write the polygons as measured as GeoPackage and GeoJSON, with full coordinates."""

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
from geo.table import END, START, require_columns
from layers.output.atomic_files import write_file
from layers.output.provenance import Provenance

# GDAL writes the time into a GeoPackage; the same table must give the same bytes.
_CLOCK = "OGR_CURRENT_DATE"
_ANY_DAY = "2000-01-01T00:00:00.000Z"
_YEARS = np.datetime64("0001-01-01", "s"), np.datetime64("9999-12-31", "s")
_LAYER = "control"


def write_geopackage(
    table: gpd.GeoDataFrame, path: Path, provenance: Provenance | None = None
) -> None:
    """Write one row for each polygon, with its own `area_km2`, in EPSG:4326.

    `start` and `end` are dates where all are of the years 1 to 9999, which GIS programs can then
    play; else ISO text. `start_text` and `end_text` are as the source wrote them. The metadata of
    the file hold its provenance.
    """
    rows = _columns(table)
    for name in (START, END):
        known = table[name].dropna().to_numpy()
        if ((known >= _YEARS[0]) & (known <= _YEARS[1])).all():
            rows[name] = table[name].astype("datetime64[ms]").to_numpy()
    frame = gpd.GeoDataFrame(rows, geometry=table.geometry.to_numpy(), crs="EPSG:4326")
    with _fixed_clock():
        memory = io.BytesIO()  # GDAL reports a full disk as an error of SQLite
        pyogrio.write_dataframe(
            frame,
            memory,
            driver="GPKG",
            layer=_LAYER,
            geometry_type="MultiPolygon",
            promote_to_multi=True,
            layer_options={"FID": "_row"},
            dataset_metadata=provenance and {"CONTROLMAP": provenance.json},
        )
    write_file(path, memory.getvalue())


def write_geojson(
    table: gpd.GeoDataFrame, path: Path, provenance: Provenance | None = None
) -> None:
    """Write the same as GeoJSON, a feature on each line; outer rings counterclockwise (RFC 7946).

    The collection has a member `provenance`.
    """
    rows = _columns(table)
    names = [str(name) for name in rows.columns]
    shapes = shapely.to_geojson(shapely.orient_polygons(table.geometry.to_numpy()))
    with path.open("w", encoding="utf-8", newline="\n") as file:
        origin = f'"provenance":{provenance.json},' if provenance else ""
        file.write(f'{{"type":"FeatureCollection",{origin}"features":[\n')
        separator = ""
        for values, shape in zip(
            rows.itertuples(index=False, name=None), shapes, strict=True
        ):
            values_by_name = {
                name: _plain(value) for name, value in zip(names, values, strict=True)
            }
            properties = json.dumps(values_by_name, ensure_ascii=False, allow_nan=False)
            file.write(
                f'{separator}{{"type":"Feature","properties":{properties},"geometry":{shape}}}'
            )
            separator = ",\n"
        file.write("\n]}\n")


def _columns(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """The columns of `table` without its geometry, under names that differ in more than case."""
    require_columns(table)
    rows = pd.DataFrame(table.drop(columns=table.geometry.name)).reset_index(drop=True)
    for name in (START, END):
        rows[name] = [
            None if pd.isna(date) else iso_text(date.to_datetime64())
            for date in rows[name]
        ]
    rows["area_km2"] = area_km2(table.geometry)
    taken: set[str] = {"_row", "geom"}
    names = []
    for name in map(str, rows.columns):
        unique, count = name, 1
        while unique.lower() in taken:
            count += 1
            unique = f"{name}_{count}"
        taken.add(unique.lower())
        names.append(unique)
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
def _fixed_clock() -> Iterator[None]:
    """Have GDAL write the same time always."""
    before = pyogrio.get_gdal_config_option(_CLOCK)
    pyogrio.set_gdal_config_options({_CLOCK: _ANY_DAY})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({_CLOCK: before})
