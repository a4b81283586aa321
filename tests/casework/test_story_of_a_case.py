"""One case from the challenge to its closure across bank holidays, and one that stepped down, through the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from beginnings import Beginnings
from documents_sent import as_sent
from letters_sent import DATED, sent_from

Run = Callable[..., Any]
CASE = "EXAMPLE-ACUTE/FFT-IP-POSITIVE/inpatient"
VALUES = """\
month,base,amount,source,entered_by,entered_on
2026-02,AMV,1250000.00,payment reconciliation of February 2026,Contract accountant,2026-03-20
"""


class Played:
    """Commands in one workspace, each on its day."""

    def __init__(self, run: Run, folder: Path) -> None:
        self.run, self.folder = run, folder

    def on(self, day: str, *arguments: str | Path) -> Any:
        return self.run(*arguments, "--workspace", self.folder, "--as-at", day, "--by", "Contract manager")

    def done(self, day: str, *arguments: str | Path) -> dict[str, Any]:
        ran = self.on(day, *arguments, "--format", "json")
        assert ran.code == 0, ran.err
        said: dict[str, Any] = json.loads(ran.out)
        return said

    def refused(self, day: str, *arguments: str | Path) -> str:
        ran = self.on(day, *arguments)
        assert ran.code == 6, (ran.code, ran.out, ran.err)
        return " ".join(ran.err.split())


@pytest.fixture
def story(run: Run, packed: Path, database: str, beginnings: Beginnings) -> Story:
    """Nothing is recorded yet."""
    return Story(Played(run, packed), beginnings)


@pytest.fixture
def played(story: Story) -> Played:
    return story.letter_is_out()


@pytest.fixture
def withheld(story: Story) -> Played:
    return story.sum_is_withheld()


@pytest.fixture
def closed(story: Story) -> Played:
    return story.case_is_closed()


class Story:
    """The story as far as it is wanted, each part of it played once for each kind of database."""

    def __init__(self, played: Played, beginnings: Beginnings) -> None:
        self.played, self.beginnings = played, beginnings

    def letter_is_out(self) -> Played:
        return self._reached("a letter is out", lambda: a_letter_is_issued(self.played))

    def sum_is_withheld(self) -> Played:
        def play() -> None:
            on_the_way_to_a_plan(self.letter_is_out())
            a_missed_milestone_and_what_follows(self.played)

        return self._reached("a sum is withheld", play)

    def case_is_closed(self) -> Played:
        return self._reached("the case is closed", lambda: put_right_released_and_closed(self.sum_is_withheld()))

    def _reached(self, name: str, play: Callable[[], None]) -> Played:
        self.beginnings.reach(name, self.played.folder, play)
        return self.played


def a_letter_is_issued(story: Played) -> None:
    contract = story.folder / "contracts" / "example-acute" / "contract.yaml"
    confirmed = (
        "confirmed: [{form: full-length-2025-26, by: Head of contracting, on: 2025-04-15, against: illustration}]"
    )
    contract.write_text(contract.read_text().replace("confirmed: []", confirmed))
    (contract.parent / "monthly-values.csv").write_text(VALUES)
    story.done("2025-11-25", "case", "issue", "EXAMPLE-ACUTE", "--file", sent_from(story.folder), "--dated", DATED)


def sent(played: Played, day: str, step: str, *more: str, case: str = CASE) -> Path:
    """The step's document as it goes out on a day: its draft, filled in."""
    draft = played.folder.parent / f"draft-of-{step}-{day}.docx"
    played.done(day, "case", "draft", case, "--step", step, "--dated", day, "--file", draft, *more)
    return as_sent(draft, draft.with_name(f"{step}-{day}.docx"))


def test_from_challenge_to_closure(closed: Played) -> None:
    money = json.loads(closed.on("2026-07-02", "case", "ledger", "EXAMPLE-ACUTE", "--format", "json").out)
    assert [(row["on"], row["entry"], row["amount"], row["balance"]) for row in money] == [
        ("2026-03-03", "withheld", "25000.00", "25000.00"), ("2026-04-15", "released", "25000.00", "0.00"),
    ]  # fmt: skip
    (line,) = json.loads(closed.on("2026-07-02", "case", "sanctions", "2025/26-Q4", "--format", "json").out)
    assert (line["withheld"], line["still_held"], line["month"]) == ("25000.00", "25000.00", "2026-02")
    rows = closed.done("2026-07-02", "case", "timeline", CASE)["events"]
    assert [row["kind"] for row in rows] == [
        "letter issued", "reply received", "step approved", "step taken", "step taken", "step taken", "step taken",
        "milestone", "step taken", "step taken", "step approved", "step approved", "step taken", "milestone", "step taken",
        "step taken", "sum settled", "step taken", "closed",
    ]  # fmt: skip
    assert closed.on("2026-07-02", "audit", "verify").code == 0


def on_the_way_to_a_plan(played: Played) -> None:
    """A reply, a notice before Christmas, the meeting after New Year, and a plan."""
    assert "2025-12-04" in str(played.done("2025-12-01", "due", "--contract", "EXAMPLE-ACUTE")["due"])
    played.done(
        "2025-12-05", "case", "respond", CASE, "--position", "partly", "--summary", "Two wards were short of staff."
    )
    notice = sent(played, "2025-12-19", "notice")
    asked = ("case", "notice", "FFT-IP-POSITIVE", "--file", notice, "--dated", "2025-12-19")
    said = played.refused("2025-12-19", *asked)
    assert "own-part" in said and "immediate-risk" in said and "sign-off of a second person" in said
    played.done("2025-12-18", "approve", CASE, "--step", "notice", "--role", "Head of contracting", "--person",
                "Head of contracting", "--evidence", "e-mail of 18 December 2025")  # fmt: skip
    answers = ("--own-part", "no: none was found", "--immediate-risk", "no")
    opened = played.done("2025-12-19", *asked, *answers, "--trace")
    (meeting,) = opened["deadlines"]
    assert (meeting["by"], meeting["counted"]) == ("2026-01-07", "10 Operational Days from 19 December 2025")
    not_counted = {day["day"]: day["why_not"] for day in meeting["trace"] if not day["count"]}
    assert not_counted["2025-12-25"] == not_counted["2026-01-01"] == "bank holiday"
    assert "only one at a time" in played.refused("2025-12-22", "case", "notice", CASE, "--file", notice, *answers)
    assert "starts from" in played.refused("2025-12-22", "case", "withhold", CASE, "--month", "2026-02", "--per-cent", "2", "--ground", "x")  # fmt: skip
    played.done("2026-01-06", "case", "meeting", CASE, "--outcome", "a plan is needed")
    assert played.done("2026-01-06", "case", "step", CASE, "decide-on-plan")["deadlines"][0]["by"] == "2026-01-13"
    played.done("2026-01-13", "case", "plan", CASE, "--milestone",
                "1|Night rounds on two wards|Head of nursing|2026-02-13|FFT positive|95%|2026-06-30|2% of the Actual Monthly Value")  # fmt: skip


def a_missed_milestone_and_what_follows(played: Played) -> None:
    """The milestone is missed, not put right in five Operational Days, reported, and a sanction of the plan applied."""
    assert "is due on 2026-02-13" in played.refused("2026-02-13", "case", "milestone", CASE, "1", "missed")
    played.done("2026-02-16", "case", "milestone", CASE, "1", "missed")
    missed = sent(played, "2026-02-17", "plan-breach-notice", "--milestone", "1")
    played.done("2026-02-17", "case", "step", CASE, "plan-breach-notice", "--milestone", "1", "--file", missed)
    report = ("case", "report", CASE, "--milestone", "1", "--ground", "not put right")
    assert "may be taken from 25 February 2026" in played.refused("2026-02-20", *report)
    played.done("2026-02-25", *report, "--file", sent(played, "2026-02-25", "exception-report", "--milestone", "1"))
    withhold = ("case", "withhold", CASE, "--month", "2026-02", "--ground", "milestone 1 was not put right", "--own-part",
                "no: none was found", "--milestone", "1")  # fmt: skip
    sign = ("approve", CASE, "--step", "withhold", "--evidence", "minute of 2 March 2026", "--month", "2026-02", "--per-cent",
            "2", "--milestone", "1")  # fmt: skip
    played.done("2026-03-02", *sign, "--role", "Head of contracting", "--person", "Head of contracting")
    said = played.refused("2026-03-03", *withhold, "--per-cent", "12")
    assert (
        "two sign-offs by two different people" in said
        and "the most that is possible for February 2026 is £25,000.00" in said
    )
    played.done("2026-03-03", *sign, "--role", "Director of finance", "--person", "Director of finance")
    share = ("--month", "2026-02", "--per-cent", "2", "--milestone", "1", "--ground", "milestone 1 was not put right")
    notice = sent(played, "2026-03-03", "withhold", *share)
    other = as_sent(notice, notice.with_name("another-sum.docx"), {"£25,000.00": "£26,000.00"})
    said = played.refused("2026-03-03", *withhold, "--per-cent", "2", "--file", other)
    assert "sum of February 2026: the document says '£26,000.00" in said and "the findings say '£25,000.00'" in said
    withheld = played.done("2026-03-03", *withhold, "--per-cent", "2", "--file", notice)
    assert withheld["sums"][0]["amount"] == "25000.00"
    assert "To be withheld: £25,000.00" in withheld["sums"][0]["formula"]


def put_right_released_and_closed(played: Played) -> None:
    """The milestone is met, the sum released over Easter, and the case closed once the improvement held long enough."""
    played.done("2026-04-02", "case", "milestone", CASE, "1", "met", "--evidence", "audit of 1 April 2026")
    put_right = played.done("2026-04-02", "case", "step", CASE, "breach-put-right")
    assert [one["by"] for one in put_right["deadlines"] if one["step"] == "release"] == [
        "2026-04-20"
    ]  # Good Friday and Easter Monday do not count
    close = ("case", "close", CASE, "--evidence", "95.6% in 2025/26 Q4 and 2026/27 Q1", "--meeting", "2026-05-27")
    assert "every sum withheld settled" in played.refused("2026-07-01", *close)
    given_back = sent(played, "2026-04-15", "release", "--reason", "the breach was put right")
    release = ("case", "release", CASE, "--reason", "the breach was put right", "--file", given_back)
    released = played.done("2026-04-15", *release)
    assert released["settled"][0]["outcome"] == "released"
    assert "is to be held until 30 June 2026" in played.refused("2026-06-01", *close)
    played.done("2026-07-01", *close)
    shown = played.done("2026-07-02", "case", "show", CASE)
    assert (shown["stands"], shown["due"]) == ("closed", [])
    assert shown["sums"] == [
        {"month": "2026-02", "withheld": "25000.00", "released": "25000.00", "retained": "0", "held": "0.00"}
    ]


def test_a_case_that_stepped_down_with_thanks(played: Played) -> None:
    case = "EXAMPLE-ACUTE/CMP-ANSWERED/all"
    played.done(
        "2025-12-03",
        "case",
        "respond",
        case,
        "--position",
        "accepts",
        "--summary",
        "A second officer answers since October.",
    )
    thanks = sent(played, "2026-05-28", "thanks", case=case)
    said = played.done("2026-05-28", "case", "step-down", case, "--reason", "met in Q3 and Q4", "--file", thanks)
    assert said["what"] == "stepped down, with thanks: met in Q3 and Q4"
    shown = played.done("2026-05-28", "case", "show", case)
    assert (shown["stands"], shown["due"]) == ("stepped down, with thanks", [])
    assert case not in str(json.loads(played.on("2026-05-28", "case", "list", "--format", "json").out))


def test_a_withholding_found_unjustified_is_paid_back_with_interest(withheld: Played) -> None:
    withheld.done(
        "2026-03-20", "case", "step", CASE, "evidence-against-withholding", "--note", "the audit of 30 January"
    )
    withheld.done(
        "2026-03-27", "case", "step", CASE, "evidence-accepted", "--ground", "the audit shows the rounds were made"
    )
    letter = sent(withheld, "2026-04-01", "repayment", "--reason", "the evidence was accepted", "--interest", "8", "--basis",
                  "the rate agreed in the Particulars", "--since", "2026-03-03")  # fmt: skip
    back = ("case", "release", CASE, "--repaid", "--reason", "the evidence was accepted", "--file", letter)
    rate = ("--interest", "8", "--basis", "the rate agreed in the Particulars", "--since", "2026-03-03")
    (settled,) = withheld.done("2026-04-01", *back, *rate)["settled"]
    assert (settled["amount"], settled["interest"]) == ("25000.00", "158.90")
    assert "£25,000.00 × 8% a year × 29 days from 3 March 2026 to 1 April 2026 ÷ 365 = £158.90" in settled["formula"]
    rows = json.loads(withheld.on("2026-04-02", "case", "ledger", "EXAMPLE-ACUTE", "--format", "json").out)
    assert [(row["entry"], row["amount"], row["interest"], row["balance"]) for row in rows] == [
        ("withheld", "25000.00", "0.00", "25000.00"), ("repaid", "25000.00", "158.90", "0.00"),
    ]  # fmt: skip
    assert "nothing is withheld" in withheld.refused(
        "2026-04-02", "case", "release", CASE, "--repaid", "--reason", "again"
    )


def test_a_withholding_is_not_undone_under_its_settlement(closed: Played) -> None:
    undo = ("case", "undo", CASE, "--reason", "recorded in the wrong case")
    closing = closed.done("2026-07-02", *undo)["what"]  # the closure is a step and the closing
    assert "event 19 undone" in closing and "event 18 undone" in closing and "17" not in closing
    assert "went out with a document" in closed.refused("2026-07-02", *undo)
    given_back = closed.done("2026-07-02", *undo, "--never-sent")["what"]  # the release is a step and its sums
    assert "event 17 undone" in given_back and "event 16 undone" in given_back
    shown = closed.done("2026-07-02", "case", "show", CASE)
    assert shown["sums"][0]["held"] == "25000.00"
    assert "release" in [one["step"] for one in shown["allowed_next"]]
