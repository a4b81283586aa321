"""A check sees the register: nothing goes out twice, decisions hold, and what is set aside counts no more."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from recorded import CASE, Q1, Q2, decided, letter, record
from small_workspace import Small, adopt, figure, month, quarter_figures, rule, small

from pxcommission.assessment.findings import Outcome
from pxcommission.cases.kinds import Closed, ReplyReceived, SteppedDown, Undone
from pxcommission.packs.findings_json import findings_document
from pxcommission.packs.letter import letter_of

RETURNS = """\
title: Ladder for returns
owner: Head of contracting
stages:
  - {id: reminder, name: Letter about a missing return, document: missing-return, reply_within: {days: 5, source: this test, verified: false}}
rules:
  - {id: missing, when: in_breach, propose: reminder}
  - {id: recovered, when: met_in_a_row >= 2, step_down: true}
"""
OWED = """\
reports_due:
  answers: {clause: Schedule 6A, every: quarter, due: 15 operational days after period end, measures: [answers_positive], severity: minor}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Small:
    """Not met in two quarters: the ladder calls for a letter."""
    made = small(tmp_path).rules(rule()).contract(adopt())
    return made.load(*quarter_figures(80, 100, "2025/26 Q1"), *quarter_figures(80, 100), received="2025-11-10")


def proposed(workspace: Small, as_at: str = "2025-11-20", engine: str = "durable") -> list[str]:
    return [one.stage for one in workspace.check(as_at=as_at, engine=engine).proposals]


def why_not(workspace: Small, as_at: str = "2025-12-01") -> str:
    return " | ".join(reason for one in workspace.check(as_at=as_at).held_back for reason in one.because)


def test_a_check_without_a_register_makes_none(workspace):
    one = workspace.check()
    assert proposed(workspace) == ["challenge"]
    assert (one.register, one.records, one.states) == ("", {}, {})
    assert not (workspace.folder / ".pxcommission" / "register.sqlite").exists()


@pytest.mark.parametrize("engine", ["durable", "reference"])
def test_a_second_run_does_not_propose_the_same_letter_and_says_since_when(workspace, engine):
    record(workspace.folder, ("2025-11-26", letter("challenge", "2025-12-08")))
    assert proposed(workspace, "2025-12-01", engine) == []
    assert "the challenge letter was issued on 26 November 2025; a reply is due by 8 December 2025" in why_not(
        workspace
    )


def test_what_happened_later_is_not_known_yet_and_changes_no_earlier_run(workspace):
    before = findings_document([workspace.check(as_at="2025-11-20")])
    record(workspace.folder, ("2025-11-26", letter("challenge", "2025-12-08")))
    assert findings_document([workspace.check(as_at="2025-11-20")]) == before


def test_the_registers_head_is_that_of_the_last_event_known_and_enters_the_run(workspace):
    plain = workspace.check(as_at="2025-12-01").run
    first, later = record(workspace.folder, ("2025-11-26", letter("challenge")), ("2025-12-24", SteppedDown()))
    one = workspace.check(as_at="2025-12-01")
    assert one.register == f"{first.n}:{first.head}"
    assert one.run != plain
    assert workspace.check(as_at="2025-12-31").register == f"{later.n}:{later.head}"


def test_the_same_question_on_the_same_findings_is_not_asked_twice_but_a_new_quarters_is(workspace):
    workspace.load(*quarter_figures(89, 100, "2025/26 Q3"), name="q3.csv", received="2026-01-10")
    record(workspace.folder, ("2025-08-27", letter("query", findings=(Q1,))))
    q1 = workspace.check("2025/26 Q1", "2025-11-20")
    assert q1.proposals == ()
    assert "rests on the same findings" in q1.held_back[0].because[0]
    assert [one.stage for one in workspace.check("2025/26 Q3", "2026-01-31").proposals] == ["query"]


def test_after_a_closure_the_letter_of_an_earlier_period_is_not_proposed_again(workspace):
    record(workspace.folder, ("2025-11-26", letter("challenge")), ("2026-01-05", Closed(evidence="met twice")))
    assert proposed(workspace, "2026-01-31") == []
    assert "the case was closed on 5 January 2026, after this period" in why_not(workspace, "2026-01-31")


def test_a_letter_undone_is_proposed_again(workspace):
    record(workspace.folder, ("2025-11-26", letter("challenge")), ("2025-11-27", Undone(number=1, reason="not sent")))
    assert proposed(workspace, "2025-12-01") == ["challenge"]


def test_a_step_down_is_proposed_once(workspace):
    for quarter in ("2025/26 Q3", "2025/26 Q4"):
        workspace.load(*quarter_figures(99, 100, quarter), name=f"{quarter[-2:]}.csv", received="2026-04-10")
    record(workspace.folder, ("2025-10-20", letter("query")), ("2025-11-26", letter("challenge")))

    def steps(as_at):
        return [one.stage for one in workspace.check("2025/26 Q4", as_at).proposals]

    assert steps("2026-04-30") == ["step down"]
    record(workspace.folder, ("2026-05-01", SteppedDown()))
    assert steps("2026-05-02") == []


def test_a_step_down_rests_on_periods_after_those_the_letter_cites(workspace):
    made = small(workspace.folder / "monthly").rules(rule(judged_over="month")).contract(adopt())
    met = {4: 99, 5: 99, 6: 99, 7: 99, 8: 80, 9: 99, 10: 99}
    months = [figure(positive, 100, month(f"2025-{number:02}")) for number, positive in met.items()]
    made.load(*months, received="2025-11-10")
    record(made.folder, ("2025-11-12", letter("query", findings=("2025-08/ACUTE/GOOD/inpatient",))))
    assert proposed(made, "2025-11-20") == []
    before = made.check("2025/26 Q1", "2025-11-20")
    assert before.proposals == ()
    assert "of 12 November 2025 rests on August 2025; this period is not after it" in before.held_back[-1].because[0]
    assert [one.stage for one in made.check("2025/26 Q3", "2026-01-20").proposals] == ["step down"]


@pytest.mark.parametrize(("as_at", "stages"), [("2025-12-20", []), ("2025-12-21", ["challenge"])])
def test_a_held_case_proposes_nothing_until_its_day(workspace, as_at, stages):
    record(workspace.folder, ("2025-11-21", decided("hold", "2025-12-20")))
    assert proposed(workspace, as_at) == stages
    (decision,) = workspace.check(as_at=as_at).records[CASE].decisions
    assert decision.over == ("" if not stages else "expired on 20 December 2025")


def test_what_holds_a_case_is_said_with_reason_approver_and_day(workspace):
    record(workspace.folder, ("2025-11-21", decided("hold", "2025-12-20")))
    said = "held until 20 December 2025, decided by Chief Nurse on 21 November 2025: it is counted again"
    assert said in why_not(workspace)


def test_a_later_decision_takes_the_place_of_a_hold(workspace):
    record(
        workspace.folder, ("2025-11-21", decided("hold", "2025-12-20")), ("2025-11-25", decided("hold", "2025-11-30"))
    )
    assert proposed(workspace, "2025-12-01") == ["challenge"]


def test_a_finding_not_pursued_leaves_the_next_quarters_finding_to_be_judged_anew(workspace):
    workspace.load(*quarter_figures(80, 100, "2025/26 Q3"), name="q3.csv", received="2026-01-10")
    record(workspace.folder, ("2025-11-21", decided("not pursued", findings=(Q2,))))
    assert proposed(workspace, "2025-12-01") == []
    assert [one.stage for one in workspace.check("2025/26 Q3", "2026-01-31").proposals] == ["challenge"]


def test_a_finding_set_aside_counts_in_no_streak_and_keeps_its_verdict(workspace):
    record(workspace.folder, ("2025-11-21", decided("override", findings=(Q1,))))
    one = workspace.check(as_at="2025-12-01")
    assert [p.stage for p in one.proposals] == ["query"]
    assert dict(one.signals[0].words)["breaches_in_a_row"] == 1
    (finding,) = one.findings
    assert (finding.outcome, finding.breaches_in_a_row) == (Outcome.BREACH, 2)


def test_the_quarters_own_finding_set_aside_is_neither_met_nor_in_breach_for_the_ladder(workspace):
    record(workspace.folder, ("2025-11-21", decided("override", findings=(Q2,))))
    one = workspace.check(as_at="2025-12-01")
    assert one.proposals == ()
    assert "in_breach" not in dict(one.signals[0].words)
    assert one.findings[0].outcome is Outcome.BREACH
    assert one.decisions_about(one.findings[0])[0].approver == "Chief Nurse"


def test_an_expired_override_counts_no_more(workspace):
    record(workspace.folder, ("2025-11-21", decided("override", "2025-11-30", findings=(Q1,))))
    assert proposed(workspace, "2025-11-30") == ["query"]
    assert proposed(workspace, "2025-12-01") == ["challenge"]


def test_a_reply_is_known_and_answered_by_the_contracts_next_letter_whatever_case_that_is_about(workspace):
    reply = ReplyReceived(position="disputes", summary="the ward moved")
    record(workspace.folder, ("2025-11-01", letter("challenge", "2025-11-11")), ("2025-11-10", reply))
    (given,) = workspace.check(as_at="2025-12-01").records[CASE].replies
    assert (given.position, given.summary, given.to, given.answered) == (
        "disputes",
        "the ward moved",
        "challenge",
        False,
    )
    other = "ACUTE/OTHER/inpatient"
    workspace.rules(rule(), rule("OTHER")).contract(adopt() + adopt("OTHER"))
    record(workspace.folder, ("2025-12-01", letter("query", findings=())), case=other)
    assert workspace.check(as_at="2025-12-02").records[CASE].replies == (given,)
    record(workspace.folder, ("2025-12-02", letter("challenge", "2025-12-12", findings=())), case=other)
    assert workspace.check(as_at="2025-12-02").records[CASE].replies == (replace(given, answered=True),)


@pytest.mark.parametrize("engine", ["durable", "reference"])
def test_a_duty_to_report_follows_a_ladder_of_its_own_where_the_contract_names_one(workspace, engine):
    late = workspace.check(as_at="2026-01-31")
    assert late.ladder_of("ACUTE/RETURN-ANSWERS/all") is late.ladder
    workspace.write("rules/ladders/for-returns.yaml", RETURNS)
    workspace.contract(adopt(), OWED + "ladder_for_returns: for-returns\n")
    contract = workspace.folder / "contracts/acute/contract.yaml"
    contract.write_text(contract.read_text().replace("{challenge: ", "{reminder: Head of contracting, challenge: "))
    receipts = "return,period,file,received,looked_for_on,by\nanswers,2025/26 Q2,,,2025-11-03,Analyst\n"
    workspace.write("contracts/acute/returns/received.csv", receipts)
    one = workspace.check(as_at="2026-01-31", engine=engine)
    assert (
        one.ladder_of("RETURN-ANSWERS").title == one.ladder_of("ACUTE/RETURN-ANSWERS/all").title == "Ladder for returns"
    )
    assert one.ladder_of("GOOD") is one.ladder
    assert {p.requirement: p.stage for p in one.proposals} == {"GOOD": "challenge", "RETURN-ANSWERS": "reminder"}
    letter = letter_of(one)
    assert letter is not None and [ask.question for ask in letter.asks][1].startswith("When will the report be sent")
