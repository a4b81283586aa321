"""What a ladder test gives: words of every period in breach, and the register's words that stand throughout."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pxcommission.inference.cases import CaseState
from pxcommission.inference.words import LARGEST, is_period_word, span_of
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean
from pxcommission.rulebook.ladders import PERIOD_WORDS, REGISTER_WORDS, SEVERITIES, LadderTest
from pxcommission.yaml_text import PlacedText

_COUNTED = ("in_breach", "breaches_in_a_row", "met_in_a_row")
_STATE_WORDS = tuple(word for word in REGISTER_WORDS if word != "stage")


@dataclass(frozen=True)
class Given:
    """What a test gives: words of every period in breach, and the state the case starts from."""

    words: tuple[tuple[str, int], ...]
    state: CaseState


def read_given(test: LadderTest) -> Given:
    """What a test gives, typed; raises ProblemsFound (exit code 3) with every word that can't be given."""
    problems = given_problems(test)
    if problems:
        raise ProblemsFound(problems, ExitCode.RULES_WRONG)
    read = {word: value for word, text in test.given.items() if (value := _value(word, text)) is not None}
    of_register = {word: read.pop(word) for word in _STATE_WORDS if word in read}
    return Given(tuple(read.items()), _state(of_register))


def given_problems(test: LadderTest) -> list[Problem]:
    """Every word that can't be given, and every value that is none."""
    said = ((text, *_refusal(word, _value(word, text), text)) for word, text in test.given.items())
    return [_problem(test, text, message, fix) for text, message, fix in said if message]


def _state(words: dict[str, int]) -> CaseState:
    return CaseState(
        reply_overdue=bool(words.get("reply_overdue", 0)),
        notice_open=bool(words.get("notice_open", 0)),
        plan_overdue=bool(words.get("plan_overdue", 0)),
        exception_reports_in_6_months=words.get("exception_reports_in_6_months", 0),
    )


def _problem(test: LadderTest, text: str, message: str, fix: str) -> Problem:
    place = text.place if isinstance(text, PlacedText) else test.place
    return place.problem(message, fix)


def _value(word: str, text: str) -> int | None:
    if text in ("true", "false"):
        return int(text == "true")
    if word == "severity" and text in SEVERITIES:
        return SEVERITIES[text]
    return int(text) if re.fullmatch(r"0|[1-9][0-9]{0,9}", text) and int(text) <= LARGEST else None


def _refusal(word: str, value: int | None, text: str) -> tuple[str, str]:
    """What is wrong with a given word and how to mend it; empty when nothing is."""
    if word in _COUNTED or span_of(word) is not None:
        return f"given: '{word}' is counted from the marks in periods", f"remove {word}"
    if word == "stage":
        return "given: 'stage' comes from the proposals of the periods before", "remove stage"
    if not is_period_word(word) and word not in _STATE_WORDS:
        known = [name for name in (*PERIOD_WORDS, *_STATE_WORDS) if name not in _COUNTED and span_of(name) is None]
        near = did_you_mean(word, known)
        return f"given: unknown word '{word}'{near}", "" if near else "can be given: " + ", ".join(known)
    if value is None:
        return f"given: '{word}: {text}' is not a value", "write true, false, a whole number, or a degree of severity"
    return "", ""
