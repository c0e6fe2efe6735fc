"""What pages carry: our scripts, stylesheets and templates, and Leaflet.

This room alone knows Jinja and where the assets lie.
"""

import base64
import gzip
import json
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2

from layers.page.leaflet import published
from layers.page.libraries import Linked

ENTRY = "timeline.mjs"
LOADER = "load.mjs"
# Each page of a document runs the modules for itself, with the Leaflet that it was given.
OURS = """(function (root) {{
"use strict";
const {{ L }} = root;
{modules}
start(root, root.querySelector(":scope > .data"));
}})(document.currentScript.parentElement);
"""
# A document that has an AMD loader must not take Leaflet for one of its modules.
WITHOUT_AMD = """(function (define) {{{leaflet}
}})();"""

_JSON: dict[str, Any] = {
    "separators": (",", ":"),
    "ensure_ascii": False,
    "allow_nan": False,  # browsers do not read it
}
_IMPORT = re.compile(
    r'^import\s*\{[^}]*\}\s*from\s*"\./([\w-]+\.mjs)";\n', re.MULTILINE
)
# Comments that have their lines to themselves: a fifth of the page's own script when it is zipped.
_COMMENT = re.compile(r"^ *(?://.*|/\*(?:[^*]|\*(?!/))*\*/)\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(async )?function|const|class)", re.MULTILINE)


def style(names: Sequence[str]) -> str:
    """Our stylesheets as one, without comments and indents: they are not zipped, for they stand
    in the page before its script runs."""
    lines = "\n".join(_COMMENT.sub("", asset(name)) for name in names).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def script(entry: str = ENTRY) -> str:
    """Our modules as one, each after those it imports, without import, export and comments.

    The rules that make this safe: modules import by name from files beside them, without `as`, no
    two of them use the same name at top level, and a line that begins like a comment is one (tests
    hold them to it).
    """
    done: dict[str, str] = {}

    def add(name: str) -> None:
        text = asset(name)
        for other in _IMPORT.findall(text):
            if other not in done:
                add(other)
        done[name] = _COMMENT.sub("", _EXPORT.sub("", _IMPORT.sub("", text)))

    add(entry)
    return "\n".join(done.values())


def leaflet_css(pictures: bool = True) -> str:
    """Leaflet's stylesheet with its pictures inside, or none."""

    def picture(found: re.Match[str]) -> str:
        return f"url({_picture(found[1])})" if pictures else "none"

    css = published("leaflet.css").decode("utf-8")
    return re.sub(r"url\((images/[\w.-]+)\)", picture, css)


def leaflet_js() -> str:
    """Leaflet's script, without the address of its source map."""
    return re.sub(
        r"//# sourceMappingURL=.*", "", published("leaflet.js").decode("utf-8")
    )


def zipped(data: dict[str, Any]) -> str:
    """`data` as JSON, gzipped, in base64."""
    text = json.dumps(data, **_JSON).encode("utf-8")
    return base64.b64encode(gzip.compress(text, 9, mtime=0)).decode("ascii")


@cache
def scripts(
    more: tuple[Linked, ...], mapped: bool = True
) -> tuple[str, tuple[str, ...]]:
    """Leaflet, what layers need beside it and our modules, zipped: else half of all the page.

    Of a page without a map our modules alone. With them come the texts that run.
    """
    source = leaflet_js()
    (version,) = re.findall(r"\* Leaflet ([\d.]+),", source)
    leaflet = WITHOUT_AMD.format(leaflet=source) if mapped else ""
    ours = OURS.format(modules=script())
    beside = [one.script() for one in more]
    packed = zipped(
        {"leaflet": leaflet, "version": version, "more": beside, "ours": ours}
    )
    texts = [leaflet, *(one.text for one in more), ours]
    return packed, tuple(text for text in texts if text)


@cache
def template(name: str) -> jinja2.Template:
    """A template of the assets; what it is filled with is escaped unless it is Markup."""
    room = jinja2.Environment(
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        loader=jinja2.FunctionLoader(asset),
    )
    room.policies["json.dumps_kwargs"] = _JSON
    return room.get_template(name)


def asset(name: str) -> str:
    """The text of a file of the assets."""
    return (files("layers") / "assets" / name).read_text(encoding="utf-8")


def _picture(name: str) -> str:
    return "data:image/png;base64," + base64.b64encode(published(name)).decode("ascii")


def pins() -> dict[str, str]:
    """Pictures of Leaflet's default marker, which it would look for beside its stylesheet."""
    return {
        "iconUrl": _picture("images/marker-icon.png"),
        "iconRetinaUrl": _picture("images/marker-icon-2x.png"),
        "shadowUrl": _picture("images/marker-shadow.png"),
    }
