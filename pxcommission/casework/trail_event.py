"""A decision linked to feedback, as the timeline of its trail tells it."""

from __future__ import annotations

from pxcommission.cases.details import Details
from pxcommission.cases.trail_details import FeedbackLinked
from pxcommission.periods import in_words


def link_told(details: Details) -> str:
    """What the event of a decision says, in a line; empty for an event of another kind."""
    if not isinstance(details, FeedbackLinked):
        return ""
    since = f" from {in_words(details.since)}" if details.since else ""
    what = details.what or f"the {details.kind} {details.about}{since}"
    return f"{details.id} rests on {', '.join(details.feedback)}: {what}; why: {details.why}"
