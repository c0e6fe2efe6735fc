"""Ground and area through time as moving pictures: GIF for everybody, MP4 with PyAV."""

import contextlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from layers.atlas import Atlas, Panel
from layers.curve import Curve, kinds
from layers.legend import headline, kinds_of_ground, legend
from layers.sheet import QUIET, Sheet
from layers.subject import Subject

SIZE = (1280, 720)
GIF_SIZE = (800, 450)
STEPS = 72  # frames of one length that a film of a long series has
STEP_MS = 120
FEW = 12  # dates up to which each is shown for as long as the others, and longer
FEW_MS = 1_200
REST_MS = 3_000  # on the last date
COLOURS = 64  # of a GIF
RATE = 25  # pictures a second of an MP4: what editing programs expect

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Shot:
    """A date of the timeline, and for how long a film shows it."""

    index: int
    ms: int


def shots(subject: Subject) -> list[Shot]:
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
    """Each shot of the film with its picture."""
    subject = atlas.subject
    large, medium, small = 40, 24, 20
    sheet = Sheet(*SIZE)
    edge, width, floor = 36, SIZE[0] - 36, SIZE[1] - 190
    y = sheet.column(edge, 16, subject.title, medium, width - edge, bold=True, most=1)
    rows = kinds_of_ground(subject)
    split = 860
    panel = Panel(sheet, atlas, (0, y + 8, split, floor), 1.4)
    panel.lay()
    panel.scale_bar(small)
    panel.name(small * 0.9, most=8)
    left = split + 28
    room = SIZE[0] - left - 24
    below = y + 3.4 * large + 30
    for pattern, colour, words in rows:
        if below > floor - small * 2:
            break
        below = legend(
            sheet,
            left,
            below,
            SIZE[0],
            [(pattern, colour, _cut(sheet, words, room))],
            small,
        )
    box = (edge, floor + 4, SIZE[0] - 24, SIZE[1] - 6)
    curve = Curve(sheet, subject, box, small * 0.9, kinds(subject)[0], ticks=3)
    still = sheet.still(panel.above)
    for shot in shots(subject):
        moving = [*panel.show(shot.index), *curve.cursor(shot.index)]
        date = sheet.lines(
            subject.times.labels[shot.index], large, room, bold=True, most=1
        )[0]
        size = large if sheet.measure(date, large, True) <= room else medium
        moving.append(sheet.write(left, y + large, date, size, bold=True))
        told = headline(subject, shot.index)
        for place, line in enumerate(sheet.lines(told, medium, room, most=2)):
            at = y + 2 * large + place * medium * 1.3
            moving.append(sheet.write(left, at, line, medium, ink=QUIET))
        yield shot, still.pixels(moving)
        for one in moving:
            one.remove()


def film(atlas: Atlas, gif: Path, mp4: Path | None) -> None:
    """Writes the film to one file or two; each picture is drawn once, and not kept."""
    small: list[tuple[Shot, Image.Image]] = []
    with contextlib.ExitStack() as stack:
        encode = stack.enter_context(_encoder(mp4)) if mp4 else None
        for shot, pixels in pictures(atlas):
            picture = Image.fromarray(pixels)
            small.append((shot, picture.resize(GIF_SIZE, Image.Resampling.LANCZOS)))
            if encode:
                encode(shot, pixels)
    _gif(small, gif)


def videos_can_be_written() -> bool:
    """True where PyAV is installed, with an encoder of H.264."""
    try:
        import av
    except ImportError:
        return False
    return "libx264" in av.codecs_available


def _gif(film: list[tuple[Shot, Image.Image]], path: Path) -> None:
    """A GIF that plays again and again, in one palette, so that it stays small."""
    # The first, the middle and the last picture have all colours that there are.
    sample = Image.new("RGB", (GIF_SIZE[0], GIF_SIZE[1] * 3))
    for place, index in enumerate((0, len(film) // 2, len(film) - 1)):
        sample.paste(film[index][1], (0, GIF_SIZE[1] * place))
    palette = sample.quantize(COLOURS, method=Image.Quantize.MEDIANCUT)
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
    )


@contextlib.contextmanager
def _encoder(path: Path) -> Iterator[Callable[[Shot, Pixels], None]]:
    """A function that adds a shot to H.264 in MP4, which everything plays."""
    import av

    # On one thread and without names of programs the same pictures give the same bytes.
    flags = {"movflags": "+faststart", "fflags": "+bitexact"}
    with av.open(str(path), "w", format="mp4", options=flags) as out:
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


def _cut(sheet: Sheet, words: str, room: float) -> str:
    return sheet.lines(words, 20, room - 40, most=1)[0]
