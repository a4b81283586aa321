"""Laws of proposed mappings: what a report says comes out of it, whatever its layout; only problems escape its reader."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest
from absent_parts import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_reports import LAYOUTS, Report, reports, written
from written_files import write_csv

from pxcommission.cli.returns_map_settled import lacks
from pxcommission.evidence.observations import Reading
from pxcommission.problems import ProblemsFound
from pxcommission.returns.collected import Collected
from pxcommission.returns.mapped_headings import heading_names
from pxcommission.returns.mapped_table import headers
from pxcommission.returns.mapping_proposal import propose
from pxcommission.returns.mapping_proposal_table import tables_in
from pxcommission.returns.mapping_proposal_written import Settled, mapping_text
from pxcommission.returns.mappings import MappingFile, mapping_of
from pxcommission.returns.opening import open_file
from pxcommission.returns.recognise import read_file
from pxcommission.returns.sheets import Sheet
from pxcommission.rulebook.rulebook import load_rulebook

WORDS = load_rulebook(ROOT).vocabulary
FEW = settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))


def mapped_unseen(path: Path) -> tuple[Reading, MappingFile]:
    """What `returns map --yes` would write for a file, and the file read through it; fails where it would refuse."""
    book = open_file(path, path.name, Collected(path.name))
    proposal = propose(book, tables_in(book)[0], WORDS, ())
    assert lacks(proposal, strictly=True) == ()
    mapping = mapping_of(
        mapping_text(proposal, Settled("A report", path.name, "a test", date(2026, 1, 1)), {}), "a-report"
    )
    return read_file(path, path.name, WORDS, [mapping], mapping="a-report"), mapping.file


def assert_comes_out(report: Report, layout: str, kind: str, messy: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = written(report, layout, Path(folder), kind, WORDS, messy)
        reading, _ = mapped_unseen(path)
    found = {(o.ward, o.start, o.measure, o.numerator, o.denominator) for o in reading.observations}
    assert found == {(w, p.start, m, n, d) for w, p, m, n, d in report.figures}
    assert {(o.provider, o.service) for o in reading.observations} == {("RZ1", "inpatient")}


@pytest.mark.parametrize("layout", LAYOUTS)
@FEW
@given(report=reports(), kind=st.sampled_from(["csv", "xlsx"]), messy=st.booleans())
def test_the_figures_of_a_report_come_out_whatever_its_layout(
    layout: str, report: Report, kind: str, messy: bool
) -> None:
    assert_comes_out(report, layout, kind, messy)


@pytest.mark.stress
@pytest.mark.parametrize("layout", LAYOUTS)
@MANY
@given(report=reports(), kind=st.sampled_from(["csv", "xlsx"]), messy=st.booleans())
def test_the_figures_of_many_reports_come_out(layout: str, report: Report, kind: str, messy: bool) -> None:
    assert_comes_out(report, layout, kind, messy)


CELLS = st.one_of(
    st.sampled_from(
        ["", "Ward", "Measure", "Indicator", "Apr-25", "May 2025", "Q1 2025/26", "2025/26", "RZ1", "*", "n/a", "95%", "0.95", "12",
         "1,300", "１２", "-3", "Total", "Number", "Out of", "Complaints received", "survey_privacy", "inpatient", "{period}", " / ",
         "Note: all figures are provisional", "=1+1", "2025-04-01", "\u202e", "nan"]
    ),
    st.text(max_size=12),
)  # fmt: skip
TABLES = st.lists(st.lists(CELLS, min_size=3, max_size=6), min_size=1, max_size=9)


def assert_only_problems_escape(rows: list[list[str]]) -> None:
    width = max(len(row) for row in rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        try:
            write_csv(path, [[*row, *[""] * (width - len(row))] for row in rows])
        except UnicodeEncodeError:
            return
        try:
            book = open_file(path, "x.csv", Collected("x.csv"))
            for table in tables_in(book):
                proposal = propose(book, table, WORDS, ())
                text = mapping_text(proposal, Settled("A report", "x.csv", "a test", date(2026, 1, 1)), {})
                read_file(path, "x.csv", WORDS, [mapping_of(text, "x")], mapping="x", provider="RZ1")
        except (ProblemsFound, ValueError) as stopped:
            assert isinstance(stopped, ProblemsFound) or "can't be used in a file of rules" in str(stopped)


@settings(FEW, max_examples=100)
@given(rows=TABLES)
def test_only_problems_escape_from_a_table_of_anything(rows: list[list[str]]) -> None:
    assert_only_problems_escape(rows)


@pytest.mark.stress
@settings(MANY, max_examples=20_000)
@given(rows=TABLES)
def test_only_problems_escape_from_many_tables(rows: list[list[str]]) -> None:
    assert_only_problems_escape(rows)


@settings(FEW, max_examples=60)
@given(
    rows=TABLES, row=st.integers(1, 40), headings_rows=st.sampled_from([1, 2]), layout=st.sampled_from(["list", "wide"])
)
def test_a_mapping_never_breaks_on_a_file_shorter_than_where_its_headings_stand(
    rows: list[list[str]], row: int, headings_rows: int, layout: str
) -> None:
    period, name = ("{across: month}", "{period}") if layout == "wide" else ("{given: true}", "Number")
    text = f"""title: Dashboard
kind: dashboard
source: made up for a test
verified: true
layout: {layout}
headings_rows: {headings_rows}
headings_row: {max(row, headings_rows)}
recognised_by: [Ward]
provider: {{given: true}}
period: {period}
service: {{fixed: all}}
figures: {{complaints_received: {{numerator: "{name}"}}}}
"""
    sheet = Sheet("", True, [list(one) for one in rows])
    found = headers(sheet, mapping_of(text, "dashboard"))
    assert [one for one, _ in found] == [max(row, headings_rows)]
    names = heading_names(sheet, row, headings_rows)
    assert bool(names) == (row <= len(rows) or (headings_rows == 2 and row == len(rows) + 1))
