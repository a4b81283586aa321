"""What the example providers send: quarterly tables in four layouts, each read through a mapping of the library."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from example_returns import local_figures
from example_returns.local_figures import Figure
from example_returns.package_bytes import csv_bytes, package_bytes, workbook_bytes
from example_returns.sharing import MONTHS, QUARTERS
from pxcommission.periods import month_of

INVENTED = "Invented figures for the examples of pxcommission; no such organisation exists."

COMPLAINTS_HEADINGS = (
    "Trust code",
    "Quarter",
    "Complaints received",
    "Acknowledgements due",
    "Acknowledged within 3 working days",
    "Answers due",
    "Answered within agreed period",
    "Open over 6 months without written explanation",
    "Complaints upheld",
    "Upheld with action recorded",
    "Complainants surveyed",
    "Complainants who felt respected",
    "PALS concerns raised",
    "PALS concerns settled in 5 working days",
    "Requirement",
    "Reason",
    "Action",
)


def complaints_csv(quarter: int) -> bytes:
    """The acute provider's quarterly complaints report: one row, with its own reason and action where it has one."""
    row = local_figures.COMPLAINTS[quarter]
    said = local_figures.SAID_OF_COMPLAINTS.get(quarter, ("", "", ""))
    return csv_bytes([COMPLAINTS_HEADINGS, ("RZ1", QUARTERS[quarter], *row, *said)])


QUALITY_HEADINGS = (
    "Organisation code",
    "Period",
    "Service",
    "Site code",
    "Measure",
    "Count",
    "Out of",
    "Requirement",
    "Our position",
    "Reason",
    "Action in hand",
)


def quality_workbook(quarter: int) -> bytes:
    """The acute provider's service quality performance report: a row for each measure, months where they are due."""
    rows: list[Sequence[object]] = [QUALITY_HEADINGS]
    for figure in local_figures.acute_quality(quarter):
        said = local_figures.SAID_OF_QUALITY.get((figure.period, figure.label), ("", "", "", ""))
        rows.append(("RZ1", figure.period, figure.service, figure.site, figure.label, *figure.numbers, *said))
    return _workbook("Performance", rows)


EXPERIENCE_HEADINGS = ("Service", "Measure", "Number", "Of")


def experience_workbook(quarter: int) -> bytes:
    """The community provider's quarterly experience report: a title, whose and for when, then a table in row 6."""
    rows: list[Sequence[object]] = [
        ("Quarterly patient experience report",),
        (INVENTED,),
        ("Provider code:", "RZ2"),
        ("Quarter:", QUARTERS[quarter]),
        (),
        EXPERIENCE_HEADINGS,
    ]
    rows += [(figure.service, figure.label, *figure.numbers) for figure in local_figures.community(quarter)]
    return _workbook("Experience", rows)


TRANSPORT_HEADINGS = (
    "Month",
    "Arrivals",
    "Arrived on time",
    "Collections",
    "Collected within 60 minutes",
    "Renal and cancer collections",
    "Renal and cancer collected within 60 minutes",
    "Journeys",
    "Journeys of 60 minutes or less",
    "Vehicle did not come",
)


def transport_rows(quarter: int) -> list[Sequence[object]]:
    """The transport provider's quarterly performance report: a row for each month, the table's headings in row 5."""
    rows: list[Sequence[object]] = [
        ("Patient transport performance report",),
        ("Provider", "RZ6"),
        (INVENTED,),
        (),
        TRANSPORT_HEADINGS,
    ]
    months = MONTHS[3 * quarter : 3 * quarter + 3]
    table = local_figures.transport(quarter)
    rows += [(month_of(month).label, *figures) for month, figures in zip(months, table, strict=True)]
    return rows


def transport_workbook(quarter: int) -> bytes:
    """As xlsx, until March 2025."""
    return _workbook("Performance", transport_rows(quarter))


def transport_ods(quarter: int) -> bytes:
    """As an OpenDocument spreadsheet, which the provider sends since April 2025."""
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    parts = {
        "mimetype": mimetype.encode(),
        "META-INF/manifest.xml": _MANIFEST.format(mimetype=mimetype).encode(),
        "content.xml": _CONTENT.format(rows="".join(_ods_row(row) for row in transport_rows(quarter))).encode(),
    }
    return package_bytes(parts, first="mimetype", stored=("mimetype",))


def _workbook(name: str, rows: Sequence[Sequence[object]]) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = name
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column, None if value == "" else value)
    for column in range(1, max(len(row) for row in rows) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 24
    return workbook_bytes(book)


_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="{mimetype}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>\n'
)
_CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
    '<table:table table:name="Performance">{rows}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>\n"
)


def _ods_row(row: Sequence[object]) -> str:
    return f"<table:table-row>{''.join(_ods_cell(value) for value in row) or '<table:table-cell/>'}</table:table-row>"


def _ods_cell(value: object) -> str:
    if value in ("", None):
        return "<table:table-cell/>"
    kind = f'"float" office:value="{value}"' if isinstance(value, int) else '"string"'
    return f"<table:table-cell office:value-type={kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"


__all__ = ["Figure", "complaints_csv", "experience_workbook", "quality_workbook", "transport_ods", "transport_workbook"]
