"""What the figures were measured on, and the table of the last run in README.md."""

import os
import platform
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pyogrio
import pyproj
import shapely

LIBRARIES = (
    "numpy",
    "shapely",
    "pyproj",
    "pyogrio",
    "fiona",
    "geopandas",
    "pandas",
    "folium",
)
BEGIN, END = "<!-- last run -->", "<!-- end of last run -->"


def facts() -> dict[str, object]:
    """Processor, cores, memory, system and versions; nothing that names this very machine."""
    return {
        "date": date.today().isoformat(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": _memory_gb(),
        "system": platform.system(),
        "python": platform.python_version(),
        "geos": shapely.geos_version_string,
        "gdal": pyogrio.__gdal_version_string__,
        "proj": pyproj.proj_version_str,
        **{name: version(name) for name in LIBRARIES},
    }


def told() -> str:
    """The facts in a sentence or two."""
    known = facts()
    names = ("geos", "gdal", "proj", *LIBRARIES)
    versions = ", ".join(f"{_NAMES.get(name, name)} {known[name]}" for name in names)
    memory = f", {known['memory_gb']} GB" if known["memory_gb"] else ""
    return (
        f"{known['date']}: {known['processor']}, {known['cores']} cores{memory}, "
        f"{known['system']}; Python {known['python']}, {versions}."
    )


_NAMES = {"geos": "GEOS", "gdal": "GDAL", "proj": "PROJ", "numpy": "NumPy"}


def write_table(readme: Path, table: str) -> None:
    """Put the table of this run between the marks in `readme`."""
    text = readme.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    _, tail = rest.split(END)
    body = f"{BEGIN}\n\n{told()}\n\n{table}\n\n{END}"
    readme.write_text(head + body + tail, encoding="utf-8")


def _processor() -> str:
    """Linux tells the model in a file; elsewhere Python knows at least the kind."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(
            line.split(":", 1)[1].strip() for line in lines if "model name" in line
        )
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def _memory_gb() -> int | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9)
    except (AttributeError, ValueError):
        return None
