"""A round of a self-assessment by one rater, its answers and actions, and both ways between them and a line of the log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct, field

RATERS = {
    "board": "the board or the executive team",
    "ward": "staff of wards and teams",
    "patient-panel": "a panel of patients and carers",
    "commissioner": "the commissioner",
}
"""Everybody who may rate, with whom that is."""
STATUSES = {
    "not started": "nothing was done yet",
    "in progress": "work has begun",
    "done": "finished, and somebody looked whether it is",
    "stopped": "no longer planned; the note says why",
}
"""How an action may stand."""
OVER = ("done", "stopped")


class Progress(Struct, frozen=True):
    """How an action stood on a day, and what was recorded of it. `due` is a new date, where one was agreed."""

    on: date
    status: str
    note: str = ""
    due: date | None = None
    by: str = ""
    recorded: date | None = None
    entry: str = ""


class Answer(Struct, frozen=True):
    """What one rater says of one indicator: a rating, or why it was not assessed; evidence; an action with its owner and date.

    `due` and `status` are as they stand on the day asked about; `first_due` is the date first agreed, `progress` how the action
    went, oldest first.
    """

    rating: int | None = None
    not_assessed: str = ""
    evidence: str = ""
    owner: str = ""
    action: str = ""
    due: date | None = None
    status: str = ""
    first_due: date | None = None
    progress: tuple[Progress, ...] = ()
    recorded_on: date | None = None
    by: str = ""
    entry: str = ""

    @property
    def assessed(self) -> bool:
        """Whether there is a rating."""
        return self.rating is not None

    @property
    def finished_on(self) -> date | None:
        """The day on which the action was done or stopped; None while it is open."""
        found: date | None = None
        for step in reversed(self.progress):
            if step.status not in OVER:
                break
            found = step.on
        return found

    @property
    def done_on(self) -> date | None:
        """The day on which the action was done, where it is."""
        return self.finished_on if self.progress and self.progress[-1].status == "done" else None

    @property
    def judged_due(self) -> date | None:
        """The date that counts: the first one, or a later one agreed before the date in force had passed."""
        due = self.first_due
        for step in self.progress:
            if step.due is not None and (due is None or step.on <= due):
                due = step.due
        return due

    def overdue(self, as_at: date) -> bool:
        """Whether the action is open after the date that counts: one that was moved when it had passed stays overdue."""
        due = self.judged_due
        return bool(self.action) and self.finished_on is None and due is not None and due < as_at


class Presented(Struct, frozen=True):
    """That a round was presented to the board: on which day, and what the minutes say of it."""

    on: date
    minute: str
    by: str
    recorded_on: date
    entry: str


class Round(Struct, frozen=True):
    """What one rater of an organisation said in one round of a self-assessment, as known on a day.

    `statements` are the ids of the indicators that the edition used then had; an indicator without an answer was not answered
    yet. `whole_on` is the day on which every one first had an answer; from then on it is the day assessed, whatever is
    amended later. `presented`: every time that the round was before the
    board, oldest first.
    """

    organisation: str
    organisation_name: str
    framework: str
    edition: str
    round: str
    rater: str
    assessed_on: date
    recorded_on: date
    by: str
    statements: tuple[str, ...]
    answers: Mapping[str, Answer] = field(default_factory=dict)
    presented: tuple[Presented, ...] = ()
    entries: tuple[str, ...] = ()
    whole_on: date | None = None

    @property
    def key(self) -> RoundKey:
        """What tells it from every other."""
        return RoundKey(self.organisation, self.framework, self.round, self.rater)

    @property
    def open(self) -> tuple[str, ...]:
        """The indicators not answered yet."""
        return tuple(name for name in self.statements if name not in self.answers)

    @property
    def whole(self) -> bool:
        """Whether every indicator has a rating, or a reason why it was not assessed."""
        return not self.open

    @property
    def actions(self) -> dict[str, Answer]:
        """The answers that hold an action, by indicator."""
        return {name: one for name, one in self.answers.items() if one.action}


class RoundKey(Struct, frozen=True, order=True):
    """One rater's part of one round: organisation, framework, round and rater."""

    organisation: str
    framework: str
    round: str
    rater: str


WRITTEN = ("rating", "not_assessed", "evidence", "owner", "action", "due", "status")
"""What a person writes of one indicator; the rest of an answer comes from the log."""


def as_kept(answer: Answer) -> dict[str, Any]:
    """What a person wrote, as it stands in the log: only what says something."""
    kept: dict[str, Any] = {}
    for name in WRITTEN:
        value = getattr(answer, name)
        if value not in ("", None):
            kept[name] = value.isoformat() if isinstance(value, date) else value
    return kept


def from_kept(kept: Mapping[str, Any]) -> Answer:
    """The answer as written down; raises ValueError, TypeError or KeyError for what was not written by `as_kept`."""
    known = set(Answer.__struct_fields__) & set(WRITTEN)
    if set(kept) - known:
        raise ValueError("a key that no answer has")
    values: dict[str, Any] = {
        name: date.fromisoformat(value) if name == "due" else value for name, value in kept.items()
    }
    return Answer(**values)


def written_alike(one: Answer, other: Answer) -> bool:
    """Whether two answers say the same."""
    return as_kept(one) == as_kept(other)
