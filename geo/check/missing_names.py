"""Names that readers miss in a source: who holds the territory, who publishes it, a title."""

from collections.abc import Iterator

import geopandas as gpd

from geo.finding import Finding
from geo.table import ABOUT, ACTOR, FILE, SOURCE, TERRITORY, UNNAMED

NO_ACTOR, NO_TITLE, NO_SOURCE = "no-actor", "no-title", "no-source"


def missing_names(table: gpd.GeoDataFrame) -> Iterator[Finding]:
    """What pages, pictures and lessons of `table`, which was read, cannot say; see `KINDS`.

    Without an actor a title is missed too, as that of the dates alone says neither who nor where.
    """
    about = table.attrs.get(ABOUT, {})
    if {*table[ACTOR]} <= {TERRITORY, UNNAMED} - {*about.get("actors", ())}:
        yield Finding(
            NO_ACTOR,
            "no row names an actor: titles, legends and texts do not say who holds the territory",
        )
        if not about.get("title"):
            yield Finding(
                NO_TITLE,
                "no title: pages and pictures are headed “Territory” and the dates",
            )
    if (
        FILE in table
        and not about.get("credits")
        and (table[SOURCE] == table[FILE]).all()
    ):
        files = table[FILE].unique()
        shown = (
            f"“{files[0]}”"
            if len(files) == 1
            else f"the names of {len(files):,d} files"
        )
        yield Finding(
            NO_SOURCE,
            f"no row names its source: readers see {shown}, not who published it",
        )
