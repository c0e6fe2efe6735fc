"""What is installed: the versions that are tested, and the licences they are under."""

import configparser
import importlib.util
import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]


def load_script(name):
    """A script of `.ci`, which is not part of the package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / ".ci" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pinned(name):
    lines = (ROOT / ".ci" / name).read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def version_of(pin):
    (only,) = pin.specifier
    assert only.operator == "=="
    return Version(only.version)


def test_the_oldest_versions_are_those_of_setup():
    floors = load_script("pins").floors()
    versions = {
        requirement.name: version_of(requirement)
        for requirement in pinned("oldest.txt")
    }
    assert versions == {
        name: Version(text.split(";")[0]) for name, text in floors.items()
    }


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
def test_what_setup_asks_for_has_one_version_on_each_python_and_it_will_do(python):
    held = [
        requirement
        for requirement in pinned("constraints.txt")
        if requirement.marker is None
        or requirement.marker.evaluate({"python_version": python})
    ]
    versions = {requirement.name: version_of(requirement) for requirement in held}
    assert len(versions) == len(held), "no name twice"
    for name, text in load_script("pins").floors().items():
        floor, _, marker = text.partition(";")
        if not marker or Requirement(f"x;{marker}").marker.evaluate(
            {"python_version": python}
        ):
            assert versions[name] >= Version(floor), name


def test_versions_that_differ_between_pythons_have_a_marker_each():
    merged = load_script("pins").merge(
        {
            "3.9": {"a": "1", "b": "1", "c": "1"},
            "3.10": {"a": "1", "b": "2", "c": "1"},
            "3.11": {"a": "1", "b": "2", "d": "4"},
        }
    )
    assert merged == [
        "a==1",
        'b==1; python_version <= "3.9"',
        'b==2; python_version >= "3.10"',
        'c==1; python_version <= "3.10"',
        'd==4; python_version >= "3.11"',
    ]


def test_everything_that_is_installed_with_it_has_its_licence_listed():
    licences = load_script("licences")
    text = (ROOT / "LICENCES.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if re.match(r"\| [a-z0-9-]+ \| [\d.]+", line)
    ]
    listed = {name: (version, licence) for name, version, licence, _ in rows}
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    asked = setup["options"]["install_requires"]
    for extra in filter(None, licences.EXTRAS):
        asked += setup["options.extras_require"][extra]
    names = {
        Requirement(line).name
        for line in filter(None, map(str.strip, asked.splitlines()))
        if not line.startswith("#")
    }
    assert names - {"controlmap"} <= set(listed)
    for name, (version, licence) in listed.items():
        assert licence and "not declared" not in licence, name
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # an extra, or another system's
        if distribution.version == version:
            assert (
                licences.licence(distribution) == licence
            ), f"{name}: run make licences"


def test_the_lock_of_the_script_tools_has_a_hash_each_and_no_address():
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    packages = lock.count('"version": ')
    assert lock.count('"integrity": "sha512-') == packages > 50
    assert '"resolved"' not in lock and "registry" not in lock
