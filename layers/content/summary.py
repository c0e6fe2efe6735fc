"""Summary of a control table: the texts, names, colours and figures of every output.

It is made once; page, pictures, worksheet and kit take from it what they show. What only some of
them need is computed when it is first used.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import geo.measure
import geo.table
from geo.base import CheckError, sanitize_text
from geo.formats import READABLE
from geo.measure import repair_table
from geo.source import sanitized_table
from geo.table import (
    ABOUT,
    CONTROL,
    FILE,
    READING,
    SOURCE,
    TERRITORY,
    UNNAMED,
    in_force,
    indicative_rows,
)
from layers.content.annotations import (
    claim_marks,
    events,
    measure_claims,
    opening_date,
    ranges,
)
from layers.content.basemap import Town, towns_near
from layers.content.break_words import Breaks
from layers.content.colour_choice import colours
from layers.content.countries import Country, countries_near
from layers.content.familiar_areas import FamiliarArea, familiar_areas
from layers.content.scene_list import scenes
from layers.content.series import Series, Timeline, timeline
from layers.content.sovereigns import sovereigns
from layers.content.style import (
    DASHED,
    DEFAULT_NAMES,
    HELD_BY,
    NEUTRAL,
    POSSESSION,
    SOLID,
    Colour,
    own_colours,
    patterns,
)
from layers.content.territory import Bounds, Territory, neighbours, territory
from layers.content.towns import TownLabel, town_labels
from layers.content.view import opening_bounds
from layers.language import ACTOR, DATA, ENGLISH, STATUS, Language, area_label
from layers.language import language as known_language
from layers.language import span_label
from layers.output import Provenance, table_provenance

# Actors with a colour and a line of their own in a picture; the rest are "others".
NAMED = 8
FALLEN = 0.5  # of the peak: a smaller last area is shown as a fall
LARGE_KM2, MILLION = 1e4, 1e6  # from so many km2 on an area has fewer digits
LISTED_SOURCES = 12  # more are counted, and listed behind their number


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

    @property
    def counted(self) -> bool:
        """False for land that nobody holds, as `roamed`."""
        return self.pattern != DASHED


@dataclass(frozen=True)
class Summary:
    """What all outputs show of a control table, in one language."""

    given: gpd.GeoDataFrame  # as read
    table: gpd.GeoDataFrame  # with every polygon valid
    times: Timeline
    title: str
    standfirst: str
    areas: pd.DataFrame  # as `geo.areas` measures them
    made: Provenance  # version, method and hash of the input, for each file

    @property
    def language(self) -> Language:
        return self.times.language

    @property
    def right(self) -> bool:
        """True where its language runs from right to left."""
        return self.language.direction == "rtl"

    @property
    def about(self) -> Mapping[str, Any]:
        """What came with the table, see `layers.control_map`."""
        about: Mapping[str, Any] = self.table.attrs.get(ABOUT, {})
        return about

    @property
    def significant(self) -> int | None:
        digits = self.about.get("significant")
        return int(digits) if digits else None

    # -- territory

    @cached_property
    def bounds(self) -> Bounds:
        return opening_bounds(self.table)

    @property
    def begins(self) -> np.datetime64:
        return min(self.times.dates)

    @cached_property
    def territory(self) -> Territory:
        return territory(self.table, self.times.dates, self.times.pairs)

    def territory_on(self, index: int) -> gpd.GeoDataFrame:
        """The territory on a date of the timeline, see `geo.territory_on`."""
        return geo.measure.territory_on(self.table, self.times.dates[index])

    def indicative_on(self, index: int) -> set[tuple[str, str]]:
        """Actor and status of what has a row with an indicative shape on a date."""
        rows = in_force(self.table, self.times.dates[index])
        shown = self.table[rows & indicative_rows(self.table)]
        return set(zip(shown[geo.table.ACTOR], shown[geo.table.STATUS], strict=True))

    @cached_property
    def course(self) -> shapely.LineString | None:
        """A river more exact than that of the base map, which the territory follows."""
        course = self.about.get("course")
        return shapely.LineString(course) if course else None

    @cached_property
    def nearby_towns(self) -> tuple[Town, ...]:
        """Towns of Natural Earth around the territory."""
        code = self.language.code
        return towns_near(self.bounds, since=self.begins, code=code)

    @cached_property
    def place_names(self) -> Mapping[str, str]:
        """What places of the table are called in its language, by name; only where it differs."""
        code, given = self.language.code, self.about.get("place_names", {})
        return {place: names[code] for place, names in given.items() if names.get(code)}

    @cached_property
    def countries(self) -> list[Country]:
        """Countries to name on the map: none that is an actor, which the map names anyway."""
        near = countries_near(
            self.bounds, since=self.begins, locale=self.language.locale
        )
        named = {actor.name.casefold() for actor in self.actors.values()}
        return [country for country in near if country.name.casefold() not in named]

    @cached_property
    def town_labels(self) -> list[TownLabel]:
        return town_labels(self.about, self.nearby_towns, self.place_names)

    @property
    def towns(self) -> Sequence[tuple[str, float, float, bool]]:
        """Name, latitude, longitude and capital of the towns that any map may name."""
        return [
            (town.name, town.lat, town.lon, town.capital)
            for town in self.town_labels
            if not town.zoom
        ]

    # -- actors and statuses

    @cached_property
    def sovereigns(self) -> Mapping[str, str]:
        """The sovereign of each actor that is a dependency."""
        return sovereigns(self.table, self.about)

    @property
    def tints(self) -> bool:
        """True where an actor has a tint of the colour of its sovereign."""
        return not {*self.times.actors}.isdisjoint(self.sovereigns.values())

    def actor_name(self, key: str) -> str:
        return _actor_name(self.about, key, self.language)

    @cached_property
    def holder(self) -> str:
        """The name of the only actor; empty where there are several, or it has none."""
        return _holder(self.about, self.times)

    @property
    def untitled_holder(self) -> bool:
        """True where the only actor has a name that the title does not have."""
        return self.holder.casefold() not in self.title.casefold()

    @property
    def names_holder(self) -> bool:
        """True where figures have to name the only actor: neither title nor status does."""
        status = self.statuses[self.leading.status].name
        return bool(self.holder) and self.untitled_holder and self.holder not in status

    @cached_property
    def actors(self) -> Mapping[str, Actor]:
        """By key, the largest first."""
        keys = self.times.actors
        near = neighbours(self.territory, self.times.pairs) if keys[1:] else {}
        hues = colours(keys, near, own_colours(self.about), self.sovereigns)
        return {
            key: Actor(key, self.actor_name(key), hues[key], key == UNNAMED)
            for key in keys
        }

    @cached_property
    def statuses(self) -> Mapping[str, Status]:
        """By key, the firmest first."""
        names = {**DEFAULT_NAMES, **self.about.get("statuses", {})}
        if self.holder and CONTROL not in self.about.get("statuses", {}):
            names[CONTROL] = self.language.phrase(HELD_BY, actor=self.holder)
        keys = self.times.statuses
        drawn = patterns(keys, self.times.uncounted_statuses)
        return {
            key: Status(
                key, self.language.name(names.get(key, key), STATUS), drawn[key]
            )
            for key in keys
        }

    @property
    def named(self) -> list[Actor]:
        """Actors with their own colour in pictures: all if they are few, else the largest."""
        everyone = list(self.actors.values())
        if len(everyone) <= NAMED + 1:
            return everyone
        return [actor for actor in everyone if not actor.nameless][:NAMED]

    @property
    def others(self) -> int:
        """How many actors with a name have no colour of their own in pictures."""
        named = {actor.key for actor in self.named}
        return sum(
            key not in named and not actor.nameless
            for key, actor in self.actors.items()
        )

    @property
    def several(self) -> bool:
        return len(self.times.actors) > 1

    def colour(self, actor: str) -> str:
        """The colour of an actor in pictures, grey for one without its own."""
        hues = {named.key: named.colour for named in self.named}
        return hues.get(actor, NEUTRAL).light

    def label(self, series: Series) -> str:
        """What a series is called: its actor, its status, or both."""
        status = self.statuses[series.status]
        if not self.several and (
            self.holder in status.name or not self.untitled_holder
        ):
            return status.name
        actor = self.actor_name(series.actor)
        alone = len(self.series(series.actor)) < 2
        if status.firm or (status.counted and alone):
            return actor
        return self.language.phrase(
            "{actor}, {status}", actor=actor, status=status.name
        )

    # -- series and dates

    @property
    def leading(self) -> Series:
        """The series that stands for all: the largest actor's firmest territory."""
        return self.times.series[0]

    def series(self, actor: str) -> list[Series]:
        return [series for series in self.times.series if series.actor == actor]

    def area(self, km2: float) -> str:
        """An area in the digits that this table bears, as its language writes it.

        Without `significant` those of a headline of the page (`splitArea` in `words.mjs`): from
        10,000 km2 on four, since outlines by two hands agree to a thousandth of a large area at
        best, and from a million on three: "109,900 km²", "21.6 million km²".
        """
        if abs(km2) >= MILLION:
            count = float(f"{km2 / MILLION:.3g}")
            return self.language.plural(
                "{n}\u00a0million {unit}",
                "{n}\u00a0million {unit}",
                count,
                n=self.language.number(count, most=2),
                unit=self.language.phrase("km²"),
            )
        digits = self.significant or (4 if abs(km2) >= LARGE_KM2 else None)
        if self.language.english:
            return area_label(km2, digits)
        return self.language.area(km2, digits)

    def exact_area(self, km2: float) -> str:
        """An area in all digits, for where a hundredth of it is seen."""
        if self.language.english:
            return area_label(km2, self.significant)
        return self.language.area(km2, self.significant)

    def omitted(self, index: int) -> str:
        """What a date without territory leaves out; empty on other dates.

        "No territory held or claimed. Not counted: 2,260 km² roamed, not held."
        """
        if any(series.km2[index] for series in self.times.series):
            return ""
        phrase, parts = self.language.phrase, []
        for status in self.statuses.values():
            km2 = sum(
                series.km2[index]
                for series in self.times.uncounted
                if series.status == status.key
            )
            if km2:
                parts.append(
                    phrase("{area} {status}", area=self.area(km2), status=status.name)
                )
        if not parts:
            return ""
        return phrase(
            "No territory held or claimed. Not counted: {list}.",
            list=phrase("; ").join(parts),
        )

    @property
    def span(self) -> str:
        """From which date to which, for people."""
        return date_span(self.times)

    @property
    def opening(self) -> int:
        """The date that the page opens with: the one that the data name, or the last held."""
        if (named := opening_date(self.about, self.times)) is not None:
            return named
        held = np.max([series.km2 for series in self.times.series], axis=0) > 0
        return int(np.flatnonzero(held)[-1]) if held.any() else self.last

    @property
    def last(self) -> int:
        return len(self.times.dates) - 1

    @property
    def peak(self) -> int:
        """The date on which the leading series is largest, the first of several."""
        return int(np.argmax(self.leading.km2))

    @property
    def fallen(self) -> bool:
        """True where the leading series ends far below its peak, and not only its name."""
        if self.leading.actor in self.times.last_entries:
            return False
        return self.leading.km2[self.last] < FALLEN * self.leading.km2[self.peak]

    @property
    def picture_date(self) -> int:
        """The date that a single picture shows: the peak of a fall, else the last date."""
        return self.peak if self.fallen else self.last

    @property
    def picture_dates(self) -> tuple[int, int]:
        """The two dates that two pictures show: the peak, or the first date, and the last."""
        return (self.peak if self.fallen else 0), self.last

    # -- breaks in the way of counting

    @cached_property
    def breaks(self) -> Breaks:
        """Dates from which on areas are counted in another way."""
        return Breaks(geo.measure.breaks(self.table), self.times)

    @property
    def break_sentences(self) -> list[str]:
        """For each series not counted alike on all dates, how often, or when, that changed."""
        return [
            self.language.phrase(
                "{name}: {why}; dates before and after are not compared.",
                name=self.label(series),
                why=why,
            )
            for series in self.times.series
            if (why := self.breaks.counted_differently(series, 0, self.last))
        ]

    # -- annotations

    @cached_property
    def published(self) -> list[Mapping[str, Any]]:
        """The published figures of `about`, each with what is measured alike."""
        return list(measure_claims(self.table, self.about))

    @cached_property
    def claims(self) -> list[dict[str, Any]]:
        """The published figures as marks of a chart."""
        return claim_marks(self.published, self.times)

    @cached_property
    def events(self) -> list[dict[str, Any]]:
        return events(self.about, self.times)

    @cached_property
    def ranges(self) -> Mapping[tuple[str, str], list[tuple[float, float] | None]]:
        """Lowest and highest area on every date, by actor and status."""
        return ranges(self.about, self.times)

    @cached_property
    def scenes(self) -> list[dict[str, Any]]:
        """The scenes of `scenes`, each with the figure of its date, in words."""
        return [
            scene | self._scene_words(scene)
            for scene in scenes(self.about, self.times, self.breaks.given)
        ]

    def _scene_words(self, scene: Mapping[str, Any]) -> dict[str, str]:
        """Area, its name and its comparison; where known, what is to be known of them."""
        series, index = self.times.series[scene["series"]], scene["index"]
        notes = [self.omitted(index)]
        if (series.actor, series.status) in self.indicative_on(index):
            text = self.language.phrase("shape indicative, area published")
            sentence = text[:1].upper() + text[1:]
            notes.append(self.language.phrase("{sentence}.", sentence=sentence))
        return {
            "figure": self.area(series.km2[index]),
            "what": self.label(series),
            "size": series.sizes[index],
            "note": " ".join(filter(None, notes)),
        }

    @cached_property
    def familiar(self) -> list[FamiliarArea]:
        """Familiar areas that compare with the territory."""
        return familiar_areas(
            (km2 for series in self.times.series for km2 in series.km2),
            {scene["beside"] for scene in self.scenes if "beside" in scene},
        )

    # -- sources

    @property
    def definitions(self) -> str:
        """What each status counts, in a line; empty unless the data says so."""
        return self.language.name(self.about.get("definitions") or "", DATA)

    @property
    def credits(self) -> list[str]:
        return [
            self.language.phrase(text, DATA) for text in self.about.get("credits", [])
        ]

    @property
    def reading(self) -> list[str]:
        """How the source was read, in sentences."""
        return list(self.given.attrs.get(READING, []))

    @cached_property
    def sources(self) -> list[str]:
        """The sources of the rows, each once, in order of name."""
        names = {str(source).strip() for source in self.given[SOURCE].dropna()}
        return sorted(names - {""})

    @property
    def sources_are_files(self) -> bool:
        """True where the rows name no publishers, only the files they come from."""
        if FILE in self.given and {*self.sources} <= {*self.given[FILE]}:
            return True
        return all(name.lower().endswith(tuple(READABLE)) for name in self.sources)

    @property
    def publisher(self) -> str:
        """The `source` of `about`, or the only one of all rows unless it is a file; else empty."""
        if given := self.language.name(self.about.get("source") or "", DATA):
            return given
        alone = len(self.sources) == 1 and not self.sources_are_files
        return self.sources[0] if alone else ""

    @property
    def source_line(self) -> str:
        """ "Source: a publisher", where there is one."""
        return self.publisher and self.language.phrase(
            "Source: {names}", names=self.publisher
        )

    @property
    def many_sources(self) -> str:
        """How many sources there are, where they are too many to list; else nothing."""
        names = self.sources
        if len(names) <= LISTED_SOURCES:
            return ""
        if self.sources_are_files:
            return self.language.plural(
                "{n} file, in order of name from “{first}” to “{last}”",
                "{n} files, in order of name from “{first}” to “{last}”",
                len(names),
                first=names[0],
                last=names[-1],
            )
        return self.language.plural(
            "{n} source, in order of name from “{first}” to “{last}”",
            "{n} sources, in order of name from “{first}” to “{last}”",
            len(names),
            first=names[0],
            last=names[-1],
        )


def summarize(
    table: gpd.GeoDataFrame,
    *,
    title: str | None = None,
    standfirst: str | None = None,
    language: str | Language = ENGLISH,
) -> Summary:
    """Summary of `table`; invalid polygons are repaired, each with a `RepairWarning`.

    Raises
    ------
    CheckError
        If `table` is not a control table or holds no territory at all.
    CallError
        If there is no such language.
    """
    given = sanitized_table(table)
    about = given.attrs.get(ABOUT, {})
    language = known_language(language)
    language = language.with_data(about.get("translations", {}).get(language.code, {}))
    valid = repair_table(given)
    if not np.isfinite(valid.total_bounds).all():
        raise CheckError("no ground on any date: there is nothing to draw")
    own = geo.measure.own_areas(valid)
    areas = geo.measure.list_areas(valid, own)
    times = timeline(valid, language, own)
    if not times.series:
        names = ", ".join(times.statuses)
        raise CheckError(
            f"no territory is counted, only land of status {names}; "
            "a map needs a status that is"
        )
    return Summary(
        given=given,
        table=valid,
        times=times,
        title=sanitize_text(title or "")
        or language.name(about.get("title") or "", DATA)
        or _title(about, times),
        standfirst=sanitize_text(standfirst or "")
        or language.name(about.get("standfirst") or "", DATA),
        areas=areas,
        made=table_provenance(given),
    )


def date_span(times: Timeline) -> str:
    """The first and the last date: "3 May 2014 to 8 July 2024", "8 July to 9 September 2024"."""
    return span_label(times.texts[0], times.texts[-1], times.language)


def _title(about: Mapping[str, Any], times: Timeline) -> str:
    """Who holds the territory, as far as it is known, and when."""
    phrase, dates = times.language.phrase, date_span(times)
    if len(times.actors) > 1:
        return phrase("Who held what, {dates}", dates=dates)
    holder = _holder(about, times)
    if not holder:
        return phrase("Territory, {dates}", dates=dates)
    if times.series[0].status in POSSESSION:
        return phrase("Territory held by {actor}, {dates}", actor=holder, dates=dates)
    return phrase("{actor}, {dates}", actor=holder, dates=dates)


def _holder(about: Mapping[str, Any], times: Timeline) -> str:
    if len(times.actors) > 1:
        return ""
    (key,) = times.actors
    named = key not in (TERRITORY, UNNAMED) or key in about.get("actors", {})
    return _actor_name(about, key, times.language) if named else ""


def _actor_name(about: Mapping[str, Any], key: str, language: Language) -> str:
    return language.name(about.get("actors", {}).get(key, key), ACTOR)
