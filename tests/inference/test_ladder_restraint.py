"""The restraint built into every ladder, rule by rule, and what is said of it."""

from __future__ import annotations

import pytest
from ladder_worlds import compiled_ladder
from msgspec.structs import replace

from pxcommission.inference.cases import STEP_DOWN, CaseSignals, CaseState, Proposal
from pxcommission.inference.engines import Proposals, issued, propose, replay
from pxcommission.inference.ladder_tests import signals_of_marks

LADDER = compiled_ladder("""
title: Local escalation ladder, then General Condition 9
owner: Head of contracting
stages:
  - {id: query, name: Question for the review meeting, document: meeting-paper}
  - {id: challenge, name: Challenge letter, document: challenge}
  - {id: notice, name: GC9 Contract Performance Notice, step: contract-performance-notice}
rules:
  - {id: not-met, when: in_breach, propose: query}
  - {id: repeated, when: in_breach and short_by >= 2 and (breaches_in_a_row >= 2 or severity == critical), propose: challenge}
  - {id: corroborated, when: in_breach and breaches_in_a_row >= 3 and sources_agreeing >= 2, propose: notice}
  - {id: immediate, when: in_breach and special_cause_concern, propose: notice, at_once: true}
  - {id: recovered, when: met_in_a_row >= 2, step_down: true}
""")
BAD = (("short_by", 5), ("severity", 2), ("sources_agreeing", 2))
CASE = "TEST/TEST/test"


def last_of(marks: str, words: tuple[tuple[str, int], ...] = BAD, **changes: object) -> CaseSignals:
    return replace(signals_of_marks(marks.split(), words)[-1], **changes)


def found(signals: CaseSignals, state: CaseState | None = None) -> Proposals:
    return propose(LADDER, [signals], {CASE: state} if state else {}, "durable")


def stage_of(proposals: Proposals) -> str:
    return proposals.proposals[0].stage if proposals.proposals else ""


def held(proposals: Proposals) -> dict[str, tuple[str, ...]]:
    return {step.stage: step.because for step in proposals.held_back}


def test_eight_bad_quarters_without_a_letter_propose_the_challenge_and_no_notice():
    proposals = found(last_of("b b b b b b b b"))
    assert stage_of(proposals) == "challenge"
    assert held(proposals) == {
        "notice": ("the challenge letter has not been issued, so a GC9 Contract Performance Notice is not proposed",)
    }


def test_a_notice_waits_for_the_reply_date_of_the_challenge():
    proposals = found(last_of("b b b b"), CaseState("challenge"))
    assert stage_of(proposals) == ""
    assert held(proposals) == {
        "challenge": ("it has been issued already; its reply date has not passed",),
        "notice": (
            "the reply date of the challenge letter has not passed, so a GC9 Contract Performance Notice is not proposed",
        ),
    }


def test_a_notice_follows_a_challenge_whose_reply_date_has_passed():
    proposals = found(last_of("b b b b"), CaseState("challenge", reply_date_passed=True))
    assert proposals.held_back == ()
    (proposal,) = proposals.proposals
    assert proposal == Proposal(
        CASE, "TEST", "TEST", "test", "overall", last_of("b b b b").period, (), "notice", "corroborated",
        (
            "in breach",
            "breaches in a row 4 (at least 3)",
            "sources agreeing 2 (at least 2)",
            "the challenge letter was issued and its reply date has passed",
        ),
        at_once=False,
        final=True,
    )  # fmt: skip


def test_the_first_letter_needs_no_question_before_it():
    assert stage_of(found(last_of("b b"), CaseState())) == "challenge"


@pytest.mark.parametrize("stage", ["challenge", "notice"])
def test_the_same_letter_is_never_proposed_twice(stage: str):
    proposals = found(last_of("b b"), CaseState(stage, reply_date_passed=True))
    assert stage_of(proposals) == ""


def test_a_question_may_be_asked_again_but_not_below_a_letter():
    once = last_of("b", (("short_by", 1),))
    assert stage_of(found(once, CaseState("query"))) == "query"
    assert stage_of(found(once, CaseState("challenge", reply_date_passed=True))) == ""


def test_what_is_monitored_only_never_goes_beyond_a_question():
    proposals = found(last_of("b b b", (*BAD, ("special_cause_concern", 1)), citable=False))
    assert stage_of(proposals) == "query"
    assert held(proposals)["challenge"] == ("monitored only: never beyond a question",)
    assert held(proposals)["notice"] == ("monitored only: never beyond a question",)


def test_a_provisional_finding_proposes_no_letter_and_says_what_is_awaited():
    proposals = found(last_of("b b", final=False, awaited=("the A&E figures of July 2025",)))
    assert stage_of(proposals) == "query"
    assert held(proposals)["challenge"] == ("the findings are provisional: awaiting the A&E figures of July 2025",)


def test_an_immediate_risk_is_proposed_at_once_even_when_provisional_and_is_marked():
    (proposal,) = found(last_of("b", (("special_cause_concern", 1),), final=False)).proposals
    assert (proposal.stage, proposal.at_once, proposal.final) == ("notice", True, False)
    assert proposal.because == ("in breach", "special cause concern", "an immediate risk: proposed at once")


def test_an_immediate_risk_is_not_proposed_again_once_issued():
    risk = last_of("b", (("special_cause_concern", 1),))
    assert stage_of(found(risk, CaseState("notice"))) == ""


def test_what_the_next_stage_would_need_is_said_with_the_actual_value():
    proposals = found(last_of("b", (("short_by", 1), ("severity", 2))))
    assert held(proposals) == {
        "challenge": ("a challenge letter needs short by at least 2; it is short by 1",),
        "notice": (
            "a GC9 Contract Performance Notice needs breaches in a row at least 3; there is 1",
            "a GC9 Contract Performance Notice needs special cause concern; that is not known",
        ),
    }


def test_alternatives_are_all_named_when_none_of_them_holds():
    proposals = found(last_of("b", (("short_by", 5), ("severity", 2))))
    assert held(proposals)["challenge"] == (
        "a challenge letter needs breaches in a row at least 2 (there is 1) or severity equal to critical (it is major)",
    )


def test_only_the_alternative_that_holds_is_given_as_a_reason():
    (proposal,) = found(last_of("b", (("short_by", 5), ("severity", 3)))).proposals
    assert proposal.because == ("in breach", "short by 5 (at least 2)", "severity critical")


def test_two_periods_met_propose_a_step_down():
    (proposal,) = found(last_of("b m m"), CaseState("challenge", reply_date_passed=True)).proposals
    assert (proposal.stage, proposal.ladder_rule) == (STEP_DOWN, "recovered")
    assert proposal.because == (
        "met in a row 2 (at least 2)",
        "the challenge letter was issued, and the requirement is met now",
    )


def test_nothing_steps_down_where_nothing_was_issued():
    assert found(last_of("b m m")) == Proposals((), ())


@pytest.mark.parametrize("in_breach", [(("in_breach", 1),), ()])
def test_a_case_in_breach_or_not_assessed_never_steps_down(in_breach: tuple[tuple[str, int], ...]):
    words = (*in_breach, ("met_in_a_row", 4))
    proposals = found(replace(last_of("m"), words=words), CaseState("notice"))
    assert stage_of(proposals) == ""


def test_a_proposed_stage_wins_over_a_step_down():
    ladder = compiled_ladder("""
title: t
owner: o
stages: [{id: query, name: Question, document: meeting-paper}, {id: letter, name: Letter, document: letter}]
rules:
  - {id: down, when: met_in_a_row >= 1, step_down: true}
  - {id: overdue, when: reply_overdue, propose: letter}
""")
    state = CaseState("query", reply_overdue=True)
    (proposal,) = propose(ladder, [last_of("m")], {CASE: state}, "durable").proposals
    assert proposal.stage == "letter"


def test_of_two_rules_for_one_stage_the_first_in_the_file_decides():
    ladder = compiled_ladder("""
title: t
owner: o
stages: [{id: query, name: Question, document: meeting-paper}]
rules:
  - {id: zulu, when: in_breach, propose: query}
  - {id: alpha, when: in_breach, propose: query}
""")
    (proposal,) = propose(ladder, [last_of("b")], {}, "durable").proposals
    assert proposal.ladder_rule == "zulu"


def test_each_proposal_is_taken_as_issued_by_the_next_period():
    rows = [[row] for row in signals_of_marks(["b", "b", "b", "b", "m", "m", "m", "m"], BAD)]
    decided = [decision.stage for decision in replay(LADDER, rows, {}, "durable")]
    assert decided == ["query", "challenge", "notice", "", "", STEP_DOWN, STEP_DOWN, STEP_DOWN]


def test_a_step_down_from_the_foot_of_the_ladder_leaves_no_stage():
    (down,) = replay(LADDER, [[last_of("m m")]], {CASE: CaseState("query")}, "reference")
    assert issued(LADDER.ladder, CaseState("query"), down) == CaseState()
