"""Breaks in the way of counting, in words and as marks of a chart."""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from geo.dates import iso_text, read_date
from geo.measure import Break, breaks_between
from layers.content.series import Series, Timeline, days_since_1970
from layers.language import DATA, Language, date_label, since_label, when_label


@dataclass(frozen=True)
class Breaks:
    """The breaks of a table, and which of its dates they part; dates are given by position."""

    given: Sequence[Break]
    times: Timeline

    def between(self, series: Series, before: int, after: int) -> list[Break]:
        """The breaks of a series between two dates, which are then not to be compared."""
        dates = self.times.dates
        pair = series.actor, series.status
        return breaks_between(self.given, *pair, dates[before], dates[after])

    def not_compared(self, series: Series, before: int, after: int) -> str:
        """Why two dates are not compared; empty where they can be.

        "not compared: counted differently since 9 December 2018"
        """
        why = self.counted_differently(series, before, after)
        return why and self.times.language.phrase("not compared: {why}", why=why)

    def counted_differently(self, series: Series, before: int, after: int) -> str:
        """ "counted differently since 9 December 2018"; of several, how many and the last."""
        breaks, language = self.between(series, before, after), self.times.language
        if not breaks:
            return ""
        text = breaks[-1].date_text
        if len(breaks) == 1:
            since = _since(text, language)
            return language.phrase("counted differently {since}", since=since)
        return language.plural(
            "the way of counting changed {n} time, last {when}",
            "the way of counting changed {n} times, last {when}",
            len(breaks),
            when=when_label(text, date_label(text, language), language),
        )

    def runs(self, series: Series) -> list[range]:
        """The dates of a series in parts; within each it is counted in one way."""
        count = len(self.times.dates)
        steps = range(1, count) if self.given else ()
        starts = [at for at in steps if self.between(series, at - 1, at)]
        return [range(*ends) for ends in pairwise([0, *starts, count])]

    def counted_alike(self, series: Series, index: int) -> range:
        """The dates around one on which a series is counted in the same way."""
        return next(run for run in self.runs(series) if index in run)

    def marks(self, pairs: Collection[tuple[str, str]]) -> list[dict[str, Any]]:
        """Breaks of some actors and statuses as marks of a chart, see `break_marks`."""
        concerned = (
            one for one in self.given if any(one.concerns(*pair) for pair in pairs)
        )
        return break_marks(list(concerned), self.times)


def break_marks(breaks: Sequence[Break], times: Timeline) -> list[dict[str, Any]]:
    """Breaks between two dates of a table, in order of date, as marks of a chart.

    `index` is the first date of the table counted the new way; `label` and `since` are the date of
    the break, `month` its month, for a mark of several. `actor` and `status` are left out for all.
    """
    marks = []
    for one in breaks:
        text = one.date_text
        index = bisect_left(times.days, days_since_1970(text))
        if not 0 < index < len(times.days):
            continue
        month = min(text, iso_text(read_date(text), "month"), key=len)
        mark = {
            "index": index,
            "label": date_label(text, times.language),
            "since": _since(text, times.language),
            "when": when_label(text, date_label(text, times.language), times.language),
            "month": _since(month, times.language),
            "reason": times.language.phrase(one.reason, DATA),
            "source": times.language.phrase(one.source, DATA),
            "actor": times.actors.index(one.actor) if one.actor in times.actors else "",
            "status": (
                times.statuses.index(one.status) if one.status in times.statuses else ""
            ),
        }
        marks.append({name: value for name, value in mark.items() if value != ""})
    return marks


def _since(text: str, language: Language) -> str:
    return since_label(text, date_label(text, language), language)
