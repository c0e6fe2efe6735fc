"""The texts credits.txt and README.txt: sources, method, and a list of the files."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import file_digest
from pathlib import Path

from geo.base import sanitize_line
from geo.dates import label
from geo.measure import Break
from layers.content import Projection, Summary
from layers.output import fingerprint

_METHOD = (
    "Areas are true areas on the WGS 84 ellipsoid, in square kilometres, of edges that are "
    "straight in longitude and latitude, as GeoJSON defines them. Polygons of one actor and "
    "status that overlap count once; actors that overlap each count in full. An outline holds "
    "from its date until the next. Gained, lost and held are areas of real geometry, and gained "
    "less lost is net. Figures come from the polygons as given; what is drawn is simplified to "
    "less than a pixel."
)
_UNCOUNTED = (
    "Land of status {statuses} is held by nobody. It is drawn with a dashed outline and listed in "
    "the tables; no total, peak, share or comparison contains it."
)
_OUTLINES = (
    "Land, lakes, rivers, borders and towns: Natural Earth, public domain. Borders that somebody "
    "disputes are dashed; the maps take no side."
)
_NAMES = "Names of towns in other languages: GeoNames (geonames.org), CC BY 4.0, and Unicode CLDR."
_FONTS = (
    "Letters in pictures: DejaVu Sans, free to use and embed (Bitstream Vera licence)."
)
_WIDTH = 88


def credits(
    summary: Summary, projection: Projection, source: str | None
) -> list[tuple[str, str]]:
    """Pairs of heading and paragraph: sources, method, version, hash of the input."""
    rows = [("Title", summary.title)]
    if summary.standfirst:
        rows.append(("What it shows", summary.standfirst))
    rows += [("Sources", text) for text in summary.sources]
    rows += [("Credits", str(text)) for text in summary.about.get("credits", ())]
    rows += [("How it was read", text) for text in summary.reading]
    statuses = ", ".join(sorted(summary.times.uncounted_statuses))
    uncounted = [("Method", _UNCOUNTED.format(statuses=statuses))] if statuses else []
    rows += [
        ("Method", _METHOD),
        *uncounted,
        *(("Not compared", _break_text(one)) for one in summary.breaks.given),
        ("Projection", f"Pictures are drawn in {projection.name}, which keeps areas."),
        ("Outlines", _OUTLINES),
        *([] if summary.language.english else [("Names", _NAMES)]),
        ("Fonts", _FONTS),
        ("Made with", summary.made.program),
        ("Input", summary.made.input),
        (
            "Input",
            f"SHA-256 of the polygons with their dates: {fingerprint(summary.given)}",
        ),
    ]
    if source is not None and Path(source).is_file():
        name = sanitize_line(Path(source).name)
        with Path(source).open("rb") as stream:
            digest = file_digest(stream, "sha256").hexdigest()
        rows.append(("Input", f"SHA-256 of {name}: {digest}"))
    return rows


def _break_text(one: Break) -> str:
    """From when on areas are counted in another way, why, and the source."""
    source = f" Source: {one.source}" if one.source else ""
    return f"Areas before {label(one.date_text)} and after. {one.reason}{source}"


def credits_text(rows: Iterable[tuple[str, str]]) -> str:
    """The content of credits.txt: each heading once, with its paragraphs below it."""
    lines: list[str] = []
    last = None
    for heading, paragraph in rows:
        if heading != last:
            lines += ["", heading.upper()]
        last = heading
        first, *more = _wrap(paragraph, _WIDTH - 2)
        lines += [f"- {first}", *(f"  {line}" for line in more)]
    return "\n".join([*lines[1:], ""])


def readme(
    summary: Summary, files: Mapping[str, str], missing: Sequence[str], alt: str
) -> str:
    """The content of README.txt: a line on each file, why others are missing, and the alt text."""
    phrase = summary.language.phrase
    lines = [*_wrap(summary.title), ""]
    if summary.source_line:
        lines += [*_wrap(summary.source_line), ""]
    for name, description in files.items():
        lines.append(name)
        lines += [f"    {line}" for line in _wrap(phrase(description), _WIDTH - 4)]
    for reason in missing:
        lines += ["", *_wrap(phrase(reason))]
    text = phrase("Text for readers who do not see the pictures: {alt}", alt=alt)
    lines += ["", *_wrap(text)]
    end = phrase(
        "The folder is written as a whole: the next run replaces it, so keep what you add "
        "elsewhere. Sources and licences are in credits.txt and go with every picture."
    )
    provenance = summary.made.credit(summary.language)
    return "\n".join([*lines, "", *_wrap(end), "", *_wrap(provenance), ""])


def _wrap(text: str, width: int = _WIDTH) -> list[str]:
    lines = [""]
    for word in str(text).split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
