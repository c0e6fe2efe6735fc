"""The pictures of a kit: a card, charts, maps, and a film."""

from pathlib import Path

from layers.kit.maker import Kit, Maker
from layers.language import mark_message as _
from layers.pictures import (
    areas_chart,
    before_after,
    can_write_video,
    draw_social_card,
    small_multiples,
    write_film,
)


def _write_poster(kit: Kit, folder: Path) -> None:
    (folder / "poster.png").write_bytes(draw_social_card(kit.maps).png(kit.alt))


def _write_areas(kit: Kit, folder: Path) -> None:
    canvas = areas_chart(kit.summary)
    (folder / "areas.png").write_bytes(canvas.png(kit.alt))
    (folder / "areas.svg").write_bytes(canvas.svg(kit.summary.title, kit.alt))


def _write_multiples(kit: Kit, folder: Path) -> None:
    canvas = small_multiples(kit.maps)
    svg = canvas.svg(kit.summary.title, kit.alt)
    (folder / "small-multiples.png").write_bytes(canvas.png(kit.alt))
    (folder / "small-multiples.svg").write_bytes(svg)


def _write_before_after(kit: Kit, folder: Path) -> None:
    (folder / "before-after.png").write_bytes(before_after(kit.maps).png(kit.alt))


def _write_film(kit: Kit, folder: Path) -> None:
    video = folder / "timeline.mp4" if can_write_video() else None
    write_film(kit.maps, folder / "timeline.gif", video, kit.alt)


def _why_no_film(kit: Kit) -> str:
    return "" if kit.summary.last else _("No film: there is only one date.")


def _why_no_video(kit: Kit) -> str:
    if not kit.summary.last or can_write_video():
        return ""
    return _(
        "No timeline.mp4: PyAV is needed to write it; run python -m pip install av."
    )


PICTURES = (
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
)
