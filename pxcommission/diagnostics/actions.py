"""The actions agreed in self-assessments, each with the round, the rater and the indicator it belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from pxcommission.diagnostics.entries import Answer, Round


class AgreedAction(Struct, frozen=True):
    """An action: whose part of which round holds it, for which indicator, and the answer it stands in."""

    part: Round
    statement: str
    answer: Answer

    @property
    def finished(self) -> bool:
        """Whether it was done, or stopped."""
        return self.answer.finished_on is not None

    @property
    def judged_due(self) -> date | None:
        """The date that counts: the first one, or a later one agreed before the date in force had passed."""
        return self.answer.judged_due

    def overdue(self, as_at: date) -> bool:
        """Whether it is open after its date."""
        return self.answer.overdue(as_at)


def actions_of(rounds: Iterable[Round]) -> tuple[AgreedAction, ...]:
    """Every action of these rounds: what is open first, by date; then what is finished."""
    found = [AgreedAction(one, name, answer) for one in rounds for name, answer in one.actions.items()]
    return tuple(sorted(found, key=lambda one: (one.finished, one.answer.due or date.max, one.statement, one.part.key)))
