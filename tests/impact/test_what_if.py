"""What if another threshold had been in force: results and steps known by hand, and two laws over random worlds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from six_quarters import AS_AT, outcomes, six_quarters, tried
from small_workspace import adopt, reading, rule, small
from worlds import MONTHS, World, random_world, workspace

from pxcommission.assessment.findings import Finding, Outcome
from pxcommission.evidence.store import EvidenceStore
from pxcommission.impact.as_if import as_if, given_place, requirement_asked
from pxcommission.impact.replayed import History, replayed
from pxcommission.impact.what_if import WhatIf
from pxcommission.periods import quarter_of
from pxcommission.problems import ExitCode, ProblemsFound
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook
from pxcommission.rulebook.thresholds import PlacedThreshold, read_threshold
from pxcommission.workspace import Workspace, open_workspace

calm = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def steps(found: WhatIf, which: str) -> list[tuple[str, str]]:
    return [(step.proposed, step.stands) for row in found.rows if (step := getattr(row, which))]


@pytest.mark.parametrize("engine", ["durable", "reference"])
def test_a_lower_threshold_changes_the_results_and_steps_known_by_hand(tmp_path: Path, engine: str) -> None:
    found = tried(six_quarters(tmp_path), "at least 89%", engine=engine)  # type: ignore[arg-type]
    assert outcomes(found) == [
        ("2024/25 Q1", "met", "met"),
        ("2024/25 Q2", "breach", "met"),
        ("2024/25 Q3", "breach", "breach"),
        ("2024/25 Q4", "breach", "breach"),
        ("2025/26 Q1", "met", "met"),
        ("2025/26 Q2", "met", "met"),
    ]
    assert steps(found, "step_now") == [
        ("", ""), ("query", "query"), ("challenge", "challenge"), ("notice", "notice"), ("", "notice"),
        ("step down", "challenge"),
    ]  # fmt: skip
    assert steps(found, "step_then") == [
        ("", ""), ("", ""), ("query", "query"), ("challenge", "challenge"), ("", "challenge"), ("step down", "query"),
    ]  # fmt: skip
    assert (found.breaches_now, found.breaches_then, found.no_longer, found.newly) == (3, 2, 1, 0)


def test_the_threshold_in_force_changes_nothing(tmp_path: Path) -> None:
    assert not any(row.changes for row in tried(six_quarters(tmp_path), "at least 90%").rows)


def test_dated_lines_and_variations_are_set_aside_and_waivers_kept(tmp_path: Path) -> None:
    more = """\
variations:
  - {requirement: GOOD, from: 2024-07-01, to: 2024-09-30, threshold: at least 50%, document: Variation 1, signed: 2024-06-20, reason: Works.}
waivers:
  - {requirement: GOOD, from: 2025-01-01, to: 2025-03-31, reason: A new system., source: Minute 7, approved_by: Head of contracting}
"""
    found = tried(six_quarters(tmp_path, adopt(threshold="2024-10-01: at least 85%"), more), "at least 90%")
    assert outcomes(found) == [
        ("2024/25 Q1", "not assessed", "met"),
        ("2024/25 Q2", "met", "breach"),
        ("2024/25 Q3", "met", "breach"),
        ("2024/25 Q4", "not assessed", "not assessed"),
        ("2025/26 Q1", "met", "met"),
        ("2025/26 Q2", "met", "met"),
    ]
    assert (found.no_longer, found.newly) == (0, 2)


@pytest.mark.parametrize(
    ("more", "standing", "now"), [("", "not adopted", "-"), ("monitored: [WATCHED]\n", "monitored", "met")]
)
def test_a_requirement_not_adopted_is_treated_as_adopted(tmp_path: Path, more: str, standing: str, now: str) -> None:
    found = tried(six_quarters(tmp_path, more=more), "at least 90%", name="WATCHED")
    assert found.standing == standing and outcomes(found)[0] == ("2024/25 Q1", now, "met")
    assert [step for step, _ in steps(found, "step_then")] == ["", "query", "challenge", "notice", "", "step down"]
    assert {step for step, _ in steps(found, "step_now")} <= {"", "query", "step down"}


def test_other_needs_are_tried_without_a_threshold(tmp_path: Path) -> None:
    found = tried(six_quarters(tmp_path), needs="responses >= 101")
    assert {then for _, _, then in outcomes(found)} == {"not assessed"}
    assert (found.no_longer, found.newly) == (3, 0)


def test_only_the_last_periods_are_shown_and_their_steps_are_the_same(tmp_path: Path) -> None:
    space = six_quarters(tmp_path)
    whole, few = tried(space, "at least 89%"), tried(space, "at least 89%", count=2)
    assert few.rows == whole.rows[-2:]


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        ({"threshold": "at least 5"}, "is a share"),
        ({"threshold": "at least 90%", "name": "ALL"}, "judged by its own condition"),
        ({"threshold": "at least 90%", "name": "GOD"}, "did you mean 'GOOD'?"),
        ({"needs": "respnses >= 5"}, "responses"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, ask: dict[str, str], said: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        tried(six_quarters(tmp_path), **ask)  # type: ignore[arg-type]
    assert found.value.exit_code is ExitCode.USAGE and said in str(found.value)


def test_a_service_the_contract_does_not_buy_is_told(tmp_path: Path) -> None:
    space = small(tmp_path).rules(rule(), rule("ED", service="emergency")).contract(adopt("ED"))
    text = (space.folder / "contracts/acute/contract.yaml").read_text("utf-8")
    space.write("contracts/acute/contract.yaml", text.replace("[inpatient, emergency, maternity]", "[emergency]"))
    rulebook = open_workspace(space.folder).rulebook
    with pytest.raises(ProblemsFound, match="buys none of it"):
        requirement_asked(rulebook, rulebook.contracts["ACUTE"], "GOOD")


def _replayed(space: Workspace, rulebook: Rulebook, contract: str) -> History:
    first, last = quarter_of(MONTHS[0].start), quarter_of(MONTHS[-1].start)
    return replayed(rulebook, space.store, space.receipts, [rulebook.contracts[contract]], first, last, AS_AT)


def _held_against_a_number(space: Workspace) -> list[tuple[ContractInForce, str, str]]:
    """Every adopted requirement that is held against a number: contract, requirement, and the threshold."""
    return [
        (contract, adopted.use, line.threshold.text)
        for contract in space.rulebook.contracts.values()
        for adopted in contract.contract.requirements
        for line in adopted.threshold.values()
        if line.threshold.bound is not None
    ]


def _load(world: World, folder: Path) -> None:
    for origin in ("published", "local"):
        for day in ("2025-11-01", "2025-12-01"):
            chosen = tuple(o for where, when, o in world.figures if (where, when) == (origin, day))
            if chosen:
                dates = {"published": day} if origin == "published" else {"received": day}
                EvidenceStore(folder).add(reading(chosen, f"{origin}-{day}.csv", **dates))  # type: ignore[arg-type]


@given(st.integers(0, 10**9))
@settings(calm, max_examples=3)
def test_over_random_worlds_the_threshold_in_force_changes_nothing_and_a_raised_one_frees_nobody(seed: int) -> None:
    check_thresholds_tried(seed)


@pytest.mark.stress
@given(st.integers(0, 10**9))
@settings(calm, max_examples=40)
def test_over_many_worlds_the_threshold_in_force_changes_nothing_and_a_raised_one_frees_nobody(seed: int) -> None:
    check_thresholds_tried(seed)


def check_thresholds_tried(seed: int) -> None:
    world = random_world(seed, 3)
    with workspace(world) as made:
        _load(world, made.folder)
        space = open_workspace(made.folder)
        book = space.rulebook
        for contract, requirement, threshold in _held_against_a_number(space):
            asked = requirement_asked(book, contract, requirement)
            now = _replayed(space, book, contract.id)
            same = _replayed(space, as_if(book, contract, asked, _placed(threshold)), contract.id)
            assert [_said(f) for f in now.findings] == [_said(f) for f in same.findings]
            assert now.steps == same.steps
            harder = _replayed(space, as_if(book, contract, asked, _placed(STRICTER[threshold])), contract.id)
            then = {f.id: f.outcome for f in harder.findings}
            assert not [f.id for f in now.findings if f.outcome is Outcome.BREACH and then[f.id] is Outcome.MET]


def _said(finding: Finding) -> tuple[object, ...]:
    return finding.id, finding.outcome, finding.reason, finding.short_by, finding.breaches_in_a_row


def _placed(text: str) -> PlacedThreshold:
    found = read_threshold(text)
    assert found is not None
    return PlacedThreshold(found, given_place("threshold"))


STRICTER = {
    "at least 90%": "at least 95%", "more than 90%": "at least 91%", "at least 33.3%": "at least 34%", "all": "all",
    "at most 5%": "at most 4%", "at most 95.25%": "at most 90%", "less than 99%": "at most 98%", "at most 3": "at most 2",
}  # fmt: skip
