"""What was received under a former code counts for the contract by the day it was received, however late it falls due."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from listening.registers_written import add, complaint, complete, listening
from small_workspace import Small, adopt, rule

from pxcommission.assessment.findings import Finding

REPORTED = "require: acknowledged_in_time == acknowledgements_due"


def space_of(folder: Path, until: str = "2025-09-30", more: str = "") -> Small:
    made = listening(folder).rules(rule("ACK", REPORTED, "acknowledged", "all", "month"))
    return made.contract(adopt("ACK", ""), provider=f"formerly: [{{ods: RZ5, until: {until}}}]\n  {more}")


def of_month(made: Small, month: str, as_at: str = "2026-01-31", contract: str = "ACUTE") -> Finding:
    from pxcommission.periods import read_period
    from pxcommission.quarter import check_quarter
    from pxcommission.workspace import open_workspace

    workspace, wanted = open_workspace(made.folder), read_period(month)
    assert wanted is not None
    contracts = tuple(workspace.rulebook.contracts.values())
    checked = check_quarter(workspace, wanted, date.fromisoformat(as_at), contracts, "durable")
    return next(f for one in checked for f in one.findings if f.contract == contract)


def test_a_complaint_of_a_former_code_that_falls_due_after_its_last_day_still_counts(tmp_path: Path) -> None:
    made = space_of(tmp_path)
    add(made, "complaint", complaint("2025-09-29", provider="RZ5"), complaint("2025-10-06", acknowledged="2025-10-07"))
    found = of_month(made, "2025-10")
    assert (found.outcome, found.numerator, found.denominator, found.restated) == ("breach", 1, 2, "")
    assert {one.cell for one in found.evidence} == {"complaint-0001", "complaint-0002"}


def test_a_complaint_received_under_a_former_code_after_its_last_day_is_not_the_contracts(tmp_path: Path) -> None:
    made = space_of(tmp_path)
    add(made, "complaint", complaint("2025-10-01", provider="RZ5"), complaint("2025-10-06", acknowledged="2025-10-07"))
    found = of_month(made, "2025-10")
    assert (found.outcome, found.numerator, found.denominator) == ("met", 1, 1)


def test_a_code_that_ends_within_a_month_divides_it_by_the_day_received(tmp_path: Path) -> None:
    made = space_of(tmp_path, "2025-10-15")
    late = [complaint(f"2025-10-{day}", provider="RZ5") for day in ("14", "15", "16")]
    add(made, "complaint", *late)
    assert (of_month(made, "2025-10").numerator, of_month(made, "2025-10").denominator) == (0, 2)


def test_the_contract_of_the_former_code_counts_what_the_other_leaves(tmp_path: Path) -> None:
    made = space_of(tmp_path).contract(adopt("ACK", ""), name="OLD", ods="RZ5")
    add(made, "complaint", complaint("2025-09-29", provider="RZ5"), complaint("2025-10-02", provider="RZ5"))
    assert of_month(made, "2025-10", contract="ACUTE").denominator == 1
    assert of_month(made, "2025-10", contract="OLD").denominator == 2


def test_a_former_sites_complaint_counts_at_the_site_it_became_though_it_falls_due_later(tmp_path: Path) -> None:
    made = space_of(tmp_path, more="sites: [{ods: RZ101, formerly: [{ods: RZ501, until: 2025-09-30}]}]")
    made.rules(rule("ACK", REPORTED, "acknowledged", "all", "month").replace("    severity", "    level: site\n    severity"))  # fmt: skip
    add(made, "complaint", complaint("2025-09-29", provider="RZ5", site="RZ501"))
    found = of_month(made, "2025-10")
    assert (found.site, found.numerator, found.denominator) == ("RZ101", 0, 1)


@pytest.mark.parametrize("recorded", [("RZ1",), ("RZ5",)])
def test_a_month_with_entries_under_two_codes_is_whole_once_both_registers_are(
    tmp_path: Path, recorded: tuple[str, ...]
) -> None:
    made = space_of(tmp_path)
    forms = [complaint("2025-08-04", acknowledged="2025-08-05", provider=code) for code in ("RZ1", "RZ5")]
    add(made, "complaint", *forms)
    for code in recorded:
        complete(made, "complaint", "2025-08", code)
    assert not of_month(made, "2025-08").final
    for code in {"RZ1", "RZ5"} - set(recorded):
        complete(made, "complaint", "2025-08", code)
    assert of_month(made, "2025-08").final
