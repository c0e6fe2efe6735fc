"""What there is to say of how a source was read: counts, where things were found, sentences."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.base import counted
from geo.columns import Part
from geo.dates import DAY, MONTH, YEAR, label, precision
from geo.table import (
    ACTOR,
    END,
    END_TEXT,
    READING,
    START,
    START_TEXT,
    STATUS,
    TERRITORY,
    UNNAMED,
)

Texts = Mapping[np.datetime64, str]

# Where `attrs` of a table carry the counts; the sentences made of them are under READING.
COUNTS = "counts"
# What of `reading` is about signs in the texts of the source, see `Legible.told`.
LETTERS = "letters"


class Counts(dict[str, Any]):
    """Plain counts of a reading, which pandas does not copy deeply at every step."""

    def __deepcopy__(self, memo: object) -> "Counts":
        return self


def reading(table: gpd.GeoDataFrame) -> dict[str, Any]:
    """How `table` was read, in plain values; empty if it was not read from a source.

    `files`, `layers` and `rows` that there were, `used` rows that are in the table, `left_out`
    (dicts of `reason`, `rows`, `where` and `first`, the layer and row of the first), `unread`
    files, `missing` days and `repeats` of a series, `assumed` (names of the layers in which nobody
    says whether the last day of a spell is still held), `within_day` (rows of such layers that
    start and end on one day, by the name of the layer), `letters` (where texts had signs that
    steer or hide: see `Legible.told`), `traits` (see `explained`) and the `sentences` made of all
    this. `rows` is always `used` and what was left out together.
    """
    found = dict(table.attrs.get(COUNTS, {}))
    return {**found, "sentences": list(table.attrs.get(READING, []))} if found else {}


def explained(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """How each thing was found in the source of `table`.

    Columns `what` (dates, ends, actor, class of control, source), `found`, `where` and
    `documented` (where the makers of the source say so); where layers differ, `layers` is how
    many of them tell it so. Below these, what was left out.
    """
    found = table.attrs.get(COUNTS, {})
    rows = list(found.get("traits", []))
    rows += [
        {
            "what": "left out",
            "found": f"{counted(one['rows'], 'row')} {one['reason']}",
            "where": one["where"],
            "documented": "",
            "layers": one["layers"],
        }
        for one in found.get("left_out", [])
    ]
    rows += [
        {"what": "not read", "found": name, "where": "", "documented": "", "layers": 0}
        for name in found.get("unread", [])
    ]
    names = ["what", "found", "where", "documented", "layers"]
    told = pd.DataFrame(rows, columns=names)
    alike = set(told["layers"]) <= {0, found.get("layers", 0)}
    return told.drop(columns="layers") if alike else told


def counts(
    parts: list[Part], table: gpd.GeoDataFrame, series: Texts, unread: list[str]
) -> Counts:
    """What `reading` gives, from the layers that were read."""
    missing, repeats = _series(parts, series)
    return Counts(
        files=len({one.file for one in parts}),
        layers=len(parts),
        rows=sum(one.rows for one in parts),
        used=len(table),
        left_out=_left_out(parts),
        unread=list(unread),
        missing=missing,
        repeats=repeats,
        assumed=[one.label for one in parts if one.assumed],
        within_day={
            one.label: sorted(one.within_day) for one in parts if one.within_day
        },
        traits=_traits(parts),
    )


def sentences(
    parts: list[Part],
    table: gpd.GeoDataFrame,
    series: Texts,
    unread: list[str],
    statuses: Mapping[str, str],
) -> list[str]:
    """How a source was read, the most telling first. `statuses` are classes the caller named."""
    snapshots = [one for one in parts if one.snapshots]
    return [
        *_summary(parts, table, snapshots, series),
        *_on_ends(parts),
        *_on_actors(parts),
        *_on_statuses(parts, statuses),
        *_on_series(snapshots, series),
        *_said(parts),
        *_on_unread(unread),
    ]


def _summary(
    parts: list[Part], table: gpd.GeoDataFrame, snapshots: list[Part], series: Texts
) -> list[str]:
    """How much was read, where the dates come from and how far they reach, and whose ground."""
    number = len({one.file for one in parts})
    hows = Counter(one.how for one in parts)
    texts = {
        **dict(zip(table[END], table[END_TEXT])),
        **dict(zip(table[START], table[START_TEXT])),
    }
    dates = sorted((day, text) for day, text in texts.items() if text)
    first, last = label(dates[0][1]), label(dates[-1][1])
    reach = first if first == last else f"{first} to {last}"
    start = f"{counted(number, 'file')}, {counted(sum(p.rows for p in parts), 'row')}"
    if left_out := sum(sum(one.left_out.values()) for one in parts):
        start += f" ({left_out:,d} left out)"
    if len(hows) == 1:
        start += f", {next(iter(hows))}"
    clauses = [start, reach, *_whose(parts, table), *_gaps(snapshots, series)]
    return [", ".join(clauses)] + (
        [f"{counted(times, 'layer')}: {how}" for how, times in hows.most_common()]
        if len(hows) > 1
        else []
    )


def _whose(parts: list[Part], table: gpd.GeoDataFrame) -> list[str]:
    """Whose ground it is: "one actor (none named: called “territory”)"."""
    drawn = [one for one in parts if len(one)]
    number = table[ACTOR].nunique()
    actors = "one actor" if number == 1 else counted(number, "actor")
    columns = {one.actor for one in drawn}
    if any(one.whose for one in drawn):
        named = {one.whose for one in drawn}
        return [actors + (" by the names of layers" if None not in named else "")]
    if columns == {None}:
        return [f"{actors} (none named: called “{TERRITORY}”)"]
    if len(columns) == 1:
        return [f"{actors} from column {columns.pop()}"]
    return [actors]


def _gaps(snapshots: list[Part], series: Texts) -> list[str]:
    missing, repeats = _series(snapshots, series)
    daily = all(precision(text) == DAY for text in series.values())
    clauses = [f"{counted(missing, 'day')} missing"] if missing else []
    if repeats:
        what = "day" if daily else "date"
        clauses.append(f"{counted(repeats, 'repeat')} of the {what} before")
    return clauses


def _series(parts: Sequence[Part], series: Texts) -> tuple[int, int]:
    """How many days a daily series lacks, and how many dates repeat the one before."""
    snapshots = [one for one in parts if one.snapshots]
    days = sorted(series)
    if len(days) < 2:
        return 0, 0
    gaps = np.diff(np.array(days)).astype("timedelta64[D]").astype(int)
    usual = min(Counter(gaps.tolist()).items(), key=lambda gap: (-gap[1], gap[0]))[0]
    daily = usual == 1 and all(precision(text) == DAY for text in series.values())
    missing = int((gaps - 1).sum()) if daily else 0
    held = _held(snapshots)
    return missing, sum(held[day] == held[before] for before, day in pairwise(days))


def _on_ends(parts: list[Part]) -> list[str]:
    """What the ends of spells mean, and who says so."""
    meanings = Counter(one.ends for one in parts if one.ends and len(one))
    told = [
        means if len(meanings) == 1 else f"{counted(times, 'layer')}: {means}"
        for means, times in meanings.most_common()
    ]
    return told + _on_assumed(sum((one.assumed for one in parts), Counter()))


def _on_assumed(found: "Counter[str]") -> list[str]:
    """What would change if ends that nobody documents were still held."""
    longer = [
        f"{counted(found[length], 'row')} a {length} longer"
        for length in (YEAR, MONTH, DAY)
        if found[length]
    ]
    if not longer:
        return []
    sentence = f"--ends inclusive would hold {' and '.join(longer)}"
    if found["meet"]:
        sentence += f": {found['meet']:,d} of them up to the next start of their actor"
    if found["overlap"]:
        verb = "meets" if found["overlap"] == 1 else "meet"
        sentence += (
            f"; as read, {found['overlap']:,d} {verb} the next start of their actor"
        )
    return [sentence + "; --ends exclusive says that it is right as read"]


def _on_actors(parts: list[Part]) -> list[str]:
    """Which column names the actors where layers differ, and what became of nameless rows."""
    sentences = []
    drawn = [one for one in parts if len(one)]
    columns = Counter(one.actor for one in drawn if one.whose is None)
    for column, times in columns.items():
        where = "" if len(columns) == 1 else f" in {counted(times, 'layer')}"
        if column is None:
            nobody = [one.others.columns for one in parts if one.actor is None]
            choice = dict.fromkeys(name for names in nobody for name in names)
            if choice or where:
                hint = (
                    f" (columns: {', '.join(choice)}; pass --actor)" if choice else ""
                )
                sentences.append(f"no actor named{where}{hint}: called “{TERRITORY}”")
        elif where:
            sentences.append(f"actors from column {column}{where}")
    nameless: Counter[str | None] = Counter()
    for one in parts:
        nameless[one.actor] += one.nameless
    return sentences + [
        f"{counted(number, 'row')} without {column}: kept as “{UNNAMED}”"
        for column, number in nameless.items()
        if number
    ]


def _on_statuses(parts: list[Part], statuses: Mapping[str, str]) -> list[str]:
    """Which words that the caller gave a class of control for stand nowhere."""
    renamed = set().union(*(one.renamed for one in parts))
    return [
        f"no row is “{word}”, which was to be called “{status}”"
        for word, status in statuses.items()
        if word not in renamed
    ]


def _on_series(parts: list[Part], series: Texts) -> list[str]:
    """On which dates of a series of snapshots there is less than on others, or more."""
    days = sorted(series)
    if len(days) < 2:
        return []
    sentences = []
    held = _held(parts)
    if empty := [label(series[day]) for day in days if not held[day]]:
        more = f" and {counted(len(empty) - 1, 'other date')}" if empty[1:] else ""
        sentences.append(f"nothing held on {empty[0]}{more}")
    whose = {day: {who[:2] for who in held[day]} for day in days}
    everybody = set().union(*whose.values())
    if absent := sum(whose[day] != everybody for day in days if whose[day]):
        sentences.append(
            f"on {absent} of {len(days)} dates not every actor has ground: read as holding none"
        )
    layers = Counter(day for one in parts for day in one.dates)
    if shared := sum(times > 1 for times in layers.values()):
        sentences.append(
            f"{counted(shared, 'date')} in more than one layer: ground of one actor is joined"
        )
    return sentences


def _held(parts: Iterable[Part]) -> dict[np.datetime64, set[tuple[str, str, int]]]:
    """For each date, who holds what: actor, status and which shape."""
    held = defaultdict(set)
    for one in (one for one in parts if len(one)):
        for day, actor, status, shape in zip(
            one.own[START], one.own[ACTOR], one.own[STATUS], one.shapes
        ):
            held[day].add((actor, status, id(shape)))
    return held


def _said(parts: list[Part]) -> list[str]:
    """What was noticed in single layers, each thing once."""
    where: dict[str, list[str]] = {}
    for one in parts:
        for sentence in one.said:
            where.setdefault(sentence, []).append(one.label)
    return [f"{_layers(labels)}: {sentence}" for sentence, labels in where.items()]


def _on_unread(labels: list[str]) -> list[str]:
    """Which files of a folder were not read."""
    if not labels:
        return []
    shown = ", ".join(labels[:5]) + (", ..." if len(labels) > 5 else "")
    return [f"{counted(len(labels), 'other file')} not read: {shown}"]


def _left_out(parts: list[Part]) -> list[dict[str, Any]]:
    """Rows that are not in the table, by reason and with the layers they were in."""
    rows: Counter[str] = Counter()
    where: dict[str, list[str]] = defaultdict(list)
    first: dict[str, tuple[str, int | None]] = {}
    for one in parts:
        for reason, number in one.left_out.items():
            rows[reason] += number
            where[reason].append(one.label)
            first.setdefault(reason, (one.label, one.first.get(reason)))
    return [
        {
            "reason": reason,
            "rows": number,
            "where": _layers(where[reason]),
            "layers": len(where[reason]),
            "first": first[reason],
        }
        for reason, number in rows.items()
    ]


def _traits(parts: list[Part]) -> list[dict[str, Any]]:
    """How things are told, each way once, with the number of layers that tell it so."""
    several = Counter(trait for one in parts for trait in dict.fromkeys(one.traits))
    # a column has other values in other layers: told together
    ways: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for trait, times in several.items():
        ways[trait.what, trait.where, trait.documented][trait.found] += times
    order = {what: place for place, what in enumerate(_ORDER)}
    return [
        {
            "what": what,
            "found": (
                next(iter(found))
                if len(found) == 1
                else f"{next(iter(found))} and others"
            ),
            "where": where,
            "documented": documented,
            "layers": sum(found.values()),
        }
        for (what, where, documented), found in sorted(
            ways.items(), key=lambda way: order.get(way[0][0], len(order))
        )
    ]


_ORDER = ("dates", "ends", "actor", "class of control", "source")


def _layers(labels: list[str]) -> str:
    return labels[0] if len(labels) == 1 else f"{len(labels):,d} layers"
