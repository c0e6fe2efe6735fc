"""Report on how a source was read: counts, the origin of values, sentences."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.base import counted
from geo.columns import LayerRows
from geo.dates import DAY, MONTH, YEAR, label, next_date, precision, read_date
from geo.table import (
    ACTOR,
    END,
    END_TEXT,
    FILE_ROW,
    READING,
    START,
    START_TEXT,
    STATUS,
    TERRITORY,
    UNNAMED,
    require_columns,
)

Texts = Mapping[np.datetime64, str]

# The key of the counts in `attrs` of a table; the sentences are under READING.
COUNTS = "counts"
# The key in `reading` for control characters in texts of the source, see `Sanitizer.report`.
LETTERS = "letters"
# The key in `reading` for the layer and row of a last end that may only be that of the data.
LAST_END = "last_end"
SPARSE = "sparse"
UNUSED_ALIASES = "unused_aliases"
# The key for findings on units: kind, file, row and description of each.
UNITS = "units"


class Counts(dict[str, Any]):
    """Plain counts of a reading, which pandas does not deep-copy at every step."""

    def __deepcopy__(self, memo: object) -> "Counts":
        return self


def reading(table: gpd.GeoDataFrame) -> dict[str, Any]:
    """How `table` was read, in plain values; empty if it was not read from a source.

    `files`, `layers` and `rows` of the source, `used` rows that are in the table, `left_out`
    (dicts of `reason`, `rows`, `where` and `first`, the layer and row of the first), `unread`
    files, `missing` days and `repeats` of a series, `unused_dates` (dates in names that do not
    count: of each kind the layer and the part of the first, and the number of layers), `assumed`
    (names of the layers in which it is undocumented whether ends are inclusive), `within_day`
    (rows of such layers that start and end on one day, by the name of the layer), `unclosed`
    (numbers of the rows with a ring that was not closed, by the name of the layer), `inferred`
    (how dates were read by a rule that may not be that of the source: dicts of `what` and `file`),
    `letters` (where texts had control or invisible characters: see `Sanitizer.report`), `last_end`
    (layer, row and description of a last end that may be that of the data, or None), `snapshots`
    (names of the layers of snapshots), `sparse` (file, row and description of a place with too
    large a cell, or None), `unused_aliases` (names that no row has), `traits` (see `origins`) and
    the `sentences` made of all this. `rows` is always the sum of `used` and the rows left out.
    """
    require_columns(table)
    counts = dict(table.attrs.get(COUNTS, {}))
    if not counts:
        return {}
    return {**counts, "sentences": list(table.attrs.get(READING, []))}


def origins(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """Where each value was found in the source of `table`.

    Columns `what` (dates, ends, actor, class of control, source), `found`, `where` and
    `documented` (where the makers of the source document it); if layers differ, `layers` is the
    number of layers with that value. At the end, what was left out.
    """
    require_columns(table)
    counts = table.attrs.get(COUNTS, {})
    rows = list(counts.get("traits", []))
    rows += [
        {
            "what": "left out",
            "found": f"{counted(group['rows'], 'row')} {group['reason']}",
            "where": group["where"],
            "documented": "",
            "layers": group["layers"],
        }
        for group in counts.get("left_out", [])
    ]
    rows += [
        {"what": "not read", "found": name, "where": "", "documented": "", "layers": 0}
        for name in counts.get("unread", [])
    ]
    names = ["what", "found", "where", "documented", "layers"]
    frame = pd.DataFrame(rows, columns=names)
    layers_agree = set(frame["layers"]) <= {0, counts.get("layers", 0)}
    return frame.drop(columns="layers") if layers_agree else frame


def count_rows(
    layers: list[LayerRows],
    table: gpd.GeoDataFrame,
    series: Texts,
    unread: Sequence[str],
) -> Counts:
    """The counts that `reading` returns, from the layers that were read."""
    missing, repeats = _missing_and_repeats(layers, series)
    return Counts(
        files=len({layer.file for layer in layers}),
        layers=len(layers),
        rows=sum(layer.row_count for layer in layers),
        used=sum(len({*layer.columns[FILE_ROW]}) for layer in layers if len(layer)),
        left_out=_left_out(layers),
        unread=list(unread),
        missing=missing,
        repeats=repeats,
        unused_dates=_unused_dates(layers),
        assumed=[layer.label for layer in layers if layer.undocumented_ends],
        within_day={
            layer.label: sorted(layer.within_day)
            for layer in layers
            if layer.within_day
        },
        unclosed={layer.label: layer.unclosed for layer in layers if layer.unclosed},
        snapshots=[layer.label for layer in layers if layer.snapshots],
        inferred=_inferred(layers),
        traits=_origins(layers),
    )


def _unused_dates(layers: list[LayerRows]) -> list[tuple[str, str, int]]:
    """Parts of names that look like dates and are not used: a layer, its part, and the number."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for layer in layers:
        name = layer.name_date
        if name is None:
            continue
        if name.unused:
            kind = name.unused.partition(" ")[2].partition(" ")[0]
            found[kind].append((layer.label, name.unused))
        elif not layer.from_name and layer.snapshots and layer.dates:
            first, last = min(layer.dates), max(layer.dates)
            starts, after = read_date(name.text), next_date(name.text)
            finer = len(layer.dates) == 1 and first <= starts
            if (
                after <= first
                or last < starts
                or (finer and after < next_date(layer.dates[first]))
            ):
                part = f"{name.text} in the name of the {name.kind}"
                found["column"].append((layer.label, part))
    return [(*parts[0], len(parts)) for parts in found.values()]


def _inferred(layers: list[LayerRows]) -> list[dict[str, str]]:
    """How dates were read by a rule that may not be that of the source: each way once."""
    files: dict[str, list[str]] = {}
    for layer in layers:
        for text in layer.inferred:
            files.setdefault(text, []).append(layer.label)
    return [
        {
            "what": text + (f" ({counted(len(names), 'layer')})" if names[1:] else ""),
            "file": names[0],
        }
        for text, names in files.items()
    ]


def sentences(
    layers: list[LayerRows],
    table: gpd.GeoDataFrame,
    series: Texts,
    unread: Sequence[str],
    statuses: Mapping[str, str],
    kind: str = "file",
) -> list[str]:
    """How a source was read, the summary first. `statuses` are classes given by the caller.

    `kind` is the noun in which it is counted.
    """
    snapshots = [layer for layer in layers if layer.snapshots]
    return [
        *_summary(layers, table, snapshots, series, kind),
        *_on_ends(layers),
        *_on_actors(layers),
        *_on_statuses(layers, statuses),
        *_on_series(snapshots, series),
        *_on_joined(snapshots),
        *_on_unclosed(layers),
        *_layer_messages(layers),
        *on_unread(unread),
    ]


def _summary(
    layers: list[LayerRows],
    table: gpd.GeoDataFrame,
    snapshots: list[LayerRows],
    series: Texts,
    kind: str,
) -> list[str]:
    """Number of files and rows, origin and range of the dates, and the actors."""
    number = len({layer.file for layer in layers})
    # a layer that is refused has no source of dates
    date_sources = Counter(layer.date_source for layer in layers if layer.date_source)
    texts = {
        **dict(zip(table[END], table[END_TEXT])),
        **dict(zip(table[START], table[START_TEXT])),
    }
    dates = sorted((day, text) for day, text in texts.items() if text)
    first, last = label(dates[0][1]), label(dates[-1][1])
    date_range = first if first == last else f"{first} to {last}"
    rows = sum(layer.row_count for layer in layers)
    start = f"{counted(number, kind)}, {counted(rows, 'row')}"
    if left_out := sum(sum(layer.left_out.values()) for layer in layers):
        start += f" ({left_out:,d} left out)"
    if len(date_sources) == 1:
        start += f", {next(iter(date_sources))}"
    clauses = [
        start,
        date_range,
        *_actors(layers, table),
        *_gaps(snapshots, series),
    ]
    summary = ", ".join(clauses)
    if len(date_sources) == 1:
        return [summary]
    return [summary] + [
        f"{counted(times, 'layer')}: {date_source}"
        for date_source, times in date_sources.most_common()
    ]


def _actors(layers: list[LayerRows], table: gpd.GeoDataFrame) -> list[str]:
    """The number of actors and their origin: "one actor (none named: called “territory”)"."""
    with_rows = [layer for layer in layers if len(layer)]
    number = table[ACTOR].nunique()
    actors = "one actor" if number == 1 else counted(number, "actor")
    columns = {layer.actor_column for layer in with_rows}
    layer_actors = {layer.layer_actor for layer in with_rows}
    if any(layer_actors):
        return [
            actors + (" by the names of layers" if None not in layer_actors else "")
        ]
    if columns == {None}:
        return [f"{actors} (none named: called “{table[ACTOR].iloc[0]}”)"]
    if len(columns) == 1:
        return [f"{actors} from column {columns.pop()}"]
    return [actors]


def _gaps(snapshots: list[LayerRows], series: Texts) -> list[str]:
    missing, repeats = _missing_and_repeats(snapshots, series)
    daily = all(precision(text) == DAY for text in series.values())
    clauses = [f"{counted(missing, 'day')} missing"] if missing else []
    if repeats:
        unit = "day" if daily else "date"
        clauses.append(f"{counted(repeats, 'repeat')} of the {unit} before")
    return clauses


def _missing_and_repeats(layers: Sequence[LayerRows], series: Texts) -> tuple[int, int]:
    """How many days a daily series lacks, and how many dates repeat the one before."""
    snapshots = [layer for layer in layers if layer.snapshots]
    days = sorted(series)
    if len(days) < 2:
        return 0, 0
    gaps = np.diff(np.array(days)).astype("timedelta64[D]").astype(int)
    # a series of changes may have a few on two days in a row, and is not daily
    usual = 2 * np.count_nonzero(gaps == 1) >= len(gaps)
    daily = usual and all(precision(text) == DAY for text in series.values())
    missing = int((gaps - 1).sum()) if daily else 0
    held = _held(snapshots)
    return missing, sum(held[day] == held[before] for before, day in pairwise(days))


def _on_ends(layers: list[LayerRows]) -> list[str]:
    """The meaning of the ends of intervals, and its origin."""
    meanings = Counter(
        layer.end_meaning for layer in layers if layer.end_meaning and len(layer)
    )
    lines = [
        meaning if len(meanings) == 1 else f"{counted(times, 'layer')}: {meaning}"
        for meaning, times in meanings.most_common()
    ]
    undocumented = sum((layer.undocumented_ends for layer in layers), Counter[str]())
    return lines + _on_undocumented_ends(undocumented)


def _on_undocumented_ends(counts: "Counter[str]") -> list[str]:
    """What would change if undocumented ends were inclusive."""
    longer = [
        f"{counted(counts[length], 'row')} a {length} longer"
        for length in (YEAR, MONTH, DAY)
        if counts[length]
    ]
    if not longer:
        return []
    sentence = f"--ends inclusive would make {' and '.join(longer)}"
    return [sentence + "; --ends exclusive confirms the dates as read"]


def _on_actors(layers: list[LayerRows]) -> list[str]:
    """The column of actors if layers differ, and the name of rows without an actor."""
    sentences = []
    with_rows = [layer for layer in layers if len(layer)]
    columns = Counter(
        layer.actor_column for layer in with_rows if layer.layer_actor is None
    )
    for column, times in columns.items():
        where = "" if len(columns) == 1 else f" in {counted(times, 'layer')}"
        if column is None:
            nameless = (layer for layer in with_rows if layer.actor_column is None)
            if next(nameless).columns[ACTOR][0] != TERRITORY:
                continue  # as the caller wants it
            choice = dict.fromkeys(
                name
                for layer in layers
                if layer.actor_column is None
                for name in layer.other_names
            )
            if choice or where:
                hint = (
                    f" (columns: {', '.join(choice)}; pass --actor)" if choice else ""
                )
                sentences.append(f"no actor named{where}{hint}: called “{TERRITORY}”")
        elif where:
            sentences.append(f"actors from column {column}{where}")
    unnamed: Counter[str | None] = Counter()
    for layer in layers:
        unnamed[layer.actor_column] += layer.unnamed
    return sentences + [
        f"{counted(number, 'row')} without {column}: kept as “{UNNAMED}”"
        for column, number in unnamed.items()
        if number
    ]


def _on_statuses(layers: list[LayerRows], statuses: Mapping[str, str]) -> list[str]:
    """The words with a class of control given by the caller that no row has."""
    renamed = set().union(*(layer.renamed for layer in layers))
    return [
        f"no row is “{word}”, which was to be called “{status}”"
        for word, status in statuses.items()
        if word not in renamed
    ]


def _on_series(layers: list[LayerRows], series: Texts) -> list[str]:
    """The dates of a series of snapshots with fewer actors than others."""
    days = sorted(series)
    if len(days) < 2:
        return []
    sentences = []
    held = _held(layers)
    if empty := [label(series[day]) for day in days if not held[day]]:
        more = f" and {counted(len(empty) - 1, 'other date')}" if empty[1:] else ""
        sentences.append(f"nothing held on {empty[0]}{more}")
    names = {day: {(actor, status) for actor, status, _ in held[day]} for day in days}
    all_names = set().union(*names.values())
    if absent := sum(names[day] != all_names for day in days if names[day]):
        sentences.append(
            f"some actors have no polygon on {absent} of {len(days)} dates; treated as holding "
            "no territory"
        )
    return sentences


def _on_joined(layers: list[LayerRows]) -> list[str]:
    """The dates on which rows of one actor are in several layers."""
    names: Counter[tuple[np.datetime64, str, str]] = Counter()
    for layer in layers:
        if len(layer):
            columns = (layer.columns[name] for name in (START, ACTOR, STATUS))
            names.update(set(zip(*columns)))
    shared = {day for (day, _, _), times in names.items() if times > 1}
    if not shared:
        return []
    return [
        f"{counted(len(shared), 'date')} in more than one layer: polygons of one actor are joined"
    ]


def _held(
    layers: Iterable[LayerRows],
) -> dict[np.datetime64, set[tuple[str, str, int]]]:
    """For each date, all triples of actor, status and identity of a shape."""
    held = defaultdict(set)
    for layer in layers:
        if not len(layer):
            continue
        for day, actor, status, shape in zip(
            layer.columns[START],
            layer.columns[ACTOR],
            layer.columns[STATUS],
            layer.shapes,
        ):
            held[day].add((actor, status, id(shape)))
    return held


def _layer_messages(layers: list[LayerRows]) -> list[str]:
    """The messages on single layers, each one once."""
    labels_of: dict[str, list[str]] = {}
    for layer in layers:
        for message in layer.messages:
            labels_of.setdefault(message, []).append(layer.label)
    return [f"{_layers(labels)}: {message}" for message, labels in labels_of.items()]


def _on_unclosed(layers: list[LayerRows]) -> list[str]:
    """The rows with a ring that was not closed."""
    unclosed = [layer for layer in layers if layer.unclosed]
    if not unclosed:
        return []
    rows = counted(sum(len(layer.unclosed) for layer in unclosed), "row")
    first = f"{unclosed[0].label}, row {unclosed[0].unclosed[0]}"
    return [
        f"{rows} with a ring that is not closed (first: {first}); closed by a straight edge"
    ]


def on_unread(labels: Sequence[str]) -> list[str]:
    """The files of a folder that were not read."""
    if not labels:
        return []
    names = ", ".join(labels[:5]) + (", ..." if len(labels) > 5 else "")
    return [f"{counted(len(labels), 'other file')} not read: {names}"]


def _left_out(layers: list[LayerRows]) -> list[dict[str, Any]]:
    """Rows that are not in the table, by reason and with the layers they were in."""
    rows: Counter[str] = Counter()
    where: dict[str, list[str]] = defaultdict(list)
    first: dict[str, tuple[str, int | None]] = {}
    for layer in layers:
        for reason, number in layer.left_out.items():
            rows[reason] += number
            where[reason].append(layer.label)
            first_row = layer.first_left_out.get(reason)
            first.setdefault(reason, (layer.label, first_row))
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


def _origins(layers: list[LayerRows]) -> list[dict[str, Any]]:
    """The origins of values, each once, with the number of layers that have it."""
    times = Counter(
        origin for layer in layers for origin in dict.fromkeys(layer.origins)
    )
    # a column has other values in other layers: reported together
    groups: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for origin, number in times.items():
        group = origin.topic, origin.where, origin.documented
        groups[group][origin.value] += number
    order = {topic: place for place, topic in enumerate(_ORDER)}
    return [
        {
            "what": topic,
            "found": (
                next(iter(values))
                if len(values) == 1
                else f"{next(iter(values))} and others"
            ),
            "where": where,
            "documented": documented,
            "layers": sum(values.values()),
        }
        for (topic, where, documented), values in sorted(
            groups.items(), key=lambda item: order.get(item[0][0], len(order))
        )
    ]


_ORDER = ("dates", "ends", "actor", "class of control", "source")


def _layers(labels: list[str]) -> str:
    return labels[0] if len(labels) == 1 else f"{len(labels):,d} layers"
