"""The tests beside a ladder: a row of periods, what is given, and the stage that the last period proposes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from pxcommission.inference.cases import CaseSignals, CaseState, Decision
from pxcommission.inference.check_ladder import NOTHING
from pxcommission.inference.compile_ladder import CompiledLadder
from pxcommission.inference.engines import Engine, decisions_of, issued
from pxcommission.inference.given import WordRow, read_given
from pxcommission.inference.streaks import streaks
from pxcommission.inference.words import span_word
from pxcommission.periods import Period, add_months, quarter_of
from pxcommission.rulebook.ladders import Ladder, LadderTest

_LONGEST_SPAN = 40


class LastPeriod(Struct, frozen=True):
    """What a test's last period says, where the case stands by then, and what the ladder decides."""

    test: LadderTest
    signals: CaseSignals
    state: CaseState
    decision: Decision

    @property
    def outcome(self) -> str:
        """The stage id that is proposed, `step down` or `nothing`."""
        return self.decision.stage or NOTHING


def run_ladder_test(ladder: Ladder, compiled: CompiledLadder, test: LadderTest, engine: Engine = "durable") -> str:
    """The stage id that the last period proposes, `step down` or `nothing`, each proposal taken as issued."""
    return last_period(ladder, compiled, test, engine).outcome


def last_period(ladder: Ladder, compiled: CompiledLadder, test: LadderTest, engine: Engine = "durable") -> LastPeriod:
    """The last period of a test, each proposal of the periods before taken as issued."""
    if compiled.ladder is not ladder:
        raise ValueError("the ladder was compiled from another one")
    given = read_given(test)
    *before, last = signals_of_periods(test.periods.split(), given.words)
    state = given.state
    for signals in before:
        state = issued(ladder, state, decisions_of(compiled, [signals], {signals.case: state}, engine)[0])
    return LastPeriod(test, last, state, decisions_of(compiled, [last], {last.case: state}, engine)[0])


def signals_of_marks(marks: Sequence[str], words: tuple[tuple[str, int], ...]) -> list[CaseSignals]:
    """One period's signals for each mark, citable and final; `words` are those of every period in breach."""
    return signals_of_periods(marks, tuple((word, (value,) * len(marks)) for word, value in words))


def signals_of_periods(marks: Sequence[str], words: tuple[tuple[str, WordRow], ...]) -> list[CaseSignals]:
    """One period's signals for each mark, citable and final; `words` count in the periods in breach alone."""
    counted = streaks(marks)
    rows = []
    for number, mark in enumerate(marks):
        given = {word: value for word, row in words if mark == "b" and (value := row[number]) is not None}
        known: dict[str, int] = given if mark == "-" else {**given, "in_breach": int(mark == "b")}
        known |= {
            "breaches_in_a_row": counted[number].breaches_in_a_row,
            "met_in_a_row": counted[number].met_in_a_row,
        }
        known |= dict(_spans(marks[: number + 1]))
        quarter = _quarter(number)
        rows.append(
            CaseSignals("TEST", "TEST", "test", "overall", quarter, tuple(known.items()), citable=True, final=True)
        )
    return rows


def _quarter(number: int) -> Period:
    return quarter_of(add_months(date(2025, 4, 1), 3 * number))


def _spans(marks: Sequence[str]) -> Iterator[tuple[str, int]]:
    for span in range(1, _LONGEST_SPAN + 1):
        yield span_word(span), list(marks[-span:]).count("b")
