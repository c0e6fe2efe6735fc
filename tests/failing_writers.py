"""Writers that fail, each in a child process: python failing_writers.py FOLDER.

It prints a line of JSON for each on a disk that is full and in a folder that is locked. A full
disk is one of 100 kB in memory, mounted for this process; without the right to mount, files may
not grow beyond a fifth of that. A locked folder is read-only, and root becomes another user.
"""

import codecs
import ctypes
import itertools
import json
import os
import resource
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from interruptions import sources

DISK_BYTES = 100_000
_NEW_MOUNTS, _NEW_USERS = 0x00020000, 0x10000000  # CLONE_NEWNS, CLONE_NEWUSER
_NOBODY = 65534
_PRIVATE = 1 << 18 | 1 << 14  # MS_PRIVATE, MS_REC


def mount_small_disk(folder: Path) -> bool:
    """Mount a disk of 100 kB on `folder`, for this process alone; False if that fails."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_MOUNTS) and libc.unshare(_NEW_MOUNTS | _NEW_USERS):
        return False
    libc.mount(b"none", b"/", None, _PRIVATE, None)
    return not libc.mount(
        b"tmpfs", os.fsencode(folder), b"tmpfs", 0, f"size={DISK_BYTES}".encode()
    )


def lock(folder: Path) -> None:
    """Make `folder` and its content read-only, also for this process."""
    for path in (folder, *folder.iterdir()):
        path.chmod(0o555 if path.is_dir() else 0o666)
    codecs.lookup("cp437")  # of zip files; Python may lie where only root reads
    if os.geteuid() == 0:
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)


def list_writers(folder: Path) -> dict[str, Callable[[Path], object]]:
    """Writers of more than the disk holds, by the name of their file."""
    import geo
    import layers.cli.results  # noqa: F401 - the locked child cannot read modules
    import layers.output.workbook  # noqa: F401
    from layers import worksheet
    from layers.content.summary import summarize
    from layers.kit.kit import MAKERS, run_maker
    from layers.kit.maker import Kit, Maker
    from layers.output.atomic_folder import replace_folder
    from layers.output.tables import write_table
    from layers.page.page import control_map, save
    from layers.pictures.canvas import default_settings
    from layers.pictures.film_files import encoder

    table = geo.read_control(sources(folder)[0])
    page = control_map(table)
    import numpy as np
    import pandas as pd

    chance = np.random.default_rng(1)
    long = pd.DataFrame({"area_km2": chance.random(20_000)})
    write_table(long, folder / "areas.parquet")  # which loads what writing takes
    kit = Kit(summarize(table), None)
    sheet = worksheet(table)
    noise = chance.integers(0, 255, (720, 1280, 3), dtype=np.uint8)

    def in_kit(write: Callable[[Kit, Path], None]) -> Callable[[Path], object]:
        def make(place: Path) -> None:
            with replace_folder(place / "kit") as draft, default_settings():
                run_maker(Maker({"it": ""}, write), kit, draft, place / "kit")

        return make

    in_makers = {name: maker.write for maker in MAKERS for name in maker.files}

    def shapes(_: Kit, draft: Path) -> None:
        # not even an empty GeoPackage fits
        (draft / "filler").write_bytes(bytes(50_000))
        in_makers["control.gpkg"](kit, draft)

    def video(_: Kit, draft: Path) -> None:
        with encoder(draft / "timeline.mp4", "") as encode:
            for _number in range(3):
                encode(400, noise)

    writers = {
        f"areas{ending}": (
            lambda place, ending=ending: write_table(long, place / f"areas{ending}")
        )
        for ending in (".csv", ".json", ".xlsx", ".parquet")
    }
    writers["map.html"] = lambda place: save(page, place / "map.html")
    writers["sheet.pdf"] = lambda place: [
        sheet.save_both(place / f"sheet{number}.pdf", place / f"answers{number}.pdf")
        for number in range(9)
    ]
    for name, write in (
        ("areas.png", in_makers["areas.png"]),
        ("control.gpkg", shapes),
        ("timeline.mp4", video),
        ("map.html in a kit", in_makers["map.html"]),
    ):
        writers[name] = in_kit(write)
    return writers


def attempt(
    write: Callable[[Path], object], place: Path, how: str
) -> dict[str, object]:
    """The error of a writer, and files that it left incomplete in a folder of old ones."""
    import geo

    disk = how == "full" and mount_small_disk(place)
    if how == "full" and not disk:
        resource.setrlimit(resource.RLIMIT_FSIZE, (DISK_BYTES // 5,) * 2)
    for name in ("areas.csv", "areas.json", "areas.xlsx", "areas.parquet", "map.html"):
        (place / name).write_bytes(b"old")
    (place / "kit").mkdir()
    if how == "locked":
        lock(place)
    message = ""
    try:
        write(place)
    except geo.ControlError as error:
        message = str(error)
    contents = {
        path.name: path.read_bytes() for path in place.iterdir() if path.is_file()
    }
    incomplete = [
        name
        for name, content in contents.items()
        if content != b"old" and not content.rstrip().endswith(b"%%EOF")
    ]
    incomplete += [path.name for path in (place / "kit").iterdir()]
    return {
        "disk": disk,
        "message": message.replace(f"{place}/", ""),
        "incomplete": incomplete,
    }


def main(folder: str) -> None:
    writers = list_writers(Path(folder))
    for how, (name, write) in itertools.product(("full", "locked"), writers.items()):
        place = Path(tempfile.mkdtemp(dir=folder))
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            try:
                os.write(writer, json.dumps(attempt(write, place, how)).encode())
            except BaseException:  # noqa: B902 - a child must not go on as its parent
                traceback.print_exc()
            finally:
                os._exit(0)
        os.close(writer)
        with open(reader, "rb") as stream:
            result = json.loads(stream.read() or b"{}")
        os.waitpid(child, 0)
        print(json.dumps({"how": how, "name": name, **result}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
