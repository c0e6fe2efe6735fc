import unicodedata
from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tables import control, square

import geo
import geo.check
from geo.check.spelling import _one_apart, _one_letter_apart


def reported(*rows):
    found = geo.findings(control(*rows))
    return found[found["kind"] == "spelling"]


def series(*names):
    """Each name holds one year, all on their own territory."""
    return [
        (name, str(2000 + i), str(2001 + i), square(2 * i))
        for i, name in enumerate(names)
    ]


@pytest.mark.parametrize(
    "usual, other, how, shown",
    [
        ("Région", unicodedata.normalize("NFD", "Région"), "invisible", "Re‹U+0301›gion"),
        ("Islamic State", "Islamic\u00a0State", "invisible", "Islamic‹U+00A0›State"),
        ("Islamic State", "Islamic  State", "invisible", "Islamic ‹U+0020›State"),
        ("Islamic State", "Islamic\u200b State", "invisible", "Islamic‹U+200B› State"),
        ("Islamic State", "islamic state", "in case, accents", "islamic state"),
        ("Al-Nusra", "Al Nusra", "in case, accents", "Al Nusra"),
        ("Ségou", "Segou", "in case, accents", "Segou"),
        ("Russia", "Russi\u0430", "of another alphabet", "Russi\u0430"),
        ("Bosporan Kingdom", "Bosporian Kingdom", "in one letter", "Bosporian Kingdom"),
        ("Wagner", "Wanger", "in one letter", "Wanger"),
        ("الدولة الإسلامية", "الدوله الإسلامية", "in one letter", "الدوله الإسلامية"),
    ],
)  # fmt: skip
def test_names_that_differ_by_form_or_one_letter(usual, other, how, shown):
    (finding,) = reported(*series(usual, other, usual)).itertuples()
    assert finding.actor == other
    assert f"actor “{shown}” (1 row) and “" in finding.finding
    assert "(2 rows) differ" in finding.finding
    assert how in finding.finding


@pytest.mark.parametrize(
    "one, two",
    [
        ("Islamic State", "Islamic Front"),
        ("Group 1", "Group 2"),
        ("Dynasty II", "Dynasty III"),
        ("Zone A", "Zone B"),
        ("Iran", "Iraq"),
        ("Austria", "Australia"),
        ("North Yemen", "South Yemen"),
        ("-", "?"),
        ("Marib Brigade", "arib BrigadeM"),  # the same but for where a letter stands
    ],
)
def test_names_that_are_two(one, two):
    assert reported(*series(one, two)).empty


def test_short_names_that_hold_territory_at_the_same_time_are_two():
    both = [("Gambia", "2020", None, square(0)), ("Zambia", "2020", None, square(3))]
    assert reported(*both).empty
    assert len(reported(*series("Gambia", "Zambia"))) == 1


def test_forms_of_one_name_are_one_sentence_for_those_who_ask_for_areas():
    names = "Islamic State", "Al-Nusra", "islamic state", "Nusra"
    assert geo.check.name_doubts(control(*series(*names))) == [
        "actor “Islamic State” and “islamic state” differ in case, accents, spaces or marks only; "
        "areas are separate: write one name if one is meant"
    ]


def test_classes_of_control_are_looked_at_as_well():
    found = reported(
        (("red", "claimed"), "2020", "2021", square(0)),
        (("red", "claimed"), "2021", "2022", square(0)),
        (("red", "Claimed"), "2022", None, square(0)),
    )
    assert found["finding"].tolist() == [
        "status “Claimed” (1 row) and “claimed” (2 rows) differ in case, accents, spaces or "
        "marks only"
    ]


def test_many_forms_of_one_name_are_reported_beside_the_usual_one():
    names = ["Islamic State"] * 3 + ["islamic state", "ISLAMIC STATE", "Islamic-State"]
    found = reported(*series(*names))
    assert sorted(found["actor"]) == ["ISLAMIC STATE", "Islamic-State", "islamic state"]
    assert all("“Islamic State” (3 rows)" in finding for finding in found["finding"])


words = st.text("abcdé ", min_size=5, max_size=8).map(str.strip)


def distance(one, two):
    """Letters changed, added, left out, or exchanged with the next: the slow and plain way."""
    table = {}
    for i in range(len(one) + 1):
        for j in range(len(two) + 1):
            if not i or not j:
                table[i, j] = i + j
                continue
            table[i, j] = min(
                table[i - 1, j] + 1,
                table[i, j - 1] + 1,
                table[i - 1, j - 1] + (one[i - 1] != two[j - 1]),
            )
            if (
                i > 1
                and j > 1
                and one[i - 1] == two[j - 2]
                and one[i - 2] == two[j - 1]
            ):
                table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return table[len(one), len(two)]


@given(st.lists(words, min_size=2, max_size=8, unique=True))
def test_pairs_one_letter_apart_are_those_of_the_slow_way(names):
    plain = {name: " ".join(name.split()) for name in names}
    assume(all(len(text) >= 5 for text in plain.values()))
    assume(len(set(plain.values())) == len(names))
    found = {frozenset(pair) for pair in _one_letter_apart(names)}
    slow = {
        frozenset((a, b))
        for a in names
        for b in names
        if a < b and distance(plain[a], plain[b]) == 1
    }
    counting = {
        pair for pair in slow if not _one_apart(*(plain[name] for name in pair))
    }
    assert found == slow - counting
    for pair in counting:  # only ever for a word that counts: a letter, a Roman number
        one, two = (Counter(plain[name].split()) for name in pair)
        differing = (one - two) + (two - one)
        assert any(len(word) == 1 or set(word) <= set("cd") for word in differing)


def test_letters_of_two_alphabets_in_one_word_are_reported_even_of_a_name_alone():
    table = control(*series("R\u0435d A\u0433my", "Рада Alba", "Ω Group", "ısı"))
    found = geo.findings(table)
    (finding,) = found[found["kind"] == "alphabets"].itertuples()
    assert (
        "actor “R\u0435d A\u0433my” has letters of two alphabets in one word"
        in finding.finding
    )
    assert "(\u0435 is U+0435)" in finding.finding


def test_names_of_any_length_are_compared_in_bounded_memory():
    assert reported(*series("x" * 9_000, "x" * 9_001)).empty
