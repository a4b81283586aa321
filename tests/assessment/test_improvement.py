"""Whether a measure improved: the verdicts, the size of a change with its interval, and how often chance alone says improved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from pxcommission.assessment.chart_reading import ChartPoint
from pxcommission.assessment.statistics.improvement import judge_action
from pxcommission.assessment.statistics.improvement_change import Change, TooFewPoints, change_between, further_than
from pxcommission.assessment.statistics.improvement_judgement import Action, Judgement, Verdict, sides_of
from pxcommission.assessment.statistics.xmr import analyse
from pxcommission.assessment.statistics.xmr_series import Asked, Improvement
from pxcommission.periods import Period, add_months, month_of

START = date(2025, 4, 1)
UP, DOWN = Improvement.INCREASE, Improvement.DECREASE
STEADY = (90, 92, 88, 91, 89, 93, 90, 87, 92, 90, 88, 91)


def month(at: int) -> Period:
    """The month so many after the start (0: the one it begins)."""
    return month_of(add_months(START, at))


def shares(before: Sequence[int | None], after: Sequence[int | None], each: int = 100) -> list[ChartPoint]:
    """So many of `each` in every month up to the start and from it on; None: suppressed."""
    every = [*before, *after]
    named = zip(range(-len(before), len(after)), every, strict=True)
    return [
        ChartPoint(month(at), part, None if part is None else each, "suppressed" if part is None else "")
        for at, part in named
    ]


def counts(before: Sequence[int], after: Sequence[int]) -> list[ChartPoint]:
    """So many cases in every month."""
    return [ChartPoint(one.period, one.numerator, None) for one in shares(before, after)]


def judged(
    points: Sequence[ChartPoint], better: Improvement = UP, unit: str = "proportion", start: date = START
) -> Judgement:
    return judge_action(points, Action(start, better, unit))


def test_a_step_that_chart_and_interval_both_show_is_an_improvement() -> None:
    seen = judged(shares(STEADY, [97, 98, 96, 97, 98, 97, 96]))
    assert seen.verdict is Verdict.IMPROVED
    assert seen.own is not None and seen.own.low > 0
    assert (seen.sustained, seen.sustained_from) == (1, START)


def test_the_same_step_is_worsened_where_less_is_better() -> None:
    assert judged(shares(STEADY, [97, 98, 96, 97, 98, 97, 96]), DOWN).verdict is Verdict.WORSENED


def test_figures_like_those_before_are_no_evidence_yet() -> None:
    assert judged(shares(STEADY, STEADY)).verdict is Verdict.NO_EVIDENCE


def test_fewer_figures_than_a_run_are_too_early_unless_one_lies_outside() -> None:
    assert judged(shares(STEADY, [92, 93, 92, 91, 92, 93])).verdict is Verdict.TOO_EARLY
    assert judged(shares(STEADY, [92, 93, 92, 91, 92, 93, 92])).verdict is not Verdict.TOO_EARLY
    assert judged(shares(STEADY, [99, 98, 99])).verdict is Verdict.IMPROVED
    assert judged(shares(STEADY, [])).verdict is Verdict.TOO_EARLY


def test_signals_both_ways_follow_the_last_and_an_interval_with_no_change_in_it_decides() -> None:
    seen = judged(shares(STEADY, [99, 99, 99, 99, 78, 77, 78, 77]))
    assert seen.improving and seen.worsening
    assert seen.verdict is not Verdict.IMPROVED


def test_limits_are_those_of_the_time_before_alone() -> None:
    seen = judged(shares(STEADY, [97, 98, 96, 97, 98, 97, 96]))
    alone = analyse([month(at).start for at in range(-12, 0)], [float(one) for one in STEADY], Asked(UP))
    assert seen.chart is not None
    frozen, first = seen.chart.points[-1], alone.points[0]
    assert (frozen.mean, frozen.lpl, frozen.upl) == (first.mean, first.lpl, first.upl)


def test_no_run_reaches_from_before_the_start_to_after_it() -> None:
    before = [*STEADY, 91, 91, 92, 92]  # four above the mean before, four after: a run of eight only together
    seen = judged(shares(before, [92, 91, 92, 91, 89, 88, 90]))
    assert not seen.improving


def test_the_month_the_action_starts_in_counts_on_neither_side() -> None:
    seen = judged(shares(STEADY, [50, *[91] * 7]), start=date(2025, 4, 15))
    assert seen.sides.between is not None and seen.sides.between.numerator == 50
    assert (seen.known_before, seen.known_after) == (12, 7)


def test_missing_months_are_counted_by_side_and_reason() -> None:
    seen = judged(shares([*STEADY[:6], None, *STEADY[6:]], [91, None, None, *[91] * 6]))
    assert seen.missing == {"before": {"suppressed": 1}, "after": {"suppressed": 2}}
    assert (seen.known_before, seen.known_after) == (12, 7)


def test_with_eleven_figures_before_the_interval_decides_alone() -> None:
    seen = judged(shares(STEADY[:11], [97, 98, 96, 97, 98, 97, 96]))
    assert seen.chart is None and "11 figures" in seen.no_chart
    assert seen.verdict is Verdict.IMPROVED


def test_few_answers_and_rare_events_have_no_chart() -> None:
    few = judged(shares([8, 9, 9, 8, 9, 8, 9, 9, 8, 9, 9, 8], [9] * 8, each=10))
    assert "10 are counted" in few.no_chart
    rare = judged(counts([0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1], [0] * 8), DOWN, "count")
    assert rare.chart is None and rare.verdict is Verdict.NO_EVIDENCE


def test_a_baseline_without_variation_has_no_limits() -> None:
    assert "don't vary" in judged(shares([90] * 12, [95] * 8)).no_chart


def test_only_the_last_24_periods_are_the_time_before_unless_a_day_is_given() -> None:
    points = shares([50] * 10 + [90, 91] * 12, [92] * 3)
    assert len(sides_of(points, START).before) == 24
    assert len(sides_of(points, START, month(-30).start).before) == 30


def test_a_bad_month_just_before_the_start_makes_regression_to_the_mean_likely() -> None:
    assert "regression to the mean" in judged(shares([*STEADY, 70], [91] * 8)).regression_to_the_mean
    assert judged(shares([*STEADY, 90, 91, 90], [91] * 8)).regression_to_the_mean == ""
    assert "worst" in judged(shares([90, 91, 92, 80], [91] * 8)).regression_to_the_mean


def test_a_comparator_that_moved_alike_takes_the_improvement_away() -> None:
    better = [97, 98, 96, 97, 98, 97, 96]
    own, like, steady = shares(STEADY, better), shares(STEADY[::-1], better), shares(STEADY, STEADY[:7])
    action = Action(START, UP, "proportion", expected=6.5)
    assert judge_action(own, action, like).verdict is Verdict.NO_EVIDENCE
    seen = judge_action(own, action, steady)
    assert seen.verdict is Verdict.IMPROVED and seen.beyond is not None and seen.expected_within


def test_a_comparator_without_figures_is_named_and_left_out() -> None:
    seen = judge_action(shares(STEADY, [97] * 7), Action(START, UP, "proportion"), shares([90, 91], [92]))
    assert seen.beyond is None and "0 figures" not in seen.no_comparison and seen.no_comparison


def test_counts_are_scaled_to_the_level_of_the_unit_before_they_are_compared() -> None:
    own, other = counts([10] * 12, [6] * 12), counts([100] * 12, [60] * 12)
    seen = judge_action(own, Action(START, DOWN, "count"), other)
    assert seen.beyond is not None and seen.beyond.size == pytest.approx(0)


def test_the_interval_of_shares_is_newcombes_where_chance_alone_varies() -> None:
    found = change_between(shares([90, 90, 91], [])[:3], shares([], [95, 95, 94]), "proportion")
    low, high = confint_proportions_2indep(284, 300, 271, 300, method="newcomb")
    assert found.spread is not None and found.spread < 1
    assert (found.low, found.high) == (pytest.approx(100 * low), pytest.approx(100 * high))


def test_an_interval_is_wider_where_months_vary_more_than_chance() -> None:
    wild = change_between(shares([70, 99, 75, 98], []), shares([], [99, 72, 97, 74]), "proportion")
    assert wild.spread is not None and wild.spread > 10 and wild.widened_by > 3


def test_too_few_figures_have_no_interval() -> None:
    with pytest.raises(TooFewPoints, match="3 on each side"):
        change_between(shares([90, 91], []), shares([], [92, 93, 94]), "proportion")
    with pytest.raises(TooFewPoints, match="8 on each side"):
        change_between(counts([9] * 7, []), counts([], [9] * 9), "score")


def test_other_units_are_read_by_segmented_regression() -> None:
    rng = np.random.default_rng(4)
    drawn = [int(1000 * (10 + 2 * (at >= 12) + rng.normal(0, 0.4))) for at in range(24)]
    found = change_between(counts(drawn[:12], []), counts([], drawn[12:]), "score")
    assert found.low < 2000 < found.high and found.low > 0


def test_nothing_taken_off_leaves_a_change_as_it_is() -> None:
    own = Change(80, 85, 5, 2, 8, "")
    same = further_than(own, Change(80, 80, 0, 0, 0, ""))
    assert (same.size, same.low, same.high) == (5, 2, 8)


def test_a_difference_in_differences_takes_each_arm_from_the_arm_it_belongs_to() -> None:
    # Zou and Donner: low = 5 - sqrt(3^2 + 4^2), high = 5 + sqrt(12^2 + 5^2), from arms of 3 and 12, and of 5 and 4.
    found = further_than(Change(80, 90, 10, 7, 22, "own"), Change(70, 75, 5, 0, 9, "other"))
    assert (found.size, found.low, found.high) == (5, 0, 18)
    # Carried over to a tenth of the size: low = 3 - sqrt(3^2 + 4^2), high = 3 + sqrt(5^2 + 12^2).
    found = further_than(Change(8, 12, 4, 1, 9, "own"), Change(80, 90, 10, -110, 50, "other"), 0.1)
    assert (found.size, found.low, found.high) == (3, pytest.approx(-2), pytest.approx(16))


def test_a_comparator_review_by_numbers_worked_out_by_hand() -> None:
    """Own: 480 of 600 to 560 of 600; comparator: 486 of 600 to 492 of 600; Wilson's limits of each by his formula, z 1.959964."""
    own = shares([80] * 6, [93, 94, 93, 94, 93, 93])
    other = shares([81] * 6, [82] * 6)

    def wilson(part: int, whole: int) -> tuple[float, float]:
        z, share = 1.959963984540054, part / whole
        middle, root = share + z * z / (2 * whole), z * (share * (1 - share) / whole + z * z / (4 * whole**2)) ** 0.5
        return (middle - root) / (1 + z * z / whole), (middle + root) / (1 + z * z / whole)

    def arms(first: tuple[int, int], last: tuple[int, int]) -> tuple[float, float, float]:
        (p1, p2), (low_1, high_1), (low_2, high_2) = (
            (first[0] / first[1], last[0] / last[1]),
            wilson(*first),
            wilson(*last),
        )
        return p2 - p1, ((p2 - low_2) ** 2 + (high_1 - p1) ** 2) ** 0.5, ((high_2 - p2) ** 2 + (p1 - low_1) ** 2) ** 0.5

    mine, mine_down, mine_up = arms((480, 600), (560, 600))
    theirs, theirs_down, theirs_up = arms((486, 600), (492, 600))
    seen = judge_action(own, Action(START, UP, "proportion", expected=12.0), other)
    assert seen.beyond is not None and seen.own is not None and seen.own.widened_by == 1
    assert seen.own.size == pytest.approx(100 * 80 / 600)
    assert seen.beyond.size == pytest.approx(100 * (80 - 6) / 600)  # 13.33 points less 1 point
    assert seen.beyond.low == pytest.approx(100 * (mine - theirs - (mine_down**2 + theirs_up**2) ** 0.5))
    assert seen.beyond.high == pytest.approx(100 * (mine - theirs + (mine_up**2 + theirs_down**2) ** 0.5))
    assert (round(seen.beyond.low, 2), round(seen.beyond.high, 2)) == (6.54, 18.15)
    assert seen.expected_within


def test_too_early_says_what_is_waited_for_with_and_without_a_chart() -> None:
    assert judged(shares(STEADY, [92, 93])).why[0].endswith("none outside the limits; a run or a trend takes 7")
    without = judged(shares(STEADY[:5], [92, 93]))
    assert without.chart is None and without.verdict is Verdict.TOO_EARLY
    assert without.why == ("there are 2 figures from the start on; without a chart too, a verdict waits for 7",)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(40, 99), min_size=12, max_size=16),
    st.lists(st.integers(40, 99), min_size=0, max_size=10),
)
def test_what_is_better_upwards_is_as_good_downwards_in_the_mirror(before: list[int], after: list[int]) -> None:
    there = judged(shares(before, after))
    mirrored = judged(shares([100 - one for one in before], [100 - one for one in after]), DOWN)
    assert there.verdict is mirrored.verdict
    if there.own is not None and mirrored.own is not None:
        assert there.own.size == pytest.approx(-mirrored.own.size)
        assert there.own.low == pytest.approx(-mirrored.own.high)


Drawn = Callable[[np.random.Generator], list[ChartPoint]]


def drawn_shares(before: int, after: int, step: float, each: int = 100, spread: float = 0.0) -> Drawn:
    """Shares around 90%, `step` standard deviations better from the start on."""

    def draw(rng: np.random.Generator) -> list[ChartPoint]:
        deviation = ((0.9 * 0.1) / each + spread**2) ** 0.5
        levels = 0.9 + rng.normal(0, spread, before + after) if spread else np.full(before + after, 0.9)
        levels[before:] += step * deviation
        made = rng.binomial(each, np.clip(levels, 0, 1)).tolist()
        return shares(made[:before], made[before:], each)

    return draw


def drawn_counts(before: int, after: int, mean: float) -> Drawn:
    """Poisson counts around a mean."""

    def draw(rng: np.random.Generator) -> list[ChartPoint]:
        made = rng.poisson(mean, before + after).tolist()
        return counts(made[:before], made[before:])

    return draw


def said(draw: Drawn, unit: str, times: int) -> Counter[str]:
    """How often each verdict is given, in per cent."""
    rng = np.random.default_rng(20250401)
    found = Counter(judged(draw(rng), unit=unit).verdict.value for _ in range(times))
    return Counter({name: round(100 * number / times) for name, number in found.items()})


def test_a_year_of_stable_figures_seldom_looks_better_and_a_step_of_two_sigma_mostly_does() -> None:
    assert said(drawn_shares(24, 12, 0), "proportion", 40)["improved"] <= 5
    assert said(drawn_shares(24, 12, 2), "proportion", 15)["improved"] >= 80


@pytest.mark.stress
@pytest.mark.parametrize("before", [6, 8, 11, 12, 18, 24])
@pytest.mark.parametrize("after", [7, 12])
def test_stable_figures_are_called_improved_in_five_per_cent_at_most(before: int, after: int) -> None:
    for draw, unit in (
        (drawn_shares(before, after, 0), "proportion"),
        (drawn_shares(before, after, 0, each=2000, spread=0.015), "proportion"),
        (drawn_counts(before, after, 12), "count"),
        (drawn_counts(before, after, 0.5), "count"),
    ):
        found = said(draw, unit, 1000)
        assert found["improved"] <= 5 and found["worsened"] <= 5, (before, after, unit, found)
    assert said(drawn_shares(before, after, 2), "proportion", 400)["improved"] >= 85
