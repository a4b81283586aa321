"""Layout wide, rows of components, two rows of headings, footnotes and the provider's words: read through mappings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from written_files import write_csv

from pxcommission.evidence.observations import Reading, Status
from pxcommission.periods import read_period
from pxcommission.problems import ExitCode, ProblemsFound
from pxcommission.returns.mapped_headings import PeriodReader, heading_names
from pxcommission.returns.mappings import Mapping, mapping_of
from pxcommission.returns.sheets import Sheet

HEAD = """title: Dashboard
kind: dashboard
source: made up for a test
verified: true
"""
MONTHS = (
    HEAD
    + """layout: wide
recognised_by: [Indicator]
provider: {given: true}
period: {across: month}
service: {fixed: all}
measure: Indicator
number: "{period}"
rows:
  complaints_acknowledged_in_time: {numerator: Acknowledged, denominator: Due, value: "% acknowledged"}
  complaints_received: {numerator: Received}
rows_not_read: [Staff sickness]
marks: {"*": suppressed}
footnotes: skip
not_read: [YTD]
"""
)
HEADER = ["Indicator", "Apr-25", "May-25", "June 2025", "YTD"]
RECEIVED, ACKNOWLEDGED, DUE = (
    ["Received", "10", "12", "", "22"],
    ["Acknowledged", "9", "*", "", ""],
    ["Due", "10", "11", "", ""],
)
SHARE = ["% acknowledged", "90%", "", "", ""]
ROWS = [RECEIVED, ACKNOWLEDGED, DUE, SHARE, ["Staff sickness", "4", "5", "", ""]]


def mapping(text: str) -> tuple[Mapping, ...]:
    return (mapping_of(text, "dashboard"),)


def dashboard(folder: Path, rows: Sequence[Sequence[str]] = ROWS, header: Sequence[str] = HEADER) -> Path:
    return write_csv(folder / "x.csv", [header, *rows])


def figures(reading: Reading) -> list[tuple[object, ...]]:
    return [(o.measure, o.start.month, o.numerator, o.denominator, o.status, o.cell) for o in reading.observations]


def test_months_in_columns_and_components_in_rows_are_brought_together(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    reading = read(dashboard(tmp_path), mappings=mapping(MONTHS), provider="RZ1")
    assert figures(reading) == [
        ("complaints_acknowledged_in_time", 4, 9, 10, Status.REPORTED, "B3/B4"),
        ("complaints_acknowledged_in_time", 5, None, 11, Status.SUPPRESSED, "C3/C4"),
        ("complaints_received", 4, 10, None, Status.REPORTED, "B2"),
        ("complaints_received", 5, 12, None, Status.REPORTED, "C2"),
    ]
    assert "June 2025: its columns hold nothing yet" in "\n".join(note.text for note in reading.notes)


def test_a_period_given_by_hand_reads_only_its_columns(tmp_path: Path, read: Callable[..., Reading]) -> None:
    reading = read(dashboard(tmp_path), mappings=mapping(MONTHS), provider="RZ1", period=read_period("2025-05"))
    assert {o.start for o in reading.observations} == {date(2025, 5, 1)}
    assert "not read: April 2025" in "\n".join(note.text for note in reading.notes)


def test_a_share_that_disagrees_with_its_rows_leaves_the_figure_out(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    rows = [RECEIVED, ACKNOWLEDGED, DUE, ["% acknowledged", "95%", "", "", ""]]
    reading = read(dashboard(tmp_path, rows), mappings=mapping(MONTHS), provider="RZ1")
    assert figures(reading)[0] == ("complaints_acknowledged_in_time", 4, None, 10, Status.MISSING, "B3/B4")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([*ROWS, ["New measure", "1", "2", "", ""]], ["x.csv!A7", "not a row the mapping knows"]),
        ([*ROWS, RECEIVED], ["x.csv!A7", "'Received' stands in two rows of one unit, here and in A2"]),
        ([RECEIVED, ACKNOWLEDGED, SHARE], ["the row 'Due' is missing"]),
        ([["Received", "10.5", "1", "", ""], ACKNOWLEDGED, DUE, SHARE], ["x.csv!B2", "not a whole number"]),
        ([RECEIVED, ["Acknowledged", "11", "", "", ""], ["Due", "10", "", "", ""], SHARE], ["is greater than"]),
        ([["Received", "about 9", "1", "", ""], ACKNOWLEDGED, DUE, SHARE], ["x.csv!B2", "'about 9' is not a number"]),
    ],
)
def test_a_wrong_row_is_refused_by_its_cell(
    tmp_path: Path, refused: Callable[..., str], rows: list[list[str]], words: list[str]
) -> None:
    said = refused(dashboard(tmp_path, rows), mappings=mapping(MONTHS), provider="RZ1")
    assert all(word in said for word in words), said


def test_a_heading_among_the_rows_and_a_footnote_are_passed_over(tmp_path: Path, read: Callable[..., Reading]) -> None:
    rows = [["Complaints", "", "", "", ""], *ROWS, ["", "", "", "", ""], ["* fewer than five", "", "", "", ""]]
    reading = read(dashboard(tmp_path, rows), mappings=mapping(MONTHS), provider="RZ1")
    said = "\n".join(note.text for note in reading.notes)
    assert len(reading.observations) == 4
    assert "row 2 ('Complaints') holds no figure" in said and "row 9 was passed over as a footnote" in said


def test_a_row_that_says_nothing_of_a_measure_is_pointed_out(tmp_path: Path, read: Callable[..., Reading]) -> None:
    reading = read(dashboard(tmp_path, [ACKNOWLEDGED, DUE, SHARE]), mappings=mapping(MONTHS), provider="RZ1")
    assert "complaints_received: there is no row 'Received'" in "\n".join(note.text for note in reading.notes)


def test_one_period_over_two_columns_is_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    header = ["Indicator", "Apr-25", "April 2025", "June 2025", "YTD"]
    assert "April 2025 stands over 2 columns: B1 and C1" in refused(
        dashboard(tmp_path, header=header), mappings=mapping(MONTHS), provider="RZ1"
    )


UNITS = (
    HEAD
    + """layout: wide
headings_rows: 2
headings_row: 4
recognised_by: [Ward]
provider: {given: true}
period: {across: quarter}
year: {after: "Year:"}
service: {fixed: inpatient}
ward: {column: Ward}
figures:
  survey_privacy: {numerator: "{period} / Num", denominator: "{period} / Out of"}
totals: skip
"""
)


def test_two_rows_of_headings_with_quarters_of_a_year_that_stands_above(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    workbook = openpyxl.Workbook()
    sheet: Any = workbook.active
    rows = [
        ["Privacy survey"], ["Year:", "2025/26"],
        ["", "Q1", None, "Qtr 2", None], ["Ward", "Num", "Out\nof", "Num", "Out\u00a0of"],
        ["Ash", 4, 8, 9, 10], ["Beech", 1, 3, 2, 2], ["Total", 5, 11, 11, 12],
    ]  # fmt: skip
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("B3:C3")
    workbook.save(tmp_path / "x.xlsx")
    reading = read(tmp_path / "x.xlsx", mappings=mapping(UNITS), provider="RZ1")
    assert [(o.ward, o.start, o.end, o.numerator, o.denominator, o.cell) for o in reading.observations] == [
        ("Ash", date(2025, 4, 1), date(2025, 6, 30), 4, 8, "B5/C5"),
        ("Ash", date(2025, 7, 1), date(2025, 9, 30), 9, 10, "D5/E5"),
        ("Beech", date(2025, 4, 1), date(2025, 6, 30), 1, 3, "B6/C6"),
        ("Beech", date(2025, 7, 1), date(2025, 9, 30), 2, 2, "D6/E6"),
    ]


LONG = (
    HEAD
    + """layout: long
recognised_by: [Measure, Number]
provider: {column: Trust}
period: {column: Month}
service: {fixed: all}
measure: Measure
figure: {numerator: Number, denominator: Of}
measures: {Answered in time: complaints_answered_in_time, Received: complaints_received}
statement: {reason: Why, action: Action}
requirements: {complaints_answered_in_time: [CMP-ANSWERED, CMP-ANSWERED-2]}
"""
)


def test_the_words_on_a_measure_are_kept_for_each_requirement_on_it(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    rows = [
        ["Trust", "Month", "Measure", "Number", "Of", "Why", "Action"],
        ["RZ1", "2025-09", "Answered  in\ntime", "3", "9", "two staff away", "a new rota"],
        ["RZ1", "2025-09", "Received", "9", "", "more came", ""],
    ]
    reading = read(write_csv(tmp_path / "x.csv", rows), mappings=mapping(LONG))
    assert [(s.requirement, s.reason, s.action, s.cell) for s in reading.statements] == [
        ("CMP-ANSWERED", "two staff away", "a new rota", "F2"),
        ("CMP-ANSWERED-2", "two staff away", "a new rota", "F2"),
    ]
    assert "does not say for which requirement" in "\n".join(note.text for note in reading.notes)


ALONE = (
    HEAD
    + """layout: list
recognised_by: [Ward, Privacy]
provider: {given: true}
period: {given: true}
service: {fixed: inpatient}
ward: {column: Ward}
figures: {survey_privacy: {value: Privacy}}
"""
)


def test_a_bare_number_below_one_is_never_guessed_to_be_a_percentage(
    tmp_path: Path, read: Callable[..., Reading], refused: Callable[..., str]
) -> None:
    given: dict[str, Any] = {"mappings": mapping(ALONE), "provider": "RZ1", "period": read_period("2025-09")}
    said = refused(write_csv(tmp_path / "x.csv", [["Ward", "Privacy"], ["Ash", "0.95"]]), **given)
    assert "x.csv!B2" in said and "write 0.95% or 95%, or say value_in: fraction" in said
    (one,) = read(write_csv(tmp_path / "y.csv", [["Ward", "Privacy"], ["Ash", "95%"]]), **given).observations
    assert one.value == "0.95"


def test_what_stands_below_a_table_that_ends_at_a_blank_row_is_pointed_out(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    rows = [["Ward", "Privacy"], ["Ash", "95%"], ["", ""], ["Other table", "x"], ["Ash", "3"]]
    ends = mapping(ALONE + "ends_at_blank_row: true\n")
    reading = read(write_csv(tmp_path / "x.csv", rows), mappings=ends, provider="RZ1", period=read_period("2025-09"))
    assert len(reading.observations) == 1
    assert "the table ends at row 2; what stands from row 4 on was not read" in "\n".join(n.text for n in reading.notes)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("layout: wide", "layout: long"), "belong to layout wide"),
        (('number: "{period}"', "number: Number"), "layout wide needs the period in the headings"),
        (("{across: month}", "{column: Month}"), "layout wide needs the period in the headings"),
        (('number: "{period}"\n', ""), "`rows` needs `measure` and `number`"),
        (("layout: wide", "headings_rows: 3\nlayout: wide"), "headings stand in 1 or 2 rows"),
        (("rows_not_read: [Staff sickness]", "statement: {reason: Why}"), "does not say which requirements"),
    ],
)
def test_a_mapping_that_contradicts_itself_is_refused(change: tuple[str, str], words: str) -> None:
    with pytest.raises(ProblemsFound) as stopped:
        mapping_of(MONTHS.replace(*change), "dashboard")
    assert words in str(stopped.value) and stopped.value.exit_code is ExitCode.RULES_WRONG


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Apr-25", "2025-04"), ("Apr 25", "2025-04"), ("Sept 2025", "2025-09"), ("April 2025", "2025-04"),
        ("Q1 2025/26", "2025-26-Q1"), ("2025/26 Q1", "2025-26-Q1"), ("Qtr 1 25/26", "2025-26-Q1"), ("2025/26", "2025-26"),
        ("YTD", None), ("Target", None), ("2025-26", None), ("Q1", None), ("May", None), ("12", None), ("Ward 12", None),
    ],
)  # fmt: skip
def test_a_heading_names_a_period_only_where_it_can_mean_no_other(text: str, key: str | None) -> None:
    found = PeriodReader({}).read(text)
    assert (found.key if found else None) == key


def test_an_upper_heading_reaches_over_the_columns_without_one_of_their_own() -> None:
    rows: list[list[Any]] = [["Ward", "", "Apr-25", "", "May-25", ""], ["", "Beds", "Num", "Out of", "Num", "Out of"]]
    assert heading_names(Sheet("", True, rows), 2, 2) == (
        "Ward", "Beds", "Apr-25 / Num", "Apr-25 / Out of", "May-25 / Num", "May-25 / Out of",
    )  # fmt: skip
