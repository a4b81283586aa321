"""A decision not to pursue holds a step back only where it covers everything the step rests on, and until its last day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pxcommission.cases.case_file import case_file
from pxcommission.cases.events import Event
from pxcommission.cases.kinds import Decided, kind_of
from pxcommission.inference.cases import Proposal
from pxcommission.inference.decided import after_decisions
from pxcommission.inference.recorded import CaseRecord, PersonsDecision
from pxcommission.periods import read_period
from pxcommission.rulebook.rulebook import read_rulebook

CASE = "ACUTE/GOOD/inpatient"
FIRST, SECOND = f"2025-26-Q1/{CASE}", f"2025-26-Q2/{CASE}"
ON = date(2025, 11, 21)


def held_back(*decided: tuple[str, ...]) -> bool:
    """Whether a step resting on two findings is held back by decisions on these."""
    ladders = read_rulebook(Path(__file__).parents[2])[0].ladders
    ladder = next(iter(ladders.values()))
    period = read_period("2025/26 Q2")
    assert period is not None
    stage = next(one.id for one in ladder.stages if one.step is None)
    proposal = Proposal(CASE, "ACUTE", "GOOD", "inpatient", "dignity", period, (FIRST, SECOND), stage, "rule", ())
    decisions = tuple(
        PersonsDecision(CASE, "not pursued", "counted again", "Chief Nurse", ON, findings=findings)
        for findings in decided
    )
    standing, held = after_decisions([proposal], {CASE: CaseRecord(CASE, decisions=decisions)}, lambda _: ladder)
    assert len(standing) + len(held) == 1
    return bool(held)


def test_a_step_stands_while_one_of_its_findings_is_pursued() -> None:
    assert not held_back((FIRST,))
    assert not held_back((SECOND,))


def test_a_step_is_held_back_by_one_decision_on_all_its_findings_or_by_one_on_each() -> None:
    assert held_back((FIRST, SECOND))
    assert held_back((FIRST,), (SECOND,))
    assert held_back(())


@pytest.mark.parametrize(("day", "holds"), [("2026-01-30", True), ("2026-01-31", True), ("2026-02-01", False)])
def test_a_decision_holds_through_its_last_day(day: str, holds: bool) -> None:
    decided = Decided(decision="hold", reason="a visit", approver="Chief Nurse", until=date(2026, 1, 31))
    event = Event(1, "", "A. Person", "", "ACUTE", CASE, 1, kind_of(decided), ON, decided.recorded(), "", "")
    assert (case_file([event]).decision_in_force(date.fromisoformat(day)) is not None) is holds
