"""How a deadline was counted, day by day, read from the words it was recorded with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from pxcommission.cases.deadlines import DayCounted, trace
from pxcommission.cases.kinds import Deadline

_COUNTED = re.compile(r"(\d+) Operational Days? from (\d{1,2} [A-Z][a-z]+ \d{4})")


def days_of(deadline: Deadline, extra: frozenset[date] = frozenset()) -> tuple[DayCounted, ...]:
    """Every day counted, and why a day did not count; none where it was not counted in Operational Days."""
    found = _COUNTED.search(deadline.counted)
    if found is None:
        return ()
    start = datetime.strptime(found[2], "%d %B %Y").date()  # noqa: DTZ007 (a day, no moment)
    return trace(start, int(found[1]), extra)


def trace_lines(deadline: Deadline, extra: frozenset[date] = frozenset()) -> Iterator[str]:
    """The trace in lines: `Mon 25 August 2025: not counted, bank holiday`."""
    for one in days_of(deadline, extra):
        said = f"Operational Day {one.count}" if one.count else f"not counted, {one.why_not}"
        yield f"{one.day:%a} {one.day.day} {one.day:%B %Y}: {said}"
