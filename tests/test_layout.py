"""Sub-packages: others import from their doors only, and the doors are as they look."""

import ast
import importlib
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
TOPS = [ROOT / "geo", ROOT / "layers"]
SUB_PACKAGES = [door.parent for top in TOPS for door in top.glob("*/__init__.py")]
PACKAGES = [*TOPS, *SUB_PACKAGES]
# Scripts lie in folders that are no packages; nobody imports them.
MODULES = [
    path
    for top in TOPS
    for path in top.rglob("*.py")
    if (path.parent / "__init__.py").exists()
]


def dotted(path):
    return ".".join(path.relative_to(ROOT).parts)


def behind(package):
    """Names of the modules and folders behind the door of `package`."""
    paths = [*package.glob("*.py"), *(path.parent for path in package.glob("*/*.py"))]
    return {path.stem for path in paths} - {"__init__"}


def stub_names(package):
    """Names of the stub of a package, and the modules that they come from."""
    tree = ast.parse((package / "__init__.pyi").read_text(encoding="utf-8"))
    names = {}
    for node in tree.body:
        assert isinstance(node, ast.ImportFrom) and node.level == 1, ast.unparse(node)
        for alias in node.names:
            assert alias.asname == alias.name, ast.unparse(node)
            names[alias.name] = node.module
    return names


def imported(tree):
    """Dotted names that a module imports or reaches by attributes, with their lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from (
                (f"{node.module}.{alias.name}", node.lineno) for alias in node.names
            )
        elif isinstance(node, ast.Attribute):
            text = ast.unparse(node)
            if text.startswith(("geo.", "layers.")):
                yield text, node.lineno


def past_a_door(name, importer):
    """The sub-package past whose door the module at `importer` reaches for `name`, or None."""
    first, *rest = name.split(".")
    package = ROOT.joinpath(first, *rest[:1])
    if len(rest) < 2 or package not in SUB_PACKAGES or package in importer.parents:
        return None
    return package if rest[1] in behind(package) - set(stub_names(package)) else None


def test_a_module_behind_a_door_is_recognized():
    text = """
import geo
import geo.files
import geo.files.temporary  # past
from geo.files import temporary, scratch  # past
from geo.formats.text.csv import text_table  # past
geo.files.temporary.scratch()  # past
layers.control_map(geo.read_control("temporary"))
"""
    outside, inside = ROOT / "layers" / "new.py", ROOT / "geo" / "files" / "new.py"
    lines = [
        line for name, line in imported(ast.parse(text)) if past_a_door(name, outside)
    ]
    marked = [n for n, line in enumerate(text.splitlines(), 1) if "# past" in line]
    assert sorted(set(lines)) == marked
    assert past_a_door("geo.files.temporary.scratch", inside) is None


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_names_of_other_sub_packages_come_from_their_doors(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    past = [
        f"line {line}: {name}; import it from {dotted(package)}"
        for name, line in imported(tree)
        if (package := past_a_door(name, path))
    ]
    assert not past, "\n".join(past)


@pytest.mark.parametrize("package", SUB_PACKAGES, ids=dotted)
def test_a_door_has_three_lines_on_what_is_behind_it(package):
    tree = ast.parse((package / "__init__.py").read_text(encoding="utf-8"))
    lines = [line for line in (ast.get_docstring(tree) or "").splitlines() if line]
    assert len(lines) == 3, "what comes in, what goes out, which file to open first"
    first = re.search(r"Start with `([\w/.]+)`", lines[2])
    assert first and (package / first[1]).exists()


@pytest.mark.parametrize("package", PACKAGES, ids=dotted)
def test_a_door_gives_what_its_stub_says(package):
    names = stub_names(package)
    door = importlib.import_module(dotted(package))
    assert set(door.__all__) == set(names)
    for name, module in names.items():
        home = importlib.import_module(f"{dotted(package)}.{module}")
        assert hasattr(home, name)
        assert not isinstance(getattr(door, name), ModuleType), name


@pytest.mark.parametrize("package", PACKAGES, ids=dotted)
def test_no_name_of_a_door_is_that_of_a_module_behind_it(package):
    """Python would put the module in its place when that is imported."""
    assert not set(stub_names(package)) & behind(package)
