"""Brings the catalogues up to date with the code: `make messages`.

Every message of the page's modules and template, of the rooms of `layers` and of the built-in
story is written into each `<language>.po` beside this file. Translations that are there stay,
messages that nobody tells any more go, and new ones wait with an empty text: a test fails until
they have one.
"""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

import geo
import geo.measure
import geo.table
from layers.content import familiar_areas, style
from layers.language import dates
from layers.language.catalogue import ACTOR, ENGLISH, LANGUAGES, STATUS, categories
from layers.page import payload

HERE = Path(__file__).parent
LAYERS = HERE.parent
STORY = Path(geo.__file__).parent / "data"

# As prettier and black write them: each text one literal or several, all in double quotes.
_LITERAL = r'"(?:[^"\\]|\\.)*"'
_TEXT = rf"({_LITERAL}(?:\s*{_LITERAL})*)"
_ONE = re.compile(rf"\b(?:phrase|_)\(\s*{_TEXT}")
_SEVERAL = re.compile(rf"\bplural\(\s*{_TEXT}\s*,\s*{_TEXT}")
_COMMENTS = re.compile(r'^\s*//[^\n]*|""".*?"""', re.MULTILINE | re.DOTALL)

# For gettext's own tools; Babel counts by CLDR, whose last form is that of fractions.
_FORMS = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
    "n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
    "de": "nplurals=2; plural=(n != 1);",
    "es": "nplurals=3; plural=(n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2);",
    "fr": "nplurals=3; plural=(n <= 1 ? 0 : n % 1000000 == 0 ? 1 : 2);",
    "uk": "nplurals=4; plural=(n%10==1 && n%100!=11 ? 0 : "
    "n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
}

Found = tuple[
    str, str, str, str
]  # context, text, plural or nothing, and where it is told


def messages() -> Catalog:
    """Every message of the code in order of place, with the files that tell it."""
    catalog = Catalog()
    for context, text, several, place in _found():
        catalog.add(
            (text, several) if several else text,
            locations=[(place, 0)],
            context=context or None,
        )
    return catalog


def _found() -> Iterator[Found]:
    sources = sorted([*LAYERS.glob("assets/*.html"), *LAYERS.glob("assets/*.mjs")])
    for path in [*sources, *sorted(LAYERS.glob("*.py"))]:
        code = _COMMENTS.sub("", path.read_text(encoding="utf-8"))
        place = f"layers/{path.relative_to(LAYERS).as_posix()}"
        told = [(one.start(), _literal(one[1]), "") for one in _ONE.finditer(code)]
        for one in _SEVERAL.finditer(code):
            told.append((one.start(), _literal(one[1]), _literal(one[2])))
        for _, text, several in sorted(told):
            yield "", text, several, place
    for text in (*dates.PARTS.values(), *dates.MARKS.values()):
        yield "", text, "", "layers/language/dates.py"
    for text in (*payload.PLAIN.values(), *style.FIRMNESS):
        yield STATUS, text, "", "layers/content/style.py"
    yield ACTOR, geo.table.UNNAMED, "", "layers/page/payload.py"
    yield "", familiar_areas.OUTLINED, "", "layers/content/familiar_areas.py"
    about = json.loads((STORY / "about.json").read_text(encoding="utf-8"))
    for text in (about["title"], about["standfirst"], *about["credits"]):
        yield "", text, "", "geo/data/about.json"
    for text in about["statuses"].values():
        yield STATUS, text, "", "geo/data/about.json"
    for text in geo.read_control()[geo.table.ACTOR].unique():
        yield ACTOR, text, "", "geo/data/story.geojson"
    for name in geo.measure.reference_areas()["name"]:
        yield "", name, "", "geo/data/reference_areas.csv"
        yield dates.IN_SENTENCE, name, "", "geo/data/reference_areas.csv"


def _literal(text: str) -> str:
    """Literals of Python, JavaScript or Jinja beside each other as the text they stand for."""
    return "".join(json.loads(one) for one in re.findall(_LITERAL, text))


def updated(code: str, told: Catalog) -> Catalog:
    """The messages `told` in a language, as far as its catalogue has them."""
    path = HERE / f"{code}.po"
    known = Catalog()
    if path.exists():
        with path.open("rb") as file:
            known = read_po(file, locale=code)
    catalog = Catalog(locale=code)
    catalog.mime_headers = [("Plural-Forms", _FORMS[code])]  # it writes so many forms
    for one in told:
        if not one.id:
            continue
        old = known.get(one.id, one.context)
        empty = ("",) * len(categories(code)) if one.pluralizable else ""
        text = old.string if old and old.string else empty
        catalog.add(one.id, text, locations=one.locations, context=one.context)
    return catalog


def write(code: str, catalog: Catalog) -> None:
    """Write a catalogue without dates and line numbers: it changes where a message does."""
    head = (f"Language: {code}", "Content-Type: text/plain; charset=utf-8")
    lines = "".join(
        f'"{line}\\n"\n' for line in (*head, f"Plural-Forms: {_FORMS[code]}")
    )
    with (HERE / f"{code}.po").open("wb") as file:
        file.write(f'msgid ""\nmsgstr ""\n{lines}\n'.encode())
        write_po(file, catalog, width=0, omit_header=True, include_lineno=False)


def _whole(texts: str | Sequence[str] | None) -> bool:
    """True where a message has its text, or all of its forms."""
    return bool(texts) and all([texts] if isinstance(texts, str) else texts or ())


def main() -> None:
    told = messages()
    for code in LANGUAGES:
        if code == ENGLISH:
            continue
        catalog = updated(code, told)
        write(code, catalog)
        missing = sum(not _whole(one.string) for one in catalog if one.id)
        print(
            f"{code}: {len(catalog)} messages, {missing} without a translation",
            file=sys.stderr,
        )


if __name__ == "__main__":
    main()
