"""Dates beside the rows of a GeoJSON document, in its other members."""

import json

import pytest
import shapely

import geo

SQUARE = shapely.geometry.mapping(shapely.box(0, 0, 1, 1))
NORTH = shapely.geometry.mapping(shapely.box(0, 1, 1, 2))


def document(shape=SQUARE, row=None, **members):
    feature = {"type": "Feature", "properties": row or {}, "geometry": shape}
    return {"type": "FeatureCollection", **members, "features": [feature]}


@pytest.fixture(params=["fast", "general"])
def read(request, tmp_path, monkeypatch):
    """Reads a document from a file, with the fast reader or without it."""
    if request.param == "general":
        monkeypatch.setattr("geo.formats.text.geojson.read_fast", lambda _: None)

    def read_document(content, name="front.geojson", **options):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
        return geo.read_control(path, **options)

    return read_document


def summary(table):
    return table.attrs["reading"][0]


@pytest.mark.parametrize(
    "members, path",
    [
        ({"date": "2024-07-08"}, "date"),
        ({"timestamp": "2024-07-08T10:00:00Z"}, "timestamp"),
        ({"metadata": {"date": "2024-07-08", "source": "desk"}}, "metadata.date"),
        ({"properties": {"date": "2024-07-08"}}, "properties.date"),
        ({"metadata": {"time": {"as_of": "8 July 2024"}}}, "metadata.time.as_of"),
        ({"osm3s": {"timestamp_osm_base": "2024-07-08T10:00Z"}}, None),
        ({"generator": "x", "timestamp": "2024-07-08T10:00Z"}, "timestamp"),
        ({"name": "front_2024-07-08"}, "name"),
        ({"title": "The front on 8 July 2024"}, "title"),
        ({"date": 20240708}, "date"),
        ({"metadata": {"Stand": "13.07.2024"}}, None),
        ({"metadata": {"reportDate": "2024-07-08"}}, "metadata.reportDate"),
        # a date outweighs the name and the time of the answer
        ({"date": "2024-07-08", "timestamp": "2024-08-01T00:00Z"}, "date"),
        ({"name": "front_2024-07-08", "timestamp": "2024-08-01T00:00Z"}, "name"),
        ({"date": "2024-07", "metadata": {"date": "2024-07-08"}}, "metadata.date"),
    ],
)
def test_a_member_dates_the_whole_document(read, members, path):
    table = read(document(**members), day_first=True)
    expected = "2024-07-13" if "13.07" in str(members) else "2024-07-08"
    assert table["start"].astype(str).item()[:10] == expected
    path = path or f"{[*members][0]}.{[*[*members.values()][0]][0]}"
    assert f"dates from the member {path} beside the features" in summary(table)
    assert geo.areas(table)["date"].astype(str).tolist() == [expected]


@pytest.mark.parametrize(
    "members",
    [
        {"generated": "2024-07-08"},
        {"metadata": {"created": "2024-07-08T10:00:00Z"}},
        {"lastUpdate": "2024-07-08"},
        {"provenance": {"date": "2024-07-08"}},
        {"bbox": [0, 0, 1, 1]},
        {"version": 2014},
        {"metadata": {"count": 2014, "status": 200}},
        {"date": "unknown"},
        {"date": True},
        {"name": "front of 2024-07-01 and 2024-07-08"},
        # of a server, when it was asked
        {"numberReturned": 1, "timeStamp": "2024-07-08T10:00:00Z"},
    ],
)
def test_other_members_are_no_dates_of_the_map(read, members):
    with pytest.raises(
        geo.ReadError, match=r"front.geojson: no date found \(it has no"
    ):
        read(document(**members))


def test_the_time_at_which_a_document_was_made_is_named_where_it_has_no_date(read):
    with pytest.raises(
        geo.ReadError, match=r"; generated \(2024-07-08\) is when it was"
    ):
        read(document(generated="2024-07-08"))


def test_columns_outweigh_members(read):
    row = {"start": "2014", "end": "2015"}
    table = read(document(row=row, date="2024-07-08", timestamp="2024-08-01"))
    assert table["start_text"].item() == "2014"
    assert "dates from columns start and end" in summary(table)


def test_a_name_outweighs_a_time_of_answer_and_may_be_the_same_date(read):
    table = read(document(timestamp="2024-08-01T00:00Z"), "front_2024-07-08.geojson")
    assert table["start_text"].item() == "2024-07-08"
    table = read(document(date="2024-07-08"), "front_2024-07-08.geojson")
    assert "from the file name" in summary(table)
    # a year in a name may be that of the borders below
    table = read(document(name="regions_2010"), "front_2024-07-08.geojson")
    assert table["start_text"].item() == "2024-07-08"


@pytest.mark.parametrize("members", [{"date": "2024-07-15"}, {"name": "f 2024-07-15"}])
def test_a_member_with_another_date_than_the_name_is_refused(read, members):
    (path,) = members
    with pytest.raises(
        geo.ReadError,
        match=f"has the date 2024-07-08, its member {path} has 2024-07-15; correct one",
    ):
        read(document(**members), "front_2024-07-08.geojson")
    table = read(document(**members), "front_2024-07-08.geojson", date="2024-07-15")
    assert table["start_text"].item() == "2024-07-15"


def test_two_members_with_different_dates_are_refused(read):
    with pytest.raises(
        geo.ReadError, match="members date and properties.date have dif"
    ):
        read(document(date="2024-07-08", properties={"date": "2024-07-09"}))


def test_a_member_whose_day_and_month_may_be_swapped_is_refused(read):
    with pytest.raises(geo.ReadError, match="member date: 08/07/2024: day or month fi"):
        read(document(date="08/07/2024"))
    table = read(document(date="08/07/2024"), day_first=True)
    assert table["start"].item().month == 7


def test_each_file_of_a_folder_has_its_member(tmp_path):
    for number, (day, shape) in enumerate({"08": SQUARE, "15": NORTH}.items()):
        content = document(shape, name=f"front_2024-07-{day}")
        (tmp_path / f"answer{number}.geojson").write_text(json.dumps(content))
    empty = {"type": "FeatureCollection", "date": "2024-07-20", "features": []}
    (tmp_path / "answer2.geojson").write_text(json.dumps(empty))
    with pytest.raises(geo.ReadError, match="no features in it"):
        geo.read_control(tmp_path / "answer2.geojson")
    table = geo.read_control(tmp_path)
    days = table[["start", "end"]].to_numpy().astype("datetime64[D]").astype(str)
    assert days.tolist() == [["2024-07-08", "2024-07-15"], ["2024-07-15", "2024-07-20"]]


def test_topojson_is_dated_by_its_members_as_well(tmp_path):
    ring = [[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]
    topology = {
        "type": "Topology",
        "metadata": {"date": "2024-07-08"},
        "objects": {"front": {"type": "Polygon", "arcs": [[0]]}},
        "arcs": [ring],
    }
    path = tmp_path / "front.topojson"
    path.write_text(json.dumps(topology))
    assert geo.read_control(path)["start_text"].item() == "2024-07-08"
