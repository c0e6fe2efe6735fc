"""Where everything in a kit comes from, and what each of its files is for."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import file_digest
from pathlib import Path

from geo.base import sanitize_line
from layers.content import Summary
from layers.output import fingerprint
from layers.pictures import Projection

_METHOD = (
    "Areas are true areas on the WGS 84 ellipsoid, in square kilometres, of edges that are "
    "straight in longitude and latitude, as GeoJSON defines them. Polygons of one actor and "
    "status that overlap count once; actors that overlap each count in full. Ground holds from "
    "its date until the next. Gained, lost and held are areas of real geometry, and gained less "
    "lost is net. Figures come from the polygons as given; what is drawn is simplified to less "
    "than a pixel."
)
_OUTLINES = (
    "Land, lakes, rivers, borders and towns: Natural Earth, public domain. Borders that somebody "
    "disputes are dashed; the maps take no side."
)
_FONTS = (
    "Letters in pictures: DejaVu Sans, free to use and embed (Bitstream Vera licence)."
)
_SIZES = "Familiar areas to compare with: see the page, under Sources and method."
_WIDTH = 88


def credits(
    subject: Summary, projection: Projection, source: str | None
) -> list[tuple[str, str]]:
    """Pairs of a heading and a paragraph: sources, method, version, hash of the input."""
    found = [("Title", subject.title)]
    if subject.standfirst:
        found.append(("What it shows", subject.standfirst))
    found += [("Sources", one) for one in subject.sources]
    found += [("Credits", str(one)) for one in subject.about.get("credits", ())]
    found += [("How it was read", one) for one in subject.reading]
    found += [
        ("Method", _METHOD),
        ("Projection", f"Pictures are drawn in {projection.name}, which keeps areas."),
        ("Outlines", _OUTLINES),
        ("Fonts", _FONTS),
        ("Made with", subject.made.program),
        ("Input", subject.made.input),
        (
            "Input",
            f"SHA-256 of the polygons with their dates: {fingerprint(subject.given)}",
        ),
    ]
    if source is not None and Path(source).is_file():
        name = sanitize_line(Path(source).name)
        with Path(source).open("rb") as stream:
            digest = file_digest(stream, "sha256").hexdigest()
        found.append(("Input", f"SHA-256 of {name}: {digest}"))
    return found


def credits_text(rows: Iterable[tuple[str, str]]) -> str:
    """The same to read: each heading once, its paragraphs below it."""
    lines: list[str] = []
    last = None
    for heading, words in rows:
        if heading != last:
            lines += ["", heading.upper()]
        last = heading
        first, *more = _wrapped(words, _WIDTH - 2)
        lines += [f"- {first}", *(f"  {one}" for one in more)]
    return "\n".join([*lines[1:], ""])


def readme(subject: Summary, files: Mapping[str, str], missing: Sequence[str]) -> str:
    """What each file is for, and which of those that there could be are not there, and why."""
    phrase = subject.words.phrase
    lines = [*_wrapped(subject.title), ""]
    for name, words in files.items():
        lines.append(name)
        lines += [f"    {one}" for one in _wrapped(phrase(words), _WIDTH - 4)]
    for words in missing:
        lines += ["", *_wrapped(phrase(words))]
    end = phrase(
        "The folder is written as a whole: the next run replaces it, so keep what you add "
        "elsewhere. Sources and licences are in credits.txt and go with every picture."
    )
    made = subject.made.credit(subject.words)
    return "\n".join([*lines, "", *_wrapped(end), "", *_wrapped(made), ""])


def _wrapped(text: str, width: int = _WIDTH) -> list[str]:
    lines = [""]
    for word in str(text).split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
