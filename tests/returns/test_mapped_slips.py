"""Slips in a mapped return are named once, by the cell they stand in: years of headings, fractions, marks, words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from absent_parts import ROOT
from written_files import write_csv

from pxcommission.evidence.observations import Reading, Status
from pxcommission.periods import read_period
from pxcommission.problems import Weight
from pxcommission.returns.collected import Collected
from pxcommission.returns.mapping_proposal import Proposal, propose
from pxcommission.returns.mapping_proposal_table import tables_in
from pxcommission.returns.mappings import Mapping, mapping_of
from pxcommission.returns.opening import open_file
from pxcommission.rulebook.rulebook import load_rulebook

HEAD = """title: Dashboard
kind: dashboard
source: made up for a test
verified: true
service: {fixed: all}
"""
MONTHS = (
    HEAD
    + """layout: wide
headings_row: 2
recognised_by: [Ward]
provider: {given: true}
period: {across: month}
ward: {column: Ward}
figures: {complaints_received: {numerator: "{period}"}}
"""
)
SHARES = (
    HEAD
    + """layout: list
recognised_by: [Trust, Month]
provider: {column: Trust}
period: {column: Month}
ward: {column: Ward}
figures: {complaints_answered_in_time: {numerator: Number, denominator: Of, value: In time}}
statement: {requirement: About, position: Stand, reason: Why, action: Action}
"""
)
SHARES_HEADER = ["Trust", "Month", "Ward", "Number", "Of", "In time", "About", "Stand", "Why", "Action"]


def mapping(text: str) -> tuple[Mapping, ...]:
    return (mapping_of(text, "dashboard"),)


def months(folder: Path, title: str, *headings: str) -> Path:
    blank = [""] * len(headings)
    return write_csv(folder / "x.csv", [[title, *blank], ["Ward", *headings], ["Ash", *["3"] * len(headings)]])


def shares(folder: Path, rows: Sequence[Sequence[str]]) -> Path:
    return write_csv(folder / "y.csv", [SHARES_HEADER, *rows])


def warnings(reading: Reading) -> list[str]:
    return [note.text for note in reading.notes if note.weight is Weight.WARNING]


def test_a_gap_among_the_months_of_the_headings_is_pointed_out_by_its_cell(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    slip = months(tmp_path, "Complaints", "Apr-25", "May-26", "Jun-26")
    (said,) = warnings(read(slip, mappings=mapping(MONTHS), provider="RZ1"))
    assert "x.csv!C2" in said and "from April 2025 to May 2026, with nothing between" in said
    good = months(tmp_path, "Complaints", "Apr-26", "May-26", "Jun-26")
    assert warnings(read(good, mappings=mapping(MONTHS), provider="RZ1")) == []


@pytest.mark.parametrize(
    ("title", "headings", "cell"),
    [
        ("Contract year 2026/27", ("Apr-25", "May-26", "Jun-26"), "x.csv!B2"),
        ("Complaints 2025-26", ("Apr-25", "May-25", "Jun-26"), "x.csv!D2"),
        ("2025/2026", ("Apr-26",), "x.csv!B2"),
    ],
)
def test_a_month_outside_the_year_stated_above_the_headings_is_refused(
    tmp_path: Path, refused: Callable[..., str], title: str, headings: tuple[str, ...], cell: str
) -> None:
    said = refused(months(tmp_path, title, *headings), mappings=mapping(MONTHS), provider="RZ1")
    assert cell in said and "A1 ('20" in said and "--period 20" in said


@pytest.mark.parametrize("title", ["Contract year 2026/27", "2025/26 and 2026/27", "Printed 2025-06", "Complaints"])
def test_a_year_that_agrees_or_cannot_be_told_stops_nothing(
    tmp_path: Path, read: Callable[..., Reading], title: str
) -> None:
    reading = read(months(tmp_path, title, "Apr-26", "May-26"), mappings=mapping(MONTHS), provider="RZ1")
    assert len(reading.observations) == 2


def test_only_the_columns_of_the_year_asked_for_need_to_be_of_it(tmp_path: Path, read: Callable[..., Reading]) -> None:
    path = months(tmp_path, "Rolling report 2026/27", "Mar-26", "Apr-26")
    reading = read(path, mappings=mapping(MONTHS), provider="RZ1", period=read_period("2026/27"))
    assert [one.start.month for one in reading.observations] == [4]


def test_a_column_of_fractions_under_a_mapping_of_per_cent_is_said_once(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    rows = [["RZ1", "2026-04", f"Ward {n}", str(n), "40", str(n / 40), "", "", "", ""] for n in range(10, 22)]
    reading = read(shares(tmp_path, rows), mappings=mapping(SHARES))
    (said,) = warnings(reading)
    assert "y.csv!F2" in said and "In time looks like fractions" in said and "value_in: fraction" in said
    assert {one.status for one in reading.observations} == {Status.MISSING}


def test_the_address_of_a_statement_is_the_cell_its_words_stand_in(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    start = ["RZ1", "2026-04"]
    rows = [
        [*start, "Ash", "9", "10", "", "CMP-A", "met", "two away", "a rota"],
        [*start, "Beech", "9", "10", "", "CMP-A", "met", "", "a rota"],
        [*start, "Cedar", "9", "10", "", "CMP-A", "met", "", ""],
    ]
    reading = read(shares(tmp_path, rows), mappings=mapping(SHARES))
    assert [one.cell for one in reading.statements] == ["I2", "J3", "H4"]


@pytest.mark.parametrize(("written", "named"), [("*", True), ("<5", True), ("n/k", True), ("about 9", False)])
def test_the_mend_of_a_mark_without_a_meaning_names_marks(
    tmp_path: Path, refused: Callable[..., str], written: str, named: bool
) -> None:
    row = ["RZ1", "2026-04", "Ash", written, "10", "", "", "", "", ""]
    said = refused(shares(tmp_path, [row]), mappings=mapping(SHARES))
    assert "y.csv!D2" in said and ("`marks:`" in said) is named


def test_what_is_not_given_is_asked_for_once_however_many_rows(tmp_path: Path, refused: Callable[..., str]) -> None:
    rows = [["", ""], ["Ward", "Apr-26"], ["Ash", "1"], ["Beech", "2"], ["Cedar", "3"]]
    said = refused(write_csv(tmp_path / "x.csv", rows), mappings=mapping(MONTHS))
    assert said.count("does not say whose it is") == 1


def test_a_key_that_stands_twice_is_mended_where_the_document_was_made(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"a": 1, "a": 2}', encoding="utf-8")
    said = refused(path)
    assert "stands twice" in said and "mend it there" in said and "1,000,000" not in said
    path.write_text("[" * 60 + "]" * 60, encoding="utf-8")
    assert "1,000,000" in refused(path)


TOTALLED = [
    ["", "Apr-26", "", "May-26", "", "Q1 Total", ""],
    ["Ward", "Num", "Out of", "Num", "Out of", "Num", "Out of"],
    ["Ash", "9", "10", "8", "12", "17", "22"],
    ["Beech", "4", "9", "7", "7", "11", "16"],
]
MEASURED = [
    ["", "", "Apr-26", "", "", "May-26", "", "", "Q1 Total", "", ""],
    ["Ward", "Measure", *["Num", "Den", "%"] * 3],
    ["Ash", "complaints_answered_in_time", *["9", "10", "90"], *["6", "12", "50"], *["15", "22", "68.2"]],
    ["Beech", "complaints_answered_in_time", *["4", "8", "50"], *["7", "7", "100"], *["11", "15", "73.3"]],
]


def proposal_of(path: Path) -> Proposal:
    book = open_file(path, path.name, Collected(path.name))
    return propose(book, tables_in(book)[0], load_rulebook(ROOT).vocabulary, ())


@pytest.mark.parametrize("rows", [TOTALLED, MEASURED])
def test_a_total_of_periods_is_neither_read_nor_looked_for_next_quarter(tmp_path: Path, rows: list[list[str]]) -> None:
    from datetime import date

    from pxcommission.returns.mapping_proposal_written import Settled, mapping_text

    proposal = proposal_of(write_csv(tmp_path / "x.csv", rows))
    totals = [part for part in proposal.parts if part.name.startswith("Q1 Total")]
    assert totals and {part.guess.text for part in totals} == {"not read"}
    assert all("read" in part.guess.reason for part in totals)
    text = mapping_text(proposal, Settled("A report", "x.csv", "a test", date(2026, 7, 1)), {})
    (recognised,) = [line for line in text.splitlines() if line.startswith("recognised_by")]
    assert "Q1 Total" not in recognised and "{period}" in text
