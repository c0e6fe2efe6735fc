"""Read controlmap.toml: options for a source, and texts for its page.

The file is strict: an unknown key, or a value of the wrong type, is refused with the file and the
key, so that no misspelt option is ignored.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from geo.base import Limits, ReadError
from geo.dates import CALENDARS, iso_text, precision, read_date
from geo.files import STORY, source_path
from geo.source import project_values
from geo.source.project_values import PEAK, Check

PROJECT = "controlmap.toml"

_LARGEST_BYTES = 10**6
# The parser takes time quadratic in the number of parts of a key (a.b.c).
_PART = r"(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')"
_LONG_KEY = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{100}}")

# Keys of `columns`, and the keyword arguments of `read_control` for them.
_COLUMNS = {
    "date": "date",
    "start": "start",
    "end": "end",
    "actor": "actor",
    "status": "status",
    "source": "source_column",
    "place": "place",
    "coordinates": "coordinates",
}
# Precision of the date of a published figure; any other is a year.
_PRECISION = {"day": "day", "month": "month"}


@dataclass(frozen=True)
class Project:
    """The content of a project file.

    Attributes
    ----------
    path, source
        The project file, and the source to read.
    reading
        Keyword arguments of `geo.read_control`.
    about
        Texts and facts for the page.
    output
        Paths of results, by command.
    language
        Code of the page's language.
    limits
        Limits that it changes, by name.
    """

    path: Path
    source: str | Path
    reading: Mapping[str, Any] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)
    output: Mapping[str, Path] = field(default_factory=dict)
    language: str | None = None
    limits: Mapping[str, int] = field(default_factory=dict)


def project_of(source: str | Path | None) -> Project | None:
    """The project in `source`, a project file or a folder with one; None if there is none.

    Paths in the file are relative to its folder, which is the default of its `source`.

    Raises
    ------
    ReadError
        If the file is not TOML, or has an invalid key or value.
    """
    if source is None or str(source) == STORY:
        return None
    path = source_path(source)
    if path.is_dir() and (path / PROJECT).is_file():
        path = path / PROJECT
    if not (path.suffix.lower() == ".toml" and path.is_file()):
        return None
    return _read(path)


def _read(path: Path) -> Project:
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise ReadError(f"{path.name}: larger than 1 MB; shorten it")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(
            f"{path.name}: cannot be read as UTF-8 text; save it as UTF-8"
        ) from error
    if _LONG_KEY.search(text):
        raise ReadError(f"{path.name}: not TOML: a key of more than a hundred parts")
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ReadError(f"{path.name}: not TOML: {error}") from error
    except RecursionError as error:
        raise ReadError(
            f"{path.name}: not TOML: lists or tables nested too deeply"
        ) from error
    except ValueError as error:
        raise ReadError(
            f"{path.name}: not TOML: a number with too many digits"
        ) from error
    try:
        values = project_values.table(_FILE)(content)
    except project_values.ValueProblem as error:
        raise ReadError(f"{path.name}: {error}") from error
    columns = {_COLUMNS[key]: name for key, name in values.get("columns", {}).items()}
    reading = {**columns, **values.get("reading", {})}
    if "statuses" in values:
        reading["statuses"] = values["statuses"]
    if "aliases" in values:
        reading["aliases"] = values["aliases"]
    for name in ("frame", "inhabited", "units"):
        if name in reading and (path.parent / reading[name]).exists():
            reading[name] = str(path.parent / reading[name])
    source: str | Path = values.get("source", "")
    if source != STORY:
        source = path.parent / os.path.expanduser(source)
    output = {key: path.parent / name for key, name in values.get("output", {}).items()}
    return Project(
        path,
        source,
        reading,
        _about(values, path.name),
        output,
        values.get("language"),
        values.get("limits", {}),
    )


def _about(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Texts and facts of a project, for `layers.control_map`."""
    plain = (
        *("title", "standfirst", "definitions", "opening", "credits"),
        *("significant", "language"),
    )
    about: dict[str, Any] = {key: values[key] for key in plain if key in values}
    language = values.get("language", "en")
    actors = values.get("actors", [])
    names = {actor["key"]: _names(actor, language) for actor in actors}
    about["actors"] = {key: names[key] for key in names if names[key] is not None}
    about["colours"] = {
        actor["key"]: {"light": actor["colour"], "dark": actor.get("colour_dark")}
        for actor in actors
        if "colour" in actor
    }
    about["statuses"] = values.get("status_names", {})
    about["uncounted"] = values.get("uncounted", [])
    about["sovereign"] = values.get("sovereign", {})
    about["events"] = values.get("events", [])
    about["breaks"] = values.get("breaks", [])
    about["claims"] = [
        _claim(claim, f"{name}: claims: entry {number}")
        for number, claim in enumerate(values.get("claims", []), 1)
    ]
    about["scenes"] = values.get("scenes", [])
    return {key: value for key, value in about.items() if value}


def _names(actor: Mapping[str, Any], language: str) -> str | dict[str, str] | None:
    """The name of an actor, or names by language code, that of the project first."""
    name, translations = actor.get("name"), actor.get("names", {})
    if not translations:
        return name
    return {language: name or actor["key"], **translations}


def _claim(values: Mapping[str, Any], label: str) -> dict[str, Any]:
    """A published figure for `layers.control_map`; `label` is its entry, for messages."""
    claim = {
        key: value
        for key, value in values.items()
        if key not in ("km2", "low_km2", "high_km2")
    }
    low, high = values.get("low_km2"), values.get("high_km2")
    if "km2" in values:
        if low is not None or high is not None:
            raise ReadError(
                f"{label}: km2 beside low_km2 or high_km2; give one or both ends"
            )
        low = high = values["km2"]
    if low is not None and high is not None and low > high:
        raise ReadError(
            f"{label}: low_km2 is more than high_km2; correct one of the two"
        )
    dated: dict[str, Any] = {"date": None, "date_precision": PEAK}
    if values["date"] != PEAK:
        date_precision = _PRECISION.get(precision(values["date"]), "year")
        date = iso_text(read_date(values["date"]))
        dated = {"date": date, "date_precision": date_precision}
    return {
        **claim,
        **dated,
        "area_km2_low": low,
        "area_km2_high": high,
    }


_NOTE = {name: project_values.text for name in ("title", "source", "place")}
_READING: dict[str, Check] = {
    "ends": project_values.one_of("inclusive", "exclusive"),
    "keep": project_values.one_of("first", "last", "all"),
    "skip_undated": project_values.flag,
    "last_end": project_values.one_of("open", "lost"),
    "unknown_start": project_values.date,
    "day_first": project_values.flag,
    "calendar": project_values.one_of(*CALENDARS),
    "actor_name": project_values.text,
    "source_name": project_values.text,
    "layer": project_values.text,
    "crs": project_values.path,
    "frame": project_values.path,
    "inhabited": project_values.path,
    "units": project_values.path,
    "key": project_values.text,
    "missing": project_values.one_of("same", "unknown", "lost"),
    "where": project_values.texts,
}
_OUTPUT: dict[str, Check] = {
    key: project_values.path for key in ("map", "areas", "changes", "kit")
}
_LIMITS: dict[str, Check] = {
    limit.name: project_values.limit for limit in fields(Limits)
}
_FILE: dict[str, Check] = {
    "title": project_values.text,
    "standfirst": project_values.text,
    "definitions": project_values.text,
    "opening": project_values.date,
    "credits": project_values.texts,
    "language": project_values.language,
    "significant": project_values.digits,
    "source": project_values.path,
    "columns": project_values.table({key: project_values.text for key in _COLUMNS}),
    "reading": project_values.table(_READING),
    "statuses": project_values.text_table,
    "aliases": project_values.text_table,
    "status_names": project_values.names,
    "uncounted": project_values.texts,
    "actors": project_values.rows(
        {
            "key": project_values.text,
            "name": project_values.text,
            "names": project_values.by_language,
            "colour": project_values.colour,
            "colour_dark": project_values.colour,
        },
        "key",
    ),
    "sovereign": project_values.text_table,
    "events": project_values.rows(
        {
            **_NOTE,
            "date": project_values.date,
            "sentence": project_values.text,
            "verified": project_values.text,
            "named": project_values.flag,
        },
        "date",
        "title",
    ),
    "breaks": project_values.rows(
        {
            "date": project_values.date,
            **{
                name: project_values.text
                for name in ("reason", "actor", "status", "source")
            },
        },
        "date",
        "reason",
    ),
    "claims": project_values.rows(
        {
            "date": project_values.date_or(PEAK),
            "km2": project_values.km2,
            "low_km2": project_values.km2,
            "high_km2": project_values.km2,
            "actor": project_values.text,
            "plotted": project_values.flag,
            **{
                name: project_values.text
                for name in (
                    "as_stated",
                    "publisher",
                    "title",
                    "url",
                    "definition",
                    "scope",
                    "note",
                    "basis",
                    "verified",
                )
            },
        },
        "date",
        "publisher",
    ),
    "scenes": project_values.rows(
        {
            "date": project_values.date,
            "view": project_values.view,
            "statuses": project_values.texts,
            "grid_km": project_values.km,
            **{
                name: project_values.text
                for name in (
                    "title",
                    "place",
                    "caption",
                    "source",
                    "actor",
                    "figure",
                    "beside",
                )
            },
        },
        "date",
        "caption",
        "source",
    ),
    "output": project_values.table(_OUTPUT),
    "limits": project_values.table(_LIMITS),
}
