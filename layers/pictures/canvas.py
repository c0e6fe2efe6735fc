"""A sheet of paper to draw on, in pixels from its top left corner, without a browser.

Matplotlib draws, with the font that it brings along: DejaVu Sans has Latin, Cyrillic, Greek and
Arabic, and matplotlib from 3.11 on shapes and orders Arabic and mixed lines by itself. The same
drawing gives the same bytes: nothing is taken from a user's settings, fonts or clock.
"""

import contextlib
import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import matplotlib
import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Pen
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from layers.content import SOLID
from layers.output import Provenance

# The light theme of `assets/styles/page.css`.
PAPER, INK, QUIET, RULE = "#ffffff", "#16181a", "#5c6166", "#d9dcde"
LAND: str = "#f7f5f0"
WATER, BORDER, RIVER, HALO = "#e9eef1", "#8d9194", "#b9ccd6", "#fbfaf7"

DPI = 100
_POINT = 72 / DPI  # of a pixel
_LINE = 1.3  # from line to line, of the size of the letters
_HATCHES = {"hatch": "/", "counter": "\\", "dots": "."}
_HATCH = (
    DPI / 6
)  # pixels across from line to line of the widest hatch that matplotlib draws
_HATCH_PAGE = 5.0  # the page's own, down its slope
TINT = 0.2  # of the colour under a hatch
_FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
_FACES = {False: _FONTS / "DejaVuSans.ttf", True: _FONTS / "DejaVuSans-Bold.ttf"}
_SETTINGS: Any = {
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    "svg.hashsalt": "controlmap",
    "svg.fonttype": "path",  # the same on every machine, whatever fonts it has
    "path.simplify": False,
    "agg.path.chunksize": 20_000,
}
_RIGHT_TO_LEFT = re.compile(r"[֐-ࣿיִ-﷽ﹰ-ﻼ]")
_ISOLATE, _END = "\u2068", "\u2069"
_LEFT_MARK, _RIGHT_MARK = "\u200e", "\u200f"


@contextlib.contextmanager
def settled() -> Iterator[None]:
    """Matplotlib as it comes, whatever the user's own settings are."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        yield


class Sheet:
    """A picture of `width` by `height` pixels; with `right`, of words from right to left.

    Its files tell what it was `made` of.
    """

    def __init__(
        self,
        width: int,
        height: int,
        *,
        paper: str = PAPER,
        right: bool = False,
        made: Provenance | None = None,
    ) -> None:
        self.made = made
        self.width, self.height, self.right = width, height, right
        self.figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI)
        self.figure.patch.set_facecolor(paper)
        self.canvas: Any = FigureCanvasAgg(self.figure)
        self.page = self.room(0, 0, width, height)
        self.page.set_xlim(0, width)
        self.page.set_ylim(height, 0)
        self.page.set_zorder(10)

    def room(self, left: float, top: float, width: float, height: float) -> Axes:
        """Bare axes in a part of the sheet."""
        box = (
            left / self.width,
            1 - (top + height) / self.height,
            width / self.width,
            height / self.height,
        )
        axes = self.figure.add_axes(box)
        axes.set_axis_off()
        return axes

    def measure(self, text: str, size: float, bold: bool = False) -> float:
        """Width of a line in pixels."""
        renderer = self.canvas.get_renderer()
        wide, _, _ = renderer.get_text_width_height_descent(
            clean(text), _font(size, bold), False
        )
        return float(wide)

    def write(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        ink: str = INK,
        align: str = "left",
        halo: float = 0.0,
        turn: float = 0.0,
        axes: Axes | None = None,
    ) -> Any:
        """A line of text whose baseline begins, ends or is centred at `x`, `y`."""
        line = clean(text)
        if self.right and not line.startswith((_LEFT_MARK, _RIGHT_MARK)):
            line = f"{_RIGHT_MARK}{line}"
        written = (axes or self.page).text(
            x,
            y,
            line,
            fontproperties=_font(size, bold),
            color=ink,
            ha=align,
            va="baseline",
            rotation=turn,
        )
        if halo:
            width = halo * 2 * _POINT
            written.set_path_effects([withStroke(linewidth=width, foreground=HALO)])
        return written

    def lines(
        self, text: str, size: float, room: float, *, bold: bool = False, most: int = 3
    ) -> list[str]:
        """`text` in at most so many lines no wider than `room`; the last ends in … if cut."""
        found: list[str] = [""]
        for word in clean(text).split(" "):
            longer = f"{found[-1]} {word}".strip()
            if len(longer) <= room and self.measure(longer, size, bold) <= room:
                found[-1] = longer
                continue
            if found[-1]:
                found.append("")
            if len(found) > most:
                break
            found[-1] = self._cut(word, size, room, bold)
        if len(found) > most:
            last = self._cut(f"{found[most - 1]} …", size, room, bold)
            found = [*found[: most - 1], last]
        return _kept_together(found, text, self.right)

    def _cut(self, text: str, size: float, room: float, bold: bool) -> str:
        # No letter is as narrow as a pixel: of a name of any length only so many are laid out.
        bare = text.removesuffix(" …")[: int(room)]
        if len(text) <= room and self.measure(text, size, bold) <= room:
            return text
        fits, beyond = 0, len(bare)
        while fits < beyond:
            middle = (fits + beyond + 1) // 2
            if self.measure(f"{bare[:middle].rstrip()}…", size, bold) <= room:
                fits = middle
            else:
                beyond = middle - 1
        return f"{bare[:fits].rstrip()}…"

    def column(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        room: float,
        *,
        bold: bool = False,
        ink: str = INK,
        most: int = 3,
    ) -> float:
        """Lines of text below each other from `y`, their top; gives where they end.

        A text that runs from right to left stands at the right of its `room`.
        """
        right = self.right or leftward(clean(text))
        for line in self.lines(text, size, room, bold=bold, most=most):
            self.write(
                x + room if right else x,
                y + size,
                line,
                size,
                bold=bold,
                ink=ink,
                align="right" if right else "left",
            )
            y += size * _LINE
        return y

    def line(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        room: float,
        *,
        bold: bool = False,
        ink: str = INK,
    ) -> Any:
        """A line at the side of its `room` on which reading begins."""
        (line,) = self.lines(text, size, room, bold=bold, most=1)
        at, align = (x + room, "right") if self.right else (x, "left")
        return self.write(at, y, line, size, bold=bold, ink=ink, align=align)

    def row(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        room: float,
        pattern: str,
        colour: str,
        *,
        most: int = 1,
    ) -> float:
        """A swatch and its words, the first line of them at `y`; gives where the last stands."""
        wide = size * 1.75
        self.swatch(
            x + room - size * 1.35 if self.right else x, y, size, pattern, colour
        )
        at, align = (x + room - wide, "right") if self.right else (x + wide, "left")
        for place, line in enumerate(self.lines(text, size, room - wide, most=most)):
            y += size * _LINE if place else 0
            self.write(at, y, line, size, align=align)
        return y

    def swatch(
        self, x: float, y: float, size: float, pattern: str, colour: str
    ) -> float:
        """The small picture of a pattern on a line at `y`; gives where the words begin."""
        wide, high = size * 1.35, size * 0.8
        box = Rectangle((x, y - high * 0.95), wide, high)
        box.set(**fill(pattern, colour, size / 14))
        self.page.add_artist(box)
        return x + wide + size * 0.4

    def png(self, path: Path) -> None:
        said: dict[str, str | None] = {"Software": None}
        if self.made:
            said = {"Software": self.made.program, "Comment": self.made.sentence}
        self.figure.savefig(path, format="png", dpi=DPI, metadata=said)

    def svg(self, path: Path, title: str, description: str) -> None:
        """The drawing as SVG, with a title and a description for those who hear it."""
        self.figure.savefig(
            path,
            format="svg",
            dpi=72,
            metadata={
                "Date": None,
                "Creator": self.made.program if self.made else "controlmap",
                "Title": clean(title),
                **({"Source": self.made.input} if self.made else {}),
            },
        )
        text = path.read_text(encoding="utf-8")
        head = re.search(r"<svg [^>]*>", text)
        assert head is not None
        named = head[0].replace(
            "<svg ", '<svg role="img" aria-labelledby="title description" '
        )
        words = (
            f'\n <title id="title">{escape(clean(title))}</title>'
            f'\n <desc id="description">{escape(clean(description))}</desc>'
        )
        whole = text[: head.start()] + named + words + text[head.end() :]
        path.write_text(whole, encoding="utf-8", newline="\n")

    def still(self, above: Sequence[Artist]) -> "Still":
        """The drawing as it is, to draw on between it and what lies `above`."""
        return Still(self, above)


class Still:
    """What does not move in a film, drawn once; then what moves, many times."""

    def __init__(self, sheet: Sheet, above: Sequence[Artist]) -> None:
        self.canvas = sheet.canvas
        everything = [one for axes in sheet.figure.axes for one in axes.get_children()]
        below = [one for one in everything if one not in above and one.get_visible()]
        for one in above:
            one.set_visible(False)
        self.canvas.draw()
        self.below = self.canvas.copy_from_bbox(sheet.figure.bbox)
        for one in above:
            one.set_visible(True)
        for one in below:
            one.set_visible(False)
        sheet.figure.patch.set_visible(False)
        self.canvas.draw()
        over = np.asarray(self.canvas.buffer_rgba()).astype(np.uint32)
        sheet.figure.patch.set_visible(True)
        for one in below:
            one.set_visible(True)
        self.where = np.nonzero(over[:, :, 3])
        seen = over[self.where]
        self.share = seen[:, 3:]
        self.over = seen[:, :3] * self.share

    def pixels(self, moving: Sequence[Artist]) -> NDArray[np.uint8]:
        """The drawing with `moving`, as height by width by red, green and blue."""
        self.canvas.restore_region(self.below)
        for one in moving:
            assert one.axes is not None
            one.axes.draw_artist(one)
        found = np.asarray(self.canvas.buffer_rgba())[:, :, :3].copy()
        under = found[self.where].astype(np.uint16)
        mixture = under.astype(np.uint32) * (255 - self.share) + self.over
        found[self.where] = ((mixture + 127) // 255).astype(np.uint8)
        return found


def fill(pattern: str, colour: str, scale: float) -> dict[str, Any]:
    """How a patch of ground is painted; `scale` is pixels of the picture to one of the page."""
    if pattern == SOLID:
        return {
            "facecolor": colour,
            "edgecolor": LAND,
            "linewidth": 0.5 * scale * _POINT,
        }
    density = max(1, round(_HATCH / (math.sqrt(2) * _HATCH_PAGE * scale)))
    return {
        "facecolor": mixed(colour, LAND, TINT),
        "edgecolor": colour,
        "linewidth": 0.8 * scale * _POINT,
        "hatch": _HATCHES[pattern] * density,
        "hatchcolor": colour,
        "hatch_linewidth": 1.3 * scale * _POINT,
    }


def patch(shapes: NDArray[np.object_], **how: Any) -> PathPatch | None:
    """Polygons or lines as one patch; None where there is nothing."""
    pen = drawn(shapes)
    return PathPatch(pen, joinstyle="round", **how) if pen else None


def drawn(shapes: NDArray[np.object_]) -> Pen | None:
    """All polygons, or else all lines, of `shapes` as one path."""
    parts = shapely.get_parts(shapely.get_parts(np.atleast_1d(shapes)))
    parts = parts[~shapely.is_empty(parts)] if len(parts) else parts
    if not len(parts):
        return None
    closed = bool((shapely.get_type_id(parts) == 3).any())
    if closed:
        parts = parts[shapely.get_type_id(parts) == 3]
        rings = shapely.get_rings(shapely.orient_polygons(parts))
    else:
        rings = parts[shapely.get_type_id(parts) == 1]
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    if not len(corners):
        return None
    codes = np.full(len(corners), Pen.LINETO, dtype=Pen.code_type)
    first = np.flatnonzero(np.diff(ring, prepend=-1))
    codes[first] = Pen.MOVETO
    if closed:
        codes[np.append(first[1:], len(codes)) - 1] = Pen.CLOSEPOLY
    return Pen(corners, codes)


def mixed(colour: str, other: str, share: float) -> str:
    """So much of `colour`, and the rest of `other`."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    found = (round(one * share + two * (1 - share)) for one, two in pairs)
    return "#" + "".join(f"{one:02x}" for one in found)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def clean(text: str) -> str:
    """`text` as one line: no line ends, and no characters that only control."""
    spaced = " ".join(re.split(r"[^\S\u00a0\u202f]+", str(text).strip()))
    kept = (
        one for one in spaced if unicodedata.category(one) not in ("Cc", "Cs", "Cn")
    )
    return "".join(kept)


def isolated(text: str) -> str:
    """`text` as it can stand in a sentence: figures beside it keep their order."""
    return f"{_ISOLATE}{text}{_END}" if _RIGHT_TO_LEFT.search(text) else text


def leftward(text: str) -> bool:
    """True where a text runs from right to left, by its first letter that is not set apart."""
    open_ = 0
    for letter in text:
        open_ += (letter == _ISOLATE) - (letter == _END)
        if not open_ and unicodedata.category(letter)[0] == "L":
            return bool(_RIGHT_TO_LEFT.match(letter))
    return False


def _kept_together(lines: list[str], text: str, right: bool) -> list[str]:
    """`lines` of a text, each running as the whole text does, with names set apart in each.

    With `right` that is from right to left, whatever its letters are.
    """
    if not right and not _RIGHT_TO_LEFT.search(text):
        return lines
    mark = _RIGHT_MARK if right or leftward(text) else _LEFT_MARK
    found = []
    open_ = 0
    for line in lines:
        begun = _ISOLATE * open_
        open_ += line.count(_ISOLATE) - line.count(_END)
        found.append(f"{mark}{begun}{line}{_END * open_}")
    return found


def unwritable(texts: list[str]) -> str:
    """Letters of `texts` that the font does not have, each once."""
    known = get_font(str(_FACES[False])).get_charmap()
    letters = {one for text in texts for one in clean(text)}
    return "".join(
        sorted(
            one
            for one in letters
            if ord(one) not in known and unicodedata.category(one) not in ("Cf", "Zs")
        )
    )


def _font(size: float, bold: bool) -> FontProperties:
    return FontProperties(fname=str(_FACES[bold]), size=size * _POINT)


def rounded_up(number: float) -> float:
    """The next of 1, 2, 2.5, 5, 10, 20 ... not below `number`."""
    power = 10.0 ** math.floor(math.log10(number))
    steps = (one * power for one in (1, 2, 2.5, 5, 10))
    return float(next(one for one in steps if one >= number * 0.999))
