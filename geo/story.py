"""The facts of the built-in story, as its files hold them."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

_DATA = Path(__file__).parent / "data"


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


def about() -> dict[str, Any]:
    """Title, standfirst, credits and display names, as a table's `attrs` carry them."""
    words: dict[str, Any] = json.loads(
        (_DATA / "about.json").read_text(encoding="utf-8")
    )
    return words


def _dated(name: str) -> pd.DataFrame:
    table = pd.read_csv(_DATA / name)
    table["date"] = table["date"].to_numpy(dtype="datetime64[s]")
    return table.sort_values("date", kind="stable", ignore_index=True)
