"""Colours and patterns of a picture: of the map, and of each actor and status on it."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from layers.content import DASHED, GAINED, LAND, LOST, SOLID, STRIPES, Summary, mix

Pair = tuple[str, str]  # actor and status

# The light theme of `assets/styles/page.css`.
PAPER, INK, QUIET, RULE = "#ffffff", "#16181a", "#5c6166", "#d9dcde"
WATER, BORDER, RIVER, HALO = "#e9eef1", "#8d9194", "#becad0", "#fbfaf7"
GHOST = mix("#8b8d90", LAND, 0.3)  # territory of another date

DPI = 100
POINT = 72 / DPI  # of a pixel
TINT = 0.2  # share of the colour between the lines of a hatch
NAMELESS = 0.4  # opacity of territory whose actor has no name
_HATCHES = {"hatch": "/", "counter": "\\", "dots": ".", STRIPES: "-"}
_DASH_PIXELS = 1.25, (
    4.0,
    3.0,
)  # of the page: width of a dashed outline, and its dashes
# The fading edge of a shape that is indicative: pixels of the page at most, its share of the width
# of the shape, and how many strokes make it.
_SOFT_PIXELS, _SOFT_SHARE, _SOFT_STROKES = 4.0, 0.25, 5
_HATCH_PIXELS = DPI / 6  # from line to line of matplotlib's widest hatch, across
_STRIPE = 0.7  # of that, which a level stripe takes
_PAGE_HATCH_PIXELS = 5.0  # of the page's own, along its slope


@dataclass(frozen=True)
class Look:
    """How the territory of one actor and status is painted."""

    pattern: str
    colour: str
    under: str = ""  # between the lines of a hatch; a tint of the colour unless given
    edge: str = ""  # the colour itself unless given
    opacity: float = 1.0

    @property
    def solid(self) -> bool:
        return self.pattern == SOLID

    def fill(self, scale: float) -> dict[str, Any]:
        """Properties of a matplotlib patch; `scale` is pixels to one of the page."""
        edge = self.edge or self.colour
        if self.solid:
            # Not below a pixel in its own colour, so that what has no width is still a dot.
            least = 0.0 if self.edge else 1.0
            return {
                "facecolor": self.colour,
                "edgecolor": edge,
                "linewidth": max(0.5 * scale, least) * POINT,
                "alpha": self.opacity,
            }
        if self.pattern == DASHED:
            width, dashes = _DASH_PIXELS
            return {
                "facecolor": "none",
                "edgecolor": edge,
                "linewidth": width * scale * POINT,
                "linestyle": (0, [length / width for length in dashes]),
                "alpha": self.opacity,
            }
        level = self.pattern == STRIPES
        slope = 1 if level else math.sqrt(2)
        density = max(1, round(_HATCH_PIXELS / (slope * _PAGE_HATCH_PIXELS * scale)))
        width = _STRIPE * _HATCH_PIXELS / density if level else 1.3 * scale
        return {
            "facecolor": self.under or mix(self.colour, LAND, TINT),
            "edgecolor": edge,
            "linewidth": 0 if level else 0.8 * scale * POINT,
            "hatch": _HATCHES[self.pattern] * density,
            "hatchcolor": self.colour,
            "hatch_linewidth": width * POINT,
            "alpha": self.opacity,
        }

    def soft_edge(self, scale: float, width: float) -> list[dict[str, Any]]:
        """Strokes below the fill of a shape whose outline is not known, which fade outward.

        `width` is that of the shape in pixels: a narrow one stays narrow. A dashed outline is no
        edge of anything, and has none.
        """
        if self.pattern == DASHED:
            return []
        reach = min(_SOFT_PIXELS * scale, _SOFT_SHARE * width)
        colour = self.fill(scale)["facecolor"]
        # Together they fade evenly: at each stroke, one more of the wider ones lies over it.
        return [
            {
                "facecolor": "none",
                "edgecolor": colour,
                "linewidth": 2 * reach * step / _SOFT_STROKES * POINT,
                "alpha": self.opacity / (step + 1),
            }
            for step in range(_SOFT_STROKES, 0, -1)
        ]


# Two dates compared, as in `assets/styles/map.css`: an outline finds what little there may be.
GAINED_LOOK = Look(SOLID, GAINED.light, edge=INK)
_KEPT = 0.3  # of the colour of territory held on both dates
LOST_LOOK = Look(STRIPES, LOST.light, under=mix(LOST.light, LAND, 0.5))


def kept_look(colour: str) -> Look:
    """Territory held on both of two dates, quiet beside what changed."""
    quiet = mix(colour, LAND, _KEPT)
    return Look(SOLID, quiet, edge=quiet)


# Tones and patterns that stay apart on a photocopy of a photocopy.
_GREYS = (
    Look(SOLID, "#6b6b6b"),
    Look("hatch", "#1a1a1a", under=PAPER),
    Look("dots", "#1a1a1a", under=PAPER),
    Look(SOLID, "#b4b4b4"),
    Look("counter", "#1a1a1a", under=PAPER),
)
_OTHER_GREY = Look(SOLID, "#dedede", edge=PAPER)
_UNCOUNTED_GREY = Look(DASHED, "#1a1a1a")
GREYS = len(_GREYS)


def grey_looks(
    pairs: Sequence[Pair], uncounted: Collection[str] = ()
) -> dict[Pair, Look]:
    """Looks for paper, in the order of `pairs`; all after the first GREYS are light grey.

    Pairs with a status that is `uncounted` are dashed.
    """
    looks = {
        pair: _GREYS[place] if place < GREYS else _OTHER_GREY
        for place, pair in enumerate(pairs)
    }
    return looks | {pair: _UNCOUNTED_GREY for pair in pairs if pair[1] in uncounted}


def colour_looks(summary: Summary, *, all_actors: bool = False) -> dict[Pair, Look]:
    """Looks for a screen: the colour of the actor, the pattern of the status.

    Only the `named` actors of a summary have a colour, unless `all_actors` have theirs.
    """
    looks = {}
    for actor, status in summary.times.pairs:
        known = summary.actors[actor]
        pattern = summary.statuses[status].pattern
        looks[actor, status] = Look(
            pattern,
            known.colour.light if all_actors else summary.colour(actor),
            # A light edge keeps solid neighbours apart; around a single actor's territory it
            # would only hide what is tiny.
            edge=LAND if summary.several and pattern == SOLID else "",
            opacity=NAMELESS if known.nameless else 1.0,
        )
    return looks
