"""What every output says of itself, and what none of them says of whoever made it."""

import base64
import gzip
import io
import json
import re
import shutil
import sqlite3
import subprocess
import zipfile
import zlib
from hashlib import sha256
from xml.etree import ElementTree

import av
import openpyxl
import pyarrow.parquet
import pyogrio
import pypdfium2
import pytest
import shapely
from click.testing import CliRunner
from PIL import Image
from reader import data_in
from tables import control, square

import geo
import geo.table
import layers
from layers.cli.commands import main

# Words that stand for whoever runs the program, and where.
SECRETS = ("secret-user-dir", "zaphodette", "heart-of-gold-7", "odd-temporary")
DAYS = ("2024-01-01", "2024-02-01", "2024-03-01")


def written(folder):
    """Three days of two actors, with a project file beside them."""
    folder.mkdir(parents=True)
    for place, day in enumerate(DAYS):
        features = [
            {
                "type": "Feature",
                "properties": {"actor": actor},
                "geometry": shapely.geometry.mapping(square(40 + 3 * n, 34, 1 + place)),
            }
            for n, actor in enumerate(("Red", "Blue"))
        ]
        whole = {"type": "FeatureCollection", "features": features}
        (folder / f"front_{day}.geojson").write_text(
            json.dumps(whole), encoding="utf-8"
        )
    (folder / "controlmap.toml").write_text(
        'title = "The front"\n'
        '[[claims]]\ndate = "2024-01-05"\npublisher = "Desk"\nkm2 = 12000\n'
        '[[scenes]]\ndate = "2024-01-01"\ncaption = "One"\nsource = "Desk"\n'
        '[[scenes]]\ndate = "2024-02-01"\ncaption = "Two"\nsource = "Desk"\n',
        encoding="utf-8",
    )
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with a kit and an output of every other command, and what they printed."""
    with pytest.MonkeyPatch.context() as patch:
        root = tmp_path_factory.mktemp("made") / "secret-user-dir"
        source = written(root / "daily")
        (root / "odd-temporary").mkdir()
        names = {
            "USER": "zaphodette",
            "LOGNAME": "zaphodette",
            "HOSTNAME": "heart-of-gold-7",
        }
        places = {"HOME": root / "zaphodette", "TMPDIR": root / "odd-temporary"}
        for name, value in {**names, **places}.items():
            patch.setenv(name, str(value))
        patch.setenv("CONTROLMAP_CACHE", str(root / "kept"))
        patch.setattr("tempfile.tempdir", str(root / "odd-temporary"))
        out = root / "out"
        said = []
        for command in (
            ("kit", "-o", out / "kit"),
            ("map", "-o", out / "map.html"),
            ("check", "--json"),
            ("areas", "--rows"),
            *(("areas", "-o", out / f"areas.{kind}") for kind in KINDS),
        ):
            call = [command[0], str(source), *map(str, command[1:])]
            done = CliRunner().invoke(main, call)
            assert done.exit_code == 0, done.output
            said.append(done.stdout)
        yield out, source, said


KINDS = ("csv", "json", "xlsx", "parquet")


def unpacked(content):
    """`content`, and whatever is packed in it, however deep."""
    yield content
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from unpacked(archive.read(name))
    if content.startswith(b"\x1f\x8b"):
        yield from unpacked(gzip.decompress(content))
    if content.startswith(b"%PDF"):
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.S):
            try:
                yield zlib.decompressobj().decompress(stream)
            except zlib.error:
                yield stream
    if content.startswith(b"\x89PNG"):
        for packed in re.findall(rb"(?:zTXt|iTXt|eXIf|iCCP).*?\0(.*)", content, re.S):
            yield packed
    for text in re.findall(rb"[A-Za-z0-9+/]{64,}={0,2}", content):
        if text.startswith(b"H4sI"):  # gzip as base64
            yield from unpacked(base64.b64decode(text))


def test_no_output_holds_a_user_a_path_or_a_machine(made):
    out, source, said = made
    secrets = [*SECRETS, str(source.parent.parent)]
    needles = [
        form for one in secrets for form in (one.encode(), one.encode("utf-16-le"))
    ]
    files = sorted(path for path in out.rglob("*") if path.is_file())
    assert len(files) > 30
    for path in files:
        for content in unpacked(path.read_bytes()):
            for needle in needles:
                assert needle not in content, (path.name, needle)
    for path in out.glob("*.parquet"):
        table = pyarrow.parquet.read_table(path)
        assert not any(one in str(table.to_pydict()) for one in SECRETS)
    assert not any(one in text for text in said for one in SECRETS)


def test_secrets_would_be_found_in_what_is_packed(made):
    out, *_ = made
    for name, word in (
        ("map.html", b"front_2024-01-01"),
        ("kit/areas.xlsx", b"The front"),
        ("kit/control.gpkg", b"front_2024-01-01"),
        ("kit/poster.png", b"controlmap"),
    ):
        assert any(
            word in content for content in unpacked((out / name).read_bytes())
        ), name


def test_the_hash_is_that_of_the_list_that_sha256sum_prints(made):
    _, source, _ = made
    names = sorted(path.name for path in source.glob("*.geojson"))
    hashes = [sha256((source / name).read_bytes()).hexdigest() for name in names]
    lines = "".join(f"{one}  {name}\n" for one, name in zip(hashes, names))
    table = geo.read_control(source)
    assert table.attrs[geo.table.INPUT] == {
        "sha256": sha256(lines.encode()).hexdigest(),
        "files": 3,
        "project": sha256((source / "controlmap.toml").read_bytes()).hexdigest(),
    }
    if program := shutil.which("sha256sum"):
        done = subprocess.run([program, *names], cwd=source, capture_output=True)
        assert done.stdout.decode() == lines
    one = geo.read_control(source / names[0])
    assert one.attrs[geo.table.INPUT] == {"sha256": hashes[0], "files": 1}


def test_the_hash_does_not_depend_on_place_packing_or_cache(
    made, tmp_path, monkeypatch
):
    _, source, _ = made
    known = geo.read_control(source).attrs[geo.table.INPUT]["sha256"]
    monkeypatch.setattr("geo.source.cache.SLOW_S", 0.0)
    folder = tmp_path / "elsewhere"
    (folder / "in").mkdir(parents=True)
    for path in source.glob("*.geojson"):
        shutil.copy(path, folder / "in")
    (folder / "notes.txt").write_text("not read")
    shutil.make_archive(str(tmp_path / "packed"), "zip", folder)
    for where in (folder, tmp_path / "packed.zip", f"{folder}/**/*.geojson"):
        for _ in range(2):  # read, and then taken from what was kept
            table = geo.read_control(where, cache=True)
            assert table.attrs[geo.table.INPUT] == {"sha256": known, "files": 3}
    with (folder / "in" / f"front_{DAYS[1]}.geojson").open("a") as file:
        file.write(" ")
    assert (
        geo.read_control(folder, cache=True).attrs[geo.table.INPUT]["sha256"] != known
    )


def test_every_file_of_a_kit_has_its_provenance(made):
    out, source, said = made
    kit = out / "kit"
    known = geo.read_control(source).attrs[geo.table.INPUT]["sha256"]

    def told(text):
        assert "controlmap " in text and known in text, text[:200]

    for name in ("map", "timeline", "story", "embed", "worksheet", "worksheet-answers"):
        page = (kit / f"{name}.html").read_text(encoding="utf-8")
        told("".join(re.findall(r'<meta name="(?:gen|controlmap-input).*?>', page)))
        if name in ("map", "timeline", "story", "worksheet"):
            told(re.sub("<[^>]*>", "", page[page.index("Made with") :][:400]))
    for path in kit.glob("*.png"):
        with Image.open(path) as picture:
            told(picture.text["Comment"])
    with Image.open(kit / "timeline.gif") as film:
        told(film.info["comment"].decode())
    with av.open(str(kit / "timeline.mp4")) as film:
        told(film.metadata["comment"])
    for path in kit.glob("*.svg"):
        metadata = ElementTree.parse(path).getroot().find("{*}metadata")
        told(" ".join(metadata.itertext()))
    for path in kit.glob("*.pdf"):
        document = pypdfium2.PdfDocument(path)
        told(str(document.get_metadata_dict()) + path.read_bytes().decode("latin-1"))
        document.close()
    properties = openpyxl.load_workbook(kit / "areas.xlsx").properties
    told(properties.description)
    metadata = pyogrio.read_info(kit / "control.gpkg")["dataset_metadata"]
    assert json.loads(metadata["CONTROLMAP"])["input"]["sha256"] == known
    collection = json.loads((kit / "control.geojson").read_text(encoding="utf-8"))
    assert collection["provenance"]["input"]["sha256"] == known
    for name in ("credits.txt", "README.txt", "oembed.json"):
        told((kit / name).read_text(encoding="utf-8"))
    # Tables as CSV, and alt text to be pasted, have no place for it: credits.txt goes with them.
    bare = {path.name for path in kit.iterdir() if path.suffix in (".csv", ".js")}
    assert bare == {
        "areas.csv",
        "changes.csv",
        "claims.csv",
        "findings.csv",
        "embed.js",
    }
    assert json.loads(said[2])["provenance"]["input"]["sha256"] == known
    assert json.loads(said[2])["source"] == "daily"


def test_tables_of_commands_have_their_provenance(made):
    out, source, _ = made
    known = geo.read_control(source).attrs[geo.table.INPUT]["sha256"]
    whole = json.loads((out / "areas.json").read_text(encoding="utf-8"))
    assert whole["provenance"]["input"]["sha256"] == known and len(whole["rows"]) == 6
    metadata = pyarrow.parquet.read_schema(out / "areas.parquet").metadata
    assert json.loads(metadata[b"controlmap"])["input"]["sha256"] == known
    assert known in openpyxl.load_workbook(out / "areas.xlsx").properties.description


def test_equal_input_gives_equal_bytes(made):
    out, source, _ = made
    for kind in KINDS:
        path = out / f"areas.{kind}"
        before = path.read_bytes()
        again = path.with_stem("again")
        done = CliRunner().invoke(main, ["areas", str(source), "-o", str(again)])
        assert done.exit_code == 0 and again.read_bytes() == before, kind


def test_a_table_made_by_hand_has_the_hash_of_its_polygons(tmp_path):
    rows = [("red", "2024", None, square(0)), ("blue", "2024", None, square(3))]
    pages = []
    for table in (control(*rows), control(*rows[::-1])):
        table["source"] = "drawn"
        layers.save(layers.control_map(table), tmp_path / "map.html")
        page = (tmp_path / "map.html").read_text(encoding="utf-8")
        assert data_in(page)["actors"]
        pages += re.findall(
            r'controlmap-input" content="(SHA-256 [0-9a-f]{64} of its .*?)"', page
        )
    assert len(pages) == 2 and pages[0] == pages[1]


def test_a_kit_can_be_read_again_with_what_it_says_of_itself(made):
    out, source, _ = made
    areas = geo.areas(geo.read_control(source))["area_km2"].tolist()
    for name in ("control.gpkg", "control.geojson"):
        again = geo.read_control(out / "kit" / name)
        assert geo.areas(again)["area_km2"].tolist() == pytest.approx(areas)
    with sqlite3.connect(out / "kit" / "control.gpkg") as base:
        clocks = base.execute(
            "SELECT timestamp FROM gpkg_metadata_reference"
        ).fetchall()
    assert {one[:4] for (one,) in clocks} == {"2000"}
