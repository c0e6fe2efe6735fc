"""Tables as text (CSV): their rows, and which column has shapes in it, of how many vertices.

Programs write shapes into tables in three ways: as WKT (QGIS, BigQuery), as GeoJSON, and as WKB in
hexadecimal digits (PostGIS). The column is known by what stands in it, since no two programs call
it the same. What a shape says of itself is added up here before a library builds it.
"""

import csv
import io
import re
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from geo.base import LimitError, Limits, ReadError, number_duplicates
from geo.files import File
from geo.formats.binary import wkb
from geo.formats.text.json_limits import depth

# Names of a column of shapes, for a table without rows, in which nothing stands.
_NAMES = {
    "wkt",
    "wkb",
    "geom",
    "geometry",
    "the_geom",
    "geojson",
    "shape",
    "wkt_geom",
    "_wkt",
}
_KINDS = "(?:POINT|LINESTRING|LINEARRING|POLYGON|GEOMETRYCOLLECTION)"
WKT = re.compile(
    rf"(?:SRID=(\d{{1,9}});)?\s*(?:MULTI)?{_KINDS}\s*(?:Z|M|ZM)?\s*(?:\(|EMPTY)", re.I
)
_GEOJSON = re.compile(r'\{.*"(?:coordinates|geometries)"\s*:', re.S)
WKB = re.compile(r"0[01][0-9A-F]{16,}", re.I)
_THIN = re.compile("POINT|LINESTRING", re.I)
_MENTIONED = re.compile(rb"polygon|\"coordinates", re.I)
_SEPARATORS = ",;\t|"
_BRACKETS = re.compile(r"[()]")
_MOST_COLUMNS = 16_384  # of Excel and LibreOffice


class TextTable(NamedTuple):
    """Columns of texts, and which rows of the file they are, the head being row 1."""

    columns: dict[str, list[str]]
    numbers: list[int]


def has_shapes(path: Path, limits: Limits = Limits()) -> bool:
    """Whether a table holds polygons, or seems to where it cannot be read.

    Raises LimitError if it is larger than `limits` allow.
    """
    try:
        table = text_table(path, path.name, limits)
        return shape_column(table, only_polygons=True) is not None
    except LimitError:
        raise
    except ReadError:
        return _MENTIONED.search(path.read_bytes()) is not None


def text_table(
    path: Path, label: str, limits: Limits = Limits(), *, fill: bool = False
) -> TextTable:
    """All values as texts without blanks around them.

    With `fill` a row may end before its last columns, which are then empty.

    Raises
    ------
    ReadError
        If it is no table of text, has rows of another length than its head, or is larger than
        `limits` allow.
    """
    try:
        limits.require("size", path.stat().st_size, label)
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{label}: cannot be opened ({error.strerror})") from error
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not wide and b"\0" in data:
        raise ReadError(f"{label}: zeros in its text; save it as CSV UTF-8")
    try:
        found = _records(data, "utf-16" if wide else "utf-8-sig", label, limits)
    except UnicodeDecodeError as error:
        raise ReadError(f"{label}: not UTF-8 text; save it as CSV UTF-8") from error
    if not found:
        raise ReadError(f"{label}: the file is empty")
    _, head = found[0]
    records = []
    for number, record in found[1:]:
        if fill:
            record += [""] * (len(head) - len(record))
        if len(record) != len(head):
            raise ReadError(
                f"{label}, row {number}: {len(record)} values for {len(head)} columns; mend the "
                "row, or the file may be cut off"
            )
        records.append((number, record))
    names = number_duplicates(
        [name or f"column {at}" for at, name in enumerate(head, 1)]
    )
    columns = {
        name: [record[at] for _, record in records] for at, name in enumerate(names)
    }
    return TextTable(columns, [number for number, _ in records])


def _records(
    data: bytes, encoding: str, label: str, limits: Limits
) -> list[tuple[int, list[str]]]:
    """Values of each row that is not blank, and its number, the first one being row 1.

    All at once: the limit that is raised meanwhile is that of the whole program.
    """
    lines = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")
    separator = _separator(lines.readline())
    lines.seek(0)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    read: list[list[str]] = []
    longest = csv.field_size_limit(len(data) + 1)  # a polygon may be long
    try:
        for record in reader:
            if len(record) > _MOST_COLUMNS:
                raise ReadError(
                    f"{label}, row {len(read) + 1}: more than {_MOST_COLUMNS:,} columns, which no "
                    "spreadsheet has; mend the row"
                )
            if len(read) > limits.rows:
                raise limits.exceeded("rows", label)
            read.append([value.strip() for value in record])
    except csv.Error as error:
        raise ReadError(
            f"{label}, line {reader.line_num}: not readable as CSV ({error}); it may be cut off"
        ) from error
    finally:
        csv.field_size_limit(longest)
    return [(number, values) for number, values in enumerate(read, 1) if any(values)]


def _separator(head: str) -> str:
    """What stands between the names of the columns; a comma where there is but one."""
    return max(_SEPARATORS, key=head.count)


def shape_column(table: TextTable, *, only_polygons: bool = False) -> str | None:
    """The column of shapes: the first of polygons, else the first of any shapes."""
    if not table.numbers:
        return next((name for name in table.columns if name.lower() in _NAMES), None)
    found = {}
    for name, texts in table.columns.items():
        first = next((text for text in texts if text), "")
        if WKB.fullmatch(first):
            found[name] = True
        elif WKT.match(first) or _GEOJSON.match(first):
            found[name] = not _THIN.search(first[:200])
    named = [name for name in found if found[name] or not only_polygons]
    return max(named, key=lambda name: found[name], default=None)


def require_bounded(table: TextTable, name: str, file: File) -> None:
    """Raise if shapes in column `name` of the table of `file` are more than they can be.

    Raises
    ------
    ReadError
        If WKB does not stand whole in its digits, or shapes lie too deep within each other.
    LimitError
        If there are more vertices than the limits of the file allow.
    """
    found = 0
    for row, text in enumerate(table.columns[name]):
        try:
            found += _vertices(text, file.limits.nesting) if text else 0
        except ValueError as error:
            raise no_shape(table, name, row, file, str(error)) from error
        file.limits.require("vertices", found, file.label)


def no_shape(table: TextTable, name: str, row: int, file: File, said: str) -> ReadError:
    """What to raise of a text in column `name` that is no shape, by its place in the table."""
    where = f"{file.label}, row {table.numbers[row]}"
    return ReadError(f"{where}: not a shape in column {name} ({said})")


def _vertices(text: str, nesting: int) -> int:
    """How many vertices a shape has at the least, told from its text; ValueError if too deep.

    GEOS calls itself for each of the shapes within each other, until Python is gone.
    """
    if WKB.fullmatch(text):
        if len(text) % 2:
            raise ValueError("WKB of an odd number of digits")
        return wkb.vertices(bytes.fromhex(text), nesting)
    commas = text.count(",")
    if text.startswith("{"):
        deep = text.count("[") + text.count("{") > nesting and depth(text.encode())
        vertices = commas // 3  # two of each vertex with a height, and one behind it
    else:
        steps = (1 if one == "(" else -1 for one in _BRACKETS.findall(text))
        deep = text.count("(") > nesting and max(accumulate(steps))
        vertices = commas + 1  # whatever stands between two commas has one at least
    if deep > nesting:
        raise ValueError(
            f"more than {nesting} shapes within each other; mend or remove it"
        )
    return vertices
