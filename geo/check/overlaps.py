"""Territory in two rows: of two actors, of one actor, or in duplicate rows."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.base import counted
from geo.finding import Finding, RowNames, point_inside
from geo.measure import area_km2, overlapping_pairs

Positions = npt.NDArray[np.intp]
Shapes = npt.NDArray[np.object_]

# Smaller overlaps (100 m2) come from rounded coordinates.
_OVERLAP_KM2 = 1e-4


class Shared(NamedTuple):
    """Territory of two rows, on dates from number `first` up to, not including, `last`."""

    row: int  # the later of the two, which findings name
    other: int
    first: int
    last: int
    territory: BaseGeometry


def duplicates(
    shapes: Shapes, first: Positions, last: Positions, row_names: RowNames
) -> tuple[list[Finding], npt.NDArray[np.bool_]]:
    """Findings on duplicate rows, and a mask of the rows that repeat another.

    Duplicates have the same actor, status, dates and territory; their rings may begin at another
    vertex and run the other way round.
    """
    seen: dict[tuple[object, ...], int] = {}
    copies_of: dict[int, list[int]] = defaultdict(list)
    repeated = np.zeros(len(shapes), dtype=bool)
    wkb: dict[int, bytes] = {}
    count = shapely.get_num_coordinates(shapes)
    boxes = shapely.bounds(shapes)
    keys = [
        (*attributes, tuple(box), int(number))
        for *attributes, box, number in zip(
            row_names.actor, row_names.status, first, last, boxes.tolist(), count
        )
    ]
    # A cheap key first: few polygons have to be normalized.
    frequency = Counter(keys)
    for row in np.flatnonzero([frequency[key] > 1 for key in keys]):
        shape = shapes[row]
        if id(shape) not in wkb:
            wkb[id(shape)] = shapely.to_wkb(shapely.normalize(shape))
        original = seen.setdefault((*keys[row], wkb[id(shape)]), int(row))
        if original != row:
            copies_of[original].append(int(row))
            repeated[row] = True
    findings = []
    for original, rows in copies_of.items():
        times = "" if len(rows) == 1 else f", {len(rows) + 1} times in all"
        findings.append(
            row_names.finding(
                "duplicate",
                rows[0],
                f"the same as {row_names.label(original)}{times}",
                until=row_names.end[original],
                place=point_inside(shapes[original]),
                km2=float(area_km2([shapes[original]])[0]),
            )
        )
    return findings, repeated


def overlaps(
    shapes: Shapes,
    first: Positions,
    last: Positions,
    dates: list[str],
    row_names: RowNames,
) -> Iterator[Finding]:
    """Territory held by two actors, or by two rows of one actor and status, at the same time.

    Row `i` holds on `dates[first[i]:last[i]]`. A finding covers dates one after another on which
    the same two share territory, and names the date on which it is largest.
    """
    actors = np.unique(row_names.actor, return_inverse=True)[1]
    statuses = np.unique(row_names.status, return_inverse=True)[1]

    def related(a: Positions, b: Positions) -> npt.NDArray[np.bool_]:
        same: npt.NDArray[np.bool_] = (actors[a] != actors[b]) | (
            statuses[a] == statuses[b]
        )
        return same

    met = overlapping_pairs(shapes, first, last, related)
    territory = shapely.intersection(shapes[met[:, 0]], shapes[met[:, 1]])
    enough = area_km2(territory) >= _OVERLAP_KM2
    groups: dict[tuple[tuple[str, str], ...], list[Shared]] = defaultdict(list)
    for (a, b), shared in zip(met[enough].tolist(), territory[enough], strict=True):
        # the later row is reported; of two that start together, the one further down
        b, a = sorted((a, b), key=lambda row: (first[row], *row_names.sort_key(row)))
        holders = sorted(
            (row_names.actor[row], row_names.status[row]) for row in (a, b)
        )
        start, end = int(max(first[a], first[b])), int(min(last[a], last[b]))
        groups[tuple(holders)].append(Shared(a, b, start, end, shared))
    for pieces in groups.values():
        yield from _runs(pieces, dates, row_names)


def _runs(
    pieces: list[Shared], dates: list[str], row_names: RowNames
) -> Iterator[Finding]:
    """A finding for each run of dates on which there are any of `pieces`."""
    pieces = sorted(pieces, key=lambda piece: piece.first)
    run: list[Shared] = []
    until = -1
    for piece in pieces:
        if run and piece.first > until:
            yield _finding(run, until, dates, row_names)
            run = []
        run.append(piece)
        until = max(until, piece.last)
    yield _finding(run, until, dates, row_names)


def _finding(
    run: list[Shared], until: int, dates: list[str], row_names: RowNames
) -> Finding:
    """One finding on `run`, with the date on which its pieces cover most territory."""
    changes = sorted({number for piece in run for number in (piece.first, piece.last)})
    km2_of: dict[tuple[int, ...], float] = {}
    by_date: list[tuple[float, int, tuple[int, ...]]] = []
    opened = defaultdict(list)
    for number, piece in enumerate(run):
        opened[piece.first].append(number)
    held: list[int] = []
    for start, _ in itertools.pairwise(changes):
        held = [n for n in held if run[n].last > start] + opened[start]
        key = tuple(held)
        if key not in km2_of:
            territory = [run[number].territory for number in held]
            whole = (
                territory[0] if len(territory) == 1 else shapely.union_all(territory)
            )
            km2_of[key] = float(area_km2([whole])[0])
        by_date.append((km2_of[key], -start, key))
    size, minus_date, most = max(by_date)
    largest = run[most[int(np.argmax(area_km2([run[n].territory for n in most])))]]
    row, other = largest.row, largest.other
    description = f"{size:,.3f} km2"
    if len({round(km2, 3) for km2, *_ in by_date}) > 1:
        description = f"at most {description} (on {dates[-minus_date]})"
    rivals = row_names.actor[row] != row_names.actor[other]
    by = row_names.actor[other] if rivals else row_names.label(other)
    description += f" are also held by {by}" if rivals else f" are also in {by}"
    if len(most) > 1:
        description += f" ({counted(len(most), 'piece')} of territory)"
    end = dates[until] if until < len(dates) else ""
    return row_names.finding(
        "rivals" if rivals else "double",
        row,
        description,
        date=dates[run[0].first],
        until=end,
        place=point_inside(largest.territory),
        km2=size,
    )
