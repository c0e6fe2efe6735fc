"""Names of columns and layers in known sources, and their meaning: the table for reading.

A new source gets a row here, with the place where its makers document the meaning, and a test with
a file made in the test. Names are compared without regard to case, in the order of this table.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from geo.table import INDICATIVE, SHAPE

INTERVAL, DATE, ACTOR, STATUS, SOURCE, LAYER, CHANGE, KEPT = (
    "interval",
    "date",
    "actor",
    "status",
    "source",
    "layer name",
    "change",
    "kept",
)
UNDOCUMENTED = "not documented"


@dataclass(frozen=True)
class Convention:
    """A column, layer name or value of a source, its meaning, and where that is documented.

    Attributes
    ----------
    source
        Name of the source; empty if many sources use the convention.
    role
        What it gives: start and end of an interval, the date of a snapshot, the actor, the class
        of control, the source; the meaning of a layer's name; a change since the date before; or
        a column that is kept unchanged.
    names
        Column of the source, in its spelling; three for year, month and day. For a layer, words
        that its name contains; for a change, the values of the column.
    meaning
        Description for the documentation.
    documented
        Where the makers document it.
    end_names
        Of an interval: the columns of its end, like `names`.
    inclusive
        Of an interval: whether the end is inclusive; None if undocumented.
    proof
        Of an interval whose names many sources use: columns of which one shows that a layer is of
        this source, so that `inclusive` counts. None if the names alone show it.
    bce
        Years before 1 are negative numbers without a year 0 (-1 is 1 BCE).
    day_first
        Dates in the column are written day first.
    precise_names
        Columns with the same two dates in a more precise form, in some rows.
    actor, status
        Of a layer: actor and status of its polygons.
    """

    source: str
    role: str
    names: tuple[str, ...]
    meaning: str
    documented: str = UNDOCUMENTED
    end_names: tuple[str, ...] = ()
    inclusive: bool | None = None
    proof: tuple[str, ...] | None = None
    bce: bool = False
    day_first: bool = False
    precise_names: tuple[str, ...] = ()
    actor: str | None = None
    status: str | None = None


def _split(prefix: str) -> tuple[str, ...]:
    return tuple(f"{prefix}{part}" for part in ("year", "month", "day"))


_OURS = "README.md, In Python"
_PLACES = "README.md, Your own data"
_CLIOPATRIA = (
    "github.com/Seshat-Global-History-Databank/cliopatria, README, Data description"
)
_CSHAPES = "cshapes_shapefile_documentation.txt in the package cshapes of its makers"
_CSHAPES_ENDS = "function cshp of the package cshapes: start <= date & end >= date"
_OHM = "wiki.openstreetmap.org/wiki/OpenHistoricalMap/Tags/Key/end_date"
_OHM_EDTF = "wiki.openstreetmap.org/wiki/OpenHistoricalMap/Tags/Key/end_date:edtf"
_BASEMAPS = "github.com/aourednik/historical-basemaps, README"
_GADM = "gadm.org/metadata.html"
_NATURAL_EARTH = "naturalearthdata.com/about/disputed-boundaries-policy"
_GEOBOUNDARIES = "CITATION-AND-USE-geoBoundaries.txt in its downloads"
_KML = "OGC KML 2.2 (07-147r2), 15 Time"
_ISW = "understandingwar.org, Mapping the Russian Invasion of Ukraine (methodology)"
_NZZ = "github.com/conflict-investigations/nzz-maps, data; the names are its only documentation"
_DEEPSTATE = "github.com/cyterat/deepstate-map-data, README"

_UNDOCUMENTED_END = "inclusive or exclusive end: not documented"

TABLE = (
    Convention(
        "the control table",
        INTERVAL,
        ("start",),
        "from the first day held to the first day no longer held",
        _OURS,
        end_names=("end",),
        inclusive=False,
        proof=("end_text",),
    ),
    Convention(
        "Cliopatria",
        INTERVAL,
        ("FromYear",),
        "from the first to the last year held; negative years are BCE, without a year 0",
        _CLIOPATRIA,
        end_names=("ToYear",),
        inclusive=True,
        bce=True,
    ),
    Convention(
        "CShapes",
        INTERVAL,
        _split("gws"),
        "from the first to the last day held, states by Gleditsch and Ward",
        f"{_CSHAPES}; {_CSHAPES_ENDS}",
        end_names=_split("gwe"),
        inclusive=True,
    ),
    Convention(
        "CShapes",
        INTERVAL,
        _split("cows"),
        "from the first to the last day held, states by Correlates of War",
        f"{_CSHAPES}; {_CSHAPES_ENDS}",
        end_names=_split("cowe"),
        inclusive=True,
    ),
    Convention(
        "CShapes",
        INTERVAL,
        ("gwsdate",),
        "from the first to the last day held, day first in its GeoJSON",
        f"{_CSHAPES}; {_CSHAPES_ENDS}",
        end_names=("gwedate",),
        inclusive=True,
        day_first=True,
    ),
    Convention(
        "OpenHistoricalMap",
        INTERVAL,
        ("start_date",),
        "from when it came into existence to when it went out of existence; the EDTF of the "
        "same date where a row has one",
        f"{_OHM}; {_OHM_EDTF}",
        end_names=("end_date",),
        inclusive=False,
        proof=("start_date:edtf", "end_date:edtf"),
        precise_names=("start_date:edtf", "end_date:edtf"),
    ),
    Convention(
        "a chronology of places",
        INTERVAL,
        ("held_from",),
        "from the first day held to the first day no longer held",
        _PLACES,
        end_names=("held_to",),
        inclusive=False,
        proof=(),
    ),
    Convention(
        "KML, TimeSpan",
        INTERVAL,
        ("begin",),
        f"the period of a placemark; {_UNDOCUMENTED_END}",
        _KML,
        end_names=("end",),
    ),
    *(
        Convention(
            "",
            INTERVAL,
            (first,),
            f"begin and end; {_UNDOCUMENTED_END}",
            end_names=(last,),
        )
        for first, last in (
            ("from", "to"),
            ("date_from", "date_to"),
            ("from_date", "to_date"),
            ("valid_from", "valid_to"),
            ("start_year", "end_year"),
            ("year_from", "year_to"),
        )
    ),
    Convention("NZZ and others", DATE, ("date",), "the date of the snapshot", _NZZ),
    *(
        Convention("", DATE, (name,), "the date of the snapshot")
        for name in ("datum", "map_date", "snapshot")
    ),
    Convention("KML, TimeStamp", DATE, ("timestamp",), "the date of a placemark", _KML),
    *(
        Convention("", DATE, (name,), "the date of the snapshot")
        for name in ("day", "year")
    ),
    Convention(
        "the control table", ACTOR, ("actor",), "who holds the territory", _OURS
    ),
    *(
        Convention("", ACTOR, (name,), "who holds the territory")
        for name in ("party", "holder", "controller", "controlled_by", "occupier")
    ),
    Convention("CShapes", ACTOR, ("cntry_name",), "the state", _CSHAPES),
    Convention("CShapes 2.0", ACTOR, ("country_name",), "the state"),
    Convention("GADM", ACTOR, ("COUNTRY",), "the country, from version 4 on"),
    Convention("GADM", ACTOR, ("NAME_0",), "the country, in English", _GADM),
    Convention(
        "Natural Earth",
        ACTOR,
        ("ADMIN",),
        "who administers the territory, by de facto status",
        _NATURAL_EARTH,
    ),
    Convention(
        "geoBoundaries", ACTOR, ("shapeName",), "the unit's name", _GEOBOUNDARIES
    ),
    Convention(
        "Cliopatria, historical-basemaps and KML",
        ACTOR,
        ("Name",),
        "who holds the territory: the entity, country or placemark",
        f"{_CLIOPATRIA}; {_BASEMAPS}",
    ),
    Convention("the control table", STATUS, ("status",), "the class of control", _OURS),
    *(
        Convention("", STATUS, (name,), "the class of control")
        for name in ("control_status", "class")
    ),
    Convention(
        "the control table", SOURCE, ("source",), "where a row comes from", _OURS
    ),
    Convention("", SOURCE, ("sources",), "where a row comes from"),
    Convention(
        "ISW and Critical Threats",
        LAYER,
        ("UkraineControlMap", "AssessedRussianControl", "RussianControlledUkrainian"),
        "assessed Russian control: confirmed",
        _ISW,
        actor="Russia",
        status="confirmed",
    ),
    Convention(
        "ISW and Critical Threats",
        LAYER,
        ("AssessedRussianAdvance",),
        "Russian forces operated or attacked there, but do not control it: contested",
        _ISW,
        actor="Russia",
        status="contested",
    ),
    Convention(
        "ISW and Critical Threats",
        LAYER,
        ("AssessedRussianInfiltration", "AssessedInfiltration"),
        "Russian infiltration, without control: contested",
        _ISW,
        actor="Russia",
        status="contested",
    ),
    Convention(
        "ISW and Critical Threats",
        LAYER,
        ("ClaimedRussian",),
        "sources claim Russian control, which is neither confirmed nor refuted",
        _ISW,
        actor="Russia",
        status="claimed",
    ),
    Convention(
        "ISW and Critical Threats",
        LAYER,
        ("ClaimedUkrainianCounteroffensive",),
        "sources claim Ukrainian counteroffensives, neither confirmed nor refuted",
        _ISW,
        actor="Ukraine",
        status="claimed",
    ),
    Convention(
        "DeepStateMap, daily files",
        LAYER,
        ("deepstatemap_data",),
        "one polygon of all occupied territory; the date in the name is the day of update",
        _DEEPSTATE,
    ),
    Convention(
        "NZZ and other newsrooms",
        CHANGE,
        ("nochange", "gains", "losses"),
        "territory of a day in three parts: nochange and gains are held on it; losses no longer "
        "are, and are left out and reported",
        _NZZ,
    ),
    Convention(
        "the control table",
        KEPT,
        (SHAPE,),
        f"`{INDICATIVE}`: only the area of the row is known; its polygon is drawn with a soft "
        "edge and a note",
        _OURS,
    ),
    Convention(
        "historical-basemaps",
        KEPT,
        ("SUBJECTO", "PARTOF"),
        "to whom an entity was subject, and the larger whole it belonged to",
        _BASEMAPS,
    ),
    Convention(
        "historical-basemaps",
        KEPT,
        ("BORDERPRECISION",),
        "1 approximate, 2 moderately precise, 3 determined by international law",
        _BASEMAPS,
    ),
    Convention(
        "Cliopatria",
        KEPT,
        ("Type", "Wikipedia", "SeshatID"),
        "POLITY, LEADER and so on; where the entity is described",
        _CLIOPATRIA,
    ),
    Convention(
        "Natural Earth",
        KEPT,
        ("SOVEREIGNT",),
        "the sovereign state to which a country belongs",
        _NATURAL_EARTH,
    ),
)

# Columns that may have the part of a day's territory that a row is.
CHANGE_COLUMNS = ("type", "change", "class")
_NO_LONGER = "losses"


def with_role(role: str) -> Iterator[Convention]:
    """The conventions of one role, in order of preference."""
    return (convention for convention in TABLE if convention.role == role)


def layer_convention(names: list[str]) -> Convention | None:
    """The convention for the first of these names of a layer, file or folder that has one."""
    for name in names:
        plain = _plain(name)
        for convention in with_role(LAYER):
            if any(_plain(word) in plain for word in convention.names):
                return convention
    return None


def lost_value(values: set[str]) -> str | None:
    """The value of territory no longer held, if `values` are parts of a day's territory."""
    for convention in with_role(CHANGE):
        known = {word.casefold() for word in convention.names}
        if values and {value.casefold() for value in values} <= known:
            return _NO_LONGER
    return None


@lru_cache(maxsize=256)
def documentation(column: str) -> str:
    """Where the meaning of a column of this name is documented, by the first source with it."""
    for convention in TABLE:
        if convention.role in (ACTOR, STATUS, SOURCE, DATE):
            if column.casefold() in {name.casefold() for name in convention.names}:
                return convention.documented
    return UNDOCUMENTED


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())
