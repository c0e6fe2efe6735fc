"""Letters of texts that strangers wrote: in one form, and nothing in them that steers or hides.

Names are brought to Unicode's normal form C, in which two spellings of one letter are one
(Unicode Standard Annex 15). Signs that steer a terminal or the direction of writing, or that
cannot be seen, are not obeyed but shown: control characters as the pictures that Unicode has of
them (␛), all others as their code (‹U+202E›). Which of them do harm follows Unicode Technical
Report 36 and "Trojan Source" (N. Boucher and R. Anderson, USENIX Security 2023).

What honest texts need stays as it is: joiners and non-joiners (Persian, Indic scripts, emoji),
marks of direction, which turn nothing but what stands beside them (Arabic, Hebrew), soft hyphens,
and places where a line may break (Khmer, Thai). Tabs and line ends are blanks.
"""

import re
import unicodedata
from functools import lru_cache
from hashlib import sha256
from typing import Any

# Signs of a text that are read. The page is tested with names of so many.
LONGEST = 10_000
# Marks on one letter. Honest writing has four or five (Hebrew with its accents); a few hundred
# cover the lines above and below.
MARKS = 8

_PICTURES = 0x2400  # of the control characters, in their order
_DELETE = 0x7F
_HIDDEN = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, but for tabs and line ends
    "\u2028\u2029"  # ends of lines and paragraphs
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates of direction
    "\u2061-\u2065\u206a-\u206f"  # invisible operators, and what nobody shall use any more
    "\u3164\uffa0"  # letters that are drawn as nothing
    "\ufeff\ufff9-\ufffb"  # a mark of byte order in a text; notes between lines
    "\ud800-\udfff"  # halves of letters
    "\ufdd0-\ufdef\ufffe\uffff"  # what is no character
    + "".join(
        f"{chr(p + 0xFFFE)}{chr(p + 0xFFFF)}" for p in range(0x10000, 0x110000, 0x10000)
    )
    + "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # of shorthand and of music
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"  # tags, and what is kept for their like
    "]"
    # Of variants of one letter there is one; more of them in a row can hide any text.
    "|(?<=[\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
# The flags of England, Scotland, Wales and their like are a black flag with a few tags.
_FLAG = re.compile(
    "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
)
_BREAKS = re.compile(r"[\t\n]+")


def legible(text: str) -> str:
    """`text` in normal form C, with a sign for all that steers or hides.

    Line ends are `\\n`. Of more than LONGEST signs the first are given, and how many there were;
    of more than MARKS marks on one letter, how many more. A text in which nothing can be seen is
    written out in codes. What comes out is not changed by being read again.
    """
    if text.isascii() and text.isprintable() and len(text) <= LONGEST:
        return text
    return _kept(text) if len(text) <= 200 else _legible(text)


def one_line(text: str) -> str:
    """`text` with a blank for its tabs and line ends, as a name or a label is written."""
    return _BREAKS.sub(" ", text)


def in_sentence(text: str) -> str:
    """`text` as one sentence may quote it: legible, with a sign for tabs and line ends too."""
    return _BREAKS.sub(lambda found: "".join(map(seen, found[0])), legible(text))


def words(value: Any) -> Any:
    """A text, or all texts in lists and dicts, legible; of dicts the keys too."""
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, dict):
        return type(value)({words(key): words(one) for key, one in value.items()})
    return [words(one) for one in value] if isinstance(value, list) else value


def seen(sign: str) -> str:
    """How a sign is shown that steers or hides: ␛, ‹U+202E›."""
    number = ord(sign)
    if number < 0x20:
        return chr(_PICTURES + number)
    return "\u2421" if number == _DELETE else f"‹U+{number:04X}›"


def faults(text: str) -> list[str]:
    """What `legible` shows in place of obeying it, in words; nothing for an honest text."""
    found = []
    if len(text) > LONGEST:
        found.append(f"{len(text):,d} signs, of which the first are read")
        text = text[:LONGEST]
    text = _of_one_end(text)
    signs = dict.fromkeys(_HIDDEN.findall(_FLAG.sub(" ", text)))
    if not signs and text.strip() and _unseen(text):
        signs = dict.fromkeys(text.strip())
    if signs:
        codes = [f"U+{ord(one):04X}" for one in signs]
        more = f" and {len(codes) - 4} more" if len(codes) > 4 else ""
        found.append(f"{', '.join(codes[:4])}{more}")
    if most := _most_marks(text):
        found.append(f"{most:,d} marks on one letter")
    return found


@lru_cache(maxsize=2**14)
def _kept(text: str) -> str:
    return _legible(text)


def _legible(text: str) -> str:
    whole = text
    # Before the normal form, whose order of marks takes the square of their number in time.
    text = _with_few_marks(_of_one_end(text[:LONGEST]))
    text = unicodedata.normalize("NFC", text)
    flags = [*_FLAG.findall(text), ""]
    pieces = [
        _HIDDEN.sub(lambda found: seen(found[0]), piece) for piece in _FLAG.split(text)
    ]
    text = "".join(piece + flag for piece, flag in zip(pieces, flags, strict=True))
    if text.strip() and _unseen(text):
        text = "".join(map(seen, text.strip()))
    if max(len(whole), len(text)) <= LONGEST:
        return text
    digest = sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()
    end = f"… ‹{len(whole):,d} signs in all, SHA-256 {digest[:16]}›"
    return text[: LONGEST - len(end)] + end


def _of_one_end(text: str) -> str:
    return text.replace("\r\n", "\n")


def _unseen(text: str) -> bool:
    """Whether nothing of `text` is drawn: blanks, joiners, marks of direction."""
    return all(
        one.isspace() or unicodedata.category(one) in ("Cf", "Mn") for one in text
    )


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign) in ("Mn", "Me")


def _most_marks(text: str) -> int:
    """The most marks on one letter, if they are more than are read; else 0."""
    most = now = 0
    if not text.isascii():
        for sign in text:
            now = now + 1 if _is_mark(sign) else 0
            most = max(most, now)
    return most if most > MARKS else 0


def _with_few_marks(text: str) -> str:
    if not _most_marks(text):
        return text
    kept: list[str] = []
    now = 0
    for sign in f"{text}\n":
        if _is_mark(sign):
            now += 1
            if now <= MARKS:
                kept.append(sign)
            continue
        if now > MARKS:
            kept.append(f"‹{now - MARKS:,d} more marks›")
        now = 0
        kept.append(sign)
    return "".join(kept[:-1])
