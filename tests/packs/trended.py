"""Checked quarters whose first finding has so many months for a trend."""

from __future__ import annotations

from datetime import date

from examples import checked
from msgspec.structs import replace

from pxcommission.assessment.chart_reading import ChartPoint, ChartReading
from pxcommission.inference.checked import CheckedContract
from pxcommission.periods import month_of

MONTHS = [month_of(date(2024 + (month > 12), (month - 1) % 12 + 1, 1)) for month in range(12, 22)]  # to September 2025
Counts = tuple[int | None, int | None]


def months_of(*counts: Counts) -> ChartReading:
    """The reading of the last months, one for each pair of counts."""
    points = tuple(
        ChartPoint(month, numerator, denominator, "" if numerator is not None else "no figure")
        for month, (numerator, denominator) in zip(MONTHS[-len(counts) :], counts, strict=True)
    )
    return ChartReading(points, None, "10 periods are too few for a chart (12 are needed)")


def trended(*counts: Counts) -> CheckedContract:
    """The example quarter with these months for its first finding, which a challenge letter is proposed for."""
    base = checked()
    first, *others = base.findings
    return replace(base, findings=(replace(first, chart=months_of(*counts)), *others))
