"""Every registered action with its corrections, reviews, rebases and end, derived from the events of its case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.cases.case_file import case_file
from pxcommission.cases.details import Details
from pxcommission.cases.events import Event
from pxcommission.cases.improvement_details import (
    ImprovementCorrected,
    ImprovementReviewed,
    ImprovementStarted,
    ImprovementStopped,
    Rebased,
    RebaseWithdrawn,
    Registration,
    Unit,
)
from pxcommission.periods import in_words

STARTED = "improvement started"
NAME = "improvement"
KINDS = frozenset(
    {STARTED, "improvement corrected", "improvement reviewed", "improvement stopped", "rebased", "rebase withdrawn"}
)


class Review(Struct, frozen=True):
    """A recorded look: its day, who recorded it, and what it found."""

    on: date
    by: str
    found: ImprovementReviewed


class Rebase(Struct, frozen=True):
    """New limits from a day on, with the reason recorded; `withdrawn` says why it counts no more, if it does not.

    `review`: the number of the look that recorded the shift it rests on.
    """

    since: date
    reason: str
    on: date
    unit: Unit
    review: int = 0
    withdrawn: str = ""


class ImprovementRecord(Struct, frozen=True):
    """An action as it stands: `id` is `CONTRACT/REQUIREMENT/service/improvement-1`.

    `figures_known`: how many periods after the start had figures when it was registered, or when what it is judged by was
    corrected. `recorded_on`: the day the register wrote it, whatever day it is dated.
    """

    id: str
    contract: str
    case: str
    registration: Registration
    registered_on: date
    recorded_on: date
    by: str
    figures_known: int
    corrections: tuple[tuple[date, str], ...] = ()
    reviews: tuple[Review, ...] = ()
    rebases: tuple[Rebase, ...] = ()
    stopped: tuple[date, str] | None = None

    @property
    def requirement(self) -> str:
        """The requirement it is meant to help."""
        return self.case.split("/")[1]

    @property
    def service(self) -> str:
        """The service it is done in."""
        return self.case.split("/")[2]

    @property
    def registered(self) -> str:
        """How it was registered, for everyone who reads a verdict on it."""
        if self.figures_known:
            months = f"{self.figures_known} {'period' if self.figures_known == 1 else 'periods'}"
            return f"registered after {months} of figures were known: not pre-registered"
        if self.recorded_on > self.registered_on:
            return (
                f"dated {in_words(self.registered_on)} but recorded on {in_words(self.recorded_on)}: that it was registered "
                "before its effect was seen rests on the word of the one who recorded it"
            )
        return f"registered on {in_words(self.registered_on)}, before any figure after its start was known"

    @property
    def standing(self) -> str:
        """`stopped`, the last recorded verdict, or `not reviewed`."""
        if self.stopped is not None:
            return "stopped"
        return self.reviews[-1].found.verdict if self.reviews else "not reviewed"


def improvements_of(events: Iterable[Event]) -> tuple[ImprovementRecord, ...]:
    """Every registered action of these events, by case and in order; what was undone is left out."""
    ordered = sorted(events, key=lambda event: (event.case, event.number))
    cases = (tuple(group) for _, group in groupby(ordered, key=lambda event: event.case))
    return tuple(found for case in cases for found in _of_case(case))


def next_name(events: Sequence[Event]) -> str:
    """The name of the next action of a case; those undone keep theirs, so that no name ever means two."""
    return f"{NAME}-{sum(event.kind == STARTED for event in events) + 1}"


def rebases_of(
    events: Iterable[Event],
    contract: str,
    requirement: str,
    service: str,
    site: str = "",
    ward: str = "",
    touchpoint: str = "",
) -> tuple[tuple[date, str], ...]:
    """The days from which this unit's charts have limits of their own, each with its recorded reason, in order of time."""
    case = f"{contract}/{requirement}/{service}"
    found = rebases_by_unit(event for event in events if event.case == case)
    return found.get((case, Unit(site=site, ward=ward, touchpoint=touchpoint)), ())


def rebases_by_unit(events: Iterable[Event]) -> dict[tuple[str, Unit], tuple[tuple[date, str], ...]]:
    """The same for every case (`CONTRACT/REQUIREMENT/service`) and unit that has any."""
    counting: dict[tuple[str, Unit], dict[date, str]] = {}
    for record in improvements_of(events):
        for one in record.rebases:
            if not one.withdrawn:
                counting.setdefault((record.case, one.unit), {})[one.since] = one.reason
    return {unit: tuple(sorted(found.items())) for unit, found in counting.items()}


def _of_case(events: Sequence[Event]) -> tuple[ImprovementRecord, ...]:
    records: dict[str, ImprovementRecord] = {}
    for one in case_file(events).happened:
        if one.event.kind not in KINDS:  # the details of the others are not read
            continue
        details = one.details
        if isinstance(details, ImprovementStarted):
            record = _started(one.event, details)
            records[record.id] = record
        elif isinstance(details, _LATER) and (known := records.get(f"{one.event.case}/{details.id}")):
            records[known.id] = _with(known, one.event, details)
    return tuple(records.values())


_LATER = (ImprovementCorrected, ImprovementReviewed, ImprovementStopped, Rebased, RebaseWithdrawn)


def _started(event: Event, details: ImprovementStarted) -> ImprovementRecord:
    return ImprovementRecord(
        id=f"{event.case}/{details.id}",
        contract=event.contract,
        case=event.case,
        registration=details.registration,
        registered_on=event.on,
        recorded_on=datetime.fromisoformat(event.recorded_at).date() if event.recorded_at else event.on,
        by=event.by,
        figures_known=details.figures_known,
    )


def _with(record: ImprovementRecord, event: Event, details: Details) -> ImprovementRecord:
    match details:
        case ImprovementCorrected():
            return replace(
                record,
                registration=details.registration,
                figures_known=max(record.figures_known, details.figures_known),
                corrections=(*record.corrections, (event.on, details.reason)),
            )
        case ImprovementReviewed():
            return replace(record, reviews=(*record.reviews, Review(event.on, event.by, details)))
        case ImprovementStopped():
            return replace(record, stopped=(event.on, details.reason))
        case Rebased():
            accepted = details.worse_accepted_by
            reason = f"{details.reason} (a worse level, accepted by {accepted})" if accepted else details.reason
            made = Rebase(details.since, reason, event.on, details.unit, details.review)
            return replace(record, rebases=(*record.rebases, made))
        case RebaseWithdrawn():
            kept = tuple(
                replace(one, withdrawn=details.reason) if one.since == details.since and not one.withdrawn else one
                for one in record.rebases
            )
            return replace(record, rebases=kept)
    return record
