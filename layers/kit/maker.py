"""Kit, the content of all files, and Maker, the writer of one or a few of them."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

import geo.measure
from layers.content import Summary, summarize
from layers.kit.alt_text import alt_text
from layers.kit.credits import credits
from layers.lesson import Worksheet, worksheet_of
from layers.output import as_written, write_file
from layers.page import ControlMap, build_map
from layers.pictures import Maps, make_maps, scene_webp


@dataclass(frozen=True)
class Kit:
    """Content of the files; computed once, though several makers use it."""

    summary: Summary
    source: str | None
    url: str = ""  # of the folder, with a slash at its end; "" if unknown
    also: tuple[str, ...] = ()  # further languages of the pages
    title: str | None = None  # as given, before translation

    @property
    def language(self) -> str:
        return self.summary.language.code

    @cached_property
    def page(self) -> ControlMap:
        """The map of the pages, in the language of the kit."""
        return build_map(self.summary)

    def page_in(self, language: str) -> ControlMap:
        return build_map(
            summarize(self.summary.given, title=self.title, language=language)
        )

    def page_names(self, name: str) -> dict[str, str]:
        """File names of the page `name` by language; {} if there is only one language."""
        if not self.also:
            return {}
        translated = {code: translated_name(name, code) for code in self.also}
        return {self.language: name, **translated}

    def address(self, name: str) -> str:
        """The address of a page on the web; empty if it is unknown."""
        return f"{self.url}{name}" if self.url else ""

    @cached_property
    def maps(self) -> Maps:
        return make_maps(self.summary)

    @cached_property
    def scene_pictures(self) -> list[str]:
        """Addresses of the pictures of the scenes, each with its bytes in it."""
        pictures = (scene_webp(self.maps, scene) for scene in self.summary.scenes)
        return [
            f"data:image/webp;base64,{b64encode(picture).decode('ascii')}"
            for picture in pictures
        ]

    @cached_property
    def alt(self) -> str:
        return alt_text(self.summary)

    @cached_property
    def worksheet(self) -> Worksheet:
        return worksheet_of(self.summary)

    @cached_property
    def credits(self) -> list[tuple[str, str]]:
        return credits(self.summary, self.maps.projection, self.source)

    @cached_property
    def areas(self) -> pd.DataFrame:
        return as_written(self.summary.areas, self.summary.table)

    @cached_property
    def changes(self) -> pd.DataFrame:
        return as_written(geo.measure.changes(self.summary.table), self.summary.table)

    @cached_property
    def claims(self) -> pd.DataFrame | None:
        """Published figures beside measured ones; None if the source has none."""
        claims = pd.DataFrame(self.summary.published)
        if claims.empty:
            return None
        order = ["date", "area_km2_low", "area_km2_high", "measured_km2", "measured_as"]
        first = [name for name in order if name in claims.columns]
        return claims[[*first, *(name for name in claims.columns if name not in first)]]


@dataclass(frozen=True)
class Maker:
    """Writer of `files`, which are file names with descriptions.

    `why_missing` returns a sentence if the files cannot be written, otherwise "".
    """

    files: dict[str, str]
    write: Callable[[Kit, Path], None]
    why_missing: Callable[[Kit], str] = lambda kit: ""


def translated_name(name: str, code: str) -> str:
    """File name of a page in another language: `map.ar.html` for `map.html`."""
    return name.replace(".html", f".{code}.html")


def write_text(path: Path, text: str) -> None:
    write_file(path, text.encode("utf-8"))
