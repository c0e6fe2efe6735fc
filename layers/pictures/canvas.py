"""A canvas for pictures, in pixels from its top left corner, without a browser.

Matplotlib draws. Equal input gives equal bytes on every machine: nothing is taken from a user's
settings, fonts or clock.
"""

import contextlib
import io
import warnings
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Sequence
from typing import Any

import matplotlib
import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as MatplotlibPath
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from layers.output import Provenance
from layers.pictures import svg
from layers.pictures.looks import DPI, HALO, INK, PAPER, POINT, Look
from layers.pictures.text import (
    LEFT_MARK,
    RIGHT_MARK,
    font,
    is_right_to_left,
    keep_direction,
    single_line,
)

LINE_HEIGHT = 1.3  # of the size of the letters
_SETTINGS: Any = {
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    "svg.hashsalt": "controlmap",
    "font.sans-serif": ["DejaVu Sans", "Verdana"],  # as wide as each other
    "path.simplify": False,
    "agg.path.chunksize": 20_000,
}


@contextlib.contextmanager
def default_settings() -> Iterator[None]:
    """Matplotlib as it is installed, whatever the user's own settings are.

    It does not warn of glyphs that a font lacks, of which a kit warns once (`missing_glyphs`).
    """
    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        yield


class Canvas:
    """A picture of `width` by `height` pixels, with text aligned to the right if `right`.

    Its files name what it was `made` of. Without `paper` its background is transparent. In an SVG,
    letters are outlines, the same with whatever fonts; with `selectable` they stay text.
    """

    def __init__(
        self,
        width: int,
        height: int,
        *,
        paper: str | None = PAPER,
        right: bool = False,
        made: Provenance | None = None,
        selectable: bool = False,
    ) -> None:
        self.made, self.selectable = made, selectable
        self.width, self.height, self.right = width, height, right
        self.figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI)
        self.figure.patch.set_facecolor(paper or PAPER)
        self.figure.patch.set_visible(paper is not None)
        self.agg: Any = FigureCanvasAgg(self.figure)
        self.page = self.add_axes(0, 0, width, height)
        self.page.set_xlim(0, width)
        self.page.set_ylim(height, 0)
        self.page.set_zorder(10)

    def add_axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes without frame or ticks in a part of the canvas."""
        box = (
            left / self.width,
            1 - (top + height) / self.height,
            width / self.width,
            height / self.height,
        )
        axes = self.figure.add_axes(box)
        axes.set_axis_off()
        return axes

    def text_width(self, text: str, size: float, bold: bool = False) -> float:
        width, _, _ = self.agg.get_renderer().get_text_width_height_descent(
            single_line(text), font(size * POINT, bold), False
        )
        return float(width)

    def fit_size(
        self,
        text: str,
        size: float,
        width: float,
        bold: bool = False,
        least: float = 0.5,
    ) -> float:
        """The size at which a line fits a width: at most `size`, at least a share of it."""
        wide = self.text_width(text, size, bold)
        return size if wide <= width else max(least, 0.97 * width / wide) * size

    def draw_text(
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
    ) -> Any:
        """A line of text whose baseline begins, ends or is centred at `x`, `y`."""
        line = single_line(text)
        if self.right and not line.startswith((LEFT_MARK, RIGHT_MARK)):
            line = f"{RIGHT_MARK}{line}"
        artist = self.page.text(
            x,
            y,
            line,
            fontproperties=font(size * POINT, bold),
            color=ink,
            ha=align,
            va="baseline",
        )
        width = halo * 2 * POINT
        if halo and self.selectable:
            artist.set_gid(svg.halo_id(width, HALO))
        elif halo:
            artist.set_path_effects([withStroke(linewidth=width, foreground=HALO)])
        return artist

    def wrap_text(
        self, text: str, size: float, width: float, *, bold: bool = False, most: int = 3
    ) -> list[str]:
        """`text` in at most so many lines no wider than `width`; the last ends in … if cut."""
        lines: list[str] = [""]
        for word in single_line(text).split(" "):
            longer = f"{lines[-1]} {word}".strip()
            if self._fits(longer, size, width, bold):
                lines[-1] = longer
                continue
            if lines[-1]:
                lines.append("")
            if len(lines) > most:
                break
            lines[-1] = self._cut(word, size, width, bold)
        if len(lines) > most:
            last = self._cut(f"{lines[most - 1]} …", size, width, bold)
            lines = [*lines[: most - 1], last]
        return keep_direction(lines, text, self.right)

    def _fits(self, text: str, size: float, width: float, bold: bool) -> bool:
        # No letter is narrower than a pixel: a text of any length is measured only up to that.
        return len(text) <= width and self.text_width(text, size, bold) <= width

    def _cut(self, text: str, size: float, width: float, bold: bool) -> str:
        if self._fits(text, size, width, bold):
            return text
        bare = text.removesuffix(" …")[: int(width)]
        fits, beyond = 0, len(bare)
        while fits < beyond:
            middle = (fits + beyond + 1) // 2
            if self.text_width(f"{bare[:middle].rstrip()}…", size, bold) <= width:
                fits = middle
            else:
                beyond = middle - 1
        return f"{bare[:fits].rstrip()}…"

    def draw_paragraph(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        width: float,
        *,
        bold: bool = False,
        ink: str = INK,
        most: int = 3,
    ) -> float:
        """Lines of text below each other from `y`, their top; returns where they end.

        Text that runs from right to left is aligned to the right of its `width`.
        """
        right = self.right or is_right_to_left(single_line(text))
        for line in self.wrap_text(text, size, width, bold=bold, most=most):
            self.draw_text(
                x + width if right else x,
                y + size,
                line,
                size,
                bold=bold,
                ink=ink,
                align="right" if right else "left",
            )
            y += size * LINE_HEIGHT
        return y

    def draw_line(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        width: float,
        *,
        bold: bool = False,
        ink: str = INK,
    ) -> Any:
        """One line of text, cut to `width`, at the side on which reading begins."""
        (line,) = self.wrap_text(text, size, width, bold=bold, most=1)
        start, align = (x + width, "right") if self.right else (x, "left")
        return self.draw_text(start, y, line, size, bold=bold, ink=ink, align=align)

    def draw_legend_row(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        width: float,
        look: Look,
        *,
        most: int = 1,
    ) -> float:
        """A swatch and its text, the first line of it at `y`; returns where the last stands."""
        indent = size * 1.75
        self.draw_swatch(x + width - size * 1.35 if self.right else x, y, size, look)
        start, align = (
            (x + width - indent, "right") if self.right else (x + indent, "left")
        )
        lines = self.wrap_text(text, size, width - indent, most=most)
        for place, line in enumerate(lines):
            y += size * LINE_HEIGHT if place else 0
            self.draw_text(start, y, line, size, align=align)
        return y

    def draw_swatch(self, x: float, y: float, size: float, look: Look) -> Artist:
        """A small rectangle of a look, on a line of text at `y`."""
        height = size * 0.8
        box = Rectangle((x, y - height * 0.95), size * 1.35, height)
        box.set(**look.fill(size / 24))  # finer than on the map, for more lines to show
        return self.page.add_artist(box)

    def png(self, description: str = "") -> bytes:
        """The drawing as a file, with a `description` for readers who do not see it."""
        metadata: dict[str, str | None] = {"Software": None}
        if self.made:
            metadata = {"Software": self.made.program, "Comment": self.made.sentence}
        if description:
            metadata["Description"] = description.strip()
        buffer = io.BytesIO()
        self.figure.savefig(buffer, format="png", dpi=DPI, metadata=metadata)
        return buffer.getvalue()

    def svg(self, title: str, description: str) -> bytes:
        """The drawing as a file, with a title and a description for screen readers."""
        root = self._svg("picture", title)
        root.attrib.update({"role": "img", "aria-labelledby": "title description"})
        for place, (tag, text) in enumerate((("title", title), ("desc", description))):
            element = ElementTree.Element(
                tag, {"id": tag.replace("desc", "description")}
            )
            element.text = single_line(text)
            root.insert(place, element)
        return f'<?xml version="1.0" encoding="utf-8"?>\n{svg.write(root)}\n'.encode()

    def inline_svg(self, key: str, alt: str) -> str:
        """The drawing as an element of a page, where all its ids begin with `key`.

        Without `alt`, screen readers pass over it.
        """
        root = self._svg(key)
        if alt:
            root.attrib.update({"role": "img", "aria-label": single_line(alt)})
        else:
            root.set("aria-hidden", "true")
        root.attrib.update({"width": f"{self.width:g}", "height": f"{self.height:g}"})
        return svg.write(root)

    def _svg(self, key: str, title: str = "") -> ElementTree.Element:
        """Without a `title`, without metadata."""
        buffer = io.StringIO()
        fonts = "none" if self.selectable else "path"
        with matplotlib.rc_context({"svg.fonttype": fonts}):
            self.figure.savefig(
                buffer,
                format="svg",
                dpi=72,
                metadata={
                    "Date": None,
                    "Creator": self.made.program if self.made else "controlmap",
                    "Title": single_line(title),
                    **({"Source": self.made.input} if self.made else {}),
                },
            )
        return svg.compact(buffer.getvalue(), key, metadata=bool(title))

    def freeze(self, above: Sequence[Artist]) -> "Frozen":
        """The drawing as it is, to draw on between it and what lies `above`."""
        return Frozen(self, above)


class Frozen:
    """What stays the same in an animation, drawn once; what moves is drawn between its layers."""

    def __init__(self, canvas: Canvas, above: Sequence[Artist]) -> None:
        self.agg = canvas.agg
        artists = [one for axes in canvas.figure.axes for one in axes.get_children()]
        below = [one for one in artists if one not in above and one.get_visible()]
        for artist in above:
            artist.set_visible(False)
        self.agg.draw()
        self.below = self.agg.copy_from_bbox(canvas.figure.bbox)
        for artist in above:
            artist.set_visible(True)
        for artist in below:
            artist.set_visible(False)
        canvas.figure.patch.set_visible(False)
        self.agg.draw()
        over = np.asarray(self.agg.buffer_rgba()).astype(np.uint32)
        canvas.figure.patch.set_visible(True)
        for artist in below:
            artist.set_visible(True)
        self.where = np.nonzero(over[:, :, 3])
        painted = over[self.where]
        self.alpha = painted[:, 3:]
        self.over = painted[:, :3] * self.alpha

    def compose(self, moving: Sequence[Artist]) -> NDArray[np.uint8]:
        """The drawing with `moving`, as height by width by red, green and blue."""
        self.agg.restore_region(self.below)
        for artist in moving:
            assert artist.axes is not None
            artist.axes.draw_artist(artist)
        pixels = np.asarray(self.agg.buffer_rgba())[:, :, :3].copy()
        under = pixels[self.where].astype(np.uint32)
        mixture = under * (255 - self.alpha) + self.over
        pixels[self.where] = ((mixture + 127) // 255).astype(np.uint8)
        return pixels


def patch(shapes: NDArray[np.object_], **properties: Any) -> PathPatch | None:
    """Polygons or lines as one patch; None where there is nothing."""
    path = matplotlib_path(shapes)
    if path is None:
        return None
    # Matplotlib would move what is upright to whole pixels, and lose what is smaller.
    return PathPatch(path, joinstyle="round", snap=False, **properties)


def matplotlib_path(shapes: NDArray[np.object_]) -> MatplotlibPath | None:
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
    vertices, ring = shapely.get_coordinates(rings, return_index=True)
    if not len(vertices):
        return None
    codes = np.full(
        len(vertices), MatplotlibPath.LINETO, dtype=MatplotlibPath.code_type
    )
    first = np.flatnonzero(np.diff(ring, prepend=-1))
    codes[first] = MatplotlibPath.MOVETO
    if closed:
        codes[np.append(first[1:], len(codes)) - 1] = MatplotlibPath.CLOSEPOLY
    return MatplotlibPath(vertices, codes)
