"""Lines of a report: what was measured, what was asked for, and whether it holds."""

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Line:
    """One figure. `least` and `most` are what issue and documentation ask for; None asks nothing.

    `ours` and `known` are what a ratio was made of, in `of`, for those who want to see it.
    """

    what: str
    value: float
    unit: str
    least: float | None = None
    most: float | None = None
    ours: float | None = None
    known: float | None = None
    of: str = ""

    @property
    def holds(self) -> bool:
        enough = self.least is None or self.value >= self.least
        return bool(enough and (self.most is None or self.value <= self.most))

    @property
    def asked(self) -> str:
        if self.least is not None:
            return f"at least {self.least:,g}"
        return f"at most {self.most:,g}" if self.most is not None else ""

    def cells(self) -> tuple[str, ...]:
        """The line as a row of a table: what, value, made of, asked for, whether it holds."""
        made = ""
        if self.ours is not None and self.known is not None:
            made = f"{figure(self.known)} / {figure(self.ours)} {self.of}"
        verdict = ("yes" if self.holds else "**no**") if self.asked else ""
        value = f"{figure(self.value)} {self.unit}".strip()
        return self.what, value, made, self.asked, verdict

    def plain(self) -> dict[str, object]:
        return {**asdict(self), "holds": self.holds}


HEADINGS = ("What", "Measured", "Known way / ours", "Asked for", "Holds")


def faster(what: str, known: float, ours: float, *, least: float | None = None) -> Line:
    """How many times as fast as the known way; `known` and `ours` in seconds."""
    unit, scale = ("s", 1.0) if known >= 1 else ("ms", 1000.0)
    ratio, known, ours = known / ours, known * scale, ours * scale
    return Line(what, ratio, "times", least=least, ours=ours, known=known, of=unit)


def figure(value: float) -> str:
    """Three significant digits, or all of those before the point."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    text = f"{value:.3g}"
    return (
        text if "e" in text else text.rstrip("0").rstrip(".") if "." in text else text
    )


def table(lines: list[Line]) -> str:
    """The lines as a Markdown table whose columns line up in a terminal too."""
    rows = [HEADINGS, *(line.cells() for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    written = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |"
        for row in rows
    ]
    rule = "| " + " | ".join("-" * width for width in widths) + " |"
    return "\n".join([written[0], rule, *written[1:]])


def side_by_side(
    ways: Mapping[str, Callable[[], object]], *, repeats: int = 5, slow_s: float = 4.0
) -> dict[str, float]:
    """Least seconds that each way took, in turns, so that a busy moment hits them all.

    The least is the time least disturbed. A way that takes longer than `slow_s` is run twice
    only: it is disturbed less by the moment, and nobody waits for it gladly.
    """
    least = dict.fromkeys(ways, float("inf"))
    for turn in range(repeats):
        for name, way in ways.items():
            if turn > 1 and least[name] > slow_s:
                continue
            start = time.perf_counter()
            way()
            least[name] = min(least[name], time.perf_counter() - start)
    return least
