"""Texts that come with a table in several languages stand in that of the output."""

import pytest
from tables import control, square

import geo.table
from layers.content import summarize

TEXTS = {
    "Town taken": "Stadt eingenommen",
    "It falls.": "Sie fällt.",
    "Mosul, Iraq": "Mossul, Irak",
    "The peak": "Der Höhepunkt",
    "Counted anew.": "Neu gezählt.",
    "control": "Kontrolle",
    "Held": "Gebiet",
}


@pytest.fixture
def table():
    rows = control(
        ("A", "2014-01-01", "2014-06-01", square(40, 34)),
        ("A", "2014-06-01", None, square(40, 34, size=0.5)),
    )
    day = {"date": "2014-06-01"}
    rows.attrs[geo.table.ABOUT] = {
        "title": "Held",
        "events": [
            {
                **day,
                "title": "Town taken",
                "sentence": "It falls.",
                "place": "Mosul, Iraq",
            }
        ],
        "scenes": [{**day, "title": "The peak", "caption": "It falls."}],
        "breaks": [{**day, "reason": "Counted anew."}],
        "claims": [
            {
                **day,
                "area_km2_low": 1.0,
                "definition": "control",
                "publisher": "An agency",
                "title": "control",
                "as_stated": "not translated",
            }
        ],
        "translations": {"de": TEXTS},
    }
    return rows


def texts(summary):
    (event,), (scene,), (claim,) = summary.events, summary.scenes, summary.claims
    (mark,) = summary.breaks.marks(summary.times.pairs)
    return [
        summary.title,
        *(event[name] for name in ("title", "sentence", "place")),
        *(scene[name] for name in ("title", "caption")),
        mark["reason"],
        claim["definition"],
    ]


def test_texts_of_a_table_stand_in_the_language_of_the_output(table):
    assert texts(summarize(table, language="de")) == [
        "Gebiet",
        "Stadt eingenommen",
        "Sie fällt.",
        "Mossul, Irak",
        "Der Höhepunkt",
        "Sie fällt.",
        "Neu gezählt.",
        "Kontrolle",
    ]


@pytest.mark.parametrize("code", ["en", "fr"])
def test_texts_without_a_translation_stay_as_they_were_written(table, code):
    words = texts(summarize(table, language=code))
    assert words[0] == "Held" and words[-2:] == ["Counted anew.", "control"]


def test_titles_of_publications_and_words_without_a_translation_stay(table):
    (claim,) = summarize(table, language="de").claims
    assert claim["title"] == "control" and claim["as_stated"] == "not translated"
