"""Territory and area through time as a film: which dates, for how long, with which captions."""

import contextlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from layers.content import LAND, Summary, mix
from layers.pictures.chart import changed_little
from layers.pictures.film_files import GIF_SIZE, Pixels, encoder, write_gif
from layers.pictures.film_frame import FilmFrame
from layers.pictures.looks import (
    GAINED_LOOK,
    GHOST,
    INK,
    LOST_LOOK,
    PAPER,
    TINT,
    WATER,
)
from layers.pictures.map_shapes import Maps

STEPS = 36  # frames of one length that a film of a long series has, beside its holds
STEP_MS = 80, 160  # at least with many scenes, at most with few
CAPTION_MS = 1_150  # for which a caption is to be read
HOLD_MS = 300  # for which a scene stands still, at least
FEW = 12  # dates up to which each is shown for as long as the others
FEW_MS = 3_000  # of each of them at most
MOST_MS = 9_000  # before the last date
REST_MS = 3_000  # on the last date
_TRUE = 0.5  # of the area of a scene: with less, its title is no longer true


@dataclass(frozen=True)
class Shot:
    """A date of the timeline, for how long a film shows it, and the caption below it."""

    index: int
    ms: int
    caption: str = ""


def choose_shots(summary: Summary) -> list[Shot]:
    """The dates of a film, which holds at each scene and shows its title until the next.

    A long series shows its peak, its scenes and its end. It runs in real time up to its peak, and
    then the slower the less is left: by the square of the logarithm of the share, as the page
    plays it.
    """
    days = np.array(summary.times.days)
    captions = _captions(summary)
    if len(days) <= FEW:
        each = min(FEW_MS, MOST_MS // max(len(days) - 1, 1))
        lengths = dict.fromkeys(range(len(days)), each)
    else:
        lengths = _run(summary, days, len(summary.scenes))
        for index, ms in _holds(lengths, captions, summary.last).items():
            lengths[index] = lengths.get(index, 0) + ms
    lengths[summary.last] = REST_MS
    starts = sorted(captions)
    shots = []
    for index in sorted(lengths):
        place = bisect_right(starts, index) - 1
        caption = captions[starts[place]] if place >= 0 else ""
        shots.append(Shot(index, lengths[index], caption))
    return shots


def _run(summary: Summary, days: NDArray[np.float64], scenes: int) -> dict[int, int]:
    """The dates that a film runs through, each with its milliseconds."""
    spare = (MOST_MS - scenes * CAPTION_MS * 0.6) / STEPS
    step = round(min(max(spare, STEP_MS[0]), STEP_MS[1]) / 10) * 10
    slowness = _slowness(np.array(summary.leading.km2), summary.peak)
    times = np.concatenate([[0], np.cumsum(np.diff(days) * slowness[:-1])])
    at = np.searchsorted(times, np.linspace(0, times[-1], STEPS), side="right") - 1
    indices, counts = np.unique([*at.tolist(), summary.peak], return_counts=True)
    return {
        int(index): int(count) * step
        for index, count in zip(indices, counts, strict=True)
    }


def _slowness(km2: NDArray[np.float64], peak: int) -> NDArray[np.float64]:
    """How many times slower than real time each date runs."""
    left = np.where(km2 > 0, km2, km2[km2 > 0].min()) / km2[peak]
    slowness: NDArray[np.float64] = 1 + np.log10(left) ** 2
    slowness[: peak + 1] = 1
    return slowness


def _captions(summary: Summary) -> dict[int, str]:
    """The title of the first scene of each date, as long as it is true; else its caption, on it.

    Captions of several actors say nothing without the name of theirs, and those of a front less
    than what it moved.
    """
    captions: dict[int, str] = {}
    only_titles = summary.several or changed_little(summary)
    for scene in summary.scenes:
        index, title = scene["index"], scene.get("title", "")
        text = title or ("" if only_titles else scene["caption"])
        if text and not captions.get(index):
            captions[index] = text
            end = _end_of(summary.leading.km2, index) if title else index + 1
            if end <= summary.last:
                captions.setdefault(end, "")
    return captions


def _end_of(km2: Sequence[float], index: int) -> int:
    """The first date after one on which so much less is held that its title is no longer true."""
    for later in range(index + 1, len(km2)):
        if km2[later] < _TRUE * km2[index]:
            return later
    return len(km2)


def _holds(
    lengths: dict[int, int], captions: dict[int, str], last: int
) -> dict[int, int]:
    """How much longer each scene before the last date is shown, so that its caption is read."""
    run = {
        scene: sum(ms for index, ms in lengths.items() if scene <= index < following)
        for scene, following in pairwise(sorted({*captions, last}))
        if captions[scene]
    }
    spare = max(MOST_MS - sum(lengths.values()), 0)
    for shown in range(CAPTION_MS, 0, -10):  # as long as may be, for each caption
        holds = {scene: max(HOLD_MS, shown - ms) for scene, ms in run.items()}
        if sum(holds.values()) <= spare:
            return holds
    return dict.fromkeys(run, spare // max(len(run), 1) // 10 * 10)


def draw_frames(maps: Maps) -> Iterator[tuple[Shot, Pixels]]:
    """Each shot of the film with its picture."""
    shots = choose_shots(maps.summary)
    frame = FilmFrame(maps, [shot.index for shot in shots])
    for shot in shots:
        yield shot, frame.draw(shot.index, shot.caption)


def write_film(maps: Maps, gif: Path, mp4: Path | None, description: str = "") -> None:
    """Write the film to one file or two, with a `description` for readers who do not see it.

    Each frame is drawn once, and not kept at full size.
    """
    frames: list[tuple[int, Image.Image]] = []
    comment = " ".join(filter(None, [maps.summary.made.sentence, description.strip()]))
    with contextlib.ExitStack() as stack:
        encode = stack.enter_context(encoder(mp4, comment)) if mp4 else None
        for shot, pixels in draw_frames(maps):
            picture = Image.fromarray(pixels)
            small = picture.resize(GIF_SIZE, Image.Resampling.LANCZOS)
            frames.append((shot.ms, small))
            if encode:
                encode(shot.ms, pixels)
    named = [actor.colour.light for actor in maps.summary.named]
    named += [mix(colour, LAND, TINT) for colour in named]
    if changed_little(maps.summary):
        named += [LOST_LOOK.colour, LOST_LOOK.under, GAINED_LOOK.colour]
    write_gif(frames, [PAPER, INK, LAND, WATER, GHOST, *named], gif, comment)
