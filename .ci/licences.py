#!/usr/bin/env python3
"""Writes LICENCES.md: the licence of everything that is installed with controlmap, and why.

    python .ci/licences.py

Run it where all extras are installed at the versions of .ci/constraints.txt: `make licences`.
"""

import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
TOLD = ROOT / "LICENCES.md"
# Extras that users install; those for tests and development stay with who develops.
EXTRAS = ("", "video", "classroom")
HEAD = """# Licences

What pages, tables and pictures carry to readers:

- **Leaflet** 1.9.4, BSD 2-clause, in every page with a map, with its notice in the page's head.
- Scripts of layers that you add yourself, under the licences of their makers; each keeps the
  notice that its file begins with.
- **DejaVu Sans**, letters in pictures, free to use and embed (Bitstream Vera licence).
- Outlines of **Natural Earth**, public domain. The facts of the built-in story carry the sources
  in [geo/data/README.md](geo/data/README.md).
- The code of this repository, [BSD 3-clause](LICENSE).

What `pip install` brings, as the packages say of themselves; written by `make licences`. `needs`
names what a package is installed for: `-` is controlmap itself, `video` and `classroom` are
extras.

"""


def named(text: str) -> str:
    """The name of a distribution as all spellings have it in common."""
    return re.sub(r"[-_.]+", "-", text).lower()


def licence(one: metadata.Distribution) -> str:
    """The licence that a distribution declares: an SPDX expression, else its classifiers."""
    told = one.metadata
    if expression := told.get("License-Expression"):
        return str(expression)
    classified = [
        text.rpartition(" :: ")[2]
        for text in told.get_all("Classifier", [])
        if text.startswith("License :: ") and text != "License :: OSI Approved"
    ]
    if classified:
        return ", ".join(classified)
    first, *_ = [*str(told.get("License") or "").strip().splitlines(), ""]
    if 0 < len(first) < 60:
        return first
    for file in one.files or ():
        if file.name.upper().startswith("LICEN") and ".dist-info" in str(file):
            if "Permission is hereby granted, free of charge" in file.read_text():
                return "MIT, by its text"
    return "not declared; see its files"


def needed() -> dict[str, set[str]]:
    """Each distribution that is installed with controlmap, and for what."""
    found: dict[str, set[str]] = {}
    for extra in EXTRAS:
        seen = set()
        for name, wanted in _asked("controlmap", extra):
            found.setdefault(name, set()).add(extra or "-")
            _follow(name, wanted, found, seen)
    return found


def _follow(
    name: str,
    wanted: frozenset[str],
    found: dict[str, set[str]],
    seen: set[tuple[str, frozenset[str]]],
) -> None:
    if (name, wanted) in seen:
        return
    seen.add((name, wanted))
    for extra in ("", *wanted):
        for other, more in _asked(name, extra):
            found.setdefault(other, set()).add(name)
            _follow(other, more, found, seen)


def _asked(name: str, extra: str) -> Iterator[tuple[str, frozenset[str]]]:
    """What a distribution asks for, without an extra or for one; what is not installed is told."""
    for text in metadata.requires(name) or ():
        one = Requirement(text)
        if one.marker is not None and not one.marker.evaluate({"extra": extra}):
            continue
        if extra and (one.marker is None or "extra" not in str(one.marker)):
            continue
        if named(one.name) == "controlmap":
            for inner in one.extras:
                yield from _asked("controlmap", inner)
            continue
        yield named(one.name), frozenset(one.extras)


def table() -> str:
    """The list as Markdown."""
    lines = ["| package | version | licence | needs |", "| --- | --- | --- | --- |"]
    for name, why in sorted(needed().items()):
        one = metadata.distribution(name)
        reasons = ", ".join(sorted(why))
        lines.append(f"| {name} | {one.version} | {licence(one)} | {reasons} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    try:
        TOLD.write_text(HEAD + table(), encoding="utf-8")
    except metadata.PackageNotFoundError as missing:
        sys.exit(f"{missing.name} is not installed: run make licences")
