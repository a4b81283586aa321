"""The fast look at a worksheet says what the slow walk says, and takes nothing the walk would not."""

from __future__ import annotations

from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pxcommission.returns import worksheet_shape, xlsx_cells
from pxcommission.returns.limits import WORKBOOK

HEAD = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
LETTERS = st.sampled_from(["A", "B", "Z", "AA", "IV", "IW", "XFD"])
ROWS = st.sampled_from([1, 2, 7, 99_999, 100_000, 200_000, 200_001, 1_048_576])
ATTRIBUTES = ("", ' s="3"', ' s="4" t="s"', ' t="e"', ' t="n"')
ODD_ATTRIBUTES = (" s='3'", ' t = "e"', ' cm="1"', ' t="s" t="s"')
INSIDE = ("", "<v>5</v>", "<v/>", "<v></v>", "<f>A1*2</f><v>5</v>", '<f t="shared" si="0"/><v>5</v>', "<f>A1</f>")
INSIDE += ("<f>&lt;a&amp;b</f><v>x</v>", "<v>#DIV/0!</v>", "<is><t>x</t></is>", "<v>&#10;</v>")
ODD_INSIDE = (
    "<is><r><t>x</t></r></is>",
    "<v>5<v>6</v></v>",
    "<v>5",
    "<v>\x0b</v>",
    "<v>a & b</v>",
    "<v>&#1;</v>",
    "<f>x</v>",
)


@st.composite
def sheets(draw: st.DrawFn) -> bytes:
    """A worksheet of a few cells, most written plainly, some with one thing that is odd or broken."""
    odd = draw(st.sampled_from(["", "", "", "prefix", "place", "attribute", "inside", "end", "beside", "columns"]))

    def one_of(name: str, usual: tuple[str, ...], unusual: tuple[str, ...]) -> str:
        return draw(st.sampled_from(unusual if odd == name else usual))

    cells = []
    for column in draw(st.lists(LETTERS, max_size=5, unique=True)):
        prefix = one_of("prefix", ("",), ("x:",))
        place = one_of("place", (' r="{0}{1}"',), (" r='{0}{1}'", "", ' r="{0}{1}" r="A1"'))
        opening = f"<{prefix}c{place.format(column, draw(ROWS))}"
        opening += one_of("attribute", ATTRIBUTES, ODD_ATTRIBUTES)
        inside, end = one_of("inside", INSIDE, ODD_INSIDE), one_of("end", ("</c>",), ("", "</row>"))
        cells.append(
            f"{opening}/>" if draw(st.booleans()) else f"{opening}>{inside}{end.replace('</c', f'</{prefix}c')}"
        )
    row = f'<row r="1">{"".join(cells)}</row>'
    merge = '<mergeCells><mergeCell ref="A1:C9"/></mergeCells>'
    beside = one_of("beside", ("", merge), ("<!-- -->", "<junk>", merge.replace('"', "'")))
    columns = one_of("columns", ("", '<cols><col min="1" max="7"/></cols>'), ("<cols><col max='9'/></cols>", "<cols>"))
    return HEAD + f"{columns}<sheetData>{row}</sheetData>{beside}</worksheet>".encode()


def walked(text: bytes) -> worksheet_shape.Shape | None:
    walk = worksheet_shape._Walk()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = walk.start, walk.end
    try:
        parser.Parse(text, True)
    except expat.ExpatError:
        return None
    return walk.shape


@given(sheets())
def test_a_sheet_taken_for_plain_is_well_formed_and_of_the_same_shape(text: bytes) -> None:
    plain, slow = worksheet_shape._plain_shape(text), walked(text)
    if plain is None:
        return
    assert slow is not None
    assert (plain.merged, plain.width) == (slow.merged, slow.width)
    assert bool(plain.far_cell) == bool(slow.far_cell)
    if not plain.far_cell:
        assert plain.row >= slow.row
        assert plain.column >= slow.column
        assert plain.row * plain.column <= WORKBOOK.cells or (plain.row, plain.column) == (slow.row, slow.column)


@given(sheets())
def test_formulas_errors_and_percentages_are_found_as_by_the_walk(text: bytes) -> None:
    if worksheet_shape.is_plain(text):
        assert xlsx_cells._searched(text, {"3", "9"}) == xlsx_cells._walked(text, {"3", "9"})


@pytest.mark.parametrize(
    "cells",
    [
        "<c r='XFD1048576'><v>1</v></c>",
        '<c r = "XFD1048576"><v>1</v></c>',
        '<x:c xmlns:x="a" r="XFD1048576"><x:v>1</x:v></x:c>',
        '<c s="1" r="XFD1048576"><v>1</v></c>',
        '<c r="&#88;FD1048576"><v>1</v></c>',
        "<c/>" * 300 + "<c><v>1</v></c>",
        '<c\nr="XFD1048576"><v>1</v></c>',
    ],
)
def test_a_far_cell_is_found_however_it_is_written(cells: str) -> None:
    text = HEAD + f'<sheetData><row r="1">{cells}</row></sheetData></worksheet>'.encode()
    with pytest.raises(Exception, match="too large"):
        worksheet_shape.check_shape("xl/worksheets/sheet1.xml", text, "x.xlsx")
