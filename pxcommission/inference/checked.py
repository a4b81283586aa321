"""What a check of one contract and period came to: all that a screen, a letter or a workbook is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pxcommission.assessment.findings import Finding
from pxcommission.evidence.observations import Statement
from pxcommission.inference.cases import CaseSignals, HeldBack, Proposal
from pxcommission.periods import Period
from pxcommission.rulebook.contract_forms import ContractForm
from pxcommission.rulebook.contracts import Contract
from pxcommission.rulebook.ladders import Ladder
from pxcommission.rulebook.requirements import Requirement
from pxcommission.vocabulary.models import Vocabulary


@dataclass(frozen=True, slots=True)
class Awaited:
    """A source the contract expects that is not in yet: `not due yet`, `not yet published`, `not loaded`, `not received`."""

    contract: str
    source: str  # the report's or publication's name in the contract
    kind: str  # report or publication
    period: Period
    due: date
    state: str
    detail: str


@dataclass(frozen=True, slots=True)
class SourceUsed:
    """A file the findings rest on."""

    file: str
    sha256: str
    kind: str
    reader: str
    origin: str
    published: date | None
    received: date | None


@dataclass(frozen=True, slots=True)
class ProvidersWord:
    """What the provider said of a requirement, with where it stands."""

    file: str
    statement: Statement
    received: date | None


@dataclass(frozen=True, slots=True)
class DataNote:
    """Something about the data a reader should know: where, what, and which findings it touches."""

    place: str
    message: str
    weight: str


@dataclass(frozen=True)
class CheckedContract:
    """One contract's checked quarter. `run` is 12 hex digits of a SHA-256 of the inputs; everything is in fixed order."""

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
