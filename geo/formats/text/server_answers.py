"""What a server answers in place of a map, or around one: an envelope, an error, a part of it.

Sources: GeoServices REST (exceededTransferLimit), OGC 17-069r4 (numberMatched, links), WFS 2.0 and
GeoServer (totalFeatures), STAC (context), RFC 9457 (title, status and detail of a problem), Django
REST framework (next).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from geo.base import number_duplicates, sanitize_line

# An envelope around a map: {"data": {"map": {"type": "FeatureCollection", ...}}}.
_DEEPEST = 3
_COLLECTION = "FeatureCollection"
# Members that are true where a server left features out, without case and underscores.
_CUT_OFF = {"exceededtransferlimit", "truncated", "istruncated", "hasmore", "partial"}
# Members with the number of all features on the server.
_TOTALS = ("numberMatched", "totalFeatures", "matched", "numberReturned")
_AROUND = ("properties", "context", "metadata")
_ERRORS = ("error", "errors", "exception", "exceptions", "fault")
_MESSAGES = ("message", "msg", "detail", "description", "title", "code")
_STATUSES = ("status", "code", "statuscode", "status_code")
_FIRST_ERROR = 400  # of the status codes of HTTP
_LONGEST = 100  # characters of a message
_FEW = 3  # members of an answer that is no more than a message


def collections_within(
    value: Any, path: str = "", depth: int = _DEEPEST
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The FeatureCollections in the members of an object, each after the path of its names."""
    if isinstance(value, list):
        value = {str(number): member for number, member in enumerate(value, 1)}
    if not isinstance(value, dict) or not depth:
        return
    for name, member in value.items():
        if isinstance(member, dict) and member.get("type") == _COLLECTION:
            yield path + name, member
        else:
            yield from collections_within(member, f"{path}{name}.", depth - 1)


def several_maps(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Several FeatureCollections in an object, as uMap saves layers, by their names.

    Each has the name that it has of its own, or else of its member.
    """
    if document.get("type") in (_COLLECTION, "Feature"):
        return {}
    within = list(collections_within(document))
    if len(within) < 2:
        return {}
    names = number_duplicates([_map_name(inner) or path for path, inner in within])
    return {name: inner for name, (_, inner) in zip(names, within)}


def _map_name(document: Mapping[str, Any]) -> str:
    """The name that a FeatureCollection has of its own; empty if it has none."""
    for side in (document.get("_umap_options"), document.get("_storage"), document):
        name = side.get("name") if isinstance(side, Mapping) else None
        if isinstance(name, str) and name.strip():
            return name.strip()
    return ""


def missing_features(
    document: Mapping[str, Any], features: Sequence[Any], envelope: Mapping[str, Any]
) -> str:
    """What shows that a server left features out, and what to do; empty if nothing does."""
    sides = [document, envelope]
    sides += [
        side[name] for side in (document, envelope) for name in _AROUND & side.keys()
    ]
    sides = [side for side in sides if isinstance(side, Mapping)]
    for side in sides:
        for name, value in side.items():
            if name.lower().replace("_", "") in _CUT_OFF and _is_true(value):
                return _incomplete("the server left features out", name)
    totals = [
        (name, side[name])
        for side in sides
        for name in _TOTALS
        if type(side.get(name)) is int
    ]
    for name, total in totals:
        if total > len(features):
            return _incomplete(f"{len(features):,d} of {total:,d} features", name)
    # a server may link a next page that is empty
    if not totals:
        for side in sides:
            if name := _next_page(side):
                return _incomplete("the server has a next page of it", name)
    return ""


def error_text(document: Any) -> str | None:
    """The message of a server's error; None if the document is not one."""
    if not isinstance(document, dict):
        return None
    members = {name.lower(): value for name, value in document.items()}
    for name in _ERRORS:
        if value := members.get(name):
            return _text(members if value is True else value)
    codes = [members[name] for name in _STATUSES if type(members.get(name)) is int]
    if codes and max(codes) >= _FIRST_ERROR:
        return _text(members)
    if not codes and len(members) <= _FEW:
        if any(isinstance(members.get(name), str) for name in ("message", "detail")):
            return _text(members)
    return None


def _incomplete(problem: str, name: str) -> str:
    return (
        f"incomplete: {problem} ({name}); download all of them, page by page, or delete "
        f"{name} from the file to use it as it is"
    )


def _next_page(side: Mapping[str, Any]) -> str:
    """The name of the member with a link to a next page; empty if there is none."""
    links = side.get("links")
    if isinstance(links, list):
        relations = [link.get("rel") for link in links if isinstance(link, dict)]
        return "links" if "next" in relations else ""
    if isinstance(links, dict) and links.get("next"):
        return "links"
    return "next" if isinstance(side.get("next"), str) and side["next"] else ""


def _is_true(value: Any) -> bool:
    return value is True or (isinstance(value, str) and value.lower() == "true")


def _text(value: Any) -> str:
    """The first message in an error, in one line."""
    if isinstance(value, list) and value:
        return _text(value[0])
    if isinstance(value, dict):
        members = {str(name).lower(): member for name, member in value.items()}
        found = (members[name] for name in _MESSAGES if members.get(name))
        return _text(next(found, "no message"))
    text = sanitize_line(" ".join(str(value).split()))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
