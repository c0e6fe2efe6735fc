"""Languages: every message is translated, and nothing that a reader meets is told past them."""

import importlib.util
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from page.test_access import JUDGE, RULES, axe, story  # noqa: F401 - a fixture
from reader import Reader, data_in
from tables import control, square

import geo
import geo.measure
import geo.table
import layers
from layers.language.catalogue import (
    ACTOR,
    LANGUAGES,
    STATUS,
    Language,
    categories,
    language,
)
from layers.language.dates import IN_SENTENCE, date_label, size_label

LOCALE = Path(__file__).resolve().parents[1] / "layers" / "locale"
OTHERS = [code for code in LANGUAGES if code != "en"]
HOLDER = re.compile(r"\{\w+\}")
COUNTED = {
    "zero",
    "one",
    "two",
}  # "one day": these may say their number without a figure


def collect():
    """`locale/collect.py`, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("collect", LOCALE / "collect.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def told():
    """The messages of the code."""
    return [one for one in collect().messages() if one.id]


@pytest.fixture(scope="module", params=OTHERS)
def catalogue(request):
    with (LOCALE / f"{request.param}.po").open("rb") as file:
        return request.param, read_po(file, locale=request.param, abort_invalid=True)


def key(message):
    return message.context, message.id


def texts_of(message):
    return [message.string] if isinstance(message.string, str) else message.string


def test_every_message_of_the_code_is_in_every_catalogue_and_no_other(told, catalogue):
    code, known = catalogue
    places = {key(one): {place for place, _ in one.locations} for one in told}
    found = {key(one): {place for place, _ in one.locations} for one in known if one.id}
    assert found == places, f"{code}: run make messages"


def test_no_message_of_a_script_is_missed():
    """Babel leaves out a call within the arguments of another."""
    calls = re.compile(r'\b(?:phrase|plural)\(\s*"')
    collected = Counter(path for _, path, _ in collect().of_code())
    scripts = list(LOCALE.parent.rglob("*.mjs"))
    assert len(scripts) > 50
    for script in scripts:
        path = script.relative_to(LOCALE.parents[1]).as_posix()
        number = len(calls.findall(script.read_text(encoding="utf-8")))
        assert collected[path] == number, path


def test_every_message_has_its_texts_and_they_their_values(catalogue):
    code, known = catalogue
    for one in filter(lambda one: one.id, known):
        several = not isinstance(one.id, str)
        kinds = categories(code) if several else [""]
        english = set(HOLDER.findall(one.id[1] if several else one.id))
        assert len(texts_of(one)) == len(kinds), one.id
        for kind, text in zip(kinds, texts_of(one), strict=True):
            found = set(HOLDER.findall(text))
            assert text and found <= english, (code, one.id, kind)
            assert kind in COUNTED or found == english, (code, one.id, kind)


def test_texts_are_set_as_their_language_sets_them(catalogue):
    code, known = catalogue
    script = {"ar": "ARABIC", "uk": "CYRILLIC"}.get(code, "LATIN")
    for one in filter(lambda one: one.id, known):
        for text in texts_of(one):
            text = HOLDER.sub("0", text)
            assert unicodedata.is_normalized("NFC", text), text
            assert "  " not in text and not re.search(r"['\"]", text), text
            if code == "fr":
                assert not re.search(
                    r"[^\u202f\u00a0«°] *[;?!»]|[^\u00a0]:", text
                ), text
            if code != "ar":
                assert " %" not in text, text
            if code == "ar":
                assert not re.search(r"[؀-ۿ][,;?]", text), text
            for word in re.findall(r"[^\W\d_]+", text):
                scripts = {unicodedata.name(letter).split()[0] for letter in word}
                scripts -= {"SUPERSCRIPT", "MODIFIER"}
                assert len(scripts) <= 1, (code, word)
                latin = scripts == {"LATIN"} and word.isascii()  # a name, such as CSV
                assert scripts <= {script} or latin, (code, word)


@pytest.mark.parametrize(
    "code, hectares",
    [
        (
            "en",
            "0 hectares, 1 hectare, 2 hectares, 3 hectares, 11 hectares, 1.5 hectares",
        ),
        ("de", "0 Hektar, 1 Hektar, 2 Hektar, 3 Hektar, 11 Hektar, 1,5 Hektar"),
        (
            "es",
            "0 hectáreas, 1 hectárea, 2 hectáreas, 3 hectáreas, 11 hectáreas, 1,5 hectáreas",
        ),
        (
            "fr",
            "0 hectare, 1 hectare, 2 hectares, 3 hectares, 11 hectares, 1,5 hectare",
        ),
        ("uk", "0 гектарів, 1 гектар, 2 гектари, 3 гектари, 11 гектарів, 1,5 гектара"),
        ("ar", "٠ هكتار, هكتار واحد, هكتاران, ٣ هكتارات, ١١ هكتارًا, ١٫٥ هكتار"),
    ],
)
def test_counts_take_the_form_of_their_number(code, hectares):
    words = language(code)
    found = [
        words.plural("{n} hectare", "{n} hectares", count)
        for count in (0, 1, 2, 3, 11, 1.5)
    ]
    assert ", ".join(found).replace("\u00a0", " ") == hectares


def test_large_and_exact_numbers_are_written_as_their_readers_write_them():
    areas = {code: language(code).area(14_816.2, significant=3) for code in LANGUAGES}
    assert {code: re.sub(r"\s", " ", text) for code, text in areas.items()} == {
        "en": "14,800 km²",
        "ar": "١٤٬٨٠٠ كم²",
        "de": "14.800 km²",
        "es": "14.800 km²",
        "fr": "14 800 km²",
        "uk": "14 800 км²",
    }
    assert language("es").number(1234) == "1234", "four digits stay together"
    assert language("de").area(4.0213) == "4,02\u00a0km²"
    assert language("en").area(0) == "0 km²"
    assert language("es").plural("{n} hectare", "{n} hectares", 5_000_000) == (
        "5.000.000\u00a0de hectáreas"
    )


DATES = {
    "2024-07-01": "1. Juli 2024|1er juillet 2024|1 de julio de 2024|1 липня 2024 р.|١ يوليو ٢٠٢٤",
    "2014-06": "Juni 2014|juin 2014|junio de 2014|червень 2014 р.|يونيو ٢٠١٤",
    "1815": "1815|1815|1815|1815 р.|١٨١٥",
    "-0322": "323 v. Chr.|323 av. J.-C.|323 a. C.|323 р. до н. е.|٣٢٣ ق.م",
    "-0322-06-10": "10. Juni 323 v. Chr.|10 juin 323 av. J.-C.|10 de junio de 323 a. C."
    "|10 червня 323 р. до н. е.|١٠ يونيو ٣٢٣ ق.م",
    "1200~": "um 1200|vers 1200|hacia 1200|приблизно 1200 р.|نحو ١٢٠٠",
    "2014?": "vielleicht 2014|peut-être 2014|quizá 2014|можливо, 2014 р.|ربما ٢٠١٤",
    "2014-21": "Frühjahr 2014|printemps 2014|primavera de 2014|весна 2014 р.|ربيع ٢٠١٤",
    "1810/1812": "zwischen 1810 und 1812|entre 1810 et 1812|entre 1810 y 1812"
    "|між 1810 р. і 1812 р.|بين ١٨١٠ و١٨١٢",
}


@pytest.mark.parametrize("text", DATES)
def test_dates_are_told_in_the_order_and_words_of_each_language(text):
    found = [
        re.sub(r"\s", " ", date_label(text, language(code)))
        for code in ("de", "fr", "es", "uk", "ar")
    ]
    assert found == DATES[text].split("|")
    assert date_label(text, language()) == geo.label(text)


def test_sizes_are_told_with_names_as_they_stand_in_a_sentence():
    assert size_label(41_000, language("de")) == "etwa so groß wie die Schweiz"
    assert size_label(41_000, language("fr")) == "à peu près aussi grand que la Suisse"
    assert (
        size_label(52_000, language("es")) == "mayor que Dinamarca y menor que Letonia"
    )
    assert size_label(41_000, language()) == geo.size_sentence(41_000)
    assert size_label(0, language("uk")) == ""
    assert geo.measure.near_in_size(52_000) == ("Denmark", "Latvia")


def test_a_name_is_told_in_the_language_where_the_data_have_it_there():
    names = {"en": "The North", "ar": "الشمال"}
    assert language("ar").name(names, ACTOR) == "الشمال"
    assert (
        language("uk").name(names, ACTOR) == "The North"
    ), "the first of those there are"
    assert language("de").name("held", STATUS) == "gehalten"
    assert language("de").name("Islamic State", ACTOR) == "„Islamischer Staat“"
    assert language("de").name("Denmark", ACTOR) == "Denmark", "as its neighbours are"
    assert language("de").name("Date", STATUS) == "Date", "no word of the page"


def test_latin_names_keep_their_signs_in_a_line_from_right_to_left():
    line = language("ar").phrase("{name}: {what}", name="IS (2014)", what="٣")
    assert line == "\u2068IS (2014)\u2069: ٣"


def test_a_language_that_is_not_there_is_refused_in_one_sentence():
    with pytest.raises(geo.CallError, match="^tlh: not a language; one of en, ar"):
        language("tlh")


# Japanese writes numbers and dates without a Latin letter; every message stands in brackets, and
# the data have Greek names. So each Latin letter outside brackets was told past the catalogues.
GREEK = "αβγ"


def bracketed(told):
    messages = {}
    for one in told:
        first = one.id if isinstance(one.id, str) else one.id[0]
        last = one.id if isinstance(one.id, str) else one.id[1]
        text = f"⟦{last}⟧"
        messages[one.context or "", first] = (
            text if one.id == first else {"other": text}
        )
    return Language("ja", messages, frozenset(first for _, first in messages))


def greek(actors):
    """A table in which all that a page can tell of occurs."""
    rows = [
        ((name, status), start, end, square(40 + 2 * place, 34, size=size))
        for place, name in enumerate(actors)
        for status, size in (("held", 0.8), ("claimed", 1.2))
        for start, end in (("2014-01-01", "2014-06-01"), ("2014-09-01", None))
    ]
    table = control(*rows)
    table["place"], table["row"] = "Θήβα", range(len(table))
    table["from_precision"], table["to_precision"] = "month", "year"
    table["coord_source"], table["verified"] = "γη", "partial"
    table["source"] = [f"πηγή {number}" for number in range(len(table))]
    figure = {"publisher": GREEK, "as_stated": GREEK, "scope": "Ω", "definition": GREEK}
    table.attrs[geo.table.ABOUT] = {
        "title": GREEK,
        "credits": [GREEK],
        "places": [{"name": "Θήβα", "lat": 34.4, "lon": 40.4, "rank": 1}],
        "claims": [
            {
                "date": "2014-02-01",
                "area_km2_low": low,
                "area_km2_high": high,
                **figure,
                **more,
            }
            for low, high, more in (
                (9000.0, 9500.0, {}),
                (None, 5000.0, {"verified": "no"}),
                (4000.0, None, {"slip": True}),
                (9e5, 9e5, {"basis": "derived"}),
                (None, None, {"basis": "none"}),
            )
        ],
        "events": [
            {"date": "2014-03-01", "title": GREEK, "sentence": GREEK, "verified": "no"}
        ],
        "ranges": [
            {
                "date": "2014-01-01",
                "actor": actors[0],
                "status": "held",
                "low_km2": 7000,
                "high_km2": 9000,
            }
        ],
    }
    return table


# Every text of the page, with what is read out and what stands in fields; but not how the source
# was read, which is told in English on every page.
TEXTS = """() => {
  const found = new Set();
  const root = document.querySelector(".controlmap");
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const foreign = "script, style, noscript, [lang=en]";
  while (walk.nextNode()) {
    const { parentElement, data } = walk.currentNode;
    const whole = parentElement.closest("p, li"); // a message may have an element in it
    if (!parentElement.closest(foreign)) found.add((whole?.textContent ?? data).trim());
  }
  const names = ["aria-label", "aria-valuetext", "title", "placeholder", "alt"];
  for (const one of root.querySelectorAll("*")) {
    for (const name of names) found.add(one.getAttribute(name) ?? "");
    found.add(one.validationMessage ?? "");
  }
  return [...found].filter(Boolean);
}"""


def past_the_catalogues(texts):
    """What of `texts` stands in no bracket and has Latin letters."""
    found = set()
    for text in texts:
        rest, before = text, None
        while rest != before:
            before, rest = rest, re.sub(r"⟦[^⟦⟧]*⟧", "", rest)
        if re.search(r"[A-Za-z]", rest):
            found.add(text)
    return found


def walk(reader):
    """Goes through all that a reader can open, choose and press; gives every text met."""
    page, texts = reader.page, set()

    def look():
        texts.update(page.evaluate(TEXTS))

    def choose(select, *values):
        for value in values:
            page.locator(f"select.{select}").select_option(value)
            look()

    look()
    page.evaluate(
        "for (const one of document.querySelectorAll('.about details')) one.open = true"
    )
    page.locator(".table tbody tr").first.wait_for(state="attached")
    for toolbar in page.locator(".notes [role=toolbar]").all():
        for mark in toolbar.locator("button:not([hidden])").all():
            mark.focus()
            look()
    slider = page.locator(".chart")
    slider.focus()
    for press in ("Home", "ArrowRight", "ArrowRight", "End", "ArrowLeft"):
        page.keyboard.press(press)
        look()
    choose("areas", "mi2", "ha", "pitch", "km2")
    if page.locator("select.against").count():
        choose("against", "peak", "year", "last", "now", "other")
        page.locator("button.swipe").click()
        look()
        choose("against", "")
        choose("shade", "held", "gained", "")
    choose("familiar", "0", "1")
    page.locator(".laidname").press("ArrowLeft")
    page.wait_for_timeout(700)  # it says where it lies when no key has come for a while
    look()
    choose("familiar", "")
    for button in ("log", "follow", "play", "play", "share .picture"):
        page.locator(f".{button}").click()
        look()
    field = page.locator(".tools input").first
    for text in ("1900", "2999", "2014-02-14", "?"):
        field.fill(text)
        field.press("Enter")
        look()
    search = page.locator(".find input")
    search.fill("Θήβα")
    page.locator(".find button").click()
    look()
    search.fill("ξ")
    page.locator(".find button").click()
    look()
    page.locator(".share .copy").click()
    page.locator(".share .message").wait_for()
    look()
    page.locator(".folium-map").hover()
    page.mouse.wheel(0, -300)
    look()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    look()
    return texts


@pytest.mark.browser
@pytest.mark.parametrize("actors", [["α"], ["α", "β"]], ids=["one", "two"])
def test_nothing_on_the_page_is_told_past_the_catalogues(
    told, browser, tmp_path, actors
):
    path = tmp_path / "map.html"
    m = layers.control_map(greek(actors), outlines=False, language=bracketed(told))
    layers.save(m, path)
    reader = Reader(
        browser, path, "#date=2014-09-01", viewport={"width": 1280, "height": 800}
    )
    texts = walk(reader)
    assert past_the_catalogues(texts) == set()
    assert len([text for text in texts if "⟦" in text]) > 120, "little was seen"
    assert reader.errors == []
    reader.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("code", ["ar", "de"])
def test_a_page_has_room_for_long_words_and_runs_as_its_language_does(
    axe, browser, tmp_path, code, width  # noqa: F811
):
    size = {"width": width, "height": 740}
    path = tmp_path / "map.html"
    layers.save(layers.control_map(story(), language=code), path)
    reader = Reader(browser, path, "#date=2014-09-01&with=peak", viewport=size)
    page = reader.page
    assert page.evaluate("document.documentElement.lang") == code
    root = page.locator(".controlmap")
    assert root.get_attribute("dir") == language(code).direction
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.evaluate(axe)
    assert page.evaluate(JUDGE, RULES) == []
    page.locator("button.swipe").click()
    page.evaluate(
        "for (const one of document.querySelectorAll('.about details')) one.open = true"
    )
    page.locator(".table tbody tr").first.wait_for(state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert reader.errors == [] and reader.asked == []
    reader.context.close()


@pytest.mark.browser
def test_script_and_python_tell_dates_and_areas_alike(browser, tmp_path):
    """Browsers and Babel have CLDR of different years."""
    table = control(
        ("A", "2014-01-01", "2014-02-01", square(40, 34)),
        ("A", "2014-02-01", None, square(40, 34, size=0.2)),
    )
    plain = {}
    for code in LANGUAGES:
        path = tmp_path / f"{code}.html"
        layers.save(layers.control_map(table, outlines=False, language=code), path)
        reader = Reader(browser, path, "#date=2014-01-01")
        words = language(code)
        km2 = float(geo.areas(table)["area_km2"].iloc[0])
        plain[code] = [
            re.sub(r"\s", " ", text)
            for text in (
                reader.text(".date"),
                reader.text(".figure"),
                date_label("2014-01-01", words),
                words.area(km2),
            )
        ]
        reader.context.close()
    assert {code: found[:2] for code, found in plain.items()} == {
        code: found[2:] for code, found in plain.items()
    }


def test_the_english_page_carries_no_catalogue(tmp_path):
    table = control(("A", "2014-01-01", None, square(40, 34)))
    for code, carried in (("en", False), ("uk", True)):
        path = tmp_path / f"{code}.html"
        layers.save(layers.control_map(table, outlines=False, language=code), path)
        assert ("language" in data_in(path.read_text("utf-8"))) == carried


def test_names_of_areas_have_a_form_for_lists_and_one_for_sentences():
    words = language("de")
    assert words.phrase("Switzerland") == "Schweiz"
    assert words.phrase("Switzerland", IN_SENTENCE) == "die Schweiz"
