"""A back-test in words: the finding as a title, and a description for people who do not see the chart."""

from __future__ import annotations

from fractions import Fraction

from pxcommission.impact.sweeps import Sweep, Tried
from pxcommission.rulebook.thresholds import Threshold, bound_text

NOT_MET, SHORT_BY_ONE, BARELY_MET = "not met", "of these short by 1 case", "+ met by fewer than 2 cases"


def number_of(threshold: Threshold) -> str:
    """`95%` or `5`."""
    return bound_text(threshold.bound or Fraction(0), threshold.percent)


def title_of(sweep: Sweep) -> str:
    """The finding: `FFT-IP-POSITIVE: 6 of 7 results miss at least 95%, in force now; 0 would miss 85%, 7 would miss 97%`."""
    first, last, now = sweep.tried[0], sweep.tried[-1], sweep.now
    ends = [one for one in dict.fromkeys((first, last)) if one is not now]
    others = [f"{one.breaches} would miss {number_of(one.threshold)}" for one in ends]
    if now is None:
        if not others or len(ends) == 1:
            return f"{sweep.requirement.id}: {_of(first)} would miss {first.threshold.text}"
        return (
            f"{sweep.requirement.id}: {_of(first)} would miss {first.threshold.text}, "
            f"{last.breaches} would miss {number_of(last.threshold)}"
        )
    said = (
        f"{sweep.requirement.id}: {_of(now)} miss{'es' if now.breaches == 1 else ''} {now.threshold.text}, in force now"
    )
    return f"{said}; {', '.join(others)}" if others else said


def _of(one: Tried) -> str:
    return f"{one.breaches} of {one.assessed} result{'' if one.assessed == 1 else 's'}"


def span_told(sweep: Sweep) -> str:
    """`2024/25 Q1 to 2025/26 Q4, 8 periods`."""
    first, last = sweep.periods[0].label, sweep.periods[-1].label
    count = len(sweep.periods)
    return f"{first}{f' to {last}' if first != last else ''}, {count} period{'' if count == 1 else 's'}"


def description_of(sweep: Sweep) -> str:
    """What the chart shows, threshold by threshold: its alternative text."""
    lines = [
        f"{title_of(sweep)}.",
        f"Bars of how many results of {sweep.contract} would not have been met at each threshold, {span_told(sweep)}.",
    ]
    return " ".join([*lines, *(_told(sweep, one) for one in sweep.tried)])


def _told(sweep: Sweep, one: Tried) -> str:
    now = " (in force now)" if sweep.is_current(one) else ""
    near = f", {one.barely_missed} of them short by 1 case" if one.barely_missed else ""
    barely = f"; {one.barely_met} met by fewer than 2 cases" if one.barely_met else ""
    return f"{one.threshold.text}{now}: {one.breaches} of {one.assessed} not met{near}{barely}."
