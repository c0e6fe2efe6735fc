"""Similar names, which may be one actor written in two ways and measured as two."""

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

# Letters of other alphabets that look like Latin ones (after Unicode Technical Standard 39).
_LOOKALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧοıԁԛԝһ",
    "ABESIJKMHOPCTYXaesijopcyxABEZHIKMNOPTYXoidqwh",
)

_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_WORD = re.compile(r"\w+")

# Names from this length on are reported if one letter differs: of two actors that hold territory
# on one date, and of two that never do.
_LONG = 10
_SHORT = 5
# Longer ones are not compared letter by letter, which takes the square of their length.
_LONGEST = 200

_MOST_FORMS = 4  # of one name, in a sentence

# Words in which one character makes another name: numbers, Roman numerals, single letters.
_COUNTING = re.compile(r"\d+|[ivxlcdm]+|\w")


def similar_names(
    names: list[str],
    first: Positions,
    last: Positions,
    row_names: RowNames,
    column: str,
) -> Iterator[Finding]:
    """Pairs of names of `column` that differ by form or spelling only; the rarer one is reported.

    Row `i`, named `names[i]`, holds on dates number `first[i]` up to, not including, `last[i]`.
    """
    rows: dict[str, list[int]] = defaultdict(list)
    for row, name in enumerate(names):
        rows[name].append(row)
    reported: set[frozenset[str]] = set()
    for key, difference in _FORMS:
        for group in _groups(rows, key):
            usual, *others = sorted(group, key=lambda name: (-len(rows[name]), name))
            for other in others:
                if frozenset((usual, other)) not in reported:
                    yield _finding(column, other, usual, difference, rows, row_names)
            reported.update(
                frozenset(pair) for pair in itertools.combinations(group, 2)
            )
    for a, b in _one_letter_apart(list(rows)):
        if frozenset((a, b)) in reported:
            continue
        together = _hold_together(rows[a], rows[b], first, last)
        if min(len(a), len(b)) < (_LONG if together else _SHORT):
            continue
        usual, other = sorted((a, b), key=lambda name: (-len(rows[name]), name))
        yield _finding(column, other, usual, "in one letter", rows, row_names)


def forms_of_one_name(names: list[str], column: str) -> list[str]:
    """Sentences on names of `column` that differ in case, accents, spaces or marks only."""
    rows = {name: [number] for number, name in enumerate(dict.fromkeys(names))}
    sentences = []
    for group in _groups(rows, _letters):
        shown = " and ".join(_quoted(name) for name in sorted(group)[:_MOST_FORMS])
        sentences.append(
            f"{column} {shown} differ in case, accents, spaces or marks only; areas are separate: "
            "write one name if one is meant"
        )
    return sentences


def _finding(
    column: str,
    other: str,
    usual: str,
    difference: str,
    rows: dict[str, list[int]],
    row_names: RowNames,
) -> Finding:
    description = (
        f"{column} {_quoted(other)} ({counted(len(rows[other]), 'row')}) and {_quoted(usual)} "
        f"({counted(len(rows[usual]), 'row')}) differ {difference} only"
    )
    return row_names.finding("spelling", rows[other][0], description)


def _groups(names: dict[str, list[int]], key: Callable[[str], str]) -> list[list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        groups[key(name)].append(name)
    return [group for group in groups.values() if len(group) > 1]


def _visible(name: str) -> str:
    """`name` in one Unicode form, without invisible characters, with plain single spaces."""
    composed = unicodedata.normalize("NFKC", name)
    visible = "".join(char for char in composed if unicodedata.category(char) != "Cf")
    return " ".join(visible.split())


def _letters(name: str) -> str:
    """Letters and digits of `name`, without case, accents, marks and spaces."""
    parts = unicodedata.normalize("NFKD", _visible(name).casefold())
    return "".join(char for char in parts if char.isalnum()) or name


def _latin_letters(name: str) -> str:
    return _letters(_visible(name).translate(_LOOKALIKES))


def two_alphabets(
    names: list[str], row_names: RowNames, column: str
) -> Iterator[Finding]:
    """Names of `column` with a word of Latin letters and of others that look like them."""
    for name in dict.fromkeys(names):
        if name.isascii():
            continue
        for word in _WORD.findall(name):
            lookalikes = dict.fromkeys(
                char
                for char in word
                if ord(char) in _LOOKALIKES and not _LATIN.match(char)
            )
            if lookalikes and _LATIN.search(word):
                codes = ", ".join(f"{char} is U+{ord(char):04X}" for char in lookalikes)
                description = (
                    f"{column} {_quoted(name)} has letters of two alphabets in one word "
                    f"({codes})"
                )
                yield row_names.finding("alphabets", names.index(name), description)
                break


_FORMS = (
    (_visible, "in invisible characters (Unicode form, spaces)"),
    (_letters, "in case, accents, spaces or marks"),
    (_latin_letters, "in letters of another alphabet that look alike"),
)


def _one_letter_apart(names: list[str]) -> Iterator[tuple[str, str]]:
    """Pairs of names with one letter changed, added, removed or swapped with its neighbour.

    Without comparing all with all: names one letter apart are equal once a letter is removed from
    one of them or from both.
    """
    plain = {name: _visible(name).casefold() for name in names}
    by_shortened: dict[str, list[str]] = defaultdict(list)
    for name, text in plain.items():
        if _SHORT <= len(text) <= _LONGEST:
            for shortened in {
                text,
                *(text[:i] + text[i + 1 :] for i in range(len(text))),
            }:
                by_shortened[shortened].append(name)
    seen: set[frozenset[str]] = set()
    for group in by_shortened.values():
        for a, b in itertools.combinations(group, 2):
            pair = frozenset((a, b))
            if pair not in seen:
                seen.add(pair)
                if _one_apart(plain[a], plain[b]):
                    yield a, b


def _one_apart(a: str, b: str) -> bool:
    """Whether two texts are one letter apart, in a word that is not a number."""
    if len(a) > len(b):
        a, b = b, a
    same = next((i for i, pair in enumerate(zip(a, b)) if pair[0] != pair[1]), len(a))
    rest, other = a[same:], b[same:]
    swapped = len(rest) > 1 and rest[1::-1] == other[:2] and rest[2:] == other[2:]
    if not (swapped or rest[1:] == other[1:] or rest == other[1:]):
        return False
    words = Counter(a.split()), Counter(b.split())
    differing = (words[0] - words[1]) + (words[1] - words[0])
    return not any(_COUNTING.fullmatch(word) for word in differing)


def _hold_together(
    a: list[int], b: list[int], first: Positions, last: Positions
) -> bool:
    """Whether rows of two names hold territory on one date."""
    starts = np.maximum.outer(first[a], first[b])
    met: Bools = starts < np.minimum.outer(last[a], last[b])
    return bool(met.any())


def _quoted(name: str) -> str:
    """`name` in quotes, with invisible characters and double spaces as codes."""
    chars = [
        f"‹U+{ord(char):04X}›" if _invisible(char, before) else char
        for before, char in zip(" " + name, name)
    ]
    return f"“{''.join(chars)}”"


def _invisible(char: str, before: str) -> bool:
    if char == " ":
        return before == " "
    return char.isspace() or unicodedata.category(char) in ("Cf", "Cc", "Mn")
