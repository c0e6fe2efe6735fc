"""What servers answer in place of a map: a part of it, an error, an envelope around it."""

import json

import pytest
import shapely
from tables import data_findings, square

import geo

FEATURE = {
    "type": "Feature",
    "properties": {"actor": "red"},
    "geometry": shapely.geometry.mapping(square(30, 48)),
}
MAP = {"type": "FeatureCollection", "features": [FEATURE]}
NEXT = [{"rel": "self", "href": "a"}, {"rel": "next", "href": "b"}]

CUT_OFF = {
    "exceededTransferLimit": MAP | {"exceededTransferLimit": True},
    "in its properties": MAP | {"properties": {"exceededTransferLimit": True}},
    "numberMatched": MAP | {"numberMatched": 300, "numberReturned": 1},
    "totalFeatures": MAP | {"totalFeatures": 2},
    "numberReturned": MAP | {"numberMatched": "unknown", "numberReturned": 2},
    "links": MAP | {"links": NEXT},
    "context": MAP | {"context": {"matched": 9, "returned": 1, "limit": 1}},
    "next": MAP | {"count": 2, "next": "https://example.org/?page=2"},
    "results": {"count": 2, "next": "https://example.org/?page=2", "results": MAP},
}
WHOLE = {
    "exceededTransferLimit": MAP | {"exceededTransferLimit": False},
    "numberMatched": MAP | {"numberMatched": 1, "numberReturned": 1, "links": NEXT},
    "unknown": MAP | {"numberMatched": "unknown", "totalFeatures": "unknown"},
    "links": MAP | {"links": NEXT[:1]},
    "next": MAP | {"count": 1, "next": None},
}


def write(path, document):
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", CUT_OFF)
def test_a_map_of_which_features_are_missing_is_refused(tmp_path, name):
    path = write(tmp_path / "front_2024-07-08.geojson", CUT_OFF[name])
    with pytest.raises(geo.ReadError, match="^front_2024-07-08.geojson: incomplete: "):
        geo.read_control(path)
    refused = []
    table = geo.read_control(path, refused=refused)
    found = data_findings(table, refused=refused)
    assert found["kind"].tolist() == ["incomplete"]
    assert found["severity"].tolist() == ["error"]
    # what is there is read, so that all else that is wrong is found
    assert len(table) == 1


@pytest.mark.parametrize("name", WHOLE)
def test_a_map_of_which_nothing_is_missing_is_read(tmp_path, name):
    path = write(tmp_path / "front_2024-07-08.geojson", WHOLE[name])
    assert len(geo.read_control(path)) == 1


def test_a_map_is_read_once_the_member_is_deleted_that_the_message_names(tmp_path):
    path = write(tmp_path / "2014.geojson", MAP | {"exceededTransferLimit": True})
    with pytest.raises(geo.ReadError, match="or delete exceededTransferLimit from"):
        geo.read_control(path)
    assert len(geo.read_control(write(path, MAP))) == 1


ERRORS = {
    '{"error": {"code": 400, "message": "Invalid query"}}': "Invalid query",
    '{"error": "no such layer"}': "no such layer",
    '{"errors": [{"detail": "too many requests"}]}': "too many requests",
    '{"message": "Not Found", "documentation_url": "https://x"}': "Not Found",
    '{"detail": "Authentication required"}': "Authentication required",
    '{"type": "about:blank", "title": "Gone", "status": 410, "a": 1, "b": 2}': "Gone",
    '{"error": true, "message": "busy"}': "busy",
}
PAGES = {
    "<!DOCTYPE html><html><head><title>502 Bad Gateway</title>": "HTML page .502 Bad",
    "\ufeff \n<html><body>no</body></html>": "an HTML page, not",
    "<?xml version='1.0'?><ows:ExceptionReport><ows:ExceptionText>no layer"
    "</ows:ExceptionText></ows:ExceptionReport>": "XML .no layer., not",
    "<Error><Code>NoSuchKey</Code><Message>gone</Message></Error>": "XML .gone., not",
    "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n": "run git lfs pull",
    "": "the file is empty; download it again",
    " \n": "the file is empty; download it again",
}


@pytest.mark.parametrize("text, message", ERRORS.items())
def test_a_servers_error_is_named_in_place_of_a_map(tmp_path, text, message):
    (tmp_path / "front.geojson").write_text(text, encoding="utf-8")
    with pytest.raises(geo.ReadError) as refusal:
        geo.read_control(tmp_path)
    assert str(refusal.value) == (
        f"front.geojson: a server's error, not a map ({message}); download it again, or "
        "delete it"
    )


@pytest.mark.parametrize("name", ["front.geojson", "front.csv", "front.topojson"])
@pytest.mark.parametrize("text, message", PAGES.items())
def test_a_page_in_place_of_a_map_is_named(tmp_path, name, text, message):
    write(tmp_path / "2014.geojson", MAP)
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(geo.ReadError, match=f"^{name}: .*{message}"):
        geo.read_control(tmp_path)


@pytest.mark.parametrize("name", ["front.gpkg", "front.parquet", "front.kml"])
def test_a_page_or_pointer_is_named_whatever_the_format(tmp_path, name):
    path = tmp_path / name
    path.write_text("<html><title>404</title></html>", encoding="utf-8")
    with pytest.raises(geo.ReadError, match=f"^{name}: content is an HTML page .404"):
        geo.read_control(path)
    path.write_text("version https://git-lfs.github.com/spec/v1\n", encoding="utf-8")
    with pytest.raises(geo.ReadError, match=f"^{name}: a pointer of Git LFS"):
        geo.read_control(path)


@pytest.mark.parametrize(
    "name", ["days.zip", "days.tar", "day.geojson.gz", "a.parquet"]
)
@pytest.mark.parametrize(
    "text, message",
    [
        ("<html><title>404</title></html>", "content is an HTML page .404., not"),
        ('{"message": "expired"}', "content is JSON .expired., not"),
        ("<Error><Message>gone</Message></Error>", "content is XML .gone., not"),
        ("version https://git-lfs.github.com/spec/v1\n", "a pointer of Git LFS"),
    ],
)
def test_an_answer_in_place_of_an_archive_or_database_is_named(
    tmp_path, name, text, message
):
    write(tmp_path / "2014.geojson", MAP)
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(geo.ReadError, match=f"^{name}: {message}"):
        geo.read_control(tmp_path)
    refused = []
    geo.read_control(tmp_path, refused=refused)
    assert [finding.file for finding in refused] == [name]


@pytest.mark.parametrize("name", ["2014.geojson", "2014.parquet"])
def test_xml_without_a_message_is_another_format(tmp_path, name):
    path = tmp_path / name
    path.write_text("<OGRVRTDataSource/>", encoding="utf-8")
    with pytest.raises(geo.ReadError, match="correct the ending of its name"):
        geo.read_control(path)


@pytest.mark.parametrize(
    "document, path",
    [
        ({"map": MAP, "datetime": "2014-07-08T10:00:00Z"}, "map"),
        ({"status": "ok", "data": {"front": MAP, "count": 1}}, "data.front"),
        ({"results": [{"id": 7, "map": MAP}]}, "results.1.map"),
    ],
)
def test_the_only_map_within_an_answer_is_read_and_reported(tmp_path, document, path):
    table = geo.read_control(write(tmp_path / "front_2014.json", document))
    assert table["actor"].tolist() == ["red"]
    message = f"front_2014.json: the map is the member “{path}” of it"
    assert message in table.attrs["reading"]


def test_several_maps_within_an_answer_are_layers_by_their_names(tmp_path):
    path = write(tmp_path / "2014.json", {"front": MAP, "more": {"towns": MAP}})
    for layer in ("front", "more.towns"):
        assert geo.read_control(path, layer=layer)["actor"].tolist() == ["red"]
    with pytest.raises(geo.CallError, match="layers: front, more.towns"):
        geo.read_control(path, layer="towns")
