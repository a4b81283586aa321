"""Like shortfalls of two or three contracts: which steps they led to, and the reason that decides, found by trying it."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from recorded import decided, letter, record
from small_workspace import LADDER, Small, adopt, figure, quarter_figures, rule, small

from pxcommission.inference.fairness import DIFFERENT_STEPS, NO_STEP, LikeShortfalls, fairness_of
from pxcommission.inference.fairness_reasons import NO_REASON, why_not_the_same
from pxcommission.inference.fairness_steps import Step, treated
from pxcommission.periods import read_period
from pxcommission.quarter import check_quarter
from pxcommission.workspace import open_workspace

ACUTE, TRUST = "ACUTE/GOOD/inpatient", "TRUST/GOOD/inpatient"
Q1, Q2 = "2025/26 Q1", "2025/26 Q2"
LETTER = "Challenge letter"
QUESTION = "Question for the review meeting"


@pytest.fixture
def space(tmp_path: Path) -> Small:
    """Two providers with one requirement; neither met it in two quarters."""
    made = small(tmp_path).rules(rule())
    made.contract(adopt())
    return made.contract(adopt(), name="TRUST", ods="RZ2")


def loaded(space: Small, acute: int = 85, trust: int = 85, quarters: tuple[str, ...] = (Q1, Q2)) -> Small:
    for code, positive in (("RZ1", acute), ("RZ2", trust)):
        figures = [one for quarter in quarters for one in quarter_figures(positive, 100, quarter, provider=code)]
        space.load(*figures, name=f"{code}.csv", received="2025-11-10")
    return space


def checked(space: Small, as_at: str = "2026-01-31", period: str = Q2):
    workspace = open_workspace(space.folder)
    wanted = read_period(period)
    assert wanted is not None
    contracts = tuple(workspace.rulebook.contracts.values())
    return check_quarter(workspace, wanted, date.fromisoformat(as_at), contracts, "reference")


def groups(space: Small, as_at: str = "2026-01-31") -> tuple[LikeShortfalls, ...]:
    return fairness_of(checked(space, as_at)).groups


def told(space: Small, as_at: str = "2026-01-31") -> dict[str, tuple[str, str]]:
    """Each contract's step and reasons, of the one group there is."""
    (group,) = groups(space, as_at)
    return {one.treated.contract: (one.treated.step.text, "; ".join(one.reasons)) for one in group.members}


def test_like_shortfalls_that_led_to_the_same_step_are_no_group_to_look_at(space):
    fairness = fairness_of(checked(loaded(space)))
    assert (fairness.contracts, fairness.alike, fairness.groups) == (("ACUTE", "TRUST"), 1, ())


def test_one_case_short_explains_a_question_beside_a_letter(space):
    loaded(space, trust=89)
    assert told(space) == {
        "ACUTE": (f"{LETTER}, proposed", ""),
        "TRUST": (f"{QUESTION}, proposed", "short by one case only; by 5 in ACUTE"),
    }
    (group,) = groups(space)
    assert (group.kind, group.requirement, group.service) == (DIFFERENT_STEPS, "GOOD", "inpatient")
    assert group.alike == "not met in two periods running; not distinguishable from the level"
    assert not group.unexplained


def test_another_agreed_level_is_named_where_it_makes_the_shortfall_smaller(space):
    loaded(space).contract(adopt(threshold="2024-04-01: at least 86%"), name="TRUST", ods="RZ2")
    assert told(space)["TRUST"] == (
        f"{QUESTION}, proposed",
        "short by one case only; by 5 in ACUTE; the agreed level differs: at least 86%; at least 90% in ACUTE",
    )


def test_a_figure_that_meets_its_own_level_but_not_the_others_is_shown_with_both_levels(space):
    loaded(space).contract(adopt(threshold="2024-04-01: at least 80%"), name="TRUST", ods="RZ2")
    assert told(space)["TRUST"] == (
        "no step",
        "the agreed level differs: at least 80%, which is met; at least 90% in ACUTE",
    )


def test_a_figure_that_meets_both_levels_is_not_in_the_group(space):
    loaded(space, trust=99)
    assert groups(space) == ()


def test_another_ladder_is_the_reason_where_the_others_ladder_would_lead_to_the_same_step(space):
    milder = LADDER.replace("title: Ladder", "title: Milder ladder").replace(
        "breaches_in_a_row >= 2", "breaches_in_a_row >= 4"
    )
    loaded(space).write("rules/ladders/milder.yaml", milder)
    path = space.folder / "contracts/trust/contract.yaml"
    path.write_text(path.read_text().replace("ladder: a-ladder", "ladder: milder"))
    assert told(space)["TRUST"] == (f"{QUESTION}, proposed", "another ladder: Milder ladder; Ladder in ACUTE")


def test_monitored_only_is_a_reason(space):
    loaded(space).contract("", "monitored: [GOOD]", name="TRUST", ods="RZ2")
    path = space.folder / "contracts/trust/contract.yaml"
    path.write_text(path.read_text().replace("requirements:\n\n", "requirements: []\n"))
    step, why = told(space)["TRUST"]
    assert step == f"{QUESTION}, proposed"
    assert why == "monitored only: never beyond a question; an agreed obligation in ACUTE"


def test_evidence_still_awaited_is_a_reason(space):
    publication = "published:\n  answers: {by: NHS England, every: month, expected: 40 weeks after month end}\n"
    loaded(space).contract(adopt(), publication, name="TRUST", ods="RZ2")
    step, why = told(space, "2025-12-01")["TRUST"]
    assert step == f"{QUESTION}, proposed (provisional)"
    assert why.startswith("the evidence is provisional: awaiting answers publication, ")


def test_a_waiver_is_a_reason(space):
    waiver = (
        "waivers:\n  - {requirement: GOOD, from: 2025-07-01, to: 2025-09-30, reason: wards moved, source: Minute 7, "
        "approved_by: Head of contracting}\n"
    )
    loaded(space).contract(adopt(), waiver, name="TRUST", ods="RZ2")
    step, why = told(space)["TRUST"]
    assert step == "no step"
    assert why.startswith("waived: ") and "wards moved" in why


@pytest.mark.parametrize("what", ["hold", "override"])
def test_what_a_person_decided_is_told_with_the_persons_reason(space, what):
    loaded(space)
    findings = () if what == "hold" else (f"2025-26-Q2/{TRUST}",)
    record(space.folder, ("2025-11-20", decided(what, None, findings)), case=TRUST)
    step, why = told(space)["TRUST"]
    assert step == "no step"
    assert why.endswith("decided by Chief Nurse on 20 November 2025: it is counted again")


def test_a_letter_that_has_gone_out_on_the_same_findings_is_the_same_step(space):
    loaded(space)
    sent = letter("challenge", "2025-12-08", (f"2025-26-Q2/{TRUST}",))
    record(space.folder, ("2025-11-26", sent), case=TRUST)
    assert groups(space, "2025-12-01") == ()


def test_a_letter_that_has_gone_out_before_is_the_reason_for_a_graver_step(space):
    loaded(space, quarters=("2024/25 Q4", Q1, Q2))
    sent = letter("challenge", "2025-09-08", (f"2025-26-Q1/{TRUST}",))
    record(space.folder, ("2025-08-26", sent), case=TRUST)
    assert told(space) == {
        "TRUST": ("GC9 Contract Performance Notice, proposed", ""),
        "ACUTE": (
            f"{LETTER}, proposed",
            "no question or letter has gone out yet; in TRUST the challenge letter went out on 26 August 2025, and its reply "
            "date has passed",
        ),
    }


def test_like_shortfalls_that_came_to_nothing_are_told_with_what_holds_each_back(space):
    loaded(space)
    for case in (ACUTE, TRUST):
        record(space.folder, ("2025-11-20", decided("hold")), case=case)
    (group,) = groups(space)
    assert group.kind == NO_STEP
    assert [one.treated.contract for one in group.members] == ["ACUTE", "TRUST"]
    assert all(one.reasons[0].startswith("held, decided by Chief Nurse") for one in group.members)


def test_shortfalls_that_have_lasted_otherwise_or_stand_otherwise_by_chance_are_not_alike(space):
    loaded(space, trust=60)
    fairness = fairness_of(checked(space))
    assert (fairness.alike, fairness.groups) == (0, ())
    assert fairness_of(checked(space, period=Q1)).alike == 0


def test_with_one_contract_there_is_nothing_to_compare(tmp_path):
    made = small(tmp_path).rules(rule()).contract(adopt()).load(*quarter_figures(80, 100), received="2025-11-10")
    assert fairness_of(checked(made)).groups == ()


def test_three_contracts_are_one_group_and_each_is_held_against_the_gravest_step(space):
    loaded(space, trust=89).contract(adopt(), name="WEST", ods="RZ3")
    figures = [one for quarter in (Q1, Q2) for one in quarter_figures(86, 100, quarter, provider="RZ3")]
    space.load(*figures, name="west.csv", received="2025-11-10")
    assert [(name, step) for name, (step, _) in told(space).items()] == [
        ("ACUTE", f"{LETTER}, proposed"),
        ("WEST", f"{LETTER}, proposed"),
        ("TRUST", f"{QUESTION}, proposed"),
    ]


def test_counts_of_events_are_compared_too(space):
    space.rules(rule("LATE", "usual_threshold: none", "late_letters"))
    for name, code, late in (("ACUTE", "RZ1", 3), ("TRUST", "RZ2", 1)):
        space.contract(adopt("LATE", "2024-04-01: none"), name=name, ods=code)
        figures = [
            figure(late if at == 2 else 0, None, one, measure="late_letters", provider=code)
            for quarter in ("2025-04", "2025-07")
            for at, one in enumerate(read_period(f"2025/26 Q{1 if quarter == '2025-04' else 2}").months)
        ]
        space.load(*figures, name=f"{code}.csv", received="2025-11-10")
    assert told(space)["TRUST"][1] == "short by one case only; by 3 in ACUTE"


def test_where_nothing_explains_the_difference_it_says_so(space):
    one, other = (treated(c, c.findings[0].case, c.findings) for c in reversed(checked(loaded(space))))
    nothing = replace(one, step=Step())
    assert why_not_the_same(nothing, other) == (NO_REASON,)
