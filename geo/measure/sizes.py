"""Compare areas with those of familiar places."""

from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

_REFERENCES = Path(__file__).parents[1] / "data" / "reference_areas.csv"

# Two areas within this ratio of each other are "about the size of" one another; within the next,
# one is "somewhat larger" or "somewhat smaller".
_ALIKE, _CLOSE = 1.05, 1.15


def reference_areas() -> pd.DataFrame:
    """Areas familiar to readers, largest first.

    Columns `name`, `name_in_sentence`, `area_km2`, `kind`, `source` and `verified`: `yes` if
    the figure is in its source, `partial` if in rounded or differing form, `no` if it is from
    memory.
    """
    return _references().copy()


def size_sentence(area_km2: float) -> str:
    """Compare an area with familiar ones: "about the size of Wales".

    That is within 5 %; within 15 %, "somewhat larger than Wales" or "somewhat smaller"; else the
    two nearest, "between Wales and Belgium in size". An empty text for 0, and for areas beyond the
    largest or the smallest reference. Figures without a source are not used.
    """
    near, difference = near_in_size(area_km2)
    names = [_in_sentence()[name] for name in near]
    if not names:
        return ""
    if len(names) == 2:
        return f"between {names[0]} and {names[1]} in size"
    if difference == 0:
        return f"about the size of {names[0]}"
    return f"somewhat {'larger' if difference > 0 else 'smaller'} than {names[0]}"


def near_in_size(area_km2: float) -> tuple[tuple[str, ...], int]:
    """Names in `reference_areas` that `size_sentence` uses, for other languages.

    One name for a similar area, with 0 if it is about as large, 1 or -1 if `area_km2` is somewhat
    larger or smaller; two names for an area in between, the smaller first; else none.
    """
    if not area_km2 > 0:
        return (), 0
    known, names = _known()
    ratios = np.log(area_km2 / known)
    nearest = int(np.abs(ratios).argmin())
    ratio = float(ratios[nearest])
    if abs(ratio) <= np.log(_CLOSE):
        alike = abs(ratio) <= np.log(_ALIKE)
        return (names[nearest],), 0 if alike else int(np.sign(ratio))
    smaller = int((known > area_km2).sum())
    if not 0 < smaller < len(known):
        return (), 0
    return (names[smaller], names[smaller - 1]), 0


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
