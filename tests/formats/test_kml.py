"""KML: every placemark with its times, its data and the folders it lies in."""

import zipfile

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import geo

RING = "<LinearRing><coordinates>0,0 1,0,7 1,1 0,1 0,0</coordinates></LinearRing>"
SQUARE = f"<Polygon><outerBoundaryIs>{RING}</outerBoundaryIs></Polygon>"
POINT = "<Point><coordinates>0.5,0.5</coordinates></Point>"
KML = '<kml xmlns="http://www.opengis.net/kml/2.2">{}</kml>'


def mark(name=None, *inside, shape=SQUARE):
    named = "" if name is None else f"<name>{name}</name>"
    return f"<Placemark>{named}{''.join(inside)}{shape}</Placemark>"


def stamp(text):
    return f"<TimeStamp><when>{text}</when></TimeStamp>"


def span(begin, end):
    return f"<TimeSpan><begin>{begin}</begin><end>{end}</end></TimeSpan>"


def folder(name, *inside):
    return f"<Folder><name>{name}</name>{''.join(inside)}</Folder>"


def data(**values):
    found = "".join(
        f'<Data name="{name}"><value>{value}</value></Data>'
        for name, value in values.items()
    )
    return f"<ExtendedData>{found}</ExtendedData>"


@pytest.fixture
def read(tmp_path):
    def read_text(*inside, name="front.kml", **options):
        text = KML.format(f"<Document>{''.join(inside)}</Document>")
        (tmp_path / name).write_text(text, encoding="utf-8")
        return geo.read_control(tmp_path / name, **options)

    return read_text


def starts(table):
    return list(zip(table["actor"], table["start_text"]))


def test_years_months_and_days_of_stamps_and_spans(read):
    table = read(
        mark("a", span("2014", "2015-06")),
        mark("b", span("2014-06-10T00:00:00Z", "2015")),
    )
    assert starts(table) == [("a", "2014"), ("b", "2014-06-10")]
    assert list(table["end_text"]) == ["2015-06", "2015"]
    assert starts(read(mark("a", stamp("-0322")), mark("b", stamp("2014-06")))) == [
        ("a", "-0322"),
        ("b", "2014-06"),
    ]


def test_placemarks_of_one_name_keep_their_own_times_in_any_folders(read):
    table = read(
        folder("x", mark("a", stamp(2014)), folder("y", mark("a", stamp(2015)))),
        mark("b", stamp(2016)),
        folder("z", mark("a", stamp(2017))),
    )
    assert sorted(starts(table)) == [
        ("a", "2014"),
        ("a", "2015"),
        ("a", "2017"),
        ("b", "2016"),
    ]


def test_what_lies_in_a_folder_has_its_time_unless_it_has_its_own(read):
    table = read(
        folder("x", stamp("2014"), mark("a"), folder("y", mark("b"))),
        folder("z", stamp("2014"), mark("c", stamp("2015"))),
    )
    assert sorted(starts(table)) == [("a", "2014"), ("b", "2014"), ("c", "2015")]


def test_dates_from_the_names_of_folders_near_and_far(read):
    table = read(
        folder("14 June 2014", mark("a"), folder("North", mark("b"))),
        folder("2014-06-15", mark("a")),
    )
    assert sorted(starts(table)) == [
        ("a", "2014-06-14"),
        ("a", "2014-06-15"),
        ("b", "2014-06-14"),
    ]


def test_folders_are_known_of_what_is_kept(read, monkeypatch):
    monkeypatch.setattr("geo.source.cache.SLOW_S", -1)
    monkeypatch.setattr("geo.source.cache._QUICK", set())  # every format is kept
    marks = folder(
        "14 June 2014", folder("North", mark("a")), folder("South", mark("b"))
    )
    assert starts(read(marks, cache=True)) == [("a", "2014-06-14"), ("b", "2014-06-14")]
    monkeypatch.setattr(
        "geo.formats.registry.import_module", lambda _: pytest.fail("read again")
    )
    assert starts(read(marks, cache=True)) == [("a", "2014-06-14"), ("b", "2014-06-14")]


def test_an_empty_folder_with_a_date_is_a_day_on_which_nothing_is_held(read):
    table = read(folder("2019-03-22", mark("a")), folder("2019-03-23"))
    assert str(table["end"].iloc[0])[:10] == "2019-03-23"


def test_an_empty_folder_without_a_date_is_reported(read):
    table = read(folder("2019-03-22", mark("a")), folder("Notes"))
    assert "front.kml (Notes): no features in it" in table.attrs["reading"]


def test_extended_data_in_its_three_forms_are_columns(read):
    schema = (
        '<ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="party">red</SimpleData>'
        '<SimpleData name="people">12</SimpleData></SchemaData></ExtendedData>'
    )
    own = "<ExtendedData><x:party>blue</x:party></ExtendedData>"  # x is not declared
    table = read(
        mark("one", stamp(2014), schema),
        mark("two", stamp(2014), data(party="green", people=7, status="held")),
        mark("three", stamp(2014), own),
    )
    assert list(table["actor"]) == ["red", "green", "blue"]
    assert list(table["status"]) == ["control", "held", "control"]
    np.testing.assert_array_equal(table["people"], [12, 7, np.nan])


def test_years_in_extended_data_are_numbers(read):
    table = read(mark("a", data(FromYear=-323, ToYear=-300)))
    assert list(table["start_text"]) == ["-0322"]


def test_styles_may_tell_actors_apart(read):
    marks = [
        mark(None, stamp(2014), f"<styleUrl>#{one}</styleUrl>") for one in ("r", "b")
    ]
    assert list(read(*marks, actor="style")["actor"]) == ["r", "b"]


def test_holes_heights_and_shapes_of_several_parts(read):
    inner = RING.replace("0,0 1,0,7 1,1 0,1 0,0", ".4,.4 .6,.4 .6,.6, 9 .4,.4")
    hole = SQUARE.replace("</Polygon>", f"<innerBoundaryIs>{inner}</innerBoundaryIs>")
    both = f"{hole}</Polygon><MultiGeometry>{SQUARE}</MultiGeometry>"
    both = f"<MultiGeometry>{both}</MultiGeometry>"
    (shape,) = read(mark("a", stamp(2014), shape=both)).geometry
    expected = shapely.Polygon(
        [(0, 0), (1, 0), (1, 1), (0, 1)], [[(0.4, 0.4), (0.6, 0.4), (0.6, 0.6)]]
    )
    assert shapely.get_num_geometries(shape) == 2
    assert shape.geoms[0].equals(expected)
    assert not shape.has_z


def test_pins_links_and_pictures_are_counted(read):
    link = "<NetworkLink><Link><href>http://a.example/b.kml</href></Link></NetworkLink>"
    table = read(
        mark("a", stamp(2014)),
        mark("pin", stamp(2014), shape=POINT),
        mark("walk", stamp(2014), shape="<gx:Track/>"),
        mark("nothing", stamp(2014), shape=""),
        link * 2,
        "<GroundOverlay><name>map</name></GroundOverlay>",
    )
    said = table.attrs["reading"]
    assert len(table) == 1
    assert said[0].startswith("1 file, 4 rows (3 left out)")
    assert "front.kml: 2 links to other files not followed" in said
    assert "front.kml: 1 picture laid over the ground not read" in said
    assert any("1 row of points or lines left out (first: row 2" in one for one in said)
    assert any("2 rows without a readable shape left out" in one for one in said)


def test_a_folder_of_pins_beside_folders_of_ground_is_left_out_and_reported(read):
    table = read(
        folder("2014", mark("a")), folder("Towns", *[mark("b", shape=POINT)] * 3)
    )
    assert len(table) == 1
    assert table.attrs["reading"][0].startswith("1 file, 4 rows (3 left out)")
    said = "front.kml (Towns): 3 rows left out: none is a polygon"
    assert said in table.attrs["reading"]


def test_one_folder_may_be_asked_for(read):
    table = read(folder("2014", mark("a")), folder("2015", mark("b")), layer="2015")
    assert starts(table) == [("b", "2015")]
    with pytest.raises(geo.CallError, match=r"no layer 2016 \(layers: 2014, 2015\)"):
        read(folder("2014", mark("a")), folder("2015", mark("b")), layer="2016")


def test_documents_that_a_kmz_links_to_are_read_once(tmp_path):
    link = "<NetworkLink><Link><href>parts/2014.kml</href></Link></NetworkLink>"
    with zipfile.ZipFile(tmp_path / "front.kmz", "w") as archive:
        archive.writestr("parts/2014.kml", KML.format(mark("a")))
        archive.writestr("doc.kml", KML.format(f"<Document>{link}</Document>"))
    table = geo.read_control(tmp_path / "front.kmz")
    assert starts(table) == [("a", "2014")]
    assert not any("link" in sentence for sentence in table.attrs["reading"])


def test_what_gdal_writes_is_read_without_change(tmp_path):
    frame = gpd.GeoDataFrame(
        {"actor": ["räd", "blue"], "date": ["2014-06", "0815"], "people": [3, None]},
        geometry=[shapely.box(0, 0, 1, 1), shapely.box(1 / 3, 0, 1, 1)],
        crs=4326,
    )
    for name in ("front.kml", "front.kmz"):
        frame.to_file(tmp_path / name, driver="LIBKML")
        table = geo.read_control(tmp_path / name)
        assert starts(table) == [("räd", "2014-06"), ("blue", "0815")]
        np.testing.assert_array_equal(table["people"], [3, np.nan])
        found, expected = table.geometry.array, frame.geometry.array
        assert shapely.equals_exact(
            found, expected, tolerance=1e-12, normalize=True
        ).all()


trees = st.recursive(
    st.integers(1000, 2999),
    lambda inner: st.lists(inner, min_size=1, max_size=4),
    max_leaves=12,
)


def drawn(tree):
    if isinstance(tree, int):
        return mark("a", stamp(tree))
    return folder("f", *map(drawn, tree))


def leaves(tree):
    return [tree] if isinstance(tree, int) else [y for one in tree for y in leaves(one)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(trees, min_size=1, max_size=5))
def test_every_placemark_of_any_tree_is_read_with_its_year(read, tree):
    table = read(*map(drawn, tree))
    assert sorted(map(int, table["start_text"])) == sorted(leaves(tree))
