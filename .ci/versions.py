#!/usr/bin/env python3
"""Runs the tests on the oldest and on the newest versions, on each Python that is there.

    python .ci/versions.py [NAME ...] [-- WORDS FOR PYTEST]

A NAME is one of `oldest-3.11`, `newest-3.11`, `newest-3.12` and so on; without one, all are run.
Each has a virtual environment in `.versions/` and takes as long as `make test`. What ran, with
which versions, what came of it and what the story then measures is written to `.ci/VERSIONS.md`,
a row for each; rows of others stay.
"""

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from datetime import date
from pathlib import Path

from pins import NEWEST, OLDEST, ROOT, venv_python

FOLDER, TOLD = ROOT / ".versions", ROOT / ".ci" / "VERSIONS.md"
PYTHONS = ("3.11", "3.12", "3.13")
HEAD = """# What the tests ran on

Written by `make versions`. The oldest versions are the floors of `setup.cfg`, the newest those of
`.ci/constraints.txt`. The last column is a hash of every area of the built-in story as it is
printed, to a thousandth of a square kilometre: it must be the same in every row.

"""
COLUMNS = (
    "run", "date", "Python", "numpy", "pandas", "geopandas", "shapely", "GEOS", "GDAL", "PROJ",
    "pyarrow", "folium", "tests", "passed", "skipped", "failed", "story",
)  # fmt: skip
ASK = """
import hashlib, json, platform
import folium, geopandas, numpy, pandas, pyarrow, pyogrio, pyproj, shapely
import geo
areas = geo.areas(geo.read_control())
rows = [
    f"{row.date:%Y-%m-%d},{row.actor},{row.status},{row.area_km2:.3f}"
    for row in areas.itertuples()
]
modules = (numpy, pandas, geopandas, shapely, pyarrow, folium)
told = {one.__name__: one.__version__ for one in modules}
told["Python"] = platform.python_version()
told["GEOS"] = ".".join(map(str, shapely.geos_version))
told["GDAL"] = ".".join(map(str, pyogrio.__gdal_version__))
told["PROJ"] = pyproj.proj_version_str
told["story"] = hashlib.sha256("\\n".join(rows).encode()).hexdigest()[:12]
print(json.dumps(told))
"""


def python_of(version: str) -> str | None:
    """A Python of that version, as .ci/pythons finds it."""
    here = subprocess.run(
        [ROOT / ".ci" / "pythons"], check=True, capture_output=True, text=True
    )
    for python in here.stdout.split():
        asked = subprocess.run([python, "--version"], capture_output=True, text=True)
        if asked.stdout.startswith(f"Python {version}."):
            return python
    return None


def run(name: str, words: list[str]) -> dict[str, str] | None:
    """What came of the run called `name`; None where its Python is missing."""
    pins, version = name.split("-")
    python = python_of(version)
    if python is None:
        print(f"{name}: no Python {version} here, left out", file=sys.stderr)
        return None
    folder = FOLDER / name
    inside = str(venv_python(folder))
    if not Path(inside).exists():
        subprocess.run([python, "-m", "venv", folder], check=True)
    constraints = {"oldest": OLDEST, "newest": NEWEST}[pins]
    what = ["--quiet", "-c", str(constraints), "--editable", f"{ROOT}[test]"]
    subprocess.run([inside, "-m", "pip", "install", *what], check=True)
    report = folder / "report.xml"
    # as `make test` does
    side = ["-n", "2", "--dist", "loadfile"]
    asked = [inside, "-m", "pytest", "-q", *side, f"--junitxml={report}", *words]
    subprocess.run(asked, cwd=ROOT)
    (suite,) = ElementTree.parse(report).getroot().iter("testsuite")
    count = {
        key: int(suite.get(key, 0))
        for key in ("tests", "skipped", "failures", "errors")
    }
    failed = count["failures"] + count["errors"]
    told = subprocess.run(
        [inside, "-c", ASK], cwd=ROOT, check=True, capture_output=True
    )
    return {
        **json.loads(told.stdout),
        "run": name,
        "date": f"{date.today()}",
        "tests": _told(words),
        "passed": str(count["tests"] - count["skipped"] - failed),
        "skipped": str(count["skipped"]),
        "failed": str(failed),
    }


def _told(words: list[str]) -> str:
    """Which tests were asked for; files are counted."""
    files = [one for one in words if one.endswith(".py")]
    rest = [one for one in words if one not in files]
    counted = f"{len(files)} file{'s' * (len(files) != 1)}"
    return " ".join([counted, *rest] if files else rest) or "all"


def kept() -> dict[str, str]:
    """Rows of the table as it is, by the name of the run."""
    if not TOLD.exists():
        return {}
    lines = TOLD.read_text(encoding="utf-8").splitlines()
    return {
        told[1]: line
        for line in lines
        if (told := re.match(r"\| ([a-z]+-[\d.]+) \|", line))
    }


def main(words: list[str]) -> None:
    names, more = words, []
    if "--" in words:
        place = words.index("--")
        names, more = words[:place], words[place + 1 :]
    every = [f"oldest-{PYTHONS[0]}", *(f"newest-{version}" for version in PYTHONS)]
    if unknown := set(names) - set(every):
        sys.exit(f"{unknown.pop()}: not a run; one of {', '.join(every)}")
    failed = False
    for name in names or every:
        found = run(name, more)
        if found is None:
            continue
        failed |= found["failed"] != "0"
        rows = kept() | {name: f"| {' | '.join(found[column] for column in COLUMNS)} |"}
        head = [f"| {' | '.join(COLUMNS)} |", "| --- " * len(COLUMNS) + "|"]
        lines = head + [rows[one] for one in every if one in rows]
        TOLD.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    sys.exit(failed)


if __name__ == "__main__":
    main(sys.argv[1:])
