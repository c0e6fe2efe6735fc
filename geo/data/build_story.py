"""Build the built-in story, `story.geojson` and `range.csv`, from the facts beside this file.

    python geo/data/build_story.py

Until the end of August 2018 ground follows from `places.csv` (see `geo.places`), and its range
from how exact dates and points are (see `geo.ranges`). From then on villages of one to three
kilometres decide everything, on one bank of the river only: the `held` ground is drawn along the
Euphrates from `pocket.csv`, and ranges are those of the figures published for each step. Equal
facts give equal bytes.
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

from geo.area import polygon_parts
from geo.places import HELD, read_places, territory
from geo.ranges import HIGH, LOW, area_range
from geo.table import ACTOR, CRS, END, END_TEXT, SOURCE, START, START_TEXT, STATUS

HERE = Path(__file__).parent
ACTOR_NAME = "Islamic State"

# The Euphrates of Natural Earth (rivers.csv), from the bend above al-Bahrah to below the border;
# kilometres of `pocket.csv` are counted along it from the first of these points.
STRETCH = ("Euphrates", 3, 130, 186)
# Corners far to the left of that stretch: with it they enclose the left bank.
LEFT_BANK = ((41.6, 34.40), (41.6, 35.1), (40.3, 35.1))
# How far a point may be off, in km (README.md); some desert stations are worse than the rest.
COORD_KM = {"GeoNames": 1.0, "Wikipedia map module": 1.0}
APPROXIMATE_KM = 5.0
FAR_OFF = ("Dashisha", "Arak", "T3", "al-Hail", "Shaer")
FAR_OFF_KM = 15.0
DRAWS = 40
# A village of the strip is some three kilometres across (facts/README.md).
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
    """The lower Euphrates in a local equal-area projection, and the Syrian ground on its left."""

    def __init__(self, syria: BaseGeometry) -> None:
        self._project = pyproj.Proj(proj="laea", lat_0=34.55, lon_0=40.9, ellps="WGS84")
        rivers = pd.read_csv(HERE / "rivers.csv")
        name, part, first, last = STRETCH
        ours = (rivers["river"] == name) & (rivers["part"] == part)
        course = rivers[ours & rivers["n"].between(first, last)][
            ["lon", "lat"]
        ].to_numpy()
        flat = np.column_stack(self._project(course[:, 0], course[:, 1]))
        self._line = shapely.LineString(flat)
        bank = shapely.Polygon([*map(tuple, course), *LEFT_BANK])
        self._left = self._flat(bank).intersection(self._flat(syria))

    def strip(
        self, stretches: str, depth_km: float, without: list[shapely.Point]
    ) -> BaseGeometry:
        """Ground within `depth_km` of stretches such as `46-95.1;98-101`, on the left bank.

        Less what lies around the points `without`; longitude and latitude.
        """
        ends = [tuple(map(float, part.split("-"))) for part in stretches.split(";")]
        along = [substring(self._line, 1e3 * a, 1e3 * b) for a, b in ends]
        banks = [line.buffer(1e3 * depth_km, cap_style="flat") for line in along]
        ground = shapely.union_all(banks).intersection(self._left)
        for point in without:
            ground = ground.difference(self._flat(point).buffer(1e3 * VILLAGE_KM))
        degrees = shapely.transform(
            ground,
            lambda xy: np.column_stack(self._project(xy[:, 0], xy[:, 1], inverse=True)),
        )
        parts, _ = polygon_parts(np.array([degrees], dtype=object))
        return shapely.MultiPolygon(list(parts))

    def _flat(self, shape: BaseGeometry) -> BaseGeometry:
        return shapely.transform(
            shape, lambda xy: np.column_stack(self._project(*xy.T))
        )


def modelled(places: pd.DataFrame, frame: BaseGeometry, until: str) -> gpd.GeoDataFrame:
    """Ground that follows from the places; `held` ends when the drawn pocket begins."""
    table = territory(places, frame)
    extra = ["country", "from_precision", "to_precision", "coord_source", "verified"]
    table = table.join(places[extra], on="row")
    held, day = table[STATUS] == HELD, np.datetime64(until, "s")
    table = table[~(held & (table[START] >= day))]
    late = (table[STATUS] == HELD) & (table[END] > day)
    table[END] = table[END].mask(late, pd.Timestamp(day))
    table[END_TEXT] = table[END_TEXT].mask(late, until)
    return table


def drawn(places: pd.DataFrame, syria: BaseGeometry) -> gpd.GeoDataFrame:
    """The last pocket, one row for each step of `pocket.csv`."""
    steps = pd.read_csv(HERE / "pocket.csv", dtype=str, keep_default_na=False)
    river = River(syria)
    rows = []
    for step, until in zip(
        steps.to_dict("records"), steps["start"].tolist()[1:], strict=False
    ):
        points = [
            _village(places, name) for name in filter(None, step["without"].split(";"))
        ]
        ground = river.strip(step["stretches_km"], float(step["depth_km"]), points)
        said = f"; {step['claimed_by']}" if step["claimed_by"] else ""
        source = (
            f"Drawn along the Euphrates: {step['follows_from']} (places.csv); "
            f"counted: {step['counted']}{said}"
        )
        rows.append(
            {
                START_TEXT: step["start"],
                END_TEXT: until,
                SOURCE: source,
                "place": "Hajin to Baghouz, left bank",
                "geometry": ground,
            }
        )
    table = gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)
    for text, moment in ((START_TEXT, START), (END_TEXT, END)):
        table[moment] = table[text].to_numpy(dtype="datetime64[s]")
    return table.assign(
        **{ACTOR: ACTOR_NAME, STATUS: HELD},
        country="SYR",
        kind="drawn",
        from_precision="day",
        to_precision="day",
        coord_source="drawn along the river",
        verified="partial",
    )


def _village(places: pd.DataFrame, name: str) -> shapely.Point:
    row = places[places["place"].str.startswith(name)].iloc[0]
    return shapely.Point(row["lon"], row["lat"])


def feature(row: pd.Series) -> str:
    """One row of the control table as a line of GeoJSON."""
    properties = {
        name: None if pd.isna(row[name]) else row[name]
        for name in COLUMNS
        if name not in (START, END)
    }
    if properties["row"] is not None:
        properties["row"] = (
            int(properties["row"]) + 2
        )  # as a spreadsheet counts, below the head
    properties[START], properties[END] = row[START_TEXT], row[END_TEXT]
    geometry = json.loads(shapely.to_geojson(shapely.normalize(row["geometry"])))
    geometry["coordinates"] = _rounded(geometry["coordinates"])
    data = {"type": "Feature", "properties": properties, "geometry": geometry}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _rounded(coordinates: list) -> list:  # type: ignore[type-arg]
    if isinstance(coordinates[0], float | int):
        return [round(value, 8) for value in coordinates]
    return [_rounded(part) for part in coordinates]


def ranges(places: pd.DataFrame, frame: BaseGeometry, until: str) -> pd.DataFrame:
    """Lowest and highest area on each date: of the model, then of the figures for the pocket."""
    far = places["place"].str.startswith(FAR_OFF)
    off = (
        places["coord_source"]
        .map(COORD_KM)
        .fillna(APPROXIMATE_KM)
        .mask(far, FAR_OFF_KM)
    )
    model = area_range(places.assign(coord_km=off), frame, draws=DRAWS)
    day = np.datetime64(until, "s")
    model = model[(model[STATUS] != HELD) | (model["date"] < day)]
    pocket = pd.read_csv(HERE / "pocket.csv")
    steps = pocket.assign(
        date=pocket["start"].to_numpy(dtype="datetime64[s]"),
        actor=ACTOR_NAME,
        status=HELD,
    )
    found = pd.concat([model, steps[model.columns]]).sort_values(["date", STATUS])
    rounded = found[[LOW, HIGH]].round(2)  # the draws say no more
    return found.assign(date=found["date"].dt.strftime("%Y-%m-%d"), **rounded)


def main() -> None:
    frame = gpd.read_file(HERE / "frame.geojson").set_index("iso").geometry
    places = read_places(HERE / "places.csv", actor=ACTOR_NAME)
    begin = pd.read_csv(HERE / "pocket.csv", dtype=str)["start"].iloc[0]
    whole = shapely.union_all(frame.to_numpy())
    table = pd.concat([modelled(places, whole, begin), drawn(places, frame["SYR"])])
    table = table.sort_values([START, STATUS, "row", "place"], kind="stable")
    lines = ",\n".join(feature(row) for _, row in table.iterrows())
    text = '{"type":"FeatureCollection","features":[\n' + lines + "\n]}\n"
    (HERE / "story.geojson").write_text(text, encoding="utf-8", newline="\n")
    lines = ranges(places, whole, begin).to_csv(index=False, lineterminator="\n")
    (HERE / "range.csv").write_text(lines, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
