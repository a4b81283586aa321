"""What lint says of rules beyond their shape: each message names the place, what is meant, and how to write it."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_workspace import FORM, VOCABULARY, Small, adopt, rule, small

from pxcommission.authoring.linting import every_problem
from pxcommission.problems import Problem

WORDING = """\
title: Wording
wording:
  failed: {say: what was not met, why: it blames, also: [fail, failure], except: [heart failure]}
  poor performance: {say: the figure, why: it judges}
"""


def found(space: Small, code: str) -> list[Problem]:
    return [problem for problem in every_problem(space.folder)[1] if problem.code == code]


def judged_by(tmp_path: Path, text: str, measure: str = "answers_positive", adopted: str = "") -> Small:
    return small(tmp_path).rules(rule(judged_by=text, measure=measure)).contract(adopted or adopt())


@pytest.mark.parametrize(
    ("written", "said", "fix"),
    [
        ("0.15", "is a fraction, not a threshold", "in percent: write `at least 15%`"),
        ('"95"', "is a number, not a threshold", "write `at least 95` or `at most 95`, with % for a share"),
        ("95%", "is a number, not a threshold", "write `at least 95%` or `at most 95%`"),
        ("1e-05", "is not a threshold: its number is not a plain one", "write digits"),
        ("nan", "is not a threshold: its number is not a plain one", "write digits"),
        ("inf", "is not a threshold: its number is not a plain one", "write digits"),
        ("-5%", "is not a threshold: a share or a count is never negative", "write a number from 0"),
        ("at least -5%", "a share or a count is never negative", "write a number from 0"),
        ('">= 95%"', "is not a threshold: it is written in words", "write `at least 95%`"),
        ("at leasst 90%", "is not a threshold; did you mean 'at least 90%'?", "write `at least 90%`"),
        ("at last 90%", "is not a threshold; did you mean 'at least 90%'?", "write at least 95%"),
        ("at least 9 5%", "is not a threshold: it has 2 numbers", "write one number"),
        ("at least .95", "is not a threshold: its number is not a plain one", "write digits"),
        ("at most 5 per cent", "is not a threshold: per cent is written as %", "write `at most 5%`"),
        ("whatever", "is not a threshold", "write at least 95%"),
        ("[at least 90%]", "a threshold sentence is expected here", "write one line of text"),
        ("", "there is no threshold here", "write a sentence"),
    ],
)
def test_what_is_no_threshold_is_told_with_what_may_be_meant(tmp_path: Path, written: str, said: str, fix: str) -> None:
    (problem,) = found(judged_by(tmp_path, f"usual_threshold: {written}"), "PX116")
    assert said in problem.message and fix in problem.fix and "threshold" in problem.message


@pytest.mark.parametrize(
    ("threshold", "measure", "code", "weight"),
    [
        ("at least 90", "answers_positive", "PX117", "error"),
        ("at least 90%", "late_letters", "PX117", "error"),
        ("all", "late_letters", "PX117", "error"),
        ("at most 90%", "answers_positive", "PX119", "error"),
        ("none", "answers_positive", "PX119", "error"),
        ("all", "answers_negative", "PX119", "error"),
        ("at least 0%", "answers_positive", "PX120", "warning"),
        ("at most 100%", "answers_negative", "PX120", "warning"),
        ("more than 100%", "answers_positive", "PX121", "error"),
        ("less than 0%", "answers_negative", "PX121", "error"),
        ("less than 0", "late_letters", "PX121", "error"),
        ("at least 0.15%", "answers_positive", "PX122", "warning"),
    ],
)
def test_a_threshold_that_can_not_be_meant_is_told(
    tmp_path: Path, threshold: str, measure: str, code: str, weight: str
) -> None:
    space = judged_by(tmp_path, f"usual_threshold: {threshold}", measure, adopt(threshold="2024-04-01: to be agreed"))
    (problem,) = found(space, code)
    assert (problem.place, problem.weight) == ("rules/rules.yaml:10:22", weight)
    assert f"the threshold '{threshold}'" in problem.message


@pytest.mark.parametrize("threshold", ["none", "all", "at least 100%", "at most 0%", "more than 0%", "less than 100%"])
def test_the_ends_of_the_scale_can_be_met_and_missed(tmp_path: Path, threshold: str) -> None:
    measure = "answers_negative" if threshold in ("none", "at most 0%", "less than 100%") else "answers_positive"
    space = judged_by(tmp_path, f"usual_threshold: {threshold}", measure, adopt(threshold="2024-04-01: to be agreed"))
    assert found(space, "PX119") + found(space, "PX120") + found(space, "PX121") == []


@pytest.mark.parametrize(
    ("condition", "code", "column", "said"),
    [
        ("responses >= 30 and respnses >= 2", "PX104", 34, "unknown word 'respnses'; did you mean 'responses'?"),
        ("responses => 30", "PX110", 24, "the sign is turned round"),
        ("responses = 30", "PX110", 24, "a single = does not compare"),
        ("responses >= 30 or responses >= 90%", "PX110", 48, "a share is written without %"),
        ("total(responses) >= 30", "PX110", 14, "'total' takes a word and a number of periods"),
        ("positive >= 1 and previous(responses, 2) >= 1", "PX110", 32, "'previous' takes one word"),
        ("responses >= 30 and sum(responses) >= 2", "PX110", 34, "'sum' is not known"),
        (
            "responses >= 30 and total(answers_positive, 4) >= 2",
            "PX111",
            34,
            "shares of several periods can't be added",
        ),
        ("responses > 3 and responses < 4", "PX112", 14, "can never hold"),
        ("answers_positive > 100", "PX112", 14, "can never hold"),
        ("responses > 3 or responses <= 3", "PX113", 14, "always holds"),
        ("answers_positive <= 100", "PX113", 14, "always holds"),
        ("positive >= 1 and responses >= 30 and responses >= 20", "PX114", 52, '"responses at least 20" adds nothing'),
        ("responses >= positive", "PX115", 14, "was not looked through"),
    ],
)
def test_a_condition_is_looked_through_and_the_column_points_into_it(
    tmp_path: Path, condition: str, code: str, column: int, said: str
) -> None:
    problems = found(judged_by(tmp_path, f"require: {condition}", adopted=adopt(threshold="")), code)
    assert [(p.line, p.column) for p in problems] == [(10, column)]
    assert said in problems[0].message


@pytest.mark.parametrize(
    ("condition", "code", "weight", "said"),
    [
        ("answers_positive >= 0.95", "PX122", "warning", '"answers positive at least 0.95" is under one percent'),
        ("0.95 <= answers_positive and responses >= 3", "PX122", "warning", "is under one percent"),
        ("answers_positive <= 90", "PX119", "error", "answers_positive is better higher, so this asks for the worse"),
        ("90 > answers_positive", "PX119", "error", "asks for the worse"),
        ("not answers_positive >= 90", "PX119", "error", "asks for the worse"),
        ("answers_negative >= 5", "PX119", "error", "answers_negative is better lower"),
        ("late_letters > 3", "PX119", "error", "late_letters is better lower"),
        ("previous(answers_positive) >= answers_positive", "PX119", "error", "asks for the worse"),
        ("change(late_letters) >= 0", "PX119", "error", "asks for the worse"),
        ("responses < 30 or answers_positive < 90", "PX119", "warning", "asks for the worse"),
    ],
)
def test_a_condition_on_a_figure_is_held_to_its_unit_and_its_better_side(
    tmp_path: Path, condition: str, code: str, weight: str, said: str
) -> None:
    (problem,) = found(judged_by(tmp_path, f"require: {condition}", adopted=adopt(threshold="")), code)
    assert (problem.line, problem.weight) == (10, weight) and said in problem.message


@pytest.mark.parametrize(
    "condition",
    [
        "answers_positive >= 95",
        "answers_positive >= 1",
        "answers_negative <= 5",
        "late_letters == 0",
        "answers_negative <= previous(answers_negative) + 2",
        "change(late_letters) <= 0",
        "positive <= 90",
        "responses <= 0.5",
        "answers_positive >= answers_negative",
    ],
)
def test_a_condition_that_may_be_meant_is_let_be(tmp_path: Path, condition: str) -> None:
    space = judged_by(tmp_path, f"require: {condition}", adopted=adopt(threshold=""))
    assert found(space, "PX119") + found(space, "PX122") == []


@pytest.mark.parametrize(
    ("needs", "told"),
    [
        ("responses < 30", True),
        ("30 >= responses", True),
        ("not responses >= 30", True),
        ("responses < 30 and late_letters <= 5", True),
        ("responses == 0", False),
        ("responses >= 30", False),
        ("responses >= 30 and responses < 900", False),
        ("positive <= responses", False),
    ],
)
def test_what_is_needed_has_a_least_number(tmp_path: Path, needs: str, told: bool) -> None:
    space = judged_by(tmp_path, f"usual_threshold: at least 90%\n    needs: {needs}")
    assert [p.weight for p in found(space, "PX129")] == (["warning"] if told else [])


def test_in_quotes_the_column_is_that_of_the_text(tmp_path: Path) -> None:
    (problem,) = found(judged_by(tmp_path, 'require: "responses >= 30 and respnses >= 2"'), "PX104")
    assert problem.column == 14 and problem.mend is None


def test_shares_have_values_between_two_whole_numbers_and_counts_have_none(tmp_path: Path) -> None:
    assert not found(judged_by(tmp_path / "a", "require: answers_positive > 94 and answers_positive < 95"), "PX112")
    assert found(judged_by(tmp_path / "b", "require: responses > 94 and responses < 95"), "PX112")


COMPLAINTS = VOCABULARY.replace(
    "services:",
    "  complaints_received: {name: Complaints received, unit: count, better: neither, feedback: register, kind: fact}\n"
    "  complaints_answered: {name: Complaints answered, unit: count, better: higher, feedback: register, kind: fact}\n"
    "services:",
)


@pytest.mark.parametrize(
    ("judged", "capped"),
    [
        ("usual_threshold: at most 20", True),
        ("usual_threshold: none", True),
        ("usual_threshold: less than 5", True),
        ("usual_threshold: at least 1", False),
        ("require: complaints_received <= 20", True),
        ("require: 20 > complaints_received", True),
        ("require: not complaints_received > 20", True),
        ("require: complaints_received == 0", True),
        ("require: complaints_received <= previous(complaints_received)", True),
        ("require: previous(complaints_received) >= complaints_received", True),
        ("require: change(complaints_received) <= 0", True),
        ("require: previous(complaints_received) + 0 >= complaints_received", True),
        ("require: complaints_received - complaints_answered <= 20", True),
        ("require: complaints_received <= complaints_answered + 20", True),
        ("require: 2 * complaints_received < 40", True),
        ("require: total(complaints_received, 4) <= 80", True),
        ("require: complaints_answered >= 3 or complaints_received <= 20", True),
        ("require: complaints_received - previous(complaints_received) <= 0", True),
        ("require: complaints_answered == complaints_received", False),
        ("require: complaints_received <= complaints_answered", False),
        ("require: complaints_received - complaints_answered <= 0", False),
        ("require: previous(complaints_received) <= complaints_received", False),
        ("require: previous(complaints_received) <= 20", True),
        ("require: complaints_received >= 1", False),
    ],
)
def test_no_rule_may_cap_the_number_of_complaints(tmp_path: Path, judged: str, capped: bool) -> None:
    space = judged_by(tmp_path, judged, "complaints_received", adopt(threshold=""))
    space.write("rules/vocabulary/words.yaml", COMPLAINTS)
    assert bool(found(space, "PX124")) == capped


@pytest.mark.parametrize(
    ("word", "name", "better", "refused"),
    [
        ("our_complaints", "Complaints about our wards", "lower", True),
        ("complaint_rate", "Complaints per 1000 visits", "lower", True),
        ("our_complaints", "Complaints about our wards", "neither", False),
        ("late_complaints", "Complaints answered late", "lower", False),
        ("complaints_unanswered", "Complaints unanswered", "lower", False),
        ("old_complaints", "Complaints open over six months", "lower", False),
        ("our_complaints", "Complaints received over the quarter", "lower", True),
        ("our_complaints", '"Complaints received, not counting compliments"', "lower", True),
        ("our_complaints", '"Complaints received, not counting reopened ones"', "lower", True),
        ("our_complaints", "Complaints received after discharge", "lower", True),
        ("our_complaints", "Complaints about open wards", "lower", True),
        ("our_complaints", "Complaints about missed or late appointments", "lower", True),
        ("our_complaints", "Complaints not acknowledged", "lower", False),
        ("our_complaints", "Complaints opened again", "lower", False),
        ("falls", "Falls on the ward", "lower", False),
    ],
)
def test_a_local_word_may_not_call_fewer_complaints_better(
    tmp_path: Path, word: str, name: str, better: str, refused: bool
) -> None:
    line = f"  {word}: {{name: {name}, unit: count, better: {better}, feedback: register, kind: fact}}\nservices:"
    space = small(tmp_path).rules(rule()).contract(adopt())
    space.write("rules/vocabulary/words.yaml", VOCABULARY.replace("services:", line))
    assert [p.weight for p in found(space, "PX124")] == (["error"] if refused else [])


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("Patients were failed.", ["failed"]),
        ("A FAILURE of care and poor performance.", ["FAILURE", "poor performance"]),
        ("Patients with heart failure are seen in time.", []),
        ("'What the law calls “failure to act” is counted.'", []),
        ("Answers are good, poor or very poor.", []),
        ("No ward is unfailing.", []),
    ],
)
def test_wording_that_is_not_neutral_is_told_with_what_to_write(
    tmp_path: Path, statement: str, told: list[str]
) -> None:
    text = rule().replace("Patients describe their care as good.", statement)
    space = small(tmp_path).rules(text).contract(adopt()).write("rules/vocabulary/wording.yaml", WORDING)
    problems = found(space, "PX190")
    assert [p.message.split("'")[1] for p in problems] == told
    assert all(p.weight == "warning" and p.fix.startswith("write ") for p in problems)


def test_the_column_of_a_word_that_is_not_neutral_points_at_it(tmp_path: Path) -> None:
    text = rule().replace("Patients describe their care as good.", "Patients were failed.")
    space = small(tmp_path).rules(text).contract(adopt()).write("rules/vocabulary/wording.yaml", WORDING)
    assert [p.place for p in found(space, "PX190")] == ["rules/rules.yaml:5:30"]


def test_every_text_that_a_letter_or_paper_prints_is_looked_through(tmp_path: Path) -> None:
    space = small(tmp_path).rules(rule()).contract(adopt(), "note: They failed us.")
    space.write("rules/vocabulary/wording.yaml", WORDING)
    space.write(
        "rules/vocabulary/words.yaml", VOCABULARY.replace("{name: Answers}", "{name: Answers, caution: Failure.}")
    )
    form = FORM.replace("name: GC9 Contract Performance Notice", "name: Notice of failure")
    space.write("rules/contract-forms/a-form.yaml", form)
    assert {p.message.split(": '")[0] for p in found(space, "PX190")} == {
        "the note of ACUTE",
        "the caution of 'answers'",
        "the name of step 'contract-performance-notice'",
    }
