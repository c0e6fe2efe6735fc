"""Compute dated territory from a list of places with dates, actors and kinds.

Each place stands for the area that is nearer to it than to any other place of the list (its
Voronoi cell), clipped to a frame. Places not held by any listed actor are as important as those
that were: they limit the territory. From this follow two extents, which differ as published
figures do:

- `claimed`: the whole cell of every place held, empty desert included;
- `held`: the part of the cell within reach of the place, a distance that depends on its kind.

A place where armed groups move but hold nothing is in neither: its cell is `roamed`.

The cells are one coverage: they share their edges to the last digit, do not overlap, and fill the
frame. Every row of the result has the columns of its row in the list.
"""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from geo.base import (
    Limits,
    ReadError,
    RowError,
    counted,
    join_spaces,
    list_columns,
    raise_row_errors,
)
from geo.columns import DateReading, date_texts
from geo.dates import (
    DAY_FIRST,
    MONTH_FIRST,
    ONE_DAY,
    OpenOrderError,
    common_order,
    next_text,
    read_date,
    require_order,
    seconds_between,
    year_first,
)
from geo.formats import read_table
from geo.source import place_ends
from geo.source.sanitize_table import Sanitizer
from geo.table import (
    ACTOR,
    CRS,
    END,
    END_TEXT,
    FILE,
    FILE_ROW,
    PROVENANCE,
    ROAMED,
    SOURCE,
    START,
    START_TEXT,
    STATUS,
    TERRITORY,
)

# The key in `attrs` of a list for the order of day and month, if its dates are ambiguous.
ORDER = "order"
# The key for rows whose start and end are times of one day.
WITHIN_DAY = "within_day"
# The same for rules by which dates of a column were read.
NOTES = "date_notes"
# The key for control characters in its texts, see `Sanitizer.report`.
LETTERS = "letters"

CLAIMED = "claimed"
HELD = "held"

# Kilometres around a town that its holder is assumed to hold; and the share of that distance for
# places of another kind. Fitted on one figure only, the 90,800 km2
# that IHS published for January 2015 (geo/data/README.md lists what it predicts elsewhere).
TOWN_REACH_KM = 32.5
REACH = {
    "city": 1.0,
    "town": 1.0,
    "village": 1 / 2,
    "dam": 1 / 3,
    "oilfield": 1 / 3,
    "airbase": 1 / 3,
    "crossing": 1 / 3,
    "desert": 0.0,
}

# Column names of other lists, and those used here.
ALIASES = {
    "name": "place",
    "town": "place",
    "latitude": "lat",
    "y": "lat",
    "longitude": "lon",
    "lng": "lon",
    "long": "lon",
    "x": "lon",
    "from": "held_from",
    "start": "held_from",
    "to": "held_to",
    "end": "held_to",
    "holder": ACTOR,
    "type": "kind",
}
REQUIRED = ("place", "lat", "lon", "held_from", "held_to")
FEW = 12  # places whose names fit on a phone
_NUMBERED_INTERVAL = r" \((?:first|second|third) spell\)$"

# Coordinates of the coverage are multiples of this many degrees: a millimetre.
_GRID = 1e-8

_CIRCLE_POINTS = 120

# Degrees of longitude beyond which an equal-area projection distorts distances too much.
_WIDEST = 120.0

Shapes = npt.NDArray[np.object_]


def territory(
    places: pd.DataFrame,
    frame: BaseGeometry,
    *,
    town_reach_km: float = TOWN_REACH_KM,
    reach: Mapping[str, float] = REACH,
) -> gpd.GeoDataFrame:
    """Control table of the territory that follows from the dates and actors of places.

    Parameters
    ----------
    places
        One row per place and interval: `place`, `lat`, `lon` (degrees, WGS 84), `kind`, `actor`,
        `start`, `end` (datetime64[s], end exclusive), `start_text`, `end_text`, `status`,
        `source`. A row without `start` is a place that no actor of interest held. A row whose
        `status` is `contested` counts for `claimed` only; one that is `roamed` for neither.
    frame
        Polygon in longitude and latitude to which all territory is clipped.
    town_reach_km, reach
        Reach of a town in km, and the share of it for each `kind`.

    Returns
    -------
    GeoDataFrame
        Two rows per place and interval, `status` `claimed` and `held`; `place`, `kind` and `row`
        (position in `places`, from 0) are kept, and `file` and `file_row` if there are any.
        Kinds without reach have no `held` row. Roamed places have one row, `status` `roamed`,
        with their whole cell.

    Raises
    ------
    ReadError
        If a place has a kind that is not in `reach`, or a point has two kinds.
    """
    unknown = sorted(set(places["kind"]) - set(reach))
    if unknown:
        known = ", ".join(sorted(reach))
        raise ReadError(
            f"kind {unknown[0]}: unknown, without a reach; write one of {known}"
        )
    sites = places.drop_duplicates(["lat", "lon"])[["lat", "lon", "kind"]].reset_index(
        drop=True
    )
    site = places[["lat", "lon"]].merge(
        sites.reset_index(), on=["lat", "lon"], how="left", validate="many_to_one"
    )["index"]
    kinds = places.groupby(site.to_numpy())["kind"].nunique()
    if (kinds > 1).any():
        place = places["place"][(site == kinds.index[kinds > 1][0]).to_numpy()].iloc[0]
        raise ReadError(f"{place}: listed with two kinds; keep one")
    distance = town_reach_km * np.array([reach[kind] for kind in sites["kind"]])
    cells, within = coverage(
        sites["lon"].to_numpy(), sites["lat"].to_numpy(), distance, frame
    )

    held = places[places["start"].notna()]
    rows = pd.DataFrame(
        {
            ACTOR: held["actor"],
            START: held["start"],
            END: held["end"],
            START_TEXT: held["start_text"],
            END_TEXT: held["end_text"],
            SOURCE: held["source"],
            "place": held["place"],
            "kind": held["kind"],
            "row": np.flatnonzero(places["start"].notna()),
            **{name: held[name] for name in PROVENANCE if name in held},
        }
    )
    where = site[places["start"].notna().to_numpy()].to_numpy()
    roamed = (held["status"] == ROAMED).to_numpy()
    extent = np.where(roamed, ROAMED, CLAIMED)
    claimed = rows.assign(**{STATUS: extent, "geometry": cells[where]})
    reached = rows.assign(**{STATUS: HELD, "geometry": within[where]})
    reached = reached[(held["status"] != "contested").to_numpy() & ~roamed]
    table = pd.concat(
        [claimed, reached[~shapely.is_empty(reached["geometry"].to_numpy())]]
    )
    table = table[~shapely.is_empty(table["geometry"].to_numpy())]
    return gpd.GeoDataFrame(table.reset_index(drop=True), geometry="geometry", crs=CRS)


def read_places(
    path: Path,
    *,
    actor: str = TERRITORY,
    day_first: bool | None = None,
    ends: str | None = None,
    limits: Limits = Limits(),
    without: Collection[int] = (),
) -> pd.DataFrame:
    """The list of places in a CSV file, for `territory`.

    Columns `place`, `lat`, `lon`, `held_from`, `held_to`, or their `ALIASES`, between commas or
    semicolons; optional are `kind` (default `town`), `actor` (default `actor`), `status` (default
    `held`) and `source` (default the name of the file). A row without `held_from` is a place that
    no actor of interest held. Other columns are kept. Dates may be in words (8 July 2014); the
    order of day and month in 08/07/2014 is that of `day_first`, or else the only one in which all
    dates of the list are valid, which `attrs["order"]` then reports. A place is no longer held on
    the day of `held_to`, unless `ends` is `inclusive`, or the next interval of the place shows it,
    which begins a day later; `attrs["ends"]` then reports it. Rows with the numbers `without` are
    left out.

    Raises
    ------
    ReadError
        If a column is missing, a coordinate is not a number or outside the globe, a date cannot
        be read, or a place is lost before it was taken. The message names the file and the row,
        as a spreadsheet counts it; so do the columns `file` and `file_row`.
    LimitError
        If the list exceeds one of `limits`.
    """
    rows = _read_rows(path, limits)
    rows = rows[~rows[FILE_ROW].isin(list(without))].reset_index(drop=True)
    row_numbers = rows[FILE_ROW]

    def require(valid: Any, problem: Callable[[int], str]) -> None:
        raise_row_errors(
            RowError(path.name, int(row_numbers[row]), problem(row))
            for row in np.flatnonzero(~np.asarray(valid, bool)).tolist()
        )

    for name, limit in (("lat", 90), ("lon", 180)):
        degrees = pd.to_numeric(rows[name], errors="coerce")
        values = rows[name].astype(str).str[:40].tolist()
        require(
            degrees.abs() <= limit,
            lambda row: f"{name} is {values[row]!r}; write degrees",
        )
        rows[name] = degrees
    dates = DateReading(row_numbers.tolist())
    for name, text in (("held_from", START_TEXT), ("held_to", END_TEXT)):
        texts = date_texts(
            {name: rows[name]}, [name], path.name, times=True, reading=dates
        )
        rows[text] = [date or "" for date in texts]
    if dates.notes:
        rows.attrs[NOTES] = f"dates: {'; '.join(dates.notes)}"
    opened = place_ends.open_words(rows)
    rows = _with_year_first(path, rows, day_first, dates)
    rows[START] = _read_dates(path, rows[START_TEXT], dates)
    place_ends.open_sentinels(rows, opened)
    rows[END] = _read_dates(path, rows[END_TEXT], dates)
    require(
        rows[START].notna() | rows[END].isna(),
        lambda row: f"{rows['place'].iloc[row]} is lost but never taken; fill in held_from",
    )
    same_day = zip(rows[START_TEXT], rows[END_TEXT], rows[START] == rows[END])
    seconds = [seconds_between(*texts) if same else 0 for *texts, same in same_day]
    within_day = [each > 0 for each in seconds]
    if any(within_day):
        first = rows[within_day].iloc[0]
        rows.attrs[WITHIN_DAY] = (
            f"{counted(sum(within_day), 'row')} taken and lost within one day "
            f"({first[START_TEXT]} to {first[END_TEXT]}); read as held that whole day"
        )
        rows.loc[within_day, END] += ONE_DAY
        rows.loc[within_day, END_TEXT] = rows.loc[within_day, END_TEXT].map(next_text)
    for name in (ACTOR, STATUS):
        if name in rows.columns:
            rows[name] = rows[name].map(join_spaces)

    def backwards(row: int) -> str:
        place, to = rows["place"].iloc[row], rows["held_to"].iloc[row]
        return (
            f"{place} is lost on {to}, before it is taken; correct one of the two dates"
        )

    require(~(rows[END] < rows[START]) & (np.array(seconds) >= 0), backwards)
    place_ends.settle_ends(path, rows, within_day, ends)
    require(~(rows[END] <= rows[START]), backwards)
    defaults = {"kind": "town", ACTOR: actor, STATUS: HELD, SOURCE: path.name}
    for name, value in defaults.items():
        given = rows[name] if name in rows.columns else pd.Series("", index=rows.index)
        rows[name] = given.mask(given == "", value)
    known = ", ".join(sorted(REACH))
    require(
        rows["kind"].isin(list(REACH)),
        lambda row: f"kind {rows['kind'].iloc[row]!r}; write one of {known}",
    )
    return rows


def place_labels(listed: pd.DataFrame) -> list[dict[str, Any]]:
    """Names for the map: each place of the list once, deserts left out.

    `name`, `lat`, `lon` and `rank`, the zoom from which a name is shown: towns before villages
    and fields, and a few places at every zoom. The number of an interval, in brackets behind a
    name, is removed.
    """
    places = listed[listed["kind"] != "desert"]
    names = places["place"].str.replace(_NUMBERED_INTERVAL, "", regex=True)
    ranks = places["kind"].map({"city": 8, "town": 8}).fillna(10).astype(int)
    labels = places.assign(name=names, rank=ranks)[["name", "lat", "lon", "rank"]]
    once = labels.drop_duplicates("name")
    if len(once) <= FEW:
        once = once.assign(rank=0)
    rows = once.to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


def _read_rows(path: Path, limits: Limits) -> pd.DataFrame:
    """The rows of a CSV file as text, with the column names used here."""
    table = read_table(path, path.name, limits, fill=True)
    rows = pd.DataFrame(table.columns, dtype=str)
    plain_names = {str(name): str(name).strip().casefold() for name in rows.columns}
    new_names = {name: ALIASES.get(plain, plain) for name, plain in plain_names.items()}
    for new_name in new_names.values():
        same = [name for name, other in new_names.items() if other == new_name]
        if len(same) > 1:
            raise ReadError(
                f"{path.name}: columns {' and '.join(same)} all mean {new_name}; keep one of them"
            )
    rows = rows.rename(columns=new_names)
    rows = rows.rename(columns={name: f"{name}_in_source" for name in PROVENANCE})
    sanitizer = Sanitizer()
    rows = sanitizer.sanitize_frame(rows, path.name, table.numbers)
    actors = rows[ACTOR].unique().tolist() if ACTOR in rows.columns else []
    rows.attrs[LETTERS] = sanitizer.report(actors)
    rows[FILE], rows[FILE_ROW] = path.name, table.numbers
    missing = [name for name in REQUIRED if name not in rows.columns]
    if missing:
        raise ReadError(
            f"{path.name}: no column {missing[0]} ({list_columns(plain_names)})"
        )
    return rows


def _with_year_first(
    path: Path, rows: pd.DataFrame, day_first: bool | None, read: DateReading
) -> pd.DataFrame:
    """`rows` with the year first in every date that ends in it."""
    order = None if day_first is None else DAY_FIRST if day_first else MONTH_FIRST
    if order is None:
        names = [START_TEXT, END_TEXT]
        dates = pd.concat([rows[name].set_axis(rows[FILE_ROW]) for name in names])
        try:
            require_order(
                dates.items(), path.name, "held_from and held_to", read.written
            )
        except OpenOrderError as error:
            order, date = common_order([error])
            rows.attrs[ORDER] = f"dates read {order}, as {date} is only valid that way"
        else:
            order = DAY_FIRST  # no date is ambiguous, or its day and month are equal
    ordered = {
        name: [year_first(date, order) for date in rows[name]]
        for name in (START_TEXT, END_TEXT)
    }
    for name, texts in ordered.items():
        read.add("", dict(zip(texts, rows[name])))
    return rows.assign(**ordered)


def _read_dates(path: Path, texts: pd.Series, read: DateReading) -> pd.Series:
    """`texts` as datetime64[s]; NaT if empty. `read` has the numbers of rows in the file."""
    dates = np.full(len(texts), np.datetime64("NaT", "s"))
    errors = []
    for row, text in enumerate(texts):
        if not text:
            continue
        try:
            dates[row] = read_date(text)
        except ReadError as error:
            problem = read.quote(text, str(error))
            errors.append(RowError(path.name, read.numbers[row], problem))
    raise_row_errors(errors)
    return pd.Series(dates, index=texts.index)


def coverage(
    lon: npt.NDArray[np.float64],
    lat: npt.NDArray[np.float64],
    reach_km: npt.NDArray[np.float64],
    frame: BaseGeometry,
) -> tuple[Shapes, Shapes]:
    """The cell of each point, and the part of it within `reach_km`, as one noded coverage.

    The nearest point is that in an equal-area projection centred on the frame (Lambert, WGS 84);
    reach is a distance along geodesics. Frame, edges of cells and circles of reach are noded
    together, so that neighbours share every vertex; each face between the lines belongs to the
    nearest point. A point outside the frame keeps the part of its cell that lies inside.
    """
    projection = _equal_area(frame)
    x, y = projection(lon, lat)
    west, _, east, _ = frame.bounds
    if east - west > _WIDEST or not (np.isfinite(x) & np.isfinite(y)).all():
        raise ReadError(
            "the places are too far apart for one projection; pass a smaller --frame"
        )
    points = shapely.points(x, y)
    edges = _voronoi_edges(points, frame, projection)
    circles = np.array(
        [_circle(*site) for site in zip(lon, lat, reach_km, strict=True)], dtype=object
    )
    with_reach = circles[~shapely.is_empty(circles)]
    lines = [frame.boundary, *edges, *shapely.boundary(with_reach)]
    noded = shapely.union_all(lines, grid_size=_GRID)
    faces = np.asarray(shapely.get_parts(shapely.polygonize([noded])))
    inner = shapely.point_on_surface(faces)
    inside = shapely.contains(frame, inner)
    faces, inner = faces[inside], inner[inside]

    inner_x, inner_y = projection(shapely.get_x(inner), shapely.get_y(inner))
    nearest = shapely.STRtree(points).nearest(shapely.points(inner_x, inner_y))
    near = shapely.contains(circles[nearest], inner)
    cells = [_union(faces[nearest == i]) for i in range(len(points))]
    within = [_union(faces[(nearest == i) & near]) for i in range(len(points))]
    return np.array(cells, dtype=object), np.array(within, dtype=object)


def _voronoi_edges(
    points: Shapes, frame: BaseGeometry, projection: pyproj.Proj
) -> Shapes:
    """Edges between the Voronoi cells of projected `points`, in longitude and latitude."""
    around = shapely.transform(frame, lambda xy: np.column_stack(projection(*xy.T)))
    edges = shapely.voronoi_polygons(
        shapely.multipoints(points), extend_to=around.buffer(1e5), only_edges=True
    )
    degrees = shapely.transform(
        edges, lambda xy: np.column_stack(projection(xy[:, 0], xy[:, 1], inverse=True))
    )
    return np.asarray(shapely.get_parts(degrees))


def _circle(lon: float, lat: float, reach_km: float) -> shapely.Polygon:
    """The circle of `reach_km` around a point, along geodesics; empty if the reach is 0."""
    if not reach_km:
        return shapely.Polygon()
    azimuth = np.linspace(0, 360, _CIRCLE_POINTS, endpoint=False)
    same = np.ones(_CIRCLE_POINTS)
    around = pyproj.Geod(ellps="WGS84").fwd(
        lon * same, lat * same, azimuth, 1e3 * reach_km * same
    )
    return shapely.Polygon(np.column_stack(around[:2]))


def _equal_area(frame: BaseGeometry) -> pyproj.Proj:
    centre = frame.envelope.centroid
    return pyproj.Proj(proj="laea", lon_0=centre.x, lat_0=centre.y, ellps="WGS84")


def _union(faces: Shapes) -> BaseGeometry:
    if not len(faces):
        return shapely.Polygon()
    return shapely.normalize(shapely.coverage_union_all(faces))
