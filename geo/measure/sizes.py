"""Compare areas with those of familiar places."""

from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

_REFERENCES = Path(__file__).parents[1] / "data" / "reference_areas.csv"

# Two areas within this ratio of each other are "about the size of" one another.
_CLOSE = 1.15


def reference_areas() -> pd.DataFrame:
    """Areas familiar to readers, largest first.

    Columns `name`, `name_in_sentence`, `area_km2`, `kind`, `source` and `verified`: `yes` if
    the figure is in its source, `partial` if in rounded or differing form, `no` if it is from
    memory.
    """
    return _references().copy()


def size_sentence(area_km2: float) -> str:
    """Compare an area with familiar ones: "about the size of Wales".

    If no familiar area is within 15 %, the two nearest: "between Wales and Belgium in size"; an
    empty text for 0, and for areas beyond the largest or the smallest reference. Figures without a
    source are not used.
    """
    near = near_in_size(area_km2)
    if not near:
        return ""
    names = [_in_sentence()[name] for name in near]
    if len(names) == 1:
        return f"about the size of {names[0]}"
    return f"between {names[0]} and {names[1]} in size"


def near_in_size(area_km2: float) -> tuple[str, ...]:
    """Names in `reference_areas` that `size_sentence` uses, for other languages.

    One name for a similar area, two for an area in between, the smaller first; else none.
    """
    if not area_km2 > 0:
        return ()
    known, names = _known()
    ratio = np.abs(np.log(known / area_km2))
    nearest = int(ratio.argmin())
    if ratio[nearest] <= np.log(_CLOSE):
        return (names[nearest],)
    smaller = int((known > area_km2).sum())
    if not 0 < smaller < len(known):
        return ()
    return names[smaller], names[smaller - 1]


@cache
def _known() -> tuple[npt.NDArray[np.float64], list[str]]:
    """Reference areas with a source, largest first, and their names."""
    seen = _references()
    seen = seen[seen["verified"] != "no"]
    return seen["area_km2"].to_numpy(dtype=float), seen["name"].to_list()


@cache
def _in_sentence() -> dict[str, str]:
    """Names as used in a sentence, by name; cached for the dates of a series."""
    rows = _references()
    return dict(zip(rows["name"], rows["name_in_sentence"], strict=True))


@cache
def _references() -> pd.DataFrame:
    table = pd.read_csv(_REFERENCES)
    return table.sort_values("area_km2", ascending=False, ignore_index=True)
