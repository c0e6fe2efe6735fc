"""Print the message for each hostile file.

PYTHONPATH=tests python -m hostile            all of them
PYTHONPATH=tests python -m hostile XML rows   the classes with such a word in their title
PYTHONPATH=tests python -m hostile --write    also the table in geo/README.md
"""

import re
import sys
import tempfile
from pathlib import Path

from hostile.corpus import kinds, table
from hostile.judged import example, problems, run
from hostile.runner import Runner

README = Path(__file__).resolve().parents[2] / "geo" / "README.md"
MARK = "<!-- hostile files, from tests/hostile -->\n"


def main(arguments: list[str]) -> int:
    quiet = "--quiet" in arguments
    words = [one for one in arguments if not one.startswith("--")]
    runner = Runner()
    examples: dict[str, str] = {}
    failed = 0
    seconds = 0.0
    for kind in kinds():
        if words and not any(word.lower() in kind.title.lower() for word in words):
            continue
        print(f"\n{kind.title} ({len(kind.cases)})")
        for case in kind.cases:
            with tempfile.TemporaryDirectory() as place:
                found, left = run(case, runner, Path(place) / "case")
            wrong = problems(case, found, left)
            failed += bool(wrong)
            seconds += found.cpu_s
            told = example(case, found)
            spent = f"{found.cpu_s:.1f} s, {found.memory_mb:.0f} MB"
            if not quiet or wrong:
                print(f"  {case.name} ({spent})\n    {told}")
            for one in wrong:
                print(f"    WRONG {one}")
            examples.setdefault(kind.title, told)
    runner.close()
    print(f"\n{failed} wrong, {seconds:.0f} s of a processor in all")
    if "--write" in arguments and not words:
        text = README.read_text(encoding="utf-8")
        before, _, after = text.partition(MARK)
        after = after[re.search(r"\n\n|\Z", after).start() :]
        README.write_text(
            before + MARK + table(examples).rstrip("\n") + (after or "\n"),
            encoding="utf-8",
        )
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
