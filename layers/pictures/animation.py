"""Territory and area through time as moving pictures: GIF for everybody, MP4 with PyAV."""

import contextlib
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from layers.content import LAND, Summary, channels, mix
from layers.pictures.canvas import LINE_HEIGHT, Canvas
from layers.pictures.chart import Chart, axis_kinds, changed_little
from layers.pictures.legend import change_rows, ghost_rows, headline, territory_rows
from layers.pictures.looks import (
    GAINED_LOOK,
    GHOST,
    INK,
    LOST_LOOK,
    PAPER,
    QUIET,
    TINT,
    WATER,
)
from layers.pictures.map import MapPanel
from layers.pictures.map_shapes import Maps

SIZE = (1280, 720)
GIF_SIZE = (800, 450)
STEPS = 72  # frames of one length that a film of a long series has
STEP_MS = 120
FEW = 12  # dates up to which each is shown for as long as the others, and longer
FEW_MS = 1_200
REST_MS = 3_000  # on the last date
COLOURS = 64  # of a GIF
_SIMILAR = 24  # of three channels' 255 together
RATE = 25  # frames a second of an MP4: what editing programs expect

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Shot:
    """A date of the timeline, and for how long a film shows it."""

    index: int
    ms: int


def choose_shots(summary: Summary) -> list[Shot]:
    """The dates of a film.

    A long series shows its peak and its end. It runs in real time up to its peak, and then the
    slower the less is left: by the square of the logarithm of the share, as the page plays it.
    """
    days = np.array(summary.times.days)
    if len(days) <= FEW:
        shots = [Shot(index, FEW_MS) for index in range(len(days))]
    else:
        spans = (
            np.diff(days) * _slowness(np.array(summary.leading.km2), summary.peak)[:-1]
        )
        times = np.concatenate([[0], np.cumsum(spans)])
        at = np.searchsorted(times, np.linspace(0, times[-1], STEPS), side="right") - 1
        indices, counts = np.unique([*at.tolist(), summary.peak], return_counts=True)
        shots = [
            Shot(int(index), int(count) * STEP_MS)
            for index, count in zip(indices, counts, strict=True)
        ]
    return [*shots[:-1], Shot(shots[-1].index, REST_MS)]


def _slowness(km2: NDArray[np.float64], peak: int) -> NDArray[np.float64]:
    """How many times slower than real time each date runs."""
    left = np.where(km2 > 0, km2, km2[km2 > 0].min()) / km2[peak]
    slowness: NDArray[np.float64] = 1 + np.log10(left) ** 2
    slowness[: peak + 1] = 1
    return slowness


def draw_frames(maps: Maps) -> Iterator[tuple[Shot, Pixels]]:
    """Each shot of the film with its picture: the map, the date and the chart.

    Where the territory hardly changes, the part in which most of it does stands beside the map.
    """
    summary = maps.summary
    large, medium, small = 40, 24, 20
    canvas = Canvas(*SIZE, right=summary.right, made=summary.made)
    edge, floor = 36, SIZE[1] - 190
    y = canvas.draw_paragraph(
        edge, 16, summary.title, medium, SIZE[0] - 2 * edge, bold=True, most=1
    )
    split = 860
    panel = MapPanel(canvas, maps, (0, y + 8, split, floor), 1.4)
    panel.draw_basemap()
    left = split + 28
    width = SIZE[0] - left - 24
    below = y + 2 * large + 3 * medium
    part = None
    if changed_little(summary):
        for look, text in change_rows(summary, 0):
            canvas.draw_legend_row(left, below, text, small, width, look)
            below += small * 1.3
        below -= small * 0.7
        box = (left, below, left + width, floor)
        view = maps.busiest_part(0, summary.last, width / (floor - below))
        part = MapPanel(canvas, maps, box, 1.4, view)
        part.draw_basemap()
        panel.draw_frame(view)
    rows = territory_rows(summary)
    if not summary.several and not part:
        panel.draw_ghost(summary.peak)
        rows += ghost_rows(summary)
    for look, text in rows:
        if below > floor - small * 2:
            break
        below = canvas.draw_legend_row(
            left, below + small, text, small, width, look, most=2
        )
        below += small * 0.3 + 8
    panel.draw_scale_bar(small)
    panel.draw_names(small * 0.9, most=8)
    box = (edge, floor + 4, SIZE[0] - 24, SIZE[1] - 6)
    chart = Chart(canvas, summary, box, small * 0.9, axis_kinds(summary)[0], ticks=3)
    frozen = canvas.freeze([*panel.above, *(part.lines if part else ())])
    for shot in choose_shots(summary):
        moving = [*panel.draw_territory(shot.index), *chart.draw_cursor(shot.index)]
        if part:
            moving += part.draw_changes(0, shot.index)
        label = summary.times.labels[shot.index]
        size = next(
            (s for s in (large, 34, 28) if canvas.text_width(label, s, True) <= width),
            medium,
        )
        moving.append(canvas.draw_line(left, y + large, label, size, width, bold=True))
        lines = canvas.wrap_text(headline(summary, shot.index), medium, width, most=2)
        for place, line in enumerate(lines):
            at = y + 2 * large + place * medium * LINE_HEIGHT
            moving.append(canvas.draw_line(left, at, line, medium, width, ink=QUIET))
        for place, line in enumerate(
            canvas.wrap_text(summary.omitted(shot.index), small, width, most=5)
        ):
            at = below + (place + 1.5) * small * LINE_HEIGHT
            if at < floor:
                moving.append(canvas.draw_line(left, at, line, small, width))
        yield shot, frozen.compose(moving)
        for artist in moving:
            artist.remove()


def write_film(maps: Maps, gif: Path, mp4: Path | None) -> None:
    """Write the film to one file or two; each frame is drawn once, and not kept at full size."""
    frames: list[tuple[Shot, Image.Image]] = []
    comment = maps.summary.made.sentence
    with contextlib.ExitStack() as stack:
        encode = stack.enter_context(_encoder(mp4, comment)) if mp4 else None
        for shot, pixels in draw_frames(maps):
            picture = Image.fromarray(pixels)
            frames.append((shot, picture.resize(GIF_SIZE, Image.Resampling.LANCZOS)))
            if encode:
                encode(shot, pixels)
    named = [actor.colour.light for actor in maps.summary.named]
    named += [mix(colour, LAND, TINT) for colour in named]
    if changed_little(maps.summary):
        named += [LOST_LOOK.colour, LOST_LOOK.under, GAINED_LOOK.colour]
    _write_gif(frames, [PAPER, INK, LAND, WATER, GHOST, *named], gif, comment)


def can_write_video() -> bool:
    """True where PyAV is installed, with an encoder of H.264."""
    try:
        import av
    except ImportError:
        return False
    return "libx264" in av.codecs_available


def _write_gif(
    frames: list[tuple[Shot, Image.Image]],
    colours: Sequence[str],
    path: Path,
    comment: str,
) -> None:
    """A GIF that plays again and again, in one palette, so that it stays small.

    The palette has all of `colours`, however little of a frame they fill.
    """
    # The first, the middle and the last frame have all colours that there are.
    sample = Image.new("RGB", (GIF_SIZE[0], GIF_SIZE[1] * 3))
    for place, index in enumerate((0, len(frames) // 2, len(frames) - 1)):
        sample.paste(frames[index][1], (0, GIF_SIZE[1] * place))
    palette = sample.quantize(COLOURS, method=Image.Quantize.MEDIANCUT)
    palette.putpalette(_with(palette.getpalette() or [], colours))
    pictures = [
        picture.quantize(palette=palette, dither=Image.Dither.NONE)
        for _, picture in frames
    ]
    pictures[0].save(
        path,
        format="GIF",
        save_all=True,
        append_images=pictures[1:],
        duration=[shot.ms for shot, _ in frames],
        loop=0,
        optimize=False,
        disposal=1,
        comment=comment.encode(),
    )


def _with(palette: list[int], colours: Sequence[str]) -> list[int]:
    """`palette` with each colour in the place of the one nearest to it."""
    entries = np.array(palette).reshape(-1, 3)
    free = np.ones(len(entries), dtype=bool)
    for colour in dict.fromkeys(colours):
        wanted = np.array(channels(colour))
        distance = np.where(free, np.abs(entries - wanted).sum(axis=1), np.inf)
        near = free & (distance < _SIMILAR)  # Pillow would take these for it
        near[int(distance.argmin())] = True
        entries[near], free[near] = wanted, False
    return [int(value) for value in entries.ravel()]


@contextlib.contextmanager
def _encoder(path: Path, comment: str) -> Iterator[Callable[[Shot, Pixels], None]]:
    """A function that adds a shot to H.264 in MP4, which everything plays."""
    import av

    # On one thread and without names of programs the same pictures give the same bytes.
    flags = {"movflags": "+faststart", "fflags": "+bitexact"}
    with av.open(str(path), "w", format="mp4", options=flags) as out:
        out.metadata["comment"] = comment
        stream = out.add_stream("libx264", rate=RATE)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        stream.time_base = Fraction(1, RATE)
        stream.codec_context.thread_count = 1
        stream.options = {"crf": "20", "preset": "medium", "tune": "animation"}
        count = itertools.count()

        def encode(shot: Shot, pixels: Pixels) -> None:
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            for _ in range(max(1, round(shot.ms * RATE / 1000))):
                frame.pts = next(count)
                out.mux(stream.encode(frame))

        yield encode
        out.mux(stream.encode(None))
