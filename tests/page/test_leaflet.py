"""Leaflet as it was published, or no page."""

import importlib.metadata
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from tables import control, square

import geo
import layers
from layers.cli.commands import main
from layers.page import libraries


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """The package's files in a folder of their own, to be changed, as if they were installed."""
    known = {}
    for file in importlib.metadata.files(libraries.LEAFLET_PACKAGE):
        known[file] = tmp_path / "installed" / file.as_posix()
        known[file].parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file.locate(), known[file])

    class Listed(type(file)):
        def locate(self):
            return known[self]

    def listed(package):
        assert package == libraries.LEAFLET_PACKAGE
        return [Listed(file) for file in known]

    monkeypatch.setattr(importlib.metadata, "files", listed)
    libraries.leaflet_file.cache_clear()
    yield tmp_path / "installed" / "js_lib_leaflet" / "static" / "js_lib_leaflet"
    libraries.leaflet_file.cache_clear()


def test_the_installed_files_are_those_that_were_published():
    for name in libraries.LEAFLET_FILES:
        assert len(libraries.leaflet_file(name)) > 500
    css = libraries.leaflet_file("leaflet.css").decode()
    pictures = set(re.findall(r"url\((images/[\w.-]+)\)", css))
    assert pictures <= set(libraries.LEAFLET_FILES)
    assert (
        f"Leaflet {libraries.LEAFLET_VERSION},"
        in libraries.leaflet_file("leaflet.js").decode()
    )


@pytest.mark.parametrize("name", libraries.LEAFLET_FILES)
def test_a_file_that_was_changed_is_refused(installed, name):
    path = installed / name
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(geo.ControlError, match=f"^{name}: not the file of Leaflet"):
        libraries.leaflet_file(name)


def test_a_missing_file_is_reported(installed):
    (installed / "leaflet.css").unlink()
    with pytest.raises(geo.ControlError, match="^leaflet.css: missing from .*; run py"):
        libraries.leaflet_file("leaflet.css")


def test_no_page_is_written_with_another_script(installed, tmp_path):
    layers.page.bundle.scripts.cache_clear()
    with (installed / "leaflet.js").open("a") as script:
        script.write("fetch('https://elsewhere.example/')")
    source = tmp_path / "2014.geojson"
    control(("red", "2014", None, square(40, 34)))[["geometry"]].to_file(source)
    done = CliRunner().invoke(
        main, ["map", str(source), "-o", str(tmp_path / "m.html")]
    )
    assert done.exit_code == 1
    assert "leaflet.js: not the file of Leaflet" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "m.html").exists()


def test_the_licence_goes_with_each_copy(tmp_path):
    """The copyright, both conditions and the disclaimer, for whoever reads the page's source."""
    table = control(("red", "2014", None, square(40, 34)))
    for kind in ("map", "story", "timeline"):
        path = tmp_path / f"{kind}.html"
        layers.save(layers.control_map(table, outlines=False), path, kind=kind)
        page = path.read_text(encoding="utf-8")
        licences = [
            comment
            for comment in re.findall("<!--(.*?)-->", page, re.S)
            if "BSD" in comment
        ]
        assert len(licences) == (
            kind != "timeline"
        ), "a page without a map has no Leaflet"
        for licence in licences:
            assert licence.strip() == libraries.leaflet_licence()
            assert "Redistributions in binary form" in licence and "AS IS" in licence


def test_the_version_that_setup_asks_for_is_the_one_with_these_files():
    setup = (Path(__file__).resolve().parents[2] / "setup.cfg").read_text("utf-8")
    assert f"    {libraries.LEAFLET_PACKAGE}=={libraries.LEAFLET_RELEASE}\n" in setup
