"""What XmR charts say, as text, JSON and csv."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date

from msgspec.structs import asdict

from pxcommission.assessment.statistics.profiles import Profile
from pxcommission.assessment.statistics.xmr_series import Point, SeriesResult
from pxcommission.assessment.statistics.xmr_words import CAVEAT, basis, day_told, finding, icons_told, special_spans
from pxcommission.cli.paragraphs import paragraph
from pxcommission.cli.tables import rows_csv
from pxcommission.problems import Problem, Weight, shortened

MOST_SPANS = 8
POINT_COLUMNS = (
    "date", "value", "mean", "lpl", "upl", "special_cause_type", "point_type", "rebase_group", "in_baseline", "near_lpl",
    "near_upl", "outside_limits", "relative_to_mean", "close_to_limits", "trajectory",
)  # fmt: skip
COLUMNS = ("series", *POINT_COLUMNS, "target", "variation", "assurance", "cannot_assess", "profile", "rebase_reason")


def results_text(results: Sequence[SeriesResult]) -> str:
    """A paragraph a series: what its chart says, which points are special, and what it rests on; then the caveat."""
    parts = ["\n".join(_paragraphs(result)) for result in results]
    return "\n\n".join([*parts, paragraph(CAVEAT)])


def _paragraphs(result: SeriesResult) -> Iterator[str]:
    yield f"{paragraph(result.name)} ({_span(result)})"
    for text in (finding(result), icons_told(result), _special(result), basis(result)):
        if text:
            yield paragraph(text, "  ", "  ")


def _span(result: SeriesResult) -> str:
    points = result.points
    number = "1 point" if len(points) == 1 else f"{len(points)} points"
    return f"{number}, {day_told(points[0], result)} to {day_told(points[-1], result)}" if points else "no points"


def _special(result: SeriesResult) -> str:
    """The special points; none where the limits fall together, since every point would be one."""
    special = special_spans(result)
    if not special or (result.cannot_assess is not None and result.cannot_assess.code == "limits_collapse"):
        return ""
    earlier = f"; and {len(special) - MOST_SPANS} earlier" if len(special) > MOST_SPANS else ""
    return f"Beyond common cause: {'; '.join(special[-MOST_SPANS:])}{earlier}."


def results_json(results: Sequence[SeriesResult], profile: Profile) -> str:
    """The results as JSON; what is missing or undefined is null."""
    listed = {
        "profile": profile.name,
        "profile_settings": asdict(profile),
        "series": [_series_json(result) for result in results],
        "caveat": CAVEAT,
    }
    return json.dumps(listed, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _series_json(result: SeriesResult) -> dict[str, object]:
    cannot, baseline = result.cannot_assess, result.baseline
    return {
        "name": result.name,
        "points": [dict(zip(POINT_COLUMNS, _point(point), strict=True)) for point in result.points],
        "variation": result.variation,
        "assurance": result.assurance,
        "cannot_assess": None if cannot is None else cannot.reason,
        "cannot_assess_code": None if cannot is None else cannot.code.value,
        "finding": finding(result),
        "improvement": result.asked.improvement.value,
        "target": result.target,
        "short_group": result.short_group,
        "baseline": {
            "points": len(baseline),
            "from": baseline[0].date.isoformat() if baseline else None,
            "to": baseline[-1].date.isoformat() if baseline else None,
            "fixed_after": result.asked.fix_after,
        },
        "rebases": [{"on": rebase.on.isoformat(), "reason": rebase.reason} for rebase in result.rebases],
        "rebases_unused": [rebase.on.isoformat() for rebase in result.rebases_unused],
    }


def results_csv(results: Sequence[SeriesResult]) -> str:
    """Every point a line, with the result of its series; numbers in full."""
    return rows_csv(COLUMNS, (row for result in results for row in _rows(result)))


def _rows(result: SeriesResult) -> Iterator[Sequence[object]]:
    cannot = result.cannot_assess
    reasons = {rebase.on: rebase.reason or "no reason recorded" for rebase in result.rebases}
    for point in result.points:
        shown = ["TRUE" if cell is True else "FALSE" if cell is False else cell for cell in _point(point)]
        yield [
            result.name, *shown, result.target, result.variation, result.assurance,
            "" if cannot is None else cannot.reason, result.profile.label, reasons.get(point.date, ""),
        ]  # fmt: skip


def _point(point: Point) -> list[object]:
    return [
        point.date.isoformat(), point.value, point.mean, point.lpl, point.upl, point.special_cause_type,
        point.point_type, point.rebase_group, point.in_baseline, point.near_lpl, point.near_upl, point.outside,
        point.relative_to_mean, point.close_to_limits, point.trajectory,
    ]  # fmt: skip


def unused_rebases(results: Sequence[SeriesResult], shown: str) -> tuple[Problem, ...]:
    """A warning for each day of a rebase that is in no point of a series it is for: it does nothing there."""
    days = sorted({rebase.on for result in results for rebase in result.rebases_unused})
    return tuple(
        Problem(
            shown,
            f"{_of_series(results, day)} is on {day.isoformat()}, so nothing was rebased there",
            "give the day of a point exactly as it stands in the file",
            weight=Weight.WARNING,
        )
        for day in days
    )


def _of_series(results: Sequence[SeriesResult], day: date) -> str:
    names = [result.name for result in results if any(rebase.on == day for rebase in result.rebases_unused)]
    return "no point" if len(results) == 1 else f"no point of {shortened(', '.join(names), 80)}"
