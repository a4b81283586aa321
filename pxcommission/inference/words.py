"""What the words of a ladder's conditions mean: words of the period, of the register, and constants."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from pxcommission.inference.cases import CaseState
from pxcommission.problems import ExitCode, Problem, ProblemsFound
from pxcommission.rulebook.conditions import Call, Condition, calls_of, words_of
from pxcommission.rulebook.ladders import PERIOD_WORDS, REGISTER_WORDS, SEVERITIES, Ladder

LARGEST = 10**9
"""No word is larger (or smaller than its opposite), so that every sum the engine meets fits in 64 bits."""

_SPAN = re.compile(r"breaches_in_last_([1-9]|[1-3][0-9]|40)")


def is_period_word(name: str) -> bool:
    """Whether a period's signals may give the word; `breaches_in_last_N` for every N from 1 to 40."""
    return name in PERIOD_WORDS or _SPAN.fullmatch(name) is not None


def is_register_word(name: str) -> bool:
    """Whether the register gives the word."""
    return name in REGISTER_WORDS


def span_word(periods: int) -> str:
    """`breaches_in_last_4` for 4 periods."""
    return f"breaches_in_last_{periods}"


@functools.cache
def span_of(name: str) -> int | None:
    """4 for `breaches_in_last_4`; None for any other word."""
    found = _SPAN.fullmatch(name)
    return int(found[1]) if found else None


def word_of_call(call: Call) -> str | None:
    """The word that `breaches(4)` is another way to write; None for the calls that no ladder may make yet."""
    return span_word(call.periods) if call.function == "breaches" and call.periods else None


def stage_words(ladder: Ladder) -> dict[str, int]:
    """The rank of each stage by its id as a condition writes it (`final_notice` for the stage `final-notice`)."""
    return {stage.id.replace("-", "_"): rank for rank, stage in enumerate(ladder.stages, start=1)}


def constants(ladder: Ladder) -> dict[str, int]:
    """The named numbers of a ladder's conditions: degrees of severity and ranks of stages."""
    return {**stage_words(ladder), **SEVERITIES}


def spans_read(ladder: Ladder) -> tuple[int, ...]:
    """The N of every `breaches_in_last_N` and `breaches(N)` that the ladder reads, smallest first."""
    trees = [rule.when.tree for rule in ladder.rules]
    words = {span_of(word) for tree in trees for word in words_of(tree)}
    calls = {call.periods for tree in trees for call in calls_of(tree) if call.function == "breaches"}
    return tuple(sorted(span for span in words | calls if span is not None))


def register_values(ladder: Ladder, state: CaseState) -> dict[str, int]:
    """The value of every word of the register; none of them is ever unknown."""
    return {
        "stage": issued_rank(ladder, state),
        "reply_overdue": int(state.reply_overdue),
        "notice_open": int(state.notice_open),
        "plan_overdue": int(state.plan_overdue),
        "exception_reports_in_6_months": state.exception_reports_in_6_months,
    }


def reads_the_register(condition: Condition) -> bool:
    """Whether a condition reads any word of the register; one that does not speaks of the period alone."""
    return any(is_register_word(word) for word in words_of(condition))


def issued_rank(ladder: Ladder, state: CaseState) -> int:
    """The rank of the highest stage issued, 0 for none; a stage the ladder does not have stops the work (exit code 3)."""
    rank = ladder.rank(state.stage)
    if state.stage and not rank:
        message = f"the register holds a case at the stage '{state.stage}', which this ladder does not have"
        raise ProblemsFound(
            [Problem(ladder.place.file, message, f"put the stage '{state.stage}' back into the ladder")],
            ExitCode.RULES_WRONG,
        )
    return rank


def refuse_too_large(case: str, values: Iterable[tuple[str, int]]) -> None:
    """Nothing, or ValueError when a word is no whole number or too large for the engine to hold exactly."""
    for word, value in values:
        if not isinstance(value, int) or abs(value) > LARGEST:
            raise ValueError(f"{case}: {word} is {value!r}; whole numbers up to {LARGEST:,} are expected")
