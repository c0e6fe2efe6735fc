"""Build `story.geojson`, the built-in story, from the facts beside this file.

    python geo/data/build_story.py

Until the end of August 2018 ground follows from `places.csv` (see `geo.places`). From then on
villages of one to three kilometres decide everything, on one bank of the river only, and the
`held` ground is drawn along the Euphrates from `pocket.csv`. Equal facts give equal bytes.
"""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from shapely.ops import substring

from geo.area import polygon_parts
from geo.places import HELD, read_places, territory
from geo.table import ACTOR, CRS, END, END_TEXT, SOURCE, START, START_TEXT, STATUS

HERE = Path(__file__).parent
ACTOR_NAME = "Islamic State"

# The Euphrates of Natural Earth (rivers.csv), from the bend above al-Bahrah to below the border;
# kilometres of `pocket.csv` are counted along it from the first of these points.
STRETCH = ("Euphrates", 3, 130, 186)
# Corners far to the left of that stretch: with it they enclose the left bank.
LEFT_BANK = ((41.6, 34.40), (41.6, 35.1), (40.3, 35.1))
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
    "verified",
    SOURCE,
]


class River:
    """The lower Euphrates in a local equal-area projection, and the Syrian ground on its left."""

    def __init__(self, syria: shapely.Geometry) -> None:
        self._project = pyproj.Proj(proj="laea", lat_0=34.55, lon_0=40.9, ellps="WGS84")
        rivers = pd.read_csv(HERE / "rivers.csv")
        name, part, first, last = STRETCH
        ours = (rivers["river"] == name) & (rivers["part"] == part)
        course = rivers[ours & rivers["n"].between(first, last)][
            ["lon", "lat"]
        ].to_numpy()
        self._line = self._flat(shapely.LineString(course))
        bank = shapely.Polygon([*map(tuple, course), *LEFT_BANK])
        self._left = self._flat(bank).intersection(self._flat(syria))

    def strip(
        self, stretches: str, depth_km: float, without: list[shapely.Point]
    ) -> shapely.Geometry:
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
            ground, lambda xy: np.column_stack(self._project(*xy.T, inverse=True))
        )
        parts, _ = polygon_parts(np.array([degrees], dtype=object))
        return shapely.multipolygons(parts)

    def _flat(self, shape: shapely.Geometry) -> shapely.Geometry:
        return shapely.transform(
            shape, lambda xy: np.column_stack(self._project(*xy.T))
        )


def modelled(
    places: pd.DataFrame, frame: shapely.Geometry, until: str
) -> gpd.GeoDataFrame:
    """Ground that follows from the places; `held` ends when the drawn pocket begins."""
    table = territory(places, frame)
    extra = ["country", "from_precision", "to_precision", "verified"]
    table = table.join(places[extra], on="row")
    held, day = table[STATUS] == HELD, np.datetime64(until, "s")
    table = table[~(held & (table[START] >= day))]
    late = (table[STATUS] == HELD) & (table[END] > day)
    table.loc[late, [END, END_TEXT]] = [pd.Timestamp(day), until]
    return table


def drawn(places: pd.DataFrame, syria: shapely.Geometry) -> gpd.GeoDataFrame:
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


if __name__ == "__main__":
    main()
