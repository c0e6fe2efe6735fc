"""Our scripts and stylesheets, joined and packed for a page with what they need."""

import base64
import gzip
import json
import re
from collections.abc import Sequence
from functools import cache
from posixpath import dirname, join, normpath
from typing import Any

from rcssmin import cssmin
from rjsmin import jsmin

from layers.output import JSON, asset
from layers.page.libraries import Linked, leaflet_js

ENTRY = "app/app.mjs"
LOADER = "app/load.mjs"
# Each page of a document runs the modules for itself, with the Leaflet that it was given.
OURS = """(function (root) {{
"use strict";
const {{ L }} = root;
{modules}
start(root, root.querySelector(":scope > .data")).catch((error) => {{
  root.classList.add("unstarted"); // what the page opens with stays
  throw error;
}});
}})(document.currentScript.parentElement);
"""
# A document with an AMD loader must not take Leaflet for one of its modules.
WITHOUT_AMD = """(function (define) {{{leaflet}
}})();"""

_IMPORT = re.compile(
    r'^import\s*\{[^}]*\}\s*from\s*"(\.[\w./-]+\.mjs)";\n', re.MULTILINE
)
_EXPORT = re.compile(r"^export (?=(async )?function|const|class)", re.MULTILINE)


def style(names: Sequence[str]) -> str:
    """Our stylesheets as one, minified; not zipped, as the page needs them before its script."""
    return str(cssmin("\n".join(asset(f"styles/{name}") for name in names)))


def script(entry: str = ENTRY) -> str:
    """Modules as one minified script, each after those it imports, without imports and exports.

    The rules that make this safe: modules import names from relative paths without `as`, and no
    two of them use the same name at top level (tests check these rules).
    """
    done: dict[str, str] = {}

    def add(name: str) -> None:
        text = asset(name)
        for relative in _IMPORT.findall(text):
            other = normpath(join(dirname(name), relative))
            if other not in done:
                add(other)
        done[name] = _EXPORT.sub("", _IMPORT.sub("", text))

    add(entry)
    return str(jsmin("\n".join(done.values())))


def zip_json(data: dict[str, Any]) -> str:
    """`data` as JSON, gzipped, in base64."""
    text = json.dumps(data, **JSON).encode("utf-8")
    return base64.b64encode(gzip.compress(text, 9, mtime=0)).decode("ascii")


@cache
def scripts(
    more: tuple[Linked, ...], leaflet_styles: str, mapped: bool = True
) -> tuple[str, tuple[str, ...]]:
    """Leaflet, what layers need beside it and our modules, zipped; and the texts that run.

    Leaflet's styles are with it, as nothing looks for them before. A page without a map has our
    modules alone.
    """
    source = leaflet_js()
    (version,) = re.findall(r"\* Leaflet ([\d.]+),", source)
    leaflet = WITHOUT_AMD.format(leaflet=source) if mapped else ""
    ours = OURS.format(modules=script())
    beside = [file.script() for file in more]
    packed = zip_json(
        {
            "leaflet": leaflet,
            "styles": leaflet_styles,
            "version": version,
            "more": beside,
            "ours": ours,
        }
    )
    texts = [leaflet, *(file.text for file in more), ours]
    return packed, tuple(text for text in texts if text)
