"""Laws of XmR charts: the plain reading agrees, nothing hangs on the batch, the order of rows, a constant, or up and down."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from assessment.xmr_read_plainly import read_plainly
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pxcommission.assessment.statistics.profiles import MDC, PTD, Profile, profile_named
from pxcommission.assessment.statistics.xmr import analyse, analyse_series
from pxcommission.assessment.statistics.xmr_series import Asked, Improvement, Rebase, Series, SeriesResult

FIRST = date(2024, 1, 1)
PROFILES = (PTD, replace(PTD, screen=False), MDC, profile_named("mdc", 7))
MIRRORED = {"improvement_high": "improvement_low", "concern_high": "concern_low", "neutral_high": "neutral_low"}
MIRRORED |= {low: high for high, low in MIRRORED.items()}
FEW = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

# Halves and eighths add up exactly, so that a tie with the mean stays one whatever is added.
values = st.lists(st.one_of(st.integers(-40, 40).map(lambda n: n / 2), st.none()), min_size=1, max_size=30)
walks = st.lists(st.integers(-2, 3), min_size=8, max_size=30).map(
    lambda steps: [float(sum(steps[:n])) for n in range(len(steps))]
)
either = st.one_of(values, walks, st.lists(st.integers(0, 2).map(float), min_size=1, max_size=24))
profiles = st.sampled_from(PROFILES)
directions = st.sampled_from(list(Improvement))


@st.composite
def series(draw: st.DrawFn) -> Series:
    found = draw(either)
    days = [FIRST + timedelta(days=at) for at in range(len(found))]
    rebases = tuple(Rebase(day) for day in draw(st.lists(st.sampled_from(days), max_size=2, unique=True)))
    target = draw(st.one_of(st.none(), st.integers(-20, 20).map(float)))
    asked = Asked(draw(directions), target, rebases, draw(st.sampled_from((None, 12, 14))))
    return Series("one", days, found, asked)


def read(one: Series, profile: Profile) -> SeriesResult:
    return analyse_series((one,), profile)[0]


def _same(line: float | None, plain: float) -> bool:
    return plain != plain if line is None else abs(line - plain) <= 1e-9 * max(1, abs(plain))


@FEW
@given(series(), profiles)
def test_the_plain_reading_of_one_series_says_the_same(one: Series, profile: Profile) -> None:
    starts = [at for at, day in enumerate(one.dates) if day in {rebase.on for rebase in one.asked.rebases}]
    plain = read_plainly(one.values, one.asked.improvement.sign, profile, starts, one.asked.fix_after)
    for point, told in zip(read(one, profile).points, plain, strict=True):
        assert _same(point.mean, told.mean) and _same(point.lpl, told.lpl) and _same(point.upl, told.upl)
        # A range of exactly 3.267 averages, or a value on the last bit of a line, may fall either way.
        assert (point.special_cause_type, point.point_type) == (told.cause, told.kind)


@FEW
@given(st.lists(series(), min_size=1, max_size=6), profiles)
def test_a_series_result_hangs_on_no_other_in_the_batch(batch: list[Series], profile: Profile) -> None:
    assert analyse_series(batch, profile) == tuple(read(one, profile) for one in batch)


@FEW
@given(series(), profiles, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_makes_no_difference(one: Series, profile: Profile, chance) -> None:
    order = list(range(len(one.dates)))
    chance.shuffle(order)
    mixed = replace(one, dates=[one.dates[at] for at in order], values=[one.values[at] for at in order])
    assert read(mixed, profile) == read(one, profile)


@FEW
@given(series(), profiles)
def test_a_constant_moves_the_lines_and_changes_no_flag(one: Series, profile: Profile) -> None:
    target = one.asked.target
    moved = replace(
        one,
        values=[None if value is None else value + 64 for value in one.values],
        asked=replace(one.asked, target=None if target is None else target + 64),
    )
    before, after = read(one, profile), read(moved, profile)
    assert [_flags(point) for point in after.points] == [_flags(point) for point in before.points]
    assert after.variation == before.variation
    for old, new in zip(before.points, after.points, strict=True):
        assert (old.upl is None) == (new.upl is None)
        assert old.upl is None or abs(new.upl - 64 - old.upl) < 1e-9


@FEW
@given(series(), profiles)
def test_upside_down_with_the_other_direction_says_the_same(one: Series, profile: Profile) -> None:
    other = {Improvement.INCREASE: Improvement.DECREASE, Improvement.DECREASE: Improvement.INCREASE}
    target = one.asked.target
    turned = replace(
        one,
        values=[None if value is None else -value for value in one.values],
        asked=replace(
            one.asked,
            improvement=other.get(one.asked.improvement, Improvement.NEUTRAL),
            target=None if target is None else -target,
        ),
    )
    before, after = read(one, profile), read(turned, profile)
    assume(not _tie_between_trends(before))
    assert after.variation == MIRRORED.get(before.variation or "", before.variation)
    assert after.assurance == before.assurance
    if one.asked.improvement is not Improvement.NEUTRAL:
        assert [p.point_type for p in after.points] == [p.point_type for p in before.points]


@FEW
@given(walks)
def test_without_anything_asked_a_result_is_that_of_a_target_and_direction_unasked(found: list[float]) -> None:
    days = [FIRST + timedelta(days=at) for at in range(len(found))]
    assert analyse(days, found).assurance is None
    assert analyse(days, found, Asked(Improvement.NEUTRAL, 1.0)).assurance is None


def _flags(point) -> tuple[object, ...]:
    return (point.outside, point.relative_to_mean, point.close_to_limits, point.special_cause_type, point.in_baseline)


def _tie_between_trends(result: SeriesResult) -> bool:
    """The one thing the package does not turn upside down: a tie between two trends falls either way up."""
    return any(a.value == b.value and "Trend" in a.special_cause_type for a, b in pairwise(result.points))
