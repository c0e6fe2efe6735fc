"""Numbers of controlmap: dated polygons in, checked areas and changes out."""

from geo import leftovers
from geo.against import against, farthest_apart, published
from geo.area import area_km2
from geo.calendars import CALENDARS
from geo.change import changes, gained, lost
from geo.check import findings, require, unmended
from geo.claims import compared
from geo.compare import near_in_size, reference_areas, size_sentence
from geo.dates import label, read_date, written
from geo.ends import assumed_ends
from geo.errors import (
    CallError,
    CheckError,
    ControlError,
    ReadError,
    RepairWarning,
)
from geo.finding import Finding, finding_title
from geo.legible import legible_table
from geo.letters import in_sentence, legible
from geo.limits import Limits
from geo.measure import areas, ground, row_areas, union
from geo.periods import Period, civil, period
from geo.pieces import pieces
from geo.places import read_places, territory
from geo.project import NAME as PROJECT
from geo.project import Project, project_of
from geo.ranges import area_range
from geo.read import read_control
from geo.reading import explained, reading
from geo.repair import repaired
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
    counted,
    in_force,
    timeline,
)

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
