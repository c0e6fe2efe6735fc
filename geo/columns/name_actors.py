"""Actors by the names of files, layers or folders: `rebels/2016-01.geojson`."""

import re
from collections.abc import Sequence
from contextlib import suppress

from geo.base import ReadError
from geo.dates import NameDate, SourceNames
from geo.files import Name

# Values of the option `actor`, and the kinds of names that they stand for.
NAMED_BY = {"file-name": "file", "layer-name": "layer", "folder-name": "folder"}

# Words of classes of control, of parts of a map and of versions, which are no actors.
_NO_ACTORS = frozenset("""
    control controlled claimed claim claims contested confirmed assessed advance advances held
    occupied occupation liberated gains losses lost unknown infiltration disputed roamed support
    gebiet besetzt ocupado occupé
    north south east west northern southern eastern western central center part parts tile sheet
    v version draft final new old copy backup update updated latest merged simplified
    map maps data area areas polygon polygons layer layers line front frontline border borders
    boundary boundaries territory territories export features feature file untitled default
    am pm morning evening noon night
    """.split())
_DIGITS = re.compile(r"\d+(?:[-_.:]\d+)*")
_WORD = re.compile(r"[^\W\d_]+")


def actor_of(names: Sequence[Name], kind: str) -> str:
    """The innermost of `names` of this kind without the date in it; empty if nothing is left."""
    name = next((name for each, name in names if each == kind), "")
    key = _DIGITS.sub(" ", name)
    date: NameDate | None = None
    with suppress(ReadError):  # on an order of day and month that only others show
        date = SourceNames().date([(kind, name)])
    if date is not None:
        # the key is in lower case
        words = date.key.replace("#", " ").split()
        found = (re.search(re.escape(word), name, re.I) for word in words)
        key = " ".join(match[0] for match in found if match)
    return " ".join(re.split(r"[\s_]+|(?<=\w)-(?=\w)", key)).strip(" -_.,")


def is_actor(name: str) -> bool:
    """Whether a name has a word, and none that says what else it is."""
    words = _WORD.findall(name.casefold())
    return bool(words) and not {*words} & _NO_ACTORS
