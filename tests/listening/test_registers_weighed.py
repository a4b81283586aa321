"""What a contract waits for of the listening registers, what is never final, and what is no contradiction."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from listening.registers_written import TODAY, add, complaint, complete, listening
from listening.test_counting import of, story_workspace
from small_workspace import Small, adopt, month, rule

from pxcommission.assessment.findings import Finding
from pxcommission.assessment.reconciliation import differences
from pxcommission.periods import read_period
from pxcommission.workspace import open_workspace

MONTHS = ("2025-07", "2025-08", "2025-09")


def returned(made: Small, numerator: int = 1) -> None:
    from small_workspace import figure

    made.load(
        *(figure(numerator, 1, month(text), service="all", measure="acknowledged") for text in MONTHS),
        received="2025-10-10",
    )


def acknowledged(made: Small) -> Finding:
    return next(one for one in made.check().findings if one.requirement == "ACK")


def test_a_return_that_is_judged_does_not_wait_for_a_register_that_comes_after_it(tmp_path: Path) -> None:
    made = story_workspace(tmp_path, "evidence: [local]")
    add(made, "complaint", complaint("2025-07-03"))
    returned(made)
    found = acknowledged(made)
    assert (found.outcome, found.origin, found.final, found.awaiting) == ("met", "local", True, ())
    assert not any(state.kind == "register" for state in made.check().awaited)


def test_a_return_that_is_judged_waits_for_a_register_that_the_contract_takes_first(tmp_path: Path) -> None:
    made = story_workspace(tmp_path, "evidence: [register, local]")
    add(made, "complaint", complaint("2025-04-03"))
    returned(made)
    found = acknowledged(made)
    assert (found.outcome, found.origin, found.final) == ("met", "local", False)
    assert found.awaiting == ("complaint register, 2025/26 Q2: not loaded",)


@pytest.mark.parametrize(
    "order", ["", "evidence: [local]", "evidence: [register]", "evidence: [published, register, local]"]
)
@pytest.mark.parametrize("said", [(), MONTHS[:2], MONTHS])
def test_what_rests_on_a_register_is_final_exactly_when_that_is_complete(
    tmp_path: Path, order: str, said: tuple[str, ...]
) -> None:
    made = story_workspace(tmp_path, order)
    add(made, "complaint", *(complaint(f"{text}-03", acknowledged=f"{text}-04") for text in MONTHS))
    for text in said:
        complete(made, "complaint", text)
    found = acknowledged(made)
    assert (found.outcome, found.origin, found.final) == ("met", "register", said == MONTHS)


def test_a_condition_that_reads_an_incomplete_register_is_not_final_though_its_own_figure_is_in(tmp_path: Path) -> None:
    report = "{clause: S6A, every: quarter, due: 15 operational days after period end, measures: [late_letters, acknowledged], severity: minor}"
    made = story_workspace(tmp_path, f"evidence: [register, local]\nreports_due:\n  letters: {report}")
    made.rules(rule("LATE", "require: late_letters <= acknowledged_in_time", "late_letters", "all"))
    made.contract(adopt("LATE", ""), f"evidence: [register, local]\nreports_due:\n  letters: {report}")
    add(made, "complaint", *(complaint(f"{text}-03", acknowledged=f"{text}-04") for text in MONTHS))
    from small_workspace import figure

    made.load(
        *(figure(1, None, month(text), service="all", measure="late_letters") for text in MONTHS), received="2025-10-10"
    )
    returned_file = [figure(1, 1, month(text), service="all", measure="acknowledged") for text in MONTHS]
    made.load(*returned_file, name="other.csv", received="2025-10-10")
    late = next(one for one in made.check().findings if one.requirement == "LATE")
    assert (late.outcome, late.final) == ("met", False)
    complete(made, "complaint", "2025/26 Q2")
    late = next(one for one in made.check().findings if one.requirement == "LATE")
    assert (late.outcome, late.final) == ("met", True)


def test_a_register_is_not_held_against_the_sites_it_names(tmp_path: Path) -> None:
    made = story_workspace(tmp_path)
    add(made, "complaint", complaint("2025-07-03", site="RZ101"), complaint("2025-07-04"))
    complete(made, "complaint", "2025/26 Q2")
    workspace, quarter = open_workspace(tmp_path), read_period("2025/26 Q2")
    assert quarter is not None
    contracts = tuple(workspace.rulebook.contracts.values())
    assert differences(workspace.rulebook, workspace.store, contracts, quarter, date(2026, 1, 31)) == ()


def test_an_extra_bank_holiday_of_the_workspace_is_no_working_day(tmp_path: Path) -> None:
    made = listening(tmp_path)
    add(made, "complaint", complaint("2025-08-27", acknowledged="2025-09-02"))
    assert of(made, "acknowledged") == {"2025-08": (0, 0), "2025-09": (0, 1)}
    made.write("workspace.yaml", "format: 1\nextra_bank_holidays: [2025-08-29]\n")
    assert of(made, "acknowledged") == {"2025-08": (0, 0), "2025-09": (1, 1)}


def test_what_is_due_on_a_day_is_not_late_on_that_day(tmp_path: Path) -> None:
    made = listening(tmp_path)
    add(made, "complaint", complaint("2025-07-01"), day="2025-07-02")
    assert of(made, "acknowledged", as_at=date(2025, 7, 4)) == {}
    assert of(made, "acknowledged", as_at=date(2025, 7, 5)) == {"2025-07": (0, 1)}
    assert of(made, "acknowledged", as_at=TODAY) == {"2025-07": (0, 1)}
