"""What can happen in a case, and what is recorded of each: the details of the register's events, one model a kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field, ValidationError

from pxcommission.cases.details import Details as Details
from pxcommission.cases.events import Event, RecordedDetails
from pxcommission.cases.improvement_details import (
    ImprovementCorrected,
    ImprovementReviewed,
    ImprovementStarted,
    ImprovementStopped,
    Rebased,
    RebaseWithdrawn,
)
from pxcommission.cases.trail_details import FeedbackLinked
from pxcommission.problems import ExitCode, Problem, ProblemsFound


class Document(Details):
    """A file as it was sent or received, kept by its hash; `reference` is what its text calls it."""

    file: str
    sha256: str
    reference: str = ""


class Deadline(Details):
    """Something due by a day: counted how, from when, by which clause, and whether the number was checked.

    `step` is the form's step (or `reply`, `milestone`) that ends the wait; `milestone` the one it is due for, where each has
    a time of its own.
    """

    what: str
    step: str
    by: date
    counted: str = ""  # "10 Operational Days from 1 August 2025"
    clause: str = ""
    verified: bool = False
    milestone: str = ""


class SumSignedOff(Details):
    """The sum a sign-off is of: at most a share of a month's value for a missed step, or at most so many pounds kept."""

    month: str = ""
    base: Literal["AMV", "EMV"] = "AMV"
    per_cent: Decimal | None = None
    milestone: str = ""
    amount: Decimal | None = None


class Approval(Details):
    """A sign-off with its evidence: the role, the day, the e-mail or signed file, and the sum where it is about money."""

    role: str
    on: date
    evidence: str
    sha256: str = ""
    person: str = ""
    of: SumSignedOff | None = None


class Approved(Details):
    """Somebody signed off a step (or a stage of the ladder) before it is taken; the sign-off holds until then."""

    step: str
    approval: Approval


class LetterIssued(Details):
    """A letter or question of the ladder went out. `findings` are the ids of what it cites."""

    stage: str
    ladder: str
    document: Document | None = None
    served: date | None = None
    method: str = ""
    reply: Deadline | None = None
    findings: tuple[str, ...] = ()
    run: str = ""
    approvals: tuple[Approval, ...] = ()


class ReplyReceived(Details):
    """The provider answered the last letter or step."""

    position: Literal["accepts", "disputes", "partly"]
    summary: str
    document: Document | None = None


class Milestone(Details):
    """One action of a plan: who does what by when, how it will show, and until when it must hold."""

    id: str
    action: str
    owner: str
    due: date
    start: date | None = None
    cause: str = ""
    evidence: str = ""
    metric: str = ""
    baseline: str = ""
    target: str = ""
    achieve_by: date | None = None
    maintain_until: date | None = None
    sanction: str = ""


class Plan(Details):
    """A remedial or immediate action plan, or an entry in a development or data quality improvement plan."""

    name: Literal["remedial action plan", "immediate action plan", "service development plan", "data quality plan"]
    milestones: tuple[Milestone, ...]


class Sum(Details):
    """Money held back, given back or kept: for which month, of which monthly value, by which formula. Amounts in pounds."""

    month: str  # 2025-09
    base: Literal["AMV", "EMV"]
    base_amount: Decimal
    per_cent: Decimal
    amount: Decimal
    formula: str
    ground: str = ""


class StepTaken(Details):
    """A step of the contract form was taken on the event's day, under the edition in force when its notice was dated.

    `before` and `after` are the form's states; they and the deadlines that follow are kept as they stood on that day.
    """

    notice: int
    form: str
    step: str
    before: str
    after: str
    clause: str = ""
    document: Document | None = None
    served: date | None = None
    method: str = ""
    answers: Mapping[str, str] = Field(default_factory=dict)  # a default of {} is copied at every reading
    deadlines: tuple[Deadline, ...] = ()
    plan: Plan | None = None
    milestone: str = ""
    sums: tuple[Sum, ...] = ()
    approvals: tuple[Approval, ...] = ()


class MilestoneChanged(Details):
    """A milestone was met, moved by agreement, or missed."""

    milestone: str
    outcome: Literal["met", "moved", "missed"]
    due: date | None = None
    evidence: str = ""
    reason: str = ""


class SumSettled(Details):
    """A sum that was withheld is released, retained or repaid, wholly or in part; interest apart."""

    outcome: Literal["released", "retained", "repaid"]
    month: str
    amount: Decimal
    interest: Decimal = Decimal(0)
    formula: str = ""
    reason: str = ""


class Decided(Details):
    """A person decided about what is proposed: hold it, do not pursue it, or set a finding aside, until a day at most."""

    decision: Literal["hold", "not pursued", "override"]
    reason: str
    approver: str
    until: date | None = None
    findings: tuple[str, ...] = ()


class EvidenceAdded(Details):
    """Later findings of the same case are added to an open notice."""

    findings: tuple[str, ...]
    figures: str = ""


class ActionByOthers(Details):
    """What somebody else (a regulator, NHS England, another contract) already does about it."""

    who: str
    what: str
    taken_into_account: str


class AgreedInstead(Details):
    """An agreed alternative to escalation: an entry in an improvement or data quality plan, with dates."""

    plan: Plan
    reason: str


class Flagged(Details):
    """A right or event that the contract names: suspension or termination. Raised or lifted, with the ground."""

    flag: Literal["suspension", "termination right", "dispute"]
    raised: bool
    ground: str


class SteppedDown(Details):
    """The case goes a stage down, with thanks."""

    document: Document | None = None
    reason: str = ""


class Closed(Details):
    """The case is closed: what showed that the improvement was achieved and held."""

    evidence: str
    document: Document | None = None
    meeting: date | None = None


class Noted(Details):
    """A note to the file that changes nothing."""

    text: str


class ConcernRaised(Details):
    """The quality lead raised a concern that alleges no level: about what, why, on which signal, resting on which entries.

    `signal` is the signal's sentence, empty where it was raised without one; `quotations` are those its letter cites.
    """

    service: str
    aspect: str
    period: str  # 2025-26-Q2
    reason: str
    signal: str = ""
    entries: tuple[str, ...] = ()
    quotations: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


class Undone(Details):
    """An earlier event of the case (by its number) counts no more; both stay in the register."""

    number: int
    reason: str


KINDS: Mapping[str, type[Details]] = {
    "letter issued": LetterIssued,
    "reply received": ReplyReceived,
    "step approved": Approved,
    "step taken": StepTaken,
    "milestone": MilestoneChanged,
    "sum settled": SumSettled,
    "decided": Decided,
    "evidence added": EvidenceAdded,
    "action by others": ActionByOthers,
    "agreed instead": AgreedInstead,
    "flagged": Flagged,
    "stepped down": SteppedDown,
    "closed": Closed,
    "noted": Noted,
    "concern raised": ConcernRaised,
    "undone": Undone,
    "improvement started": ImprovementStarted,
    "improvement corrected": ImprovementCorrected,
    "improvement reviewed": ImprovementReviewed,
    "improvement stopped": ImprovementStopped,
    "rebased": Rebased,
    "rebase withdrawn": RebaseWithdrawn,
    "feedback linked": FeedbackLinked,
}


def kind_of(details: Details) -> str:
    """The name under which details are recorded."""
    return next(name for name, model in KINDS.items() if type(details) is model)


def details_of(event: Event) -> Details:
    """The details of a recorded event as their model; raises KeyError for a kind that this version does not know.

    Raises ProblemsFound (exit code 7) for details that were changed past the program and can't be read.
    """
    kind, details = KINDS[event.kind], event.details
    try:
        if isinstance(details, RecordedDetails):
            return kind.model_validate_json(details.text)
        return kind.model_validate(details)
    except ValidationError:
        message = f"the details of event {event.n} ({event.case}) can't be read: it was changed after it was recorded"
        problem = Problem("register", message, "run `pxcommission audit verify`")
        raise ProblemsFound([problem], ExitCode.AUDIT_BROKEN) from None
