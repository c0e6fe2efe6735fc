"""What is wrong is found in every format, at the same row and place."""

import json

import numpy as np
import pytest
import shapely
from all_formats import ENDINGS, convert
from tables import data_findings, square

import geo

# Of the order of rings each format has its own rule; a name of a file is not a finding.
TOLD = ["severity", "kind", "date", "until", "actor", "status"]
BOW_TIE = shapely.Polygon([(0, 5), (2, 7), (2, 5), (0, 7)])
FIJI = shapely.Polygon([(177, -20), (-178, -20), (-178, -15), (177, -15)])

DAYS = {
    "front_20240708.geojson": [
        ("red", square(0)),
        ("red", square(0.9)),
        ("blue", square(0.5)),
        ("blúe", square(8)),
        ("green", BOW_TIE),
        ("grey", FIJI),
        ("pink", square(20)),
        ("pink", square(20)),
    ],
    "front_20240709.geojson": [
        ("red", square(0, size=3)),
        ("blue", square(0.6)),
        ("grey", FIJI),
    ],
    "front_20240710.geojson": [
        ("red", square(0, size=3)),
        ("green", square(5, 5)),
        ("pink", square(20)),
    ],
}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drawn")
    for name, rows in DAYS.items():
        features = [
            {
                "type": "Feature",
                "properties": {"actor": actor},
                "geometry": shapely.geometry.mapping(shape),
            }
            for actor, shape in rows
        ]
        whole = {"type": "FeatureCollection", "features": features}
        (folder / name).write_text(json.dumps(whole), encoding="utf-8")
    return folder


def found_in(source):
    refused = []
    table = geo.read_control(source, refused=refused)
    found = data_findings(table, refused=refused)
    return found[found["kind"] != "rings"].reset_index(drop=True)


@pytest.fixture(scope="module")
def expected(drawn):
    return found_in(drawn)


def test_the_drawing_has_what_is_looked_for(expected):
    kinds = set(expected["kind"])
    assert kinds == {
        *("invalid", "antimeridian", "duplicate", "double", "rivals", "spelling"),
        *("vanished", "jump"),
    }


@pytest.mark.parametrize("ending", ENDINGS)
def test_findings_are_the_same_in_every_format(drawn, expected, tmp_path, ending):
    for path in sorted(drawn.glob("*.geojson")):
        convert(path, ending, tmp_path)
    found = found_in(tmp_path)
    if (
        ending == ".fgb"
    ):  # its rows are sorted by place, so others may come first of two
        what = ["severity", "kind", "date", "until"]
        assert sorted(found[what].values.tolist()) == sorted(
            expected[what].values.tolist()
        )
        np.testing.assert_allclose(
            np.sort(found["km2"]), np.sort(expected["km2"]), rtol=1e-9, atol=1e-9
        )
        return
    assert found[TOLD].equals(expected[TOLD])
    for name in ("lon", "lat", "km2"):
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-9, atol=1e-9)
    # tables are counted as spreadsheets do, with their head
    head = 1 if any(e in ending for e in (".csv", ".tsv", ".xlsx")) else 0
    rows = expected["row"] + head
    assert found["row"].equals(rows)


@pytest.mark.long
@pytest.mark.parametrize("archive", ["ukraine-daily", "world-history"])
@pytest.mark.parametrize("ending", ENDINGS)
def test_findings_on_whole_archives_are_the_same_in_every_format(
    samples, tmp_path, ending, archive
):
    for path in (samples / archive).glob("*.geojson"):
        convert(path, ending, tmp_path)
    found, expected = found_in(tmp_path), found_in(samples / archive)
    assert len(expected)
    what = ["severity", "kind", "date", "until"]
    assert sorted(found[what].values.tolist()) == sorted(expected[what].values.tolist())
    sizes = [np.sort(one["km2"].dropna()) for one in (found, expected)]
    np.testing.assert_allclose(*sizes, rtol=1e-9, atol=1e-9)
