"""Names that steer a terminal or the writing, hide, look like others, or are code elsewhere."""

import json
import os
from pathlib import Path
from typing import Any

from hostile.case import Case, Kind, Make, file
from hostile.texts import document, feature

EAST = [[[2, 0], [3, 0], [3, 1], [2, 1], [2, 0]]]

# Signs by what they do, how they are written in JSON, and as what they are shown.
STEERING = {
    "a bell": (r"\u0007", "␇"),
    "a backspace": (r"\b", "␈"),
    "a vertical tab": (r"\u000b", "␋"),
    "a form feed": (r"\f", "␌"),
    "a return that hides its line": (r"\r", "␍"),
    "an escape that clears the screen": (r"\u001b[2J", r"␛\[2J"),
    "an escape that links": (r"\u001b]8;;http://example.org\u0007", "␛]8;;http"),
    "an escape that sets the title": (r"\u001b]0;t\u0007", "␛]0;t␇"),
    "a delete": (r"\u007f", "␡"),
    "a control of 8 bits": (r"\u009b2J", r"‹U\+009B›"),
    "a next line": (r"\u0085", r"‹U\+0085›"),
    "a line separator": (r"\u2028", r"‹U\+2028›"),
    "a paragraph separator": (r"\u2029", r"‹U\+2029›"),
    "an embedding from right to left": (r"\u202b", r"‹U\+202B›"),
    "an end of what was never begun": (r"\u202c", r"‹U\+202C›"),
    "an override from left to right": (r"\u202d", r"‹U\+202D›"),
    "an override from right to left": (r"\u202e", r"‹U\+202E›"),
    "an isolate that nobody ends": (r"\u2067", r"‹U\+2067›"),
    "an end of the page's own isolate": (r"\u2069", r"‹U\+2069›"),
}
HIDING = {
    "a mark of byte order inside": (r"\ufeff", r"‹U\+FEFF›"),
    "an invisible separator": (r"\u2063", r"‹U\+2063›"),
    "a letter drawn as nothing": (r"\u3164", r"‹U\+3164›"),
    "a note between the lines": (r"\ufff9", r"‹U\+FFF9›"),
    "no character": (r"\ufdd0", r"‹U\+FDD0›"),
    "no character beyond the first plane": ("\U0001fffe", r"‹U\+1FFFE›"),
    "a text in tags": ("\U000e0048\U000e0069", r"‹U\+E0048›‹U\+E0069›"),
    "a text in selectors of variants": (r"\ufe00\ufe01\ufe02", r"‹U\+FE01›‹U\+FE02›"),
    "a thousand marks on a letter": (r"\u0316" * 1000, r"‹992 more marks›"),
}
TWO_FORMS = {
    "an accent": ("Re\u0301gion", "Région"),
    "a letter of Vietnamese": ("Viê\u0323t", "Việt"),
    "a syllable of Korean": ("\u1112\u1161\u11ab", "한"),
    "a letter of Ukrainian": ("Киі\u0308в", "Київ"),
    "a sign of another unit": ("Gruppe \u2126", "Gruppe Ω"),
}
ALIKE = {
    "a Cyrillic letter in a Latin word": "R\u0435d Army",
    "a Latin letter in a Cyrillic word": "Арм\u0456я Xезболла",
    "a Greek letter in a Latin word": "\u039fmega",
}
# Harmless here, and code where somebody else reads it.
CODE = {
    "SQL": "x'); DROP TABLE control; --",
    "a formula of a spreadsheet": "=cmd|' /C calc'!A0",
    "a formula behind a tab": "\t=1+1",
    "a formula that begins with a sign": "+HYPERLINK(1)",
    "HTML": "<script>alert(1)</script>",
    "a command of the shell": "$(touch pwned); `touch pwned`",
    "a format of Python": "{0.__class__.__init__.__globals__}",
    "a format of C": "%s%n%x",
    "a template": "{{ 7*7 }}{% raw %}",
    "a formula of TeX": r"$\input{/etc/passwd}$ #panic()",
    "a way out of its folder": "../../etc/passwd",
    "an address": "javascript:alert(1)",
}


def named(name: str, **more: str) -> str:
    """A map of one polygon whose actor is the text `name`, as it stands in JSON."""
    return document(feature(actor="?", **more)).replace('"?"', f'"{name}"')


def signs(found: dict[str, tuple[str, str]]) -> list[Case]:
    return [
        Case(
            f"an actor with {what}", file("2014.geojson", named(f"Red{sign}")), shown, 0
        )
        for what, (sign, shown) in found.items()
    ]


def project(text: str) -> Make:
    """A map with a project file beside it."""

    def make(folder: Path) -> str:
        (folder / "2014.geojson").write_text(named("Red"), encoding="utf-8")
        (folder / "controlmap.toml").write_text(text, encoding="utf-8")
        return "controlmap.toml"

    return make


def inside(*names: str | bytes) -> Make:
    """A map below folders of these names, of which the last is its own."""

    def make(folder: Path) -> str:
        path = os.path.join(os.fsencode(folder / "daily"), *map(os.fsencode, names))
        os.makedirs(os.path.dirname(path))
        Path(os.fsdecode(path)).write_text(named("Red"), encoding="utf-8")
        return "daily"

    return make


def long(count: int, **where: Any) -> str:
    """A map with texts of `count` signs."""
    return document(feature(**{"actor": "Red", **where}))


TOWNS = (
    "place,lat,lon,held_from,held_to\n?,35.95,39.01,2014,2017\nMosul,36.34,43.13,,\n"
)
TURN = "\u202e"
TOPOLOGY = json.dumps(
    {
        "type": "Topology",
        "arcs": [[[0, 0], [1, 0], [1, 1], [0, 0]]],
        "objects": {
            f"{name}{TURN}_2014": {"type": "Polygon", "arcs": [[0]]} for name in "ab"
        },
    }
)
PLACED = [
    Case(
        "a class of control",
        file("2014.geojson", named("Red", status=f"x{TURN}")),
        r"x‹U\+202E›",
        0,
    ),
    Case(
        "a source",
        file("2014.geojson", named("Red", source=f"Desk{TURN}")),
        r"column source has U\+202E|Red: first",
        0,
    ),
    Case(
        "a column",
        file("2014.geojson", named("Red", **{f"no{TURN}te": "x"})),
        r"column no‹U\+202E›te|Red: first",
        0,
    ),
    Case(
        "a date",
        file("a.geojson", named("Red", date=f"2014{TURN}-01-01")),
        r"2014‹U\+202E›-01-01",
    ),
    Case(
        "two layers", file("a.topojson", TOPOLOGY), r"a‹U\+202E›_2014.* both show 2014"
    ),
    Case("a file", inside(f"front{TURN}\x1b_2014.geojson"), "control or invisible", 0),
    Case(
        "a file whose name has two lines",
        inside("a\nError: b_2014.geojson"),
        "␊Error",
        0,
    ),
    Case("a file whose name is no text", inside(b"front\xff_2014.geojson"), "DCFF", 0),
    Case("a folder", inside(f"x{TURN}", "2014.geojson"), r"x‹U\+202E›/2014", 0),
    Case(
        "a place of a list",
        file("towns.csv", TOWNS.replace("?", f"Raqqa{TURN}")),
        r"Raqqa‹U\+202E›|signs that steer",
        0,
        options=("--frame", "Syria,Iraq"),
    ),
    Case(
        "a key of a project file",
        project('"x\\u001b" = "x"\n'),
        "unknown key x␛",
    ),
    Case(
        "an actor of a project file",
        project('[[actors]]\nkey = "x\\u202e"\nname = "y"\n'),
        r"x‹U\+202E›",
        0,
    ),
    Case(
        "a column that is called for",
        file("2014.geojson", named("Red")),
        "␛",
        2,
        options=("--actor", "x\x1b[2J"),
    ),
    Case(
        "a file that is called for", lambda folder: f"no\x1b[2J{TURN}.geojson", "␛", 2
    ),
]
LONG = [
    Case(
        "an actor of 10 million characters",
        file("2014.geojson", lambda: long(0, actor="W" * 10**7)),
        "10,000,000 characters",
        0,
    ),
    Case(
        "two long actors that begin alike",
        file(
            "2014.geojson",
            lambda: document(
                feature(actor="W" * 10**6 + "a"), feature(EAST, actor="W" * 10**6 + "b")
            ),
        ),
        "1,000,001 characters",
        0,
    ),
    Case(
        "an actor of a million marks",
        file("2014.geojson", lambda: long(0, actor="a" + "\u0300\u0316" * 500_000)),
        "1,000,001 characters",
        0,
    ),
    Case(
        "a source of a million characters",
        file("2014.geojson", lambda: long(0, source="so on " * 200_000)),
        "1,200,000 characters",
        0,
    ),
    Case(
        "a column of a million characters",
        file("2014.geojson", lambda: long(0, **{"c" * 10**6: "x"})),
        "1,000,000 characters",
        0,
    ),
    Case(
        "a date of a million characters",
        file("a.geojson", lambda: long(0, date="2014" * 250_000)),
        "not a date; write it as",
    ),
]
ONLY = {
    "spaces without width": r"\u200b\u200b",
    "joiners": r"\u200d",
    "marks of direction": r"\u200e\u200f",
}

KINDS = [
    Kind(
        "Names with control characters",
        "read; the characters are shown as codes and have no effect",
        signs(STEERING),
    ),
    Kind(
        "Names with invisible characters",
        "read; the characters are shown as codes",
        signs(HIDING)
        + [
            Case(
                f"an actor of {what} alone",
                file("2014.geojson", named(name)),
                r"‹U\+200",
                0,
            )
            for what, name in ONLY.items()
        ],
    ),
    Kind(
        "Control characters outside of names",
        "shown as codes; refused if no date or column matches",
        PLACED,
    ),
    Kind(
        "Names in two Unicode forms",
        "read as one name, and reported",
        [
            Case(
                what,
                file(
                    "2014.geojson",
                    document(feature(actor=one), feature(EAST, actor=two)),
                ),
                "has several forms .spaces or Unicode., read as one|no date|0 errors",
                0,
            )
            for what, (one, two) in TWO_FORMS.items()
        ],
    ),
    Kind(
        "Names that look like others",
        "read; reported as a doubt",
        [
            Case(what, file("2014.geojson", named(name)), f"two alphabets|{name}", 0)
            for what, name in ALIKE.items()
        ],
    ),
    Kind(
        "Names that are code in other programs",
        "read as plain text; tables for spreadsheets put a quote before them",
        [
            Case(
                what,
                file("2014.geojson", lambda name=name: document(feature(actor=name))),
                ": first 12,308|0 errors",
                0,
            )
            for what, name in CODE.items()
        ],
    ),
    Kind(
        "Very long texts",
        "shortened, with a hash of the whole; refused as a date",
        LONG,
    ),
]
