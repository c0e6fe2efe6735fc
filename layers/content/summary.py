"""What all files of a kit are made from: one table, read and measured once, and its words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd

import geo.measure
from geo.measure import repaired
from layers.content.series import Series, Timeline, timeline
from layers.content.style import NEUTRAL, PALETTE, SOLID, Colour
from layers.language import ENGLISH, Language, area
from layers.language import language as known_language
from layers.output import Made
from layers.page import ControlMap, Page, control_map

# Actors with a colour and a line of their own in a picture; more are "others".
NAMED = len(PALETTE)
FALLEN = 0.5  # of the peak: ground that shrank to less than this is shown as a fall


@dataclass(frozen=True)
class Actor:
    """An actor as the reader meets it."""

    key: str
    name: str
    colour: Colour
    nameless: bool = False


@dataclass(frozen=True)
class Status:
    """A class of control as the reader meets it."""

    key: str
    name: str
    pattern: str

    @property
    def firm(self) -> bool:
        return self.pattern == SOLID


@dataclass(frozen=True)
class Subject:
    """A control table with everything that the files of a kit ask of it."""

    given: gpd.GeoDataFrame  # as read
    table: gpd.GeoDataFrame  # with every polygon valid
    times: Timeline
    map: folium.Map
    title: str
    standfirst: str
    actors: Mapping[str, Actor]  # by key, the largest first
    statuses: Mapping[str, Status]  # by key, the firmest first
    towns: Sequence[
        tuple[str, float, float, bool]
    ]  # name, latitude, longitude, capital
    claims: Sequence[Mapping[str, Any]]  # as the page's script takes them
    made: Made  # what each file says of itself
    about: Mapping[str, Any]  # what came with the table, claims beside what is measured

    @property
    def significant(self) -> int | None:
        digits = self.about.get("significant")
        return int(digits) if digits else None

    @cached_property
    def areas(self) -> pd.DataFrame:
        return geo.measure.areas(self.table)

    @property
    def leading(self) -> Series:
        """The series that stands for all: the largest actor's firmest ground."""
        return self.times.series[0]

    @property
    def named(self) -> list[Actor]:
        """The actors told apart in pictures: all if they are few, else the largest with a name."""
        everyone = list(self.actors.values())
        if len(everyone) <= NAMED + 1:
            return everyone
        return [one for one in everyone if not one.nameless][:NAMED]

    @property
    def others(self) -> int:
        """How many actors with a name have no colour of their own in pictures."""
        named = {one.key for one in self.named}
        return sum(
            key not in named and not one.nameless for key, one in self.actors.items()
        )

    @property
    def several(self) -> bool:
        return len(self.actors) > 1

    def colour(self, actor: str) -> str:
        known = {one.key: one.colour for one in self.named}
        return known.get(actor, NEUTRAL).light

    def label(self, series: Series) -> str:
        """What a series is called: its actor, its status, or both."""
        actor, status = self.actors[series.actor].name, self.statuses[series.status]
        plain = len([one for one in self.times.series if one.actor == series.actor]) < 2
        if not self.several:
            return status.name
        if plain or status.firm:
            return actor
        return self.words.phrase("{actor}, {status}", actor=actor, status=status.name)

    def area(self, km2: float) -> str:
        """An area in the digits that this table bears, as its language writes it."""
        if self.words.english:
            return area(km2, self.significant)
        return self.words.area(km2, self.significant)

    @property
    def words(self) -> Language:
        """What readers are told in."""
        return self.times.words

    @property
    def right(self) -> bool:
        """True where its language runs from right to left."""
        return self.words.direction == "rtl"

    def series(self, actor: str) -> list[Series]:
        return [one for one in self.times.series if one.actor == actor]

    def ground(self, index: int) -> gpd.GeoDataFrame:
        """What is held on a date of the timeline, as `geo.ground` gives it."""
        return geo.measure.ground(self.table, self.times.dates[index])

    @property
    def last(self) -> int:
        return len(self.times.dates) - 1

    @property
    def peak(self) -> int:
        """The date on which the leading series is largest, the first of several."""
        return int(np.argmax(self.leading.km2))

    @property
    def fallen(self) -> bool:
        """True where the leading series ends far below its peak."""
        return self.leading.km2[self.last] < FALLEN * self.leading.km2[self.peak]

    @property
    def telling(self) -> int:
        """The date that a single picture shows: the peak of a fall, else the last date."""
        return self.peak if self.fallen else self.last

    @property
    def pair(self) -> tuple[int, int]:
        """The two dates that two pictures show: the peak, or the first date, and the last."""
        return (self.peak if self.fallen else 0), self.last


def subject(
    given: gpd.GeoDataFrame,
    *,
    title: str | None = None,
    language: str | Language = ENGLISH,
) -> Subject:
    """What a kit of the table `given` is made from; invalid polygons are mended, and told."""
    table = repaired(given)
    m = control_map(table, title=title, language=language)
    page = m.get_root()
    assert isinstance(m, ControlMap) and isinstance(page, Page)
    words, data = page.words, page.data["words"]
    actors = [
        Actor(
            one["key"],
            one["name"],
            Colour(one["light"], one["dark"]),
            one["nameless"],
        )
        for one in data["actors"]
    ]
    statuses = [
        Status(one["key"], one["name"], one["pattern"]) for one in data["statuses"]
    ]
    return Subject(
        given=given,
        table=table,
        times=timeline(table, known_language(language)),
        map=m,
        title=words["title"],
        standfirst=words["standfirst"] or "",
        actors={one.key: one for one in actors},
        statuses={one.key: one for one in statuses},
        towns=[
            (name, lat, lon, bool(capital))
            for name, lat, lon, capital, zoom in data["towns"]
            if not zoom
        ],
        claims=data["claims"],
        made=words["made"],
        about=m.about,
    )
