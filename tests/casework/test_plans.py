"""Milestones from the command line and from a plan's workbook."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from pxcommission.casework.plans import EXAMPLE, milestones_in, milestones_written
from pxcommission.problems import ProblemsFound


def test_a_milestone_is_written_in_one_line() -> None:
    (one,) = milestones_written([EXAMPLE])
    assert (one.id, one.owner, one.due, one.target, one.maintain_until) == (
        "1",
        "Head of nursing",
        date(2025, 11, 30),
        "95%",
        date(2026, 3, 31),
    )


def test_everything_wrong_in_milestones_is_said_at_once() -> None:
    with pytest.raises(ProblemsFound) as found:
        milestones_written(["1|Do it|Somebody|tomorrow", "2|Do more", "3|a|b|2026-01-01", "3|a|b|2026-01-01"])
    said = [problem.message for problem in found.value.problems]
    assert said == [
        "'tomorrow' is not a date (due)",
        "the milestone has no owner",
        "the milestone has no due",
        "the id '3' stands twice",
    ]


def test_a_workbook_has_a_row_an_action_wherever_its_headings_stand(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Remedial Action Plan"])
    sheet.append([])
    sheet.append(["No", "Root cause", "Action", "Owner", "Due", "Metric", "Maintain until"])
    sheet.append(
        [1, "few staff", "Night rounds", "Head of nursing", date(2026, 2, 13), "FFT positive", date(2026, 6, 30)]
    )
    sheet.append([])
    sheet.append(["2a", None, "Second office", "Estates", "2026-03-31"])
    book.save(tmp_path / "plan.xlsx")
    found = milestones_in(tmp_path / "plan.xlsx")
    assert [(one.id, one.due, one.maintain_until) for one in found] == [
        ("1", date(2026, 2, 13), date(2026, 6, 30)),
        ("2a", date(2026, 3, 31), None),
    ]


def test_a_workbook_without_the_headings_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "plan.xlsx")
    with pytest.raises(ProblemsFound, match="no row of a plan was found"):
        milestones_in(tmp_path / "plan.xlsx")


def test_a_workbook_says_its_days_as_people_write_them_and_when_an_action_starts(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["No", "Action", "Owner", "Start", "Due", "Maintain until"])
    sheet.append([1, "Night rounds", "Head of nursing", date(2026, 1, 19), "27/02/2026", "30 June 2026"])
    sheet.append([2, "Second office", "Estates", "soon", "02/27/2026", ""])
    book.save(tmp_path / "plan.xlsx")
    with pytest.raises(ProblemsFound) as found:
        milestones_in(tmp_path / "plan.xlsx")
    assert [problem.message for problem in found.value.problems] == [
        "'soon' is not a date (start)",
        "'02/27/2026' is not a date (due)",
    ]
    sheet.delete_rows(3)
    book.save(tmp_path / "plan.xlsx")
    (one,) = milestones_in(tmp_path / "plan.xlsx")
    assert (one.start, one.due, one.maintain_until) == (date(2026, 1, 19), date(2026, 2, 27), date(2026, 6, 30))
