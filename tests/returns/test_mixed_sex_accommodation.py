"""The shipped mapping of mixed-sex accommodation breaches, on a file written as the mapping takes it to be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from pxcommission.evidence.observations import Level, Origin, Reading, Status

HEADINGS = [
    "Region",
    "Organisation Code",
    "Organisation Name",
    "MSA Breaches",
    "Finished Consultant Episodes",
    "MSA Breach Rate",
]


def workbook(path: Path, headings: list[str]) -> Path:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Provider - All"
    sheet["B5"], sheet["C5"] = "Period:", "July 2025"
    rows: list[list[object]] = [
        list(headings),
        ["England", "-", "England", 12, 9000, 1.3],
        ["EXAMPLE", "RZ1", "EXAMPLE NORTH", 3, 4000, 0.75],
        ["EXAMPLE", "RZ2", "EXAMPLE SOUTH", 0, 5000, 0.0],
        ["EXAMPLE", "RZ3", "EXAMPLE WEST", "-", "-", "-"],
    ]
    for number, values in enumerate(rows, start=15):
        for column, value in enumerate(values, start=2):
            sheet.cell(number, column, value)
    book.save(path)
    return path


def test_breaches_are_published_and_the_unverified_mapping_says_so(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    reading = read(workbook(tmp_path / "x.xlsx", HEADINGS))
    found = {one.provider: (one.numerator, one.status, one.cell) for one in reading.observations}
    assert found == {
        "RZ1": (3, Status.REPORTED, "E17"),
        "RZ2": (0, Status.REPORTED, "E18"),
        "RZ3": (None, Status.NOT_MEASURED, "E19"),
    }
    one = reading.observations[0]
    assert (one.level, one.measure, one.start) == (Level.PROVIDER, "mixed_sex_breaches", date(2025, 7, 1))
    assert (reading.origin, reading.mapping) == (Origin.PUBLISHED, "mixed-sex-accommodation")
    assert "has not been compared with a real file" in "".join(note.message for note in reading.notes)


def test_other_headings_are_not_recognised_and_the_nearest_mapping_is_named(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    said = refused(workbook(tmp_path / "x.xlsx", [*HEADINGS[:3], "Breaches", *HEADINGS[4:]]))
    assert "Nearest: NHS England mixed-sex accommodation (mapping 'mixed-sex-accommodation')" in said
    assert "has no column 'MSA Breaches'" in said
