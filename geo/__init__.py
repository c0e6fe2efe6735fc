"""Numbers of controlmap: dated polygons in, checked areas and changes out."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from geo import leftovers

if TYPE_CHECKING:
    from geo.account import explained, reading
    from geo.area import area_km2
    from geo.calendars import CALENDARS
    from geo.change import changes, gained, lost
    from geo.check import findings, require, unmended
    from geo.compare import near_in_size, reference_areas, size_sentence
    from geo.dates import label, read_date, written
    from geo.ends import assumed_ends
    from geo.errors import CallError, CheckError, ControlError, ReadError, RepairWarning
    from geo.finding import Finding, finding_title
    from geo.lettering import legible_table
    from geo.letters import in_sentence, legible
    from geo.limits import Limits
    from geo.measure import areas, ground, row_areas, union
    from geo.partition import pieces
    from geo.periods import Period, civil, period
    from geo.phrases import counted
    from geo.places import read_places, territory
    from geo.project import PROJECT, Project, project_of
    from geo.read import read_control
    from geo.repair import repaired
    from geo.series import against, farthest_apart, published
    from geo.statements import compared
    from geo.story import claims, events, ranges
    from geo.table import (
        ABOUT,
        ACTOR,
        CONTROL,
        DATE,
        DATE_TEXT,
        END,
        END_TEXT,
        FILE,
        FILE_ROW,
        INPUT,
        READING,
        SOURCE,
        START,
        START_TEXT,
        STATUS,
        UNNAMED,
        in_force,
        timeline,
    )
    from geo.uncertainty import area_range

__all__ = [
    "ABOUT",
    "ACTOR",
    "CALENDARS",
    "CONTROL",
    "CallError",
    "CheckError",
    "ControlError",
    "DATE",
    "DATE_TEXT",
    "END",
    "END_TEXT",
    "FILE",
    "FILE_ROW",
    "Finding",
    "INPUT",
    "Limits",
    "PROJECT",
    "Period",
    "Project",
    "READING",
    "ReadError",
    "RepairWarning",
    "SOURCE",
    "START",
    "START_TEXT",
    "STATUS",
    "UNNAMED",
    "against",
    "area_km2",
    "area_range",
    "areas",
    "assumed_ends",
    "changes",
    "civil",
    "claims",
    "compared",
    "counted",
    "events",
    "explained",
    "farthest_apart",
    "finding_title",
    "findings",
    "gained",
    "ground",
    "in_force",
    "in_sentence",
    "label",
    "leftovers",
    "legible",
    "legible_table",
    "lost",
    "near_in_size",
    "period",
    "pieces",
    "project_of",
    "published",
    "ranges",
    "read_control",
    "read_date",
    "read_places",
    "reading",
    "reference_areas",
    "repaired",
    "require",
    "row_areas",
    "size_sentence",
    "territory",
    "timeline",
    "union",
    "unmended",
    "written",
]

# The rooms that these are in. One is loaded when something in it is asked for: all of them, with
# the libraries that they need, take a second, and what is made to do harm is refused before. No
# room has the name of what is asked for: once loaded, it would stand in its place.
_ROOMS = {
    "account": ("explained", "reading"),
    "area": ("area_km2",),
    "calendars": ("CALENDARS",),
    "change": ("changes", "gained", "lost"),
    "check": ("findings", "require", "unmended"),
    "compare": ("near_in_size", "reference_areas", "size_sentence"),
    "dates": ("label", "read_date", "written"),
    "ends": ("assumed_ends",),
    "errors": ("CallError", "CheckError", "ControlError", "ReadError", "RepairWarning"),
    "finding": ("Finding", "finding_title"),
    "lettering": ("legible_table",),
    "letters": ("in_sentence", "legible"),
    "limits": ("Limits",),
    "measure": ("areas", "ground", "row_areas", "union"),
    "partition": ("pieces",),
    "periods": ("Period", "civil", "period"),
    "phrases": ("counted",),
    "places": ("read_places", "territory"),
    "project": ("PROJECT", "Project", "project_of"),
    "read": ("read_control",),
    "repair": ("repaired",),
    "series": ("against", "farthest_apart", "published"),
    "statements": ("compared",),
    "story": ("claims", "events", "ranges"),
    "table": (
        "ABOUT",
        "ACTOR",
        "CONTROL",
        "DATE",
        "DATE_TEXT",
        "END",
        "END_TEXT",
        "FILE",
        "FILE_ROW",
        "INPUT",
        "READING",
        "SOURCE",
        "START",
        "START_TEXT",
        "STATUS",
        "UNNAMED",
        "in_force",
        "timeline",
    ),
    "uncertainty": ("area_range",),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
