"""All hostile files: every module beside this one that has `KINDS` gives its own."""

import importlib
import pkgutil
import re
from pathlib import Path

from hostile.case import Kind

# The tests listen on any free port.
_PORT = re.compile(r"(127\.0\.0\.1):\d+")

HEAD = ("class", "files", "what happens", "for example")


def kinds() -> list[Kind]:
    """The classes of all modules, in order of the names of these."""
    names = sorted(
        one.name for one in pkgutil.iter_modules([str(Path(__file__).parent)])
    )
    modules = (
        importlib.import_module(f"hostile.{name}") for name in names if name[0] != "_"
    )
    return [kind for module in modules for kind in getattr(module, "KINDS", ())]


def table(examples: dict[str, str]) -> str:
    """The classes as a Markdown table; `examples` are sentences by title."""
    all_kinds = kinds()
    total = sum(len(kind.cases) for kind in all_kinds)
    lines = [f"| {' | '.join(HEAD)} |", "| --- " * len(HEAD) + "|"]
    for kind in all_kinds:
        example = examples[kind.title].replace("`", "'").replace("|", "\\|")
        example = _PORT.sub(r"\1:8000", example)
        cells = (kind.title, str(len(kind.cases)), kind.happens, f"`{example}`")
        lines.append(f"| {' | '.join(cells)} |")
    lines.append(f"| all | {total} | | |")
    return "\n".join(lines) + "\n"
