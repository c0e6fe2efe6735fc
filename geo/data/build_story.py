"""Build the built-in story from the facts beside this file.

    python geo/data/build_story.py

Writes `story.geojson`, `range.csv` and the table of published and measured areas in `README.md`.

Until the end of August 2018 territory is modelled from `places.csv` (see `places.py`), with ranges
from the precision of dates and points (see `uncertainty.py`). After that it depends on villages of
one to three kilometres on one bank of the river: the `held` territory is drawn along the Euphrates
from `pocket.csv`, with the ranges of the published figures of each step. Equal facts give equal
bytes.
"""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from geo.check.claims import compared
from geo.check.uncertainty import HIGH, LOW, area_range
from geo.measure.area import area_km2, polygon_parts
from geo.source import CLAIMED, HELD, read_places, territory
from geo.source.story import claims, has_wrong_unit
from geo.table import (
    ACTOR,
    CRS,
    DATE,
    DATE_TEXT,
    END,
    END_TEXT,
    SOURCE,
    START,
    START_TEXT,
    STATUS,
    in_force,
    timeline,
)

HERE = Path(__file__).parent
BEGIN, FINISH = "<!-- residuals -->", "<!-- end of residuals -->"
ACTOR_NAME = "Islamic State"

# The Euphrates of Natural Earth (rivers.csv), from the bend above al-Bahrah to below the border;
# kilometres of `pocket.csv` are counted along it from the first of these points.
STRETCH = ("Euphrates", 3, 130, 186)
# Vertices far to the left of that stretch, which enclose the left bank with it.
LEFT_BANK = ((41.6, 34.40), (41.6, 35.1), (40.3, 35.1))
# Position error of points in km (README.md); some places in the desert have a larger one.
COORD_KM = {"GeoNames": 1.0, "Wikipedia map module": 1.0}
APPROXIMATE_KM = 5.0
FAR_OFF_KM = {
    "Dashisha": 15.0,
    "Arak": 15.0,
    "T3": 15.0,
    "al-Hail": 15.0,
    "Shaer": 15.0,
    "Hadalat": 15.0,
    "al-Habbariyah": 20.0,
    "Hafr Zawiya": 40.0,
}
DRAWS = 40
# Smaller differences between two shapes are rounding errors: a square metre.
SLIVER_KM2 = 1e-6
# A village of the strip is some three kilometres across.
VILLAGE_KM = 1.5

COLUMNS = [
    ACTOR,
    STATUS,
    START,
    END,
    START_TEXT,
    END_TEXT,
    "place",
    "country",
    "kind",
    "row",
    "from_precision",
    "to_precision",
    "coord_source",
    "verified",
    SOURCE,
]


class River:
    """The lower Euphrates in a local equal-area projection, and Syria on its left."""

    def __init__(self, facts: Path, syria: BaseGeometry) -> None:
        self._project = pyproj.Proj(proj="laea", lat_0=34.55, lon_0=40.9, ellps="WGS84")
        rivers = pd.read_csv(facts / "rivers.csv")
        name, part, first, last = STRETCH
        selected = (rivers["river"] == name) & (rivers["part"] == part)
        stretch = rivers[selected & rivers["n"].between(first, last)]
        course = stretch[["lon", "lat"]].to_numpy()
        flat = np.column_stack(self._project(course[:, 0], course[:, 1]))
        self._line = shapely.LineString(flat)
        bank = shapely.Polygon([*map(tuple, course), *LEFT_BANK])
        self._left = self._flat(bank).intersection(self._flat(syria))

    def strip(
        self, stretches: str, depth_km: float, without: list[shapely.Point]
    ) -> BaseGeometry:
        """Territory within `depth_km` of stretches such as `46-95.1;98-101`, on the left bank.

        Without the surroundings of the points `without`; in longitude and latitude.
        """
        ends = [tuple(map(float, part.split("-"))) for part in stretches.split(";")]
        along = [substring(self._line, 1e3 * a, 1e3 * b) for a, b in ends]
        banks = [line.buffer(1e3 * depth_km, cap_style="flat") for line in along]
        area = shapely.union_all(banks).intersection(self._left)
        for point in without:
            area = area.difference(self._flat(point).buffer(1e3 * VILLAGE_KM))
        degrees = shapely.transform(
            area,
            lambda xy: np.column_stack(self._project(xy[:, 0], xy[:, 1], inverse=True)),
        )
        parts, _ = polygon_parts(np.array([degrees], dtype=object))
        return shapely.MultiPolygon(list(parts))

    def _flat(self, shape: BaseGeometry) -> BaseGeometry:
        return shapely.transform(
            shape, lambda xy: np.column_stack(self._project(*xy.T))
        )


def story(facts: Path = HERE) -> gpd.GeoDataFrame:
    """The control table from the facts in a folder: modelled, then drawn."""
    countries, places, steps = _read(facts)
    model = modelled(places, _whole(countries), until=steps[START_TEXT].iloc[0])
    pocket = drawn(places, steps, River(facts, countries["SYR"]))
    table = pd.concat([model, pocket, beyond(model, pocket)])
    return table.sort_values([START, STATUS, "row", "place"], ignore_index=True)


def modelled(places: pd.DataFrame, frame: BaseGeometry, until: str) -> gpd.GeoDataFrame:
    """Territory modelled from places; `held` ends when the drawn pocket begins."""
    table = territory(places, frame)
    extra = ["country", "from_precision", "to_precision", "coord_source", "verified"]
    table = table.join(places[extra], on="row")
    held, day = table[STATUS] == HELD, np.datetime64(until, "s")
    table = table[~(held & (table[START] >= day))]
    late = (table[STATUS] == HELD) & (table[END] > day)
    table[END] = table[END].mask(late, pd.Timestamp(day))
    table[END_TEXT] = table[END_TEXT].mask(late, until)
    return table


def drawn(places: pd.DataFrame, steps: pd.DataFrame, river: River) -> gpd.GeoDataFrame:
    """The last pocket, one row per step except the last, which has no territory."""
    rows = []
    for step in steps.iloc[:-1].to_dict("records"):
        names = filter(None, step["without"].split(";"))
        villages = [
            places[places["place"].str.startswith(name)].iloc[0] for name in names
        ]
        points = [shapely.Point(row["lon"], row["lat"]) for row in villages]
        publisher = f"; {step['claimed_by']}" if step["claimed_by"] else ""
        source = (
            f"Drawn along the Euphrates: {step['follows_from']} (places.csv); "
            f"counted: {step['counted']}{publisher}"
        )
        area = river.strip(step["stretches_km"], float(step["depth_km"]), points)
        rows.append({SOURCE: source, "geometry": area})
    table = gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)
    table[START_TEXT] = steps[START_TEXT].to_numpy()[:-1]
    table[END_TEXT] = steps[START_TEXT].to_numpy()[1:]
    for text, moment in ((START_TEXT, START), (END_TEXT, END)):
        table[moment] = table[text].to_numpy(dtype="datetime64[s]")
    table[ACTOR], table[STATUS] = ACTOR_NAME, HELD
    return table.assign(
        place="Hajin to Baghouz, left bank",
        country="SYR",
        kind="drawn",
        from_precision="day",
        to_precision="day",
        coord_source="drawn along the river",
        verified="partial",
    )


def beyond(model: gpd.GeoDataFrame, pocket: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Drawn territory outside all claimed cells of the date, which is claimed too."""
    days = timeline(pd.concat([model, pocket]))
    rows = []
    for i in np.flatnonzero(days[DATE] >= pocket[START].iloc[0])[:-1]:
        (step,) = pocket[in_force(pocket, days[DATE][i])].to_dict("records")
        cells = model[(model[STATUS] == CLAIMED) & in_force(model, days[DATE][i])]
        rest = step["geometry"].difference(
            shapely.union_all(np.asarray(cells.geometry))
        )
        if area_km2([rest])[0] > SLIVER_KM2:
            parts, _ = polygon_parts(np.array([rest], dtype=object))
            span = {
                START: days[DATE][i],
                END: days[DATE][i + 1],
                START_TEXT: days[DATE_TEXT][i],
                END_TEXT: days[DATE_TEXT][i + 1],
            }
            area = shapely.MultiPolygon(list(parts))
            rows.append(step | span | {STATUS: CLAIMED, "geometry": area})
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)


def feature(row: pd.Series) -> str:
    """One row of the control table as a line of GeoJSON."""
    properties = {
        name: None if pd.isna(row[name]) else row[name]
        for name in COLUMNS
        if name not in (START, END)
    }
    if properties["row"] is not None:
        # As a spreadsheet counts them, below the header.
        properties["row"] = int(properties["row"]) + 2
    properties[START], properties[END] = row[START_TEXT], row[END_TEXT]
    # GeoJSON requires counter-clockwise outer rings (RFC 7946, 3.1.6)
    drawn = shapely.orient_polygons(shapely.normalize(row["geometry"]))
    geometry = json.loads(shapely.to_geojson(drawn))
    geometry["coordinates"] = _rounded(geometry["coordinates"])
    data = {"type": "Feature", "properties": properties, "geometry": geometry}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _rounded(coordinates: list) -> list:  # type: ignore[type-arg]
    if isinstance(coordinates[0], float | int):
        return [round(value, 8) for value in coordinates]
    return [_rounded(part) for part in coordinates]


def ranges(facts: Path = HERE, draws: int = DRAWS) -> pd.DataFrame:
    """Lowest and highest area on each date: of the model, then of the published figures."""
    countries, places, steps = _read(facts)
    off = places["coord_source"].map(COORD_KM).fillna(APPROXIMATE_KM)
    for name, km in FAR_OFF_KM.items():
        off = off.mask(places["place"].str.startswith(name), km)
    model = area_range(places.assign(coord_km=off), _whole(countries), draws=draws)
    pocket = pd.DataFrame(
        {
            DATE: steps[START_TEXT].to_numpy(dtype="datetime64[s]"),
            ACTOR: ACTOR_NAME,
            STATUS: HELD,
            LOW: pd.to_numeric(steps[LOW]),
            HIGH: pd.to_numeric(steps[HIGH]),
        }
    )
    model = model[(model[STATUS] != HELD) | (model[DATE] < pocket[DATE].iloc[0])]
    areas: pd.DataFrame = pd.concat([model, pocket])
    areas = areas.sort_values([DATE, STATUS], ignore_index=True)
    areas[DATE] = areas[DATE].dt.strftime("%Y-%m-%d")
    areas[[LOW, HIGH]] = areas[[LOW, HIGH]].round(2)  # the precision of the draws
    return areas


def residuals(table: gpd.GeoDataFrame) -> str:
    """Published areas beside both measured areas of the same scope and date, in Markdown.

    The difference is given for the measured area with the same definition.
    """
    statements = compared(table).assign(slip=has_wrong_unit(claims()))
    figure = statements["area_km2_low"].notna() | statements["area_km2_high"].notna()
    statements = statements[statements["measured_km2"].notna() & figure]
    held = compared(table, statements.assign(definition="control"))
    claimed = compared(table, statements.assign(definition="control incl. desert"))
    lines = [
        "| date | published, km2 | held | claimed | definition | scope | publisher |",
        "| --- | ---: | ---: | ---: | --- | --- | --- |",
    ]
    for row, close, wide in zip(
        statements.to_dict("records"),
        held["measured_km2"],
        claimed["measured_km2"],
        strict=True,
    ):
        low, high = row["area_km2_low"], row["area_km2_high"]
        middle = float(np.nanmean([low, high]))
        cells = [
            "peak" if pd.isna(row["date"]) else row["date"].strftime("%Y-%m-%d"),
            _span(low, high) + (" (slip of units)" if row["slip"] else ""),
            _with_share(close, middle if row["measured_as"] == HELD else 0),
            _with_share(wide, middle if row["measured_as"] == CLAIMED else 0),
            row["definition"],
            row["scope"],
            row["publisher"],
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _span(low: float, high: float) -> str:
    """`4`, `5 to 6`, `over 100,000`, `under 5`."""
    if pd.isna(high):
        return f"over {low:,.6g}"
    if pd.isna(low):
        return f"under {high:,.6g}"
    return f"{low:,.6g}" if low == high else f"{low:,.6g} to {high:,.6g}"


def _with_share(measured: float, published: float) -> str:
    """`88,117 (+13 %)`: an area and its difference from the published one, if that is not 0."""
    area = f"{measured:,.0f}" if measured >= 100 else f"{measured:,.2f}"
    return f"{area} ({100 * (measured / published - 1):+.0f} %)" if published else area


def _read(facts: Path) -> tuple[gpd.GeoSeries, pd.DataFrame, pd.DataFrame]:
    """Outlines of the countries, the list of places and the steps of the pocket."""
    countries = gpd.read_file(facts / "frame.geojson").set_index("iso").geometry
    places = read_places(facts / "places.csv", actor=ACTOR_NAME)
    steps = pd.read_csv(facts / "pocket.csv", dtype=str, keep_default_na=False)
    return countries, places, steps.rename(columns={"start": START_TEXT})


def _whole(countries: gpd.GeoSeries) -> BaseGeometry:
    return shapely.union_all(np.asarray(countries))


def main() -> None:
    table = story()
    lines = ",\n".join(feature(row) for _, row in table.iterrows())
    text = '{"type":"FeatureCollection","features":[\n' + lines + "\n]}\n"
    (HERE / "story.geojson").write_text(text, encoding="utf-8", newline="\n")
    text = ranges().to_csv(index=False, lineterminator="\n")
    (HERE / "range.csv").write_text(text, encoding="utf-8", newline="\n")
    readme = HERE / "README.md"
    before, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(FINISH)[2]
    text = f"{before}{BEGIN}\n{residuals(table)}{FINISH}{after}"
    readme.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
