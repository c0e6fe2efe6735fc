"""Text from unknown files in one form, with control and invisible characters made visible.

Names are brought to Unicode's normal form C, in which two spellings of one letter are equal
(Unicode Standard Annex 15). Characters that control a terminal or the direction of writing, or
that cannot be seen, are shown and have no effect: control characters as Unicode's symbols for
them (␛), all others as their code (‹U+202E›). Which of them do harm follows Unicode Technical
Report 36 and "Trojan Source" (N. Boucher and R. Anderson, USENIX Security 2023).

Characters that ordinary writing needs are kept: joiners and non-joiners (Persian, Indic scripts,
emoji), direction marks, which affect only their neighbours (Arabic, Hebrew), soft hyphens, and
break opportunities (Khmer, Thai). Tabs and line ends are white space.
"""

import re
import unicodedata
from functools import lru_cache
from hashlib import sha256
from typing import Any

# Characters of a text that are read. The page is tested with names of this length.
LONGEST = 10_000
# Combining marks on one letter. Ordinary writing has four or five (Hebrew with accents); a few
# hundred cover the lines above and below.
MARKS = 8

_PICTURES = (
    0x2400  # Unicode's block of symbols for control characters, in the same order
)
_DELETE = 0x7F
_HIDDEN = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters except tab and line feed
    "\u2028\u2029"  # line and paragraph separators
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates of direction
    "\u2061-\u2065\u206a-\u206f"  # invisible operators and deprecated format characters
    "\u3164\uffa0"  # Hangul fillers, which are drawn as nothing
    "\ufeff\ufff9-\ufffb"  # byte order mark within a text; interlinear annotation
    "\ud800-\udfff"  # surrogates
    "\ufdd0-\ufdef\ufffe\uffff"  # noncharacters
    + "".join(
        f"{chr(p + 0xFFFE)}{chr(p + 0xFFFF)}" for p in range(0x10000, 0x110000, 0x10000)
    )
    + "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # shorthand and musical controls
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"  # tags, and what is reserved beside them
    "]"
    # A letter takes one variation selector; more in a row can hide any text.
    "|(?<=[\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
# The flags of England, Scotland, Wales and other regions are a black flag with a few tags.
_FLAG = re.compile(
    "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
)
# Every mark is one of these characters, as are letters of many scripts.
_MANY_MARKS = re.compile(f"[\u0300-\U0010ffff]{{{MARKS + 1}}}")
_BREAKS = re.compile(r"[\t\n]+")


def sanitize_text(text: str) -> str:
    """`text` in normal form C, with visible symbols for control and invisible characters.

    Line ends are `\\n`. A text longer than LONGEST is cut, with its length at the end; so are more
    than MARKS combining marks on one letter. A text in which nothing is visible is written out as
    codes. Sanitizing twice changes nothing.
    """
    if _is_plain(text):
        return text
    return _sanitize_cached(text) if len(text) <= 200 else _sanitize(text)


def join_lines(text: str) -> str:
    """`text` with a blank for its tabs and line ends, for a name or a label."""
    return _BREAKS.sub(" ", text)


def join_spaces(text: str) -> str:
    """`text` with a plain blank for all white space in a row, and none around it, for a name."""
    return " ".join(text.split())


def without_marks(text: str) -> str:
    """`text` without joiners, direction marks and other characters that cannot be seen."""
    if text.isascii():
        return text
    seen = (char for char in text if unicodedata.category(char) != "Cf")
    return join_spaces("".join(seen)) or text


def sanitize_line(text: str) -> str:
    """`text` sanitized for one line of a message: tabs and line ends are shown as symbols too."""
    return _BREAKS.sub(
        lambda breaks: "".join(map(visible_symbol, breaks[0])), sanitize_text(text)
    )


def sanitize_value(value: Any) -> Any:
    """A text, or all texts in lists and dicts, sanitized; keys of dicts too."""
    if isinstance(value, str):
        return sanitize_text(value)
    if isinstance(value, dict):
        return type(value)(
            {sanitize_value(key): sanitize_value(item) for key, item in value.items()}
        )
    return (
        [sanitize_value(item) for item in value] if isinstance(value, list) else value
    )


def visible_symbol(character: str) -> str:
    """The text shown for a control or invisible character: ␛, ‹U+202E›."""
    number = ord(character)
    if number < 0x20:
        return chr(_PICTURES + number)
    return "\u2421" if number == _DELETE else f"‹U+{number:04X}›"


def text_problems(text: str) -> list[str]:
    """What `sanitize_text` replaces or cuts in `text`, in words; empty for an ordinary text."""
    if _is_plain(text):
        return []
    problems = []
    if len(text) > LONGEST:
        problems.append(f"{len(text):,d} characters, of which the first are read")
        text = text[:LONGEST]
    text = _with_one_line_end(text)
    hidden = dict.fromkeys(_HIDDEN.findall(_FLAG.sub(" ", text)))
    if not hidden and text.strip() and _is_invisible(text):
        hidden = dict.fromkeys(text.strip())
    if hidden:
        codes = [f"U+{ord(character):04X}" for character in hidden]
        more = f" and {len(codes) - 4} more" if len(codes) > 4 else ""
        problems.append(f"{', '.join(codes[:4])}{more}")
    if most := _most_marks(text):
        problems.append(f"{most:,d} marks on one letter")
    return problems


@lru_cache(maxsize=2**14)
def _sanitize_cached(text: str) -> str:
    return _sanitize(text)


def _sanitize(text: str) -> str:
    whole = text
    # Before normalizing, which orders marks in time quadratic in their number.
    text = _with_few_marks(_with_one_line_end(text[:LONGEST]))
    text = unicodedata.normalize("NFC", text)
    flags = [*_FLAG.findall(text), ""]
    pieces = [
        _HIDDEN.sub(lambda match: visible_symbol(match[0]), piece)
        for piece in _FLAG.split(text)
    ]
    text = "".join(piece + flag for piece, flag in zip(pieces, flags, strict=True))
    if text.strip() and _is_invisible(text):
        text = "".join(map(visible_symbol, text.strip()))
    if max(len(whole), len(text)) <= LONGEST:
        return text
    digest = sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()
    end = f"… ‹{len(whole):,d} characters in all, SHA-256 {digest[:16]}›"
    return text[: LONGEST - len(end)] + end


def _is_plain(text: str) -> bool:
    """Whether `text` has nothing to sanitize, at a glance."""
    return text.isascii() and text.isprintable() and len(text) <= LONGEST


def _with_one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n")


def _is_invisible(text: str) -> bool:
    """Whether nothing of `text` is drawn: blanks, joiners, direction marks."""
    return all(
        character.isspace() or unicodedata.category(character) in ("Cf", "Mn")
        for character in text
    )


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me")


def _most_marks(text: str) -> int:
    """The largest number of marks on one letter if it is above MARKS; else 0."""
    most = count = 0
    if _MANY_MARKS.search(text):
        for character in text:
            count = count + 1 if _is_mark(character) else 0
            most = max(most, count)
    return most if most > MARKS else 0


def _with_few_marks(text: str) -> str:
    if not _most_marks(text):
        return text
    kept: list[str] = []
    count = 0
    for character in f"{text}\n":
        if _is_mark(character):
            count += 1
            if count <= MARKS:
                kept.append(character)
            continue
        if count > MARKS:
            kept.append(f"‹{count - MARKS:,d} more marks›")
        count = 0
        kept.append(character)
    return "".join(kept[:-1])
