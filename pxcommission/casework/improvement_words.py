"""A look at an action as a person reads it, in the terminal and on its chart."""

from __future__ import annotations

from pxcommission.cases.improvement_details import ImprovementReviewed
from pxcommission.casework.improvement_review import ReviewMade
from pxcommission.casework.improvement_told import signed, size_told, unit_told
from pxcommission.packs.improvement_chart_words import ChartWords
from pxcommission.periods import in_words


def lines_of_review(made: ReviewMade, details: ImprovementReviewed) -> list[tuple[str, tuple[str, ...]]]:
    """Each heading with its lines: the verdict, the size, what was looked at, and what to keep in mind."""
    wanted, judged = made.registration, made.judgement
    found = [
        ("action", (f"{wanted.action} (from {in_words(wanted.start)})",)),
        ("verdict", (details.verdict, *judged.why)),
    ]
    if details.size is not None:
        found.append(("size", (f"{size_told(details.size, made.unit, details.compared)}; {details.size.method}",)))
    if judged.beyond is not None and judged.own is not None:
        own = judged.own
        found.append(("its own change", (f"{own.before:.1f} to {own.after:.1f}",)))
    expected = _expected_told(made, details)
    if expected:
        found.append(("expected", (expected,)))
    found.append(("looked at", (looked_at(made, details),)))
    found.append(("keep in mind", made.cautions))
    return found


def looked_at(made: ReviewMade, details: ImprovementReviewed) -> str:
    """What figures, of which source and time, and how their chart was read."""
    where = ", ".join(part for part in (made.record.service, unit_told(made.registration.unit)) if part)
    span = f" ({in_words(details.first)} to {in_words(details.last)})" if details.first and details.last else ""
    source = f" from {details.source}" if details.source else ""
    chart = f"; limits frozen on the time before, read by {details.profile}" if details.charted else ""
    return (
        f"{made.measure_name}, {where}: {details.figures_before} figures before and {details.figures_after} "
        f"after the start{span}{source}{chart}"
    )


def chart_words(made: ReviewMade, details: ImprovementReviewed) -> ChartWords:
    """What stands on the chart of a look."""
    wanted = made.registration
    size = f": {size_told(details.size, made.unit, details.compared)}" if details.size else ""
    length = made.series.points[0].length_name if made.series.points else "period"
    unit = "per cent" if made.unit == "proportion" else f"cases a {length}"
    where = "/".join(made.record.id.split("/")[:3])
    more = unit_told(wanted.unit)
    basis = ". ".join(_begun(text) for text in (looked_at(made, details), *made.cautions))
    return ChartWords(
        finding=f"{_begun(details.verdict)}{size}.",
        title=f"{wanted.action}: {where}{f', {more}' if more else ''}",
        unit=unit,
        basis=f"{basis}.",
        start=wanted.start,
    )


def _expected_told(made: ReviewMade, details: ImprovementReviewed) -> str:
    wanted = made.registration
    if wanted.expected_change is None:
        return wanted.expect
    number = signed(wanted.expected_change)
    if details.expected_within is None:
        return f"{wanted.expect} ({number})"
    return f"{wanted.expect} ({number}): {'within' if details.expected_within else 'outside'} the interval"


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
