"""The time of day behind a date, in the forms that programs write, and its time zone."""

import datetime
import re

_TIME = re.compile(
    r"""
    (?P<date>\S.*?)[,\s]*(?:[T\s]|(?<=[日일]))\s*
    (?P<hour>\d\d?):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?P<fraction>[.,]\d+)?)?
    \s*(?P<half>[AaPp]\.?[Mm]\.?)?
    \s*(?P<zone>Z|(?:UTC|GMT)?[+-]\d\d:?\d\d|UTC|GMT)?(?:\s(?:UTC|\([^()]*\)))?
    \s*(?P<name>\[?[A-Z]\w+(?:/[A-Z][\w+-]*)+\]?)?
    """,
    re.VERBOSE | re.ASCII | re.DOTALL,
)
_UTC = ("Z", "UTC", "GMT")


def split_time(text: str) -> tuple[str, str] | None:
    """The date of a date-time as written, and the time of day behind it in ISO 8601.

    The time of `7/8/2024 2:30:00 PM` is `T14:30:00`, that of `2019-02-22 18:00:16.000
    America/New_York` is `T18:00:16.000-05:00`; midnight is "", as formats that only have
    date-times store a day as its midnight. None if there is no time, or no such time or zone.
    """
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    hour = int(match["hour"])
    if half := match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half[0] in "Pp" else 0)
    if hour > 23:
        return None
    minute, second, fraction = match.group("minute", "second", "fraction")
    if hour == int(minute) == int(second or 0) == int((fraction or ".0")[1:]):
        name = match["name"]
        if not name or _offset(name, match["date"], "00:00") is not None:
            return match["date"].strip(), ""
    time = f"{hour:02d}:{minute}"
    zone = match["zone"] or ""
    zone = "Z" if zone in _UTC else zone.removeprefix("UTC").removeprefix("GMT")
    if match["name"] and not zone:
        offset = _offset(match["name"], match["date"], time)
        if offset is None:
            return None
        zone = offset
    if second:
        time += f":{second}{fraction or ''}"
    return match["date"].strip(), f"T{time}{zone}"


def _offset(name: str, date: str, time: str) -> str | None:
    """The offset of a time zone from UTC, `-05:00`; None if there is no such zone.

    It is "" if `date` is not a day as YYYY-MM-DD.
    """
    import zoneinfo  # seldom needed

    try:
        zone = zoneinfo.ZoneInfo(name.strip("[]"))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None
    try:
        moment = datetime.datetime.fromisoformat(f"{date}T{time}").replace(tzinfo=zone)
    except ValueError:
        return ""
    offset = moment.strftime("%z")
    return f"{offset[:3]}:{offset[3:5]}"
