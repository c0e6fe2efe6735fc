"""The facts of the built-in story, as its files hold them."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from geo.source.places import place_labels

_DATA = Path(__file__).parents[1] / "data"

# Scopes that are all the ground there was: both countries, and in the end the last pocket.
LAST_POCKET = (
    "Hajin pocket (Middle Euphrates Valley)",
    "Middle Euphrates Valley",
    "Baghouz",
)
_WHOLE = ("Syria+Iraq", *LAST_POCKET)
_PLOTTED = ("stated", "comparison")
_SLIP = "Do not map|[Uu]nit slip"


class About(dict[str, Any]):
    """Words and facts that belong to a whole table.

    pandas copies the `attrs` of a frame deeply whenever it makes another one; these do not change,
    and copying hundreds of facts at every step would take minutes.
    """

    def __deepcopy__(self, memo: object) -> "About":
        return self


def claims() -> pd.DataFrame:
    """Published statements about the area that the Islamic State held, in order of date.

    Columns `date` (datetime64[s]), `date_precision`, `area_km2_low`, `area_km2_high` (equal for a
    point figure; only one of them for "more than" and "less than"; none for percentages without
    their base), `as_stated`, `scope`, `definition`, `publisher`, `title`, `published`, `url`,
    `note`, `verified` and `basis` (`stated`, `comparison`, `derived`, `none`).
    """
    return _dated("claims.csv")


def events() -> pd.DataFrame:
    """Events, in order: `date`, `title`, `sentence`, `place`, `source`, `verified`."""
    return _dated("events.csv")


def ranges() -> pd.DataFrame:
    """How far the areas of the story could be off, see `geo.area_range`.

    Columns `date`, `actor`, `status`, `low_km2`, `high_km2`; the last two are missing where
    nothing says how far.
    """
    return _dated("range.csv")


def scenes() -> pd.DataFrame:
    """Stops of a talk about the story: `date`, `view`, `caption`, `source`.

    `view` is west, south, east and north in degrees, missing where all of the ground is to be
    seen. What a caption says is said by the event of its date, with the same source.
    """
    return _dated("scenes.csv")


def about() -> About:
    """What the page of the story says beside the polygons, as a table's `attrs` carry it.

    Title, standfirst, credits and display names; names for the map under `places`, and the file
    they stand in; under `claims`, `events`, `ranges` and `scenes` the rows
    of the tables above, dates as ISO text and missing values as None. `plotted` says of a claim
    whether its figure may stand on a chart of the whole ground; one that is derived, belongs to a
    part of the ground or is known to be a slip of units is only listed.
    """
    words: dict[str, Any] = json.loads(
        (_DATA / "about.json").read_text(encoding="utf-8")
    )
    said = claims()
    slip = slips(said)
    figure = said[["area_km2_low", "area_km2_high"]].notna().any(axis=1)
    plotted = figure & ~slip & said["basis"].isin(_PLOTTED) & said["scope"].isin(_WHOLE)
    said = said.assign(slip=slip, plotted=plotted)
    tables = {"claims": said, "events": events(), "ranges": ranges()}
    facts = {
        name: _records(table) for name, table in {**tables, "scenes": scenes()}.items()
    }
    listed = pd.read_csv(_DATA / "places.csv")
    return About(words, places=place_labels(listed), list="places.csv", **facts)


def slips(said: pd.DataFrame) -> "pd.Series[bool]":
    """True for the statements known to be a slip of units: square metres for metres squared."""
    return said["note"].str.contains(_SLIP, na=False)


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    dates = table["date"].dt.strftime("%Y-%m-%d")
    rows = table.assign(date=dates).astype(object)
    return [
        {str(name): value for name, value in row.items()}
        for row in rows.where(rows.notna(), None).to_dict("records")
    ]


def _dated(name: str) -> pd.DataFrame:
    table = pd.read_csv(_DATA / name)
    table["date"] = table["date"].to_numpy(dtype="datetime64[s]")
    return table.sort_values("date", kind="stable", ignore_index=True)
