"""A replay says what a check of each quarter says, and follows every case from the contract's first day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from six_quarters import AS_AT, QUARTERS, six_quarters
from small_workspace import Small, adopt, rule

from pxcommission.assessment.findings import Reason
from pxcommission.evidence.store import EvidenceStore
from pxcommission.impact.outcomes_changed import impact_of
from pxcommission.impact.replayed import History, last_quarter, newest_day, quarters_until, replayed
from pxcommission.impact.two_days import differences_of_days
from pxcommission.periods import read_period
from pxcommission.problems import ExitCode, ProblemsFound
from pxcommission.quarter import check_quarter
from pxcommission.rulebook.rulebook import load_rulebook
from pxcommission.workspace import open_workspace


def history(space: Small, first: str = QUARTERS[0], last: str = QUARTERS[-1]) -> History:
    workspace = open_workspace(space.folder)
    since, until = read_period(first), read_period(last)
    assert since and until
    contracts = tuple(workspace.rulebook.contracts.values())
    return replayed(workspace.rulebook, workspace.store, workspace.receipts, contracts, since, until, AS_AT)


def test_a_replay_finds_what_a_check_of_each_quarter_finds(tmp_path: Path) -> None:
    space = six_quarters(tmp_path)
    workspace = open_workspace(space.folder)
    contracts = tuple(workspace.rulebook.contracts.values())
    checked = []
    for name in QUARTERS:
        period = read_period(name)
        assert period is not None
        (one,) = check_quarter(workspace, period, AS_AT, contracts, "durable")
        checked += [f for f in one.findings if f.reason is not Reason.NOT_APPLICABLE]
    assert sorted(history(space).findings, key=lambda f: f.id) == sorted(checked, key=lambda f: f.id)


def test_a_stage_does_not_depend_on_the_periods_asked_for(tmp_path: Path) -> None:
    space = six_quarters(tmp_path)
    whole, late = history(space), history(space, "2024/25 Q4")
    assert [s for s in whole.steps if s.period.end >= date(2025, 3, 31)] == list(late.steps)
    assert [(s.proposed, s.stands) for s in late.steps] == [
        ("notice", "notice"),
        ("", "notice"),
        ("step down", "challenge"),
    ]


def test_the_last_quarter_is_that_of_the_newest_evidence_known_on_the_day(tmp_path: Path) -> None:
    store = EvidenceStore(six_quarters(tmp_path).folder)
    last = last_quarter(store, AS_AT)
    assert last == read_period("2025/26 Q2") and quarters_until(last, 6) == read_period("2024/25 Q1")
    with pytest.raises(ProblemsFound, match="the first of it became known on 2025-12-01") as found:
        newest_day(store, date(2025, 11, 30))
    assert found.value.exit_code is ExitCode.RETURNS_WRONG
    with pytest.raises(ProblemsFound, match="pxcommission returns load contracts"):
        newest_day(EvidenceStore(tmp_path / "empty"), AS_AT)


def test_the_impact_of_a_change_counts_outcomes_and_stages(tmp_path: Path) -> None:
    before = history(six_quarters(tmp_path / "a"))
    after = history(six_quarters(tmp_path / "b", adopt(threshold="2024-04-01: at least 89%")))
    found = impact_of(before, after)
    assert [(one.finding.period.label, one.before and one.before.outcome, one.after and one.after.outcome)
            for one in found.outcomes] == [("2024/25 Q2", "breach", "met")]  # fmt: skip
    assert (found.findings, found.staged, len(found.stages)) == (6, 5, 5)
    assert impact_of(before, before).outcomes == () and impact_of(before, before).stages == ()


def test_what_is_no_longer_asked_is_a_change_of_outcome(tmp_path: Path) -> None:
    before = history(six_quarters(tmp_path / "a"))
    found = impact_of(before, replace(before, findings=(), steps=()))
    assert [one.after for one in found.outcomes] == [None] * 6 and found.findings == 6


DATED = """\
variations:
  - {requirement: GOOD, from: 2025-07-01, to: 2025-09-30, threshold: at least 80%, document: Variation 1, signed: 2025-06-20, reason: Works.}
waivers:
  - {requirement: GOOD, from: 2025-10-01, to: 2025-12-31, reason: A new system., source: Minute 7, approved_by: Head of contracting}
"""


@pytest.mark.parametrize(
    ("before", "after", "as_at", "said"),
    [
        ("2025-04-01", "2025-04-01", "2026-01-31", []),
        ("2024-04-01", "2025-04-01", "2026-01-31", ["GOOD, inpatient: the threshold is raised from at least 90% to at least 92%"]),
        ("2025-06-30", "2025-07-01", "2026-01-31",
         ["GOOD, inpatient: the threshold is lowered from at least 92% to at least 80% (Variation 1, signed 20 June 2025: Works.)"]),
        ("2025-06-30", "2025-07-01", "2025-06-19", []),
        ("2025-04-01", "2025-10-01", "2026-01-31",
         ["GOOD, inpatient: waived: A new system. (Minute 7; approved by the Head of contracting)"]),
        ("2025-04-01", "2027-04-01", "2026-01-31",
         ["general conditions: a-form → outside the term", "GOOD, inpatient: no longer in force (at least 92%)"]),
    ],
)  # fmt: skip
def test_two_days_of_one_rulebook(tmp_path: Path, before: str, after: str, as_at: str, said: list[str]) -> None:
    space = six_quarters(tmp_path, adopt(threshold="2024-04-01: at least 90%, 2025-04-01: at least 92%"), DATED)
    days = [date.fromisoformat(day) for day in (before, after, as_at)]
    there = differences_of_days(load_rulebook(space.folder), days[0], days[1], days[2])
    back = differences_of_days(load_rulebook(space.folder), days[1], days[0], days[2])
    assert [d.sentence for d in there] == said
    assert [d.effect.mirrored for d in there] == [d.effect for d in back]


def test_a_library_rule_alone_asks_nothing_of_a_contract(tmp_path: Path) -> None:
    before = history(six_quarters(tmp_path / "a"))
    more = six_quarters(tmp_path / "b")
    more.rules(
        rule(),
        rule("WATCHED", "usual_threshold: at least 91%"),
        rule("ALL", "require: positive == responses"),
        rule("NEW"),
    )
    assert impact_of(before, history(more)).outcomes == ()
