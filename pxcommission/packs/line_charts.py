"""Line charts of a workbook: drawn by Excel from figures held in the chart, each with a title, axis titles and a text alternative."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any, Final

from lxml import etree
from openpyxl.chart import LineChart
from openpyxl.chart.data_source import AxDataSource, NumData, NumDataSource, NumVal, StrData, StrVal
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.utils.units import cm_to_EMU, pixels_to_EMU

from pxcommission.packs.package_bytes import parsed
from pxcommission.packs.sheets import LineOfFigures

WIDE, HIGH = 13.6, 7.0  # centimetres
ROW_HEIGHT: Final = 226.0
BLUE, RED, DARK, GREY = "005EB8", "DA291C", "425563", "E8EDEE"
_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


def add_line_chart(sheet: Any, line: LineOfFigures, row: int, column: int) -> None:
    """Draw the line into a cell, below its text. The figures are the chart's own: sorting the table moves none of them."""
    chart = LineChart()
    chart.title, chart.style = line.title, 2
    chart.width, chart.height = WIDE, HIGH
    chart.x_axis.title, chart.y_axis.title = line.length.capitalize(), "Per cent" if line.percent else "Number"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.number_format = "0%" if line.percent else "#,##0"
    chart.y_axis.numFmt.sourceLinked = False
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=GREY, w=6350))
    chart.legend.position = "b"
    chart.series.append(_series(line, "Result", line.values, 0))
    if line.level is not None:
        chart.series.append(_series(line, "Agreed level", (line.level,) * len(line.periods), 1))
    for text in (chart.title, chart.x_axis.title, chart.y_axis.title):
        text.overlay = False
        _small(text)
    size = XDRPositiveSize2D(cm_to_EMU(WIDE), cm_to_EMU(HIGH))
    start = AnchorMarker(col=column - 1, colOff=pixels_to_EMU(8), row=row - 1, rowOff=pixels_to_EMU(22))
    chart.anchor = OneCellAnchor(_from=start, ext=size)
    sheet.add_chart(chart)


def with_text_alternatives(package: bytes, lines: Sequence[LineOfFigures]) -> bytes:
    """The workbook with each chart's finding as its text alternative; the charts stand in one drawing, in order."""
    if not lines:
        return package
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    drawings = [name for name in parts if name.startswith("xl/drawings/drawing")]
    assert len(drawings) == 1, "charts stand on one sheet"  # noqa: S101
    root = parsed(parts[drawings[0]])
    for number, (named, line) in enumerate(zip(root.iter(f"{_DRAWING}cNvPr"), lines, strict=True), start=1):
        named.set("name", f"Chart {number}")
        named.set("title", line.title)
        named.set("descr", f"Line chart. {line.title}. {line.in_words}")
    parts[drawings[0]] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return written.getvalue()


def _series(line: LineOfFigures, name: str, values: Sequence[float | None], number: int) -> Series:
    """One line; a period without a figure is a gap. Both lines differ in shape and dash, not in colour alone."""
    points = [NumVal(idx=i, v=repr(value)) for i, value in enumerate(values) if value is not None]
    figures = NumData(formatCode="0.0%" if line.percent else "#,##0", ptCount=len(values), pt=points)
    labels = StrData(ptCount=len(line.periods), pt=[StrVal(idx=i, v=label) for i, label in enumerate(line.periods)])
    made = Series(idx=number, order=number, val=NumDataSource(numLit=figures), cat=AxDataSource(strLit=labels))
    made.tx = SeriesLabel(v=name)
    made.smooth = False
    colour, dash = (BLUE, "solid") if number == 0 else (RED, "dash")
    made.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=colour, prstDash=dash, w=25400))
    made.marker.symbol = "circle" if number == 0 else "none"
    if number == 0:
        made.marker.size = 7
        made.marker.graphicalProperties = GraphicalProperties(solidFill=BLUE, ln=LineProperties(solidFill=DARK))
    return made


def _small(title: Any) -> None:
    """A title in the size of the text around it."""
    for paragraph in title.tx.rich.p:
        paragraph.pPr.defRPr.sz = 1000
        for run in paragraph.r:
            run.rPr = paragraph.pPr.defRPr
