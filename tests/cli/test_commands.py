import csv
import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner
from tables import square

import geo
from layers.cli.commands import main


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def feature(shape, **properties):
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": shapely.geometry.mapping(shape),
    }


@pytest.fixture
def front(tmp_path):
    path = tmp_path / "front.geojson"
    shapes = [square(30, 50), square(30, 50, size=0.5)]
    rows = [
        feature(shape, date=date)
        for shape, date in zip(shapes, ["2022-03-04", "2022-03-11"], strict=True)
    ]
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": rows}), encoding="utf-8"
    )
    return path


def test_areas_go_to_stdout_and_messages_to_stderr(front):
    done = run("areas", front)
    assert done.exit_code == 0
    header, first, second = done.stdout.splitlines()
    assert header == "date,actor,status,area_km2"
    assert first.startswith("2022-03-04,territory,control,7")
    assert "dates from column date" in done.stderr


def test_areas_into_a_file_and_a_summary(front, tmp_path):
    done = run("areas", front, "-o", tmp_path / "out" / "areas.csv")
    assert done.exit_code == 0
    assert done.stdout == ""
    assert len(pd.read_csv(tmp_path / "out" / "areas.csv")) == 2
    assert "at most 7," in done.stderr and "(4 March 2022)" in done.stderr


def test_changes_of_each_step(front):
    (row,) = pd.read_csv(pd.io.common.StringIO(run("changes", front).stdout)).to_dict(
        "records"
    )
    assert (row["date_from"], row["date_to"], row["days"]) == (
        "2022-03-04",
        "2022-03-11",
        7,
    )
    assert row["gained_km2"] == 0
    assert row["lost_km2"] == pytest.approx(-row["net_km2"])


def test_a_change_across_a_break_is_empty_in_every_format_and_has_its_reason(front):
    """What is empty is no zero, and no text that a spreadsheet would count as one."""
    project = front.parent / "controlmap.toml"
    entry = 'date = 2022-03-10\nreason = "=Roads count too."'
    project.write_text(f'source = "{front.name}"\n[[breaks]]\n{entry}\n')
    (row,) = csv.DictReader(run("changes", project).stdout.splitlines())
    figures = ["gained_km2", "lost_km2", "held_km2", "net_km2"]
    assert [row[name] for name in figures] == [""] * 4
    assert list(row)[-2:] == ["days", "reason"]
    assert (row["days"], row["reason"]) == ("7", "'=Roads count too.")
    paths = {
        end: front.parent / f"changes.{end}" for end in ("json", "xlsx", "parquet")
    }
    for path in paths.values():
        assert run("changes", project, "-o", path).exit_code == 0
    (row,) = json.loads(paths["json"].read_text(encoding="utf-8"))["rows"]
    assert [row[name] for name in figures] == [None] * 4
    assert row["reason"] == "=Roads count too."
    for frame in (pd.read_excel(paths["xlsx"]), pd.read_parquet(paths["parquet"])):
        assert frame.iloc[0, 4:8].isna().all() and frame.iloc[0, 8] == 7
        assert frame["reason"].tolist() == ["=Roads count too."]


def test_check_lists_doubts_and_no_error(front):
    done = run("check", front)
    assert done.exit_code == 0
    assert "the area jumps from" in done.stdout
    assert done.stderr.splitlines()[-1] == "0 errors, 1 doubt, 3 notes"


def test_the_exit_code_of_check_is_1_if_there_is_an_error(tmp_path):
    bow_tie = shapely.Polygon([(30, 50), (32, 52), (32, 50), (30, 52)])
    path = tmp_path / "2022-03-04.geojson"
    gpd.GeoDataFrame(geometry=[bow_tie], crs=4326).to_file(path)
    done = run("check", path)
    assert done.exit_code == 1
    assert "self-intersection at 31 51" in done.stdout
    assert "repaired" in run("areas", path).stderr


def test_check_as_json_and_into_a_file(front, tmp_path):
    """What is printed as JSON and what is written as CSV are the same findings."""
    done = run("check", front, "--json")
    document = json.loads(done.stdout)
    assert (document["errors"], document["doubts"], document["notes"]) == (0, 1, 3)
    assert document["source"] == front.name
    assert document["rows"] == len(geo.read_control(front))
    assert document["reading"]
    finding, *notes = document["findings"]
    assert finding["kind"] == "jump" and len(notes) == 3
    assert finding["lon"] is None
    written = tmp_path / "findings.csv"
    assert run("check", front, "-o", written).stdout == ""
    row, *_ = csv.DictReader(written.read_text(encoding="utf-8").splitlines())
    assert {name: "" if v is None else str(v) for name, v in finding.items()} == row


def test_check_reports_jumps_from_the_share_asked_for(front):
    few = json.loads(run("check", front, "--json", "--jump", "0.9").stdout)
    many = json.loads(run("check", front, "--json", "--jump", "0.01").stdout)
    assert len(few["findings"]) < len(many["findings"])
    assert run("check", front, "--jump", "7").exit_code == 2


def test_the_story_needs_no_source():
    lines = run("areas").stdout.splitlines()
    assert lines[-1] == "2019-03-23,Islamic State,held,0.0"
    assert run("areas", "story").stdout.splitlines() == lines


def test_rows_are_measured_one_by_one(front):
    header, *rows = run("areas", "--rows", front).stdout.splitlines()
    assert header == "start,end,actor,status,source,area_km2"
    assert len(rows) == 2


def test_the_map_is_one_file(front, tmp_path):
    page = tmp_path / "map.html"
    done = run("map", front, "-o", page, "--title", "The front")
    assert done.exit_code == 0
    assert "<title>The front</title>" in page.read_text(encoding="utf-8")
    assert set(tmp_path.iterdir()) == {front, page}


def shapefile(folder, without, crs=4326):
    gpd.GeoDataFrame(
        {"date": ["2022-03-04"]}, geometry=[square(30, 50)], crs=crs
    ).to_file(folder / "front.shp")
    (folder / f"front.{without}").unlink()
    return folder / "front.shp"


def geojson(folder, *rows):
    path = folder / "front.geojson"
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": list(rows)}),
        encoding="utf-8",
    )
    return path


def text(folder, name, content):
    (folder / name).write_text(content, encoding="utf-8")
    return folder / name


BAD = {
    "not there": (lambda f: f / "front.gpkg", 2, "front.gpkg"),
    "a glob without match": (lambda f: f / "*.geojson", 2, "*.geojson"),
    "empty": (lambda f: text(f, "2022-03-04.geojson", ""), 1, "2022-03-04.geojson"),
    "cut in half": (
        lambda f: text(
            f, "2022-03-04.geojson", '{"type":"FeatureCollection","features":[{"ty'
        ),
        1,
        "2022-03-04.geojson",
    ),
    "shapefile without .dbf": (lambda f: shapefile(f, "dbf"), 1, "front.shp"),
    "no CRS": (lambda f: shapefile(f, "prj"), 1, "--crs"),
    "no date": (lambda f: geojson(f, feature(square(30, 50), area="1")), 1, "--date"),
    "points": (
        lambda f: geojson(f, feature(shapely.Point(30, 50), date="2022-03-04")),
        1,
        "Point",
    ),
    "month 13": (
        lambda f: geojson(f, feature(square(30, 50), date="2022-13-01")),
        1,
        "2022-13-01: not a date: there is no month 13",
    ),
    "an unknown column": (
        lambda f: geojson(f, feature(square(30, 50), date="2022-03-04")),
        2,
        "holder",
    ),
}


@pytest.mark.parametrize("case", BAD)
@pytest.mark.parametrize("command", ["areas", "changes", "check", "map"])
def test_bad_input_gives_one_message_and_no_file(tmp_path, case, command):
    folder, outputs = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    make, code, words = BAD[case]
    source = make(folder)
    output = (
        []
        if command == "check"
        else ["-o", outputs / f"x{'.html' if command == 'map' else '.csv'}"]
    )
    done = run(
        command,
        source,
        *(["--actor", "holder"] if case == "an unknown column" else []),
        *output,
    )
    assert done.exit_code == code
    assert done.stdout == ""
    (message,) = [
        line for line in done.stderr.splitlines() if line.startswith("Error: ")
    ]
    assert words in message
    assert "Traceback" not in done.stderr
    assert str(tmp_path) not in message.replace(str(source), "")
    assert not outputs.exists()


@pytest.mark.parametrize(
    "words", [["areas", "--nonsense"], ["draw"], ["areas", "a", "b"]]
)
def test_the_exit_code_of_a_wrong_call_is_2(words):
    assert run(*words).exit_code == 2


def test_a_list_of_towns_takes_columns_and_no_calendar(tmp_path):
    path = tmp_path / "towns.csv"
    path.write_text(
        "place,lat,lon,held_from,held_to\nMosul,36.3,43.1,2014-06-10,2017-07-10\n"
    )
    done = run("areas", path, "--actor", "holder")
    assert done.exit_code == 2
    assert "towns.csv: no column holder for --actor" in done.stderr
    done = run("areas", path, "--calendar", "julian")
    assert done.exit_code == 2
    assert "--calendar does not go with a list of places; leave it out" in done.stderr
    assert "clipped to Iraq (borders of Natural Earth)" in run("areas", path).stderr


def test_explain_lists_how_a_source_was_read(front):
    done = run("areas", front, "--explain")
    header = next(line for line in done.stderr.splitlines() if line.startswith("what"))
    assert header.split() == ["what", "found", "where", "documented"]
    assert "column date" in done.stderr
    assert done.stdout == run("areas", front).stdout


def test_the_exit_code_is_2_for_a_missing_column_of_sources(front):
    done = run("areas", front, "--source-column", "plan")
    assert done.exit_code == 2
    assert "no column plan for --source-column" in done.stderr


@pytest.fixture
def succession(tmp_path):
    """Two intervals of two actors, one after the other."""
    path = tmp_path / "succession.geojson"
    rows = [
        feature(square(0), actor="red", start="2020-01-01", end="2021-01-01"),
        feature(square(3), actor="blue", start="2021-01-01", end="2022-01-01"),
    ]
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": rows}), encoding="utf-8"
    )
    return path, "--ends", "exclusive"


def test_of_intervals_areas_list_the_changes_of_each_actor(succession):
    done = run("areas", *succession)
    lines = [line.split(",") for line in done.stdout.splitlines()[1:]]
    assert [(date, actor) for date, actor, *_ in lines] == [
        ("2020-01-01", "red"),
        ("2021-01-01", "blue"),
        ("2021-01-01", "red"),
        ("2022-01-01", "blue"),
    ]
    assert [line[3] == "0.0" for line in lines] == [False, False, True, True]


def test_all_lists_every_actor_on_every_date(succession):
    lines = run("areas", "--all", *succession).stdout.splitlines()[1:]
    zero = [line for line in lines if line.endswith(",0.0")]
    assert len(lines) == 3 * 2 and len(zero) == 4


def test_of_intervals_changes_list_those_of_each_actor_or_all(succession):
    few, every = (
        run("changes", *more, *succession).stdout.splitlines()[1:]
        for more in ((), ("--all",))
    )
    steps = [tuple(line.split(",")[1:3]) for line in few]
    assert steps == [
        ("2021-01-01", "blue"),
        ("2021-01-01", "red"),
        ("2022-01-01", "blue"),
    ]
    assert len(every) == 4 and every[:3] == few
    assert every[3].split(",")[4:8] == ["0.0"] * 4


def test_the_summary_is_of_all_dates(succession, tmp_path):
    """Red held nothing on the last date, blue nothing on the first."""
    outputs = [tmp_path / "changes.csv", tmp_path / "all.csv"]
    few = run("areas", *succession, "-o", outputs[0]).stderr
    every = run("areas", "--all", *succession, "-o", outputs[1]).stderr
    assert "blue: first 0.00 km2 (1 January 2020), at most 12," in few
    assert few.splitlines()[-2:] == every.splitlines()[-2:]


def test_the_summary_leaves_out_what_is_roamed(tmp_path):
    rows = [feature(square(30, 50), party="red", status=s) for s in ("held", "roamed")]
    document = {"type": "FeatureCollection", "features": rows}
    path = tmp_path / "20240707.geojson"
    path.write_text(json.dumps(document), encoding="utf-8")
    output = tmp_path / "areas.csv"
    done = run("areas", path, "--status", "status", "-o", output)
    assert "red,roamed," in output.read_text(encoding="utf-8")
    assert "red, held: first" in done.stderr and "red, roamed" not in done.stderr


def test_all_dates_and_rows_exclude_each_other(succession):
    done = run("areas", "--all", "--rows", *succession)
    assert done.exit_code == 2
    assert "--rows and --all exclude each other; pass one" in done.stderr
