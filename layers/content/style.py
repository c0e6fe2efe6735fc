"""Colours of actors, patterns of statuses, and their order."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo.table import CONTROL, ROAMED


@dataclass(frozen=True)
class Colour:
    """One hue for paper and for a dark screen, as CSS colours."""

    light: str
    dark: str


ACCENT = Colour("#a5401f", "#e2855a")  # the one hue of a map of one actor
NEUTRAL = Colour("#8b8d90", "#73777c")  # territory whose actor has no name

# The land of both themes, and what is lost and gained between two dates: the two colours that
# nothing else on a map has. All three are also in `assets/styles/page.css`.
LAND, DARK_LAND = "#f7f5f0", "#24272a"
LOST = Colour("#1c5d78", "#4aa5c9")
GAINED = Colour("#e5720a", "#ff9a2e")

# Ten hues in five steps of lightness, two in each, from the deepest on. Found by annealing, with
# CIEDE2000 as the distance: all are at least 20 apart, and 12 from LOST and GAINED; those of two
# steps are 24 apart, 11 without red or green cones, and 6 on grey paper.
PALETTE = (
    Colour("#694877", "#81668b"),
    Colour("#7d4638", "#9c6051"),
    Colour("#376ec5", "#5585df"),
    Colour("#896c09", "#a28225"),
    Colour("#209c91", "#24b0a4"),
    Colour("#dc628d", "#f1759f"),
    Colour("#95b361", "#a2c466"),
    Colour("#d49c81", "#e4ac92"),
    Colour("#d1b9f7", "#dfccfb"),
    Colour("#92cbed", "#a5dcfd"),
)

SOLID = "solid"
HATCHES = ("hatch", "counter", "dots")
STRIPES = "lost"  # level stripes, of nothing else: hatching means doubt
DASHED = "dashed"  # an outline without a fill, for statuses that are not counted

# Statuses that mean plain possession; all others are drawn lighter and hatched.
POSSESSION = ("held", "control", "confirmed", "liberated")
# Names for readers of statuses that the source did not name.
DEFAULT_NAMES = {CONTROL: "held", ROAMED: "roamed, not held"}
HELD_BY = "held by {actor}"  # in place of the first, of the only actor
# From the firmest to the loosest; classes not named here come last, in order of name.
FIRMNESS = (*POSSESSION, "contested", "support", "influence", "claimed")


def firmest_first(
    statuses: Iterable[str], uncounted: Collection[str] = ()
) -> list[str]:
    """`statuses` from plain possession to mere claim: the order of figures and legend rows.

    Those that are `uncounted` come last.
    """
    known = {status: place for place, status in enumerate(FIRMNESS)}
    return sorted(
        statuses,
        key=lambda status: (
            status in uncounted,
            known.get(status, len(known)),
            status,
        ),
    )


def patterns(
    statuses: Sequence[str], uncounted: Collection[str] = ()
) -> dict[str, str]:
    """The pattern of each status; where none means possession, the first is drawn solid.

    Those that are `uncounted` have an outline only.
    """
    ranked = firmest_first(set(statuses) - set(uncounted))
    loose = [status for status in ranked if status not in POSSESSION]
    if len(loose) == len(ranked):
        loose = loose[1:]
    drawn = dict.fromkeys(ranked, SOLID) | {
        status: HATCHES[place % len(HATCHES)] for place, status in enumerate(loose)
    }
    return drawn | {status: DASHED for status in statuses if status in uncounted}


def own_colours(about: Mapping[str, Any]) -> dict[str, Colour]:
    """The `colours` that came with a table, by actor.

    Each is a dict of `light` and, where it is given, `dark`: #rrggbb. Without `dark` the hue is
    lightened for a dark screen.
    """
    return {
        actor: Colour(hue["light"], hue.get("dark") or _lighten(hue["light"]))
        for actor, hue in about.get("colours", {}).items()
    }


def _lighten(colour: str) -> str:
    """A third of the way from a colour, #rrggbb, to white."""
    return mix(colour, "#ffffff", 2 / 3)


def mix(colour: str, other: str, share: float) -> str:
    """`share` of `colour`, and the rest of `other`."""
    pairs = zip(channels(colour), channels(other), strict=True)
    mixed = (round(one * share + two * (1 - share)) for one, two in pairs)
    return "#" + "".join(f"{value:02x}" for value in mixed)


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of #rrggbb."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
