"""Give each row of a control table the polygon of its unit that is valid at the time."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np

from geo.base import ReadError
from geo.table import END, END_TEXT, FILE, FILE_ROW, START, START_TEXT
from geo.units.polygons import UnitPolygons, pieces


def in_periods(
    rows: gpd.GeoDataFrame, polygons: UnitPolygons, codes: Sequence[str | None]
) -> tuple[gpd.GeoDataFrame, list[tuple[str, int]]]:
    """`rows` with the polygons that are valid at the time, and the rows without one.

    Such rows are given as file and number. `codes` are those of all rows. A row in the time of
    several polygons becomes one for each.

    Raises
    ------
    ReadError
        If no row is in the time of a polygon.
    """
    positions, shapes, starts, ends, texts = [], [], [], [], []
    own = zip(
        rows[START].to_numpy(),
        rows[END].to_numpy(),
        rows[START_TEXT],
        rows[END_TEXT],
    )
    for row, (code, (start, end, text, end_text)) in enumerate(zip(codes, own)):
        for version, first, last in pieces(polygons.versions[code or ""], start, end):
            positions.append(row)
            shapes.append(version.shape)
            starts.append(first)
            ends.append(last)
            same_end = last == end or (np.isnat(last) and np.isnat(end))
            texts.append(
                (
                    text if first == start else version.start_text,
                    end_text if same_end else version.end_text,
                )
            )
    if not positions:
        raise ReadError(
            f"{polygons.label}: no polygon is valid at the dates of the table; correct its starts "
            "and ends"
        )
    result = rows.iloc[positions].reset_index(drop=True)
    result = result.set_geometry(gpd.GeoSeries(shapes, crs=rows.crs))
    result[START] = np.array(starts, "datetime64[s]")
    result[END] = np.array(ends, "datetime64[s]")
    result[START_TEXT], result[END_TEXT] = (list(each) for each in zip(*texts))
    result.attrs = rows.attrs
    without = sorted({*range(len(rows))} - {*positions})
    places = zip(rows[FILE].iloc[without], rows[FILE_ROW].iloc[without])
    return result, [(str(file), int(number)) for file, number in places]
