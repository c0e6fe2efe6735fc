"""Packages use each other through their doors, which are lists of names, and nothing behind."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = sorted(
    door.parent
    for top in ("geo", "layers")
    for door in (ROOT / top).rglob("__init__.py")
    if door.parent.name != top
)


def imported(path):
    """Full names of the modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_a_package_imports_no_module_behind_the_door_of_another(package):
    own = package.relative_to(ROOT).parts[:2]
    behind = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in package.glob("*.py")
        for name in imported(path)
        if name.split(".")[0] in ("geo", "layers")
        and len(name.split(".")) > 2
        and tuple(name.split(".")[:2]) != own
    ]
    assert behind == []
