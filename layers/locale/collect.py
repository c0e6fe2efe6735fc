"""Bring the catalogues up to date with the code: `make messages`.

The messages of scripts, templates and Python modules of `layers` and of the built-in story go
into each `<language>.po` beside this file. Translations are kept, unused messages are removed, and
new ones have an empty text, on which a test fails. To add a language, write a `.po` with a header.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

import geo
import geo.measure
import geo.table
from layers.content import familiar_areas, style
from layers.language import dates
from layers.language.catalogue import ACTOR, ENGLISH, LANGUAGES, STATUS

HERE = Path(__file__).parent
LAYERS = HERE.parent
STORY = Path(geo.__file__).parent / "data"

KEYWORDS = {"phrase": None, "_": None, "plural": (1, 2)}
METHODS = {".html": "jinja2.ext:babel_extract", ".mjs": "javascript", ".py": "python"}
OPTIONS = {"parse_template_string": True}

Text = str | tuple[str, ...]  # with its plural, where it has one


def messages() -> Catalog:
    """Every message of the code in the order of files, with the files that have it."""
    catalog = Catalog()
    for text, path, context in (*code_messages(), *data_messages()):
        catalog.add(text, locations=[(path, 0)], context=context)
    return catalog


def code_messages() -> Iterator[tuple[Text, str, None]]:
    """Messages in scripts, templates and modules, one for each call."""
    paths = [path for path in LAYERS.rglob("*") if path.suffix in METHODS]
    for path in sorted(paths, key=lambda path: (path.suffix == ".py", path)):
        with path.open("rb") as file:
            calls = extract(METHODS[path.suffix], file, KEYWORDS, options=OPTIONS)
            for _, text, _, _ in calls:
                yield text, f"layers/{path.relative_to(LAYERS).as_posix()}", None


def data_messages() -> Iterator[tuple[Text, str, str | None]]:
    """Messages in tables of the code and in the built-in story."""
    for text in (*dates.SEASONS.values(), *dates.QUALIFIERS.values()):
        yield text, "layers/language/dates.py", None
    for text in (*style.DEFAULT_NAMES.values(), *style.FIRMNESS):
        yield text, "layers/content/style.py", STATUS
    yield style.HELD_BY, "layers/content/style.py", None
    yield geo.table.UNNAMED, "layers/content/summary.py", ACTOR
    yield familiar_areas.OUTLINED, "layers/content/familiar_areas.py", None
    about = json.loads((STORY / "about.json").read_text(encoding="utf-8"))
    for text in about["statuses"].values():
        yield text, "geo/data/about.json", STATUS
    for text in geo.read_control()[geo.table.ACTOR].unique():
        yield text, "geo/data/story.geojson", ACTOR
    for name in geo.measure.reference_areas()["name"]:
        yield name, "geo/data/reference_areas.csv", None
        yield name, "geo/data/reference_areas.csv", dates.IN_SENTENCE


def update_catalogue(code: str, template: Catalog) -> Catalog:
    """The messages of `template` with the translations of a language."""
    with (HERE / f"{code}.po").open("rb") as file:
        catalog = read_po(file, locale=code)
    catalog.update(template, no_fuzzy_matching=True)
    return catalog


def write(code: str, catalog: Catalog) -> None:
    """Write a catalogue without dates and line numbers, so that only messages change it."""
    header = (
        f"Language: {code}",
        "Content-Type: text/plain; charset=utf-8",
        f"Plural-Forms: {catalog.plural_forms}",
    )
    lines = "".join(f'"{line}\\n"\n' for line in header)
    with (HERE / f"{code}.po").open("wb") as file:
        file.write(f'msgid ""\nmsgstr ""\n{lines}\n'.encode())
        write_po(
            file,
            catalog,
            width=0,
            omit_header=True,
            include_lineno=False,
            ignore_obsolete=True,
        )


def _is_translated(message: Message) -> bool:
    text = message.string
    return all([text] if isinstance(text, str) else text or [""])


def main() -> None:
    template = messages()
    for code in LANGUAGES:
        if code == ENGLISH:
            continue
        catalog = update_catalogue(code, template)
        write(code, catalog)
        missing = sum(not _is_translated(entry) for entry in catalog if entry.id)
        print(
            f"{code}: {len(catalog)} messages, {missing} without a translation",
            file=sys.stderr,
        )


if __name__ == "__main__":
    main()
