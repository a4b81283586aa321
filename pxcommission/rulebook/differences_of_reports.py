"""What changed in the reports a provider owes and the publications a contract expects."""

from __future__ import annotations

from collections.abc import Iterator

from pxcommission.periods import Due
from pxcommission.rulebook.contracts import Contract, Published, ReportDue
from pxcommission.rulebook.differences_told import Difference, Told, came_or_went, changes, in_both, listed, quoted
from pxcommission.rulebook.differences_weighed import Effect, higher_is_stricter, more_is_stricter
from pxcommission.rulebook.ladders import SEVERITIES

PART = "contract"


def between_reports(name: str, old: Contract, new: Contract) -> Iterator[Difference]:
    """Reports due first, then publications, by name."""
    for report in in_both(old.reports_due, new.reports_due):
        was, now = old.reports_due.get(report), new.reports_due.get(report)
        if was is not None and now is not None:
            yield from changes(PART, name, was, now, REPORT, f"{report} report: ")
        else:
            yield came_or_went(PART, name, "report due", f"{report} report", was, now, Effect.STRICTER)
    for word in in_both(old.published, new.published):
        before, after = old.published.get(word), new.published.get(word)
        if before is not None and after is not None:
            yield from changes(PART, name, before, after, PUBLICATION, f"{word} publication: ")
        else:
            yield came_or_went(PART, name, "publication", f"{word} publication", before, after, Effect.OTHER)


def _sooner(before: Due, after: Due) -> Effect:
    return higher_is_stricter(after.count, before.count) if before.unit == after.unit else Effect.OTHER


REPORT: tuple[Told[ReportDue], ...] = (
    Told("clause", "clause", lambda r: quoted(r.clause)),
    Told("how often", "every", lambda r: f"every {r.every}"),
    Told("due date", "due", lambda r: r.due.text, None, lambda a, b: _sooner(a.due, b.due)),
    Told("measures", "measures", lambda r: listed(r.measures), None,
         lambda a, b: more_is_stricter(a.measures, b.measures)),
    Told("service", "service", lambda r: listed(r.service)),
    Told("severity", "severity", lambda r: r.severity, None,
         lambda a, b: higher_is_stricter(SEVERITIES[a.severity], SEVERITIES[b.severity])),
)  # fmt: skip

PUBLICATION: tuple[Told[Published], ...] = (
    Told("publisher", "by", lambda p: p.by),
    Told("how often", "every", lambda p: f"every {p.every}"),
    Told("when it is expected", "expected", lambda p: p.expected.text),
)
