"""Our scripts and styles without what only their readers need: comments, indents, spaces.

No names are changed and nothing is compressed, so what a page runs is what the tests run, line by
line. Only what prettier's own way of writing makes certain is taken away: a line with a template,
a regular expression or a division keeps its inside, for there a space may count.
"""

import re

_NOTE = re.compile(r"^[ \t]*(//|/\*|\*/|\*(?=[ \n])).*\n", re.MULTILINE)
_TAIL = re.compile(r"^([^\"'`/]*?)\s*// .*$")
_STRING = re.compile(r"(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')")
_ROUND = re.compile(
    r" ?([=*<>!&|?:{}(),;\[\]]+) ?"
)  # not + and -: "a - -b" needs its space
_OPEN = tuple("{([,;=&|?:")  # after these a statement goes on, or another may follow


def lean_script(text: str) -> str:
    """JavaScript as prettier writes it, in fewer bytes."""
    found = ""
    for line in _NOTE.sub("", text).splitlines():
        line = _TAIL.sub(r"\1", line.strip())
        if not line:
            continue
        if "`" not in line and "/" not in line:
            parts = _STRING.split(line)
            parts[::2] = [_ROUND.sub(r"\1", part) for part in parts[::2]]
            line = "".join(parts)
        goes_on = "//" not in line and line.endswith(_OPEN)
        found += line if goes_on else f"{line}\n"
    return found


def lean_style(text: str) -> str:
    """CSS as prettier writes it, in fewer bytes."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r" ?([{};,]) ?", r"\1", text)
    # In a selector a space before a colon counts; none of either kind has one after it.
    return text.replace(": ", ":").replace(";}", "}")


def lean_markup(text: str) -> str:
    """HTML without the indents of its lines; lines stay, since a break is a space."""
    return re.sub(r"^[ \t]+", "", text, flags=re.MULTILINE)
