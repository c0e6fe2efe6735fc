#!/usr/bin/env python3
"""Mutation test: do the tests fail when the code is broken?

    python .ci/mutants.py [--count 400] [--seed 1] [FOLDER ...]

Takes a seeded sample of all places in FOLDERS that an operator of cosmic-ray can change, changes
one at a time, and runs the tests of that folder, those of the changed module first. A mutant that
no test notices survives; `.ci/mutants.toml` lists accepted survivors with a reason: mostly code
that does the same in another way. Exits with 1 if fewer than 90 % of all others are killed.

cosmic-ray and mutmut have no seeded sample, mutmut leaves constants of a module as they are, and
cosmic-ray starts a process for each mutant, which takes longer than most of the tests. So this
script takes the operators of cosmic-ray only; each mutant runs in a fork of a process that has
loaded all libraries.
"""

import argparse
import ast
import functools
import importlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
import traceback
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).resolve().parents[1]
ACCEPTED = ROOT / ".ci" / "mutants.toml"
FOLDERS = ("geo/measure", "geo/dates", "geo/check", "layers/page")
# Loaded once, before any fork; neither geo nor layers, which the mutants change.
LIBRARIES = ("babel.dates", "folium", "geopandas", "hypothesis", "jinja2", "pytest")
SHARE = 0.9
# Of truth values, which most of these operators join, these give the same.
SAME = (
    "core/ReplaceBinaryOperator_BitOr_Add",
    "core/ReplaceBinaryOperator_BitAnd_Mul",
)
OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=1")
OPTIONS += ("-W", "ignore::pytest.PytestAssertRewriteWarning")  # loaded before the fork
MARKERS = "not long and not browser and not stress"
EXAMPLES = "20"  # of hypothesis
# A mutant may loop for ever: killed after so many times the seconds of the unchanged code.
PATIENCE = 4

Position = tuple[int, int]


@dataclass(frozen=True)
class Mutant:
    """A file of the project with one change."""

    path: str
    number: int  # of the line
    line: str
    becomes: str
    code: str
    source: str  # without the change

    def __str__(self) -> str:
        return f"{self.path}:{self.number}\n  - {self.line}\n  + {self.becomes}"


def left_out(source: str) -> Iterator[tuple[Position, Position]]:
    """Start and end of type annotations, which do not run, and of decorators.

    Decorators freeze and cache: without them the code does the same, or does not start.
    """
    for node in ast.walk(ast.parse(source)):
        parts = [getattr(node, name, None) for name in ("annotation", "returns")]
        parts += getattr(node, "decorator_list", [])
        for part in filter(None, parts):
            start = part.lineno, max(0, part.col_offset - 1)  # from its @ on
            yield start, (part.end_lineno, part.end_col_offset)


def places(path: str) -> dict[Position, list[tuple[str, int]]]:
    """Where a file can be changed: operators and their occurrence, by position."""
    source = (ROOT / path).read_text(encoding="utf-8")
    skipped, lines = list(left_out(source)), source.splitlines()
    tree = get_ast(source)
    found = defaultdict(list)
    for name in operator_names():
        if name in SAME or get_operator(name).arguments():
            continue  # the latter replace variables that have to be named
        operator = get_operator(name)()
        positions = (
            start
            for node in ast_nodes(tree)
            for start, _ in operator.mutation_positions(node)
        )
        for occurrence, start in enumerate(positions):
            line = lines[start[0] - 1]
            if line[start[1] :].startswith("*,") or line[: start[1]].endswith(
                "strict="
            ):
                continue  # no product; and a guard, which holds for all inputs
            if not any(first <= start < last for first, last in skipped):
                found[start].append((name, occurrence))
    return found


def mutant(path: str, changes: list[tuple[str, int]]) -> Mutant | None:
    """The first of `changes` that gives other code that compiles."""
    source = (ROOT / path).read_text(encoding="utf-8")
    before = ast.dump(ast.parse(source))
    for name, occurrence in changes:
        code = mutate_code(source, get_operator(name)(), occurrence)
        try:
            if code is None or ast.dump(ast.parse(code)) == before:
                continue
        except SyntaxError:
            continue
        number, line, becomes = difference(source.splitlines(), code.splitlines())
        return Mutant(path, number, line, becomes, code, source)
    return None


def difference(old: list[str], new: list[str]) -> tuple[int, str, str]:
    """The number of the first line that differs, and the lines that do, in one."""
    pairs = list(zip(old, new))
    first = next((n for n, (a, b) in enumerate(pairs) if a != b), len(pairs))
    rest = list(zip(old[first:][::-1], new[first:][::-1]))
    same = next((n for n, (a, b) in enumerate(rest) if a != b), len(rest))
    lines = (one[first : len(one) - same] for one in (old, new))
    gone, put = (" ".join(map(str.strip, part)) for part in lines)
    return first + 1, gone, put


def sample(folders: list[str], count: int, seed: int) -> list[Mutant]:
    """`count` mutants drawn from all of `folders`.

    The order depends on the seed and the text of each line, not on other lines or files, so that
    a change of code changes little of the sample.
    """
    drawn = {}
    for folder in folders:
        for source in sorted((ROOT / folder).rglob("*.py")):
            path = source.relative_to(ROOT).as_posix()
            lines = source.read_text(encoding="utf-8").splitlines()
            for (row, column), changes in sorted(places(path).items()):
                key = f"{seed} {path} {lines[row - 1].strip()} {column}"
                while key in drawn:
                    key += " again"
                drawn[key] = path, changes
    found: list[Mutant] = []
    for key in sorted(drawn, key=lambda text: sha256(text.encode()).digest()):
        path, changes = drawn[key]
        random.Random(key).shuffle(changes)
        if made := mutant(path, changes):
            found.append(made)
        if len(found) == count:
            break
    return found


@functools.cache  # as they are when the run begins, in its copies too
def test_files(folder: str) -> list[str]:
    """The test files of a package, which has the name `folder`."""
    found = sorted((ROOT / "tests" / folder).rglob("test_*.py"))
    if not found:
        sys.exit(f"tests/{folder}: no tests")
    return [path.relative_to(ROOT).as_posix() for path in found]


def tests_of(path: str) -> list[str]:
    """The test files of the package of the module at `path`, the one of its name first."""
    module = Path(path)
    names = test_files(module.parent.name)
    return sorted(names, key=lambda name: Path(name).stem != f"test_{module.stem}")


class Tree:
    """A copy of the project in which one mutant at a time is tested."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True
        )
        for name in filter(None, listed.stdout.decode().split("\0")):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, folder / name)
        if (ROOT / "node_modules").is_dir():
            (folder / "node_modules").symlink_to((ROOT / "node_modules").resolve())
        self.log = folder.with_suffix(".log")

    def start(self, tests: list[str], mutant: Mutant | None = None) -> int:
        """Fork a process that runs `tests`; its number."""
        if mutant:
            self._replace(mutant.path, mutant.code)
        sys.stdout.flush()
        pid = os.fork()
        if pid:
            return pid
        os.setsid()
        with self.log.open("wb") as log:
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
        # Of a changed file no bytecode may stay behind; of all others it saves time.
        sys.dont_write_bytecode = mutant is not None
        if mutant:
            os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        os.environ |= {"PYTHONPATH": str(self.folder), "CONTROLMAP_EXAMPLES": EXAMPLES}
        os.chdir(self.folder)
        sys.path[:0] = [str(self.folder)]
        code = 1
        try:
            import pytest

            code = int(pytest.main([*OPTIONS, "-m", MARKERS, *tests]))
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(code)

    def restore(self, mutant: Mutant) -> None:
        """Put the file of `mutant` back as it was."""
        self._replace(mutant.path, mutant.source)

    def _replace(self, path: str, code: str) -> None:
        target = self.folder / path
        target.write_text(code, encoding="utf-8")
        for kept in (target.parent / "__pycache__").glob(f"{target.stem}.*"):
            kept.unlink()


def waited(pid: int, deadline: float) -> int | None:
    """The exit code of a process that ended, 124 if it had to be stopped; None while it runs."""
    done, status = os.waitpid(pid, os.WNOHANG)
    if done:
        return os.waitstatus_to_exitcode(status)
    if time.monotonic() < deadline:
        return None
    os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return 124


def seconds_unchanged(trees: list[Tree], folders: list[str]) -> dict[str, float]:
    """How long the tests of each folder take; all must pass, in each of the copies."""
    taken = {}
    for folder in folders:
        for tree in trees:  # the first run also writes bytecode
            began = time.monotonic()
            pid = tree.start(tests_of(f"{folder}/any.py"))
            while (code := waited(pid, began + 3_600)) is None:
                time.sleep(0.1)
            if code:
                sys.exit(
                    f"{folder}: its tests fail as it is\n{tree.log.read_text()[-3000:]}"
                )
            taken[folder] = time.monotonic() - began
        print(f"{folder}: {taken[folder]:.0f} s of tests", flush=True)
    return taken


def survivors(
    mutants: list[Mutant], trees: list[Tree], taken: dict[str, float]
) -> Iterator[Mutant]:
    """The mutants that no test noticed."""
    waiting = list(mutants)
    running: dict[Tree, tuple[Mutant, int, float]] = {}
    while waiting or running:
        for tree in trees:
            if waiting and tree not in running:
                mutant = waiting.pop(0)
                limit = 30 + PATIENCE * taken[Path(mutant.path).parent.as_posix()]
                pid = tree.start(tests_of(mutant.path), mutant)
                running[tree] = mutant, pid, time.monotonic() + limit
        time.sleep(0.05)
        for tree, (mutant, pid, deadline) in list(running.items()):
            code = waited(pid, deadline)
            if code is None:
                continue
            tree.restore(mutant)
            del running[tree]
            if code == 0:
                yield mutant
            elif code in (3, 4, 5):  # of pytest: no test failed, and none passed
                sys.exit(f"{mutant}\npytest exited with {code}; see {tree.log}")


def accepted(mutant: Mutant, listed: list[dict[str, str]]) -> bool:
    """Whether `mutants.toml` lists this change, or any change of its line."""
    return any(
        (entry["file"], entry["line"]) == (mutant.path, mutant.line)
        and entry.get("becomes", mutant.becomes) == mutant.becomes
        for entry in listed
    )


def entries() -> list[dict[str, str]]:
    """The accepted survivors; prints those whose line is no longer there."""
    found = tomllib.loads(ACCEPTED.read_text(encoding="utf-8"))["survivor"]
    for entry in found:
        lines = (ROOT / entry["file"]).read_text(encoding="utf-8").splitlines()
        if entry["line"] not in map(str.strip, lines):
            print(f"{ACCEPTED.name}: {entry['file']}: no such line ({entry['line']})")
    return found


def main() -> int:
    """Run the mutants that the arguments ask for; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="*", default=FOLDERS, metavar="FOLDER")
    parser.add_argument("--count", type=int, default=400, help="how many mutants")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--jobs", type=int, default=2, help="how many at once")
    parser.add_argument("--list", action="store_true", help="print them, run nothing")
    options = parser.parse_args()
    known_entries = entries()
    mutants = sample(options.folders, options.count, options.seed)
    if options.list:
        print(*mutants, sep="\n")
        return 0
    for name in LIBRARIES:
        importlib.import_module(name)
    began = time.monotonic()
    known, unknown = 0, 0
    with tempfile.TemporaryDirectory(prefix="controlmap-mutants-") as folder:
        trees = [Tree(Path(folder) / str(number)) for number in range(options.jobs)]
        taken = seconds_unchanged(trees, options.folders)
        for mutant in survivors(mutants, trees, taken):
            listed = accepted(mutant, known_entries)
            known, unknown = known + listed, unknown + (not listed)
            print(f"{'accepted' if listed else 'SURVIVED'} {mutant}", flush=True)
    killed = len(mutants) - known - unknown
    share = killed / (len(mutants) - known)
    print(
        f"{killed} of {len(mutants)} mutants killed, {known} accepted, {unknown} others "
        f"survived: {share:.1%} of those that are not accepted are killed; "
        f"{time.monotonic() - began:.0f} s"
    )
    return int(share < SHARE)


if __name__ == "__main__":
    sys.exit(main())
