"""Every decision that is linked to feedback, derived from the events of the trail; a concern's own accounts beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from msgspec import Struct

from pxcommission.cases.case_file import CaseFile, Happened, case_files
from pxcommission.cases.concern import is_concern
from pxcommission.cases.events import Event
from pxcommission.cases.kinds import ConcernRaised
from pxcommission.cases.trail_details import FeedbackLinked, LinkKind

LINKED = "feedback linked"
RAISED = "concern raised"
NAME = "decision"
REQUIREMENT = "LISTENING-TRAIL"


class LinkRecord(Struct, frozen=True):
    """A decision as it stands: `id` is `CONTRACT/decision-1`; a concern that nobody linked has its case for an id.

    `number`: the event of the trail that recorded it, 0 for a concern's own. `recorded_on`: the day the register wrote it,
    whatever day it is dated.
    """

    id: str
    contract: str
    kind: LinkKind
    feedback: tuple[str, ...]
    why: str
    on: date
    by: str
    recorded_on: date
    what: str = ""
    about: str = ""
    since: date | None = None
    number: int = 0

    @property
    def target(self) -> tuple[object, ...]:
        """What it decides, for telling whether two say the same."""
        return (self.contract, self.kind, self.what, self.about, self.since)


def trail_case(contract: str) -> str:
    """The case under which a contract's decisions are kept: `CONTRACT/LISTENING-TRAIL/all`."""
    return f"{contract}/{REQUIREMENT}/all"


def links_of(events: Iterable[Event]) -> tuple[LinkRecord, ...]:
    """Every decision that counts, by day and id; what was unlinked is left out."""
    files = case_files(event for event in events if event.case.split("/")[1:2] == [REQUIREMENT])
    found = [_link(one, one.details) for file in files.values() for one in file.happened if one.event.kind == LINKED]
    return tuple(sorted(found, key=lambda link: (link.on, link.contract, link.number)))


def next_link_name(events: Sequence[Event]) -> str:
    """The name of the next decision of a trail; those unlinked keep theirs, so that no name ever means two."""
    return f"{NAME}-{sum(event.kind == LINKED for event in events) + 1}"


def concerns_raised(events: Iterable[Event]) -> dict[str, CaseFile]:
    """The file of every case in which a quality concern was ever raised, by case."""
    files = case_files(event for event in events if is_concern(event.case))
    return {case: file for case, file in files.items() if any(one.event.kind == RAISED for one in file.happened)}


def concern_links(file: CaseFile) -> tuple[LinkRecord, ...]:
    """The accounts that a case's concerns rest on by their own record, closed ones too."""
    raised = (one for one in file.happened if one.event.kind == RAISED)
    return tuple(_concern(file, one, one.details) for one in raised)


def _concern(file: CaseFile, one: Happened, details: object) -> LinkRecord:
    if not isinstance(details, ConcernRaised):
        raise TypeError(f"{type(details).__name__} where ConcernRaised was expected")
    return LinkRecord(
        id=file.case,
        contract=file.contract,
        kind="concern",
        feedback=details.entries,
        why=details.reason,
        on=one.on,
        by=one.event.by,
        recorded_on=_written(one.event),
        about=file.case,
    )


def _link(one: Happened, details: object) -> LinkRecord:
    if not isinstance(details, FeedbackLinked):
        raise TypeError(f"{type(details).__name__} where FeedbackLinked was expected")
    return LinkRecord(
        id=f"{one.event.contract}/{details.id}",
        contract=one.event.contract,
        kind=details.kind,
        feedback=details.feedback,
        why=details.why,
        on=one.on,
        by=one.event.by,
        recorded_on=_written(one.event),
        what=details.what,
        about=details.about,
        since=details.since,
        number=one.event.number,
    )


def _written(event: Event) -> date:
    return datetime.fromisoformat(event.recorded_at).date() if event.recorded_at else event.on
