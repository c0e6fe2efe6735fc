"""Rows with shapes as the formats of text write them, by no library: to the last digit."""

import csv
import io
import json


def geojson(rows):
    """Rows are (properties, shape): a drawn shape (see `invalid_shapes`), or GeoJSON of another,
    or None."""
    features = [
        {"type": "Feature", "properties": properties, "geometry": _geometry(shape)}
        for properties, shape in rows
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def lines(rows):
    return "\n".join(
        json.dumps(feature) for feature in json.loads(geojson(rows))["features"]
    )


def wkt(rows):
    """CSV with a column of WKT."""
    text = io.StringIO()
    names = list(rows[0][0])
    table = csv.writer(text)
    table.writerow([*names, "wkt"])
    for properties, shape in rows:
        table.writerow([*(properties[name] or "" for name in names), _wkt(shape)])
    return text.getvalue()


def kml(rows):
    marks = []
    for properties, shape in rows:
        data = "".join(
            f'<Data name="{name}"><value>{value or ""}</value></Data>'
            for name, value in properties.items()
        )
        polygons = "".join(
            "<Polygon>"
            + "".join(
                f"<{side}BoundaryIs><LinearRing><coordinates>"
                + " ".join(f"{x!r},{y!r}" for x, y in ring)
                + f"</coordinates></LinearRing></{side}BoundaryIs>"
                for side, ring in zip(["outer"] + ["inner"] * 9, polygon)
            )
            + "</Polygon>"
            for polygon in shape
        )
        marks.append(
            f"<Placemark><ExtendedData>{data}</ExtendedData>"
            f"<MultiGeometry>{polygons}</MultiGeometry></Placemark>"
        )
    return (
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        + "".join(marks)
        + "</Document></kml>"
    )


def topojson(rows):
    """Every ring an arc of its own."""
    arcs, geometries = [], []
    for properties, shape in rows:
        polygons = []
        for polygon in shape:
            polygons.append([[len(arcs) + number] for number in range(len(polygon))])
            arcs += polygon
        geometries.append(
            {"type": "MultiPolygon", "arcs": polygons, "properties": properties}
        )
    objects = {"front": {"type": "GeometryCollection", "geometries": geometries}}
    return json.dumps({"type": "Topology", "arcs": arcs, "objects": objects})


def _geometry(shape):
    if shape is None or isinstance(shape, dict):
        return shape
    if len(shape) == 1:
        return {"type": "Polygon", "coordinates": shape[0]}
    return {"type": "MultiPolygon", "coordinates": shape}


def _wkt(shape):
    polygons = (
        "("
        + ", ".join(
            "(" + ", ".join(f"{x!r} {y!r}" for x, y in ring) + ")" for ring in polygon
        )
        + ")"
        for polygon in shape
    )
    return f"MULTIPOLYGON ({', '.join(polygons)})"


# Ending of the name, and what writes it.
FORMATS = {
    "geojson": geojson,
    "geojsonl": lines,
    "csv": wkt,
    "kml": kml,
    "topojson": topojson,
}
