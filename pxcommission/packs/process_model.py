"""What a document of the General Condition 9 process says, as plain text: the fields its Word template must print."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from pxcommission.cases.case_file import CaseFile
from pxcommission.cases.kinds import Milestone, Sum, SumSettled
from pxcommission.rulebook.contract_forms import ContractForm
from pxcommission.rulebook.contracts import Contract


class Fact(Struct, frozen=True):
    """One figure a document rests on: what was asked, where, what came out, and where the figure stands."""

    requirement: str
    where: str
    result: str
    level: str
    source: str


class Particular(Struct, frozen=True):
    """One line of a form: its label, and what is known or left for a person to fill in."""

    label: str
    text: str


class Action(Struct, frozen=True):
    """One action of a plan, in the groups a reader looks for."""

    number: str
    action: str
    cause: str
    owner: str
    start: str
    due: str
    metric: str
    baseline: str
    target: str
    evidence: str
    achieve_by: str
    maintain_until: str
    sanction: str
    status: str


class SumLine(Struct, frozen=True):
    """One sum: the month it is of, what is done with it, and how it was worked out."""

    month: str
    what: str
    amount: str
    formula: str


class ClauseLine(Struct, frozen=True):
    """One clause the document rests on, what it provides, and whether somebody checked it."""

    clause: str
    provides: str
    standing: str


class ProcessDocument(Struct, frozen=True):
    """One letter, notice or form of the process; every kind has its own template of the same fields."""

    reference: str
    draft: str
    date: str
    served: str
    commissioner: str
    for_whom: str
    provider: str
    addressee: tuple[str, ...]
    copies: tuple[str, ...]
    contract: str
    form: str
    about: str
    ask: str
    ask_note: str
    asks: tuple[str, ...]
    opening: str
    facts: tuple[Fact, ...]
    particulars: tuple[Particular, ...]
    actions: tuple[Action, ...]
    sums: tuple[SumLine, ...]
    history: tuple[str, ...]
    follows: tuple[str, ...]
    disagree: str
    clauses: tuple[ClauseLine, ...]
    signatories: tuple[str, ...]


class Subject(Struct, frozen=True):
    """What a document is about: the case, its requirement in words, the figures, and the edition that governs it.

    `confirmed`: the contract's holder compared the form's numbers with the signed text. `head` is the register's;
    `extra_bank_holidays` are days the workspace adds to the bank holidays.
    """

    contract: Contract
    form: ContractForm
    confirmed: bool
    file: CaseFile
    statement: str
    clause: str
    service: str
    facts: tuple[Fact, ...] = ()
    head: str = ""
    extra_bank_holidays: frozenset[date] = frozenset()


class DocumentWanted(Struct, frozen=True):
    """A document somebody wants: its kind, the day it is to be dated, and what the step brings with it.

    `step` is the form's step where a kind serves several; `texts` fills in particulars by their label.
    """

    kind: str
    on: date
    step: str = ""
    milestones: tuple[Milestone, ...] = ()
    missed: str = ""
    sums: tuple[Sum, ...] = ()
    settled: tuple[SumSettled, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
