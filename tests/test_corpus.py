"""Hostile and broken files, through the commands: one sentence, in bounded memory."""

import random
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
SAMPLE = 1  # cases a class beside its first, other ones in every run


@pytest.fixture(scope="module")
def runner():
    started = Runner()
    yield started
    started.close()


@pytest.fixture(scope="module")
def examples():
    """What was said of the first file of each class, by its title."""
    return {}


def require_one_sentence(cases, runner, folder):
    """Run `cases`, each of which has to hold its promises; what the first one got."""
    wrong, first = [], ""
    for number, case in enumerate(cases):
        result, left = run(case, runner, folder / str(number))
        wrong += problems(case, result, left)
        first = first or example(case, result)
    assert not wrong, "\n".join(wrong)
    assert listener.asked() == []  # of all addresses in these files
    return first


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.title)
def test_some_of_each_class_get_one_sentence_and_leave_nothing_behind(
    runner, examples, tmp_path, kind
):
    first, *others = kind.cases
    cases = [first, *random.sample(others, min(SAMPLE, len(others)))]
    examples[kind.title] = require_one_sentence(cases, runner, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.title)
def test_each_gets_one_sentence_and_leaves_nothing_behind(runner, tmp_path, kind):
    require_one_sentence(kind.cases, runner, tmp_path)


def test_the_documentation_lists_them_by_class(runner, examples, tmp_path):
    for number, kind in enumerate(KINDS):
        if kind.title not in examples:  # where this test is run by itself
            message, _ = run(kind.cases[0], runner, tmp_path / str(number))
            examples[kind.title] = example(kind.cases[0], message)
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
