"""Operations cancelled at the last minute: England's time series, and the second-hand layouts by provider."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from written_files import write_csv

from pxcommission.evidence.observations import Level, Observation, Reading, Status
from pxcommission.returns.sheets import address

CANCELLED = "Number of last minute elective operations cancelled for non clinical reasons"
BREACHES = "Number of patients not treated within 28 days of last minute cancellation"
SERIES = ["", "Year", "Quarter", CANCELLED, BREACHES, "% of patients not treated within 28 days"]
Row = Sequence[object]


def workbook(path: Path, rows: dict[int, Row], name: str = "Sheet1", hidden: str = "") -> Path:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = name
    for number, values in rows.items():
        for column, value in enumerate(values, start=1):
            if value != "":
                sheet.cell(number, column, value)
    if hidden:
        book.create_sheet(hidden).sheet_state = "hidden"
        book[hidden]["A1"] = "Organisation Code"
    book.save(path)
    return path


def series(path: Path, **other: Row) -> Path:
    rows: dict[int, Row] = {
        2: ["", "Title:", "Cancelled elective operations"],
        15: SERIES,
        16: ["", "2022/23", 1, 18_000, 3_000, 0.1667],
        17: ["", "", 2, 19_000, 4_000, 0.2105],
        18: ["", "", 3, 20_000, 5_000, 0.25],
        19: ["", "", 4, 21_000, 4_200, 0.2],
        20: ["", "2023/24", 1, 17_000, "-", "-"],
        22: ["", "Notes:"],
        23: ["", "1", 1, 5, 6, "a note that looks like a row"],
    }
    return workbook(path, rows | {int(number[1:]): values for number, values in other.items()})


def of(reading: Reading, measure: str) -> dict[tuple[str, date], Observation]:
    return {(one.provider, one.start): one for one in reading.observations if one.measure == measure}


def test_the_year_is_carried_down_and_the_notes_end_the_table(tmp_path: Path, read: Callable[..., Reading]) -> None:
    reading = read(series(tmp_path / "x.xlsx"))
    cancelled = of(reading, "operations_cancelled_at_last_minute")
    assert {start: one.numerator for (_, start), one in cancelled.items()} == {
        date(2022, 4, 1): 18_000,
        date(2022, 7, 1): 19_000,
        date(2022, 10, 1): 20_000,
        date(2023, 1, 1): 21_000,
        date(2023, 4, 1): 17_000,
    }
    assert {one.level for one in reading.observations} == {Level.ENGLAND}
    share = of(reading, "cancelled_operations_over_28_days")["ENG", date(2022, 10, 1)]
    assert (share.numerator, share.denominator, share.cell, share.end) == (5_000, 20_000, "E18/D18", date(2022, 12, 31))
    assert of(reading, "cancelled_operations_not_rebooked")["ENG", date(2023, 4, 1)].status is Status.NOT_MEASURED


def test_a_quarter_that_stands_twice_is_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    said = refused(series(tmp_path / "x.xlsx", r20=["", "2022/23", 4, 1, 0, 0]))
    assert "x.xlsx!Sheet1!C20" in said and "stands twice" in said


def test_more_breaches_than_cancellations_tell_a_moved_column(tmp_path: Path, refused: Callable[..., str]) -> None:
    said = refused(series(tmp_path / "x.xlsx", r18=["", "", 3, 5_000, 20_000, 0.25]))
    assert "20,000 without a new date within 28 days are more than the 5,000 cancelled" in said


PROVIDER_HEADINGS = ["", "Region Code", "Region Name", "Organisation Code", "Organisation Name", CANCELLED, BREACHES]
PROVIDERS: dict[int, Row] = {
    2: ["", "Title:", "Cancelled elective operations by provider"],
    5: ["", "Period:", "Quarter 4, 2022-23 (January to March 2023)"],
    16: PROVIDER_HEADINGS,
    17: ["", "-", "-", "-", "England", 150, 30],
    18: ["", "-", "-", "-", "England (including independent sector)", 160, 31],
    20: ["", "Y90", "EXAMPLE", "RZ1", "EXAMPLE NORTH", 100, 20],
    21: ["", "Y90", "EXAMPLE", "RZ2", "EXAMPLE SOUTH", 50, 10],
}


def test_providers_are_read_with_a_note_and_england_is_no_provider(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    reading = read(workbook(tmp_path / "x.xlsx", PROVIDERS, "Provider", hidden="Lookup"))
    late = of(reading, "cancelled_operations_not_rebooked")
    quarter = date(2023, 1, 1)
    assert {key: one.numerator for key, one in late.items()} == {
        ("ENG", quarter): 30,
        ("RZ1", quarter): 20,
        ("RZ2", quarter): 10,
    }
    assert late["ENG", quarter].level is Level.ENGLAND
    assert "never compared with a real file" in "".join(note.message for note in reading.notes)


def test_the_csv_file_names_a_quarter_by_its_last_month(tmp_path: Path, read: Callable[..., Reading]) -> None:
    header = ["Year", "Period Name", "Parent Org Code", "Parent Name", "Org Code", "Org Name"]
    header += ["Cancelled Operations", "Breaches Of Standard"]
    rows = [["2022-23", "JUNE", "QZ1", "EXAMPLE", "RZ1", "EXAMPLE NORTH", 10, 2]]
    rows += [["2022-23", "MARCH", "QZ1", "EXAMPLE", "RZ1", "EXAMPLE NORTH", 12, 3]]
    reading = read(write_csv(tmp_path / "x.csv", [header, *rows]))
    late = of(reading, "cancelled_operations_not_rebooked")
    assert {start: one.numerator for (_, start), one in late.items()} == {date(2022, 4, 1): 2, date(2023, 1, 1): 3}


def test_small_letters_are_read_and_rows_of_no_provider_that_hold_figures_are_named(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    more = {
        22: ["", "Y90", "EXAMPLE", "rz3", "EXAMPLE EAST", 40, 4],
        23: ["", "Y90", "EXAMPLE", "?", "EXAMPLE WEST", 5, 1],
        24: ["", "", "", "Y90", "EXAMPLE REGION", 190, 34],
    }
    reading = read(workbook(tmp_path / "x.xlsx", PROVIDERS | more, "Provider"))
    assert {provider for provider, _ in of(reading, "cancelled_operations_not_rebooked")} == {
        "ENG",
        "RZ1",
        "RZ2",
        "RZ3",
    }
    said = [(note.cell, note.message) for note in reading.notes]
    assert ("D22", "'rz3' is read as RZ3") in said
    assert ("D23", "'?' is no organisation code: the figures of this row are left out") in said
    assert not any(cell == "D24" for cell, _ in said)


def test_a_provider_in_small_letters_that_stands_twice_is_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    twice = {22: ["", "Y90", "EXAMPLE", "rz1", "EXAMPLE NORTH", 100, 20]}
    said = refused(workbook(tmp_path / "x.xlsx", PROVIDERS | twice, "Provider"))
    assert "RZ1 stands twice for Q4 2022/23" in said or "RZ1 stands twice for" in said


def test_a_workbook_without_its_quarter_asks_for_it(tmp_path: Path, refused: Callable[..., str]) -> None:
    rows = {number: values for number, values in PROVIDERS.items() if number != 5}
    assert "give it with --period" in refused(workbook(tmp_path / "x.xlsx", rows, "Provider"))


def test_every_address_reread_gives_its_numerator_and_denominator(tmp_path: Path, read: Callable[..., Reading]) -> None:
    import openpyxl

    for path in (series(tmp_path / "s.xlsx"), workbook(tmp_path / "p.xlsx", PROVIDERS, "Provider")):
        sheet: Any = openpyxl.load_workbook(path).active
        cells = {address(r, c): sheet.cell(r, c).value for r in range(1, 30) for c in range(1, 10)}
        for one in read(path).observations:
            if one.status is Status.REPORTED:
                wanted = [one.numerator] if one.unit == "count" else [one.numerator, one.denominator]
                assert [cells[part] for part in one.cell.split("/")] == wanted
