"""The example's quarter with a chart, letters, replies and quotations: what a letter, a paper and a page add to the figures."""

from __future__ import annotations

from datetime import date
from typing import Any

from examples import checked
from msgspec.structs import replace

from pxcommission.assessment.chart_reading import ChartPoint, ChartReading
from pxcommission.assessment.statistics.compared_with_target import ComparedWithTarget, Standing
from pxcommission.assessment.statistics.xmr import analyse
from pxcommission.assessment.statistics.xmr_series import Asked, Improvement
from pxcommission.cases.improvement_details import ImprovementReviewed, Registration
from pxcommission.cases.improvement_records import ImprovementRecord, Review
from pxcommission.inference.checked import CheckedContract
from pxcommission.inference.recorded import CaseRecord, LetterOut, ReplyGiven
from pxcommission.listening.quotations import Quoted
from pxcommission.periods import month_of

INPATIENT = "EXAMPLE-ACUTE/FFT-IP-POSITIVE/inpatient"
COUNTS = [(380 - (at % 3) * 2, 406) for at in range(15)] + [(377, 406), (377, 406), (378, 406)]


def chart_of(counts: list[tuple[int, int]]) -> ChartReading:
    """The chart of monthly counts that end with September 2025."""
    days = [date(2025 + (9 - len(counts) + at) // 12, (9 - len(counts) + at) % 12 + 1, 1) for at in range(len(counts))]
    points = tuple(ChartPoint(month_of(day), top, whole) for day, (top, whole) in zip(days, counts, strict=True))
    asked = Asked(improvement=Improvement.INCREASE, target=93.0)
    return ChartReading(points, analyse(days, [100 * top / whole for top, whole in counts], asked, name="FFT"))


def charted(counts: list[tuple[int, int]] | None = None, **more: Any) -> CheckedContract:
    """The example with a chart of its inpatient figure, and what chance leaves standing of it."""
    base, chart = checked(), chart_of(counts or COUNTS)
    compared = ComparedWithTarget(Standing.NOT_DISTINGUISHABLE, 0.914, 0.943, "Wilson 95%")
    found = tuple(
        replace(f, chart=chart, compared=compared, **more) if f.requirement == "FFT-IP-POSITIVE" else f
        for f in base.findings
    )
    return replace(base, findings=found)


def written_before(base: CheckedContract | None = None, **more: Any) -> CheckedContract:
    """The example after a letter in August and the provider's answer."""
    letter = LetterOut("challenge", date(2025, 8, 28), date(2025, 9, 8), "EXAMPLE-ACUTE/2025-26-Q1/aaaaaaaaaaaa")
    reply = ReplyGiven(
        date(2025, 9, 5), "partly", "Two wards were short of staff in May", "reply.docx", "challenge", True
    )
    record = CaseRecord(INPATIENT, "challenge", **{"letters": (letter,), "replies": (reply,), **more})
    return replace(base or checked(), register="12:" + "ab12cd34" * 8, records={INPATIENT: record})


def quotation(words: str, aspect: str = "overall", service: str = "inpatient", kind: str = "interview") -> Quoted:
    """A passage that may be quoted."""
    day = date(2025, 8, 4)
    return Quoted("Q1", words, "E1", kind, "RZ1", service, aspect, (), day, "Quality lead", day)


def improvement(
    verdict: str = "", action: str = "Night noise is measured and told to wards each week"
) -> ImprovementRecord:
    """A registered action, looked at once where a verdict is given."""
    wanted = Registration(
        action=action, start=date(2025, 7, 14), expect="more people rest well", direction="increase",
        measure="fft_positive", involved=("Ward sisters", "Head of estates"),
    )  # fmt: skip
    looked = (
        ImprovementReviewed(id="x", look=1, verdict=verdict, figures_before=12, figures_after=3) if verdict else None
    )
    reviews = (Review(date(2025, 11, 3), "Quality lead", looked),) if looked else ()
    day = date(2025, 7, 10)
    return ImprovementRecord(
        f"{INPATIENT}/improvement-1", "EXAMPLE-ACUTE", INPATIENT, wanted, day, day, "Quality lead", 0, reviews=reviews
    )
