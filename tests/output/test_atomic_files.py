"""A file is replaced as a whole or not at all, and nothing is left beside it."""

import os
import stat
import sys

import pytest

import geo
from geo.files import temporary
from layers.output.atomic_files import write_file, write_files

posix = pytest.mark.skipif(sys.platform == "win32", reason="files of POSIX")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_takes_the_place_of_the_one_before(tmp_path):
    path = tmp_path / "deep" / "areas.csv"
    for content in (b"old", b"newer"):
        write_file(path, content)
        assert path.read_bytes() == content
    assert names(path.parent) == ["areas.csv"]


def test_a_file_that_would_be_the_same_is_not_touched(tmp_path):
    path = tmp_path / "areas.csv"
    write_file(path, b"same")
    before = path.stat()
    write_file(path, b"same")
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_files_that_belong_together_are_all_complete_before_one_is_visible(
    tmp_path, monkeypatch
):
    sheet, answers = tmp_path / "sheet.html", tmp_path / "answers.html"
    write_files({sheet: b"old sheet", answers: b"old answers"})
    seen = []
    replace = os.replace

    def noted(draft, path):
        seen.append(sorted(one.read_bytes() for one in tmp_path.iterdir()))
        replace(draft, path)

    monkeypatch.setattr(os, "replace", noted)
    write_files({sheet: b"new sheet", answers: b"new answers"})
    assert seen[0] == [b"new answers", b"new sheet", b"old answers", b"old sheet"]
    assert names(tmp_path) == ["answers.html", "sheet.html"]


def test_where_the_second_of_two_cannot_be_written_the_first_stays_as_it_was(tmp_path):
    (tmp_path / "file").write_text("")
    sheet = tmp_path / "sheet.html"
    write_file(sheet, b"old")
    with pytest.raises(
        geo.ControlError, match="answers.html: cannot be written .file is"
    ):
        write_files({sheet: b"new", tmp_path / "file" / "answers.html": b"new"})
    assert sheet.read_bytes() == b"old"
    assert names(tmp_path) == ["file", "sheet.html"]


def test_bytes_are_on_the_disk_before_they_take_their_place(tmp_path, monkeypatch):
    done = []
    sync, replace = os.fsync, os.replace

    def synced(handle):
        done.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        sync(handle)

    def replaced(draft, path):
        done.append("moved")
        replace(draft, path)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", replaced)
    write_file(tmp_path / "areas.csv", b"new")
    expected = ["file", "moved"] + ["folder"] * (sys.platform != "win32")
    assert done == expected


@posix
def test_a_link_stays_a_link_and_leads_to_the_new_file(tmp_path):
    (tmp_path / "site").mkdir()
    link = tmp_path / "map.html"
    link.symlink_to(tmp_path / "site" / "front.html")
    for content in (b"first", b"second"):
        write_file(link, content)
        assert link.is_symlink()
        assert (tmp_path / "site" / "front.html").read_bytes() == content
    assert names(tmp_path / "site") == ["front.html"]


@posix
def test_links_in_a_circle_are_refused(tmp_path):
    (tmp_path / "a.csv").symlink_to(tmp_path / "b.csv")
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    with pytest.raises(geo.ControlError, match="a.csv: cannot be written"):
        write_file(tmp_path / "a.csv", b"new")
    assert names(tmp_path) == ["a.csv", "b.csv"]


@posix
def test_a_new_file_has_the_mode_of_the_old_one_or_that_of_all_new_files(tmp_path):
    path = tmp_path / "areas.csv"
    before = os.umask(0o027)
    try:
        write_file(path, b"first")
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        path.chmod(0o604)
        write_file(path, b"second")
        assert stat.S_IMODE(path.stat().st_mode) == 0o604
    finally:
        os.umask(before)


@posix
def test_a_private_file_is_private_while_it_is_written(tmp_path, monkeypatch):
    path = tmp_path / "areas.csv"
    write_file(path, b"old")
    path.chmod(0o600)
    modes = []
    sync = os.fsync

    def synced(handle):
        modes.append(stat.S_IMODE(os.fstat(handle).st_mode))
        sync(handle)

    monkeypatch.setattr(os, "fsync", synced)
    write_file(path, b"new")
    assert modes[0] == 0o600


def test_a_folder_is_never_replaced_by_a_file(tmp_path):
    (tmp_path / "areas.csv").mkdir()
    with pytest.raises(geo.CallError, match="areas.csv: is a folder; name a file"):
        write_file(tmp_path / "areas.csv", b"new")
    assert names(tmp_path) == ["areas.csv"]


@posix
@pytest.mark.parametrize("name", ["pipe.csv", "/dev/null", "/dev/full"])
def test_a_pipe_or_a_device_is_never_replaced(tmp_path, monkeypatch, name):
    os.mkfifo(tmp_path / "pipe.csv")
    path = tmp_path / name
    with pytest.raises(geo.CallError, match="not a regular file"):
        write_file(path, b"new")
    assert names(tmp_path) == ["pipe.csv"]
    assert not path.is_file()


@pytest.mark.parametrize("letters", [250, 300])
def test_the_longest_name_is_written_and_a_longer_one_refused(tmp_path, letters):
    path = tmp_path / ("n" * (letters - 4) + ".csv")
    if letters > 255:
        with pytest.raises(geo.ControlError, match="cannot be written"):
            write_file(path, b"new")
        assert names(tmp_path) == []
    else:
        write_file(path, b"new")
        assert path.read_bytes() == b"new"
        assert names(tmp_path) == [path.name]


def test_drafts_of_killed_runs_are_removed_and_those_of_live_runs_are_not(tmp_path):
    path = tmp_path / "map.html"
    dead = tmp_path / ".map.html.controlmap-00000000"
    others = [".map.html.backup", ".map.html.controlmap-mine", ".other.controlmap-0"]
    for one in (dead, *(tmp_path / name for name in others)):
        one.write_text("half")
    with temporary.draft(path) as (alive, _):
        write_file(path, b"new")
        assert names(tmp_path) == sorted([*others, alive.name, "map.html"])
    write_file(path, b"newer")
    assert names(tmp_path) == sorted([*others, "map.html"])


def test_of_two_runs_at_once_the_last_to_end_wins(tmp_path):
    path = tmp_path / "map.html"
    with temporary.draft(path) as (draft, stream):
        stream.write(b"slow")
        write_file(path, b"quick")
        assert path.read_bytes() == b"quick"
        stream.close()
        os.replace(draft, path)
    assert path.read_bytes() == b"slow"
    assert names(tmp_path) == ["map.html"]


def test_files_are_written_where_the_file_system_has_no_locks(tmp_path, monkeypatch):
    monkeypatch.setattr(temporary, "lock", lambda handle: None)
    (tmp_path / ".map.html.controlmap-00000000").write_text("whose is it?")
    write_file(tmp_path / "map.html", b"new")
    assert names(tmp_path) == [".map.html.controlmap-00000000", "map.html"]
