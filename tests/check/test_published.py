"""Published figures beside measured ones, at the first and the last date of the data."""

import pytest
from tables import control, square

import geo
import geo.check
import geo.measure


def test_a_figure_of_the_first_or_the_last_date_is_compared(tmp_path):
    days = ["2024-07-01", "2024-07-11", "2024-07-21"]
    shapes = [square(0), square(0, size=2), square(0, size=3)]
    table = control(*zip(["red"] * 3, days, [*days[1:], None], shapes, strict=True))
    path = tmp_path / "published.csv"
    dates = ["2024-06-30", "2024-07-01", "2024-07-15", "2024-07-21", "2024-07-22"]
    path.write_text("date,area_km2\n" + "".join(f"{date},9000\n" for date in dates))
    found = geo.against(table, geo.read_published(path))
    measured = geo.measure.area_km2(shapes)
    assert found["measured_km2"].tolist()[1:4] == pytest.approx(measured.tolist())
    assert found["note"].tolist() == [
        "before the first date of the data",
        *[""] * 3,
        "after the last date of the data",
    ]


def test_the_first_figure_without_an_actor_is_named(tmp_path):
    table = control(("red", "2024", None, square(0)), ("blue", "2024", None, square(9)))
    path = tmp_path / "published.csv"
    path.write_text("date,actor,area_km2\n2024,red,1\n2024,,2\n2024,,3\n")
    with pytest.raises(geo.ReadError, match="^published series, row 3: no actor, and"):
        geo.against(table, geo.read_published(path))


def test_a_published_range_stands_for_its_middle(tmp_path):
    table = control(("red", "2024", None, square(0)))
    path = tmp_path / "published.csv"
    path.write_text("date,low_km2,high_km2\n2024,9000,13000\n")
    found = geo.against(table, geo.read_published(path))
    (sentence,) = geo.check.largest_differences(found)
    assert sentence.startswith("2024: 11,000 km2 published, 12,")
    (measured,) = geo.measure.area_km2([square(0)])
    assert sentence.endswith(f"measured ({11_000 / measured:.2f} times)")
