"""The numbers and polygons of a kit: tables, a workbook, and GIS files."""

from pathlib import Path

from geo.check import NO_TITLE, findings
from layers.kit.maker import Kit, Maker
from layers.language import mark_message as _
from layers.output import write_csv, write_geojson, write_geopackage, write_workbook


def _write_tables(kit: Kit, folder: Path) -> None:
    write_csv(kit.areas, folder / "areas.csv")
    write_csv(kit.changes, folder / "changes.csv")
    rows = findings(kit.summary.given)
    if kit.title:
        rows = rows[rows["kind"] != NO_TITLE]
    write_csv(rows, folder / "findings.csv")


def _write_claims(kit: Kit, folder: Path) -> None:
    assert kit.claims is not None
    write_csv(kit.claims, folder / "claims.csv")


def _why_no_claims(kit: Kit) -> str:
    if kit.claims is not None:
        return ""
    return _("No claims.csv: no published figures came with the source.")


def _write_workbook(kit: Kit, folder: Path) -> None:
    sheets = {"Areas": kit.areas, "Changes": kit.changes}
    if kit.claims is not None:
        sheets["Claims"] = kit.claims
    write_workbook(sheets, kit.credits, folder / "areas.xlsx", kit.summary.made)


def _write_gis_files(kit: Kit, folder: Path) -> None:
    write_geopackage(kit.summary.table, folder / "control.gpkg", kit.summary.made)
    write_geojson(kit.summary.table, folder / "control.geojson", kit.summary.made)


TABLES = (
    Maker(
        {
            "areas.csv": _("Square kilometres on each date, of each actor and status."),
            "changes.csv": _(
                "Square kilometres gained, lost and held from each date to the next, or why they "
                "cannot be compared."
            ),
            "findings.csv": _("What is wrong or doubtful in the source, a row each."),
        },
        _write_tables,
    ),
    Maker(
        {"claims.csv": _("Published figures, each beside what is measured alike.")},
        _write_claims,
        _why_no_claims,
    ),
    Maker(
        {"areas.xlsx": _("The tables for a spreadsheet, with dates, units and notes.")},
        _write_workbook,
    ),
    Maker(
        {
            "control.gpkg": _(
                "The polygons as measured, for QGIS and other GIS programs."
            ),
            "control.geojson": _(
                "The same for the web. Either can be given to controlmap again."
            ),
        },
        _write_gis_files,
    ),
)
