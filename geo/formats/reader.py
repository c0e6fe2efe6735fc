"""Read the layers of a file of any format, in longitude and latitude.

Rows that a library drops without a message are counted against those in the file.
"""

from geo.files import File
from geo.formats.gdal import offline
from geo.formats.layer import Layer
from geo.formats.registry import format_of
from geo.formats.signatures import check_signature


def layers(
    file: File, *, layer: str | None = None, crs: str | None = None
) -> list[Layer]:
    """Layers of a file, with rows in EPSG:4326 and two dimensions.

    Parameters
    ----------
    layer
        Name of the one layer to read; without it, all are read.
    crs
        CRS of the coordinates, whatever the file says.

    Raises
    ------
    NoShapes
        If the file is whole, and no map: a table without shapes, JSON of another kind.
    ReadError
        If the file is empty, cut off, of another format than its ending, without a CRS (and none
        is given), or if fewer rows can be read than the file has.
    CallError
        If the file has no such layer.
    """
    check_signature(file)
    with offline():
        return format_of(file.path).read(file, layer, crs)
