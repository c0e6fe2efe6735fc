"""Small control tables, drawn by hand, for the tests."""

import geopandas as gpd
import numpy as np
import shapely

import geo

MISSED = ["no-actor", "no-title", "no-source"]  # kinds of findings on missing names


def data_findings(table, **options):
    """Findings on the data of a table that was read, without the names that readers miss."""
    found = geo.findings(table, **options)
    return found[~found["kind"].isin(MISSED)].reset_index(drop=True)


def square(x, y=0.0, size=1.0):
    """A square with its lower left corner at longitude x, latitude y."""
    return shapely.box(x, y, x + size, y + size)


def control(*rows, status="control"):
    """A control table of rows (actor, start, end, polygon); `end` None still holds.

    An actor may be given as (actor, status).
    """
    pairs = [row[0] if isinstance(row[0], tuple) else (row[0], status) for row in rows]
    starts = [row[1] for row in rows]
    ends = [row[2] for row in rows]
    return gpd.GeoDataFrame(
        {
            "actor": [actor for actor, _ in pairs],
            "status": [status for _, status in pairs],
            "start": np.array(starts, dtype="datetime64[s]"),
            "end": np.array(
                ["NaT" if end is None else end for end in ends], dtype="datetime64[s]"
            ),
            "start_text": starts,
            "end_text": ["" if end is None else end for end in ends],
            "source": [f"drawn {number}" for number in range(len(rows))],
        },
        geometry=[row[3] for row in rows],
        crs="EPSG:4326",
    )


def snapshots(*maps):
    """A series of snapshots of (year, {actor: polygon}), as it is read."""
    days = [f"{year:04d}-01-01" for year, _ in maps]
    ends = [*days[1:], None]
    table = control(
        *(
            (actor, start, end, polygon)
            for (_, held), start, end in zip(maps, days, ends)
            for actor, polygon in held.items()
        )
    )
    for name in ("start_text", "end_text"):
        table[name] = table[name].str[:4]
    table.attrs["snapshots"] = True
    return table
