"""Temporary files and folders, and files that change while they are read."""

import errno
import json
import os
import stat
import sys
import zipfile

import pytest

import geo
from geo.files import archives, temporary
from geo.source import build

posix = pytest.mark.skipif(sys.platform == "win32", reason="files of POSIX")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_of_a_killed_run_is_removed_and_that_of_a_live_run_is_not(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "controlmap-0000ffff").mkdir()
    (tmp_path / "controlmap-0000ffff" / "half.geojson").write_text("{")
    (tmp_path / "controlmap-0000ffff.lock").write_text("")
    (tmp_path / "controlmap-notes").mkdir()
    with temporary.scratch() as one, temporary.scratch() as other:
        (one / "a.geojson").write_text("{")
        assert names(tmp_path) == sorted(
            [
                "controlmap-notes",
                *(
                    f"{path.name}{end}"
                    for path in (one, other)
                    for end in ("", ".lock")
                ),
            ]
        )
        if sys.platform != "win32":
            assert stat.S_IMODE(one.stat().st_mode) == 0o700
    assert names(tmp_path) == ["controlmap-notes"]


@posix
def test_the_target_of_a_link_is_never_removed(tmp_path, monkeypatch):
    """In a folder for all users, another user may have put a link under a name of ours."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis").write_text("years of work")
    place = tmp_path / "tmp"
    place.mkdir()
    (place / "controlmap-0000ffff").symlink_to(tmp_path / "mine")
    (place / "controlmap-0000ffff.lock").symlink_to(tmp_path / "mine" / "thesis")
    monkeypatch.setattr("tempfile.tempdir", str(place))
    with temporary.scratch():
        pass
    assert (tmp_path / "mine" / "thesis").read_text() == "years of work"


def test_a_missing_folder_for_temporary_files_is_reported(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    with pytest.raises(geo.ReadError, match="set TMPDIR to a folder that can be"):
        with temporary.scratch():
            pass


def test_clean_up_removes_what_open_blocks_would(tmp_path):
    done = []
    with temporary.cleaning_up(lambda: done.append("outer")):
        with temporary.cleaning_up(lambda: done.append("inner")):
            with temporary.draft(tmp_path / "map.html"):
                temporary.clean_up()
                assert names(tmp_path) == []
    assert done[:2] == ["inner", "outer"]


def days(folder):
    """Three days as a folder of files."""
    folder.mkdir()
    paths = [folder / f"2022-03-0{day}.geojson" for day in (1, 2, 3)]
    for number, path in enumerate(paths, 1):
        ring = [[0, 0], [number, 0], [number, 1], [0, 0]]
        shape = {"type": "Polygon", "coordinates": [ring]}
        row = {"type": "Feature", "properties": {}, "geometry": shape}
        document = {"type": "FeatureCollection", "features": [row]}
        path.write_text(json.dumps(document))
    return paths


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path, monkeypatch):
    """As in a folder that is being synchronized."""
    paths = days(tmp_path / "days")
    read = build.layers

    def synced(file, **options):
        found = read(file, **options)
        if file.path == paths[1]:
            file.path.write_text(paths[2].read_text() + " ")
        return found

    monkeypatch.setattr(build, "layers", synced)
    with pytest.raises(geo.ReadError, match="2022-03-02.geojson: changed while it was"):
        geo.read_control(tmp_path / "days")


def test_a_file_that_is_gone_before_it_is_read_is_refused(tmp_path):
    paths = days(tmp_path / "days")

    def each(found):
        for file in found:
            if file.path == paths[1]:
                file.path.unlink()
            yield file

    with pytest.raises(geo.ReadError, match="2022-03-02.geojson: cannot be read any"):
        geo.read_control(tmp_path / "days", progress=each)
    paths = days(tmp_path / "more")
    refused = []
    table = geo.read_control(
        tmp_path / "more",
        progress=lambda found: (paths[0].unlink(missing_ok=True), found)[1],
        refused=refused,
    )
    assert len(table) == 2 and len(refused) == 1


def test_a_full_disk_is_not_reported_as_a_damaged_archive(tmp_path, monkeypatch):
    with zipfile.ZipFile(tmp_path / "days.zip", "w") as archive:
        for path in days(tmp_path / "days"):
            archive.write(path, path.name)

    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(archives.Extraction, "write", full)
    with pytest.raises(
        geo.ReadError, match="days.zip: not enough disk space to unpack it .No"
    ):
        geo.read_control(tmp_path / "days.zip")
