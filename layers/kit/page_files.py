"""The pages of a kit, also in further languages, and what embeds them in an article."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from layers.kit.maker import Kit, Maker, translated_name, write_text
from layers.language import LANGUAGES
from layers.language import mark_message as _
from layers.output import asset
from layers.page import Kind, card, embed_page, save


def _write_map(kit: Kit, folder: Path) -> None:
    summary = kit.summary
    words = card(summary.title, summary.standfirst or kit.alt, kit.alt, kit.url)
    save(
        kit.page,
        folder / "map.html",
        card=words,
        elsewhere=kit.page_names("map.html"),
        address=kit.address("map.html"),
    )


def _write_timeline(kit: Kit, folder: Path) -> None:
    name = "timeline.html"
    save(
        kit.page,
        folder / name,
        kind="timeline",
        elsewhere=kit.page_names(name),
        address=kit.address(name),
    )


def _write_story(kit: Kit, folder: Path) -> None:
    name = "story.html"
    save(
        kit.page,
        folder / name,
        kind="story",
        elsewhere=kit.page_names(name),
        explore="map.html",
        pictures=kit.scene_pictures,
        address=kit.address(name),
    )


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
    write_text(folder / "embed.html", page)
    write_text(folder / "embed.js", asset("app/embed.js"))


def translated_pages(kit: Kit) -> Iterator[Maker]:
    """A maker for each further language of the pages."""
    kinds: dict[str, Kind] = {"map.html": "map", "timeline.html": "timeline"}
    if not _why_no_story(kit):
        kinds["story.html"] = "story"

    def write(code: str, _: Kit, folder: Path) -> None:
        page = kit.page_in(code)
        for name, kind in kinds.items():
            is_story = kind == "story"
            save(
                page,
                folder / translated_name(name, code),
                kind=kind,
                elsewhere=kit.page_names(name),
                explore=translated_name("map.html", code) if is_story else "",
                pictures=kit.scene_pictures if is_story else (),
                address=kit.address(translated_name(name, code)),
            )

    for code in kit.also:
        files = {
            translated_name(name, code): kit.summary.language.phrase(
                "The same in {language}; {address} leads to it.",
                language=LANGUAGES[code],
                address=f"{name}?lang={code}",
            )
            for name in kinds
        }
        yield Maker(files, partial(write, code))


PAGES = (
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
)
