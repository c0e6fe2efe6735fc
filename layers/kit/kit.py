"""All that an article or a lesson needs, in one folder.

A kit is a list of makers. Each writes one file or a few, from the same subject, and says what
they are for; a file more is a line more in MAKERS.
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

# The height, and the width from which the chart stands beside the map, of the page in a frame.
_FRAME = (900, 720)


_ENGLISH = _(
    "All that people read is in the language asked for, but for credits.txt, embed.html and the "
    "tables, which are in English."
)


@dataclass(frozen=True)
class Kit:
    """What makers make files from; what several need is made once."""

    subject: Summary
    source: str | None
    url: str = ""  # address of the folder, with a slash at its end, where it is known
    also: tuple[str, ...] = ()  # languages in which the pages are written too
    title: str | None = None  # as asked for; the subject's is told in its language

    @property
    def language(self) -> str:
        return self.subject.words.code

    @cached_property
    def page(self) -> ControlMap:
        """The map that the pages show, in the language of the kit."""
        return build_map(self.subject)

    def page_in(self, language: str) -> ControlMap:
        return build_map(
            summarize(self.subject.given, title=self.title, language=language)
        )

    def elsewhere(self, name: str) -> dict[str, str]:
        """The files of the page `name` by language, where it is written in several."""
        if not self.also:
            return {}
        other = {code: _in_language(name, code) for code in self.also}
        return {self.language: name, **other}

    @cached_property
    def maps(self) -> Maps:
        return make_maps(self.subject)

    @cached_property
    def alt(self) -> str:
        return alt_text(self.subject)

    @cached_property
    def worksheet(self) -> Worksheet:
        return worksheet_of(self.subject)

    @cached_property
    def credits(self) -> list[tuple[str, str]]:
        return credits(self.subject, self.maps.projection, self.source)

    @cached_property
    def areas(self) -> pd.DataFrame:
        return as_written(self.subject.areas, self.subject.table)

    @cached_property
    def changes(self) -> pd.DataFrame:
        return as_written(geo.measure.changes(self.subject.table), self.subject.table)

    @cached_property
    def claims(self) -> pd.DataFrame | None:
        """Published figures, each beside what is measured alike; None where there are none."""
        found = pd.DataFrame(self.subject.published)
        if found.empty:
            return None
        known = ["date", "area_km2_low", "area_km2_high", "measured_km2", "measured_as"]
        first = [name for name in known if name in found.columns]
        return found[[*first, *(one for one in found.columns if one not in first)]]


@dataclass(frozen=True)
class Maker:
    """Writes `files`, by name with what each is for, into a folder.

    `lacking` says in a sentence why they cannot be made here and now, or nothing.
    """

    files: dict[str, str]
    make: Callable[[Kit, Path], None]
    lacking: Callable[[Kit], str] = lambda kit: ""


def _map(kit: Kit, folder: Path) -> None:
    one = kit.subject
    words = card(one.title, one.standfirst or kit.alt, kit.alt, kit.url)
    save(kit.page, folder / "map.html", card=words, elsewhere=kit.elsewhere("map.html"))


def _timeline(kit: Kit, folder: Path) -> None:
    name = "timeline.html"
    save(kit.page, folder / name, kind="timeline", elsewhere=kit.elsewhere(name))


def _story(kit: Kit, folder: Path) -> None:
    name = "story.html"
    save(kit.page, folder / name, kind="story", elsewhere=kit.elsewhere(name))


def _in_language(name: str, code: str) -> str:
    """`map.ar.html` of `map.html`."""
    return name.replace(".html", f".{code}.html")


def _also(kit: Kit) -> Iterator[Maker]:
    """A maker for each language in which the pages are written too."""
    kinds: dict[str, Kind] = {"map.html": "map", "timeline.html": "timeline"}
    if not _no_story(kit):
        kinds["story.html"] = "story"

    def make(code: str, _: Kit, folder: Path) -> None:
        page = kit.page_in(code)
        for name, kind in kinds.items():
            path = folder / _in_language(name, code)
            save(page, path, kind=kind, elsewhere=kit.elsewhere(name))

    for code in kit.also:
        files = {
            _in_language(name, code): kit.subject.words.phrase(
                "The same in {language}; {address} leads to it.",
                language=LANGUAGES[code],
                address=f"{name}?lang={code}",
            )
            for name in kinds
        }
        yield Maker(files, partial(make, code))


def _no_story(kit: Kit) -> str:
    return (
        ""
        if len(kit.subject.scenes) > 1
        else _("No story.html: there are no scenes to tell.")
    )


def _embed(kit: Kit, folder: Path) -> None:
    one = kit.subject
    date = one.times.texts[0]
    page = embed_page(one.title, kit.alt, date, kit.url, kit.also, one.made)
    _write(folder / "embed.html", page)
    _write(folder / "embed.js", asset("app/embed.js"))


def _poster(kit: Kit, folder: Path) -> None:
    (folder / "poster.png").write_bytes(draw_social_card(kit.maps).png())


def _areas(kit: Kit, folder: Path) -> None:
    canvas = areas_chart(kit.subject)
    (folder / "areas.png").write_bytes(canvas.png())
    (folder / "areas.svg").write_bytes(canvas.svg(kit.subject.title, kit.alt))


def _multiples(kit: Kit, folder: Path) -> None:
    canvas = small_multiples(kit.maps)
    svg = canvas.svg(kit.subject.title, kit.alt)
    (folder / "small-multiples.png").write_bytes(canvas.png())
    (folder / "small-multiples.svg").write_bytes(svg)


def _pair(kit: Kit, folder: Path) -> None:
    (folder / "before-after.png").write_bytes(before_after(kit.maps).png())


def _film(kit: Kit, folder: Path) -> None:
    video = folder / "timeline.mp4" if can_write_video() else None
    write_film(kit.maps, folder / "timeline.gif", video)


def _no_film(kit: Kit) -> str:
    return "" if kit.subject.last else _("No film: there is only one date.")


def _no_video(kit: Kit) -> str:
    if not kit.subject.last or can_write_video():
        return ""
    return _(
        "No timeline.mp4: PyAV is needed to write it; run python -m pip install av."
    )


def _tables(kit: Kit, folder: Path) -> None:
    write_csv(kit.areas, folder / "areas.csv")
    write_csv(kit.changes, folder / "changes.csv")
    write_csv(findings(kit.subject.given), folder / "findings.csv")


def _claims(kit: Kit, folder: Path) -> None:
    assert kit.claims is not None
    write_csv(kit.claims, folder / "claims.csv")


def _no_claims(kit: Kit) -> str:
    if kit.claims is not None:
        return ""
    return _("No claims.csv: no published figures came with the source.")


def _workbook(kit: Kit, folder: Path) -> None:
    sheets = {"Areas": kit.areas, "Changes": kit.changes}
    if kit.claims is not None:
        sheets["Claims"] = kit.claims
    write_workbook(sheets, kit.credits, folder / "areas.xlsx", kit.subject.made)


def _shapes(kit: Kit, folder: Path) -> None:
    write_geopackage(kit.subject.table, folder / "control.gpkg", kit.subject.made)
    write_geojson(kit.subject.table, folder / "control.geojson", kit.subject.made)


def _texts(kit: Kit, folder: Path) -> None:
    _write(folder / "alt.txt", kit.alt)
    _write(folder / "credits.txt", credits_text(kit.credits))


def _oembed(kit: Kit, folder: Path) -> None:
    width, height = _FRAME
    told = {
        "version": "1.0",
        "type": "rich",
        "title": kit.subject.title,
        "provider_name": "controlmap",
        "width": width,
        "height": height,
        "html": (
            f'<iframe src="{kit.url}map.html" width="{width}" height="{height}" '
            f'title="{escape(kit.subject.title)}" style="border:0;width:100%" '
            'sandbox="allow-scripts allow-downloads allow-popups"></iframe>'
        ),
        "thumbnail_url": f"{kit.url}poster.png",
        "thumbnail_width": POSTER_SIZE[0],
        "thumbnail_height": POSTER_SIZE[1],
        "provenance": kit.subject.made.record,
    }
    _write(
        folder / "oembed.json", json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    )


def _worksheet(kit: Kit, folder: Path) -> None:
    kit.worksheet.save(folder / "worksheet.html")
    kit.worksheet.save(folder / "worksheet-answers.html", answers=True)


def _worksheet_pdf(kit: Kit, folder: Path) -> None:
    kit.worksheet.save(folder / "worksheet.pdf")
    kit.worksheet.save(folder / "worksheet-answers.pdf", answers=True)


def _no_typesetting(kit: Kit) -> str:
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
        _map,
    ),
    Maker(
        {
            "timeline.html": _(
                "The chart alone in a small file, for a narrow column or a slide."
            )
        },
        _timeline,
    ),
    Maker(
        {
            "story.html": _(
                "The scenes to scroll through, with the map beside them; embed.html says how to "
                "show them on a projector."
            )
        },
        _story,
        _no_story,
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
        _embed,
    ),
    Maker({"poster.png": _("A card for social networks, 1200 x 630 pixels.")}, _poster),
    Maker(
        {
            "areas.png": _("The chart of areas for a slide, 1920 x 1080 pixels."),
            "areas.svg": _("The same to be printed at any size, or edited."),
        },
        _areas,
    ),
    Maker(
        {
            "small-multiples.png": _(
                "Chosen dates side by side, all maps of one scale."
            ),
            "small-multiples.svg": _("The same to be printed at any size, or edited."),
        },
        _multiples,
    ),
    Maker(
        {
            "before-after.png": _(
                "Two dates side by side, with what was gained and lost."
            )
        },
        _pair,
    ),
    Maker(
        {
            "timeline.gif": _(
                "The dates as a film, for messages and slides. In a page use map.html "
                "or timeline.mp4: nobody can stop a GIF."
            ),
        },
        _film,
        _no_film,
    ),
    Maker(
        {"timeline.mp4": _("The same as a video, 1280 x 720 pixels, without sound.")},
        lambda kit, folder: None,  # written with the GIF, from the same pictures
        lambda kit: _no_film(kit) or _no_video(kit),
    ),
    Maker(
        {
            "worksheet.html": _(
                "Questions for a class, to print or to read on a screen."
            ),
            "worksheet-answers.html": _("The answers to them, computed from the data."),
        },
        _worksheet,
    ),
    Maker(
        {
            "worksheet.pdf": _(
                "The questions to print: true to size on A4 and on US Letter."
            ),
            "worksheet-answers.pdf": _("The answers to print."),
        },
        _worksheet_pdf,
        _no_typesetting,
    ),
    Maker(
        {
            "areas.csv": _("Square kilometres on each date, of each actor and status."),
            "changes.csv": _(
                "Square kilometres gained, lost and held from each date to the next."
            ),
            "findings.csv": _("What is wrong or doubtful in the source, a row each."),
        },
        _tables,
    ),
    Maker(
        {"claims.csv": _("Published figures, each beside what is measured alike.")},
        _claims,
        _no_claims,
    ),
    Maker(
        {"areas.xlsx": _("The tables for a spreadsheet, with dates, units and notes.")},
        _workbook,
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
        _shapes,
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
        _texts,
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
        _oembed,
    ),
)


def write_kit(
    given: gpd.GeoDataFrame,
    path: Path,
    *,
    title: str | None = None,
    language: str = ENGLISH,
    also: Sequence[str] = (),
    source: str | None = None,
    url: str = "",
    progress: Callable[[list[Maker]], Iterable[Maker]] = iter,
) -> list[str]:
    """Write everything in MAKERS to the folder `path`, whole or not at all; gives the names.

    `given` is a control table as read; polygons that are invalid are mended, and each mend is told
    by a `RepairWarning`. The same table, title and installed packages always give the same bytes.
    `language` is that of pages, pictures and texts; the pages are written in the languages `also`
    too, as `map.ar.html`, where `map.html?lang=ar` leads. `url` is the address of the folder on
    the web, as `layers.page.folder_url` gives it: pages that tell of themselves to networks and
    publishing systems need it. `progress` wraps the makers while they work, to show a bar.

    Raises
    ------
    CallError
        If there is something at `path` that is no kit of ours, see `replace_folder`, or no such
        language.
    ControlError
        If the files cannot be written.
    """
    with replace_folder(path) as folder, default_settings():
        others = tuple(code for code in dict.fromkeys(also) if code != language)
        one = summarize(given, title=title, language=language)
        kit = Kit(one, source, url, others, title)
        _tell_unwritable(kit.subject)
        done: dict[str, str] = {}
        missing = [_ENGLISH] if language != ENGLISH else []
        for maker in progress([*MAKERS, *_also(kit)]):
            if why := maker.lacking(kit):
                missing.append(why)
                continue
            made_by(maker, kit, folder, path)
            done |= maker.files
        done["README.txt"] = _("This list.")
        text = readme(kit.subject, done, list(dict.fromkeys(missing)))
        _write(folder / "README.txt", text)
    return list(done)


def made_by(maker: Maker, kit: Kit, folder: Path, told: Path) -> None:
    """Have `maker` write its files into `folder`, which people are to know as `told`.

    Raises
    ------
    ControlError
        If they cannot be written.
    """
    try:
        maker.make(kit, folder)
    except ControlError:
        raise
    except (OSError, RuntimeError) as error:
        # GDAL says a full disk by errors of its own, FFmpeg by those of the system.
        why = getattr(error, "strerror", None) or str(error).replace(
            str(folder), str(told)
        )
        raise ControlError(
            f"{told}: {', '.join(maker.files)} cannot be written ({why})"
        ) from error


def _tell_unwritable(one: Summary) -> None:
    texts = [one.title, *(actor.name for actor in one.named)]
    texts += [status.name for status in one.statuses.values()]
    if letters := missing_glyphs(texts):
        warnings.warn(
            f"the font of the pictures has no {' '.join(letters[:10])}: boxes stand for them "
            "there; the page and the tables have them",
            stacklevel=3,
        )


def _write(path: Path, text: str) -> None:
    write_file(path, text.encode("utf-8"))
