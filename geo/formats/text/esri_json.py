"""Read Esri JSON, as servers of ArcGIS return it, after its JSON was parsed within limits.

Source: Esri, ArcGIS REST APIs, Feature object and Geometry objects.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from geo.base import ReadError
from geo.files import File
from geo.formats.drivers import alone, read_by_driver
from geo.formats.layer import Layer, require_layer
from geo.formats.text.server_answers import missing_features

_POLYGONS = "esriGeometryPolygon"


def read_document(
    document: Mapping[str, Any], file: File, layer: str | None, crs: str | None
) -> list[Layer]:
    """The one layer of an answer; a part of one has a fault.

    Raises ReadError if its shapes are no polygons, or curves, or cannot be read.
    """
    features = document["features"]
    require_layer(file, layer, [file.path.stem])
    if not isinstance(features, list):
        raise ReadError(f"{file.label}: an answer without features")
    if document["geometryType"] != _POLYGONS:
        raise ReadError(
            f"{file.label}: shapes of type {str(document['geometryType'])[:40]}, where polygons "
            "were expected"
        )
    for number, feature in enumerate(features, 1):
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        if isinstance(geometry, dict) and "curveRings" in geometry:
            raise ReadError(
                f"{file.label}, row {number}: a polygon with curves; ask the server for "
                "returnTrueCurves=false"
            )
    with alone(file) as path:
        (read,) = read_by_driver(file, path, "ESRIJSON", None, crs)
    if len(read.shapes) != len(features):
        raise ReadError(
            f"{file.label}: only {len(read.shapes):,} of its {len(features):,} rows can be read; "
            "it may be damaged"
        )
    fault = missing_features(document, features, document)
    return [replace(read, name=file.path.stem, faults=(fault,) if fault else ())]
