"""A report broken down by ethnicity, from the file to the comparison, as an analyst does it; every figure is invented."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from small_workspace import adopt, rule, small

from pxcommission.packs.workbook import workbook_bytes
from pxcommission.quarter import check_quarter, with_differences
from pxcommission.workspace import open_workspace

Run = Callable[..., Any]
REPORT = """\
Trust,Quarter,Ethnicity,Positive answers,Responses
RZ1,2025/26 Q2,All patients,900,1000
RZ1,2025/26 Q2,Asian,139,180
RZ1,2025/26 Q2,Black,47,50
RZ1,2025/26 Q2,Mixed,6,9
RZ1,2025/26 Q2,White,650,700
RZ1,2025/26 Q2,Not stated,58,61
"""
DAY = ("--as-at", "2026-01-31")


@pytest.fixture
def space(tmp_path: Path, run: Run) -> Path:
    """A workspace into which the report was mapped by what `returns map` guessed, and loaded."""
    folder = small(tmp_path).rules(rule()).contract(adopt()).folder
    (folder / "report.csv").write_text(REPORT)
    mapped = run(
        "returns",
        "map",
        folder / "report.csv",
        "--workspace",
        folder,
        "--yes",
        "--by",
        "Lead",
        "--service",
        "inpatient",
        *DAY,
    )
    assert mapped.code == 0, mapped.err
    done = run("returns", "load", folder / "report.csv", "--workspace", folder, "--received", "2025-11-10", *DAY)
    assert "1 reported, and 5 of groups of people" in done.out
    return folder


def equality(run: Run, folder: Path, *more: str) -> Any:
    return run("equality", "--period", "2025/26-Q2", "--workspace", folder, *DAY, *more)


def test_the_guessed_mapping_says_where_the_groups_stand(space: Path) -> None:
    text = (space / "rules/mappings/report.yaml").read_text()
    assert "characteristic: {fixed: ethnicity}\ngroup: {column: Ethnicity}\n" in text


def test_each_group_is_shown_beside_the_rest_with_small_counts_hidden(run: Run, space: Path) -> None:
    out = equality(run, space).out
    assert "ACUTE: Positive answers, inpatient, by ethnicity" in out
    told = " ".join(out.split())
    assert "whole 90.0% (900 of 1,000), as stated; 939 of 1,000 answers are of people whose group is known" in told
    assert "3 groups compared at once" in told
    assert "Asian 139 of 180 77.2% -15.6 points (-22.4 to -9.7) clearly worse than the rest" in told
    assert "Black * of 50 not distinguishable from the rest" in told
    assert "Mixed * of 9 not rated: fewer than 10 answers" in told
    assert "A difference is a question, never a breach" in told
    assert "47 of 50" not in out and "6 of 9" not in out


def test_csv_and_json_hold_no_hidden_count_either(run: Run, space: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(equality(run, space, "--format", "csv").out)))
    black = next(row for row in rows if row["group"] == "Black")
    assert (black["numerator"], black["denominator"], black["value"], black["gap"], black["hidden"]) == (
        "",
        "50",
        "",
        "",
        "yes",
    )
    document = json.loads(equality(run, space, "--characteristic", "ethnicity", "--format", "json").out)
    assert next((one["group"], one["reading"]) for one in document["rows"]) == ("Asian", "clearly worse than the rest")


def test_a_word_that_is_none_is_told_and_nothing_loaded_is_said(run: Run, space: Path) -> None:
    wrong = equality(run, space, "--characteristic", "ethnicty")
    assert wrong.code == 2
    assert "did you mean 'ethnicity'?" in wrong.err
    assert "Nothing that is loaded breaks a measure down" in equality(run, space, "--characteristic", "age").out


def test_the_workbook_has_the_sheet_where_evidence_has_groups(space: Path) -> None:
    from pxcommission.periods import read_period

    workspace = open_workspace(space)
    period = read_period("2025/26 Q2")
    assert period is not None
    contracts = tuple(workspace.rulebook.contracts.values())
    checked = check_quarter(workspace, period, date(2026, 1, 31), contracts, "reference")
    assert "Equality" not in openpyxl.load_workbook(io.BytesIO(workbook_bytes(checked))).sheetnames
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(with_differences(workspace, checked))))
    rows = {row[4]: row for row in book["Equality"].iter_rows(values_only=True)}
    assert rows["Black"][5:9] == ("* of 50", "[c]", "[c]", "not distinguishable from the rest")
    assert rows["White"][6:9] == ("92.9%", "+9.5 points (+5.2 to +14.5)", "clearly better than the rest")
