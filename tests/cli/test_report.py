import json
import re
import unicodedata

import pytest
import shapely
from tables import control, square

import geo
import geo.measure
from layers.cli.report import count_severities, findings_json, findings_text


def jumps(number, name="red"):
    """A table of an actor whose ground doubles and halves, more of it each time."""
    rows = []
    for i in range(number + 1):
        size = 0.5 if i % 2 else 2 + i / 100
        rows.append((name, f"{2000 + i}", f"{2001 + i}", square(0, size=size)))
    return geo.findings(control(*rows))


def plain(text):
    return re.sub(r"\x1b\[\d+m", "", text)


def test_no_findings():
    found = geo.findings(control(("red", "2020", None, square(0))))
    assert findings_text(found, width=80) == "Nothing wrong or doubtful found.\n"
    assert count_severities(found) == {"errors": 0, "doubts": 0, "notes": 0}


def test_findings_of_a_kind_stand_under_its_title_and_remedy():
    table = control(
        ("red", "2020-03-01", "2020-03-02", square(0)),
        (("red", "claimed"), "2020-03-01", None, shapely.Polygon()),
        ("red", "2020-03-02", None, square(0, size=2)),
    )
    small, large = geo.measure.area_km2([square(0), square(0, size=2)])
    assert plain(findings_text(geo.findings(table), width=200)).splitlines() == [
        "ERROR  Empty polygon",
        "  What to do: draw the polygon or remove the row.",
        "  drawn 1  1 March 2020  red, claimed  no territory: the polygon is empty",
        "",
        "DOUBT  The area jumps",
        "  What to do: check the polygons of both dates.",
        f"  drawn 2  2 March 2020  red  the area jumps from {small:,.3f} km2 (1 March 2020) "
        f"to {large:,.3f} km2 (+300%)",
    ]


def test_of_many_those_about_the_largest_areas_are_shown_and_the_rest_counted():
    found = jumps(20)
    text = plain(findings_text(found, width=200))
    shown = [line for line in text.splitlines() if "the area jumps from" in line]
    assert len(shown) == 8
    largest = found.nlargest(8, "km2").sort_index()
    for line, finding in zip(shown, largest["finding"], strict=True):
        assert line.endswith(finding)
    assert text.endswith("  and 12 more; --all shows them, -o FILE writes them\n")
    assert "The area jumps (20)" in text
    everything = plain(findings_text(found, width=200, everything=True))
    assert everything.count("the area jumps from") == 20
    assert "more" not in everything


@pytest.mark.parametrize("width", [40, 60, 80, 132])
def test_lines_fit_the_terminal_and_lose_nothing(width):
    found = jumps(3, name="A very long name of an alliance of several parties")
    text = plain(findings_text(found, width=width))
    assert max(map(len, text.splitlines())) <= max(width, 60)
    wide = plain(findings_text(found, width=1000))
    assert sorted("".join(text.split())) == sorted("".join(wide.split()))


def test_names_have_no_control_characters():
    found = jumps(1, name="red\x1b[2J\u202e\nblue")
    text = plain(findings_text(found, width=200))
    assert "red␛[2J‹U+202E›␊blue" in text
    allowed = {"\n"}
    control = {sign for sign in text if unicodedata.category(sign)[0] == "C"}
    assert control <= allowed


def test_json_has_null_for_missing_values():
    found = jumps(1)
    document = json.loads(findings_json(found, source="x"))
    assert document["source"] == "x"
    (finding,) = document["findings"]
    assert (finding["row"], finding["lon"], finding["until"]) == (None, None, "")
    assert finding["km2"] == pytest.approx(found["km2"].iloc[0])
    assert list(finding) == list(found.columns)
