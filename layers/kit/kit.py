"""A folder with all files for an article or a lesson.

Each maker of MAKERS writes one or a few files from the same summary and describes them for
README.txt. To add a file, add a maker.
"""

import json
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from html import escape
from pathlib import Path

import geopandas as gpd
import pandas as pd

import geo.measure
from geo.base import ControlError
from geo.check import findings
from geo.table import require_columns
from layers.content import Summary, summarize
from layers.kit.alt_text import alt_text
from layers.kit.credits import credits, credits_text, readme
from layers.language import ENGLISH, LANGUAGES
from layers.language import mark_message as _
from layers.lesson import Worksheet, worksheet_of
from layers.output import (
    as_written,
    asset,
    installed,
    replace_folder,
    write_csv,
    write_file,
    write_geojson,
    write_geopackage,
    write_workbook,
)
from layers.page import ControlMap, Kind, build_map, card, embed_page, save
from layers.pictures import SIZE as POSTER_SIZE
from layers.pictures import (
    Maps,
    areas_chart,
    before_after,
    can_write_video,
    default_settings,
    draw_social_card,
    make_maps,
    missing_glyphs,
    small_multiples,
    write_film,
)

# Width and height of the frame for the page; from this width the chart stands beside the map.
_FRAME = (900, 720)


_ENGLISH = _(
    "All that people read is in the language asked for, but for credits.txt, embed.html and the "
    "tables, which are in English."
)


@dataclass(frozen=True)
class Kit:
    """Content of the files; computed once, though several makers use it."""

    summary: Summary
    source: str | None
    url: str = ""  # of the folder, with a slash at its end; "" if unknown
    also: tuple[str, ...] = ()  # further languages of the pages
    title: str | None = None  # as given, before translation

    @property
    def language(self) -> str:
        return self.summary.language.code

    @cached_property
    def page(self) -> ControlMap:
        """The map of the pages, in the language of the kit."""
        return build_map(self.summary)

    def page_in(self, language: str) -> ControlMap:
        return build_map(
            summarize(self.summary.given, title=self.title, language=language)
        )

    def page_names(self, name: str) -> dict[str, str]:
        """File names of the page `name` by language; {} if there is only one language."""
        if not self.also:
            return {}
        translated = {code: _translated_name(name, code) for code in self.also}
        return {self.language: name, **translated}

    @cached_property
    def maps(self) -> Maps:
        return make_maps(self.summary)

    @cached_property
    def alt(self) -> str:
        return alt_text(self.summary)

    @cached_property
    def worksheet(self) -> Worksheet:
        return worksheet_of(self.summary)

    @cached_property
    def credits(self) -> list[tuple[str, str]]:
        return credits(self.summary, self.maps.projection, self.source)

    @cached_property
    def areas(self) -> pd.DataFrame:
        return as_written(self.summary.areas, self.summary.table)

    @cached_property
    def changes(self) -> pd.DataFrame:
        return as_written(geo.measure.changes(self.summary.table), self.summary.table)

    @cached_property
    def claims(self) -> pd.DataFrame | None:
        """Published figures beside measured ones; None if the source has none."""
        claims = pd.DataFrame(self.summary.published)
        if claims.empty:
            return None
        order = ["date", "area_km2_low", "area_km2_high", "measured_km2", "measured_as"]
        first = [name for name in order if name in claims.columns]
        return claims[[*first, *(name for name in claims.columns if name not in first)]]


@dataclass(frozen=True)
class Maker:
    """Writer of `files`, which are file names with descriptions.

    `why_missing` returns a sentence if the files cannot be written, otherwise "".
    """

    files: dict[str, str]
    write: Callable[[Kit, Path], None]
    why_missing: Callable[[Kit], str] = lambda kit: ""


def _write_map(kit: Kit, folder: Path) -> None:
    summary = kit.summary
    words = card(summary.title, summary.standfirst or kit.alt, kit.alt, kit.url)
    save(
        kit.page, folder / "map.html", card=words, elsewhere=kit.page_names("map.html")
    )


def _write_timeline(kit: Kit, folder: Path) -> None:
    name = "timeline.html"
    save(kit.page, folder / name, kind="timeline", elsewhere=kit.page_names(name))


def _write_story(kit: Kit, folder: Path) -> None:
    name = "story.html"
    save(kit.page, folder / name, kind="story", elsewhere=kit.page_names(name))


def _translated_name(name: str, code: str) -> str:
    """File name of a page in another language: `map.ar.html` for `map.html`."""
    return name.replace(".html", f".{code}.html")


def _translated_pages(kit: Kit) -> Iterator[Maker]:
    """A maker for each further language of the pages."""
    kinds: dict[str, Kind] = {"map.html": "map", "timeline.html": "timeline"}
    if not _why_no_story(kit):
        kinds["story.html"] = "story"

    def write(code: str, _: Kit, folder: Path) -> None:
        page = kit.page_in(code)
        for name, kind in kinds.items():
            path = folder / _translated_name(name, code)
            save(page, path, kind=kind, elsewhere=kit.page_names(name))

    for code in kit.also:
        files = {
            _translated_name(name, code): kit.summary.language.phrase(
                "The same in {language}; {address} leads to it.",
                language=LANGUAGES[code],
                address=f"{name}?lang={code}",
            )
            for name in kinds
        }
        yield Maker(files, partial(write, code))


def _why_no_story(kit: Kit) -> str:
    return (
        ""
        if len(kit.summary.scenes) > 1
        else _("No story.html: there are no scenes to tell.")
    )


def _write_embed(kit: Kit, folder: Path) -> None:
    summary = kit.summary
    date = summary.times.texts[0]
    page = embed_page(summary.title, kit.alt, date, kit.url, kit.also, summary.made)
    _write_text(folder / "embed.html", page)
    _write_text(folder / "embed.js", asset("app/embed.js"))


def _write_poster(kit: Kit, folder: Path) -> None:
    (folder / "poster.png").write_bytes(draw_social_card(kit.maps).png())


def _write_areas(kit: Kit, folder: Path) -> None:
    canvas = areas_chart(kit.summary)
    (folder / "areas.png").write_bytes(canvas.png())
    (folder / "areas.svg").write_bytes(canvas.svg(kit.summary.title, kit.alt))


def _write_multiples(kit: Kit, folder: Path) -> None:
    canvas = small_multiples(kit.maps)
    svg = canvas.svg(kit.summary.title, kit.alt)
    (folder / "small-multiples.png").write_bytes(canvas.png())
    (folder / "small-multiples.svg").write_bytes(svg)


def _write_before_after(kit: Kit, folder: Path) -> None:
    (folder / "before-after.png").write_bytes(before_after(kit.maps).png())


def _write_film(kit: Kit, folder: Path) -> None:
    video = folder / "timeline.mp4" if can_write_video() else None
    write_film(kit.maps, folder / "timeline.gif", video)


def _why_no_film(kit: Kit) -> str:
    return "" if kit.summary.last else _("No film: there is only one date.")


def _why_no_video(kit: Kit) -> str:
    if not kit.summary.last or can_write_video():
        return ""
    return _(
        "No timeline.mp4: PyAV is needed to write it; run python -m pip install av."
    )


def _write_tables(kit: Kit, folder: Path) -> None:
    write_csv(kit.areas, folder / "areas.csv")
    write_csv(kit.changes, folder / "changes.csv")
    write_csv(findings(kit.summary.given), folder / "findings.csv")


def _write_claims(kit: Kit, folder: Path) -> None:
    assert kit.claims is not None
    write_csv(kit.claims, folder / "claims.csv")


def _why_no_claims(kit: Kit) -> str:
    if kit.claims is not None:
        return ""
    return _("No claims.csv: no published figures came with the source.")


def _write_workbook(kit: Kit, folder: Path) -> None:
    sheets = {"Areas": kit.areas, "Changes": kit.changes}
    if kit.claims is not None:
        sheets["Claims"] = kit.claims
    write_workbook(sheets, kit.credits, folder / "areas.xlsx", kit.summary.made)


def _write_gis_files(kit: Kit, folder: Path) -> None:
    write_geopackage(kit.summary.table, folder / "control.gpkg", kit.summary.made)
    write_geojson(kit.summary.table, folder / "control.geojson", kit.summary.made)


def _write_texts(kit: Kit, folder: Path) -> None:
    _write_text(folder / "alt.txt", kit.alt)
    _write_text(folder / "credits.txt", credits_text(kit.credits))


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
    _write_text(
        folder / "oembed.json",
        json.dumps(response, ensure_ascii=False, indent=1) + "\n",
    )


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


MAKERS = (
    Maker(
        {
            "map.html": _(
                "The interactive map, one file that asks the network for nothing."
            )
        },
        _write_map,
    ),
    Maker(
        {
            "timeline.html": _(
                "The chart alone in a small file, for a narrow column or a slide."
            )
        },
        _write_timeline,
    ),
    Maker(
        {
            "story.html": _(
                "The scenes to scroll through, with the map beside them; embed.html says how to "
                "show them on a projector."
            )
        },
        _write_story,
        _why_no_story,
    ),
    Maker(
        {
            "embed.html": _(
                "Both pages, snippets to copy into an article, and the words that an "
                "address takes."
            ),
            "embed.js": _(
                "For your own server: gives frames the height of the page inside."
            ),
        },
        _write_embed,
    ),
    Maker(
        {"poster.png": _("A card for social networks, 1200 x 630 pixels.")},
        _write_poster,
    ),
    Maker(
        {
            "areas.png": _("The chart of areas for a slide, 1920 x 1080 pixels."),
            "areas.svg": _("The same to be printed at any size, or edited."),
        },
        _write_areas,
    ),
    Maker(
        {
            "small-multiples.png": _(
                "Chosen dates side by side, all maps of one scale."
            ),
            "small-multiples.svg": _("The same to be printed at any size, or edited."),
        },
        _write_multiples,
    ),
    Maker(
        {
            "before-after.png": _(
                "Two dates side by side, with what was gained and lost."
            )
        },
        _write_before_after,
    ),
    Maker(
        {
            "timeline.gif": _(
                "The dates as a film, for messages and slides. In a page use map.html "
                "or timeline.mp4: nobody can stop a GIF."
            ),
        },
        _write_film,
        _why_no_film,
    ),
    Maker(
        {"timeline.mp4": _("The same as a video, 1280 x 720 pixels, without sound.")},
        lambda kit, folder: None,  # written with the GIF, from the same pictures
        lambda kit: _why_no_film(kit) or _why_no_video(kit),
    ),
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
    Maker(
        {
            "areas.csv": _("Square kilometres on each date, of each actor and status."),
            "changes.csv": _(
                "Square kilometres gained, lost and held from each date to the next."
            ),
            "findings.csv": _("What is wrong or doubtful in the source, a row each."),
        },
        _write_tables,
    ),
    Maker(
        {"claims.csv": _("Published figures, each beside what is measured alike.")},
        _write_claims,
        _why_no_claims,
    ),
    Maker(
        {"areas.xlsx": _("The tables for a spreadsheet, with dates, units and notes.")},
        _write_workbook,
    ),
    Maker(
        {
            "control.gpkg": _(
                "The polygons as measured, for QGIS and other GIS programs."
            ),
            "control.geojson": _(
                "The same for the web. Either can be given to controlmap again."
            ),
        },
        _write_gis_files,
    ),
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


def write_kit(
    table: gpd.GeoDataFrame,
    path: Path,
    *,
    title: str | None = None,
    language: str = ENGLISH,
    also: Sequence[str] = (),
    source: str | None = None,
    url: str = "",
    progress: Callable[[list[Maker]], Iterable[Maker]] = iter,
) -> list[str]:
    """Write the files of MAKERS to a folder, completely or not at all.

    The same table, title and installed packages give the same bytes. Each repair of an invalid
    polygon is reported by a `RepairWarning`.

    Parameters
    ----------
    table
        Control table, as read.
    path
        Folder; an earlier kit there is replaced.
    title
        Title of pages and pictures; by default that of the table.
    language
        Language code of pages, pictures and texts.
    also
        Further languages of the pages, which are written as `map.ar.html`; `map.html?lang=ar`
        leads there.
    source
        File that the table was read from; its hash goes into credits.txt.
    url
        Address of the folder on the web, from `layers.page.folder_url`. Previews in social
        networks and publishing systems need it.
    progress
        Wrapper of the iteration over makers, for example a progress bar.

    Returns
    -------
    list[str]
        Names of the files.

    Raises
    ------
    CallError
        If `path` exists and is not a kit (see `replace_folder`), or a language has no catalogue.
    ControlError
        If the files cannot be written.
    """
    require_columns(table)
    with replace_folder(path) as folder, default_settings():
        others = tuple(code for code in dict.fromkeys(also) if code != language)
        summary = summarize(table, title=title, language=language)
        kit = Kit(summary, source, url, others, title)
        _warn_of_missing_glyphs(kit.summary)
        files: dict[str, str] = {}
        missing = [_ENGLISH] if language != ENGLISH else []
        for maker in progress([*MAKERS, *_translated_pages(kit)]):
            if reason := maker.why_missing(kit):
                missing.append(reason)
                continue
            run_maker(maker, kit, folder, path)
            files |= maker.files
        files["README.txt"] = _("This list.")
        text = readme(kit.summary, files, list(dict.fromkeys(missing)))
        _write_text(folder / "README.txt", text)
    return list(files)


def run_maker(maker: Maker, kit: Kit, folder: Path, target: Path) -> None:
    """Write the files of a maker to `folder`; errors name `target`, where they will be.

    Raises
    ------
    ControlError
        If they cannot be written.
    """
    try:
        maker.write(kit, folder)
    except ControlError:
        raise
    except (OSError, RuntimeError) as error:
        # On a full disk GDAL raises errors of its own, FFmpeg those of the system.
        reason = getattr(error, "strerror", None) or str(error).replace(
            str(folder), str(target)
        )
        raise ControlError(
            f"{target}: {', '.join(maker.files)} cannot be written ({reason})"
        ) from error


def _warn_of_missing_glyphs(summary: Summary) -> None:
    texts = [summary.title, *(actor.name for actor in summary.named)]
    texts += [status.name for status in summary.statuses.values()]
    if glyphs := missing_glyphs(texts):
        warnings.warn(
            f"the font of the pictures has no {' '.join(glyphs[:10])}: pictures show boxes "
            "instead; the page and the tables are complete",
            stacklevel=3,
        )


def _write_text(path: Path, text: str) -> None:
    write_file(path, text.encode("utf-8"))
