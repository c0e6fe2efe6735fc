"""Shapefiles that do not say how their text is encoded, or whose shapes have rings without end."""

import geopandas as gpd
import pyogrio
import pytest
import shapely

import geo
import geo.base


@pytest.fixture
def read(tmp_path):
    def read_name(name, encoding, *, told=False, language=0):
        frame = gpd.GeoDataFrame(
            {"actor": [name], "date": ["2014"]},
            geometry=[shapely.box(0, 0, 1, 1)],
            crs=4326,
        )
        path = tmp_path / "front.shp"
        pyogrio.write_dataframe(frame, path, encoding=encoding)
        if not told:
            path.with_suffix(".cpg").unlink()
        table = path.with_suffix(".dbf")
        data = bytearray(table.read_bytes())
        data[29] = language
        table.write_bytes(bytes(data))
        found = geo.read_control(path)
        said = [one for one in found.attrs["reading"] if ".cpg" in one]
        return found["actor"].iloc[0], said

    return read_name


def test_utf8_is_seen(read):
    said = "front.shp: no .cpg file names the encoding of its text, read as UTF-8"
    assert read("الدولة", "UTF-8") == ("الدولة", [said])


def test_what_cannot_be_known_is_reported(read):
    name, (said,) = read("räd", "ISO-8859-1")
    assert name == "räd"
    assert "read as ISO-8859-1; if names are wrong, write CP1251" in said
    assert read("Україна", "CP1251")[0] != "Україна"


@pytest.mark.parametrize("encoding", ["UTF-8", "CP1251"])
def test_what_a_cpg_file_says_is_believed(read, encoding):
    assert read("Україна", encoding, told=True) == ("Україна", [])


def test_what_the_dbf_says_is_believed(read):
    assert read("Україна", "CP1251", language=0xC9) == ("Україна", [])


def test_plain_letters_need_no_word(read):
    assert read("red", "UTF-8") == ("red", [])


def test_rings_of_a_shape_are_counted_before_it_is_read(tmp_path):
    outer = shapely.box(0, 0, 10, 10)
    for at in range(3):
        outer = outer.difference(shapely.box(2 * at + 1, 1, 2 * at + 2, 2))
    whole = shapely.box(20, 0, 21, 1)
    frame = gpd.GeoDataFrame(
        {"actor": ["red", "blue"], "date": ["2014", "2014"]},
        geometry=[whole, outer],
        crs=4326,
    )
    path = tmp_path / "front.shp"
    pyogrio.write_dataframe(frame, path)
    assert len(geo.read_control(path, limits=geo.base.Limits(rings=4))) == 2
    with pytest.raises(geo.ReadError) as refused:
        geo.read_control(path, limits=geo.base.Limits(rings=3))
    assert str(refused.value) == (
        "front.shp, row 2: a shape of 4 rings; at most 3 are read; pass --limit rings=5 if you "
        "trust it"
    )
