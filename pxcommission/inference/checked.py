"""What a check of one contract and period came to: all that a screen, a letter or a workbook is made from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct, field

from pxcommission.assessment.findings import Finding
from pxcommission.assessment.triangulation import Triangulated
from pxcommission.assessment.triangulation_signals import LeadSignal
from pxcommission.evidence.observations import Statement
from pxcommission.inference.cases import CaseSignals, CaseState, HeldBack, Proposal
from pxcommission.inference.recorded import CaseRecord, PersonsDecision, set_aside_by
from pxcommission.periods import Period
from pxcommission.rulebook.contract_forms import ContractForm
from pxcommission.rulebook.contracts import RETURN_PREFIX, Contract
from pxcommission.rulebook.ladders import Ladder
from pxcommission.rulebook.requirements import Requirement
from pxcommission.vocabulary.models import Vocabulary

if TYPE_CHECKING:
    from pxcommission.assessment.equality import EqualityTable
    from pxcommission.assessment.reconciliation_found import Difference
    from pxcommission.assessment.small_numbers_findings import Withheld


class Awaited(Struct, frozen=True):
    """A source the contract expects that is not in yet: `not due yet`, `not yet published`, `not loaded`, `not received`."""

    contract: str
    source: str  # the report's or publication's name in the contract
    kind: str  # report or publication
    period: Period
    due: date
    state: str
    detail: str


class SourceUsed(Struct, frozen=True):
    """A file the findings rest on."""

    file: str
    sha256: str
    kind: str
    reader: str
    origin: str
    published: date | None
    received: date | None


class ProvidersWord(Struct, frozen=True):
    """What the provider said of a requirement, with where it stands."""

    file: str
    statement: Statement
    received: date | None


class DataNote(Struct, frozen=True):
    """Something about the data a reader should know: where, what, and which findings it touches."""

    place: str
    message: str
    weight: str


class CheckedContract(Struct, frozen=True, dict=True):
    """One contract's checked quarter. `run` is 12 hex digits of a SHA-256 of the inputs; everything is in fixed order.

    `register` is the head of the case register (`12:ab12…`), empty where nothing is recorded; `records` and `states` are
    what it says of each case.
    """

    run: str
    period: Period
    as_at: date
    engine: str
    contract: Contract
    contract_file: str
    form: ContractForm
    form_id: str
    ladder: Ladder
    requirements: Mapping[str, Requirement]
    clauses: Mapping[str, str]  # requirement id -> clause in this contract; RETURN-... ids too
    vocabulary: Vocabulary
    findings: tuple[Finding, ...]
    proposals: tuple[Proposal, ...]
    held_back: tuple[HeldBack, ...]
    awaited: tuple[Awaited, ...]
    said: tuple[ProvidersWord, ...]
    sources: tuple[SourceUsed, ...]
    notes: tuple[DataNote, ...]
    signals: tuple[CaseSignals, ...] = ()
    extra_bank_holidays: frozenset[date] = frozenset()
    returns_ladder: Ladder | None = None
    register: str = ""
    records: Mapping[str, CaseRecord] = field(default_factory=dict)
    states: Mapping[str, CaseState] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()
    triangulated: tuple[Triangulated, ...] = ()
    for_the_lead: tuple[LeadSignal, ...] = ()
    equality: tuple[EqualityTable, ...] = ()

    def ladder_of(self, case_or_requirement: str) -> Ladder:
        """The ladder that a case, or every case of a requirement, follows."""
        _, _, rest = case_or_requirement.partition("/")
        requirement = rest or case_or_requirement
        own = self.returns_ladder is not None and requirement.startswith(RETURN_PREFIX)
        return self.returns_ladder if own and self.returns_ladder else self.ladder

    @cached_property
    def withheld(self) -> Mapping[str, Withheld]:
        """By finding's id why its figure stays out of papers between the parties: small numbers of answers, and their like."""
        from pxcommission.assessment.small_numbers_findings import withheld_findings

        return withheld_findings(self.findings, {name for name in self.requirements if self.asks_views(name)})

    def asks_views(self, requirement: str) -> bool:
        """Whether a requirement's figure comes from a source that asks people for their views."""
        known = self.requirements.get(requirement)
        measure = self.vocabulary.measures.get(known.measure) if known is not None else None
        every = self.vocabulary.measures.values() if measure is not None else ()
        return any(other.kind == "view" for other in every if measure and other.feedback == measure.feedback)

    @property
    def set_aside(self) -> dict[str, PersonsDecision]:
        """The findings that stand set aside by a person's decision, by id."""
        return set_aside_by(self.records.values())

    def decisions_about(self, finding: Finding) -> tuple[PersonsDecision, ...]:
        """Every decision about a finding, those that hold no more included."""
        record = self.records.get(finding.case)
        return tuple(one for one in record.decisions if one.concerns(finding.id)) if record else ()
