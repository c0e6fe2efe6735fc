"""Archives: zip, tar and gzip, in each other and in folders, and what is wrong with them."""

import gzip
import io
import json
import shutil
import tarfile
import zipfile

import geopandas as gpd
import pytest
import shapely

import geo

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
    """A name for a case that is the same in every run: archives tell when they were made."""
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


def test_a_file_in_gzip_is_called_like_it(tmp_path):
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


def test_what_lies_beside_in_an_archive_is_told(tmp_path):
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
            "not readable as a tar archive .no mark at its",
        ),
        ("a.tgz", gzip.compress(tarred(**DAYS))[:-9], "not readable as a gzip archive"),
        ("2014.geojson.gz", gzip.compress(DAY)[:-9], "not readable as a gzip archive"),
        ("2014.geojson.gz", DAY, "not readable as a gzip archive .Not a gzipped file"),
        (
            "2014.geojson",
            gzip.compress(DAY),
            "gz inside, though .* add .gz to its name",
        ),
        ("2014.json", zipped(**DAYS), "zip inside, though .* add .zip to its name"),
        ("notes.txt.gz", gzip.compress(b"x"), "no file in it can be read"),
        ("a.zip", zipped(**{"notes.txt": b"x"}), "no file in it can be read"),
    ],
    ids=counted,
)
def test_what_is_wrong_is_named(tmp_path, name, content, found):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(geo.ReadError, match=found) as refusal:
        geo.read_control(tmp_path / name)
    assert str(refusal.value).removeprefix(f"{tmp_path}/").startswith(name)
    assert "controlmap-" not in str(refusal.value)


def test_archives_without_end_are_refused(tmp_path):
    content = zipped(**DAYS)
    for _ in range(6):
        content = zipped(**{"a.zip": content})
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(geo.ReadError, match="more than 5 archives within each other"):
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
def test_what_unpacks_to_more_than_the_disk_holds_is_refused(
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
    assert sorted(starts(geo.read_control(tmp_path / "a.tar"))) == ["2014", "2015"]
    assert list(outside.iterdir()) == []
    (tmp_path / "b.zip").write_bytes(zipped(**{"../../2014.geojson": DAY}))
    assert starts(geo.read_control(tmp_path / "b.zip")) == ["2014"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "a.tar",
        "b.zip",
        "outside",
    ]
