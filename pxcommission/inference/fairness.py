"""Like shortfalls of different contracts side by side: the step each led to, and why the steps differ.

Shortfalls are like when they are of one measure, aspect and service (or of one report owed), stand alike by chance (clearly
worse than the level, not distinguishable from it, or not to be told), and have lasted alike (1, 2, or 3 and more periods).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from pxcommission.assessment.compared_in_words import standing_in_words
from pxcommission.assessment.findings import Finding, Outcome, Reason
from pxcommission.inference.checked import CheckedContract
from pxcommission.inference.fairness_reasons import NO_REASON, why_no_step, why_not_the_same
from pxcommission.inference.fairness_steps import Treated, treated
from pxcommission.rulebook.conditions import COMPARE
from pxcommission.rulebook.contracts import RETURN_PREFIX
from pxcommission.rulebook.thresholds import read_threshold

DIFFERENT_STEPS, NO_STEP = "different steps", "no step at all"
NOT_TOLD = "it can't be told from chance"
MOST_PERIODS = 3
Subject = tuple[str, str, str]
"""Measure (or the report owed), aspect, service."""


class Member(Struct, frozen=True):
    """One contract's shortfall with the step it led to, and why that differs from the gravest step (empty for that one)."""

    treated: Treated
    reasons: tuple[str, ...]


class LikeShortfalls(Struct, frozen=True):
    """Like shortfalls of two contracts or more: led to different steps, or to none. The gravest step stands first."""

    kind: str
    requirement: str
    service: str
    alike: str
    members: tuple[Member, ...]

    @property
    def unexplained(self) -> bool:
        """Whether no reason was found for one of them."""
        return any(NO_REASON in one.reasons for one in self.members)


class Fairness(Struct, frozen=True):
    """What was compared, and the groups to look at. `alike` counts the groups of like shortfalls, treated alike or not."""

    contracts: tuple[str, ...]
    alike: int
    groups: tuple[LikeShortfalls, ...]


def fairness_of(checked: Sequence[CheckedContract]) -> Fairness:
    """The groups of like shortfalls that led to different steps or to none, in the order of requirements and services."""
    shortfalls: dict[tuple[Subject, str, int], list[Treated]] = defaultdict(list)
    others: dict[Subject, list[Treated]] = defaultdict(list)
    for one in checked:
        for case, findings in _by_case(one.findings).items():
            short = tuple(f for f in findings if f.outcome is Outcome.BREACH)
            subject = _subject(one, findings[0])
            if short:
                made = treated(one, case, short)
                shortfalls[subject, _standing(made.findings), _lasted(made.findings)].append(made)
            else:
                others[subject].append(treated(one, case, _with_a_figure(findings)))
    compared = [
        (standing, lasted, [*members, *_met_or_waived(members, others[subject])])
        for (subject, standing, lasted), members in sorted(shortfalls.items())
    ]
    several = [one for one in compared if len({m.contract for m in one[2]}) > 1]
    groups = (group for standing, lasted, members in several for group in _group(standing, lasted, members))
    return Fairness(tuple(one.contract.contract for one in checked), len(several), tuple(groups))


def _by_case(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    cases: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        cases[finding.case].append(finding)
    return cases


def _subject(one: CheckedContract, finding: Finding) -> Subject:
    requirement = one.requirements.get(finding.requirement)
    if requirement is None or finding.requirement.startswith(RETURN_PREFIX):
        return finding.requirement, finding.aspect, finding.service
    return requirement.measure, requirement.aspect, finding.service


def _standing(findings: Sequence[Finding]) -> str:
    """How the shortfall that is surest stands by chance, in words."""
    surest = [one for one in findings if one.clearly_below] or [
        one for one in findings if one.clearly_below is not None
    ]
    return standing_in_words(surest[0]) if surest else NOT_TOLD


def _lasted(findings: Sequence[Finding]) -> int:
    return min(MOST_PERIODS, max(one.breaches_in_a_row for one in findings))


def _with_a_figure(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    last = max(one.period.end for one in findings)
    return tuple(one for one in findings if one.period.end == last)


def _met_or_waived(members: Sequence[Treated], others: Iterable[Treated]) -> Iterator[Treated]:
    """Cases that are waived, or that met a level of their own but would be short of a member's level."""
    bounds = [text for one in members for text in one.levels]
    for other in others:
        waived = any(one.reason is Reason.WAIVED for one in other.findings)
        if waived or any(_short_of(finding, level) for finding in other.findings for level in bounds):
            yield other


def _short_of(finding: Finding, level: str) -> bool:
    threshold = read_threshold(level)
    if threshold is None or threshold.bound is None or finding.outcome is not Outcome.MET or finding.value is None:
        return False
    return not COMPARE[threshold.operator](finding.value, threshold.bound)


def _group(standing: str, lasted: int, members: Sequence[Treated]) -> Iterator[LikeShortfalls]:
    """One group where the steps differ or none was taken; nothing where all led to the same step."""
    listed = sorted(members, key=lambda one: (tuple(-grade for grade in one.step.grade), one.contract, one.requirement))
    first = listed[0]
    alike = f"not met in {_periods(lasted)}; {standing}"
    if len({one.step.kind for one in listed}) > 1:
        told = tuple(
            Member(one, () if one.step.kind == first.step.kind else why_not_the_same(one, first)) for one in listed
        )
        yield LikeShortfalls(DIFFERENT_STEPS, first.requirement, first.service, alike, told)
    elif not first.step.kind and len({one.contract for one in listed if one.fell_short}) > 1:
        told = tuple(Member(one, why_no_step(one)) for one in listed)
        yield LikeShortfalls(NO_STEP, first.requirement, first.service, alike, told)


def _periods(lasted: int) -> str:
    return {1: "one period", 2: "two periods running"}.get(lasted, "three or more periods running")
