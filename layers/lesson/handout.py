"""A worksheet for a class and its answer sheet, as HTML and PDF.

The answers are in a separate file, so that the worksheet can be handed out. The HTML takes the
paper size of the browser. The PDF has pages as wide as A4 and as high as US Letter: it prints at
its true size on both, even if the printer scales pages to fit the paper.
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
from layers.lesson.number_questions import chart_part, estimates_part, units_part
from layers.lesson.word_questions import (
    changes_part,
    claims_part,
    definitions_part,
    headline_part,
)
from layers.output import Provenance, as_parsed, asset
from layers.output import pdf as _pdf
from layers.output import policy, template, write_files
from layers.pictures import default_settings

PARTS = (
    chart_part,
    estimates_part,
    units_part,
    definitions_part,
    claims_part,
    changes_part,
    headline_part,
)
FORMATS = (".html", ".pdf")


@dataclass(frozen=True)
class Worksheet:
    """Questions about a control table, with their answers; see `save`."""

    title: str
    parts: tuple[Part, ...]
    sources: tuple[str, ...]
    language: Language
    provenance: Provenance

    def html(self, *, answers: bool = False) -> str:
        """Worksheet or answer sheet as a page without scripts and network requests."""
        data = self._template_data(answers)
        css = as_parsed(
            "\n".join([asset("styles/worksheet.css"), *_width_rules(data["parts"])])
        )
        page = template("worksheet.html").render(
            **data,
            policy=policy(styles=[css]),
            css=Markup(css),
            svg=Markup,
            number=self.language.number,
        )
        return str(page)

    def pdf(self, *, answers: bool = False) -> bytes:
        """Worksheet or answer sheet as PDF; equal input gives equal bytes.

        Raises
        ------
        ControlError
            If Typst is not installed.
        """
        data = self._template_data(answers)
        images: dict[str, bytes] = {}
        for part in data["parts"]:
            for figure in part["figures"]:
                for image in (figure, *figure["legend"]):
                    image["file"] = f"{len(images)}.svg"
                    images[image["file"]] = image.pop("svg").encode("utf-8")
        sheet = json.dumps(data, ensure_ascii=False).encode("utf-8")
        main = asset("templates/worksheet.typ").encode("utf-8")
        return _pdf({"main.typ": main, "sheet.json": sheet, **images})

    def save(self, path: str | os.PathLike[str], *, answers: bool = False) -> None:
        """Write the worksheet or the answer sheet, as HTML or PDF by the suffix of `path`.

        The file is written completely or not at all.

        Raises
        ------
        CallError
            If the suffix is another.
        ControlError
            If the file cannot be written, or is a PDF and Typst is not installed.
        """
        write_files({Path(path): self._content(Path(path), answers)})

    def save_both(
        self, path: str | os.PathLike[str], answers: str | os.PathLike[str]
    ) -> None:
        """Write the worksheet and the answer sheet: both files, or neither.

        Raises the errors of `save`.
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

    def _template_data(self, answers: bool) -> dict[str, Any]:
        """Data for the templates of both formats."""
        phrase = self.language.phrase
        kind = phrase("Answers") if answers else phrase("Worksheet")
        return {
            "title": self.title,
            "name": phrase("{name}: {what}", name=kind, what=self.title),
            "code": self.language.code,
            "direction": self.language.direction,
            "answers": answers,
            "digits": self.language.digits("0123456789"),
            "marks": phrase("a b c d e f g h").split(),
            "parts": [_part_data(part) for part in self.parts],
            "sources": list(self.sources),
            "provenance": {
                "program": self.provenance.program,
                "input": self.provenance.input,
                "credit": self.provenance.credit(self.language),
            },
            "labels": {
                "kind": kind,
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
    """A worksheet about a control table: reading, estimating, converting, comparing.

    The questions depend on the data: definitions of control are compared if the table has two,
    published figures if it has some (see `layers.control_map`).

    Parameters
    ----------
    table
        Control table.
    title
        Title of the worksheet; by default that of the table.
    language
        Language code: en, ar, de, es, fr or uk.

    Raises
    ------
    CheckError
        If `table` is not a control table or has no territory.
    CallError
        If there is no catalogue for `language`.
    """
    return worksheet_of(summarize(table, title=title, language=language))


def worksheet_of(summary: Summary) -> Worksheet:
    """The worksheet of a summary; see `worksheet`."""
    facts = Facts(summary)
    with default_settings():
        parts = [part for build in PARTS if (part := build(facts)) is not None]
    many = summary.many_sources
    return Worksheet(
        title=summary.title,
        parts=tuple(parts),
        sources=tuple(summary.credits or ([many] if many else summary.sources)),
        language=summary.language,
        provenance=summary.made,
    )


def _part_data(part: Part) -> dict[str, Any]:
    """A part as plain data for templates and JSON."""
    return {
        "title": part.title,
        "lead": list(part.lead),
        "questions": [
            {
                "text": question.text,
                "answer": question.answer,
                "lines": question.lines,
            }
            for question in part.questions
        ],
        "figures": [
            {
                "svg": figure.svg,
                "alt": figure.alt,
                "caption": figure.caption,
                "small": figure.small,
                "mm": figure.width_mm,
                "legend": [{"svg": svg, "name": name} for svg, name in figure.legend],
            }
            for figure in part.figures
        ],
        "head": list(part.head),
        "widths": list(part.widths),
        "rows": [list(row) for row in part.rows],
    }


def _width_rules(parts: list[dict[str, Any]]) -> Iterator[str]:
    """CSS rules for widths of figures and columns; the policy of the page forbids attributes."""
    for position, part in enumerate(parts, start=1):
        large = [figure for figure in part["figures"] if not figure["small"]]
        for number, figure in enumerate(large, start=1):
            yield f".part{position} .drawn{number} {{ max-width: {figure['mm']}mm }}"
        for number, width in enumerate(part["widths"], start=1):
            share = round(100 * width / sum(part["widths"]), 1)
            yield f".part{position} col:nth-child({number}) {{ width: {share}% }}"
