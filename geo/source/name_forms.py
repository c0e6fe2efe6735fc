"""Names that differ only in case or in characters that cannot be seen, read as one.

White space is a blank in every name (`geo.base.join_spaces`), and canonical Unicode forms are the
same (`geo.base.sanitize_text`). Joiners and direction marks are kept, since ordinary writing needs
them, and so are capitals; where two names differ in nothing else, they are one, in the form that
most rows have.
"""

from collections import defaultdict

import geopandas as gpd

from geo.columns import fold
from geo.table import ACTOR, STATUS

_MOST_NAMES = 3  # in one sentence


def join_names(table: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[str]]:
    """`table` with one form of each actor and status, and sentences on those that had several."""
    sentences = []
    for column in (ACTOR, STATUS):
        counts = table[column].value_counts(sort=False)
        forms: dict[str, list[str]] = defaultdict(list)
        for name in counts.index:
            forms[fold(name)].append(name)
        joined = {
            name: max(names, key=lambda name: (counts[name], name))
            for names in forms.values()
            if len(names) > 1
            for name in names
        }
        if joined:
            table = table.assign(
                **{column: [joined.get(name, name) for name in table[column]]}
            )
            usual = list(dict.fromkeys(joined.values()))
            examples = ", ".join(f"“{name}”" for name in usual[:_MOST_NAMES])
            more = f" and {len(usual) - _MOST_NAMES:,d} more" * (
                len(usual) > _MOST_NAMES
            )
            sentences.append(
                f"{column} {examples}{more}: forms that differ only in case or in characters that "
                "cannot be seen, read as one"
            )
    return table, sentences
