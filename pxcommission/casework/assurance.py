"""What an organisation says of itself beside what the contract's own evidence says: facts, gaps with reasons, and questions.

Nothing here rates reality, and nothing changes a rating or a finding. A difference is a question for the board, never a verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from pxcommission.casework.assurance_fact import Fact, FactKind
from pxcommission.casework.assurance_of_contracts import facts_of_contracts
from pxcommission.casework.assurance_of_records import facts_of_records, facts_of_the_round
from pxcommission.casework.assurance_rules import Question, area_of_fact, questions_of
from pxcommission.casework.trail import TrailKnown
from pxcommission.casework.trail_heard import codes_of
from pxcommission.diagnostics.comparison import AreaCounts, Comparison, RoundName, compared, name_of
from pxcommission.diagnostics.entries import Round
from pxcommission.diagnostics.frameworks import Area, Framework
from pxcommission.periods import Period, add_months, quarter_of
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook

NOTHING_HERE = "nothing that a contract holds is set beside this area"


class AreaAssured(Struct, frozen=True):
    """One area: how each rater of the round answered it, and what the contracts' evidence says; `why_none` where it is silent."""

    area: Area
    said: tuple[AreaCounts, ...]
    facts: tuple[Fact, ...]
    why_none: str = ""


class Assurance(Struct, frozen=True):
    """A round beside the evidence of the four whole quarters before it. `elsewhere`: facts for which the edition has no area."""

    organisation: str
    framework: Framework
    round: RoundName
    span: Period
    as_at: date
    contracts: tuple[str, ...]
    areas: tuple[AreaAssured, ...]
    elsewhere: tuple[Fact, ...]
    questions: tuple[Question, ...]

    @property
    def not_assessed(self) -> tuple[Fact, ...]:
        """Everything of which the contract's evidence says nothing, with its reason."""
        return tuple(one for one in (*(f for a in self.areas for f in a.facts), *self.elsewhere) if one.why_not)


def assurance_of(
    known: TrailKnown, framework: Framework, parts: Sequence[Round], own: Sequence[Round] | None = None
) -> Assurance:
    """One round (its parts by every rater) beside the evidence; `own`: every round, for the actions agreed in earlier ones."""
    span = span_before(max(one.assessed_on for one in parts))
    organisation = parts[0].organisation
    contracts = contracts_with(known.workspace.rulebook, organisation)
    facts = (
        *facts_of_contracts(known, contracts, span),
        *facts_of_records(known, contracts, span),
        *facts_of_the_round(parts, own or parts, known.as_at, span),
    )
    ordered = sorted(facts, key=lambda one: list(FactKind).index(one.kind))
    counted = compared(framework, parts)
    return Assurance(
        organisation,
        framework,
        name_of(parts[0]),
        span,
        known.as_at,
        tuple(one.id for one in contracts),
        tuple(_area(area, framework, counted, ordered) for area in framework.areas),
        tuple(one for one in ordered if area_of_fact(framework, one.kind) is None),
        tuple(questions_of(framework, parts, ordered)),
    )


def contracts_with(rulebook: Rulebook, organisation: str) -> tuple[ContractInForce, ...]:
    """The contracts in which the organisation is the provider, under its code of today or an earlier one."""
    return tuple(one for one in rulebook.contracts.values() if organisation in codes_of(one))


def span_before(assessed_on: date) -> Period:
    """The four whole quarters that had ended when the round was assessed."""
    running = quarter_of(assessed_on).start
    return Period(add_months(running, -12), running - timedelta(days=1))


def _area(area: Area, framework: Framework, counted: Comparison, facts: Sequence[Fact]) -> AreaAssured:
    found = tuple(one for one in facts if area_of_fact(framework, one.kind) == area.id)
    said = tuple(one for one in counted.areas if one.area == area.id)
    return AreaAssured(area, said, found, "" if found else NOTHING_HERE)
