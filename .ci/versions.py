#!/usr/bin/env python3
"""Run the tests on the oldest and the newest versions, on each Python of this machine.

    python .ci/versions.py [NAME ...] [-- PYTEST ARGUMENTS]

A NAME is one of `oldest-3.11`, `newest-3.11`, `newest-3.12` and so on; the default is all. Each
has a virtual environment in `.versions/` and takes as long as `make test`. Versions, results and a
hash of the areas of the story are written to `.ci/VERSIONS.md`, one row per run; other rows are
kept.
"""

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from datetime import date
from pathlib import Path

from pins import NEWEST, OLDEST, ROOT, venv_python

FOLDER, REPORT = ROOT / ".versions", ROOT / ".ci" / "VERSIONS.md"
PYTHONS = ("3.11", "3.12", "3.13")
INTRODUCTION = """# Versions that the tests ran on

Written by `make versions`. The oldest versions are the minimums of `setup.cfg`, the newest those
of `.ci/constraints.txt`. The last column is a hash of all areas of the built-in story, rounded to
0.001 km2: it must be the same in every row.

"""
COLUMNS = (
    "run", "date", "Python", "numpy", "pandas", "geopandas", "shapely", "GEOS", "GDAL", "PROJ",
    "pyarrow", "folium", "tests", "passed", "skipped", "failed", "story",
)  # fmt: skip
SCRIPT = """
import hashlib, json, platform
import folium, geopandas, numpy, pandas, pyarrow, pyogrio, pyproj, shapely
import geo
areas = geo.areas(geo.read_control())
rows = [
    f"{row.date:%Y-%m-%d},{row.actor},{row.status},{row.area_km2:.3f}"
    for row in areas.itertuples()
]
modules = (numpy, pandas, geopandas, shapely, pyarrow, folium)
row = {module.__name__: module.__version__ for module in modules}
row["Python"] = platform.python_version()
row["GEOS"] = ".".join(map(str, shapely.geos_version))
row["GDAL"] = ".".join(map(str, pyogrio.__gdal_version__))
row["PROJ"] = pyproj.proj_version_str
row["story"] = hashlib.sha256("\\n".join(rows).encode()).hexdigest()[:12]
print(json.dumps(row))
"""


def python_of(version: str) -> str | None:
    """The path of a Python of `version`, by .ci/pythons."""
    pythons = subprocess.run(
        [ROOT / ".ci" / "pythons"], check=True, capture_output=True, text=True
    )
    for python in pythons.stdout.split():
        answer = subprocess.run([python, "--version"], capture_output=True, text=True)
        if answer.stdout.startswith(f"Python {version}."):
            return python
    return None


def run(name: str, arguments: list[str]) -> dict[str, str] | None:
    """Columns of the run `name`; None if its Python is missing."""
    pins, version = name.split("-")
    python = python_of(version)
    if python is None:
        print(f"{name}: skipped (no Python {version})", file=sys.stderr)
        return None
    folder = FOLDER / name
    inside = str(venv_python(folder))
    if not Path(inside).exists():
        subprocess.run([python, "-m", "venv", folder], check=True)
    constraints = {"oldest": OLDEST, "newest": NEWEST}[pins]
    options = ["--quiet", "-c", str(constraints), "--editable", f"{ROOT}[test]"]
    subprocess.run([inside, "-m", "pip", "install", *options], check=True)
    report = folder / "report.xml"
    # as `make test` does
    parallel = ["-n", "2", "--dist", "worksteal"]
    options = ["-q", *parallel, f"--junitxml={report}", *arguments]
    subprocess.run([inside, "-m", "pytest", *options], cwd=ROOT)
    (suite,) = ElementTree.parse(report).getroot().iter("testsuite")
    count = {
        key: int(suite.get(key, 0))
        for key in ("tests", "skipped", "failures", "errors")
    }
    failed = count["failures"] + count["errors"]
    story = subprocess.run(
        [inside, "-c", SCRIPT], cwd=ROOT, check=True, capture_output=True
    )
    return {
        **json.loads(story.stdout),
        "run": name,
        "date": f"{date.today()}",
        "tests": _selection(arguments),
        "passed": str(count["tests"] - count["skipped"] - failed),
        "skipped": str(count["skipped"]),
        "failed": str(failed),
    }


def _selection(arguments: list[str]) -> str:
    """A short form of the arguments of pytest, with the number of files."""
    files = [text for text in arguments if text.endswith(".py")]
    rest = [text for text in arguments if text not in files]
    counted = f"{len(files)} file{'s' * (len(files) != 1)}"
    return " ".join([counted, *rest] if files else rest) or "all"


def read_rows() -> dict[str, str]:
    """Rows of the existing table, by the name of the run."""
    if not REPORT.exists():
        return {}
    lines = REPORT.read_text(encoding="utf-8").splitlines()
    return {
        match[1]: line
        for line in lines
        if (match := re.match(r"\| ([a-z]+-[\d.]+) \|", line))
    }


def main(arguments: list[str]) -> None:
    names, more = arguments, []
    if "--" in arguments:
        place = arguments.index("--")
        names, more = arguments[:place], arguments[place + 1 :]
    every = [f"oldest-{PYTHONS[0]}", *(f"newest-{version}" for version in PYTHONS)]
    if unknown := set(names) - set(every):
        sys.exit(f"unknown run ({unknown.pop()}); use one of {', '.join(every)}")
    failed = False
    for name in names or every:
        columns = run(name, more)
        if columns is None:
            continue
        failed |= columns["failed"] != "0"
        cells = " | ".join(columns[column] for column in COLUMNS)
        rows = read_rows() | {name: f"| {cells} |"}
        head = [f"| {' | '.join(COLUMNS)} |", "| --- " * len(COLUMNS) + "|"]
        lines = head + [rows[key] for key in every if key in rows]
        REPORT.write_text(INTRODUCTION + "\n".join(lines) + "\n", encoding="utf-8")
    sys.exit(failed)


if __name__ == "__main__":
    main(sys.argv[1:])
