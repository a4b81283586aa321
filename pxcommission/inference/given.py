"""What a ladder test gives: words of the periods in breach, and the register's words that stand throughout."""

from __future__ import annotations

import re

from msgspec import Struct

from pxcommission.inference.cases import CaseState
from pxcommission.inference.words import LARGEST, is_period_word, span_of
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean
from pxcommission.rulebook.ladders import PERIOD_WORDS, REGISTER_WORDS, SEVERITIES, LadderTest
from pxcommission.strict_models import place_of

UNKNOWN = "-"
_COUNTED = ("in_breach", "breaches_in_a_row", "met_in_a_row")
_STATE_WORDS = tuple(word for word in REGISTER_WORDS if word != "stage")

WordRow = tuple[int | None, ...]
"""The values of a word, period by period; None where it is not known."""


class Given(Struct, frozen=True):
    """What a test gives: words with their value in each period, and the state the case starts from."""

    words: tuple[tuple[str, WordRow], ...]
    state: CaseState


def read_given(test: LadderTest) -> Given:
    """What a test gives, typed; raises ProblemsFound (exit code 3) with every word that can't be given."""
    problems = given_problems(test)
    if problems:
        raise ProblemsFound(problems, ExitCode.RULES_WRONG)
    periods = len(test.periods.split())
    of_register = {word: _value(word, test.given[word]) or 0 for word in _STATE_WORDS if word in test.given}
    words = {word: _row(word, text) for word, text in test.given.items() if word not in _STATE_WORDS}
    whole = {word: row * periods if len(row) == 1 else row for word, row in words.items()}
    return Given(tuple(whole.items()), _state(of_register))


def given_problems(test: LadderTest) -> list[Problem]:
    """Every word that can't be given, every value that is none, and every row that does not fit the periods."""
    said = ((word, text, *_refusal(word, text, len(test.periods.split()))) for word, text in test.given.items())
    return [place_of(text, test.place).problem(message, fix, code) for _, text, code, message, fix in said if message]


def _row(word: str, text: str) -> WordRow:
    return tuple(_value(word, piece) for piece in text.split())


def _state(words: dict[str, int]) -> CaseState:
    return CaseState(
        reply_overdue=bool(words.get("reply_overdue", 0)),
        notice_open=bool(words.get("notice_open", 0)),
        plan_overdue=bool(words.get("plan_overdue", 0)),
        exception_reports_in_6_months=words.get("exception_reports_in_6_months", 0),
    )


def _value(word: str, text: str) -> int | None:
    if text in ("true", "false"):
        return int(text == "true")
    if word == "severity" and text in SEVERITIES:
        return SEVERITIES[text]
    return int(text) if re.fullmatch(r"0|[1-9][0-9]{0,9}", text) and int(text) <= LARGEST else None


def _refusal(word: str, text: str, periods: int) -> tuple[str, str, str]:
    """The code of what is wrong with a given word, what it is and how to mend it; empty when nothing is."""
    if word in _COUNTED or span_of(word) is not None:
        return "PX137", f"given: '{word}' is counted from the marks in periods", f"remove {word}"
    if word == "stage":
        return "PX137", "given: 'stage' comes from the proposals of the periods before", "remove stage"
    if not is_period_word(word) and word not in _STATE_WORDS:
        known = [name for name in (*PERIOD_WORDS, *_STATE_WORDS) if name not in _COUNTED and span_of(name) is None]
        near = did_you_mean(word, known)
        return "PX104", f"given: unknown word '{word}'{near}", "" if near else "can be given: " + ", ".join(known)
    values = text.split()
    if any(_value(word, value) is None for value in values if value != UNKNOWN or len(values) == 1):
        fix = "write true, false, a whole number, or a degree of severity; in a row also - where it is not known"
        return "PX136", f"given: '{word}: {text}' is not a value", fix
    if len(values) > 1 and word in _STATE_WORDS:
        return "PX138", f"given: '{word}' stands throughout, so it has one value", "write one value"
    if len(values) not in (1, periods):
        message = f"given: '{word}' has {len(values)} values; there are {periods} periods"
        return "PX138", message, f"write one value for all of them, or {periods}"
    return "", "", ""
