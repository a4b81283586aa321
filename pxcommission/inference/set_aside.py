"""Findings as a ladder sees them when a person has set some aside: those count as neither met nor not met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from msgspec.structs import replace

from pxcommission.assessment.findings import Finding, Outcome
from pxcommission.inference.streaks import streaks

MARKS = {Outcome.MET: "m", Outcome.BREACH: "b", Outcome.NOT_ASSESSED: "-"}
Unit = tuple[str, ...]


def as_the_ladder_sees(
    findings: Sequence[Finding], earlier: Iterable[Finding], set_aside: Collection[str]
) -> tuple[Finding, ...]:
    """The findings with what is set aside as not assessed, and the streaks of its units counted anew; verdicts stay elsewhere.

    `earlier` holds every finding of these contracts from their first day on (those of `findings` may be among them).
    """
    touched = {unit_of(one) for one in (*earlier, *findings) if one.id in set_aside}
    history: dict[Unit, dict[str, Finding]] = defaultdict(dict)
    for one in (*earlier, *findings):
        if unit_of(one) in touched:
            history[unit_of(one)][one.id] = one
    return tuple(
        _recounted(one, list(history[unit_of(one)].values()), set_aside) if unit_of(one) in touched else one
        for one in findings
    )


def unit_of(finding: Finding) -> Unit:
    """What a finding is about, whatever the period."""
    return (finding.contract, finding.requirement, finding.service, finding.touchpoint, finding.site, finding.ward)


def _recounted(finding: Finding, history: Sequence[Finding], set_aside: Collection[str]) -> Finding:
    until = sorted((one for one in history if one.period.end <= finding.period.end), key=lambda one: one.period.end)
    marks = ["-" if one.id in set_aside else MARKS[one.outcome] for one in until]
    run = streaks(marks)[-1]
    counted = replace(
        finding,
        breaches_in_a_row=run.breaches_in_a_row,
        met_in_a_row=run.met_in_a_row,
        breaches_in_last=tuple((n, marks[-n:].count("b")) for n, _ in finding.breaches_in_last),
    )
    if finding.id not in set_aside:
        return counted
    return replace(counted, outcome=Outcome.NOT_ASSESSED, short_by=None, clearly_below=None, compared=None, chart=None)
