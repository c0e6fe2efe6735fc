"""Familiar sizes: what an area is about as large as."""

from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

_REFERENCES = Path(__file__).parents[1] / "data" / "reference_areas.csv"

# Two areas within this ratio of each other are "about the size of" one another.
_CLOSE = 1.15


def reference_areas() -> pd.DataFrame:
    """Areas that readers know, largest first.

    Columns `name`, `name_in_sentence`, `area_km2`, `kind`, `source` and `verified`: `yes` where
    the figure was seen in its source, `partial` where in rounded or differing form, `no` where
    it is from memory.
    """
    return _references().copy()


def size_sentence(area_km2: float) -> str:
    """What an area is about as large as: "about the size of Wales".

    Where no familiar area is within 15 %, the two around it: "between Wales and Belgium in size";
    an empty text for no area at all, and for areas beyond the largest or the smallest known.
    Figures that were not seen in a source are not compared with.
    """
    near = near_in_size(area_km2)
    if not near:
        return ""
    names = [_in_sentence()[name] for name in near]
    if len(names) == 1:
        return f"about the size of {names[0]}"
    return f"between {names[0]} and {names[1]} in size"


def near_in_size(area_km2: float) -> tuple[str, ...]:
    """Names in `reference_areas` of what `size_sentence` speaks of, for other languages.

    One where it is about as large, two where it lies between them, the smaller first; else none.
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
    """Areas that were seen in a source, largest first, and their names."""
    seen = _references()
    seen = seen[seen["verified"] != "no"]
    return seen["area_km2"].to_numpy(dtype=float), seen["name"].to_list()


@cache
def _in_sentence() -> dict[str, str]:
    """Names as they stand in a sentence, by name: asked for on each date of a series."""
    rows = _references()
    return dict(zip(rows["name"], rows["name_in_sentence"], strict=True))


@cache
def _references() -> pd.DataFrame:
    table = pd.read_csv(_REFERENCES)
    return table.sort_values("area_km2", ascending=False, ignore_index=True)
