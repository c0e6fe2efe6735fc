"""Ends that are no dates: words and far dates that stand for "still held"."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from geo.base import ReadError, counted
from geo.columns.row_dates import NAT, Texts
from geo.dates import OPEN, interval, read_date

# No map ends so late: programs write 9999-12-31, 2999-12-31, 2100 or 2099-12-31 for "no end".
# Later than the ends of treaties on maps, as that of Hong Kong (2047).
FAR = np.datetime64("2070-01-01", "s")
# The last day of a 32-bit clock.
_CLOCK = "2038-01-19"

# Empty cells, as R, Python, databases and people write them.
_EMPTY = (
    "- -- --- – — − na n/a n.a n.d nd none null nil nan nat <na> #n/a blank empty leer"
)
# The end is not known, or the date is not.
_UNKNOWN = (
    "? ?? ??? unknown unk unk. undated undefined undetermined uncertain tbd tbc "
    "unbekannt ungewiss undatiert inconnu inconnue indéterminé desconocido desconocida "
    "desconhecido sconosciuto невідомо невідома невідомий неизвестно неизвестна неизвестен "
    "مجهول"
)
# It is still held.
_STILL = (
    "now present today ongoing current currently open open-ended still continuing continues "
    "active forever never infinity inf +infinity ∞ max ... … latest "
    "heute jetzt gegenwart gegenwärtig andauernd anhaltend laufend aktuell offen noch "
    "aujourd'hui aujourd’hui présent present actuel actuellement maintenant "
    "hoy ahora presente actual actualidad actualmente vigente hoje atual atualmente oggi "
    "досі сьогодні зараз дотепер донині триває теперішній "
    "сейчас сегодня настоящее н.в. н.в ныне продолжается "
    "الآن اليوم مستمر حاليا"
)
_PHRASES = (
    "to date",
    "to present",
    "to the present",
    "present day",
    "until now",
    "until today",
    "still held",
    "not yet",
    "no end",
    "no date",
    "in force",
    "in progress",
    "bis heute",
    "bis jetzt",
    "en cours",
    "à ce jour",
    "jusqu'à présent",
    "hasta hoy",
    "hasta la fecha",
    "en curso",
    "la actualidad",
    "до сьогодні",
    "по сьогодні",
    "теперішній час",
    "по теперішній час",
    "настоящее время",
    "по настоящее время",
    "до сих пор",
    "حتى الآن",
    "حتى اليوم",
)
_MISSING = frozenset(_EMPTY.split())
_UNKNOWN_WORDS = frozenset([*_UNKNOWN.split(), "not known", "غير معروف", "no date"])
_STILL_WORDS = frozenset([*_STILL.split(), *_PHRASES])
_NINES = re.compile(r"9999(?:[-/.]?\d\d?){0,2}(?:[T ].*)?|\d\d?[-/.]\d\d?[-/.]9999.*")
# A date of zeros that no calendar has, and years that stand for an empty cell.
_ZEROS = re.compile(r"0+(?:[-/.]0+){1,2}(?:[T ].*)?|0{5,}")
_NO_YEAR = re.compile(r"0+|-0*1|-?0*99+")
_YEAR_1 = np.datetime64("0001-01-01", "s")


def is_missing(text: str) -> bool:
    """Whether a text stands for an empty cell, as `NA`."""
    return _plain(text) in _MISSING


def is_unknown(text: str) -> bool:
    """Whether a text says that a date is not known, as `?`, or stands for an empty cell."""
    plain = _plain(text)
    return plain in _UNKNOWN_WORDS or plain in _MISSING


def is_open(text: str) -> bool:
    """Whether a text in place of an end says that there is none, or that it is not known."""
    plain = text.strip()
    return (
        plain in OPEN
        or is_unknown(text)
        or _plain(text) in _STILL_WORDS
        or _NINES.fullmatch(plain) is not None
        or _ZEROS.fullmatch(plain) is not None
    )


def interval_ends(text: str) -> tuple[str, str] | None:
    """Both ends of an EDTF interval, of which one may be a word, as in `2014/now`."""
    if (ends := interval(text)) is not None or text.count("/") != 1:
        return ends
    first, last = text.split("/")
    is_date = [not np.isnat(_first_day(end.strip())) for end in (first, last)]
    words = is_unknown(first), is_open(last)
    if (is_date[0] and words[1]) or (words[0] and is_date[1]):
        return first, last
    return None


def _plain(text: str) -> str:
    plain = " ".join(text.split()).casefold()
    return plain.strip("()[]\"' ") or plain


def without_words(texts: Texts, opened: "Counter[str]") -> Texts:
    """`texts` of ends, None for those that are none (`is_open`), which are counted in `opened`."""
    ends: Texts = []
    for text in texts:
        if text is not None and is_open(text):
            if text not in OPEN:
                opened[text] += 1
            text = None
        ends.append(text)
    return ends


def without_sentinels(
    texts: Texts, starts: Sequence[np.datetime64], opened: "Counter[str]"
) -> Texts:
    """`texts` of ends, None for dates that stand for no end, which are counted in `opened`.

    Those are dates in the far future, unless a row starts there as well (a map of the future),
    and the year 0, -1 or -9999 of a row that starts after year 1.
    """
    future = any(start >= FAR for start in starts)
    ends: Texts = []
    for text, start in zip(texts, starts, strict=True):
        if text is not None and (
            (not future and _is_far(text))
            or (start >= _YEAR_1 and _is_no_year(text, start))
        ):
            opened[text] += 1
            text = None
        ends.append(text)
    return ends


def report_open(opened: "Counter[str]") -> list[str]:
    """Sentences on the ends that were read as open, the most frequent first."""
    return [
        f"{counted(number, 'row')} with the end “{text}”: read as held to the end of the data"
        for text, number in opened.most_common(5)
    ]


def _is_far(text: str) -> bool:
    return text.startswith(_CLOCK) or bool(_first_day(text) >= FAR)


def _is_no_year(text: str, start: np.datetime64) -> bool:
    return _NO_YEAR.fullmatch(text) is not None and not _first_day(text) >= start


def _first_day(text: str) -> np.datetime64:
    """The date of a text, NaT if it is none."""
    try:
        return read_date(text)
    except ReadError:
        return NAT
