"""`returns reconcile`, the line in `returns due`, and the sheet in the workbook."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.conftest import Ran
from openpyxl import load_workbook
from small_workspace import Small, adopt, figure, month, rule, small

from pxcommission.packs.workbook import workbook_bytes
from pxcommission.quarter import with_differences
from pxcommission.workspace import open_workspace

Run = Callable[..., Ran]
JULY, AUGUST = month("2025-07"), month("2025-08")
RETURN = "Trust,Period,Good,All,Share\nRZ1,2025-07,170,198,85.9\nRZ1,2025-08,90,100,95.0\n"
MAPPING = """\
title: A return
kind: a return
source: this test
verified: true
layout: list
recognised_by: [Trust, Period, Good, All]
provider: {column: Trust}
period: {column: Period}
service: {fixed: inpatient}
figures:
  answers_positive: {numerator: Good, denominator: All, value: Share}
"""


@pytest.fixture
def space(tmp_path: Path, run: Run) -> Small:
    """A publication, a return that differs from it, and a percentage that its own counts do not give."""
    made = small(tmp_path).rules(rule()).contract(adopt()).write("rules/mappings/list.yaml", MAPPING)
    made.load(figure(180, 200, JULY, cell="B7"), name="p.xlsx", published="2025-09-11")
    made.write("return.csv", RETURN)
    assert (
        run("returns", "load", tmp_path / "return.csv", "--received", "2025-10-10", "--workspace", tmp_path).code == 0
    )
    return made


def reconcile(run: Run, space: Small, *more: str) -> Ran:
    return run(
        "returns", "reconcile", "--period", "2025/26-Q2", "--as-at", "2026-01-31", "--workspace", space.folder, *more
    )


def test_both_sides_stand_with_their_cells_how_far_apart_and_which_is_judged(run: Run, space: Small) -> None:
    said = reconcile(run, space).out
    assert "the publication        180 of 200 (90.0%)  [contracts/acute/returns/p.xlsx!Sheet!B7]" in said
    assert "the provider's return  170 of 198 (85.9%)  [return.csv!C2/D2]" in said
    assert "apart by 10 and 2; 4.14 points; judged: the publication" in said
    assert "stated percentage: Share is 95.0, but 90 of 100 is 90 per cent\n    return.csv!E3" in said
    assert "2 differences for 2025/26 Q2" in said


def test_json_and_csv_say_the_same(run: Run, space: Small) -> None:
    listed = json.loads(reconcile(run, space, "--format", "json").out)
    rows = list(csv.DictReader(io.StringIO(reconcile(run, space, "--format", "csv").out)))
    assert [one["between"] for one in listed] == [row["between"] for row in rows]
    assert listed[0]["other"] == {
        "says": "the provider's return", "numerator": 170, "denominator": 198, "addresses": ["return.csv!C2/D2"],
        "known_from": "2025-10-10",
    }  # fmt: skip
    assert (rows[0]["judged_numerator"], rows[0]["other_at"]) == ("180", "return.csv!C2/D2")


def test_a_contract_that_does_not_exist_is_a_mistake_of_the_command(run: Run, space: Small) -> None:
    assert reconcile(run, space, "NONE").code == 2


def test_what_is_owed_ends_with_how_many_figures_differ(run: Run, space: Small) -> None:
    said = run("returns", "due", "2025/26-Q2", "--as-at", "2026-01-31", "--workspace", space.folder).out
    assert said.rstrip().endswith(
        "2 figures differ between sources: pxcommission returns reconcile --period 2025-26-Q2"
    )
    assert "differ" not in run("returns", "due", "2025/26-Q1", "--as-at", "2026-01-31", "--workspace", space.folder).out


def test_the_workbook_has_a_sheet_of_differences_that_withholds_what_is_small(space: Small) -> None:
    space.load(figure(3, 4, AUGUST), name="small.xlsx", published="2025-10-11")
    space.load(figure(30, 40, AUGUST), name="other.xlsx", published="2025-11-11")
    (checked,) = with_differences(open_workspace(space.folder), [space.check()])
    sheet = load_workbook(io.BytesIO(workbook_bytes([checked])))["Differences"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    assert [row[5:10] for row in rows] == [
        ["the publication", "180 of 200", "the provider's return", "170 of 198", "10 and 2; 4.14 points"],
        ["the publication as known from 11 November 2025", "[c]", "the publication as first known, from 11 October 2025", "[c]", "[c]"],
        ["neither yet", "[z]", "the provider's return", "[z]", "[x]"],
    ]  # fmt: skip
    assert rows[0][11:13] == ["contracts/acute/returns/p.xlsx!Sheet!B7", "return.csv!C2/D2"]
