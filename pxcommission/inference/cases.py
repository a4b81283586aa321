"""What the engines exchange about a case: its state, a period's signals, and what is proposed or held back."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from pxcommission.periods import Period

STEP_DOWN = "step down"


class CaseState(Struct, frozen=True):
    """Where a case stands; the defaults mean there is no case yet.

    `stage` is the id of the highest stage *issued* (empty: none); a proposal never moves it. `reply_date_passed` says
    the reply date of that stage's letter lies behind. The days only make reasons readable; no rule reads them.
    """

    stage: str = ""
    reply_date_passed: bool = False
    reply_overdue: bool = False
    notice_open: bool = False
    plan_overdue: bool = False
    exception_reports_in_6_months: int = 0
    issued_on: date | None = None
    reply_by: date | None = None
    replied_on: date | None = None


class CaseSignals(Struct, frozen=True):
    """What one period says about one case: small whole numbers by word; a word that is absent is unknown.

    `citable`: every unit in breach rests on an adopted obligation with a threshold of its own (monitored requirements and
    thresholds relative to others never go beyond a question). `final`: every source of the units in breach is in.
    `uncorroborated` says why a step of General Condition 9 must not rest on it yet: views of patients need an independent
    source and more than chance (empty: it may).
    """

    contract: str
    requirement: str
    service: str
    aspect: str
    period: Period
    words: tuple[tuple[str, int], ...]
    citable: bool
    final: bool
    units: tuple[str, ...] = ()  # ids of the findings in breach
    awaited: tuple[str, ...] = ()  # the sources not yet in, in words, when not final
    why_not_citable: str = "monitored only"
    uncorroborated: str = ""

    @property
    def case(self) -> str:
        """`CONTRACT/REQUIREMENT/service`."""
        return f"{self.contract}/{self.requirement}/{self.service}"


class Decision(Struct, frozen=True):
    """What the ladder makes of one case and period: a stage id, `step down`, or nothing (empty stage)."""

    case: str
    period: Period
    stage: str
    ladder_rule: str


class Proposal(Struct, frozen=True):
    """A proposed next step with its reasons in words, for a person to issue or not."""

    case: str
    contract: str
    requirement: str
    service: str
    aspect: str
    period: Period
    units: tuple[str, ...]
    stage: str
    ladder_rule: str
    because: tuple[str, ...]
    at_once: bool = False
    final: bool = True


class HeldBack(Struct, frozen=True):
    """A step that was not proposed although something fell short, and why not."""

    case: str
    contract: str
    requirement: str
    service: str
    period: Period
    stage: str
    because: tuple[str, ...]
