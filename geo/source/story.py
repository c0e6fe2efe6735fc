"""The facts of the built-in story, from its data files."""

import csv
import json
from pathlib import Path
from typing import Any

import pandas as pd

from geo.source.places import place_labels

_DATA = Path(__file__).parents[1] / "data"

# Scopes of the whole territory: both countries, and at the end the last pocket.
LAST_POCKET = (
    "Hajin pocket (Middle Euphrates Valley)",
    "Middle Euphrates Valley",
    "Baghouz",
)
_WHOLE = ("Syria+Iraq", *LAST_POCKET)
_PLOTTED = ("stated", "comparison")
_UNIT_ERROR = "Do not map|[Uu]nit slip"

# Words in definitions of something else than territory held on a day: a length, a rate, a sum of
# territory taken back over years. These figures are listed, neither compared nor drawn.
NOT_TERRITORY = (
    "liberated",
    "cleared",
    "taken",
    "lost",
    "length",
    "rate of",
    "position",
    "event",
    "roaming",
    "no figure",
)


class About(dict[str, Any]):
    """Texts and facts of a whole table.

    pandas deep-copies the `attrs` of a frame for each new one; these do not change, and copying
    hundreds of facts at every step would take minutes.
    """

    def __deepcopy__(self, memo: object) -> "About":
        return self


def claims() -> pd.DataFrame:
    """Published statements about the area that the Islamic State held, in order of date.

    Columns `date` (datetime64[s]; none for a statement about the peak, which come first),
    `date_precision` (`day`, `month`, `year`, `peak`), `area_km2_low`, `area_km2_high` (equal for a
    point figure; only one of them for "more than" and "less than"; none for percentages without
    their base), `as_stated`, `scope`, `definition`, `publisher`, `title`, `published`, `url`,
    `note`, `verified` and `basis` (`stated`, `comparison`, `derived`, `none`).
    """
    return _read_table("claims.csv")


def events() -> pd.DataFrame:
    """Events, in order: `date`, `title`, `sentence`, `place`, `source`, `verified`, `named`."""
    return _read_table("events.csv")


def breaks() -> pd.DataFrame:
    """Dates from which on areas of the story are counted in another way, see `geo.changes`.

    Columns `date`, `actor`, `status`, `reason`, `source`.
    """
    return _read_table("breaks.csv")


def ranges() -> pd.DataFrame:
    """Uncertainty of the areas of the story, see `geo.area_range`.

    Columns `date`, `actor`, `status`, `low_km2`, `high_km2`; the last two are missing if unknown.
    """
    return _read_table("range.csv")


def scenes() -> pd.DataFrame:
    """Stops of a talk about the story, in their order, with the columns of `layers.control_map`.

    `view` is west, south, east and north in degrees, missing for the whole territory. The caption
    of an event reports what `events` has on its date, with the same source first.
    """
    return _read_table("scenes.csv", sort=False)


def place_names() -> dict[str, dict[str, str]]:
    """Names of places of the story by code of the language: ar, de, es, fr and uk."""
    names = pd.read_csv(_DATA / "place_names.csv", index_col="place")
    return names.drop(columns="source").to_dict("index")  # type: ignore[return-value]


def translations() -> dict[str, dict[str, str]]:
    """The texts of the story by code of the language, each by its English text."""
    texts = {}
    for path in sorted(_DATA.glob("texts_??.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            texts[path.stem[-2:]] = {row["english"]: row["text"] for row in rows}
    return texts


def about() -> About:
    """Texts and facts for the page of the story, for a table's `attrs`.

    Title, standfirst, definitions, source, credits and display names; names for the map under
    `places`, those in other languages under `place_names`, and their file under `list`; the course
    of the lower Euphrates, in degrees, under `course`; the texts in other languages under
    `translations`; under `claims`, `events`, `breaks`, `ranges` and `scenes` the rows of the
    tables above, dates as ISO text and missing values as None. `plotted` is whether the figure of
    a claim may be on a chart of the whole territory; one that is derived, of a part of the
    territory, of something else than territory held or known to have the wrong unit is only
    listed.
    """
    texts: dict[str, Any] = json.loads(
        (_DATA / "about.json").read_text(encoding="utf-8")
    )
    figures = claims()
    wrong_unit = has_wrong_unit(figures)
    has_figure = figures[["area_km2_low", "area_km2_high"]].notna().any(axis=1)
    is_comparable = figures["basis"].isin(_PLOTTED) & figures["scope"].isin(_WHOLE)
    is_territory = ~figures["definition"].str.contains("|".join(NOT_TERRITORY))
    plotted = has_figure & ~wrong_unit & is_comparable & is_territory
    figures = figures.assign(slip=wrong_unit, plotted=plotted)
    tables = {
        "claims": figures,
        "events": events(),
        "breaks": breaks(),
        "ranges": ranges(),
        "scenes": scenes(),
    }
    facts = {name: _records(table) for name, table in tables.items()}
    places = pd.read_csv(_DATA / "places.csv")
    course = pd.read_csv(_DATA / "euphrates.csv")[["lon", "lat"]].to_numpy().tolist()
    return About(
        texts,
        places=place_labels(places),
        place_names=place_names(),
        translations=translations(),
        list="places.csv",
        course=course,
        **facts,
    )


def has_wrong_unit(figures: pd.DataFrame) -> "pd.Series[bool]":
    """True for the statements known to have a wrong unit, as square metres for metres squared."""
    return figures["note"].str.contains(_UNIT_ERROR, na=False)


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    dates = table["date"].dt.strftime("%Y-%m-%d")
    rows = table.assign(date=dates).astype(object)
    return [
        {str(name): value for name, value in row.items()}
        for row in rows.where(rows.notna(), None).to_dict("records")
    ]


def _read_table(name: str, *, sort: bool = True) -> pd.DataFrame:
    table = pd.read_csv(_DATA / name)
    table["date"] = table["date"].to_numpy(dtype="datetime64[s]")
    if not sort:
        return table
    return table.sort_values(
        "date", kind="stable", na_position="first", ignore_index=True
    )
