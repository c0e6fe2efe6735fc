"""Files of `assets`, and templates filled with values.

Only this module uses Jinja and knows where the assets are.
"""

import re
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2

# How JSON is written: in few bytes, and without what browsers do not read.
JSON: dict[str, Any] = {
    "separators": (",", ":"),
    "ensure_ascii": False,
    "allow_nan": False,
}

_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


@cache
def template(name: str) -> jinja2.Template:
    """A template of `assets/templates`; values are escaped unless they are Markup."""
    environment = jinja2.Environment(
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        loader=jinja2.FunctionLoader(_source),
    )
    environment.policies["json.dumps_kwargs"] = JSON
    return environment.get_template(name)


def _source(name: str) -> str:
    """A template without the indentation of markup, 2 kB of each page."""
    text = asset(f"templates/{name}")
    return _INDENT.sub("", text) if name.endswith(".html") else text


def asset(name: str) -> str:
    """The text of a file by its path in `assets`, as "app/embed.js"."""
    return (files("layers") / "assets" / name).read_text(encoding="utf-8")
