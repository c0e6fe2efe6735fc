"""Build the names of cities in the languages of the page, from GeoNames and CLDR.

    python layers/data/build_names.py FOLDER

FOLDER holds, at any depth, Natural Earth's cities, as for `build.py`, and the names of GeoNames as
Debian packages them: `<language>/LC_MESSAGES/geonames.mo`, texts by number of the place. README.md
says where both come from. Equal input gives equal bytes.
"""

import gettext
import re
import sys
import unicodedata
from collections.abc import Mapping
from difflib import SequenceMatcher
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from babel import Locale
from babel.core import get_global

from layers.data.build import CITIES, GRID, HERE, SPELLINGS, read_layer

STORY = HERE.parents[1] / "geo" / "data" / "place_names.csv"
NAMES = HERE / "city_names.csv"
LANGUAGES = ("ar", "de", "es", "fr", "uk")
STORY_COUNTRIES = ("SYR", "IRQ")
WELL_KNOWN = 4  # up to this rank a name may differ from the English one in every letter
ALIKE = 0.5  # of the letters; below that the name is one of another time, as Siquem for Nablus
PLACES = 3  # decimal places of a degree, as in `layers.content.basemap`

_LETTERS = {"ar": r"[\u0600-\u06ff\s()\-،]+", "uk": r"[А-ЯҐЄІЇа-яґєії\s()\-’'.]+"}
_SHORT_VOWELS = re.compile("[\u064b-\u0650\u0652]")  # that Arabic maps leave out
_MACRON = re.compile(
    "[āēīōūǎěǐǒǔĀĒĪŌŪḩţşḨŢŞ‘`ʿʾ]"
)  # of transliterations, which no map has


def usable(name: str, code: str, english: str, rank: int) -> str:
    """`name` as a map in that language writes it; empty if it is no name of the place there."""
    if code in _LETTERS:
        name = spelled(name, code)
        return name if re.fullmatch(_LETTERS[code], name) else ""
    foreign = _MACRON.search(name.replace("ş", "")) and not _MACRON.search(english)
    share = SequenceMatcher(None, plain(name), plain(english)).ratio()
    return "" if foreign or (rank > WELL_KNOWN and share < ALIKE) else name


def spelled(name: str, code: str) -> str:
    """`name` without vowel signs and country in Arabic, and in the Ukrainian spelling of 2019."""
    if code == "ar":
        return _SHORT_VOWELS.sub("", name).split("،")[0].strip()
    return name.translate(str.maketrans("Ґґʼ'", "Гг’’")) if code == "uk" else name


def plain(name: str) -> str:
    """Letters of `name` without case and accents."""
    apart = unicodedata.normalize("NFD", name.casefold())
    return "".join(letter for letter in apart if letter.isalpha())


def geonames(folder: Path, code: str) -> Mapping[str, str]:
    """GeoNames' names in a language, by number of the place."""
    paths = sorted(folder.rglob(f"{code}/LC_MESSAGES/geonames.mo"))
    if len(paths) != 1:
        raise SystemExit(f"{folder}: {len(paths)} files geonames.mo of {code}")
    with paths[0].open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    texts: Mapping[str, str] = vars(catalogue)["_catalog"]  # no public name has it
    return texts


def cldr(code: str) -> Mapping[tuple[str, str], str]:
    """CLDR's names of cities after which time zones are called, by country and English name."""
    zones, english = Locale.parse(code).time_zones, Locale.parse("en").time_zones
    named = {}
    for zone, country in get_global("zone_territories").items():
        usual = english.get(zone, {}).get("city", zone.split("/")[-1].replace("_", " "))
        # Without a name of its own it is called as in English, where the letters are the same.
        name = zones.get(zone, {}).get("city", "" if code in _LETTERS else usual)
        named[country, usual] = spelled(name, code)
    return named


def written(table: pd.DataFrame, code: str) -> dict[tuple[str, str], str]:
    """Names of SPELLINGS and of the story, by country and our English name."""
    story = pd.read_csv(STORY).set_index("place")[code].dropna()
    own = {
        (country, str(n)): t for country in STORY_COUNTRIES for n, t in story.items()
    }
    ours = table[table[code].notna()]
    keys = zip(ours["country"], ours["name"], strict=True)
    return {**own, **dict(zip(keys, ours[code], strict=True))}


def names(folder: Path) -> pd.DataFrame:
    """Names by `name`, `lat` and `lon`; empty where one is unknown or as in English."""
    cities = read_layer(folder, CITIES, encoding="windows-1252")
    spellings = pd.read_csv(SPELLINGS)
    keys = list(zip(cities["adm0_a3"], cities["name"], strict=True))
    rows = zip(spellings["country"], spellings["natural_earth"], strict=True)
    if unknown := sorted(set(rows) - set(keys)):
        raise SystemExit(f"{SPELLINGS.name}: no such city: {unknown}")
    english = spellings.set_index(["country", "natural_earth"])["name"]
    ranks = cities["scalerank"].astype(int)
    points = gpd.GeoSeries(cities.geometry).set_precision(GRID)
    table = pd.DataFrame(
        {
            "name": [english.get(key, key[1]) for key in keys],
            "lat": points.y.round(PLACES),
            "lon": points.x.round(PLACES),
        }
    )
    numbers = cities["geonameid"].fillna(-1).astype(int).astype(str)
    for code in LANGUAGES:
        ours, of_zones, of_places = (
            written(spellings, code),
            cldr(code),
            geonames(folder, code),
        )
        columns = zip(
            keys, table["name"], numbers, cities["iso_a2"], ranks, strict=True
        )
        table[code] = [
            ours.get((key[0], name))
            or of_zones.get((iso, name))
            or usable(of_places.get(number, ""), code, name, rank)
            for key, name, number, iso, rank in columns
        ]
        table[code] = table[code].mask(table[code] == table["name"], "")
    named = table[(table[list(LANGUAGES)] != "").any(axis=1)]
    order = np.lexsort((named["lon"], named["lat"], named["name"]))
    return named.iloc[order]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    built = names(Path(sys.argv[1]))
    built.to_csv(NAMES, index=False, lineterminator="\n")
    shares = {code: int((built[code] != "").sum()) for code in LANGUAGES}
    print(f"{NAMES.name}: {len(built)} cities, {shares}")
