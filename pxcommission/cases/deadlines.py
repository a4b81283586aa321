"""Days counted as a contract counts them: Operational Days or calendar months from a day, with their trace.

`extra` everywhere is the bank holidays the workspace adds to the published ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from pxcommission.cases.kinds import Deadline
from pxcommission.periods import (
    NO_EXTRA,
    add_months,
    bank_holidays,
    in_words,
    is_operational_day,
    operational_days_after,
)
from pxcommission.rulebook.contract_forms import ContractForm, FormNumber, FormStep


class DayCounted(Struct, frozen=True):
    """One day of a trace: the count it brings, or 0 with why it does not count."""

    day: date
    count: int
    why_not: str = ""


def deadline_of(
    form: ContractForm,
    step: FormStep,
    number: str,
    start: date,
    extra: frozenset[date] = NO_EXTRA,
    confirmed: bool = False,
    milestone: str = "",
) -> Deadline:
    """When a step is due (or its wait over), counted by a number of the form from a day; the close of that day.

    `confirmed`: the contract says that the form's numbers were checked, so the number counts as verified. `milestone`: the
    one it is due for, where each has a time of its own.
    """
    counted = form.numbers[number]
    return Deadline(
        what=f"{step.name} (milestone {milestone})" if milestone else step.name,
        step=step.id,
        by=last_day(counted, start, extra),
        counted=f"{counted.text} from {in_words(start)}",
        clause=counted.clause,
        verified=counted.verified or confirmed,
        milestone=milestone,
    )


def last_day(number: FormNumber, start: date, extra: frozenset[date] = NO_EXTRA) -> date:
    """The last day of so many Operational Days or calendar months following a day (day 0 is the day itself)."""
    match number.unit:
        case "operational days":
            return operational_days_after(start, number.value, extra)
        case "calendar months":
            return same_day_months_after(start, number.value)
        case "per cent" | "reports":
            raise ValueError(f"{number.unit} are no time")


def same_day_months_after(start: date, months: int) -> date:
    """The corresponding day so many months later, or that month's last day where it has none."""
    first = add_months(start, months)
    last = add_months(first, 1) - timedelta(days=1)
    return min(first + timedelta(days=start.day - 1), last)


def trace(start: date, count: int, extra: frozenset[date] = NO_EXTRA) -> tuple[DayCounted, ...]:
    """Every day from the day after `start` to the last of `count` Operational Days, and why a day does not count."""
    return tuple(_traced(start, count, extra))


def _traced(start: date, count: int, extra: frozenset[date]) -> Iterator[DayCounted]:
    reached, day = 0, start
    while reached < count:
        day += timedelta(days=1)
        if is_operational_day(day, extra):
            reached += 1
            yield DayCounted(day, reached)
        else:
            yield DayCounted(day, 0, _why_not(day))


def _why_not(day: date) -> str:
    if day.weekday() >= 5:
        return f"{day:%A}"
    return "bank holiday" if day in bank_holidays(day.year) else "extra bank holiday of this workspace"
