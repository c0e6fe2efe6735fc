"""Names that are nearly alike: one actor written in two ways, and measured as two."""

import itertools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from geo.base import counted
from geo.finding import Finding, RowNames

Positions = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]

# Letters of other alphabets that are drawn like Latin ones (after Unicode Technical Standard 39).
_LOOKS = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧοıԁԛԝһ",
    "ABESIJKMHOPCTYXaesijopcyxABEZHIKMNOPTYXoidqwh",
)

_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_WORD = re.compile(r"\w+")

# Names of at least so many letters are told when a single one differs: of two that hold territory
# on one date, and of two that never do.
_LONG = 10
_SHORT = 5
# Longer ones are not compared letter by letter, which takes the square of their length.
_LONGEST = 200

# Words in which one sign makes another name: numbers, Roman ones, and single letters.
_COUNTING = re.compile(r"\d+|[ivxlcdm]+|\w")


def alike(
    names: list[str],
    first: Positions,
    last: Positions,
    named: RowNames,
    column: str,
) -> Iterator[Finding]:
    """Pairs of names of `column` that differ by form or spelling only, the rarer one told.

    Row `i`, called `names[i]`, holds on the dates numbered `first[i]` up to, without, `last[i]`.
    """
    rows: dict[str, list[int]] = defaultdict(list)
    for row, name in enumerate(names):
        rows[name].append(row)
    told: set[frozenset[str]] = set()
    for key, how in _FORMS:
        for group in _grouped(rows, key):
            usual, *others = sorted(group, key=lambda name: (-len(rows[name]), name))
            for other in others:
                if frozenset((usual, other)) not in told:
                    yield _finding(column, other, usual, how, rows, named)
            told.update(frozenset(pair) for pair in itertools.combinations(group, 2))
    for one, two in _one_letter_apart(list(rows)):
        if frozenset((one, two)) in told:
            continue
        together = _together(rows[one], rows[two], first, last)
        if min(len(one), len(two)) < (_LONG if together else _SHORT):
            continue
        usual, other = sorted((one, two), key=lambda name: (-len(rows[name]), name))
        yield _finding(column, other, usual, "in one letter", rows, named)


def _finding(
    column: str,
    other: str,
    usual: str,
    how: str,
    rows: dict[str, list[int]],
    named: RowNames,
) -> Finding:
    what = (
        f"{column} {_shown(other)} ({counted(len(rows[other]), 'row')}) and {_shown(usual)} "
        f"({counted(len(rows[usual]), 'row')}) differ {how} only"
    )
    return named.finding("spelling", rows[other][0], what)


def _grouped(names: dict[str, list[int]], key: Callable[[str], str]) -> list[list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        groups[key(name)].append(name)
    return [group for group in groups.values() if len(group) > 1]


def _same_signs(name: str) -> str:
    """`name` in one Unicode form, without what cannot be seen, with plain single spaces."""
    composed = unicodedata.normalize("NFKC", name)
    seen = "".join(sign for sign in composed if unicodedata.category(sign) != "Cf")
    return " ".join(seen.split())


def _same_letters(name: str) -> str:
    """The letters and digits of `name`, without case, accents, marks and spaces."""
    parts = unicodedata.normalize("NFKD", _same_signs(name).casefold())
    return "".join(sign for sign in parts if sign.isalnum()) or name


def _same_looks(name: str) -> str:
    return _same_letters(_same_signs(name).translate(_LOOKS))


def two_alphabets(names: list[str], named: RowNames, column: str) -> Iterator[Finding]:
    """Names of `column` with a word of Latin letters and of others that are drawn like them."""
    for name in dict.fromkeys(names):
        if name.isascii():
            continue
        for word in _WORD.findall(name):
            others = dict.fromkeys(
                one for one in word if ord(one) in _LOOKS and not _LATIN.match(one)
            )
            if others and _LATIN.search(word):
                codes = ", ".join(f"{one} is U+{ord(one):04X}" for one in others)
                where = f"{column} {_shown(name)}"
                what = f"{where} has letters of two alphabets in one word ({codes})"
                yield named.finding("alphabets", names.index(name), what)
                break


_FORMS = (
    (_same_signs, "in signs that cannot be seen (Unicode form, spaces)"),
    (_same_letters, "in case, accents, spaces or marks"),
    (_same_looks, "in letters of another alphabet that look alike"),
)


def _one_letter_apart(names: list[str]) -> Iterator[tuple[str, str]]:
    """Pairs of names with one letter changed, added, left out or exchanged with its neighbour.

    Found without comparing all with all: what is one letter apart is the same with one letter
    less in one of the two or in both.
    """
    plain = {name: _same_signs(name).casefold() for name in names}
    short: dict[str, list[str]] = defaultdict(list)
    for name, text in plain.items():
        if _SHORT <= len(text) <= _LONGEST:
            for less in {text, *(text[:i] + text[i + 1 :] for i in range(len(text)))}:
                short[less].append(name)
    seen: set[frozenset[str]] = set()
    for group in short.values():
        for one, two in itertools.combinations(group, 2):
            pair = frozenset((one, two))
            if pair not in seen:
                seen.add(pair)
                if _one_apart(plain[one], plain[two]):
                    yield one, two


def _one_apart(one: str, two: str) -> bool:
    """Whether the texts are one letter apart, in a word that counts nothing."""
    if len(one) > len(two):
        one, two = two, one
    same = next((i for i, (a, b) in enumerate(zip(one, two)) if a != b), len(one))
    rest, other = one[same:], two[same:]
    swapped = len(rest) > 1 and rest[1::-1] == other[:2] and rest[2:] == other[2:]
    if not (swapped or rest[1:] == other[1:] or rest == other[1:]):
        return False
    words = Counter(one.split()), Counter(two.split())
    differing = (words[0] - words[1]) + (words[1] - words[0])
    return not any(_COUNTING.fullmatch(word) for word in differing)


def _together(
    one: list[int], two: list[int], first: Positions, last: Positions
) -> bool:
    """Whether rows of two names hold territory on one date."""
    starts = np.maximum.outer(first[one], first[two])
    met: Bools = starts < np.minimum.outer(last[one], last[two])
    return bool(met.any())


def _shown(name: str) -> str:
    """`name` in quotes, with what cannot be seen in it written out, second spaces too."""
    signs = [
        f"‹U+{ord(sign):04X}›" if _unseen(sign, before) else sign
        for before, sign in zip(" " + name, name)
    ]
    return f"“{''.join(signs)}”"


def _unseen(sign: str, before: str) -> bool:
    if sign == " ":
        return before == " "
    return sign.isspace() or unicodedata.category(sign) in ("Cf", "Cc", "Mn")
