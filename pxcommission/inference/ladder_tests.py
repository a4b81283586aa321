"""The tests beside a ladder: a row of periods, what is given, and the stage that the last period proposes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from pxcommission.inference.cases import CaseSignals
from pxcommission.inference.check_ladder import NOTHING
from pxcommission.inference.compile_ladder import CompiledLadder
from pxcommission.inference.engines import Engine, replay
from pxcommission.inference.given import read_given
from pxcommission.inference.streaks import streaks
from pxcommission.inference.words import span_word
from pxcommission.periods import Period, add_months, quarter_of
from pxcommission.rulebook.ladders import Ladder, LadderTest

_LONGEST_SPAN = 40


def run_ladder_test(ladder: Ladder, compiled: CompiledLadder, test: LadderTest, engine: Engine = "durable") -> str:
    """The stage id that the last period proposes, `step down` or `nothing`, each proposal taken as issued."""
    if compiled.ladder is not ladder:
        raise ValueError("the ladder was compiled from another one")
    given = read_given(test)
    rows = signals_of_marks(test.periods.split(), given.words)
    decisions = replay(compiled, [[row] for row in rows], {rows[0].case: given.state}, engine)
    return decisions[-1].stage or NOTHING


def signals_of_marks(marks: Sequence[str], words: tuple[tuple[str, int], ...]) -> list[CaseSignals]:
    """One period's signals for each mark, citable and final; `words` are those of every period in breach."""
    counted = streaks(marks)
    rows = []
    for number, mark in enumerate(marks):
        known: dict[str, int] = dict(words) if mark == "b" else {}
        known |= {} if mark == "-" else {"in_breach": int(mark == "b")}
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
