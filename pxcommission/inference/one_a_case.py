"""Of what the ladders say, what is shown: one proposal a case, and what was held back in its period."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from pxcommission.inference.cases import STEP_DOWN, CaseSignals, HeldBack, Proposal
from pxcommission.rulebook.ladders import Ladder

Told = TypeVar("Told", Proposal, HeldBack)


def in_order(found: Iterable[Told]) -> list[Told]:
    """What the ladders of a contract say, in the order of its requirements."""
    return sorted(found, key=lambda one: (one.requirement, one.service, one.period))


def with_last_step_downs(proposals: Sequence[Proposal], signals: Iterable[CaseSignals]) -> list[Proposal]:
    """The proposals without a step down that a later known period of its case does not bear out."""
    known = (one for one in signals if "in_breach" in dict(one.words))
    last = {one.case: one.period for one in sorted(known, key=lambda one: one.period)}
    return [one for one in proposals if one.stage != STEP_DOWN or one.period >= last.get(one.case, one.period)]


def one_a_case(proposals: Sequence[Proposal], ladder_of: Callable[[str], Ladder]) -> tuple[Proposal, ...]:
    """One proposal a case: the highest stage proposed for a period that ends in the quarter, the latest of these."""
    best: dict[str, Proposal] = {}
    for proposal in proposals:
        before, ladder = best.get(proposal.case), ladder_of(proposal.case)
        if before is None or (ladder.rank(before.stage), before.period) < (
            ladder.rank(proposal.stage),
            proposal.period,
        ):
            best[proposal.case] = proposal
    return tuple(best.values())


def of_the_period_shown(
    held_back: Sequence[HeldBack], called_for: Sequence[Proposal | HeldBack]
) -> tuple[HeldBack, ...]:
    """What was held back for the period of the case's proposal, or for the last period in which anything was."""
    shown = {one.case: one.period for one in sorted(held_back, key=lambda one: one.period)}
    shown |= {one.case: one.period for one in called_for}
    return tuple(one for one in held_back if one.period == shown[one.case])
