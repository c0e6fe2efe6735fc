#!/usr/bin/env python3
"""Which versions are installed: the oldest that setup.cfg accepts, and the newest there are.

    python .ci/pins.py oldest                     into .ci/oldest.txt: every floor of setup.cfg
    python .ci/pins.py newest [PYTHON ...]        into .ci/constraints.txt: what pip takes today

Both are constraints for pip (`pip install -c FILE .`). The newest are asked for with each PYTHON
named, for not every version runs on all; whatever differs is told apart by markers. Nothing is
installed. Hashes are left out: pip takes them for all or none, and a folder has none, so that
`pip install .` would be refused; a version that an index has once shown keeps its files.
"""

import configparser
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OLDEST, NEWEST = ROOT / ".ci" / "oldest.txt", ROOT / ".ci" / "constraints.txt"
EXTRAS = "dev,mutants"  # which hold all others
_REQUIREMENT = re.compile(
    r"([\w.-]+)(?:\[[\w,]+\])?\s*(?:[>=]=)\s*([\w.]+)([^;]*)(;.*)?$"
)


def floors() -> dict[str, str]:
    """The oldest version of each requirement of setup.cfg, with its marker."""
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    lists = [setup["options"]["install_requires"]]
    lists += [text for name, text in setup["options.extras_require"].items()]
    found = {}
    for line in "\n".join(lists).splitlines():
        line = line.strip()
        if not line or line.startswith(("#", "controlmap[")):
            continue
        told = _REQUIREMENT.match(line)
        if told is None:
            sys.exit(f"setup.cfg: {line}: no oldest version; write it as name>=version")
        found[told[1].lower()] = told[2] + (told[4] or "")
    return found


def resolved(python: str) -> tuple[str, dict[str, str]]:
    """The version of `python`, as 3.11, and by name the versions that pip would install there."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([python, "-m", "venv", folder], check=True)
        inside = venv_python(Path(folder))
        report = Path(folder) / "report.json"
        asked = ["--dry-run", "--ignore-installed", "--quiet", "--report", str(report)]
        what = [f"{ROOT}[{EXTRAS}]", *_built_with()]
        subprocess.run([inside, "-m", "pip", "install", *asked, *what], check=True)
        told = json.loads(report.read_text(encoding="utf-8"))
    versions = {
        re.sub(r"[-_.]+", "-", one["metadata"]["name"]).lower(): one["metadata"][
            "version"
        ]
        for one in told["install"]
    }
    del versions["controlmap"]
    versions.pop("pip", None)  # whichever a Python came with will do
    return told["environment"]["python_version"], versions


def venv_python(folder: Path) -> Path:
    """The Python of the virtual environment in `folder`."""
    windows = sys.platform == "win32"
    return folder / ("Scripts/python.exe" if windows else "bin/python")


def _built_with() -> list[str]:
    """What a build needs, which pip looks for anew each time it installs the folder."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return re.findall(r'"([\w.-]+[>=]=[\w.]+)"', text)


def merged(found: dict[str, dict[str, str]]) -> list[str]:
    """Lines of constraints that hold on each Python of `found`; other Pythons as the nearest."""
    pythons = sorted(found, key=lambda text: [int(part) for part in text.split(".")])
    lines = []
    for name in sorted(set().union(*found.values())):
        spans: list[list[str]] = []  # version, first and last Python
        for python in pythons:
            version = found[python].get(name)
            if spans and spans[-1][0] == version:
                spans[-1][2] = python
            elif version is not None:
                spans.append([version, python, python])
        for version, first, last in spans:
            bounds = []
            if first != pythons[0]:
                bounds.append(f'python_version >= "{first}"')
            if last != pythons[-1]:
                bounds.append(f'python_version <= "{last}"')
            marker = f"; {' and '.join(bounds)}" if bounds else ""
            lines.append(f"{name}=={version}{marker}")
    return lines


def main(words: list[str]) -> None:
    match words:
        case ["oldest"]:
            head = (
                "# The oldest versions that setup.cfg accepts, on which the tests pass."
            )
            lines = [f"{name}=={version}" for name, version in sorted(floors().items())]
            path = OLDEST
        case ["newest", *pythons]:
            found = dict(resolved(python) for python in pythons or [sys.executable])
            head = f"# What the tests run on, on Python {', '.join(sorted(found))}."
            lines, path = merged(found), NEWEST
        case _:
            sys.exit(__doc__)
    how = (
        "# Made by `make constraints`; use it as `pip install -c .ci/constraints.txt .`"
    )
    if path == OLDEST:
        how = "# Made from setup.cfg by `make constraints`."
    path.write_text("\n".join([head, how, *lines]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
