"""Findings of the hand-made quarter with charts of their own figures, and three wards of one requirement."""

from __future__ import annotations

from datetime import date
from typing import Any

from examples import checked, finding
from msgspec.structs import replace

from pxcommission.assessment.chart_reading import ChartPoint, ChartReading
from pxcommission.assessment.findings import Finding, Outcome
from pxcommission.assessment.statistics.profiles import PTD
from pxcommission.assessment.statistics.xmr import analyse_series
from pxcommission.assessment.statistics.xmr_series import Asked, Improvement, Series
from pxcommission.inference.checked import CheckedContract
from pxcommission.periods import add_months, month_of

STEADY = tuple(190 + at % 3 for at in range(15))
FALLING = (*STEADY, 178, 176, 171)


def reading(numerators: tuple[int, ...], denominator: int = 200, level: float = 95.0) -> ChartReading:
    """The chart of so many months up to September 2025."""
    last = date(2025, 9, 1)
    months = [month_of(add_months(last, back - len(numerators) + 1)) for back in range(len(numerators))]
    points = tuple(ChartPoint(month, counted, denominator) for month, counted in zip(months, numerators, strict=True))
    series = Series("", [p.period.start for p in points], [p.value for p in points], Asked(Improvement.INCREASE, level))  # fmt: skip
    return ChartReading(points, analyse_series([series], PTD)[0])


def charted(**more: Any) -> CheckedContract:
    """The example quarter: the first finding charted, and wards of a requirement, one of them of few people."""
    base = checked()
    first = replace(base.findings[0], chart=reading((*FALLING,)), previous=("2025/26 Q1: 190 of 200, met", "2024/25 Q4: 3 of 40, not met"), breaches_in_a_row=1)  # fmt: skip
    found = (first, *wards(), *base.findings[1:])
    return replace(base, findings=found, **more)


def wards() -> tuple[Finding, ...]:
    """Three wards: one that fell, one that is steady, one of seven answers a month, whose chart is not shown."""
    of = {"level": "ward", "site": "RZ101"}
    met = {"outcome": Outcome.MET, "short_by": 0, "breaches_in_a_row": 0}
    return (
        finding("FFT-IP-POSITIVE", "inpatient", 525, 600, ward="Ash", unit_name="Ash", chart=reading(FALLING), **of),
        finding("FFT-IP-POSITIVE", "inpatient", 576, 600, ward="Elm", unit_name="Elm", chart=reading(STEADY), **of, **met),
        finding("FFT-IP-POSITIVE", "inpatient", 19, 21, ward="Oak", unit_name="Oak", chart=reading((6, 7, 6) * 6, 7), **of),
    )  # fmt: skip
