"""Every part and the whole against the ways users know; exit 1 where less than asked for holds.

    make bench            some ten minutes
    make bench LONG=1     also 7,690 days, and an archive of 1.1 GB
    make bench WRITE=1    also the table in tests/bench/README.md

pytest-benchmark was considered: it runs one way to its end before it starts the next, so a ratio
also measures what else the machine did meanwhile, and it knows neither memory nor browsers.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from bench import browser, machine, parts, peers, whole
from bench.lines import Line, faster, table
from bench.series import write_series

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT.parent / "shared" / "samples"
PART_DAYS = 200  # enough to measure a part on; the whole run has all days
LONG_DAYS = 7690
ARCHIVE = {"days": 1641, "vertices": 26_000}  # 1.1 GB
PAGE, LONG_PAGE, PAYLOAD = 300, 1200, 100  # kB of 1000 bytes


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--long", action="store_true", help="7,690 days and 1.1 GB too")
    parser.add_argument("--write", action="store_true", help="the table in README.md")
    parser.add_argument(
        "--only", nargs="*", help="of: parts samples whole pages browser long archive"
    )
    call = parser.parse_args()
    lines: list[Line] = []
    with tempfile.TemporaryDirectory(prefix="controlmap-bench-") as name:
        bench = Bench(Path(name), call.long)
        for measure in bench.measures(call.only):
            said(f"{measure.__name__} ...")
            found = measure()
            lines += found
            said(table(found))
    output = ROOT / "outputs" / "bench.json"
    output.parent.mkdir(exist_ok=True)
    facts = {"machine": machine.facts(), "lines": [line.plain() for line in lines]}
    output.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    print(machine.told())
    print()
    print(table(lines))
    if call.write:
        machine.write_table(Path(__file__).with_name("README.md"), table(lines))
    short = [line for line in lines if not line.holds]
    for line in short:
        what, value, _, asked, _ = line.cells()
        said(f"does not hold: {what}: {value}, {asked} asked for")
    return 1 if short else 0


class Bench:
    """What is measured, in the order in which it is told."""

    def __init__(self, folder: Path, long: bool) -> None:
        self.folder, self.long = folder, long
        self.series = folder / "series"
        self.runs: dict[str, dict[str, float]] = {}
        self.paths = write_series(self.series)

    def measures(self, only: list[str] | None):
        usual = [self.parts, self.samples, self.whole, self.pages, self.browser]
        if self.long:
            usual += [self.longer, self.archive]
        return [one for one in usual if not only or one.__name__ in only]

    def parts(self) -> list[Line]:
        """Area, reading, change and payload on the generated series."""
        some = self.folder / "some"
        some.mkdir()
        for path in self.paths[:PART_DAYS]:
            (some / path.name).write_bytes(path.read_bytes())
        what = f"{PART_DAYS} days"
        read, table = parts.reading(some, what, fiona=True)
        frame = peers.read(sorted(some.glob("*.geojson")))
        return [
            *parts.area(frame, what, geod=20, projection=2.4),
            parts.area_agrees(frame),
            *read,
            *parts.change(table, frame, what),
            parts.redrawn(frame.iloc[:60], self.folder / "redrawn"),
        ]

    def samples(self) -> list[Line]:
        """The same on real archives, where they lie beside the project."""
        lines: list[Line] = []
        daily, world = SAMPLES / "ukraine-daily", SAMPLES / "world-history"
        if daily.is_dir():
            what = f"{len(list(daily.glob('*.geojson')))} real days"
            read, table = parts.reading(daily, what)
            frame = peers.read(sorted(daily.glob("*.geojson")))
            lines += [*read, *parts.area(frame, what, geod=20, projection=2.4)]
            lines += parts.change(table, frame, what)
        if world.is_dir():
            lines += parts.area(parts.world(world), "world maps", geod=4)
        return lines

    def whole(self) -> list[Line]:
        """From files to a page, each way in a process of its own."""
        ways = {"ours": self.page("ours"), "known": self.page("FeatureGroups")}
        runs = whole.in_turns(ways, self.series, 2)
        ours, known = runs["ours"], runs["known"]
        self.runs["ours"] = ours
        days = len(self.paths)
        return [
            faster(
                f"Whole run, {days} days", known["seconds"], ours["seconds"], least=20
            ),
            *(
                faster(f"Whole run: {step}", known[step], ours[step])
                for step in ("read", "areas", "changes", "page")
            ),
            Line(
                f"Whole run, {days} days: memory",
                ours["peak_mb"] / known["peak_mb"],
                "of the known way",
                most=0.6,
                ours=ours["peak_mb"],
                known=known["peak_mb"],
                of="MB",
            ),
            _kb(f"Page, {days} days, no base map", ours, known, most=PAGE),
            Line(
                f"Payload of polygons, {days} days",
                parts.payload_kb(self.series),
                "kB",
                most=PAYLOAD,
            ),
        ]

    def pages(self) -> list[Line]:
        """The page alone, with outlines of land and borders, against each of Folium's."""
        ours = whole.run("ours_page", self.series, self.page("outlines"))
        lines = [_kb("Page with the base map", ours, None, most=500)]
        for name in peers.PAGES:
            theirs = whole.run(name, self.series, self.page(name))
            lines.append(faster(f"Page: Folium's {name}", theirs["page"], ours["page"]))
            lines.append(_kb(f"Page: Folium's {name}, bytes", theirs, None))
        return lines

    def browser(self) -> list[Line]:
        """First polygon and work per step in Chromium."""
        if not self.page("ours").exists():
            whole.run("ours", self.series, self.page("ours"))
        return self._in_browser(["ours", *peers.PAGES], f"{len(self.paths)} days")

    def longer(self) -> list[Line]:
        """Ten times as many days have to take ten times as long, and no more."""
        short = self.runs.get("ours") or whole.run(
            "ours", self.series, self.page("ours")
        )
        folder, page = self.folder / "long", self.folder / "long" / "ours.html"
        write_series(folder, days=LONG_DAYS)
        found = whole.run("ours", folder, page)
        times = LONG_DAYS / len(self.paths)

        def grown(what: str) -> float:
            base = "start_mb" if what == "peak_mb" else None
            bases = (found[base], short[base]) if base else (0.0, 0.0)
            return (found[what] - bases[0]) / (short[what] - bases[1]) / times

        days = f"{LONG_DAYS:,} days"
        return [
            Line(f"Whole run, {days}", found["seconds"], "s"),
            *(
                Line(f"Whole run, {days}: {step}, time a day", grown(step), "of 769")
                for step in ("read", "areas", "changes", "page")
            ),
            Line(
                f"Whole run, {days}: time a day", grown("seconds"), "of 769", most=1.3
            ),
            Line(
                f"Whole run, {days}: memory a day", grown("peak_mb"), "of 769", most=1.3
            ),
            Line(f"Whole run, {days}: memory", found["peak_mb"], "MB"),
            _kb(f"Page, {days}, no base map", found, None, most=LONG_PAGE),
            *self._in_browser(["ours"], days, folder=folder),
        ]

    def archive(self) -> list[Line]:
        """An archive of 1.1 GB, day by day."""
        folder, page = self.folder / "archive", self.folder / "archive" / "ours.html"
        paths = write_series(folder, **ARCHIVE)
        size = sum(path.stat().st_size for path in paths) / 1e9
        found = whole.run("ours", folder, page)
        what = f"{len(paths):,} files, {size:.1f} GB"
        return [
            Line(f"{what}: memory", found["peak_mb"], "MB", most=2000),
            Line(f"{what}: whole run", found["seconds"], "s"),
            _kb(f"{what}: page", found, None),
        ]

    def page(self, name: str) -> Path:
        return self.folder / f"{name}.html"

    def _in_browser(
        self, names: list[str], what: str, *, folder: Path | None = None
    ) -> list[Line]:
        lines: list[Line] = []
        with browser.chromium() as chromium:
            if chromium is None:
                said("no Chromium or no Playwright: the browser is left out")
                return []
            for name in names:
                page = (folder or self.folder) / f"{name}.html"
                if not page.exists():
                    continue
                if name != "ours" and not browser.MODULES.is_dir():
                    said(
                        "no node_modules: Folium's pages are left out (make bench installs them)"
                    )
                    break
                found = browser.opened(chromium, page, name)
                mine = name == "ours"
                label = f"Browser, {what}: {'ours' if mine else f'Folium, {name}'}"
                lines += [
                    Line(
                        f"{label}, first polygon",
                        found["first_polygon_ms"],
                        "ms",
                        most=1000 if mine else None,
                    ),
                    Line(
                        f"{label}, work per step",
                        found["work_ms"],
                        "ms",
                        most=4 if mine else None,
                    ),
                    Line(f"{label}, key to second frame", found["wait_ms"], "ms"),
                ]
        return lines


def _kb(what, run, known, *, most: float | None = None) -> Line:
    made = {} if known is None else {"known": known["bytes"] / 1e3, "of": "kB"}
    ours = None if known is None else run["bytes"] / 1e3
    return Line(what, run["bytes"] / 1e3, "kB", most=most, ours=ours, **made)


def said(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
