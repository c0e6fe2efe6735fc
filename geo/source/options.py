"""Options of `read_control`: their texts, those of a project, and those that do not apply."""

from collections.abc import Mapping
from typing import Any

from geo.base import CallError, Limits, join_spaces, sanitize_value
from geo.source.project import Project

# Options that are passed on unchanged; the texts of all others are sanitized.
_EXACT = ("layer", "crs", "frame", "inhabited", "units", "encoding")
# Options with the name of a column, or a date.
_COLUMNS = (
    "date",
    "start",
    "end",
    "unknown_start",
    "actor",
    "status",
    "source_column",
    "key",
    "place",
    "coordinates",
)

# Options with a name, which has no line ends and is not empty.
_NAMES = {"actor_name": "--actor-name", "source_name": "--source"}

IS_INCLUSIVE = {"inclusive": True, "exclusive": False}  # values of the option `ends`


def is_inclusive(ends: str | None) -> bool | None:
    """Whether ends are inclusive by the option `ends`; CallError if it has another value."""
    if ends is None:
        return None
    if ends not in IS_INCLUSIVE:
        raise CallError(f"--ends {ends}: write inclusive or exclusive")
    return IS_INCLUSIVE[ends]


def sanitize_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """`options` with their texts sanitized: those of the source are, too, and have to match.

    The name of a column may be a number, or a tuple, in a frame, and a date may be a `datetime`.
    """
    sanitized = {
        name: (
            value
            if name in _EXACT
            else sanitize_value(_text(value) if name in _COLUMNS else value)
        )
        for name, value in options.items()
    }
    for name, option in _NAMES.items():
        if sanitized[name] is not None:
            sanitized[name] = join_spaces(sanitized[name])
            if not sanitized[name]:
                raise CallError(f"{option}: no name in it; write one, or leave it out")
    return sanitized


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, tuple):  # several levels, see geo.formats.column_name
        return " ".join(str(part) for part in value if str(part))
    return str(value)


def merge_options(options: Mapping[str, Any], project: Project) -> dict[str, Any]:
    """The options given by the caller, and those of the project for the rest."""
    defaults = dict(project.reading)
    if options["date"] is not None:  # a date and an interval exclude each other
        defaults = {
            name: defaults[name] for name in defaults if name not in ("start", "end")
        }
    elif options["start"] is not None or options["end"] is not None:
        defaults.pop("date", None)
    if options["actor"] is not None:  # a column of actors has their names
        defaults.pop("actor_name", None)
    if options["source_column"] is not None:
        defaults.pop("source_name", None)
    return {
        name: defaults.get(name) if value is None else value
        for name, value in options.items()
    }


def merge_limits(
    limits: Limits | Mapping[str, int] | None, defaults: Mapping[str, int]
) -> Limits:
    """The limits given by the caller, and those of the project for the rest."""
    if isinstance(limits, Limits):
        return limits
    return Limits().with_({**defaults, **(limits or {})})


def require_applicable(
    source: object, options: Mapping[str, Any], names: tuple[str, ...], kind: str
) -> None:
    """Raise CallError if one of the options `names` was given, which `kind` of source excludes."""
    for name in names:
        if options[name] is not None:
            option = name.replace("_", "-")
            raise CallError(
                f"{source}: --{option} does not go with {kind}; leave it out"
            )
