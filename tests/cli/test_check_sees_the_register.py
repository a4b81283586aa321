"""`check` and `explain` say what went out and what people decided."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from recorded import Q1, decided, letter, record
from small_workspace import adopt, quarter_figures, rule, small

from pxcommission.cases.kinds import ReplyReceived

CHECK = ("check", "2025/26-Q2", "--as-at", "2025-12-20")
EXPLAIN = ("explain", "ACUTE", "GOOD", "--period", "2025/26-Q2", "--as-at", "2025-12-20")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    made = small(tmp_path).rules(rule()).contract(adopt())
    made.load(*quarter_figures(80, 100, "2025/26 Q1"), *quarter_figures(80, 100), received="2025-10-10")
    return tmp_path


def test_what_went_out_stands_on_the_screen_with_its_reply_day(run, workspace):
    record(workspace, ("2025-11-26", letter("challenge", "2025-12-08")))
    said = " ".join(run(*CHECK, "--workspace", workspace).out.split())
    assert (
        "Issued GOOD, inpatient: Challenge letter, issued on 26 November 2025; reply overdue since 8 December 2025"
        in said
    )
    assert "Proposed (a person decides) nothing" in said


def test_decisions_stand_on_the_screen_in_force_and_expired(run, workspace):
    record(
        workspace, ("2025-11-21", decided("hold", "2025-11-30")), ("2025-11-22", decided("override", findings=(Q1,)))
    )
    said = " ".join(run(*CHECK, "--workspace", workspace).out.split())
    assert (
        "held until 30 November 2025, decided by Chief Nurse on 21 November 2025: it is counted again (expired on"
        in said
    )
    assert f"{Q1}: set aside, decided by Chief Nurse on 22 November 2025: it is counted again" in said


def test_explain_tells_the_case_from_letter_to_reply(run, workspace):
    reply = ReplyReceived(position="disputes", summary="the ward moved")
    record(workspace, ("2025-11-26", letter("challenge", "2025-12-08")), ("2025-12-05", reply))
    said = " ".join(run(*EXPLAIN, "--workspace", workspace).out.split())
    assert "Issued: Challenge letter on 26 November 2025, reply by 8 December 2025" in said
    assert "Replied on 5 December 2025 (disputes): the ward moved" in said
    assert "the challenge letter was issued on 26 November 2025; the provider replied on 5 December 2025" in said


def test_reading_makes_no_register(run, workspace):
    assert run(*CHECK, "--workspace", workspace).code == 0
    assert not (workspace / ".pxcommission" / "register.sqlite").exists()
