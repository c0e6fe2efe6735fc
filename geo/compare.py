"""Familiar sizes: what an area is about as large as."""

from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

_REFERENCES = Path(__file__).parent / "data" / "reference_areas.csv"

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
    if not area_km2 > 0:
        return ""
    known, names = _known()
    ratio = np.abs(np.log(known / area_km2))
    nearest = int(ratio.argmin())
    if ratio[nearest] <= np.log(_CLOSE):
        return f"about the size of {names[nearest]}"
    smaller = int((known > area_km2).sum())
    if not 0 < smaller < len(known):
        return ""
    return f"between {names[smaller]} and {names[smaller - 1]} in size"


@cache
def _known() -> tuple[npt.NDArray[np.float64], list[str]]:
    """Areas that were seen in a source, largest first, and their names in a sentence."""
    seen = _references()
    seen = seen[seen["verified"] != "no"]
    return seen["area_km2"].to_numpy(dtype=float), seen["name_in_sentence"].to_list()


@cache
def _references() -> pd.DataFrame:
    table = pd.read_csv(_REFERENCES)
    return table.sort_values("area_km2", ascending=False, ignore_index=True)
