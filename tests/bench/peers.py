"""The ways users know, each written as well as it can be with what its library offers.

They get whatever helps them that a careful user would know: arrays rather than loops where the
library takes arrays, one frame rather than many, no copies made for show. None is made to check
its input, to union what overlaps or to tell what it read, which ours does in the same time.
"""

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import folium
import geopandas as gpd
import pandas as pd
import shapely
from folium.plugins import (
    Timeline,
    TimelineSlider,
    TimeSliderChoropleth,
    TimestampedGeoJson,
)
from pyproj import Geod

EQUAL_AREA = "EPSG:6933"  # EASE-Grid 2.0, the usual one for the whole world
COLOUR = "#b03a2e"


def by_projection(frame: gpd.GeoDataFrame) -> pd.Series:
    """Area of each row in km2: project to an equal-area plane, take the plane's area."""
    return frame.to_crs(EQUAL_AREA).area / 1e6


def by_geod(frame: gpd.GeoDataFrame) -> pd.Series:
    """Area of each row in km2 by GeographicLib, whose edges are geodesics; one call a row."""
    geod = Geod(ellps="WGS84")
    shapes = shapely.orient_polygons(frame.geometry.to_numpy())
    return pd.Series(
        [abs(geod.geometry_area_perimeter(shape)[0]) / 1e6 for shape in shapes],
        index=frame.index,
    )


def read(paths: Iterable[Path], engine: str = "pyogrio") -> gpd.GeoDataFrame:
    """One frame of all days: `geopandas.read_file` in a loop, the date from the file's name."""
    days = []
    for path in paths:
        day = gpd.read_file(path, engine=engine)[["geometry"]]
        days.append(day.assign(date=pd.to_datetime(path.stem[-8:])))
    return gpd.GeoDataFrame(pd.concat(days, ignore_index=True))


def overlays(was: gpd.GeoDataFrame, now: gpd.GeoDataFrame) -> dict[str, float]:
    """Gained, lost and held in km2 between two days, each of one row: three overlays."""
    pieces = {
        "gained_km2": gpd.overlay(now, was, how="difference", keep_geom_type=True),
        "lost_km2": gpd.overlay(was, now, how="difference", keep_geom_type=True),
        "held_km2": gpd.overlay(was, now, how="intersection", keep_geom_type=True),
    }
    return {name: by_projection(piece).sum() for name, piece in pieces.items()}


def changes(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Gained, lost and held from each day to the next."""
    days = [frame.iloc[[row]][["geometry"]] for row in range(len(frame))]
    found = [overlays(was, now) for was, now in zip(days, days[1:])]
    return pd.DataFrame(found).assign(date=frame["date"].to_numpy()[1:])


def _map(frame: gpd.GeoDataFrame) -> folium.Map:
    """A map of the series' bounds, without tiles: ours has none either."""
    west, south, east, north = frame.total_bounds
    m = folium.Map(location=[(south + north) / 2, (west + east) / 2], tiles=None)
    m.fit_bounds([[south, west], [north, east]])
    return m


def _style(_: object) -> dict[str, object]:
    return {"color": COLOUR, "weight": 1, "fillOpacity": 0.4}


def feature_groups(frame: gpd.GeoDataFrame) -> folium.Map:
    """One layer a day, switched on and off in Folium's list of layers; the last one shown."""
    m = _map(frame)
    for shape, date in zip(frame.geometry, frame["date"].dt.strftime("%Y-%m-%d")):
        group = folium.FeatureGroup(name=date, show=False)
        folium.GeoJson(shape, style_function=_style).add_to(group)
        group.add_to(m)
    group.show = True
    folium.LayerControl(collapsed=False).add_to(m)
    return m


def timestamped(frame: gpd.GeoDataFrame) -> folium.Map:
    """Folium's TimestampedGeoJson: each day shown for one day."""
    m = _map(frame)
    features = [
        _feature(shape, times=[date.isoformat()], style=_style(None))
        for shape, date in zip(frame.geometry, frame["date"])
    ]
    TimestampedGeoJson(
        {"type": "FeatureCollection", "features": features},
        period="P1D",
        duration="P1D",
        auto_play=False,
        add_last_point=False,
        transition_time=0,
    ).add_to(m)
    return m


def timeline(frame: gpd.GeoDataFrame) -> folium.Map:
    """Folium's Timeline and TimelineSlider: each day from its start to the next."""
    m = _map(frame)
    last = frame["date"].iloc[-1] + pd.Timedelta(days=1)
    ends = [*frame["date"].iloc[1:], last]
    features = [
        _feature(shape, start=_ms(start), end=_ms(end) - 1)
        for shape, start, end in zip(frame.geometry, frame["date"], ends)
    ]
    layer = Timeline({"type": "FeatureCollection", "features": features}, style=None)
    layer.add_to(m)
    slider = TimelineSlider(
        auto_play=False, enable_keyboard_controls=True, steps=len(frame)
    )
    slider.add_timelines(layer).add_to(m)
    return m


def choropleth(frame: gpd.GeoDataFrame) -> folium.Map:
    """Folium's TimeSliderChoropleth: every day is drawn, all but one without opacity."""
    m = _map(frame)
    seconds = [str(_ms(date) // 1000) for date in frame["date"]]
    clear, full = {"color": COLOUR, "opacity": 0}, {"color": COLOUR, "opacity": 0.4}
    # A feature keeps its last style, so a day is told only where it begins and where it ends.
    styles: dict[str, dict[str, object]] = {}
    for row, second in enumerate(seconds):
        styles[str(row)] = {seconds[0]: clear, second: full}
        if row + 1 < len(seconds):
            styles[str(row)][seconds[row + 1]] = clear
    shapes = frame[["geometry"]].reset_index(drop=True).to_json()
    TimeSliderChoropleth(shapes, styledict=styles).add_to(m)
    return m


def _feature(shape: shapely.Geometry, **properties: object) -> dict[str, object]:
    geometry = json.loads(shapely.to_geojson(shape))
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _ms(date: pd.Timestamp) -> int:
    return int(date.timestamp() * 1000)


PAGES: dict[str, Callable[[gpd.GeoDataFrame], folium.Map]] = {
    "FeatureGroups": feature_groups,
    "TimestampedGeoJson": timestamped,
    "Timeline": timeline,
    "TimeSliderChoropleth": choropleth,
}


def whole(folder: Path, page: Path) -> None:
    """What people do today, from files to a page: read, areas, changes, a layer a day."""
    frame = read(sorted(folder.glob("*.geojson")))
    frame["area_km2"] = by_projection(frame)
    frame.drop(columns="geometry").to_csv(page.with_suffix(".areas.csv"), index=False)
    changes(frame).to_csv(page.with_suffix(".changes.csv"), index=False)
    feature_groups(frame).save(page)
