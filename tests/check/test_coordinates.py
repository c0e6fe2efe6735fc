import math

import geopandas as gpd
import pytest
import shapely
from tables import control, square

import geo
import geo.check
import geo.measure
from geo.source.frames import countries


def findings(table, *kinds):
    found = geo.findings(table)
    return found[found["kind"].isin(kinds)]


def one(shape, *kinds):
    return findings(control(("red", "2020", None, shape)), *kinds)


SEAM = ("antimeridian", "pole", "beyond")


def test_a_polygon_that_jumps_over_the_antimeridian():
    fiji = shapely.Polygon([(177, -20), (-178, -20), (-178, -15), (177, -15)])
    east = shapely.box(177, -20, 182, -15)
    (finding,) = one(fiji, *SEAM).itertuples()
    drawn, meant = geo.measure.area_km2([fiji, east])
    assert (finding.kind, finding.severity) == ("antimeridian", "error")
    assert finding.finding == (
        "the edge from 177 -20 to -178 -20 goes around the globe, not across 180 degrees: "
        f"{drawn:,.0f} km2 as drawn, {meant:,.0f} km2 the short way"
    )
    assert finding.km2 == pytest.approx(drawn - meant)
    assert (finding.lon, finding.lat) == (177, -20)


def test_the_area_the_short_way_leaves_holes_out():
    shell = [(170, 0), (-170, 0), (-170, 10), (170, 10)]
    hole = [(175, 2), (175, 8), (-175, 8), (-175, 2)]
    (finding,) = one(shapely.Polygon(shell, [hole]), "antimeridian").itertuples()
    meant = shapely.box(170, 0, 190, 10).difference(shapely.box(175, 2, 185, 8))
    assert (
        f"{geo.measure.area_km2([meant])[0]:,.0f} km2 the short way" in finding.finding
    )


@pytest.mark.parametrize("lat, pole", [(-70, "South"), (70, "North")])
def test_a_ring_around_a_pole(lat, pole):
    cap = shapely.Polygon([(lon, lat) for lon in range(-170, 190, 20)])
    (finding,) = one(cap, *SEAM).itertuples()
    whole = geo.measure.area_km2([shapely.box(-180, -90, 180, -70)])[0]
    assert finding.kind == "pole"
    assert finding.finding.startswith(
        f"the edge from 170 {lat} to -170 {lat} closes a ring around the {pole} Pole "
        "without the pole: "
    )
    assert finding.finding.endswith(f"{whole:,.0f} km2 with the pole")


def test_an_edge_half_a_degree_from_the_pole_does_not_run_along_it():
    frame = [(-180, 60), (180, 60), (180, 89.5), (-180, 89.5)]
    assert one(shapely.Polygon(frame), *SEAM).empty
    (finding,) = one(shapely.Polygon([*frame[:3], (0, 89.5)]), *SEAM).itertuples()
    assert finding.kind == "pole"


def test_a_ring_from_180_to_180_that_does_not_reach_its_pole():
    cap = shapely.Polygon([(-180, 70), (-60, 75), (60, 72), (180, 70)])
    (finding,) = one(cap, *SEAM).itertuples()
    assert finding.kind == "pole"
    assert "North Pole" in finding.finding


@pytest.mark.parametrize(
    "shape",
    [
        shapely.box(-180, -90, 180, 90),  # the globe
        shapely.box(-180, -60, 180, 70),  # a band around it
        shapely.Polygon(  # Antarctica as Natural Earth draws it
            [(-180, -90), (180, -90), (180, -80), (60, -68), (-60, -65), (-180, -80)]
        ),
        shapely.Polygon([(-95, -90), (95, -90), (95, -80), (0, -75), (-95, -80)]),
        shapely.MultiPolygon([square(178, -20, 2), square(-180, -20, 2)]),  # cut
        shapely.Polygon([(lon, 60) for lon in range(-175, 180, 10)] + [(0, 80)]),
    ],
    ids=["globe", "band", "antarctica", "half", "cut", "wide"],
)
def test_wide_polygons_that_are_right(shape):
    assert one(shape, *SEAM).empty


def cap_km2(latitude):
    """Area of the ellipsoid from a parallel to its pole (Snyder 1987, 3-12)."""
    a, e = 6378.137, math.sqrt(0.00669437999014)

    def zone(sine):
        return sine / (1 - (e * sine) ** 2) + math.atanh(e * sine) / e

    return (
        math.pi * a**2 * (1 - e**2) * (zone(1) - zone(math.sin(math.radians(latitude))))
    )


NORTH, SOUTH = shapely.box(-180, 60, 180, 90), shapely.box(-180, -90, 180, -60)
HOLE = shapely.box(0, 70, 10, 80)
CAPS = {
    "north": (NORTH, cap_km2(60)),
    "south": (SOUTH, cap_km2(60)),
    "clockwise": (NORTH.reverse(), cap_km2(60)),
    "all but a cap": (shapely.box(-180, -90, 180, 60), cap_km2(-60)),
    "corners along the pole": (
        shapely.Polygon(
            [(-180, 60), (180, 60), (180, 90), (90, 90), (0, 90), (-90, 90), (-180, 90)]
        ),
        cap_km2(60),
    ),
    "a corner on the parallel": (
        shapely.Polygon([(-180, 60), (100, 60), (180, 60), (180, 90), (-180, 90)]),
        cap_km2(60),
    ),
    "begun at the pole": (
        shapely.Polygon([(0, 90), (-180, 90), (-180, 60), (180, 60), (180, 90)]),
        cap_km2(60),
    ),
    "two caps": (shapely.MultiPolygon([NORTH, SOUTH]), 2 * cap_km2(60)),
    "a cap with a hole": (
        NORTH.difference(HOLE),
        cap_km2(60) - (cap_km2(70) - cap_km2(80)) / 36,
    ),
    "a cap beside another polygon": (
        shapely.MultiPolygon([square(10, 10), NORTH]),
        cap_km2(60) + geo.measure.area_km2([square(10, 10)])[0],
    ),
    "0 to 360": (shapely.box(0, 60, 360, 90), cap_km2(60)),
    "-90 to 270": (shapely.box(-90, 60, 270, 90), cap_km2(60)),
}


@pytest.mark.parametrize("case", CAPS)
def test_a_cap_whose_ring_follows_the_advice_is_right(case):
    shape, km2 = CAPS[case]
    assert one(shape, "antimeridian", "pole", "invalid").empty
    assert geo.areas(control(("red", "2020", None, shape)))["area_km2"][
        0
    ] == pytest.approx(km2, rel=1e-9)


@pytest.mark.parametrize(
    "corners, kind, km2",
    [
        # the pole is only touched: as drawn it is no cap
        ([(-180, 60), (180, 60), (0, 90)], "pole", None),
        # a cap, and in its ring an edge that goes on across 180 degrees and one that comes back
        (
            [(-180, 60), (180, 60), (180, 70), (170, 70), (-170, 75), (180, 80)]
            + [(180, 90), (-180, 90)],
            "antimeridian",
            None,
        ),
        # a sector: its edges are as long along the pole as on the parallel
        (
            [(-100, 60), (100, 60), (100, 90), (-100, 90)],
            "antimeridian",
            cap_km2(60) * 160 / 360,
        ),
        (
            [(-100, -60), (100, -60), (100, -90), (0, -90), (-100, -90)],
            "antimeridian",
            cap_km2(60) * 160 / 360,
        ),
        # a full turn one way, and back only half of it along the pole
        ([(180, 60), (-180, 60), (-180, 90), (0, 90), (0, 70)], "antimeridian", None),
    ],
    ids=["touched", "jump", "sector", "southern sector", "half a turn"],
)
def test_edges_that_jump_near_a_pole_are_still_errors(corners, kind, km2):
    (finding,) = one(shapely.Polygon(corners), "antimeridian", "pole").itertuples()
    assert (finding.kind, finding.severity) == (kind, "error")
    if km2 is not None:
        assert finding.finding.endswith(f"{km2:,.0f} km2 the short way")


def test_a_hole_around_the_pole_that_does_not_reach_it():
    """The shell is right, and the hole closes around the pole without it."""
    hole = [(lon, 80) for lon in range(170, -190, -20)]
    shape = shapely.Polygon(shapely.get_coordinates(NORTH), [hole])
    assert list(one(shape, "antimeridian", "pole")["kind"]) == ["pole"]


def test_territory_written_beyond_180_is_measured_right_and_noted():
    beyond = shapely.box(178, 60, 186, 65)
    (finding,) = one(beyond, *SEAM).itertuples()
    assert (finding.kind, finding.severity) == ("beyond", "note")
    assert finding.finding == "longitude beyond 180 (186)"
    at_home = shapely.box(-8, 60, 0, 65)
    assert geo.measure.area_km2([beyond]) == pytest.approx(
        geo.measure.area_km2([at_home])
    )


def test_countries_of_natural_earth_lie_right():
    """Antarctica around its pole, France overseas, Russia and Fiji cut at 180 degrees."""
    shapes = countries()
    rows = [
        (name, "2020", None, shape) for name, shape in zip(shapes.name, shapes.geometry)
    ]
    assert len(rows) > 200
    assert findings(control(*rows), *SEAM, "swapped").empty


def written(folder, *shapes, name="front_2024070{}.geojson"):
    for number, shape in enumerate(shapes, 1):
        path = folder / name.format(number)
        # GDAL turns rings as RFC 7946 asks; these keep their own way round
        text = shapely.to_geojson(shape)
        feature = f'{{"type": "Feature", "properties": {{}}, "geometry": {text}}}'
        path.write_text(
            f'{{"type": "FeatureCollection", "features": [{feature}]}}',
            encoding="utf-8",
        )
    return geo.read_control(folder)


def flipped(shape):
    return shapely.transform(shape, lambda corners: corners[:, ::-1])


def test_a_file_in_the_sea_that_would_be_on_land_if_swapped(tmp_path):
    amazon = shapely.box(-60, -10, -55, -5)
    found = findings(written(tmp_path, flipped(amazon)), "swapped")
    assert found["finding"].tolist() == ["lies in the sea; on land if swapped (Brazil)"]
    assert findings(written(tmp_path, amazon), "swapped").empty


def test_territory_at_sea_is_not_called_swapped(tmp_path):
    """Swapped, it would be in the sea as well, or half of it."""
    assert findings(written(tmp_path, shapely.box(-30, 30, -28, 32)), "swapped").empty
    assert findings(written(tmp_path, shapely.box(-12, 9, -3, 18)), "swapped").empty


def test_a_day_of_a_series_that_is_swapped_though_it_lies_on_land(tmp_path):
    """Donetsk with its coordinates swapped lies in Iran and Iraq."""
    days = [shapely.box(37, 47.5, 38.5 + i / 100, 48.5) for i in range(6)]
    table = written(tmp_path, *days[:4], flipped(days[4]), days[5])
    found = findings(table, "swapped")
    assert found[["file", "row", "finding"]].to_numpy().tolist() == [
        [
            "front_20240705.geojson",
            1,
            "lies far from all other territory of its series; among it if swapped",
        ]
    ]


@pytest.mark.parametrize(
    "exclave", [(60, 20), (9, 36.5), (70, 37), (48, 9.5), (48, 60)]
)
def test_an_exclave_elsewhere_is_not_called_swapped(tmp_path, exclave):
    """Swapped, the others lie south, north, west and east of the series."""
    days = [shapely.box(37, 47.5, 38.5 + i / 100, 48.5) for i in range(5)]
    assert findings(written(tmp_path, *days, square(*exclave)), "swapped").empty


def test_territory_that_is_scattered_has_no_place_to_be_swapped_to(tmp_path):
    """The first lies, swapped, where the third is: of five places that says nothing."""
    spots = [(12, 31), (20, 0), (31, 12), (45, 25), (60, 5)]
    assert findings(
        written(tmp_path, *(square(*spot, size=3) for spot in spots)), "swapped"
    ).empty


def test_rings_of_geojson_that_run_clockwise(tmp_path):
    anti = shapely.box(0, 0, 1, 1, ccw=True)
    found = findings(written(tmp_path, anti, anti.reverse(), anti.reverse()), "rings")
    assert found[["severity", "file", "finding"]].to_numpy().tolist() == [
        [
            "note",
            "front_20240702.geojson",
            "reversed rings in 2 of 3 polygons, in 2 rows of 2 files, this one first",
        ]
    ]


def test_a_hole_that_runs_as_its_shell_does(tmp_path):
    hole = [(0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)]  # counter-clockwise too
    shell = shapely.get_coordinates(shapely.box(0, 0, 1, 1, ccw=True))
    assert (
        len(findings(written(tmp_path, shapely.Polygon(shell, [hole])), "rings")) == 1
    )
    assert findings(
        written(tmp_path, shapely.Polygon(shell, [hole[::-1]])), "rings"
    ).empty


def test_formats_that_ask_for_no_order_of_rings(tmp_path):
    clockwise = shapely.box(0, 0, 1, 1, ccw=False)
    path = tmp_path / "front_20240701.gpkg"
    gpd.GeoDataFrame(geometry=[clockwise], crs=4326).to_file(path)
    assert findings(geo.read_control(path), "rings").empty


def test_what_no_repair_may_guess_is_reported_wherever_areas_are():
    fiji = shapely.Polygon([(177, -20), (-178, -20), (-178, -15), (177, -15)])
    cap = shapely.Polygon([(lon, -70) for lon in range(-170, 190, 20)])
    rows = [("red", "2020", None, shape) for shape in (square(0), fiji, fiji, cap)]
    jumps, pole = geo.check.unrepairable(control(*rows))
    assert jumps.startswith("drawn 1: the edge from 177 -20 to -178 -20 goes around")
    assert jumps.endswith("add a vertex in between (2 rows in all)")
    assert pole.endswith("close the ring along the antimeridian and the pole")
    assert geo.check.unrepairable(control(rows[0])) == []


@pytest.mark.parametrize(
    "west, east, reach",
    [(-179.5, 186, 186), (-186, 179.5, -186), (-180, 181, 181), (-181, 180, -181)],
)
def test_the_longitude_that_is_beyond_180_is_named(west, east, reach):
    (finding,) = one(shapely.box(west, 60, east, 65), "beyond").itertuples()
    assert finding.finding == f"longitude beyond 180 ({reach})"


@pytest.mark.parametrize(
    "west, south, east, north, corner",
    [
        (-179.5, 0, 400, 1, "400 1"),
        (-180, 0, 400, 1, "400 1"),
        (-400, 0, 5, 1, "-400 1"),
        (-179, -89.5, 10, 91, "10 91"),
        (0, -91, 10, 89, "10 -91; valid if swapped"),
    ],
)
def test_the_corner_that_is_on_no_globe_is_named(west, south, east, north, corner):
    (finding,) = one(shapely.box(west, south, east, north), "outside").itertuples()
    assert finding.finding == f"coordinates outside the globe ({corner})"


@pytest.mark.parametrize(
    "east, north, swapped", [(20, 180, True), (20, 181, False), (90, 180, True)]
)
def test_corners_that_are_on_the_globe_if_swapped(east, north, swapped):
    (finding,) = one(shapely.box(10, 170, east, north), "outside").itertuples()
    assert finding.finding.endswith("; valid if swapped)") == swapped
    west = shapely.box(10, -north, east, 0)
    (finding,) = one(west, "outside").itertuples()
    assert finding.finding.endswith("; valid if swapped)") == swapped
