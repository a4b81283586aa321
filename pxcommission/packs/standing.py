"""Where each requirement stands in one checked contract, and by which road what was not met is taken up."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from pxcommission.assessment.findings import Finding, Outcome, Reason
from pxcommission.inference.cases import STEP_DOWN, Proposal
from pxcommission.inference.checked import CheckedContract
from pxcommission.rulebook.ladders import MEETING_PAPER


class Road(StrEnum):
    """How a proposal reaches the provider."""

    QUESTION = "question for the meeting"
    LETTER = "challenge letter"
    NOTICE = "GC9 Contract Performance Notice"
    STEP_DOWN = "step down"


class Standing(StrEnum):
    """What became of a requirement, all its units taken together."""

    MET = "met"
    NOT_MET = "not met"
    NOT_ASSESSED = "not assessed"


class CaseStanding(Struct, frozen=True):
    """One requirement and service with its findings; `watched` ones are no obligation, `set_aside` ones count as neither."""

    case: str
    requirement: str
    service: str
    standing: Standing
    watched: bool
    findings: tuple[Finding, ...]
    set_aside: frozenset[str] = frozenset()

    @property
    def not_met(self) -> tuple[Finding, ...]:
        """Its findings in breach, without those that a person set aside."""
        return tuple(f for f in self.findings if f.outcome is Outcome.BREACH and f.id not in self.set_aside)


class Raised(Struct, frozen=True):
    """One case a proposal takes up, with the findings that may be printed."""

    proposal: Proposal
    findings: tuple[Finding, ...]


def road_of(checked: CheckedContract, proposal: Proposal) -> Road:
    """The road of a proposal's stage."""
    if proposal.stage == STEP_DOWN:
        return Road.STEP_DOWN
    stage = checked.ladder_of(proposal.case).stage(proposal.stage)
    if stage.step is not None:
        return Road.NOTICE
    return Road.QUESTION if stage.document == MEETING_PAPER else Road.LETTER


def stage_name(checked: CheckedContract, stage: str, case: str = "") -> str:
    """The stage's name on the ladder of a case, or on the contract's own."""
    ladder = checked.ladder_of(case)
    if not stage or ladder.rank(stage) == 0:
        return stage.capitalize() or "none"
    return ladder.stage(stage).name


def kept_inside(checked: CheckedContract, finding: Finding) -> bool:
    """Whether a person decided that it is not put to the provider now: held, not pursued or set aside."""
    return any(decision.in_force for decision in checked.decisions_about(finding))


def raised(checked: CheckedContract, road: Road) -> tuple[Raised, ...]:
    """The cases of one road, with their final findings (an `at_once` step may rest on provisional ones).

    A letter takes up obligations only; a question may also be asked of what is watched. A case left with nothing to
    print is left out.
    """
    by_id = {finding.id: finding for finding in checked.findings}
    found = []
    for proposal in checked.proposals:
        if road_of(checked, proposal) is not road:
            continue
        units = (by_id[unit] for unit in proposal.units if unit in by_id)
        printed = tuple(f for f in units if _may_print(f, proposal, road) and not kept_inside(checked, f))
        if printed:
            found.append(Raised(proposal, printed))
    return tuple(found)


def standings(checked: CheckedContract) -> tuple[CaseStanding, ...]:
    """Every case in the order of its first finding; units that the requirement does not apply to are left out."""
    cases: dict[str, list[Finding]] = {}
    for finding in checked.findings:
        if finding.reason is not Reason.NOT_APPLICABLE:
            cases.setdefault(finding.case, []).append(finding)
    at_once = {unit for proposal in checked.proposals if proposal.at_once for unit in proposal.units}
    aside = frozenset(checked.set_aside)
    return tuple(
        CaseStanding(
            case=case,
            requirement=found[0].requirement,
            service=found[0].service,
            standing=_standing(found, at_once, aside),
            watched=_watched(found),
            findings=tuple(found),
            set_aside=aside & {f.id for f in found},
        )
        for case, found in cases.items()
    )


def _standing(findings: Iterable[Finding], at_once: set[str], aside: frozenset[str]) -> Standing:
    found = list(findings)
    if any(f.outcome is Outcome.BREACH and f.id not in aside and (f.final or f.id in at_once) for f in found):
        return Standing.NOT_MET
    if all(f.outcome is Outcome.MET and f.final and f.id not in aside for f in found):
        return Standing.MET
    return Standing.NOT_ASSESSED


def _watched(findings: Iterable[Finding]) -> bool:
    return not any(finding.adopted for finding in findings)


def _may_print(finding: Finding, proposal: Proposal, road: Road) -> bool:
    if finding.outcome is not Outcome.BREACH or not (finding.adopted or road is Road.QUESTION):
        return False
    return finding.final or (proposal.at_once and road is Road.LETTER)
