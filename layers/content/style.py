"""Colours of actors, patterns of statuses, and their order."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo.table import CONTROL, ROAMED, UNNAMED


@dataclass(frozen=True)
class Colour:
    """One hue for paper and for a dark screen, as CSS colours."""

    light: str
    dark: str


ACCENT = Colour("#a5401f", "#e2855a")  # the one hue of a map of one actor
NEUTRAL = Colour("#8b8d90", "#73777c")  # territory whose actor has no name

# Twelve is too many to tell apart, four too few to keep neighbours apart on a world map. These
# eight differ in lightness as well as hue, so that they stay apart for colour-blind readers and
# on grey paper; after Paul Tol's "muted" scheme (SRON/EPS/TN/09-002, 2021).
PALETTE = (
    Colour("#b5485c", "#e08a97"),
    Colour("#3d6fa5", "#6ea3d8"),
    Colour("#c9b458", "#d8c673"),
    Colour("#3c8f80", "#5fb8a8"),
    Colour("#7d3c73", "#b97fb0"),
    Colour("#86b7d9", "#9fcbe6"),
    Colour("#8a8a3a", "#aeae62"),
    Colour("#d18b52", "#e0a676"),
)

SOLID = "solid"
HATCHES = ("hatch", "counter", "dots")
DASHED = "dashed"  # an outline without a fill, for statuses that are not counted

# Statuses that mean plain possession; all others are drawn lighter and hatched.
_POSSESSION = ("held", "control", "confirmed", "liberated")
# Names for readers of statuses that the source did not name.
DEFAULT_NAMES = {CONTROL: "ground held", ROAMED: "roamed, not held"}
# From the firmest to the loosest; classes not named here come last, in order of name.
FIRMNESS = (*_POSSESSION, "contested", "support", "influence", "claimed")


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
    loose = [status for status in ranked if status not in _POSSESSION]
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
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(part + (255 - part) / 3):02x}" for part in parts)


def colours(
    actors: Sequence[str],
    neighbours: Mapping[str, set[str]],
    own: Mapping[str, Colour] | None = None,
) -> dict[str, Colour]:
    """A colour for each actor, different from those of its neighbours where that can be.

    Actors choose in the order given (the largest first), each the colour that the fewest of its
    neighbours have, and among those the one used least so far; those in `own` have that colour.
    """
    fixed = own or {}
    named = [actor for actor in actors if actor not in (UNNAMED, *fixed)]
    chosen = dict.fromkeys(actors, NEUTRAL) | {
        actor: fixed[actor] for actor in actors if actor in fixed
    }
    if len(named) == 1 and not any(actor in fixed for actor in actors):
        chosen[named[0]] = ACCENT
        return chosen
    uses = dict.fromkeys(PALETTE, 0)
    for actor in named:
        near = [chosen[other] for other in neighbours.get(actor, ()) if other in chosen]
        colour = min(PALETTE, key=lambda hue: (near.count(hue), uses[hue]))
        chosen[actor] = colour
        uses[colour] += 1
    return chosen
