"""A folder is replaced as a whole or not at all, however a run ends."""

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest

import geo
from layers.output.atomic_folder import MARK, replace_folder

# Children write kit after kit into one folder, each of files that all say the same number, and are
# killed at some moment; what each leaves is printed.
KILLER = """
import os, random, signal, sys, time
from pathlib import Path
from layers.output import atomic_folder as folders

kit = Path(sys.argv[1])
chance = random.Random(7)

def write_forever():
    number = 0
    while True:
        with folders.replace_folder(kit) as draft:
            for name in "abcdef":
                (draft / name).write_text(str(number))
        number += 1

def contents(folder):
    return sorted((one.name, one.read_text()) for one in folder.glob("[a-f]"))

with folders.replace_folder(kit) as draft:
    for name in "abcdef":
        (draft / name).write_text("first")
for _ in range(40):
    child = os.fork()
    if not child:
        write_forever()
    time.sleep(chance.uniform(0.001, 0.03))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    aside = list(kit.parent.glob(f".{kit.name}.old-*"))
    found = contents(kit if kit.exists() else aside[0])
    names, texts = {one for one, _ in found}, {text for _, text in found}
    print(kit.exists(), "".join(sorted(names)), len(texts))
"""


def fill(folder, words, names="ab"):
    with replace_folder(folder) as draft:
        for name in names:
            (draft / name).write_text(words, encoding="utf-8")


def texts(folder):
    return {
        path.name: path.read_text(encoding="utf-8")
        for path in folder.iterdir()
        if path.name != MARK
    }


def left_beside(folder):
    return [path.name for path in folder.parent.iterdir() if path != folder]


def test_a_kit_takes_the_place_of_the_one_before(tmp_path):
    kit = tmp_path / "kit"
    fill(kit, "old", "abc")
    fill(kit, "new", "bd")
    assert texts(kit) == {"b": "new", "d": "new"}
    assert left_beside(kit) == []


def test_where_the_new_kit_cannot_be_moved_the_old_one_is_moved_back(
    tmp_path, monkeypatch
):
    kit = tmp_path / "kit"
    fill(kit, "old")
    rename = Path.rename

    def failing(path, target):
        if ".new-" in path.name:
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(geo.ControlError, match="kit: cannot be written .Permission"):
        fill(kit, "new")
    assert texts(kit) == {"a": "old", "b": "old"}
    assert left_beside(kit) == []


def test_a_run_that_fails_leaves_the_old_kit(tmp_path):
    kit = tmp_path / "kit"
    fill(kit, "old")
    with pytest.raises(RuntimeError), replace_folder(kit) as draft:
        (draft / "a").write_text("new", encoding="utf-8")
        raise RuntimeError
    assert texts(kit) == {"a": "old", "b": "old"}
    assert left_beside(kit) == []


def test_a_folder_with_other_files_is_never_replaced(tmp_path):
    kit = tmp_path / "kit"
    kit.mkdir()
    (kit / "thesis.docx").write_text("years of work", encoding="utf-8")
    with pytest.raises(
        geo.CallError, match=r"kit: a folder with other things in it \(th"
    ):
        fill(kit, "new")
    assert texts(kit) == {"thesis.docx": "years of work"}


def test_what_was_put_into_a_kit_is_never_removed(tmp_path):
    kit = tmp_path / "kit"
    fill(kit, "old")
    (kit / ".DS_Store").write_text("left by a file manager", encoding="utf-8")
    fill(kit, "newer")
    (kit / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(geo.CallError, match="holds notes.txt beside the kit"):
        fill(kit, "new")
    assert texts(kit)["notes.txt"] == "mine" and texts(kit)["a"] == "newer"


def test_what_is_put_there_while_the_kit_is_made_is_kept(tmp_path):
    kit = tmp_path / "kit"
    fill(kit, "old")
    with pytest.raises(geo.CallError, match="notes.txt"), replace_folder(kit) as draft:
        (draft / "a").write_text("new", encoding="utf-8")
        (kit / "notes.txt").write_text("mine", encoding="utf-8")
    assert texts(kit) == {"a": "old", "b": "old", "notes.txt": "mine"}


def test_an_empty_folder_and_a_link_to_one_are_replaced(tmp_path):
    (tmp_path / "kit").mkdir()
    fill(tmp_path / "kit", "new")
    (tmp_path / "link").symlink_to(tmp_path / "kit")
    fill(tmp_path / "link", "newer")
    assert texts(tmp_path / "kit")["a"] == "newer"
    assert (tmp_path / "link").is_symlink()


def test_a_file_at_the_path_is_refused(tmp_path):
    path = tmp_path / "kit"
    path.write_text("", encoding="utf-8")
    with pytest.raises(geo.CallError, match="kit: is a file; name a folder"):
        fill(path, "new")
    with pytest.raises(geo.ControlError, match="cannot be written"):
        fill(path / "kit", "new")


def test_two_runs_do_not_write_one_kit(tmp_path):
    kit = tmp_path / "kit"
    with replace_folder(kit) as draft:
        (draft / "a").write_text("first", encoding="utf-8")
        with pytest.raises(geo.CallError, match="another run is writing it"):
            fill(kit, "second")
    assert texts(kit) == {"a": "first"}


def test_a_folder_moved_aside_by_a_killed_run_comes_back(tmp_path):
    kit = tmp_path / "kit"
    fill(kit, "old")
    kit.rename(tmp_path / ".kit.old-1234")
    (tmp_path / ".kit.new-5678").mkdir()
    with pytest.raises(RuntimeError), replace_folder(kit):
        assert texts(kit) == {"a": "old", "b": "old"}
        raise RuntimeError
    assert texts(kit) == {"a": "old", "b": "old"}
    assert left_beside(kit) == []


@pytest.mark.skipif(sys.platform == "win32", reason="processes that fork")
def test_a_run_killed_at_any_moment_leaves_one_whole_kit(tmp_path):
    kit = tmp_path / "kit"
    done = subprocess.run(
        [sys.executable, "-c", KILLER, str(kit)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 40
    # between two renames the old kit is whole beside its name
    assert set(lines) <= {"True abcdef 1", "False abcdef 1"}
    fill(kit, "last")
    assert texts(kit) == {"a": "last", "b": "last"}
    assert left_beside(kit) == []


def python(code, **how):
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        **how,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process")
def test_a_full_disk_is_reported_and_leaves_the_old_kit(tmp_path):
    kit = tmp_path / "kit"
    fill(kit, "old")
    done = python(f"""
        import resource, geo
        from pathlib import Path
        from layers.output.atomic_folder import replace_folder
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            with replace_folder(Path({str(kit)!r})) as draft:
                (draft / "a").write_text("x" * 2000)
        except geo.ControlError as error:
            print(error)
        """)
    assert "kit: cannot be written (File too large)" in done.stdout, done.stderr
    assert texts(kit) == {"a": "old", "b": "old"}
    assert left_beside(kit) == []


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0,
    reason="only root becomes somebody else",
)
def test_a_folder_without_permission_to_write_is_reported():
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)  # others may look into it, but not write
        done = python(f"""
            import filelock, os, geo  # others may not read where Python is
            from pathlib import Path
            from layers.output.atomic_folder import replace_folder
            os.setgid(65534)
            os.setuid(65534)
            for path in (Path({name!r}) / "kit", Path({name!r}) / "more" / "kit"):
                try:
                    with replace_folder(path):
                        pass
                except geo.ControlError as error:
                    print(error)
            """)
    assert done.stdout.count("kit: cannot be written (Permission denied)") == 2, done


def test_interrupting_a_run_leaves_nothing_behind(tmp_path):
    kit = tmp_path / "kit"
    fill(kit, "old")
    # in the background of a script it may be one that is not heard
    heard = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), replace_folder(kit):
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, heard)
    assert texts(kit) == {"a": "old", "b": "old"}
    assert left_beside(kit) == []
