"""Ground and area through time as moving pictures: GIF for everybody, MP4 with PyAV."""

import contextlib
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from layers.content import Summary
from layers.pictures.canvas import INK, LAND, PAPER, QUIET, TINT, WATER, Sheet, mixed
from layers.pictures.chart import Curve, changed_little, kinds
from layers.pictures.legend import changed_rows, headline, kinds_of_ground
from layers.pictures.map import Atlas, Panel

SIZE = (1280, 720)
GIF_SIZE = (800, 450)
STEPS = 72  # frames of one length that a film of a long series has
STEP_MS = 120
FEW = 12  # dates up to which each is shown for as long as the others, and longer
FEW_MS = 1_200
REST_MS = 3_000  # on the last date
COLOURS = 64  # of a GIF
_ALIKE = 24  # of three channels' 255 together
RATE = 25  # pictures a second of an MP4: what editing programs expect

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Shot:
    """A date of the timeline, and for how long a film shows it."""

    index: int
    ms: int


def shots(subject: Summary) -> list[Shot]:
    """The dates of a film. A long series runs in real time, and shows its peak and its end."""
    days = np.array(subject.times.days)
    if len(days) <= FEW:
        found = [Shot(index, FEW_MS) for index in range(len(days))]
    else:
        moments = np.linspace(days[0], days[-1], STEPS)
        seen = np.searchsorted(days, moments, side="right") - 1
        order = sorted([*seen.tolist(), subject.peak])
        indices, counts = np.unique(order, return_counts=True)
        found = [
            Shot(int(index), int(count) * STEP_MS)
            for index, count in zip(indices, counts, strict=True)
        ]
    return [*found[:-1], Shot(found[-1].index, REST_MS)]


def pictures(atlas: Atlas) -> Iterator[tuple[Shot, Pixels]]:
    """Each shot of the film with its picture: the map, the date and the chart.

    Where the ground hardly changes, the part in which most of it does stands beside the map.
    """
    subject = atlas.subject
    large, medium, small = 40, 24, 20
    sheet = Sheet(*SIZE, right=subject.right, made=subject.made)
    edge, width, floor = 36, SIZE[0] - 36, SIZE[1] - 190
    y = sheet.column(edge, 16, subject.title, medium, width - edge, bold=True, most=1)
    split = 860
    panel = Panel(sheet, atlas, (0, y + 8, split, floor), 1.4)
    panel.lay()
    left = split + 28
    room = SIZE[0] - left - 24
    below = y + 2 * large + 3 * medium
    part = None
    if changed_little(subject):
        pattern, colour, words = changed_rows(subject, 0)[0]
        sheet.row(left, below, words, small, room, pattern, colour)
        below += small * 0.6
        size = (left, below, left + room, floor)
        seen = atlas.busiest(0, subject.last, room / (floor - below))
        part = Panel(sheet, atlas, size, 1.4, seen)
        part.lay()
        panel.frame(seen)
    for pattern, colour, words in kinds_of_ground(subject):
        if below > floor - small * 2:
            break
        below = sheet.row(
            left, below + small, words, small, room, pattern, colour, most=2
        )
        below += small * 0.3 + 8
    panel.scale_bar(small)
    panel.name(small * 0.9, most=8)
    box = (edge, floor + 4, SIZE[0] - 24, SIZE[1] - 6)
    curve = Curve(sheet, subject, box, small * 0.9, kinds(subject)[0], ticks=3)
    still = sheet.still([*panel.above, *(part.lines if part else ())])
    for shot in shots(subject):
        moving = [*panel.show(shot.index), *curve.cursor(shot.index)]
        if part:
            moving += part.show_changed(0, shot.index)
        label = subject.times.labels[shot.index]
        size_of_date = next(
            (s for s in (large, 34, 28) if sheet.measure(label, s, True) <= room),
            medium,
        )
        moving.append(sheet.line(left, y + large, label, size_of_date, room, bold=True))
        told = headline(subject, shot.index)
        for place, line in enumerate(sheet.lines(told, medium, room, most=2)):
            at = y + 2 * large + place * medium * 1.3
            moving.append(sheet.line(left, at, line, medium, room, ink=QUIET))
        yield shot, still.pixels(moving)
        for one in moving:
            one.remove()


def write_film(atlas: Atlas, gif: Path, mp4: Path | None) -> None:
    """Writes the film to one file or two; each picture is drawn once, and not kept."""
    small: list[tuple[Shot, Image.Image]] = []
    said = atlas.subject.made.sentence
    with contextlib.ExitStack() as stack:
        encode = stack.enter_context(_encoder(mp4, said)) if mp4 else None
        for shot, pixels in pictures(atlas):
            picture = Image.fromarray(pixels)
            small.append((shot, picture.resize(GIF_SIZE, Image.Resampling.LANCZOS)))
            if encode:
                encode(shot, pixels)
    named = [one.colour.light for one in atlas.subject.named]
    named += [mixed(one, LAND, TINT) for one in named]
    _gif(small, [PAPER, INK, LAND, WATER, *named], gif, said)


def videos_can_be_written() -> bool:
    """True where PyAV is installed, with an encoder of H.264."""
    try:
        import av
    except ImportError:
        return False
    return "libx264" in av.codecs_available


def _gif(
    film: list[tuple[Shot, Image.Image]], sure: Sequence[str], path: Path, said: str
) -> None:
    """A GIF that plays again and again, in one palette, so that it stays small.

    The colours in `sure` are in it, however little of a picture they fill. `said` is its comment.
    """
    # The first, the middle and the last picture have all colours that there are.
    sample = Image.new("RGB", (GIF_SIZE[0], GIF_SIZE[1] * 3))
    for place, index in enumerate((0, len(film) // 2, len(film) - 1)):
        sample.paste(film[index][1], (0, GIF_SIZE[1] * place))
    palette = sample.quantize(COLOURS, method=Image.Quantize.MEDIANCUT)
    palette.putpalette(_with(palette.getpalette() or [], sure))
    flat = [one.quantize(palette=palette, dither=Image.Dither.NONE) for _, one in film]
    flat[0].save(
        path,
        format="GIF",
        save_all=True,
        append_images=flat[1:],
        duration=[shot.ms for shot, _ in film],
        loop=0,
        optimize=False,
        disposal=1,
        comment=said.encode(),
    )


def _with(palette: list[int], colours: Sequence[str]) -> list[int]:
    """`palette` with each colour in the place of the one nearest to it."""
    found = np.array(palette).reshape(-1, 3)
    free = np.ones(len(found), dtype=bool)
    for colour in dict.fromkeys(colours):
        wanted = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)])
        away = np.where(free, np.abs(found - wanted).sum(axis=1), np.inf)
        near = free & (away < _ALIKE)  # Pillow would take these for it
        near[int(away.argmin())] = True
        found[near], free[near] = wanted, False
    return [int(one) for one in found.ravel()]


@contextlib.contextmanager
def _encoder(path: Path, said: str) -> Iterator[Callable[[Shot, Pixels], None]]:
    """A function that adds a shot to H.264 in MP4, which everything plays, with a comment."""
    import av

    # On one thread and without names of programs the same pictures give the same bytes.
    flags = {"movflags": "+faststart", "fflags": "+bitexact"}
    with av.open(str(path), "w", format="mp4", options=flags) as out:
        out.metadata["comment"] = said
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
