"""When a chart may be drawn anew after an action, and what is said once it is."""

from __future__ import annotations

from datetime import date

from pxcommission.cases.improvement_details import ImprovementReviewed
from pxcommission.cases.improvement_records import ImprovementRecord
from pxcommission.casework.improvement_told import size_told
from pxcommission.periods import in_words
from pxcommission.problems import Problem

TRIAL = 12
"""New limits are trial until they rest on so many points."""


def rebase_refusals(record: ImprovementRecord, since: date) -> list[Problem]:
    """Why the charts may not be drawn anew from a day; nothing where they may."""
    last = record.reviews[-1].found if record.reviews else None
    if last is None or not last.sustained:
        seen = "no review is recorded" if last is None else "the last recorded review shows no shift that holds"
        fix = f"pxcommission improvement review '{record.id}' --by NAME; a rebase needs a whole run on one side of the old mean"
        return [Problem(record.id, f"{seen}, so the limits stay as they are", fix)]
    if since < record.registration.start:
        fix = f"the action started on {in_words(record.registration.start)}; draw anew from then on or later"
        return [Problem("--on", f"{since} lies before the start of the action", fix)]
    if since.day != 1:
        return [
            Problem(
                "--on", f"{since} is not the first day of a month", "limits begin with a period: give its first day"
            )
        ]
    if last.last is not None and since > last.last:
        return [
            Problem(
                "--on", f"no figure from {since} on was known at the last review", f"the last one ends on {last.last}"
            )
        ]
    if any(one.since == since and not one.withdrawn for one in record.rebases):
        return [Problem("--on", f"the charts are drawn anew from {since} already", "nothing is left to do")]
    return []


def rebase_told(last: ImprovementReviewed, unit: str) -> list[str]:
    """The old and new level with the interval of the change, and how long the new limits are on trial."""
    lines = [f"old and new level: {size_told(last.size, unit)}; {last.size.method}"] if last.size else []
    if last.sustained == "concern":
        lines.append("note: the shift is for the worse; new limits will call the worse level usual")
    return [*lines, f"the new limits are on trial until they rest on {TRIAL} figures"]
