"""Doubts about a series: missing dates, repeats, jumps, territory that vanishes and returns."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import shapely

from geo.base import counted
from geo.dates import label, precision
from geo.finding import Finding, RowNames
from geo.measure import Break, breaks_between, overlapping_pairs, union_areas

Dates = npt.NDArray[np.datetime64]
Floats = npt.NDArray[np.float64]
Positions = npt.NDArray[np.intp]
Shapes = npt.NDArray[np.object_]

# A series of at least this many steps is regular if this share of them is equal.
_STEPS = 5
_REGULAR = 0.8


def missing_dates(days: Dates, texts: list[str]) -> Iterator[Finding]:
    """Dates missing from a series of otherwise equal steps, in days, months or years."""
    for unit, steps in _steps(days, texts):
        if len(steps) < _STEPS:
            return
        usual, times = Counter(steps.tolist()).most_common(1)[0]
        if usual == 0 or times < _REGULAR * len(steps):
            continue
        missing = (steps + usual // 2) // usual - 1
        for i in np.flatnonzero(missing > 0):
            every = "" if usual == 1 else f"{usual} "
            description = (
                f"{counted(int(missing[i]), 'date')} missing after {label(texts[i])} in a series "
                f"with a date every {every}{unit if usual == 1 else unit + 's'}"
            )
            yield Finding("gap", description, date=texts[i + 1])
        return


def repeated_dates(
    shapes: Shapes,
    first: Positions,
    last: Positions,
    texts: list[str],
    row_names: RowNames,
) -> Iterator[Finding]:
    """Dates with exactly the territory of the date before, a finding for each run of them.

    A row that holds on both dates is not a repeat: its interval is intended.
    """
    begun: dict[int, list[int]] = defaultdict(list)
    ended: dict[int, list[int]] = defaultdict(list)
    for row in np.flatnonzero(first < last).tolist():
        begun[int(first[row])].append(row)
        ended[int(last[row])].append(row)
    wkb: dict[int, bytes] = {}

    def territory_on(rows: list[int]) -> list[tuple[str, str, bytes]]:
        for shape in shapes[rows]:
            if id(shape) not in wkb:
                wkb[id(shape)] = shapely.to_wkb(shape)
        return sorted(
            (row_names.actor[row], row_names.status[row], wkb[id(shapes[row])])
            for row in rows
        )

    same = [
        n
        for n in sorted(begun)
        if n and territory_on(begun[n]) == territory_on(ended[n])
    ]
    for run in np.split(same, np.flatnonzero(np.diff(same) > 1) + 1) if same else []:
        start, after = int(run[0]), int(run[-1]) + 1
        description = f"the same territory as on {label(texts[start - 1])}"
        if len(run) > 1:
            description += f", {len(run)} dates in a row"
        yield Finding(
            "repeat",
            description,
            file=row_names.file[begun[start][0]],
            date=texts[start],
            until=texts[after] if after < len(texts) else "",
        )


def area_jumps(
    shapes: Shapes,
    first: Positions,
    last: Positions,
    days: Dates,
    texts: list[str],
    jump: float,
    row_names: RowNames,
    breaks: Sequence[Break] = (),
) -> Iterator[Finding]:
    """Areas that jump from one date to the next, and territory that vanishes and returns.

    Row `i` of `shapes`, which are valid, holds on `days[first[i]:last[i]]`. A jump is a change by
    more than `jump` of the larger area. Dates with one of `breaks` between them are not compared.
    """
    rows_of: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, holder in enumerate(zip(row_names.actor, row_names.status)):
        rows_of[holder].append(row)
    for holder, rows in sorted(rows_of.items()):
        dates, size = _own_areas(shapes[rows], first[rows], last[rows])
        begun = {int(first[row]): row for row in reversed(rows)}
        # Between the dates of its own rows nothing changes.
        for j in range(1, int((dates < len(days)).sum())):
            i, old, new = int(dates[j]), float(size[j - 1]), float(size[j])
            if breaks_between(breaks, *holder, days[i - 1], days[i]):
                continue
            if old > 0 and new > 0 and abs(new - old) > jump * max(old, new):
                description = (
                    f"the area jumps from {old:,.3f} km2 ({label(texts[i - 1])}) to {new:,.3f} "
                    f"km2 ({(new - old) / old:+,.0%})"
                )
                at = row_names.file_and_row(begun.get(i))
                date, until, place = texts[i], "", None
                yield Finding(
                    "jump",
                    description,
                    *at,
                    date,
                    until,
                    *holder,
                    place,
                    abs(new - old),
                )
            elif old > 0 and new == 0 and size[j:].any():
                later = j + int(np.flatnonzero(size[j:])[0])
                again = int(dates[later])
                description = (
                    f"holds no territory on {counted(again - i, 'date')}"
                    f"{_duration(days[i], days[again], texts[i])} after {old:,.3f} km2 "
                    f"({label(texts[i - 1])}), and {size[later]:,.3f} km2 again later"
                )
                at = row_names.file_and_row(None)
                date, until, place = texts[i], texts[again], None
                yield Finding(
                    "vanished", description, *at, date, until, *holder, place, old
                )


def _own_areas(
    shapes: Shapes, first: Positions, last: Positions
) -> tuple[Positions, Floats]:
    """Positions of the dates on which a shape begins or ends, and the area from each on."""
    dates = np.unique(np.concatenate([first, last]))
    first, last = np.searchsorted(dates, first), np.searchsorted(dates, last)
    met = overlapping_pairs(shapes, first, last)
    return dates, union_areas(shapes, first, last, met, len(dates))


def _duration(start: np.datetime64, end: np.datetime64, text: str) -> str:
    """` (3 days)`, or nothing if the date is not exact to the day."""
    if precision(text) != "day":
        return ""
    days = int((end - start) / np.timedelta64(1, "D"))
    return f" ({counted(days, 'day')})"


def _steps(days: Dates, texts: list[str]) -> Iterator[tuple[str, Positions]]:
    """Steps of a series in each unit in which it may be regular."""
    exact = {precision(text) for text in texts}
    if exact <= {"day"}:
        yield "day", np.diff(days.astype("datetime64[D]")).astype(np.intp)
    months = days.astype("datetime64[M]")
    of_month = np.unique(days.astype("datetime64[D]") - months.astype("datetime64[D]"))
    if len(of_month) == 1:
        if exact != {"year"}:
            yield "month", np.diff(months).astype(np.intp)
        if len(np.unique(months.astype(np.intp) % 12)) == 1:
            yield "year", np.diff(days.astype("datetime64[Y]")).astype(np.intp)
