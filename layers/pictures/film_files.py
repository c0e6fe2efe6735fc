"""Files of a film: GIF for everybody, MP4 with PyAV."""

import contextlib
import itertools
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from layers.content import channels

SIZE = (1280, 720)
GIF_SIZE = (800, 450)
COLOURS = 64  # of a GIF
_SIMILAR = 24  # of three channels' 255 together
_RATE = 25  # frames a second of an MP4: what editing programs expect

Pixels = NDArray[np.uint8]


def can_write_video() -> bool:
    """True where PyAV is installed, with an encoder of H.264."""
    try:
        import av
    except ImportError:
        return False
    return "libx264" in av.codecs_available


def write_gif(
    frames: Sequence[tuple[int, Image.Image]],
    colours: Sequence[str],
    path: Path,
    comment: str,
) -> None:
    """Write a GIF of pictures, each with its milliseconds, that plays again and again.

    It is in one palette, so that it stays small.

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
        duration=[ms for ms, _ in frames],
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
def encoder(path: Path, comment: str) -> Iterator[Callable[[int, Pixels], None]]:
    """A function that adds a picture for some milliseconds to H.264 in MP4."""
    import av

    # On one thread and without names of programs the same pictures give the same bytes.
    flags = {"movflags": "+faststart", "fflags": "+bitexact"}
    with av.open(str(path), "w", format="mp4", options=flags) as out:
        out.metadata["comment"] = comment
        stream = out.add_stream("libx264", rate=_RATE)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        stream.time_base = Fraction(1, _RATE)
        stream.codec_context.thread_count = 1
        stream.options = {"crf": "20", "preset": "medium", "tune": "animation"}
        count = itertools.count()

        def encode(ms: int, pixels: Pixels) -> None:
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            for _ in range(max(1, round(ms * _RATE / 1000))):
                frame.pts = next(count)
                out.mux(stream.encode(frame))

        yield encode
        out.mux(stream.encode(None))
