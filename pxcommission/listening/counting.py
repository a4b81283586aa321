"""What a measure counts of the entries known on a day: which of them count at all, when, and which have the property.

Working days are Operational Days as `periods.py` has them (Monday to Friday without the bank holidays of England and the
workspace's extra ones). That the regulations' "working day" is the same day is taken from notes, not from the text of the
regulations: not verified.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct

from pxcommission.listening.entries import Entry
from pxcommission.listening.recorded import Recorded
from pxcommission.periods import Period, add_months, month_of, operational_days_after, quarter_of
from pxcommission.vocabulary.counted_from import Counted, CountedFrom, Counting


class Placed(Struct, frozen=True):
    """An entry that a measure counts: in which month (or at the end of which quarter), by how much, and with what result."""

    recorded: Recorded
    period: Period
    counted: int
    found: int


class Calendar(Struct, frozen=True):
    """The day on which things are counted, and the workspace's extra bank holidays."""

    as_at: date
    extra: frozenset[date] = frozenset()

    def last_of(self, day: date, working_days: int) -> date:
        """The last of so many working days after a day."""
        return operational_days_after(day, working_days, self.extra)


def placed(counted: CountedFrom, entries: Iterable[Recorded], calendar: Calendar) -> Iterator[Placed]:
    """Every entry the measure counts, in the month it belongs to; an entry whose day has not come is not counted yet."""
    for recorded in entries:
        entry = recorded.entry
        if not wanted(counted, entry):
            continue
        if counted.rule.counting is Counting.UNEXPLAINED:
            yield from _at_quarter_ends(recorded, calendar)
            continue
        judged = _judged(counted.rule, entry, calendar)
        if judged is not None and judged[0] <= calendar.as_at:
            day, number, found = judged
            yield Placed(recorded, month_of(day), number, found)


def wanted(counted: CountedFrom, entry: Entry) -> bool:
    """Whether an entry is one of those a measure speaks of."""
    return (
        entry.kind in counted.registers
        and (not counted.sentiment or entry.sentiment in counted.sentiment)
        and (counted.aspect is None or entry.aspect == counted.aspect)
        and (not counted.theme or bool(set(counted.theme) & set(entry.themes)))
    )


def _judged(rule: Counted, entry: Entry, calendar: Calendar) -> tuple[date, int, int] | None:
    """The day that decides the month, how much is counted, and how much of it has the property; None: not counted."""
    match rule.counting:
        case Counting.HEARD:
            return entry.on, 1, 1
        case Counting.PEOPLE:
            return entry.on, entry.people, entry.people
        case Counting.POSITIVE | Counting.NEGATIVE:
            return entry.on, 1, int(entry.sentiment == rule.counting.value)
        case Counting.ACTED_ON:
            return (entry.on, 1, int(bool(entry.action))) if entry.asked else None
        case Counting.ACKNOWLEDGED:
            return _by(calendar.last_of(entry.on, rule.days), entry.acknowledged, calendar)
        case Counting.SETTLED:
            return _by(calendar.last_of(entry.on, rule.days), entry.answered, calendar)
        case Counting.ANSWERED:
            return None if entry.answer_due is None else _by(entry.answer_due, entry.answered, calendar)
        case Counting.REOPENED:
            return None if entry.answered is None else (entry.answered, 1, int(entry.reopened is not None))
        case Counting.UPHELD:
            found = int(entry.outcome in ("upheld", "partly upheld"))
            return None if entry.answered is None or not entry.outcome else (entry.answered, 1, found)
        case Counting.UPHELD_WITH_ACTION:
            upheld = entry.outcome in ("upheld", "partly upheld")
            return None if entry.answered is None or not upheld else (entry.answered, 1, int(bool(entry.action)))
        case Counting.UNEXPLAINED:
            return None


def _by(due: date, done: date | None, calendar: Calendar) -> tuple[date, int, int] | None:
    """Whether it was done by its day; what is still to be done counts only once that day is over."""
    if done is None and due >= calendar.as_at:
        return None
    return due, 1, int(done is not None and done <= due)


def six_months_after(day: date) -> date:
    """The same day six months later, or the last day of that month where it is shorter."""
    month = month_of(add_months(day.replace(day=1), 6))
    return min(month.end, month.start.replace(day=min(day.day, month.end.day)))


def _at_quarter_ends(recorded: Recorded, calendar: Calendar) -> Iterator[Placed]:
    """A complaint counts at the end of every quarter at which it is open for over six months and nobody had said why."""
    entry = recorded.entry
    quarter = quarter_of(six_months_after(entry.on))
    while quarter.end <= calendar.as_at:
        if any(day is not None and day <= quarter.end for day in (entry.answered, entry.explained)):
            return
        if six_months_after(entry.on) < quarter.end:
            yield Placed(recorded, quarter, 1, 1)
        quarter = quarter_of(add_months(quarter.start, 3))
