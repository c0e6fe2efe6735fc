"""Writers that cannot write, each in a child: python noroom.py FOLDER HOW prints a line for each.

HOW is full or locked. Where the system lets this process mount, a full disk is one of 100 kB in
memory that nobody else sees; elsewhere files may not grow beyond a fifth of that. A locked folder
may be read and not written to, and root becomes somebody else.
"""

import codecs
import ctypes
import json
import os
import resource
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from weather import sources

ROOM = 100_000
_NEW_MOUNTS, _NEW_USERS = 0x00020000, 0x10000000  # CLONE_NEWNS, CLONE_NEWUSER
_NOBODY = 65534
_PRIVATE = 1 << 18 | 1 << 14  # MS_PRIVATE, MS_REC


def mounted(folder: Path) -> bool:
    """Lay a disk of 100 kB over `folder`, for this process alone."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_MOUNTS) and libc.unshare(_NEW_MOUNTS | _NEW_USERS):
        return False
    libc.mount(b"none", b"/", None, _PRIVATE, None)
    return not libc.mount(
        b"tmpfs", os.fsencode(folder), b"tmpfs", 0, f"size={ROOM}".encode()
    )


def lock(folder: Path) -> None:
    """Let nobody write into `folder` and those in it, this process neither."""
    for one in (folder, *folder.iterdir()):
        one.chmod(0o555 if one.is_dir() else 0o666)
    codecs.lookup("cp437")  # of zip files; Python may lie where only root reads
    if os.geteuid() == 0:
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)


def writers(folder: Path) -> dict[str, Callable[[Path], object]]:
    """What writes more than there is room for, by the name of what it writes."""
    import geo
    import layers.cli.results  # noqa: F401 - a child that is nobody may load nothing
    import layers.kit.kit as kits
    import layers.output.workbook  # noqa: F401
    from layers import worksheet
    from layers.content.summary import summarize
    from layers.output.tables import write_table
    from layers.page.page import control_map, save
    from layers.pictures.animation import _encoder

    table = geo.read_control(sources(folder)[0])
    page = control_map(table)
    import numpy as np
    import pandas as pd

    chance = np.random.default_rng(1)
    long = pd.DataFrame({"area_km2": chance.random(20_000)})
    write_table(long, folder / "areas.parquet")  # which loads what writing takes
    one = summarize(table)
    kit = kits.Kit(one, None)
    sheet = worksheet(table)
    noise = chance.integers(0, 255, (720, 1280, 3), dtype=np.uint8)

    def in_kit(maker: Callable[[kits.Kit, Path], None]) -> Callable[[Path], object]:
        def make(place: Path) -> None:
            with kits.replace_folder(place / "kit") as draft, kits.default_settings():
                kits.run_maker(kits.Maker({"it": ""}, maker), kit, draft, place / "kit")

        return make

    def shapes(_: kits.Kit, draft: Path) -> None:
        # so full that not even an empty GeoPackage has room
        (draft / "filler").write_bytes(bytes(50_000))
        kits._write_gis_files(kit, draft)

    def video(_: kits.Kit, draft: Path) -> None:
        from layers.pictures.animation import Shot

        with _encoder(draft / "timeline.mp4", "") as encode:
            for _number in range(3):
                encode(Shot(0, 400), noise)

    made = {
        f"areas{ending}": (
            lambda place, ending=ending: write_table(long, place / f"areas{ending}")
        )
        for ending in (".csv", ".json", ".xlsx", ".parquet")
    }
    made["map.html"] = lambda place: save(page, place / "map.html")
    made["sheet.pdf"] = lambda place: [
        sheet.save_both(place / f"sheet{number}.pdf", place / f"answers{number}.pdf")
        for number in range(9)
    ]
    for name, maker in (
        ("areas.png", kits._write_areas),
        ("control.gpkg", shapes),
        ("timeline.mp4", video),
        ("map.html in a kit", kits._write_map),
    ):
        made[name] = in_kit(maker)
    return made


def tried(write: Callable[[Path], object], place: Path, how: str) -> dict[str, object]:
    """What became of a folder of old files when the new one could not be written."""
    import geo

    disk = how == "full" and mounted(place)
    if how == "full" and not disk:
        resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM // 5,) * 2)
    for name in ("areas.csv", "areas.json", "areas.xlsx", "areas.parquet", "map.html"):
        (place / name).write_bytes(b"old")
    (place / "kit").mkdir()
    if how == "locked":
        lock(place)
    said = ""
    try:
        write(place)
    except geo.ControlError as error:
        said = str(error)
    found = {one.name: one.read_bytes() for one in place.iterdir() if one.is_file()}
    halves = [
        name
        for name, content in found.items()
        if content != b"old" and not content.rstrip().endswith(b"%%EOF")
    ]
    halves += [one.name for one in (place / "kit").iterdir()]
    return {"disk": disk, "said": said.replace(f"{place}/", ""), "half": halves}


def main(folder: str, how: str) -> None:
    for name, write in writers(Path(folder)).items():
        place = Path(tempfile.mkdtemp(dir=folder))
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            try:
                os.write(writer, json.dumps(tried(write, place, how)).encode())
            except BaseException:  # noqa: B902 - a child must not go on as its parent
                traceback.print_exc()
            finally:
                os._exit(0)
        os.close(writer)
        with open(reader, "rb") as stream:
            told = json.loads(stream.read() or b"{}")
        os.waitpid(child, 0)
        print(json.dumps({"name": name, **told}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
