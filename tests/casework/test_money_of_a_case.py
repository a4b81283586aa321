"""Sums of a case through the command line: which month, how much, who signed what, given back in parts, and undone whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from beginnings import Beginnings

Run = Callable[..., Any]
CASE = "EXAMPLE-ACUTE/FFT-IP-POSITIVE/inpatient"
REPORT = "EXAMPLE-ACUTE/RETURN-COMPLAINTS/all"
VALUES = """\
month,base,amount,source,entered_by,entered_on
2024-05,AMV,1250000.00,payment reconciliation,Contract accountant,2024-06-20
2026-01,AMV,1250000.00,payment reconciliation,Contract accountant,2026-02-20
2026-02,AMV,1250000.00,payment reconciliation,Contract accountant,2026-03-20
2026-03,AMV,1250000.00,payment reconciliation,Contract accountant,2026-04-20
2026-04,AMV,1250000.00,payment reconciliation,Contract accountant,2026-05-21
"""
OWN_PART = ("--own-part", "no: none was found")
refused_alike = pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.stress)], indirect=True
)
"""What is refused, or is one step, is tried in PostgreSQL by `make stress`; whole courses of events always in both."""


class Kept:
    """A case kept by commands in one workspace, each on its day."""

    def __init__(self, run: Run, folder: Path) -> None:
        self.run, self.folder = run, folder

    def on(self, day: str, *arguments: str | Path) -> Any:
        return self.run(*arguments, "--workspace", self.folder, "--as-at", day, "--by", "Contract manager")

    def done(self, day: str, *arguments: str | Path) -> dict[str, Any]:
        ran = self.on(day, *arguments, "--format", "json")
        assert ran.code == 0, ran.err
        said: dict[str, Any] = json.loads(ran.out)
        return said

    def refused(self, day: str, *arguments: str | Path, code: int = 6) -> str:
        ran = self.on(day, *arguments)
        assert ran.code == code, (ran.code, ran.out, ran.err)
        return " ".join(ran.err.split())

    def signed(self, day: str, step: str, *of: str, case: str = CASE) -> None:
        for role in ("Head of contracting", "Director of finance"):
            self.done(
                day, "approve", case, "--step", step, "--role", role, "--person", role, "--evidence", "minute", *of
            )

    def withheld(self, day: str, month: str, *more: str) -> dict[str, Any]:
        """2% for step 1, signed off and recorded."""
        self.signed(day, "withhold", "--month", month, "--per-cent", "2", "--milestone", "1")
        return self.done(day, *withhold(month, "2"), "--milestone", "1", *OWN_PART, *more)


def withhold(month: str, per_cent: str) -> tuple[str, ...]:
    return ("case", "withhold", CASE, "--month", month, "--per-cent", per_cent, "--ground", "step 1 was not put right")


@pytest.fixture
def workspace(own: Path) -> Path:
    contract = own / "contracts" / "example-acute" / "contract.yaml"
    confirmed = (
        "confirmed: [{form: full-length-2025-26, by: Head of contracting, on: 2025-04-15, against: illustration}]"
    )
    contract.write_text(contract.read_text().replace("confirmed: []", confirmed))
    (contract.parent / "monthly-values.csv").write_text(VALUES)
    return own


@pytest.fixture
def empty(run: Run, workspace: Path, database: str) -> Kept:
    """Nothing is recorded."""
    return Kept(run, workspace)


@pytest.fixture
def kept(empty: Kept, beginnings: Beginnings) -> Kept:
    """A plan with two steps, the first missed, reported, and about to be withheld for; only the first has a sanction."""
    beginnings.reach("a missed step was reported", empty.folder, lambda: a_missed_step_is_reported(empty))
    return empty


@pytest.fixture
def holding(empty: Kept, beginnings: Beginnings) -> Kept:
    """2% of February 2026 is withheld since 3 March 2026 for the missed step."""

    def play() -> None:
        beginnings.reach("a missed step was reported", empty.folder, lambda: a_missed_step_is_reported(empty))
        empty.withheld("2026-03-03", "2026-02")

    beginnings.reach("a sum is withheld", empty.folder, play)
    return empty


def a_missed_step_is_reported(case: Kept) -> None:
    notice = case.folder / "notice.pdf"
    notice.write_text("a notice as it was sent")
    case.done("2025-12-18", "approve", CASE, "--step", "notice", "--role", "Head of contracting", "--person", "Head of contracting",
              "--evidence", "e-mail")  # fmt: skip
    case.done("2025-12-19", "case", "notice", CASE, "--file", notice, "--differs", "sent as a scan", "--immediate-risk", "no",
              *OWN_PART)  # fmt: skip
    case.done("2026-01-06", "case", "meeting", CASE)
    case.done("2026-01-06", "case", "step", CASE, "decide-on-plan")
    case.done("2026-01-13", "case", "plan", CASE, "--milestone",
              "1|Night rounds|Head of nursing|2026-02-13||||2% of the Actual Monthly Value", "--milestone",
              "2|Quiet hours|Head of nursing|2026-02-13")  # fmt: skip
    case.done("2026-02-16", "case", "milestone", CASE, "1", "missed")
    case.done("2026-02-17", "case", "step", CASE, "plan-breach-notice", "--milestone", "1")
    case.done("2026-02-25", "case", "report", CASE, "--milestone", "1", "--ground", "not put right")


@pytest.mark.parametrize(
    ("month", "said"),
    [
        ("2026-04", "April 2026 had not begun on 25 March 2026"),
        ("2024-05", "May 2024 lies before what the sum is withheld for: step 1 was due on 13 February 2026"),
        ("2026-01", "the first month is February 2026"),
    ],
)
@refused_alike
def test_a_sum_is_of_a_month_that_has_begun_and_not_of_one_before_the_breach(kept: Kept, month: str, said: str) -> None:
    assert said in kept.refused("2026-03-25", *withhold(month, "2"), "--milestone", "1", *OWN_PART, "--dry-run")


@refused_alike
def test_no_more_is_withheld_than_the_plan_agrees_for_the_missed_step(kept: Kept) -> None:
    tried = withhold("2026-02", "10")
    assert "a sanction is applied for a step of the plan that was missed" in kept.refused(
        "2026-03-25", *tried, *OWN_PART
    )
    said = kept.refused("2026-03-25", *tried, "--milestone", "2", *OWN_PART)
    assert "the plan as it was recorded agrees no sanction for step 2" in said and "--agreed" in said
    said = kept.refused("2026-03-25", *tried, "--milestone", "1", *OWN_PART)
    assert "10% (£125,000.00) for February 2026 is above what the plan agrees for step 1" in said
    assert "the most that is possible for February 2026 is £25,000.00: 2% is £25,000.00" in said
    assert "needs: the monthly value" not in said  # it is there; the share is too high
    said = kept.refused("2026-03-25", *withhold("2026-02", "2"), "--milestone", "1", "--agreed", "5%", *OWN_PART)
    assert "leave out --agreed" in said
    formula = kept.withheld("2026-03-25", "2026-02")["sums"][0]["formula"]
    assert (
        "at most 2% in a month for step 1 (as the plan agrees: 2% of the Actual Monthly Value) is £25,000.00" in formula
    )


@refused_alike
def test_a_sanction_the_plan_was_recorded_without_is_given_in_the_plans_words(kept: Kept) -> None:
    kept.signed("2026-03-25", "withhold", "--month", "2026-02", "--per-cent", "1", "--milestone", "2")
    asked = (*withhold("2026-02", "1"), "--milestone", "2", "--agreed", "£5,000 a month", *OWN_PART)
    (one,) = kept.done("2026-03-25", *asked)["sums"]
    assert one["amount"] == "5000.00"
    assert "at most £5,000.00 in a month for step 2 (as the plan agrees: £5,000 a month)" in one["formula"]


@refused_alike
def test_nothing_is_withheld_where_a_commissioner_is_the_cause(kept: Kept) -> None:
    kept.signed("2026-03-25", "withhold", "--month", "2026-02", "--per-cent", "2", "--milestone", "1")
    for answer in ("yes: our fault", "maybe"):
        asked = (*withhold("2026-02", "2"), "--milestone", "1", "--own-part", answer)
        ran = kept.on("2026-03-25", *asked)
        assert ran.code in (2, 6) and (answer.startswith("maybe") or "GC9.3" in ran.err), ran.err


@refused_alike
def test_a_sign_off_is_of_the_sum_it_names_and_no_other(kept: Kept) -> None:
    assert "--month 2026-02 and --per-cent 2" in kept.refused(
        "2026-03-20", "approve", CASE, "--step", "withhold", "--role", "Head", "--evidence", "mail", code=2
    )
    kept.signed("2026-03-20", "withhold", "--month", "2026-02", "--per-cent", "1", "--milestone", "1")
    for month, share in (("2026-02", "2"), ("2026-03", "1")):
        said = kept.refused("2026-03-25", *withhold(month, share), "--milestone", "1", *OWN_PART)
        assert "two sign-offs by two different people" in said
        assert "of another sum: Head of contracting: at most 1% of the Actual Monthly Value of February 2026" in said
    kept.done("2026-03-25", *withhold("2026-02", "1"), "--milestone", "1", *OWN_PART)


@refused_alike
def test_a_refusal_names_the_step_of_the_way_the_notice_took(kept: Kept) -> None:
    kept.done("2026-03-25", "case", "milestone", CASE, "1", "met", "--evidence", "audit")
    kept.done("2026-03-25", "case", "step", CASE, "breach-put-right")
    for asked in (
        withhold("2026-02", "2"),
        ("case", "withhold", CASE, "--month", "2026-02", "--per-cent", "2", "--ground", "x"),
    ):
        said = kept.refused("2026-03-25", *asked)
        assert "GC9 (breach of a plan): Sanctions agreed in the plan are applied starts from" in said
        assert "no plan agreed" not in said


def test_a_part_is_given_back_and_then_the_rest(holding: Kept) -> None:
    holding.withheld("2026-04-07", "2026-03")
    holding.done("2026-04-09", "case", "milestone", CASE, "1", "met", "--evidence", "audit")
    holding.done("2026-04-09", "case", "step", CASE, "breach-put-right")
    release = ("case", "release", CASE, "--reason", "put right")
    first = holding.done("2026-04-10", *release, "--month", "2026-02", "--amount", "20000")
    assert "release" in [one["step"] for one in first["deadlines"]]  # the rest is due as before
    assert "release" in [one["step"] for one in first["allowed_next"]]
    holding.done("2026-04-13", *release, "--month", "2026-03")
    last = holding.done("2026-04-14", *release)
    assert [(one["month"], one["amount"]) for one in last["settled"]] == [("2026-02", "5000.00")]
    assert "release" not in [one["step"] for one in (*last["deadlines"], *last["allowed_next"])]
    assert "nothing is withheld" in holding.refused("2026-04-14", *release)


def test_undo_takes_back_all_that_one_command_recorded(holding: Kept) -> None:
    holding.done("2026-04-09", "case", "milestone", CASE, "1", "met", "--evidence", "audit")
    holding.done("2026-04-09", "case", "step", CASE, "breach-put-right")
    release = ("case", "release", CASE, "--reason", "put right")
    holding.done("2026-04-10", *release)
    said = holding.done("2026-04-10", "case", "undo", CASE, "--reason", "a slip")["what"]
    assert said.count("undone: a slip") == 2
    assert holding.done("2026-04-10", "case", "show", CASE)["sums"][0]["held"] == "25000.00"
    holding.done("2026-04-10", *release)
    assert holding.done("2026-04-10", "case", "show", CASE)["sums"][0]["held"] == "0.00"
    assert holding.on("2026-04-10", "audit", "verify").code == 0


@refused_alike
def test_what_was_recorded_as_served_without_a_file_is_not_said_to_have_a_document(holding: Kept) -> None:
    said = holding.refused("2026-03-03", "case", "undo", CASE, "--reason", "a slip")
    assert "is recorded as served on 3 March 2026" in said and "document" not in said.partition(", and what")[0]


def test_a_retention_keeps_all_that_is_held_and_no_more_than_was_signed_off(holding: Kept) -> None:
    holding.signed("2026-04-01", "retain")
    holding.withheld("2026-04-07", "2026-03")
    retain = ("case", "retain", CASE, "--reason", "still in breach", *OWN_PART)
    assert "every sum withheld settled" in holding.refused("2026-04-08", *retain, "--month", "2026-02")
    said = holding.refused("2026-04-08", *retain)
    assert "of another sum: Head of contracting: £25,000.00 at most" in said
    holding.signed("2026-04-08", "retain")
    assert sum(float(one["amount"]) for one in holding.done("2026-04-08", *retain)["settled"]) == 50_000


@refused_alike
def test_a_form_that_was_not_confirmed_is_named_number_by_number(kept: Kept) -> None:
    contract = kept.folder / "contracts" / "example-acute" / "contract.yaml"
    contract.write_text(contract.read_text().replace("on: 2025-04-15", "on: 2026-05-01"))
    said = kept.refused("2026-03-25", *withhold("2026-02", "2"), "--milestone", "1", *OWN_PART)
    assert "forms verify full-length-2025-26): GC9.14: 10 per cent" in said
    assert "needs: the monthly value" not in said


@refused_alike
def test_a_settling_step_is_not_recorded_without_its_sums(holding: Kept) -> None:
    said = holding.refused("2026-04-08", "case", "step", CASE, "retain", *OWN_PART, "--ground", "x", code=2)
    assert "pxcommission case retain" in said


def test_money_is_not_kept_once_no_notice_is_open_and_a_part_released_closes_none(
    empty: Kept,
) -> None:
    empty.done("2026-02-02", "case", "step", REPORT, "information-breach-notice")
    empty.signed("2026-03-03", "withhold", "--month", "2026-02", "--per-cent", "5", case=REPORT)
    asked = ("case", "withhold", REPORT, "--month", "2026-02", "--per-cent", "5", "--ground", "no report", *OWN_PART)
    empty.done("2026-03-03", *asked)
    empty.done("2026-03-16", "case", "step", REPORT, "information-supplied-late")
    release = ("case", "release", REPORT, "--reason", "supplied")
    said = empty.refused("2026-03-17", *release, "--amount", "1", "--month", "2026-02")
    assert "every sum withheld settled" in said and "£62,500.00 is held, and this step settles all of it" in said
    retain = ("case", "retain", REPORT, "--reason", "kept", *OWN_PART)
    assert empty.refused("2026-03-17", *retain)
    assert empty.done("2026-03-17", *release)["state"] == "closed-completed"
    assert "no notice is open" in empty.refused("2026-03-18", *retain)
