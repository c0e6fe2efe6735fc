"""Tables in `README.md` of published areas beside those measured in the story."""

import re

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from geo.check.claims import compared
from geo.measure import areas_on
from geo.source import CLAIMED, HELD, claims, territory
from geo.source.story import has_wrong_unit
from geo.table import STATUS

# The only series of one publisher by one definition over years.
SERIES = "IHS"


def residuals(table: gpd.GeoDataFrame) -> str:
    """Published areas beside both measured areas of the same scope and date, in Markdown.

    The difference is given for the measured area with the same definition.
    """
    statements = compared(table).assign(slip=has_wrong_unit(claims()))
    figure = statements["area_km2_low"].notna() | statements["area_km2_high"].notna()
    statements = statements[statements["measured_km2"].notna() & figure]
    held = compared(table, statements.assign(definition="control"))
    claimed = compared(table, statements.assign(definition="control incl. desert"))
    lines = [
        "| date | published, km2 | held | claimed | definition | scope | publisher |",
        "| --- | ---: | ---: | ---: | --- | --- | --- |",
    ]
    for row, close, wide in zip(
        statements.to_dict("records"),
        held["measured_km2"],
        claimed["measured_km2"],
        strict=True,
    ):
        low, high = row["area_km2_low"], row["area_km2_high"]
        middle = float(np.nanmean([low, high]))
        cells = [
            "peak" if pd.isna(row["date"]) else row["date"].strftime("%Y-%m-%d"),
            _span(low, high) + (" (slip of units)" if row["slip"] else ""),
            _with_share(close, middle if row["measured_as"] == HELD else 0),
            _with_share(wide, middle if row["measured_as"] == CLAIMED else 0),
            row["definition"],
            row["scope"],
            row["publisher"],
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _span(low: float, high: float) -> str:
    """`4`, `5 to 6`, `over 100,000`, `under 5`."""
    if pd.isna(high):
        return f"over {low:,.6g}"
    if pd.isna(low):
        return f"under {high:,.6g}"
    return f"{low:,.6g}" if low == high else f"{low:,.6g} to {high:,.6g}"


def _with_share(measured: float, published: float) -> str:
    """`95,730 (+9 %)`: an area and its difference from the published one, if that is not 0."""
    area = f"{measured:,.0f}" if measured >= 100 else f"{measured:,.2f}"
    return f"{area} ({100 * (measured / published - 1):+.0f} %)" if published else area


def sensitivity(
    places: pd.DataFrame,
    frame: BaseGeometry,
    left_bank: BaseGeometry,
    definitions: dict[str, BaseGeometry],
) -> str:
    """Held areas by several definitions of inhabited land beside those of IHS, in Markdown."""
    figures = claims()
    figures = figures[
        figures["publisher"].str.startswith(SERIES)
        & (figures["area_km2_low"] == figures["area_km2_high"])
        & (figures["scope"] == "Syria+Iraq")
    ]
    dates = figures["date"].to_numpy()
    published = figures["area_km2_low"].to_numpy()
    lines = [
        "| held by | " + " | ".join(figures["date"].dt.strftime("%Y-%m-%d")) + " |",
        "| --- |" + " ---: |" * len(dates),
        "| IHS, km2 | " + " | ".join(f"{km2:,.0f}" for km2 in published) + " |",
    ]
    for name, inhabited in definitions.items():
        table = territory(places, frame, inhabited=inhabited, left_bank=left_bank)
        measured = areas_on(table[table[STATUS] == HELD], dates)
        shares = [f"{share:+.1f} %" for share in 100 * (measured / published - 1)]
        lines.append(f"| {name} | {' | '.join(shares)} |")
    return "\n".join(lines) + "\n"


def with_block(text: str, name: str, block: str) -> str:
    """`text` with `block` between its comments `name` and `end of name`."""
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    pattern = re.escape(begin) + ".*?" + re.escape(end)
    new, number = re.subn(pattern, lambda _: begin + block + end, text, flags=re.DOTALL)
    if number != 1:
        raise ValueError(f"{number} blocks named {name}, expected 1")
    return new
