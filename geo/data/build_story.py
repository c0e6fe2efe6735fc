"""Build the built-in story from the facts beside this file.

    python geo/data/build_story.py

Writes `story.geojson`, `range.csv` and the tables of published and measured areas in `README.md`.

Until the end of August 2018 territory is modelled from `places.csv` and `inhabited.geojson`, with
ranges from the precision of dates and points and from other definitions of inhabited land. After
that it depends on villages of one to three kilometres on one bank of the river: the `held`
territory is drawn along the Euphrates from `pocket.csv` (see `draw_pocket.py`), with the ranges of
the published figures of each step. Equal facts give equal bytes.
"""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.check.uncertainty import HIGH, LOW, area_range
from geo.data.build_inhabited import inhabited, variants
from geo.data.compare_published import residuals, sensitivity, with_block
from geo.data.draw_pocket import Strip, drawn, left_bank
from geo.source import HELD, read_places, territory
from geo.source.place_cells import BANK
from geo.table import (
    ACTOR,
    DATE,
    END,
    END_TEXT,
    SHAPE,
    SOURCE,
    START,
    START_TEXT,
    STATUS,
)

HERE = Path(__file__).parent
ACTOR_NAME = "Islamic State"

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
DRAWS = 54

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
    SHAPE,
    "row",
    "from_precision",
    "to_precision",
    "coord_source",
    "verified",
    SOURCE,
]


def story(facts: Path = HERE) -> gpd.GeoDataFrame:
    """The control table from the facts in a folder: modelled, then drawn."""
    countries, places, steps = _read(facts)
    breaks = set(pd.read_csv(facts / "breaks.csv")[DATE])
    model = modelled(facts, places, _whole(countries), until=steps[START_TEXT].iloc[0])
    pocket = drawn(Strip(model, facts, countries["SYR"]), steps, breaks, ACTOR_NAME)
    table = pd.concat([model, pocket])
    return table.sort_values([START, STATUS, "row", "place"], ignore_index=True)


def modelled(
    facts: Path, places: pd.DataFrame, frame: BaseGeometry, until: str
) -> gpd.GeoDataFrame:
    """Territory modelled from places; `held` ends when the drawn pocket begins."""
    (settled,) = gpd.read_file(facts / "inhabited.geojson").geometry
    table = territory(places, frame, inhabited=settled, left_bank=left_bank(facts))
    extra = [
        "lon",
        "lat",
        BANK,
        "country",
        "from_precision",
        "to_precision",
        "coord_source",
        "verified",
    ]
    table = table.join(places[extra], on="row")
    held, day = table[STATUS] == HELD, np.datetime64(until, "s")
    table = table[~(held & (table[START] >= day))]
    late = (table[STATUS] == HELD) & (table[END] > day)
    table[END] = table[END].mask(late, pd.Timestamp(day))
    table[END_TEXT] = table[END_TEXT].mask(late, until)
    return table


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
    model = area_range(
        places.assign(coord_km=off),
        _whole(countries),
        inhabited=variants(facts),
        left_bank=left_bank(facts),
        draws=draws,
    )
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


def _model(
    facts: Path,
) -> tuple[pd.DataFrame, BaseGeometry, BaseGeometry, dict[str, BaseGeometry]]:
    """The arguments of `sensitivity`."""
    countries, places, _ = _read(facts)
    numbers: dict[str, dict[str, float]] = {
        "a fifth, 10 km (the story)": {},
        "a third": {"share": 1 / 3},
        "a seventh": {"share": 1 / 7},
        "8 km": {"river_km": 8, "place_km": 8},
        "12 km": {"river_km": 12, "place_km": 12},
    }
    definitions = {name: inhabited(facts, **each) for name, each in numbers.items()}
    return places, _whole(countries), left_bank(facts), definitions


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
    text = readme.read_text(encoding="utf-8")
    text = with_block(text, "residuals", residuals(table))
    text = with_block(text, "sensitivity", sensitivity(*_model(HERE)))
    readme.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
