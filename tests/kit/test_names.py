"""A kit says who holds the territory and where the data comes from, wherever it is read."""

import csv
import shutil

import pytest
from click.testing import CliRunner

import layers.kit.kit
from layers.cli.commands import main

LINK = "DeepState, https://deepstatemap.live"
LEFT_OUT = {
    "timeline.gif",
    "timeline.mp4",
    "areas.xlsx",
    "control.gpkg",
    "worksheet.pdf",
    "poster.png",
}
# Files that are read, without tables and what only links to them.
READ = [
    *["README.txt", "alt.txt", "credits.txt", "embed.html", "map.html", "map.uk.html"],
    *["timeline.html", "worksheet.html", "worksheet-answers.html"],
    *["areas.svg", "small-multiples.svg"],
]


@pytest.fixture(scope="module")
def front(samples, tmp_path_factory):
    """Two days of the Ukraine sample, whose files name neither a holder nor a publisher."""
    folder = tmp_path_factory.mktemp("front")
    for day in ("20240708", "20240909"):
        name = f"deepstatemap_data_{day}.geojson"
        shutil.copy(samples / "ukraine-daily" / name, folder)
    return folder


@pytest.fixture(scope="module")
def kit(front, tmp_path_factory):
    """A function that makes a kit with some options, once, and returns its folder and messages."""
    made = {}

    def make(*options):
        if options not in made:
            folder = tmp_path_factory.mktemp("kits") / "kit"
            words = ["kit", str(front), "-o", str(folder), "--also", "uk", *options]
            with pytest.MonkeyPatch.context() as patch:
                kept = [
                    maker
                    for maker in layers.kit.kit.MAKERS
                    if not LEFT_OUT & {*maker.files}
                ]
                patch.setattr("layers.kit.kit.MAKERS", kept)
                done = CliRunner().invoke(main, words)
            assert done.exit_code == 0, done.stderr
            made[options] = folder, done.stderr
        return made[options]

    return make


def text(folder, name):
    return (folder / name).read_text(encoding="utf-8")


def column(folder, name, column):
    with (folder / name).open(encoding="utf-8") as stream:
        return {row[column] for row in csv.DictReader(stream)}


def test_every_text_page_and_drawing_names_the_holder_and_the_source(kit):
    folder, messages = kit("--actor-name", "Russia", "--source", LINK)
    for name in READ:
        assert "Russia" in text(folder, name), name
        assert "DeepState" in text(folder, name), name
        assert "deepstatemap_data" not in text(folder, name), name
    assert text(folder, "README.txt").startswith(
        f"Territory held by Russia, 8 July to 9 September 2024\n\nSource: {LINK}\n"
    )
    assert "Territory held by Russia measured" in text(folder, "alt.txt")
    assert f'<a href="{LINK.split()[1]}" target="_blank"' in text(folder, "map.html")
    for name in ("areas.csv", "changes.csv"):
        assert column(folder, name, "actor") == {"Russia"}
    assert "pass --" not in messages
    assert not {"no-actor", "no-title", "no-source"} & column(
        folder, "findings.csv", "kind"
    )


def test_without_names_the_title_has_the_dates_and_findings_what_readers_miss(kit):
    folder, messages = kit()
    title = "Territory, 8 July to 9 September 2024"
    assert f"<h1>{title}</h1>" in text(folder, "map.html")
    assert "<h1>Територія, 8 липня\u00a0– 9 вересня" in text(folder, "map.uk.html")
    for name in ("README.txt", "credits.txt", "worksheet.html", "areas.svg"):
        assert title in text(folder, name), name
    assert "- deepstatemap_data_20240708.geojson" in text(folder, "credits.txt")
    assert "Source:" not in text(folder, "alt.txt")
    assert {"no-actor", "no-title", "no-source"} <= column(
        folder, "findings.csv", "kind"
    )
    for option in ("--actor-name", "--title", "--source"):
        assert messages.count(f"pass {option}") == 1


@pytest.mark.browser
def test_under_a_title_of_ones_own_the_legend_names_the_holder(kit, opened):
    folder, _ = kit("--actor-name", "Russia", "--title", "Two months of war")
    for name in ("areas.svg", "small-multiples.svg", "map.html", "worksheet.html"):
        assert "Two months of war" in text(folder, name), name
    assert "Russia" in text(folder, "worksheet.html")
    reader = opened(folder / "map.html")
    assert reader.page.inner_text(".legend").strip() == "held by Russia"
