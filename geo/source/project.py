"""controlmap.toml: all that is to be said of a source and its page, said once.

The file is strict: a key that it does not know, or a value of another kind than the key takes, is
refused with the file and the key, so that a slip of the pen does not pass for a choice.
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
from geo.source.project_values import Check

PROJECT = "controlmap.toml"

_LARGEST_BYTES = 10**6
# The parser takes the square of the number of parts of a key (a.b.c) in time.
_PART = r"(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')"
_LONG_KEY = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{100}}")

# Keys of tables in the file that have other names where they go.
_COLUMNS = {
    "date": "date",
    "start": "start",
    "end": "end",
    "actor": "actor",
    "status": "status",
    "source": "source_column",
}
_EXACTNESS = {
    "day": "day",
    "month": "month",
}  # all else a published figure may be: a year


@dataclass(frozen=True)
class Project:
    """What a project file says.

    `source` is what to read, `reading` the keywords of `geo.read_control` for it, `about` the
    words and facts for the page, `output` where results go, by command, `language` the code of
    the page's language, and `limits` those of `geo.Limits` that it raises or lowers, by name.
    """

    path: Path
    source: str | Path
    reading: Mapping[str, Any] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)
    output: Mapping[str, Path] = field(default_factory=dict)
    language: str | None = None
    limits: Mapping[str, int] = field(default_factory=dict)


def project_of(source: str | Path | None) -> Project | None:
    """The project file that `source` is, or that lies in it if it is a folder; None without one.

    Paths in the file are taken from where it lies. Without a `source` in it, that is its folder.

    Raises
    ------
    ReadError
        If the file is no TOML, or says something that no project file does.
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
            raise ReadError(f"{path.name}: more than 1 MB, which no project file has")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(f"{path.name}: cannot be read as UTF-8 text") from error
    if _LONG_KEY.search(text):
        raise ReadError(f"{path.name}: not TOML: a key of more than a hundred parts")
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ReadError(f"{path.name}: not TOML: {error}") from error
    except RecursionError as error:
        raise ReadError(
            f"{path.name}: not TOML: lists or tables within each other without end"
        ) from error
    except ValueError as error:
        raise ReadError(
            f"{path.name}: not TOML: a number of more digits than Python reads"
        ) from error
    try:
        said = project_values.table(_FILE)(content)
    except project_values.WrongError as error:
        raise ReadError(f"{path.name}: {error}") from error
    columns = {_COLUMNS[key]: name for key, name in said.get("columns", {}).items()}
    reading = {**columns, **said.get("reading", {})}
    if "statuses" in said:
        reading["statuses"] = said["statuses"]
    if "frame" in reading and (path.parent / reading["frame"]).exists():
        reading["frame"] = str(path.parent / reading["frame"])
    source: str | Path = said.get("source", "")
    if source != STORY:
        source = path.parent / os.path.expanduser(source)
    output = {key: path.parent / name for key, name in said.get("output", {}).items()}
    return Project(
        path,
        source,
        reading,
        _about(said, path.name),
        output,
        said.get("language"),
        said.get("limits", {}),
    )


def _about(said: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Words and facts of a project, as `layers.control_map` takes them."""
    plain = ("title", "standfirst", "credits", "significant", "language")
    about: dict[str, Any] = {key: said[key] for key in plain if key in said}
    language = said.get("language", "en")
    actors = said.get("actors", [])
    names = {one["key"]: _names(one, language) for one in actors}
    about["actors"] = {key: names[key] for key in names if names[key] is not None}
    about["colours"] = {
        one["key"]: {"light": one["colour"], "dark": one.get("colour_dark")}
        for one in actors
        if "colour" in one
    }
    about["statuses"] = said.get("status_names", {})
    about["events"] = said.get("events", [])
    about["claims"] = [
        _claim(one, f"{name}: claims: entry {number}")
        for number, one in enumerate(said.get("claims", []), 1)
    ]
    about["scenes"] = said.get("scenes", [])
    return {key: value for key, value in about.items() if value}


def _names(actor: Mapping[str, Any], language: str) -> str | dict[str, str] | None:
    """What to call an actor: one name, or names by code of the language, the usual one first."""
    name, others = actor.get("name"), actor.get("names", {})
    if not others:
        return name
    return {language: name or actor["key"], **others}


def _claim(said: Mapping[str, Any], whose: str) -> dict[str, Any]:
    """A published figure as `layers.control_map` takes it."""
    claim = {
        key: value
        for key, value in said.items()
        if key not in ("km2", "low_km2", "high_km2")
    }
    low, high = said.get("low_km2"), said.get("high_km2")
    if "km2" in said:
        if low is not None or high is not None:
            raise ReadError(
                f"{whose}: km2 beside low_km2 or high_km2; give one or both ends"
            )
        low = high = said["km2"]
    if low is not None and high is not None and low > high:
        raise ReadError(f"{whose}: low_km2 is more than high_km2; mend one of the two")
    exactness = _EXACTNESS.get(precision(said["date"]), "year")
    date = iso_text(read_date(said["date"]))
    return {
        **claim,
        "date": date,
        "date_precision": exactness,
        "area_km2_low": low,
        "area_km2_high": high,
    }


_NOTE = {name: project_values.text for name in ("title", "source", "place")}
_READING: dict[str, Check] = {
    "ends": project_values.one_of("inclusive", "exclusive"),
    "day_first": project_values.flag,
    "calendar": project_values.one_of(*CALENDARS),
    "layer": project_values.text,
    "crs": project_values.path,
    "frame": project_values.path,
}
_OUTPUT: dict[str, Check] = {
    key: project_values.path for key in ("map", "areas", "changes", "kit")
}
_LIMITS: dict[str, Check] = {one.name: project_values.limit for one in fields(Limits)}
_FILE: dict[str, Check] = {
    "title": project_values.text,
    "standfirst": project_values.text,
    "credits": project_values.texts,
    "language": project_values.language,
    "significant": project_values.digits,
    "source": project_values.path,
    "columns": project_values.table({key: project_values.text for key in _COLUMNS}),
    "reading": project_values.table(_READING),
    "statuses": project_values.words,
    "status_names": project_values.names,
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
    "events": project_values.rows(
        {
            **_NOTE,
            "date": project_values.date,
            "sentence": project_values.text,
            "verified": project_values.text,
        },
        "date",
        "title",
    ),
    "claims": project_values.rows(
        {
            "date": project_values.date,
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
            "caption": project_values.text,
            "view": project_values.view,
            "source": project_values.text,
        },
        "date",
        "caption",
        "source",
    ),
    "output": project_values.table(_OUTPUT),
    "limits": project_values.table(_LIMITS),
}
