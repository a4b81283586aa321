"""Which periods a series leaves out: months, quarters or weeks without a row, which an XmR chart by itself does not notice."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from datetime import date
from functools import lru_cache
from itertools import pairwise

_WEEK = 7
FEWEST_STEPS = 3


@lru_cache(maxsize=1024)
def absent_periods(days: tuple[date, ...]) -> int:
    """How many periods are left out between days in order: 0 where they are daily, or follow no regular step.

    The step is the commonest one, in months where all days are the same day of the month (or its last day), else in weeks.
    """
    steps = _month_steps(days) or _week_steps(days)
    if len(steps) < FEWEST_STEPS:
        return 0
    (step, times), *_ = sorted(Counter(steps).items(), key=lambda item: (-item[1], item[0]))
    if times * 2 <= len(steps) or any(one % step for one in steps):
        return 0
    return sum(one // step - 1 for one in steps)


def _month_steps(days: tuple[date, ...]) -> list[int]:
    """The steps in months; none where the days do not stand at the same place in their months."""
    same_day = len({day.day for day in days}) == 1
    if not same_day and not all(day.day == monthrange(day.year, day.month)[1] for day in days):
        return []
    months = [12 * day.year + day.month for day in days]
    steps = [later - earlier for earlier, later in pairwise(months)]
    return steps if all(steps) else []


def _week_steps(days: tuple[date, ...]) -> list[int]:
    """The steps in weeks; none where a step is not of whole weeks."""
    steps = [(later - earlier).days for earlier, later in pairwise(days)]
    return [step // _WEEK for step in steps] if all(step % _WEEK == 0 for step in steps) else []
