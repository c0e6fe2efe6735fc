"""The texts of a kit: worksheets, alt text, credits, and an answer for publishing systems."""

import json
from html import escape
from pathlib import Path

from layers.kit.credits import credits_text
from layers.kit.maker import Kit, Maker, write_text
from layers.language import mark_message as _
from layers.output import installed
from layers.pictures import SIZE as POSTER_SIZE

# Width and height of the frame for the page; from this width the chart stands beside the map.
_FRAME = (900, 720)


def _write_worksheet(kit: Kit, folder: Path) -> None:
    kit.worksheet.save(folder / "worksheet.html")
    kit.worksheet.save(folder / "worksheet-answers.html", answers=True)


def _write_worksheet_pdf(kit: Kit, folder: Path) -> None:
    kit.worksheet.save(folder / "worksheet.pdf")
    kit.worksheet.save(folder / "worksheet-answers.pdf", answers=True)


def _why_no_pdf(kit: Kit) -> str:
    if installed():
        return ""
    return _(
        "No worksheet.pdf: Typst is needed to write it; run python -m pip install typst."
    )


def _write_texts(kit: Kit, folder: Path) -> None:
    write_text(folder / "alt.txt", kit.alt)
    write_text(folder / "credits.txt", credits_text(kit.credits))


def _write_oembed(kit: Kit, folder: Path) -> None:
    width, height = _FRAME
    response = {
        "version": "1.0",
        "type": "rich",
        "title": kit.summary.title,
        "provider_name": "controlmap",
        "width": width,
        "height": height,
        "html": (
            f'<iframe src="{kit.url}map.html" width="{width}" height="{height}" '
            f'title="{escape(kit.summary.title)}" style="border:0;width:100%" '
            'sandbox="allow-scripts allow-downloads allow-popups"></iframe>'
        ),
        "thumbnail_url": f"{kit.url}poster.png",
        "thumbnail_width": POSTER_SIZE[0],
        "thumbnail_height": POSTER_SIZE[1],
        "provenance": kit.summary.made.record,
    }
    write_text(
        folder / "oembed.json",
        json.dumps(response, ensure_ascii=False, indent=1) + "\n",
    )


WORKSHEETS = (
    Maker(
        {
            "worksheet.html": _(
                "Questions for a class, to print or to read on a screen."
            ),
            "worksheet-answers.html": _("The answers to them, computed from the data."),
        },
        _write_worksheet,
    ),
    Maker(
        {
            "worksheet.pdf": _(
                "The questions to print: true to size on A4 and on US Letter."
            ),
            "worksheet-answers.pdf": _("The answers to print."),
        },
        _write_worksheet_pdf,
        _why_no_pdf,
    ),
)

TEXTS = (
    Maker(
        {
            "alt.txt": _(
                "What the chart shows in a few sentences: the text for readers who do not "
                "see it."
            ),
            "credits.txt": _(
                "Sources, licences, method, version, and a hash of the input."
            ),
        },
        _write_texts,
    ),
    Maker(
        {
            "oembed.json": _(
                "What a publishing system asks when an address is pasted. "
                "Run controlmap kit again with --url and the address of the folder on "
                "your server: then it and the head of map.html, which networks read, "
                "have whole addresses."
            ),
        },
        _write_oembed,
    ),
)
