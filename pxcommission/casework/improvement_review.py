"""A look at an action: its figures as known on a day, the verdict on them, and what a reader has to know beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.assessment.charts import profile_of
from pxcommission.assessment.statistics.improvement import judge_action
from pxcommission.assessment.statistics.improvement_change import Change
from pxcommission.assessment.statistics.improvement_judgement import Action, Judgement, with_values
from pxcommission.assessment.statistics.xmr_series import Improvement
from pxcommission.cases.improvement_details import ImprovementReviewed, Registration, SizeFound
from pxcommission.cases.improvement_records import ImprovementRecord
from pxcommission.casework.improvement_figures import SeriesAsked, SeriesFound, series_found
from pxcommission.periods import Length, in_words
from pxcommission.workspace import Workspace

SIDES = {1: "improvement", -1: "concern", 0: ""}


class ReviewMade(Struct, frozen=True):
    """A look at an action: what it rests on, the verdict, and what is to be said beside it (`cautions`).

    `unit` and `measure_name` are those of the measure; `rebased`: the day and reason of a rebase that the time before begins with.
    """

    record: ImprovementRecord
    as_at: date
    look: int
    unit: str
    measure_name: str
    series: SeriesFound
    comparator: SeriesFound | None
    judgement: Judgement
    rebased: tuple[date, str] | None
    cautions: tuple[str, ...] = ()

    @property
    def registration(self) -> Registration:
        """What was registered of the action."""
        return self.record.registration


def review_made(
    workspace: Workspace, record: ImprovementRecord, others: Sequence[ImprovementRecord], as_at: date
) -> ReviewMade:
    """The look at an action from what was known on a day; `others` are the actions of its case, whose rebases it begins after."""
    wanted = record.registration
    measure = workspace.rulebook.vocabulary.measures[wanted.measure]
    rebased = _rebased_before(workspace, record, others)
    begun = max((day for day in (wanted.baseline_from, rebased[0] if rebased else None) if day), default=None)
    series = series_found(workspace, asked_of(workspace, record), as_at)
    comparator = series_found(workspace, compared_of(workspace, record), as_at) if wanted.comparator else None
    expected = None if wanted.expected_change is None else float(wanted.expected_change)
    action = Action(wanted.start, Improvement(wanted.direction), measure.unit, expected, begun)
    profile = profile_of(workspace.rulebook.charts)
    judged = judge_action(series.points, action, comparator.points if comparator else None, profile)
    look = len(record.reviews) + 1
    made = ReviewMade(record, as_at, look, measure.unit, measure.name, series, comparator, judged, rebased)
    return replace(made, cautions=tuple(cautions_of(made)))


def asked_of(workspace: Workspace, record: ImprovementRecord) -> SeriesAsked:
    """Whose figures an action is judged by."""
    wanted = record.registration
    length = length_of(workspace, record.contract, record.requirement)
    return SeriesAsked(record.contract, wanted.measure, record.service, wanted.unit, wanted.start, length)


def compared_of(workspace: Workspace, record: ImprovementRecord) -> SeriesAsked:
    """Whose figures it is compared with."""
    own, other = asked_of(workspace, record), record.registration.comparator
    if other is None:
        return own
    unit = own.unit.model_copy(update={"site": other.site, "ward": ""})
    return SeriesAsked(other.contract, own.measure, own.service, unit, own.start, own.length)


def length_of(workspace: Workspace, contract: str, requirement: str) -> Length:
    """The length of the periods a requirement is judged over; a month where it is no longer there."""
    held = workspace.rulebook.requirement(workspace.rulebook.contracts[contract], requirement)
    return held.judged_over if held else Length.MONTH


def _rebased_before(
    workspace: Workspace, record: ImprovementRecord, others: Sequence[ImprovementRecord]
) -> tuple[date, str] | None:
    """The last rebase of the same unit before the start, as recorded in the register or the contract."""
    wanted = record.registration
    recorded = [
        (one.since, one.reason)
        for other in others
        if other.id != record.id and other.registration.unit == wanted.unit
        for one in other.rebases
        if not one.withdrawn
    ]
    written = [
        (one.from_, one.reason)
        for one in workspace.rulebook.contracts[record.contract].contract.rebases
        if one.requirement == record.requirement
        and one.service in (None, "all", record.service)
        and one.site in (None, wanted.unit.site)
    ]
    return max((one for one in (*recorded, *written) if one[0] < wanted.start), default=None)


def cautions_of(made: ReviewMade) -> Iterator[str]:
    """What has to be said beside the verdict, the gravest first."""
    judged, record = made.judgement, made.record
    yield record.registered
    if judged.beyond is not None:
        yield "compared with where nothing was done; this rests on both having moved alike without the action"
    else:
        why = f" (the comparator can't be used: {judged.no_comparison})" if judged.no_comparison else ""
        yield f"association in time, not proof of cause{why}"
    yield _look(made.look)
    if judged.regression_to_the_mean:
        yield judged.regression_to_the_mean
    if judged.no_chart:
        yield f"judged by its interval alone, without a chart: {judged.no_chart}"
    yield from _of_the_figures(made)
    if record.stopped is not None:
        yield f"the action was stopped on {in_words(record.stopped[0])}: {record.stopped[1]}"


def _look(number: int) -> str:
    if number == 1:
        return "this is the 1st look (looks that are only shown are not counted)"
    ordinal = {2: "2nd", 3: "3rd"}.get(number, f"{number}th")
    return f"this is the {ordinal} look (looks that are only shown are not counted); each further one gives chance another go"


def _of_the_figures(made: ReviewMade) -> Iterator[str]:
    judged = made.judgement
    for side, reasons in judged.missing.items():
        for reason, number in reasons.items():
            yield f"{number} {'period' if number == 1 else 'periods'} {side} the start {'is' if number == 1 else 'are'} missing: {reason}"
    if made.series.not_yet:
        periods = "the period" if made.series.not_yet == 1 else f"the {made.series.not_yet} periods"
        yield f"nothing is known yet of {periods} over since the last figure"
    if judged.sides.between is not None:
        yield f"{judged.sides.between.period.label}, in which the action started, counts neither before nor after"
    if made.rebased is not None:
        yield f"the time before begins with the rebase of {in_words(made.rebased[0])}: {made.rebased[1]}"
    own = judged.own
    if own is not None and own.widened_by > 1.05:
        yield f"the interval is {own.widened_by:.1f} times as wide as by chance alone, because the figures vary more or resemble their neighbours"


def details_of_review(made: ReviewMade) -> ImprovementReviewed:
    """The look as the register keeps it."""
    judged = made.judgement
    points = with_values((*judged.sides.before, *judged.sides.after))
    return ImprovementReviewed(
        id=made.record.id.rpartition("/")[2],
        look=made.look,
        verdict=judged.verdict.value,
        why=judged.why,
        size=_size(judged.change) if judged.change else None,
        compared=judged.beyond is not None,
        expected_within=judged.expected_within,
        figures_before=judged.known_before,
        figures_after=judged.known_after,
        first=points[0].period.start if points else None,
        last=points[-1].period.end if points else None,
        missing=sum(sum(reasons.values()) for reasons in judged.missing.values()),
        source=made.series.source,
        profile=judged.profile.label,
        charted=judged.chart is not None,
        sustained=SIDES[judged.sustained],
        sustained_from=judged.sustained_from,
        regression_to_the_mean=bool(judged.regression_to_the_mean),
        cautions=made.cautions,
    )


def _size(change: Change) -> SizeFound:
    before, after, size, low, high = (
        Decimal(f"{number:.4f}") for number in (change.before, change.after, change.size, change.low, change.high)
    )
    return SizeFound(before=before, after=after, size=size, low=low, high=high, method=change.method)
