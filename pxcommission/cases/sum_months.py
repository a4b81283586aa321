"""For which months a sum may be withheld: none that has not begun, and none before what it is withheld for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pxcommission.cases.amounts import month_in_words
from pxcommission.cases.case_file import CaseFile
from pxcommission.periods import in_words, read_period

BODIES_NOTIFIED = "notify-governing-bodies"


def against_month(file: CaseFile, month: str, milestone: str, on: date) -> Iterator[tuple[str, str]]:
    """What speaks against a well-written month for a sum withheld on a day: a message and a way out."""
    period = read_period(month)
    if period is None:
        return
    if period.start > on:
        message = f"{month_in_words(month)} had not begun on {in_words(on)}: nothing is withheld ahead"
        yield message, "withhold it in that month, or after it, by a notice of its own"
    since, why = _earliest(file, milestone)
    if since is not None and period.end < since:
        message = f"{month_in_words(month)} lies before what the sum is withheld for: {why} {in_words(since)}"
        yield message, f"the first month is {month_in_words(f'{since:%Y-%m}')}"


def _earliest(file: CaseFile, milestone: str) -> tuple[date | None, str]:
    """The day a withholding's reason began: the missed step's, the notification's, or the notice's."""
    standing, notice = file.milestones.get(milestone), file.notice
    if standing is not None:
        return standing.due, f"step {milestone} was due on"
    if notice is None:
        return None, ""
    notified = notice.taken(BODIES_NOTIFIED)
    if notified:
        return notified[-1], "both Governing Bodies were notified on"
    return notice.dated, "the notice is dated"
