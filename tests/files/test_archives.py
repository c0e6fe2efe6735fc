"""Archives: zip, tar and gzip, in each other and in folders, sound and damaged."""

import bz2
import glob
import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from hostile import packing
from hypothesis import given, settings
from hypothesis import strategies as st

import geo
import geo.base
from geo.base.limits import LimitError
from geo.files import search
from geo.files.archives import unpack
from geo.files.extraction import Budget
from geo.formats import READABLE

SQUARE = shapely.geometry.mapping(shapely.box(0, 0, 1, 1))
FEATURE = {"type": "Feature", "properties": {}, "geometry": SQUARE}
DAY = json.dumps({"type": "FeatureCollection", "features": [FEATURE]}).encode()


def zipped(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(**files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def starts(table):
    return list(table["start_text"])


DAYS = {"2014-06-09.geojson": DAY, "2014-06-10.geojson": DAY}


def counted(value):
    """An id of a case that is the same in every run: archives contain the time."""
    return f"{len(value)} bytes" if isinstance(value, bytes) else None


@pytest.mark.parametrize(
    "name, content",
    [
        ("days.zip", zipped(**DAYS)),
        ("days.tar", tarred(**DAYS)),
        ("days.tar.gz", gzip.compress(tarred(**DAYS))),
        ("days.tgz", gzip.compress(tarred(**DAYS))),
        ("days.zip", zipped(**{"a/b.zip": zipped(**DAYS)})),
        ("days.zip", zipped(**{f"{n}.gz": gzip.compress(c) for n, c in DAYS.items()})),
        (
            "days.zip",
            zipped(
                **{
                    n[:10] + ".zip": zipped(a=b"", **{"front.geojson": c})
                    for n, c in DAYS.items()
                }
            ),
        ),
        ("days.ZIP", zipped(**{n.upper(): c for n, c in DAYS.items()})),
        ("days.zip", zipped(**DAYS, **{"__MACOSX/._2014-06-09.geojson": b"\0\5\26\7"})),
    ],
    ids=counted,
)
def test_files_are_found_in_archives_of_archives(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    table = geo.read_control(tmp_path / name)
    assert starts(table) == ["2014-06-09", "2014-06-10"]
    assert all(source.startswith(name) for source in table["source"])
    assert str(tmp_path) not in " ".join([*table["source"], *table.attrs["reading"]])


def test_a_file_in_a_gzip_is_labelled_like_the_gzip(tmp_path):
    (tmp_path / "2014-06-09.geojson.gz").write_bytes(gzip.compress(DAY))
    table = geo.read_control(tmp_path / "2014-06-09.geojson.gz")
    assert list(table["source"]) == ["2014-06-09.geojson.gz"]
    assert "dates from the file name as YYYY-MM-DD" in table.attrs["reading"][0]


def test_shapefiles_in_a_zip_one_for_each_day(tmp_path):
    frame = gpd.GeoDataFrame({"n": [1]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326)
    for day in ("20140609", "20140610"):
        folder = tmp_path / "parts"
        folder.mkdir(exist_ok=True)
        frame.to_file(folder / f"front_{day}.shp")
    shutil.make_archive(str(tmp_path / "all"), "zip", tmp_path / "parts")
    for day in ("20140609", "20140610"):
        with zipfile.ZipFile(tmp_path / f"front_{day}.shz", "w") as archive:
            for part in (tmp_path / "parts").glob(f"front_{day}.*"):
                archive.write(part, part.name)
    for source in (tmp_path / "all.zip", tmp_path / "*.shz"):
        table = geo.read_control(source)
        assert starts(table) == ["2014-06-09", "2014-06-10"]
        assert table.attrs["reading"][0].startswith(
            "2 files, 2 rows, dates from the file"
        )


def test_other_files_in_an_archive_are_reported(tmp_path):
    content = zipped(
        **DAYS, **{"notes.txt": b"x", "meta.json": b"{}", "front.qml": b"x"}
    )
    (tmp_path / "days.zip").write_bytes(content)
    said = geo.read_control(tmp_path / "days.zip").attrs["reading"]
    assert any(
        one.startswith("3 other files not read: ") and "days.zip/meta.json" in one
        for one in said
    )


@pytest.mark.parametrize(
    "name, content, found",
    [
        ("a.zip", zipped(**DAYS)[:-30], "not readable as a zip archive"),
        ("a.tar", tarred(**DAYS)[:700], "not readable as a tar archive"),
        (
            "a.tar",
            tarred(**DAYS)[:1024],
            "not readable as a tar archive .no end of the archive",
        ),
        ("a.tgz", gzip.compress(tarred(**DAYS))[:-9], "cut off before its end"),
        ("2014.geojson.gz", gzip.compress(DAY)[:-9], "cut off before its end"),
        ("2014.geojson.gz", DAY, "not a gzip archive"),
        (
            "2014.geojson",
            gzip.compress(DAY),
            "content is gz, .* add .gz to its name",
        ),
        ("2014.json", zipped(**DAYS), "content is zip, .* add .zip to its name"),
        ("notes.txt.gz", gzip.compress(b"x"), "no file in it can be read"),
        ("a.zip", zipped(**{"notes.txt": b"x"}), "no file in it can be read"),
    ],
    ids=counted,
)
def test_messages_name_the_file_and_the_problem(tmp_path, name, content, found):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(geo.ReadError, match=found) as refusal:
        geo.read_control(tmp_path / name)
    assert str(refusal.value).removeprefix(f"{tmp_path}/").startswith(name)
    assert "controlmap-" not in str(refusal.value)


def test_archives_nested_too_deeply_are_refused(tmp_path):
    content = zipped(**DAYS)
    for _ in range(6):
        content = zipped(**{"a.zip": content})
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(geo.ReadError, match="6 archives within each other; at most 5"):
        geo.read_control(tmp_path / "a.zip")


@pytest.mark.parametrize(
    "name, content",
    [
        ("a.zip", zipped(**{"2014.geojson": b"0" * 10_000_000})),
        ("a.tar", tarred(**{"2014.geojson": b"0" * 10_000_000})),
        ("2014.geojson.gz", gzip.compress(b"0" * 10_000_000)),
    ],
    ids=counted,
)
def test_archives_that_unpack_to_more_than_the_disk_holds_are_refused(
    tmp_path, monkeypatch, name, content
):
    (tmp_path / name).write_bytes(content)
    room = shutil.disk_usage(tmp_path)._replace(free=1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: room)
    with pytest.raises(
        geo.ReadError, match=f"^{name}: unpacks to more than half of the"
    ):
        geo.read_control(tmp_path / name)


def test_nothing_is_written_outside_of_the_folder(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in ("../../../2014.geojson", f"{outside}/2015.geojson"):
            member = tarfile.TarInfo(name)
            member.size = len(DAY)
            archive.addfile(member, io.BytesIO(DAY))
        link = tarfile.TarInfo("2016.geojson")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    (tmp_path / "a.tar").write_bytes(buffer.getvalue())
    with pytest.raises(geo.ReadError, match="2 names outside of the archive not read"):
        geo.read_control(tmp_path / "a.tar")
    content = zipped(**{"../../2014.geojson": DAY, "2015.geojson": DAY})
    (tmp_path / "b.zip").write_bytes(content)
    table = geo.read_control(tmp_path / "b.zip")
    assert starts(table) == ["2015"]
    assert table.attrs["reading"][-1] == (
        "b.zip: 1 name outside of the archive not read (../../2014.geojson)"
    )
    assert list(outside.iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "a.tar",
        "b.zip",
        "outside",
    ]


def scratch_of(monkeypatch, tmp_path):
    """A folder in which archives are unpacked, to see what is left there."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    return scratch


@pytest.mark.parametrize(
    "name, content", [("a.zip", DAY), ("b.tar", b""), ("c.gz", DAY)]
)
def test_no_files_of_a_refused_archive_are_left(tmp_path, monkeypatch, name, content):
    scratch = scratch_of(monkeypatch, tmp_path)
    outer = zipped(**{"2014.geojson": DAY, name: content})
    (tmp_path / "days.zip").write_bytes(outer)
    with pytest.raises(geo.ReadError, match=f"days.zip/{name}: "):
        geo.read_control(tmp_path / "days.zip")
    assert list(scratch.iterdir()) == []


def test_folders_separated_by_backslashes_date_files(tmp_path):
    content = packing.zipped(
        [packing.Member(f"2014\\06\\{day}.geojson", DAY) for day in ("09", "10")]
    )
    (tmp_path / "days.zip").write_bytes(content)
    assert starts(geo.read_control(tmp_path / "days.zip")) == [
        "2014-06-09",
        "2014-06-10",
    ]


def test_a_hard_link_to_a_file_before_it_is_that_file(tmp_path):
    first, second = DAYS
    content = packing.tarred(
        [packing.entry(first, DAY), packing.entry(second, b"", b"1", first)]
    )
    (tmp_path / "days.tar").write_bytes(content)
    table = geo.read_control(tmp_path / "days.tar")
    assert starts(table) == ["2014-06-09", "2014-06-10"]
    assert "link" not in " ".join(table.attrs["reading"])


def test_a_gzip_in_several_members_is_read_to_its_end(tmp_path):
    parts = [DAY[at : at + 40] for at in range(0, len(DAY), 40)]
    content = b"".join(map(gzip.compress, parts)) + bytes(100)
    (tmp_path / "2014.geojson.gz").write_bytes(content)
    assert starts(geo.read_control(tmp_path / "2014.geojson.gz")) == ["2014"]


@pytest.mark.parametrize("kind", ["bzip2", "deflate"])
def test_methods_of_packing(tmp_path, kind):
    content = (
        packing.Member("2014.geojson", DAY, bz2.compress(DAY), method=12)
        if kind == "bzip2"
        else packing.Member("2014.geojson", DAY)
    )
    (tmp_path / "days.zip").write_bytes(packing.zipped([content]))
    assert starts(geo.read_control(tmp_path / "days.zip")) == ["2014"]


@pytest.mark.parametrize(
    "name, content",
    [
        ("days.zip", lambda: packing.zipped([many("2014.geojson")])),
        ("days.zip", lambda: zipped(**{"2014.geojson.gz": gzip.compress(PADDED, 1)})),
        ("2014.geojson.gz", lambda: gzip.compress(PADDED, 1)),
        ("days.tgz", lambda: gzip.compress(tarred(**{"2014.geojson": PADDED}), 1)),
    ],
)
def test_a_higher_limit_of_the_ratio_unpacks_more(tmp_path, name, content):
    (tmp_path / name).write_bytes(content())
    with pytest.raises(LimitError, match="times its size; .* pass --limit ratio="):
        geo.read_control(tmp_path / name)
    trusted = geo.base.Limits(ratio=10**5)
    (file,) = search.find(tmp_path / name, fresh(tmp_path), READABLE, trusted).files
    assert file.path.read_bytes() == PADDED


# A map in 60 MB of blanks, as an archive of few bytes.
PADDED = DAY + b" " * 60_000_000


def fresh(folder):
    """A folder to unpack into."""
    return Path(tempfile.mkdtemp(dir=folder))


def many(name):
    return packing.Member(name, PADDED)


def test_the_ratio_of_small_archives_is_not_limited(tmp_path):
    content = packing.zipped([packing.Member("2014.geojson", DAY + b" " * 5_000_000)])
    assert len(content) < 5_000_000 / 500
    (tmp_path / "days.zip").write_bytes(content)
    assert starts(geo.read_control(tmp_path / "days.zip")) == ["2014"]


@pytest.mark.parametrize(
    "name, content, given, found",
    [
        ("a.zip", zipped(**DAYS), {"files": 1}, "more than 1 files in it"),
        ("a.tar", tarred(**DAYS), {"files": 1}, "more than 1 files in it"),
        (
            "a.zip",
            zipped(**DAYS),
            {"unpacked": 100},
            "unpacks to .* bytes; at most 100",
        ),
        (
            "a.tar",
            tarred(**DAYS),
            {"unpacked": 100},
            "unpacks to .* bytes; at most 100",
        ),
        (
            "a.geojson.gz",
            gzip.compress(DAY),
            {"unpacked": 100},
            "unpacks to more than .* bytes; at most 100 bytes are unpacked; .*unpacked=200",
        ),
        (
            "a.zip",
            zipped(**{"b.zip": zipped(**DAYS), "c.zip": zipped(**DAYS)}),
            {"unpacked": 1000},
            "a.zip: unpacks to .*; at most 1 kB",
        ),
        (
            "a.zip",
            zipped(**{"b.zip": zipped(**DAYS)}),
            {"archives": 1},
            "2 archives within",
        ),
    ],
    ids=counted,
)
def test_limits_hold_for_all_that_is_in_an_archive(
    tmp_path, name, content, given, found
):
    (tmp_path / name).write_bytes(content)
    assert search.find(tmp_path / name, fresh(tmp_path), READABLE).files
    with pytest.raises(LimitError, match=found):
        geo.read_control(tmp_path / name, limits=given)


def test_links_to_files_in_a_folder_are_these_files(tmp_path):
    folder = tmp_path / "days"
    folder.mkdir()
    for name, content in DAYS.items():
        (tmp_path / name).write_bytes(content)
        (folder / name).symlink_to(tmp_path / name)
    (folder / "deep").symlink_to(tmp_path)
    for source in (folder, folder / "*.geojson", folder / "**" / "*.geojson"):
        table = geo.read_control(source)
        assert starts(table) == ["2014-06-09", "2014-06-10"]
    said = geo.read_control(folder).attrs["reading"]
    assert said[-1] == "days: 1 link to a folder not followed (deep)"


@pytest.mark.parametrize(
    "pattern, found",
    [
        ("**/*.geojson", ["a.geojson", "b.geojson", "c.geojson"]),
        ("**", ["a.geojson", "b.geojson", "c.geojson"]),
        ("**/d*/**/*.geojson", ["b.geojson", "c.geojson"]),
        ("d1/**/*.geojson", ["b.geojson", "c.geojson"]),
        ("*/**/c.geojson", ["c.geojson"]),
        ("d1/d2/*", ["c.geojson"]),
        ("d[1]/*.geojson", ["b.geojson"]),
    ],
)
def test_globs_find_the_same_as_in_the_standard_library(tmp_path, pattern, found):
    for number, name in enumerate(("a.geojson", "d1/b.geojson", "d1/d2/c.geojson")):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(DAY)
    usual = glob.glob(str(tmp_path / pattern), recursive=True)
    usual = sorted({Path(one).name for one in usual if Path(one).is_file()})
    seen = search.find(tmp_path / pattern, tmp_path, READABLE).files
    assert sorted(one.path.name for one in seen) == usual == found


# Changes at any place of an archive: a message, or the same content, and nothing else.
@pytest.mark.parametrize(
    "name, content",
    [
        ("a.zip", zipped(**DAYS)),
        ("a.tar", tarred(**DAYS)),
        ("a.tgz", gzip.compress(tarred(**DAYS))),
        (
            "a.tar",
            packing.tarred(
                [packing.pax(path="2014-06-09.geojson"), packing.entry("a", DAY)]
            ),
        ),
    ],
    ids=counted,
)
def test_damaged_archives_are_refused_or_unpack_to_the_same(tmp_path, name, content):
    path = tmp_path / name

    @given(st.integers(0, len(content) - 1), st.binary(min_size=1, max_size=12))
    @settings(max_examples=150)
    def check(at, bytes_there):
        path.write_bytes(content[:at] + bytes_there + content[at + len(bytes_there) :])
        into = Path(tempfile.mkdtemp(dir=tmp_path))
        try:
            unpack(
                path, name, into, Budget(geo.base.Limits(), name, len(content), 10**9)
            )
        except geo.ReadError as error:
            assert str(error).startswith(f"{name}: ") and "\n" not in str(error)
            return
        if name != "a.tar":  # which has no sums of what is in it
            left = [one.read_bytes() for one in into.rglob("*") if one.is_file()]
            assert set(left) <= {DAY}

    check()
    assert {one.name for one in tmp_path.iterdir() if one.is_file()} == {name}


# Whole processes, with everything that they import.
BOMBS = {
    "front.zip": lambda: packing.zipped(
        [
            packing.Member(
                "2014.geojson", packed=packing.zeros(10**10), size=10**10, crc=0
            )
        ]
    ),
    "shared.zip": lambda: packing.quoted(2000, packing.zeros(10**8), 10**8),
    "2014.geojson.gz": lambda: packing.gzipped_zeros(10**10),
    "days.tgz": lambda: packing.gzipped_zeros(
        10**10, packing.entry("2014.geojson", DAY)
    ),
}
CALLS = """
import pathlib, re, sys
from layers.cli.commands import main
codes = []
for name in sys.argv[1:]:
    try:
        main(["areas", name])
    except SystemExit as ended:
        codes.append(ended.code)
drawing = {"folium", "matplotlib"} & set(sys.modules)
most = re.search(r"VmHWM:\\s*(\\d+) kB", pathlib.Path("/proc/self/status").read_text())
print(codes, int(most[1]) < 300_000, sorted(drawing))
"""


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="memory is told by Linux"
)
def test_bombs_take_little_memory_and_load_no_drawing_libraries(tmp_path):
    for name, content in BOMBS.items():
        (tmp_path / name).write_bytes(content())
    call = [sys.executable, "-c", CALLS, *BOMBS]
    root = Path(geo.__file__).parents[1]
    done = subprocess.run(
        call,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
    )
    assert done.stdout == "[1, 1, 1, 1] True []\n"
    said = done.stderr.splitlines()
    assert [line.split(":")[1].strip() for line in said] == list(BOMBS)
    assert "unpacks to 200 GB; at most 20 GB are unpacked" in said[1]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(BOMBS)


def test_check_reads_on_where_an_archive_cannot_be_unpacked(tmp_path):
    folder = tmp_path / "days"
    folder.mkdir()
    first, second = DAYS
    (folder / first).write_bytes(DAY)
    inner = {"2015.geojson": DAY, "b.zip": b"no zip"}
    (folder / "a.zip").write_bytes(zipped(**inner))
    (folder / "z.zip").write_bytes(zipped(**{second: DAY}))
    refused = []
    table = geo.read_control(folder, refused=refused)
    assert starts(table) == ["2014-06-09", "2014-06-10"]
    assert [(one.kind, one.file) for one in refused] == [("refused", "a.zip")]
    assert "a.zip/b.zip: not readable as a zip archive" in refused[0].description
    with pytest.raises(geo.ReadError, match="^a.zip/b.zip: not readable as a zip"):
        geo.read_control(folder)
    for path in (folder / first, folder / "z.zip"):
        path.unlink()
    with pytest.raises(geo.ReadError, match="^a.zip/b.zip: not readable as a zip"):
        geo.read_control(folder, refused=[])
