"""Events in their order: what comes before its cause, comes late, or leaves another missed step behind."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from beginnings import Beginnings

Run = Callable[..., Any]
At = Callable[..., Any]
CASE = "EXAMPLE-ACUTE/FFT-OP-POSITIVE/outpatient"
OWED = "EXAMPLE-ACUTE/RETURN-COMPLAINTS/all"


@pytest.fixture
def at(run: Run, tmp_path: Path, root: Path) -> At:
    """Run a command on a day in a workspace of its own, where no step needs a sign-off."""
    folder = tmp_path / "workspace"
    shutil.copytree(root / "rules", folder / "rules")
    shutil.copytree(root / "contracts" / "example-acute", folder / "contracts" / "example-acute")
    shutil.copy(root / "workspace.yaml", folder)
    contract = folder / "contracts" / "example-acute" / "contract.yaml"
    contract.write_text(contract.read_text().replace("approvals: [notice, withhold]", "approvals: [withhold]"))

    def command(day: str, *arguments: str | Path) -> Any:
        return run(*arguments, "--workspace", folder, "--as-at", day, "--by", "Contract manager")

    return command


def done(ran: Any) -> str:
    assert ran.code == 0, ran.err
    return " ".join(ran.out.split())


def refused(ran: Any, code: int = 6) -> str:
    assert ran.code == code, (ran.code, ran.out, ran.err)
    return " ".join(ran.err.split())


@pytest.fixture
def noticed(at: At, tmp_path: Path, beginnings: Beginnings) -> None:
    """The provider gave notice."""

    def play() -> None:
        done(at("2025-12-19", "case", "provider-notice", CASE, "--dated", "2025-12-19", "--summary", "x"))

    beginnings.reach("the provider gave notice", tmp_path / "workspace", play)


@pytest.fixture
def planned(at: At, noticed: None, tmp_path: Path, beginnings: Beginnings) -> None:
    """A plan of two milestones was agreed."""

    def play() -> None:
        done(at("2026-01-06", "case", "meeting", CASE, "--outcome", "a plan is needed"))
        done(at("2026-01-06", "case", "step", CASE, "decide-on-plan"))
        done(at("2026-01-13", "case", "plan", CASE, "--milestone", "1|Rounds|Nursing|2026-02-13", "--milestone", "2|Rota|Nursing|2026-02-20"))  # fmt: skip

    beginnings.reach("a plan of two milestones", tmp_path / "workspace", play)


def test_a_meeting_says_by_when_a_plan_is_to_be_agreed_and_due_lists_it(at: At, noticed: None) -> None:
    said = done(at("2026-01-06", "case", "meeting", CASE, "--outcome", "not decided yet"))
    assert "where a plan is needed, Remedial Action Plan is to be agreed by 13 January 2026" in said
    listed = done(at("2026-01-20", "due"))
    assert "OVERDUE since 13 January 2026: Remedial Action Plan, where one is needed" in listed


def test_nothing_is_dated_before_what_it_is_about(at: At, planned: None) -> None:
    reply = ("case", "respond", CASE, "--position", "accepts", "--summary", "x", "--on")
    assert "before" not in done(at("2026-02-01", *reply, "2026-01-20"))
    assert "the reply can't be dated 20 November 2025: the letter or step it answers is dated 19 December 2025" in refused(
        at("2026-02-01", *reply, "2025-11-20")
    )  # fmt: skip
    met = ("case", "milestone", CASE, "1", "met", "--evidence", "audit", "--on", "2026-01-02")
    assert "its plan is dated 13 January 2026" in refused(at("2026-02-01", *met))
    evidence = ("case", "evidence", CASE, "--finding", f"{CASE}////provider/2025/26 Q3", "--on", "2025-11-20")
    assert "the notice it is added to is dated 19 December 2025" in refused(at("2026-02-01", *evidence))


def test_a_commissioners_own_part_is_a_yes_or_a_no(at: At) -> None:
    notice = ("case", "notice", CASE, "--dry-run", "--dated", "2025-12-19", "--immediate-risk", "no", "--own-part")
    assert "'maybe' is neither yes nor no" in refused(at("2025-12-19", *notice, "maybe"))
    assert "neither yes nor no" in refused(at("2025-12-19", *notice, "nobody knows"))
    for answer in ("no", "No: none was found", "yes: our referrals came late"):
        assert at("2025-12-19", *notice, answer).code == 0


def test_a_breach_is_put_right_only_when_every_step_that_was_notified_is(at: At, planned: None) -> None:
    breach = ("case", "step", CASE, "plan-breach-notice")
    assert "several steps of the plan are missed (1, 2)" in refused(at("2026-03-02", *breach))
    done(at("2026-03-02", *breach, "--milestone", "1"))
    done(at("2026-03-02", "case", "step", CASE, "further-plan-breach-notice"))  # the only one left is meant
    done(at("2026-03-04", "case", "milestone", CASE, "1", "met", "--evidence", "audit"))
    assert "milestone 2, which was notified, is still missed" in refused(
        at("2026-03-05", "case", "step", CASE, "plan-breach-mended")
    )
    listed = done(at("2026-03-05", "due"))
    assert "The further missed step made good (milestone 2)" in listed and "(milestone 1)" not in listed
    assert "milestone 1 was met on 2026-03-04" in refused(
        at("2026-03-10", "case", "report", CASE, "--milestone", "1", "--ground", "x")
    )
    done(at("2026-03-06", "case", "milestone", CASE, "2", "met", "--evidence", "audit"))
    assert "plan active" in done(at("2026-03-06", "case", "step", CASE, "plan-breach-mended"))


def test_a_step_taken_after_its_day_says_so(at: At) -> None:
    done(at("2026-03-30", "case", "step", OWED, "information-breach-notice"))
    said = done(at("2026-04-20", "case", "step", OWED, "information-supplied"))
    assert "it was due on 8 April 2026" in said and "before 20 April 2026" in said


def test_an_information_breach_notice_is_neither_offered_nor_accepted_where_no_report_is_owed(at: At) -> None:
    assert "information-breach-notice" not in done(at("2026-03-30", "case", "show", CASE))
    assert "information-breach-notice" in done(at("2026-03-30", "case", "show", OWED))
    assert "the case of a report or return that is owed" in refused(
        at("2026-03-30", "case", "step", CASE, "information-breach-notice")
    )


def test_a_closed_case_stands_under_the_form_of_its_notice(at: At) -> None:
    done(at("2026-03-25", "case", "step", OWED, "information-breach-notice"))
    done(at("2026-03-27", "case", "step", OWED, "information-supplied"))
    done(at("2026-03-27", "case", "close", OWED, "--evidence", "the report is here"))
    assert "contract form full-length 2025/26" in done(at("2026-05-06", "case", "show", OWED))
    assert json.loads(at("2026-05-06", "case", "show", OWED, "--format", "json").out)["form"] == "full-length-2025-26"


def test_a_part_of_a_name_lists_the_cases_that_have_it(at: At) -> None:
    said = refused(at("2026-03-30", "case", "show", "FFT"), 2)
    assert "no case is called 'FFT'" in said and CASE in said and "EXAMPLE-ACUTE/FFT-IP-POSITIVE/inpatient" in said


def test_a_step_takes_its_plan_from_a_workbook(at: At, noticed: None, tmp_path: Path) -> None:
    done(at("2026-01-06", "case", "meeting", CASE))
    done(at("2026-01-06", "case", "step", CASE, "decide-on-plan"))
    book = openpyxl.Workbook()
    book.worksheets[0].append(["ID", "Action", "Owner", "Start", "Due"])
    book.worksheets[0].append(["1", "Rounds", "Nursing", "19/01/2026", "27/02/2026"])
    book.save(tmp_path / "plan.xlsx")
    plan = ("case", "step", CASE, "remedial-action-plan")
    assert "pxcommission case plan" in refused(at("2026-01-13", *plan))
    done(at("2026-01-13", *plan, "--plan", tmp_path / "plan.xlsx"))
    shown = json.loads(at("2026-01-13", "case", "show", CASE, "--format", "json").out)
    (milestone,) = shown["events"][-1]["details"]["plan"]["milestones"]
    assert (milestone["start"], milestone["due"]) == ("2026-01-19", "2026-02-27")
