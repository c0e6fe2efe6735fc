"""What must hold for every hostile file."""

import re
import shutil
from pathlib import Path

from hostile.case import Case
from hostile.runner import MEMORY_MB, Answer, Run, Runner

_LONGEST = 400  # letters of a sentence that somebody reads
_OUTPUTS = {
    "areas": "new/areas.csv",
    "changes": "new/changes.csv",
    "map": "new/map.html",
}

# C0 and C1 but for the end of a line, and what turns the direction of the text after it.
_CONTROL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\udc80-\udcff]"
)
# Words of libraries and of the machine, which do not help people who draw maps.
_FOREIGN = re.compile(
    r"traceback|exception|\b0x[0-9a-f]{6,}|<\w+ object|errno|\b(?-i:None|NaT|NoneType)\b|"
    r"gdal|\bogr|\bgeos\b|pyogrio|fiona|shapely|pyproj|numpy|pandas|pyarrow|\barrow\b|simdjson|"
    r"expat|sqlite_|\w+Error\b",
    re.I,
)
_END = re.compile(r"[\w)”\"'.}\]>?]$")


def run(case: Case, runner: Runner, place: Path) -> tuple[Run, str]:
    """Make a case in `place`, call `check` and its own command; the run, and files left behind."""
    folder, scratch = place / "in", place / "scratch"
    for one in (folder, scratch):
        one.mkdir(parents=True)
    try:
        source = case.make(folder)
        before = _inside(folder)
        output = _OUTPUTS[case.command]
        calls = [
            ["check", *case.options, "--", source],
            [case.command, "-o", output, *case.options, *case.own, "--", source],
        ]
        found = runner.run(folder, scratch, calls)
        left = sorted(_inside(folder) - before - {"new", output}) + sorted(
            _inside(scratch)
        )
        written = (folder / output).exists()
    finally:
        for one in place.rglob("*"):  # some cases remove the rights to read or remove
            if one.is_dir() and not one.is_symlink():
                one.chmod(0o700)
        shutil.rmtree(place)
    if written != (case.code == 0):
        left.append(output if written else f"no {output}")
    return found, ", ".join(left)


def problems(case: Case, found: Run, left: str) -> list[str]:
    """Problems with the run of a case; none if all is well."""
    wrong = []
    if found.killed:
        wrong.append(f"ended by {found.killed}")
    if len(found.answers) < 2:
        wrong.append("a call that did not end")
    if found.memory_mb > MEMORY_MB:
        wrong.append(f"took {found.memory_mb:.0f} MB")
    if left:
        wrong.append(f"left behind: {left}")
    codes = (case.code if case.checked is None else case.checked, case.code)
    for answer, code, call in zip(found.answers, codes, ("check", case.command)):
        if found_wrong := _of_answer(case, answer, code, call):
            said = (answer.err or answer.out).strip()[-200:]
            wrong.append(f"{call}: {', '.join(found_wrong)} ({said})")
    return [f"{case.name}: {one}" for one in wrong]


def sentence(answer: Answer) -> str:
    """The error message of a call; empty if there is none."""
    last = answer.err.removesuffix("\n").rpartition("\n")[2]
    return last.removeprefix("Error: ") if last.startswith("Error: ") else ""


def example(case: Case, found: Run) -> str:
    """The message for a case: the error, or the line that matches."""
    answer = found.answers[-1]
    lines = answer.err.splitlines()
    told = [line for line in lines if re.search(case.says, line)]
    return sentence(answer) or next(iter(told), "")


def _of_answer(case: Case, answer: Answer, code: int, call: str) -> list[str]:
    wrong = []
    if answer.code != code:
        wrong.append(f"exit code {answer.code}, not {code}")
    for text in (answer.out, answer.err):
        if found := _CONTROL.search(text):
            wrong.append(f"U+{ord(found[0]):04X} on the terminal")
    told = sentence(answer)
    if bool(told) != (answer.code != 0) and not (call == "check" and answer.out):
        wrong.append("no sentence" if answer.code else "a sentence, and exit code 0")
    if told and answer.out:
        wrong.append("a sentence, and a result")
    if answer.err.count("Error:") > 1:
        wrong.append("more than one sentence")
    if len(told) > _LONGEST:
        wrong.append(f"a sentence of {len(told)} letters")
    if told and not _END.search(told):
        wrong.append("a sentence that ends with garbage")
    if found := _FOREIGN.search(answer.err):
        wrong.append(f"{found[0]!r} on the terminal")
    if not code and case.code:  # `check` is not asked what `command` is
        return wrong
    said = told or f"{answer.out}\n{answer.err}"
    # a finding is set in lines as wide as the terminal
    if not re.search(case.says, said) and not re.search(
        case.says, " ".join(said.split())
    ):
        wrong.append(f"{case.says!r} is not in it")
    return wrong


def _inside(folder: Path) -> set[str]:
    return {str(one.relative_to(folder)) for one in folder.rglob("*")}
