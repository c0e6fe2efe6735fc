#!/usr/bin/env python3
"""Write LICENCES.md: the licence of every package installed with controlmap, and what needs it.

    python .ci/licences.py

Run it by `make licences`, with all extras installed at the versions of .ci/constraints.txt.
"""

import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PATH = ROOT / "LICENCES.md"
# Extras for users, not those for tests and development.
EXTRAS = ("", "video", "classroom")
INTRODUCTION = """# Licences

Included in pages, tables and pictures:

- **Leaflet** 1.9.4, BSD 2-clause, in every page with a map, with its notice in the page's head.
- Scripts of layers that you add yourself, under the licences of their authors; each keeps the
  notice at the start of its file.
- **DejaVu Sans**, the font in pictures, free to use and embed (Bitstream Vera licence).
- Outlines of **Natural Earth**, public domain. The sources of the built-in story are in
  [geo/data/README.md](geo/data/README.md).
- The code of this repository, [BSD 3-clause](LICENSE).

Packages that `pip install` installs, with the licence that each declares; written by
`make licences`. `needs` names the packages that require it: `-` is controlmap itself, `video` and
`classroom` are extras.

"""


def normalize_name(text: str) -> str:
    """The normalized name of a distribution (PEP 503)."""
    return re.sub(r"[-_.]+", "-", text).lower()


def licence(distribution: metadata.Distribution) -> str:
    """The licence that a distribution declares: an SPDX expression, else its classifiers."""
    fields = distribution.metadata
    if expression := fields.get("License-Expression"):
        return str(expression)
    classifiers = [
        text.rpartition(" :: ")[2]
        for text in fields.get_all("Classifier", [])
        if text.startswith("License :: ") and text != "License :: OSI Approved"
    ]
    if classifiers:
        return ", ".join(classifiers)
    first, *_ = [*str(fields.get("License") or "").strip().splitlines(), ""]
    if 0 < len(first) < 60:
        return first
    for file in distribution.files or ():
        if file.name.upper().startswith("LICEN") and ".dist-info" in str(file):
            if "Permission is hereby granted, free of charge" in file.read_text():
                return "MIT, by its text"
    return "not declared; see its files"


def requirements() -> dict[str, set[str]]:
    """Each distribution that is installed with controlmap, and the names of those that need it."""
    needs: dict[str, set[str]] = {}
    for extra in EXTRAS:
        seen = set()
        for name, extras in _required_by("controlmap", extra):
            needs.setdefault(name, set()).add(extra or "-")
            _add_requirements(name, extras, needs, seen)
    return needs


def _add_requirements(
    name: str,
    extras: frozenset[str],
    needs: dict[str, set[str]],
    seen: set[tuple[str, frozenset[str]]],
) -> None:
    if (name, extras) in seen:
        return
    seen.add((name, extras))
    for extra in ("", *extras):
        for other, of_other in _required_by(name, extra):
            needs.setdefault(other, set()).add(name)
            _add_requirements(other, of_other, needs, seen)


def _required_by(name: str, extra: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Requirements of a distribution for an extra ("" for none), with their own extras."""
    for text in metadata.requires(name) or ():
        requirement = Requirement(text)
        if requirement.marker is not None and not requirement.marker.evaluate(
            {"extra": extra}
        ):
            continue
        if extra and (
            requirement.marker is None or "extra" not in str(requirement.marker)
        ):
            continue
        if normalize_name(requirement.name) == "controlmap":
            for inner in requirement.extras:
                yield from _required_by("controlmap", inner)
            continue
        yield normalize_name(requirement.name), frozenset(requirement.extras)


def table() -> str:
    """All packages as a Markdown table."""
    lines = ["| package | version | licence | needs |", "| --- | --- | --- | --- |"]
    for name, needs in sorted(requirements().items()):
        distribution = metadata.distribution(name)
        reasons = ", ".join(sorted(needs))
        lines.append(
            f"| {name} | {distribution.version} | {licence(distribution)} | {reasons} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    try:
        PATH.write_text(INTRODUCTION + table(), encoding="utf-8")
    except metadata.PackageNotFoundError as missing:
        sys.exit(f"{missing.name}: not installed; run make licences")
