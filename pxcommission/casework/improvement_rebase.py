"""When a chart may be drawn anew after an action, and what is said once it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pxcommission.cases.improvement_details import ImprovementReviewed
from pxcommission.cases.improvement_records import ImprovementRecord
from pxcommission.casework.improvement_told import size_told
from pxcommission.periods import in_words
from pxcommission.problems import Problem

TRIAL = 12
"""New limits are trial until they rest on so many points."""


def rebase_refusals(record: ImprovementRecord, since: date, worse_accepted_by: str = "") -> list[Problem]:
    """Why the charts may not be drawn anew from a day; nothing where they may.

    Once for each shift that a review recorded. To a worse level only where the review says worsened and an office accepts it
    (`worse_accepted_by`): new limits would call it usual from then on.
    """
    last = record.reviews[-1].found if record.reviews else None
    if last is None or not last.sustained:
        seen = "no review is recorded" if last is None else "the last recorded review shows no shift that holds"
        fix = f"pxcommission improvement review '{record.id}' --by NAME; a rebase needs a whole run on one side of the old mean"
        return [Problem(record.id, f"{seen}, so the limits stay as they are", fix)]
    return [
        *_of_the_shift(record, last),
        *_of_the_level(record, last, worse_accepted_by),
        *_of_the_day(record, last, since),
    ]


def _of_the_shift(record: ImprovementRecord, last: ImprovementReviewed) -> Iterator[Problem]:
    """That the charts were drawn anew after this shift already."""
    found = {one.found.look: one.found for one in record.reviews}
    for one in record.rebases:
        earlier = found.get(one.review, last)
        if not one.withdrawn and (earlier.sustained, earlier.sustained_from) == (last.sustained, last.sustained_from):
            message = f"the charts are drawn anew from {one.since} already, after the same shift"
            fix = (
                f"one shift is one rebase; to choose another day, take that one back first: --on {one.since} --withdraw"
            )
            yield Problem(record.id, message, fix)


def _of_the_level(record: ImprovementRecord, last: ImprovementReviewed, accepted_by: str) -> Iterator[Problem]:
    """What speaks against calling the level usual, where it is a worse one."""
    if last.sustained != "concern":
        if accepted_by:
            yield Problem("--worse-accepted-by", "the shift that holds is for the better", "leave the option out")
        return
    if last.verdict != "worsened":
        message = f"the shift that holds is for the worse, and the last recorded review says '{last.verdict}'"
        yield Problem(record.id, message, "a worse level becomes the usual one only after a review that says worsened")
    elif not accepted_by:
        message = "the shift that holds is for the worse: new limits would call the worse level usual"
        yield Problem(
            record.id, message, "name the office that accepts it: --worse-accepted-by OFFICE; or leave the limits"
        )


def _of_the_day(record: ImprovementRecord, last: ImprovementReviewed, since: date) -> Iterator[Problem]:
    """Why limits can't begin on a day."""
    begun = record.registration.start
    if since < begun:
        fix = f"the action started on {in_words(begun)}; draw anew from then on or later"
        yield Problem("--on", f"{since} lies before the start of the action", fix)
    if since.day != 1:
        fix = "limits begin with a period: give its first day"
        yield Problem("--on", f"{since} is not the first day of a month", fix)
    if last.last is not None and since > last.last:
        fix = f"the last one ends on {last.last}"
        yield Problem("--on", f"no figure from {since} on was known at the last review", fix)


def rebase_told(last: ImprovementReviewed, unit: str) -> list[str]:
    """The old and new level with the interval of the change, and how long the new limits are on trial."""
    lines = [f"old and new level: {size_told(last.size, unit)}; {last.size.method}"] if last.size else []
    if last.sustained == "concern":
        lines.append("note: the shift is for the worse; new limits will call the worse level usual")
    return [*lines, f"the new limits are on trial until they rest on {TRIAL} figures"]
