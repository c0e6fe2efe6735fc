"""Read coordinates of places: degrees as numbers, in degrees and minutes, or both in one text."""

import re

_LETTERS = {"N": 1, "S": -1, "E": 1, "W": -1, "O": 1}
_NUMBER = r"[0-9]+(?:[.,][0-9]+)?"
_DEGREES = re.compile(
    rf"""\s*(?P<before>[NSEWO])?\s*(?P<sign>[-−+])?\s*(?P<degrees>{_NUMBER})
    (?:\s*[°º:d\s]\s*(?P<minutes>{_NUMBER})
        (?:\s*(?:['′’:m]|\s)\s*(?P<seconds>{_NUMBER})\s*(?:["″”s]|''|′′|’’)?)?\s*['′’m]?)?
    \s*[°º]?\s*(?P<after>[NSEWO])?\s*""",
    re.VERBOSE,
)
_POINT = re.compile(
    r"\s*(?:SRID=4326;)?\s*POINT\s*Z?\s*\(\s*(\S+)\s+([^\s)]+).*\)", re.I
)
_WITH_LETTERS = re.compile(
    r"[NSEWO]?[^NSEWO]*\d[^NSEWO]*[NSEWO]|[NSEWO][^NSEWO]*\d[^NSEWO]*"
)


def read_degrees(text: str) -> float | None:
    """A longitude or latitude, as 48.5, 48,5, 48°30′N or S 48 30 00; None if it is none."""
    match = _DEGREES.fullmatch(text)
    if match is None:
        return None
    parts = [
        float((match[name] or "0").replace(",", "."))
        for name in ("degrees", "minutes", "seconds")
    ]
    if max(parts[1:]) >= 60:
        return None
    value = parts[0] + parts[1] / 60 + parts[2] / 3600
    sign = -1 if match["sign"] in ("-", "−") else 1
    return sign * _LETTERS.get(match["before"] or match["after"] or "N", 1) * value


def read_pair(text: str, *, longitude_first: bool = False) -> tuple[str, str]:
    """Latitude and longitude, as texts, of one text with both; two empty ones if it has not.

    Letters of the compass say which is which, and so does a POINT of WKT. Others have the latitude
    first, unless the column has the longitude first.
    """
    if point := _POINT.fullmatch(text):
        return point[2], point[1]
    upper = text.upper().replace(" AND ", " ")
    parts = _WITH_LETTERS.findall(upper)
    if len(parts) == 2 and any(letter in parts[0] + parts[1] for letter in "NS"):
        parts = [part.strip(" ,;/") for part in parts]
        is_latitude = any(letter in parts[0] for letter in "NS")
        return (parts[0], parts[1]) if is_latitude else (parts[1], parts[0])
    plain = upper.strip(" ()[]")
    for separator in (";", "/", ", ", ",", " "):
        halves = [half.strip() for half in plain.split(separator) if half.strip()]
        if len(halves) == 2 and None not in map(read_degrees, halves):
            return (halves[1], halves[0]) if longitude_first else (halves[0], halves[1])
    return "", ""
