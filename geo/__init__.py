"""Numbers of controlmap: dated polygons in, checked areas and changes out."""

from geo.area import area_km2
from geo.change import changes, gained, lost
from geo.check import findings, require
from geo.claims import compared
from geo.compare import reference_areas, size_sentence
from geo.dates import label, written
from geo.errors import CallError, CheckError, ControlError, ReadError, RepairWarning
from geo.measure import areas, ground, row_areas
from geo.places import read_places, territory
from geo.ranges import area_range
from geo.read import read_control
from geo.repair import repaired
from geo.story import claims, events, ranges
from geo.table import in_force, timeline

__all__ = [
    "CallError",
    "CheckError",
    "ControlError",
    "ReadError",
    "RepairWarning",
    "area_km2",
    "area_range",
    "areas",
    "changes",
    "claims",
    "compared",
    "events",
    "findings",
    "gained",
    "ground",
    "in_force",
    "label",
    "lost",
    "ranges",
    "read_control",
    "read_places",
    "reference_areas",
    "repaired",
    "require",
    "row_areas",
    "size_sentence",
    "territory",
    "timeline",
    "written",
]
