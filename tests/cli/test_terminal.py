"""Tables as text: nothing lost, nothing wider than the terminal."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from layers.cli.terminal import format_table, text_width, wrap

words = st.text("ab c", max_size=40)


def test_columns_stand_under_their_names():
    frame = pd.DataFrame({"what": ["dates", "ends"], "found": ["one", "two"]})
    assert format_table(frame).split("\n") == [
        "what   found",
        "dates  one",
        "ends   two",
    ]


def test_long_cells_are_wrapped_in_their_column():
    frame = pd.DataFrame({"what": ["ends"], "found": ["the first day no longer held"]})
    assert format_table(frame, 24) == "\n".join(
        ["what  found", "ends  the first day no", "      longer held"]
    )


def test_empty_columns_are_left_out():
    frame = pd.DataFrame({"what": ["ends"], "documented": [""]})
    assert format_table(frame) == "what\nends"


@given(st.lists(st.tuples(words, words, words), min_size=1, max_size=4))
def test_every_word_is_printed_within_the_width(rows):
    frame = pd.DataFrame(rows, columns=["a", "b", "c"])
    lines = format_table(frame, 40).split("\n")
    assert max(map(len, lines)) <= 40
    characters = sorted("".join(lines[1:]).replace(" ", ""))
    expected = "".join(cell for row in rows for cell in row).replace(" ", "")
    assert characters == sorted(expected)


@given(st.text("ab _-./語", max_size=60), st.integers(4, 30))
def test_wrapping_keeps_every_character_and_the_width(text, width):
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    widths = [sum(1 + (character == "語") for character in line) for line in lines]
    assert max(widths) <= width


def test_columns_of_wide_characters_stand_under_their_names():
    frame = pd.DataFrame({"who": ["赤軍", "red"], "found": ["one", "two"]})
    lines = format_table(frame).split("\n")
    assert [text_width(line[: line.index(line.split()[1])]) for line in lines] == [
        6,
        6,
        6,
    ]


def test_names_have_no_control_characters():
    text = format_table(pd.DataFrame({"who": ["red\x1b[2J\u202e\nblue"]}), 80)
    assert text == "who\nred␛[2J‹U+202E›␊blue"
