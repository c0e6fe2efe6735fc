#!/usr/bin/env python3
"""Write constraints for pip: the oldest versions that setup.cfg accepts, or the newest.

    python .ci/pins.py oldest                     into .ci/oldest.txt: every minimum of setup.cfg
    python .ci/pins.py newest [PYTHON ...]        into .ci/constraints.txt: what pip installs today

Use them by `pip install -c FILE .`. The newest versions are resolved for each PYTHON, because not
every version runs on all; differences get markers. Nothing is installed. There are no hashes: pip
requires them for all packages or none, and a folder has none, so that `pip install .` would fail.
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
EXTRAS = "dev,mutants"  # which include all others
_REQUIREMENT = re.compile(
    r"([\w.-]+)(?:\[[\w,]+\])?\s*(?:[>=]=)\s*([\w.]+)([^;]*)(;.*)?$"
)


def floors() -> dict[str, str]:
    """The minimum version of each requirement of setup.cfg, with its marker."""
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    lists = [setup["options"]["install_requires"]]
    lists += [text for name, text in setup["options.extras_require"].items()]
    versions = {}
    for line in "\n".join(lists).splitlines():
        line = line.strip()
        if not line or line.startswith(("#", "controlmap[")):
            continue
        match = _REQUIREMENT.match(line)
        if match is None:
            sys.exit(
                f"setup.cfg: no minimum version ({line}); write it as name>=version"
            )
        versions[match[1].lower()] = match[2] + (match[4] or "")
    return versions


def resolve(python: str) -> tuple[str, dict[str, str]]:
    """The version of `python`, such as 3.11, and the versions that pip would install, by name."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([python, "-m", "venv", folder], check=True)
        inside = venv_python(Path(folder))
        report = Path(folder) / "report.json"
        options = [
            "--dry-run",
            "--ignore-installed",
            "--quiet",
            "--report",
            str(report),
        ]
        targets = [f"{ROOT}[{EXTRAS}]", *_build_requirements()]
        command = [inside, "-m", "pip", "install", *options, *targets]
        subprocess.run(command, check=True)
        plan = json.loads(report.read_text(encoding="utf-8"))
    versions = {
        re.sub(r"[-_.]+", "-", package["name"]).lower(): package["version"]
        for package in (entry["metadata"] for entry in plan["install"])
    }
    del versions["controlmap"]
    versions.pop("pip", None)  # the one that Python brings is used
    return plan["environment"]["python_version"], versions


def venv_python(folder: Path) -> Path:
    """The Python of the virtual environment in `folder`."""
    windows = sys.platform == "win32"
    return folder / ("Scripts/python.exe" if windows else "bin/python")


def _build_requirements() -> list[str]:
    """Build requirements, which pip resolves each time it installs the folder."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return re.findall(r'"([\w.-]+[>=]=[\w.]+)"', text)


def merge(versions_by_python: dict[str, dict[str, str]]) -> list[str]:
    """Lines of constraints for all Pythons; those in between or beyond get the nearest."""
    pythons = sorted(
        versions_by_python, key=lambda text: [int(part) for part in text.split(".")]
    )
    lines = []
    for name in sorted(set().union(*versions_by_python.values())):
        spans: list[list[str]] = []  # version, first and last Python
        for python in pythons:
            version = versions_by_python[python].get(name)
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


def main(arguments: list[str]) -> None:
    match arguments:
        case ["oldest"]:
            head = (
                "# The oldest versions that setup.cfg accepts, on which the tests pass."
            )
            lines = [f"{name}=={version}" for name, version in sorted(floors().items())]
            path = OLDEST
        case ["newest", *pythons]:
            newest = dict(resolve(python) for python in pythons or [sys.executable])
            head = (
                f"# Versions that the tests run on, Python {', '.join(sorted(newest))}."
            )
            lines, path = merge(newest), NEWEST
        case _:
            sys.exit(__doc__)
    origin = "# Written by `make constraints`; use it as `pip install -c .ci/constraints.txt .`"
    if path == OLDEST:
        origin = "# Written from setup.cfg by `make constraints`."
    path.write_text("\n".join([head, origin, *lines]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
