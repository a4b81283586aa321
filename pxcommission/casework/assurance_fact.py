"""A fact of the contract's own evidence that stands beside a self-assessment: what it says, of when, from where, or why not."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from pxcommission.periods import Period


class FactKind(StrEnum):
    """What is set beside a self-assessment. The list is closed."""

    PRESENTED = "Presented to the board"
    STORIES = "Patients' stories at the board"
    ANSWERED = "Complaints answered by the day agreed"
    CANDOUR = "Duty of candour"
    ON_TIME = "Reports on time"
    VOLUMES = "Answers received"
    SERVICES = "Services covered"
    GROUPS = "Groups of people covered"
    THEMES = "Themes of what people said"
    SOURCES = "Independent sources side by side"
    JUDGED = "Improvement actions looked at"
    EFFECT = "What came of improvement actions"
    ACTIONS = "Actions of the self-assessment"
    RECEIVED = "Reports received"
    RELEASED = "“You said, we did” published"


class Shows(StrEnum):
    """Which way a fact points, for telling whether a rating points another way; no measure of how good anything is."""

    DONE = "done each time"
    LACKING = "late, missing or not met at least once"
    NEITHER = "points neither way"
    NOTHING = "not assessed"


class Fact(Struct, frozen=True):
    """`says` is a whole sentence; empty where it is not assessed, and `why_not` says why. `source` says where to look it up."""

    kind: FactKind
    says: str
    shows: Shows
    period: Period
    source: str
    contract: str = ""
    why_not: str = ""


def not_assessed(kind: FactKind, why: str, period: Period, source: str, contract: str = "") -> Fact:
    """A fact that nothing is known of, with its reason."""
    return Fact(kind, "", Shows.NOTHING, period, source, contract, why)
