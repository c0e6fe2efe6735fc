"""The scripts of the page import each other in one direction, as their import lines say."""

import re
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest

import layers

ASSETS = Path(layers.__file__).parent / "assets"
# From the last step to the first: a folder imports from itself and from those below it. Folders on
# one line do not import each other.
CONTRACT = (
    ("app",),
    ("share",),
    ("panel",),
    ("map", "chart"),
    ("data",),
    ("base",),
)
LEVEL = {folder: level for level, line in enumerate(CONTRACT) for folder in line}
IMPORT = re.compile(r'^(?:import|export)\b[^;]*?from\s*"([^"]+)";', re.MULTILINE)


def imports() -> dict[str, list[str]]:
    """Each module by its path in the assets, and the paths that it imports."""
    return {
        path.relative_to(ASSETS).as_posix(): [
            normpath(join(dirname(path.relative_to(ASSETS).as_posix()), target))
            for target in IMPORT.findall(path.read_text("utf-8"))
        ]
        for path in sorted(ASSETS.rglob("*.mjs"))
    }


def folder(module: str) -> str:
    return module.split("/")[0]


def test_every_script_is_in_a_folder_of_the_contract():
    assert {folder(module) for module in imports()} == set(LEVEL)


def test_imports_name_files_that_exist():
    known = imports()
    missing = {
        (module, target)
        for module, targets in known.items()
        for target in targets
        if target not in known
    }
    assert missing == set()


def test_folders_import_only_from_folders_below():
    wrong = [
        f"{module} imports {target}"
        for module, targets in imports().items()
        for target in targets
        if folder(module) != folder(target)
        and LEVEL[folder(module)] >= LEVEL[folder(target)]
    ]
    assert wrong == []


def test_no_script_imports_itself_by_way_of_others():
    known = imports()
    finished: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        if module in path:
            pytest.fail(" > ".join([*path[path.index(module) :], module]))
        if module not in finished:
            for target in known[module]:
                visit(target, (*path, module))
            finished.add(module)

    for module in known:
        visit(module, ())


def test_every_script_and_its_test_have_the_same_path():
    tests = Path(__file__).parent
    strays = [
        path.relative_to(tests).as_posix()
        for path in tests.rglob("*.test.mjs")
        if path.relative_to(tests).as_posix().replace(".test", "") not in imports()
    ]
    assert strays == []


def test_a_page_carries_every_script():
    """Nothing is left in the folders that no entry imports."""
    from layers.page.bundle import ENTRY, LOADER
    from layers.page.embed import ENTRY as SNIPPETS

    known = imports()
    reached: set[str] = set()
    waiting = [ENTRY, LOADER, SNIPPETS]
    while waiting:
        module = waiting.pop()
        if module not in reached:
            reached.add(module)
            waiting.extend(known[module])
    assert reached == set(known)
