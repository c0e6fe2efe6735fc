"""Hostile and broken files, through the commands: one sentence, in bounded memory."""

from pathlib import Path

import pytest
from hostile import listener
from hostile.corpus import kinds, table
from hostile.judged import example, problems, run
from hostile.runner import Runner

import geo

KINDS = kinds()
README = Path(geo.__file__).parent / "README.md"
MARK = "<!-- hostile files, from tests/hostile -->\n"


@pytest.fixture(scope="module")
def runner():
    found = Runner()
    yield found
    found.close()


@pytest.fixture(scope="module")
def examples():
    """What was said of the first file of each class, by its title."""
    return {}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.title)
def test_each_gets_one_sentence_and_leaves_nothing_behind(
    runner, examples, tmp_path, kind
):
    wrong = []
    for number, case in enumerate(kind.cases):
        found, left = run(case, runner, tmp_path / str(number))
        wrong += problems(case, found, left)
        examples.setdefault(kind.title, example(case, found))
    assert not wrong, "\n".join(wrong)
    assert listener.asked() == []  # of all addresses in these files


def test_the_documentation_lists_them_by_class(runner, examples, tmp_path):
    for number, kind in enumerate(KINDS):
        if kind.title not in examples:  # where this test is run by itself
            found, _ = run(kind.cases[0], runner, tmp_path / str(number))
            examples[kind.title] = example(kind.cases[0], found)
    written = README.read_text(encoding="utf-8").partition(MARK)[2]
    assert written.partition("\n\n")[0].strip() == table(examples).strip()


def test_no_two_are_called_alike():
    titles = [kind.title for kind in KINDS]
    assert len(titles) == len(set(titles))
    for kind in KINDS:
        names = [case.name for case in kind.cases]
        assert len(names) == len(set(names))


def test_there_are_three_hundred_at_the_least():
    assert sum(len(kind.cases) for kind in KINDS) >= 300
