"""A worksheet for a class, and the answers to it, as pages to print: HTML and PDF.

The answers are a file of their own, so that the sheet can be handed out. The HTML prints on the
paper that the browser has. The PDF has pages as wide as A4 and as high as US Letter: on either it
prints at its true size, also where a printer fits pages to its paper.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
from markupsafe import Markup

from geo.base import CallError
from layers.content import Summary, summarize
from layers.language import Language
from layers.lesson.facts import Facts, Part
from layers.lesson.number_questions import converting, estimating, reading
from layers.lesson.word_questions import arguing, claiming, defining, moving
from layers.output import Provenance, as_parsed, asset
from layers.output import pdf as _pdf
from layers.output import policy, template, write_files
from layers.pictures import default_settings

PARTS = (reading, estimating, converting, defining, claiming, moving, arguing)
FORMATS = (".html", ".pdf")


@dataclass(frozen=True)
class Worksheet:
    """Questions about a table, with their answers; `save` writes one or the other."""

    title: str
    parts: tuple[Part, ...]
    sources: tuple[str, ...]
    words: Language
    made: Provenance

    def html(self, *, answers: bool = False) -> str:
        """The sheet, or the answers, as a page without scripts that asks nobody for anything."""
        shown = self._shown(answers)
        css = as_parsed(
            "\n".join([asset("styles/worksheet.css"), *_sizes(shown["parts"])])
        )
        drawn = template("worksheet.html").render(
            **shown,
            policy=policy(styles=[css]),
            css=Markup(css),
            svg=Markup,
            told=self.words.number,
        )
        return str(drawn)

    def pdf(self, *, answers: bool = False) -> bytes:
        """The same as PDF; equal input gives equal bytes.

        Raises
        ------
        ControlError
            If Typst is not installed.
        """
        shown = self._shown(answers)
        drawn: dict[str, bytes] = {}
        for part in shown["parts"]:
            for figure in part["figures"]:
                for row in (figure, *figure["legend"]):
                    row["file"] = f"{len(drawn)}.svg"
                    drawn[row["file"]] = row.pop("svg").encode("utf-8")
        data = json.dumps(shown, ensure_ascii=False).encode("utf-8")
        main = asset("templates/worksheet.typ").encode("utf-8")
        return _pdf({"main.typ": main, "sheet.json": data, **drawn})

    def save(self, path: str | os.PathLike[str], *, answers: bool = False) -> None:
        """Write the sheet, or the answers, whole or not at all; as the ending says, HTML or PDF.

        Raises
        ------
        CallError
            If the ending is another.
        ControlError
            If the file cannot be written, or is a PDF and Typst is not installed.
        """
        write_files({Path(path): self._content(Path(path), answers)})

    def save_both(
        self, path: str | os.PathLike[str], answers: str | os.PathLike[str]
    ) -> None:
        """Write the sheet and the answers to it, neither of them before both are whole.

        Raises as `save` does.
        """
        write_files(
            {
                Path(path): self._content(Path(path), False),
                Path(answers): self._content(Path(answers), True),
            }
        )

    def _content(self, target: Path, answers: bool) -> bytes:
        if target.suffix.lower() not in FORMATS:
            raise CallError(
                f"{target}: unknown ending; write one of {', '.join(FORMATS)}"
            )
        if target.suffix.lower() == ".pdf":
            return self.pdf(answers=answers)
        return self.html(answers=answers).encode("utf-8")

    def _shown(self, answers: bool) -> dict[str, Any]:
        """What the templates of both formats are filled with."""
        phrase = self.words.phrase
        return {
            "title": self.title,
            "code": self.words.code,
            "direction": self.words.direction,
            "answers": answers,
            "digits": self.words.digits("0123456789"),
            "marks": phrase("abcdefgh"),
            "parts": [_plain(part) for part in self.parts],
            "sources": list(self.sources),
            "made": {
                "program": self.made.program,
                "input": self.made.input,
                "told": self.made.credit(self.words),
            },
            "said": {
                "kind": phrase("Answers") if answers else phrase("Worksheet"),
                "name": phrase("Name"),
                "class": phrase("Class"),
                "date": phrase("Date"),
                "sources": phrase("Sources"),
                "computed": phrase(
                    "All figures are computed from the data of the map."
                ),
                "open": phrase(
                    "Where a question asks for words, the answer here is one of many."
                ),
            },
        }


def worksheet(
    table: gpd.GeoDataFrame,
    *,
    title: str | None = None,
    language: str | Language = "en",
) -> Worksheet:
    """A worksheet about `table`, with the answers: reading, estimating, converting, comparing.

    What is asked depends on what the table can answer: two definitions of the ground are compared
    where it has two, published figures where it carries some (`layers.control_map` says how).

    Raises
    ------
    CheckError
        If `table` is not a control table or holds no ground at all.
    CallError
        If there is no such language.
    """
    return worksheet_of(summarize(table, title=title, language=language))


def worksheet_of(summary: Summary) -> Worksheet:
    """The worksheet of a summary, see `worksheet`."""
    known = Facts(summary)
    with default_settings():
        parts = [part for one in PARTS if (part := one(known)) is not None]
    many = summary.many_sources
    return Worksheet(
        title=summary.title,
        parts=tuple(parts),
        sources=tuple(summary.credits or ([many] if many else summary.sources)),
        words=summary.words,
        made=summary.made,
    )


def _plain(part: Part) -> dict[str, Any]:
    """A part as templates and JSON take it."""
    return {
        "title": part.title,
        "lead": list(part.lead),
        "questions": [
            {"text": one.text, "answer": one.answer, "lines": one.lines}
            for one in part.questions
        ],
        "figures": [
            {
                "svg": one.svg,
                "alt": one.alt,
                "caption": one.caption,
                "small": one.small,
                "mm": one.width_mm,
                "legend": [{"svg": svg, "name": name} for svg, name in one.legend],
            }
            for one in part.figures
        ],
        "head": list(part.head),
        "widths": list(part.widths),
        "rows": [list(row) for row in part.rows],
    }


def _sizes(parts: list[dict[str, Any]]) -> Iterator[str]:
    """Rules for the widths of figures and columns: a page's policy forbids them in attributes."""
    for place, part in enumerate(parts, start=1):
        large = [one for one in part["figures"] if not one["small"]]
        for number, figure in enumerate(large, start=1):
            yield f".part{place} .drawn{number} {{ max-width: {figure['mm']}mm }}"
        for number, width in enumerate(part["widths"], start=1):
            share = round(100 * width / sum(part["widths"]), 1)
            yield f".part{place} col:nth-child({number}) {{ width: {share}% }}"
