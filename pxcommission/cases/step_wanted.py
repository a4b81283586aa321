"""A step that a person wants to record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from pxcommission.cases.kinds import Approval, Document, Plan, Sum, SumSettled


class StepWanted(Struct, frozen=True):
    """A step a person wants to record: the day it is dated, and what it brings with it.

    `given` names what of the form's needs a person says is there (NEEDS in contract_forms.py); needs.py sees the rest by
    itself: the plan, the missed milestone, the approvals, the sums, what is settled with it, answers under the need's own name.
    """

    step: str
    on: date
    given: frozenset[str] = frozenset()
    document: Document | None = None
    served: date | None = None
    method: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    plan: Plan | None = None
    milestone: str = ""
    sums: tuple[Sum, ...] = ()
    settled: tuple[SumSettled, ...] = ()
    approvals: tuple[Approval, ...] = ()
