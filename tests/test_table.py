import pytest
from tables import control, square

import geo
import geo.table
from geo.table import require_columns


def test_every_start_and_end_is_a_date_of_the_timeline():
    table = control(
        ("red", "2020", "2021-05", square(0)), ("blue", "-0322", None, square(3))
    )
    assert geo.table.timeline(table)["date_text"].tolist() == [
        "-0322",
        "2020",
        "2021-05",
    ]


def test_the_most_precise_text_of_a_date_is_kept():
    table = control(
        ("red", "2020", None, square(0)), ("blue", "2020-01-01", None, square(3))
    )
    assert geo.table.timeline(table)["date_text"].tolist() == ["2020-01-01"]


def test_a_table_of_another_shape_is_refused():
    table = control(("red", "2020", None, square(0)))
    with pytest.raises(geo.CheckError, match="no column status, source"):
        require_columns(table.drop(columns=["status", "source"]))
    with pytest.raises(geo.CheckError, match="its CRS is EPSG:3857"):
        geo.areas(table.to_crs(3857))


def test_rows_say_that_their_shape_is_indicative():
    table = control(*(("red", "2020", None, square(x)) for x in range(4)))
    assert not geo.table.indicative_rows(table).any()
    rows = geo.table.indicative_rows(
        table.assign(Shape=["indicative", " Indicative", "exact", None])
    )
    assert rows.tolist() == [True, True, False, False]
    named = table.rename_geometry("shape")
    assert not geo.table.indicative_rows(named).any()
