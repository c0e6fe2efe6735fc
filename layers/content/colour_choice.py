"""Which colour each actor gets: as far as can be from those of its neighbours, for every reader.

Two colours are compared in CIELAB as most readers see them, as readers without red or green cones
do, and on grey paper, in the light and the dark theme: what each lacks in distance counts, and ten
times as much what is hardly seen at all.
"""

import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from geo.table import UNNAMED
from layers.content.colour_difference import ciede2000
from layers.content.style import (
    ACCENT,
    DARK_LAND,
    LAND,
    NEUTRAL,
    PALETTE,
    Colour,
    channels,
    mix,
)

Array = NDArray[np.float64]

# Linear sRGB to CIE XYZ (IEC 61966-2-1), its white being that of all channels together.
_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
# Linear sRGB as seen without the green and without the red cones: Machado, Oliveira and Fernandes,
# "A Physiologically-based Model for Simulation of Color Vision Deficiency", 2009, severity 1.
_DEUTERANOPIA = np.array(
    [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]
)
_PROTANOPIA = np.array(
    [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ]
)
_GREY = np.tile(_XYZ[1], (3, 1))
# Each view; the distance in it from which on two colours of neighbours are far enough apart; and
# the difference (CIEDE2000) below which they are too much alike, tints as well.
_VIEWS = (
    (np.eye(3), 30.0, 10.0),
    (_DEUTERANOPIA, 12.0, 9.0),
    (_PROTANOPIA, 12.0, 9.0),
    (_GREY, 8.0, 4.0),
)
_ALIKE = 10.0  # weight of what two colours lack that are too much alike
_STEPS, _PATIENCE = (
    5_000,
    1_500,
)  # of the search: all, and those without a better choice
_NEAR = 0.05  # of what a realm lacks: less is not worth a search
_TINT = 0.65  # share of the sovereign's colour in that of its dependencies


@lru_cache(maxsize=10_000)
def tint_of(colour: Colour) -> Colour:
    """The colour of the dependencies of a sovereign: paler on paper, fainter on a dark screen."""
    return Colour(mix(colour.light, LAND, _TINT), mix(colour.dark, DARK_LAND, _TINT))


@lru_cache(maxsize=100_000)
def lack(one: Colour, other: Colour) -> float:
    """By how much two colours are too near for neighbours; 0 where they are far enough apart."""
    lacking = 0.0
    for ours, theirs in zip(_seen(one), _seen(other), strict=True):
        for first, second, (_, enough, least) in zip(ours, theirs, _VIEWS, strict=True):
            distance = float(np.linalg.norm(first - second))
            lacking += max(0.0, 1 - distance / enough) ** 2
            lacking += _ALIKE * max(0.0, 1 - ciede2000(first, second) / least)
    return lacking


@lru_cache(maxsize=10_000)
def _seen(colour: Colour) -> tuple[list[Array], list[Array]]:
    """A colour in CIELAB in each view, of the light and of the dark theme."""
    light, dark = (
        [_lab(view @ _linear(theme)) for view, *_ in _VIEWS]
        for theme in (colour.light, colour.dark)
    )
    return light, dark


def _linear(colour: str) -> Array:
    shares = np.array(channels(colour)) / 255
    return np.where(
        shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4
    )


def _lab(linear: Array) -> Array:
    """CIELAB of a colour in linear sRGB."""
    shares = _XYZ @ np.clip(linear, 0, 1) / _XYZ.sum(axis=1)
    low = shares / (3 * (6 / 29) ** 2) + 4 / 29
    x, y, z = np.where(shares > (6 / 29) ** 3, np.cbrt(shares), low)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def colours(
    actors: Sequence[str],
    neighbours: Mapping[str, set[str]],
    own: Mapping[str, Colour] | None = None,
    sovereigns: Mapping[str, str] | None = None,
) -> dict[str, Colour]:
    """A colour for each actor, far from those of its neighbours where that can be.

    Actors choose in the order given (the largest first), and again while that helps: the colour
    that is far enough from those of their neighbours, and among such the one used least; among
    these the name decides, so that an actor is likely to have its colour on another map too.
    Those in `own` have that colour.

    The dependencies of a sovereign, by `sovereigns`, have a tint of its colour, and its colour
    where the sovereign is no actor. To each other they are no neighbours.
    """
    fixed, lords, known = own or {}, sovereigns or {}, set(actors)
    hues = {UNNAMED: NEUTRAL, **fixed}
    free = [actor for actor in actors if actor not in hues]
    if len(free) == 1 and not known & {*fixed}:
        return dict.fromkeys(actors, NEUTRAL) | {free[0]: ACCENT}
    realm = {actor: lords.get(actor, actor) for actor in actors}
    tinted = {
        actor for actor in free if realm[actor] != actor and realm[actor] in known
    }
    for actor in tinted:
        if realm[actor] in hues:
            hues[actor] = tint_of(hues[realm[actor]])
    free = [actor for actor in free if actor not in hues]
    search = _Search(list(dict.fromkeys(realm[actor] for actor in free)))
    for actor in free:
        for other in sorted(known.intersection(neighbours.get(actor, ()))):
            if realm[other] == realm[actor]:
                continue
            if other in hues:
                search.add_fixed(realm[actor], actor in tinted, hues[other])
            else:
                search.add_pair(
                    realm[actor], actor in tinted, realm[other], other in tinted
                )
    chosen = search.run()
    for actor in free:
        hue = chosen[realm[actor]]
        hues[actor] = tint_of(hue) if actor in tinted else hue
    return {actor: hues[actor] for actor in actors}


@lru_cache
def _lacks(tinted: bool, other_tinted: bool) -> Array:
    """What each two of the palette, or their tints, lack."""
    ours, theirs = _shades(tinted), _shades(other_tinted)
    return np.array([[lack(one, other) for other in theirs] for one in ours])


def _shades(tinted: bool) -> list[Colour]:
    return [tint_of(colour) if tinted else colour for colour in PALETTE]


class _Search:
    """Chooses a colour for each realm: a sovereign with its dependencies, or a single actor.

    First each in turn; then by tabu search (Hertz and de Werra, "Using tabu search techniques for
    graph coloring", 1987) while neighbours are too near to each other.
    """

    def __init__(self, realms: Sequence[str]) -> None:
        self.realms = realms
        self.place = {realm: place for place, realm in enumerate(realms)}
        count = len(PALETTE)
        # What each realm lacks with each colour: beside colours that are fixed, and beside those
        # chosen by now.
        self.lacks = np.zeros((len(realms), count))
        self.pairs: list[dict[int, Array]] = [{} for _ in realms]
        self.chosen = np.full(len(realms), -1)

    def add_fixed(self, realm: str, tinted: bool, colour: Colour) -> None:
        self.lacks[self.place[realm]] += [
            lack(shade, colour) for shade in _shades(tinted)
        ]

    def add_pair(
        self, realm: str, tinted: bool, other: str, other_tinted: bool
    ) -> None:
        """That `realm` has a neighbour in `other`; the reverse is added on its own."""
        pairs, place = self.pairs[self.place[realm]], self.place[other]
        pairs[place] = pairs.get(place, 0.0) + _lacks(tinted, other_tinted)

    def run(self) -> dict[str, Colour]:
        uses = np.zeros(len(PALETTE))
        for place, realm in enumerate(self.realms):
            first = zlib.crc32(realm.encode()) % len(PALETTE)
            turns = (np.arange(len(PALETTE)) - first) % len(PALETTE)
            best = int(np.lexsort((turns, uses, self.lacks[place].round(9)))[0])
            uses[best] += 1
            self._set(place, best)
        best_total, best_chosen = np.inf, self.chosen.copy()
        barred = np.zeros(self.lacks.shape)  # up to which step
        rows = np.arange(len(self.realms))
        random = np.random.default_rng(0)  # equal input gives equal colours
        for step in range(1, _STEPS + 1):
            lacking = self.lacks[rows, self.chosen]
            if (total := lacking.sum()) < best_total - 1e-9:
                best_total, best_chosen, last = total, self.chosen.copy(), step
            near = np.flatnonzero(lacking > _NEAR)
            if not len(near) or step - last > _PATIENCE:
                break
            change = self.lacks[near] - lacking[near, None]
            change[barred[near] >= step] = np.inf
            change[np.arange(len(near)), self.chosen[near]] = np.inf
            change += random.random(change.shape) * 1e-6  # decides between equals
            which, colour = divmod(int(change.argmin()), len(PALETTE))
            place = int(near[which])
            barred[place, self.chosen[place]] = step + 3 + 0.6 * len(near)
            self._set(place, colour)
        return {
            realm: PALETTE[colour]
            for realm, colour in zip(self.realms, best_chosen.tolist(), strict=True)
        }

    def _set(self, place: int, colour: int) -> None:
        """Give a realm a colour, and count what its neighbours lack beside it."""
        old, self.chosen[place] = self.chosen[place], colour
        for other in self.pairs[place]:
            lacks = self.pairs[other][place]
            self.lacks[other] += lacks[:, colour]
            if old >= 0:
                self.lacks[other] -= lacks[:, old]
