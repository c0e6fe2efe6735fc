"""Our scripts and stylesheets, joined and packed for a page with what they need."""

import base64
import gzip
import json
import re
from collections.abc import Sequence
from functools import cache
from posixpath import dirname, join, normpath
from typing import Any

from layers.output import JSON, asset
from layers.page.libraries import Linked, leaflet_js

ENTRY = "app/app.mjs"
LOADER = "app/load.mjs"
# Each page of a document runs the modules for itself, with the Leaflet that it was given.
OURS = """(function (root) {{
"use strict";
const {{ L }} = root;
{modules}
start(root, root.querySelector(":scope > .data"));
}})(document.currentScript.parentElement);
"""
# A document with an AMD loader must not take Leaflet for one of its modules.
WITHOUT_AMD = """(function (define) {{{leaflet}
}})();"""

_IMPORT = re.compile(
    r'^import\s*\{[^}]*\}\s*from\s*"(\.[\w./-]+\.mjs)";\n', re.MULTILINE
)
# Comments on lines of their own: a fifth of the zipped script.
_AFTER_NAME = re.compile(r"^([-\w]+): ", re.MULTILINE)  # of a property
_LINE_END = re.compile(r"(?<=[{};,])\n")
_COMMENT = re.compile(r"^ *(?://.*|/\*(?:[^*]|\*(?!/))*\*/)\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(async )?function|const|class)", re.MULTILINE)


def style(names: Sequence[str]) -> str:
    """Our stylesheets as one, without comments, and with few blanks and ends of lines.

    They are not zipped, because the page needs them before its script runs.
    """
    lines = "\n".join(
        _COMMENT.sub("", asset(f"styles/{name}")) for name in names
    ).splitlines()
    text = "\n".join(line.strip() for line in lines if line.strip())
    return _LINE_END.sub("", _AFTER_NAME.sub(r"\1:", text))


def script(entry: str = ENTRY) -> str:
    """Modules as one script, each after those it imports, without imports, exports and comments.

    The rules that make this safe: modules import names from relative paths without `as`, no two of
    them use the same name at top level, and a line that begins like a comment is one (tests check
    these rules).
    """
    done: dict[str, str] = {}

    def add(name: str) -> None:
        text = asset(name)
        for relative in _IMPORT.findall(text):
            other = normpath(join(dirname(name), relative))
            if other not in done:
                add(other)
        done[name] = _COMMENT.sub("", _EXPORT.sub("", _IMPORT.sub("", text)))

    add(entry)
    return "\n".join(done.values())


def zip_json(data: dict[str, Any]) -> str:
    """`data` as JSON, gzipped, in base64."""
    text = json.dumps(data, **JSON).encode("utf-8")
    return base64.b64encode(gzip.compress(text, 9, mtime=0)).decode("ascii")


@cache
def scripts(
    more: tuple[Linked, ...], mapped: bool = True
) -> tuple[str, tuple[str, ...]]:
    """Leaflet, what layers need beside it and our modules, zipped; and the texts that run.

    A page without a map has our modules alone.
    """
    source = leaflet_js()
    (version,) = re.findall(r"\* Leaflet ([\d.]+),", source)
    leaflet = WITHOUT_AMD.format(leaflet=source) if mapped else ""
    ours = OURS.format(modules=script())
    beside = [file.script() for file in more]
    packed = zip_json(
        {"leaflet": leaflet, "version": version, "more": beside, "ours": ours}
    )
    texts = [leaflet, *(file.text for file in more), ours]
    return packed, tuple(text for text in texts if text)
