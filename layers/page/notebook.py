"""What a notebook shows of a map: the page in a frame, and a picture where no script runs.

Viewers of stored notebooks drop frames, or run no script. Under the frame lies a picture of the
date that the page opens at; where the frame is gone, the picture is what is seen.
"""

import base64
import html
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
from markupsafe import escape

from geo.measure import repaired
from geo.table import ABOUT, CONTROL
from layers.content import Timeline, timeline
from layers.language import ACTOR, STATUS, Language
from layers.output import installed, png
from layers.pictures import TYPE, Pair, defs, in_colour, paint, svg, view

HEIGHT = (
    "52rem"  # date and chart under a map of some 400 pixels, in a column of a notebook
)
WIDTH = 960.0  # of the picture
LINE = 24.0  # of its words
MOST = 6  # lines of its legend

Bundle = tuple[dict[str, Any], dict[str, Any]]


def bundle(
    page: str, table: gpd.GeoDataFrame, title: str, words: Language | None = None
) -> Bundle:
    """Data and metadata by media type, as Jupyter's display protocol has them.

    `page` is the whole document that shows `table`. The picture is a PNG where the extra
    `classroom` is installed, else an SVG.
    """
    drawn, alt = picture(table, title, words)
    plain = base64.b64encode(drawn.encode("utf-8")).decode("ascii")
    kind, encoded, own = "image/svg+xml", plain, drawn
    if installed():
        encoded = base64.b64encode(png(drawn)).decode("ascii")
        kind, own = "image/png", encoded
    framed_page = framed(page, f"data:{kind};base64,{encoded}", alt, title)
    data = {"text/html": framed_page, kind: own, "text/plain": alt}
    return data, {kind: {"alt": alt}}


def framed(page: str, address: str, alt: str, title: str) -> str:
    """`page` in a frame that covers a picture of it, found at `address`."""
    return (
        f'<div style="position:relative;width:100%;min-height:{HEIGHT}">'
        # Where scripts do not run the frame would hide the picture and show nothing.
        "<noscript><style>.controlmap-frame{display:none}</style></noscript>"
        f'<img src="{address}" alt="{escape(alt)}" style="width:100%;max-width:{WIDTH:g}px">'
        f'<iframe class="controlmap-frame" title="{escape(title)}" allowfullscreen'
        ' style="position:absolute;inset:0;width:100%;height:100%;border:0;background:#fff"'
        f' srcdoc="{html.escape(page)}"></iframe></div>'
    )


def picture(
    table: gpd.GeoDataFrame, title: str, words: Language | None = None
) -> tuple[str, str]:
    """An SVG of the date that the page of `table` opens at, and its words for those who listen."""
    times = timeline(table, words)
    index = opening(times)
    rows = _legend(times, index, table.attrs.get(ABOUT, {}))
    alt = times.words.phrase(
        "Map. {title}, {date}: {what}",
        title=title,
        date=times.labels[index],
        what=times.words.phrase("; ").join(line for _, line in rows),
    )
    sound = repaired(table)
    west, south, east, north = map(float, sound.total_bounds)
    on = view((west, south, east, north), WIDTH)
    looks = in_colour(times.pairs)
    ground = svg(sound, times.dates[index], on, looks, alt=alt, key="still", size=13)
    top = 2.75 * LINE
    foot = top + on.height + LINE
    height = foot + (len(rows) - 0.4) * LINE
    parts = [
        f'<path d="M0 0H{WIDTH:g}V{height:g}H0Z" fill="#fff"/>',
        _text(0, 22, title, 'font-size="22" font-weight="bold"'),
        _text(0, 50, times.labels[index], 'font-size="18"'),
        ground.replace("<svg ", f'<svg y="{top:g}" ', 1),
    ]
    for place, (look, line) in enumerate((looks[pair], said) for pair, said in rows):
        y = foot + place * LINE
        fill = paint(look, "legend")
        parts.append(
            f'<path d="M.5 {y - 14:g}h24v16h-24Z" fill="{fill}" stroke="{look.ink}"/>'
            + _text(34, y, line, 'font-size="16"')
        )
    drawn = defs({looks[pair] for pair, _ in rows}, "legend")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {height:g}"'
        f' width="{WIDTH:g}" height="{height:g}" role="img" aria-label="{escape(alt)}"'
        f' font-family="{TYPE}"><defs>{drawn}</defs>{"".join(parts)}</svg>\n'
    ), alt


def opening(times: Timeline) -> int:
    """Position of the date that the page opens at: the last, if ground is held; else the peak."""
    km2 = times.series[0].km2
    return len(km2) - 1 if km2[-1] > 0 else km2.index(max(km2))


def _legend(
    times: Timeline, index: int, about: Mapping[str, Any]
) -> list[tuple[Pair, str]]:
    """The largest grounds of a date, by actor and status, and what is written of each."""
    words = times.words
    actors, statuses = about.get("actors", {}), about.get("statuses", {})
    alone = len(times.actors) == 1
    found = []
    for one in times.series:
        if not one.km2[index]:
            continue
        status = words.name(statuses.get(one.status, one.status), STATUS)
        who = "" if alone else words.name(actors.get(one.actor, one.actor), ACTOR)
        plain = one.status == CONTROL and one.status not in statuses
        name = (
            who
            if plain and who
            else words.phrase(", ").join(filter(None, [who, status]))
        )
        size = words.area(one.km2[index], about.get("significant"))
        said = words.phrase("{name}: {what}", name=name, what=size)
        found.append((one.km2[index], ((one.actor, one.status), said)))
    found.sort(key=lambda one: one[0], reverse=not alone)
    return [row for _, row in found[:MOST]]


def _text(x: float, y: float, words: str, style: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" fill="#16181a" {style}>{escape(words)}</text>'
