"""Files written in the layouts NHS England publishes, with invented organisations and values; and cells read back."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from pxcommission.returns.sheets import place_of

ANSWERS = ("Very Good", "Good", "Neither Good nor Poor", "Poor", "Very Poor", "Don't Know")
MODES = ("Mode SMS", "Mode Paper Home")
IDENTIFIERS = {
    "ICB": ("ICB Code", "ICB Name"),
    "Trusts": ("ICB Code", "Trust Code", "Trust Name"),
    "Orgs": ("ICB code", "Org Code", "Organisation Name"),
    "Sites": ("ICB Code", "Trust Code", "Trust Name", "Site Code", "Site Name"),
    "Wards": ("ICB Code", "Trust Code", "Trust Name", "Site Code", "Site Name", "Ward Name"),
}
Row = Sequence[object]


def fft_row(ids: Row, counts: Sequence[int], eligible: int | None = 400) -> list[object]:
    """A row with identifiers, total, eligible (unless None), both percentages at full precision, and the six counts."""
    total = sum(counts)
    shares = [(counts[0] + counts[1]) / total, (counts[3] + counts[4]) / total] if total else ["NA", "NA"]
    return [*ids, total, *([] if eligible is None else [eligible]), *shares, *counts]


def fft_workbook(
    path: Path,
    title: str,
    sheets: Mapping[str, Sequence[Row]],
    header: int = 10,
    without_eligible: Sequence[str] = (),
    england: bool = True,
) -> Path:
    """A workbook as published: Notes with the title, tables with two heading rows, England, Selection, rows, dashes."""
    workbook = Workbook()
    notes: Any = workbook.active
    notes.title = "Notes"
    notes["A2"] = title
    for name, rows in sheets.items():
        _fft_sheet(workbook, name, rows, header, name not in without_eligible, england)
    hidden = workbook.create_sheet("BS")
    hidden["A1"] = "Sort"
    hidden.sheet_state = "hidden"
    workbook.save(path)
    return path


def _fft_sheet(workbook: Any, name: str, rows: Sequence[Row], header: int, eligible: bool, england: bool) -> None:
    sheet = workbook.create_sheet(name)
    level = next(level for level in IDENTIFIERS if level in name.replace("PTS Org", "Orgs"))
    ids = IDENTIFIERS[level]
    upper = [
        *ids,
        "Total Responses",
        *(["Total Eligible"] if eligible else []),
        "Percentage Positive",
        "Percentage Negative",
    ]
    first = len(upper) + 1
    _write(sheet, header, [*upper, "Breakdown of Responses"])
    for column, answer in enumerate(ANSWERS, start=first):
        sheet.cell(header + 1, column, answer)
    sheet.merge_cells(start_row=header, end_row=header, start_column=first, end_column=first + 5)
    number = header + 2
    if england:
        number = _england(sheet, number, len(ids), eligible, [list(row) for row in rows])
    for row in rows:
        _write(sheet, number, row)
        number += 1
    _write(sheet, number, ["-"] * (first + 5))
    sheet.cell(3, 700).number_format = "0%"


def _england(sheet: Any, number: int, ids: int, eligible: bool, rows: list[list[object]]) -> int:
    first = ids + (4 if eligible else 3)
    counted = [
        row[first : first + 6] for row in rows if all(isinstance(value, int) for value in row[first : first + 6])
    ]
    sums = [sum(int(str(row[i])) for row in counted) for i in range(6)]
    for words in ("including", "excluding"):
        name = f"England ({words} Independent Sector Providers)"
        _write(sheet, number, fft_row([*[""] * (ids - 1), name], sums, 9999 if eligible else None))
        number += 1
    _write(sheet, number, [*[""] * (ids - 1), "Selection (excluding suppressed data)", 1, 2])
    return number + 1


def _write(sheet: Any, number: int, values: Row) -> None:
    for column, value in enumerate(values, start=1):
        if value not in ("", None):
            sheet.cell(number, column, value)


AE_HEADINGS = (
    "Code",
    "Region",
    "Name",
    *("Type 1 Departments - Major A&E", "Type 2 Departments", "Type 3 Departments", "Total attendances"),
    *("Type 1 Departments - Major A&E", "Type 2 Departments", "Type 3 Departments", "Total Attendances < 4 hours"),
    *("Type 1 Departments - Major A&E", "Type 2 Departments", "Type 3 Departments", "Total Attendances > 4 hours"),
    "Percentage in 4 hours or less (all)",
    "Number of patients spending >12 hours from decision to admit to admission",
)


def ae_row(code: str, name: str, within: int, over: int, over_12: int = 0) -> list[object]:
    """A provider's row of the A&E workbook, everything in type 1."""
    total = within + over
    share: object = within / total if total else "-"
    return [code, "NHS ENGLAND X ", name, total, 0, 0, total, within, 0, 0, within, over, 0, 0, over, share, over_12]


def ae_workbook(path: Path, period: str, rows: Sequence[Row], revised: str = "", footnotes: Sequence[str] = ()) -> Path:
    """The A&E workbook, the System sheet first, the provider sheet second, Non-Booked with smaller figures third."""
    workbook = Workbook()
    system: Any = workbook.active
    system.title = "System Level Data"
    _ae_labels(system, period, "")
    for name, factor in (("Provider Level Data", 2), ("Non-Booked Data", 1)):
        sheet = workbook.create_sheet(name)
        _ae_labels(sheet, period, revised)
        _write(sheet, 16, ["", *AE_HEADINGS])
        written = [list(row) if factor == 2 else [v // 2 if isinstance(v, int) else v for v in row] for row in rows]
        _write(sheet, 17, ["", *_ae_england(written)])
        for number, row in enumerate(written, start=19):
            _write(sheet, number, ["", *row])
        for number, text in enumerate(footnotes, start=22 + len(written)):
            sheet.cell(number, 2, text)
    workbook.save(path)
    return path


def _ae_labels(sheet: Any, period: str, revised: str) -> None:
    labels = {"Title:": "A&E Attendances & Emergency Admission monthly statistics", "Period:": period}
    labels |= {"Published:": "9th May 2019", "Revised:": revised, "Contact:": "A Person - a.person@example.org"}
    for number, (label, text) in enumerate(labels.items(), start=2):
        sheet.cell(number, 2, label)
        sheet.cell(number, 3, text or None)


def _ae_england(rows: list[list[object]]) -> list[object]:
    def summed(column: int) -> int:
        return sum(value for row in rows if isinstance(value := row[column], int))

    total, within, over = summed(6), summed(10), summed(14)
    return [
        "-",
        "-",
        "England",
        total,
        0,
        0,
        total,
        within,
        0,
        0,
        within,
        over,
        0,
        0,
        over,
        within / (within + over),
        summed(16),
    ]


def write_csv(path: Path, rows: Sequence[Row], encoding: str = "utf-8", newline: str = "\r\n") -> Path:
    """A csv file with these rows."""
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, lineterminator=newline).writerows(rows)
    return path


def reread(cells: dict[str, object], written: str) -> list[int]:
    """The numbers an address names: `K15+L15/F15` is two sums, the numerator's and the denominator's."""
    sums = []
    for part in written.split("/"):
        signed = part.replace("-", "+-").split("+")
        sums.append(sum(int(float(str(cells[one.lstrip("-")]))) * (-1 if one.startswith("-") else 1) for one in signed))
    assert all(place_of(one.strip("-")) for part in written.split("/") for one in part.replace("-", "+").split("+"))
    return sums
