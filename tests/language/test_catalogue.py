"""Every message is translated, and all text that a reader sees comes from the catalogues."""

import importlib.util
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from page.test_access import JUDGE, RULES, axe, story  # noqa: F401 - a fixture
from reader import Reader, data_in, rest_long
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
    language,
    plural_categories,
)
from layers.language.dates import date_label

LOCALE = Path(__file__).resolve().parents[2] / "layers" / "locale"
OTHERS = [code for code in LANGUAGES if code != "en"]
PLACEHOLDER = re.compile(r"\{\w+\}")
# Forms that may be without their number: "one day".
WITHOUT_NUMBER = {"zero", "one", "two"}


def collect():
    """The module `locale/collect.py`, which is not part of the package."""
    spec = importlib.util.spec_from_file_location("collect", LOCALE / "collect.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def code_messages():
    """The messages of the code."""
    return [message for message in collect().messages() if message.id]


@pytest.fixture(scope="module", params=OTHERS)
def catalogue(request):
    with (LOCALE / f"{request.param}.po").open("rb") as file:
        return request.param, read_po(file, locale=request.param, abort_invalid=True)


def key(message):
    return message.context, message.id


def paths(message):
    return {path for path, _ in message.locations}


def texts_of(message):
    return [message.string] if isinstance(message.string, str) else message.string


def test_every_message_of_the_code_is_in_every_catalogue_and_no_other(
    code_messages, catalogue
):
    code, messages = catalogue
    expected = {key(message): paths(message) for message in code_messages}
    actual = {key(message): paths(message) for message in messages if message.id}
    assert actual == expected, f"{code}: run make messages"


def test_no_message_of_a_script_is_missed():
    """Babel misses a call within the arguments of another."""
    calls = re.compile(r'\b(?:phrase|plural)\(\s*"')
    collected = Counter(path for _, path, _ in collect().code_messages())
    scripts = list(LOCALE.parent.rglob("*.mjs"))
    assert len(scripts) > 50
    for script in scripts:
        path = script.relative_to(LOCALE.parents[1]).as_posix()
        number = len(calls.findall(script.read_text(encoding="utf-8")))
        assert collected[path] == number, path


def test_every_message_has_all_forms_and_each_form_its_values(catalogue):
    code, messages = catalogue
    for message in filter(lambda message: message.id, messages):
        several = not isinstance(message.id, str)
        categories = plural_categories(code) if several else [""]
        english = set(PLACEHOLDER.findall(message.id[1] if several else message.id))
        assert len(texts_of(message)) == len(categories), message.id
        for category, text in zip(categories, texts_of(message), strict=True):
            names = set(PLACEHOLDER.findall(text))
            where = code, message.id, category
            assert text and names <= english, where
            assert category in WITHOUT_NUMBER or names == english, where


def test_texts_follow_the_typography_of_their_language(catalogue):
    code, messages = catalogue
    script = {"ar": "ARABIC", "uk": "CYRILLIC"}.get(code, "LATIN")
    for message in filter(lambda message: message.id, messages):
        for text in texts_of(message):
            text = PLACEHOLDER.sub("0", text)
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
        ("ar", "٠ هكتار, هكتار واحد, هكتارين, ٣ هكتارات, ١١ هكتارًا, ١٫٥ هكتار"),
    ],
)
def test_counts_take_the_form_of_their_number(code, hectares):
    words = language(code)
    texts = [
        words.plural("{n} hectare", "{n} hectares", count)
        for count in (0, 1, 2, 3, 11, 1.5)
    ]
    assert ", ".join(texts).replace("\u00a0", " ") == hectares


def test_numbers_have_the_separators_of_their_language():
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
    for code in LANGUAGES:
        zero = language(code).area(0)
        assert {language(code).area(km2) for km2 in (-0.0, -1e-9, 1e-9)} == {zero}
    assert language("es").plural("{n} hectare", "{n} hectares", 5_000_000) == (
        "5.000.000\u00a0de hectáreas"
    )


def test_a_name_stands_in_the_language_if_the_data_have_it():
    names = {"en": "The North", "ar": "الشمال"}
    assert language("ar").name(names, ACTOR) == "الشمال"
    assert (
        language("uk").name(names, ACTOR) == "The North"
    ), "the first of those there are"
    assert language("de").name("held", STATUS) == "kontrolliert"
    assert language("de").name("Islamic State", ACTOR) == "„Islamischer Staat“"
    assert language("de").name("Denmark", ACTOR) == "Denmark", "as its neighbours are"
    assert language("de").name("Date", STATUS) == "Date", "no word of the page"


def test_latin_names_keep_their_punctuation_in_a_line_from_right_to_left():
    line = language("ar").phrase("{name}: {what}", name="IS (2014)", what="٣")
    assert line == "\u200f\u2068IS (2014)\u2069: ٣"


def test_an_unknown_language_raises_one_sentence():
    with pytest.raises(geo.CallError, match="^tlh: not a language; one of en, ar"):
        language("tlh")


# Japanese writes numbers and dates without a Latin letter; every message stands in brackets, and
# the data have Greek names. So each Latin letter outside brackets came from no catalogue.
GREEK = "αβγ"


def bracketed(code_messages):
    messages = {}
    for message in code_messages:
        first = message.id if isinstance(message.id, str) else message.id[0]
        last = message.id if isinstance(message.id, str) else message.id[1]
        text = f"⟦{last}⟧"
        messages[message.context or "", first] = (
            text if message.id == first else {"other": text}
        )
    return Language("ja", messages, frozenset(first for _, first in messages))


def greek(actors):
    """A table with everything that a page can show."""
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


# Every text of the page, with labels and fields; but not the report on how the source was read,
# which is in English on every page.
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


def untranslated_texts(texts):
    """Those of `texts` with Latin letters outside brackets."""
    untranslated = set()
    for text in texts:
        rest, before = text, None
        while rest != before:
            before, rest = rest, re.sub(r"⟦[^⟦⟧]*⟧", "", rest)
        if re.search(r"[A-Za-z]", rest):
            untranslated.add(text)
    return untranslated


def walk(reader):
    """Open, choose and press all that a reader can; return every text that appears."""
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
        page.locator(".compare").click()
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
def test_every_text_on_the_page_comes_from_the_catalogues(
    code_messages, browser, tmp_path, actors
):
    path = tmp_path / "map.html"
    m = layers.control_map(
        greek(actors), outlines=False, language=bracketed(code_messages)
    )
    layers.save(m, path)
    reader = Reader(
        browser, path, "#date=2014-09-01", viewport={"width": 1280, "height": 800}
    )
    texts = walk(reader)
    assert untranslated_texts(texts) == set()
    assert (
        len([text for text in texts if "⟦" in text]) > 120
    ), "few texts were collected"
    assert reader.errors == []
    reader.context.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    "code, width", [("ar", 360), *rest_long(("de", 1280), ("ar", 1280), ("de", 360))]
)
def test_long_words_fit_on_a_page_and_it_runs_in_the_direction_of_its_language(
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
def test_script_and_python_write_dates_and_areas_alike(browser, tmp_path):
    """Browsers and Babel have CLDR of different years."""
    table = control(
        ("A", "2014-01-01", "2014-02-01", square(40, 34, size=0.9)),
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
                reader.shown(),
                date_label("2014-01-01", words),
                words.area(km2),
            )
        ]
        reader.context.close()
    assert {code: texts[:2] for code, texts in plain.items()} == {
        code: texts[2:] for code, texts in plain.items()
    }


def test_the_english_page_has_no_catalogue(tmp_path):
    table = control(("A", "2014-01-01", None, square(40, 34)))
    for code, has_catalogue in (("en", False), ("uk", True)):
        path = tmp_path / f"{code}.html"
        layers.save(layers.control_map(table, outlines=False, language=code), path)
        assert ("language" in data_in(path.read_text("utf-8"))) == has_catalogue
