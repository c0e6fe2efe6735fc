"""Territory that is told twice: by two actors, by two rows of one actor, by the same row again."""

import itertools
from collections import defaultdict
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

# Overlaps smaller than this (100 m2) are the rounding of coordinates, not a claim.
_OVERLAP_KM2 = 1e-4


class Shared(NamedTuple):
    """Territory of two rows, on dates from number `first` up to, without, number `last`."""

    row: int  # the later of the two
    other: int
    first: int
    last: int
    territory: BaseGeometry


def duplicates(
    shapes: Shapes, first: Positions, last: Positions, named: RowNames
) -> tuple[list[Finding], npt.NDArray[np.bool_]]:
    """Rows of one actor, status, time and polygon, and which rows repeat another so.

    The polygon is the same if its territory is: it may begin elsewhere and run the other way
    round.
    """
    seen: dict[tuple[object, ...], int] = {}
    found: dict[int, list[int]] = defaultdict(list)
    again = np.zeros(len(shapes), dtype=bool)
    alike: dict[int, bytes] = {}
    count = shapely.get_num_coordinates(shapes)
    boxes = shapely.bounds(shapes)
    key = [
        (*one, tuple(box), int(number))
        for *one, box, number in zip(
            named.actor, named.status, first, last, boxes.tolist(), count
        )
    ]
    often: dict[object, int] = defaultdict(int)
    for one in key:
        often[one] += 1
    for row in np.flatnonzero([often[one] > 1 for one in key]):
        shape = shapes[row]
        if id(shape) not in alike:
            alike[id(shape)] = shapely.to_wkb(shapely.normalize(shape))
        whole = (*key[row], alike[id(shape)])
        original = seen.setdefault(whole, int(row))
        if original != row:
            found[original].append(int(row))
            again[row] = True
    told = []
    for original, rows in found.items():
        times = "" if len(rows) == 1 else f", {len(rows) + 1} times in all"
        told.append(
            named.finding(
                "duplicate",
                rows[0],
                f"the same as {named.label(original)}{times}",
                until=named.end[original],
                place=point_inside(shapes[original]),
                km2=float(area_km2([shapes[original]])[0]),
            )
        )
    return told, again


def overlaps(
    shapes: Shapes,
    first: Positions,
    last: Positions,
    dates: list[str],
    named: RowNames,
) -> Iterator[Finding]:
    """Territory held by two actors, or by two rows of one actor and status, at the same time.

    Row `i` holds on `dates[first[i]:last[i]]`. A finding covers dates one after another on which
    the same two share territory; it tells the date on which that is most.
    """
    actors = np.unique(named.actor, return_inverse=True)[1]
    kinds = np.unique(named.status, return_inverse=True)[1]

    def related(a: Positions, b: Positions) -> npt.NDArray[np.bool_]:
        same: npt.NDArray[np.bool_] = (actors[a] != actors[b]) | (kinds[a] == kinds[b])
        return same

    met = overlapping_pairs(shapes, first, last, related)
    territory = shapely.intersection(shapes[met[:, 0]], shapes[met[:, 1]])
    enough = area_km2(territory) >= _OVERLAP_KM2
    groups: dict[tuple[tuple[str, str], ...], list[Shared]] = defaultdict(list)
    for (a, b), shared in zip(met[enough].tolist(), territory[enough], strict=True):
        # the later row is told, of two at once the one further down
        b, a = sorted((a, b), key=lambda row: (first[row], *named.sort_key(row)))
        whose = sorted((named.actor[row], named.status[row]) for row in (a, b))
        start, end = int(max(first[a], first[b])), int(min(last[a], last[b]))
        groups[tuple(whose)].append(Shared(a, b, start, end, shared))
    for pieces in groups.values():
        yield from _runs(pieces, dates, named)


def _runs(pieces: list[Shared], dates: list[str], named: RowNames) -> Iterator[Finding]:
    """A finding for each run of dates on which there are any of `pieces`."""
    pieces = sorted(pieces, key=lambda piece: piece.first)
    run: list[Shared] = []
    until = -1
    for piece in pieces:
        if run and piece.first > until:
            yield _told(run, until, dates, named)
            run = []
        run.append(piece)
        until = max(until, piece.last) if len(run) > 1 else piece.last
    yield _told(run, until, dates, named)


def _told(run: list[Shared], until: int, dates: list[str], named: RowNames) -> Finding:
    """One finding on `run`: the most territory that its pieces cover together on one date."""
    turns = sorted({number for piece in run for number in (piece.first, piece.last)})
    known: dict[tuple[int, ...], float] = {}
    by_date: list[tuple[float, int, tuple[int, ...]]] = []
    opened = defaultdict(list)
    for number, piece in enumerate(run):
        opened[piece.first].append(number)
    held: list[int] = []
    for start, _ in itertools.pairwise(turns):
        held = [n for n in held if run[n].last > start] + opened[start]
        key = tuple(held)
        if key not in known:
            territory = [run[number].territory for number in held]
            whole = (
                territory[0] if len(territory) == 1 else shapely.union_all(territory)
            )
            known[key] = float(area_km2([whole])[0])
        by_date.append((known[key], -start, key))
    size, when, most = max(by_date)
    largest = run[most[int(np.argmax(area_km2([run[n].territory for n in most])))]]
    row, other = largest.row, largest.other
    what = f"{size:,.3f} km2"
    if len({round(one[0], 3) for one in by_date}) > 1:
        what = f"at most {what} (on {dates[-when]})"
    rivals = named.actor[row] != named.actor[other]
    by = named.actor[other] if rivals else named.label(other)
    what += f" are also held by {by}" if rivals else f" are also in {by}"
    if len(most) > 1:
        what += f" ({counted(len(most), 'piece')} of territory)"
    end = dates[until] if until < len(dates) else ""
    return named.finding(
        "rivals" if rivals else "double",
        row,
        what,
        date=dates[run[0].first],
        until=end,
        place=point_inside(largest.territory),
        km2=size,
    )
