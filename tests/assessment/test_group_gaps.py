"""One group beside the rest: the gap, its interval, and which gaps stand when several are looked at."""

from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pxcommission.assessment.statistics.comparisons import newcombe_difference
from pxcommission.assessment.statistics.group_gaps import gap, standing_together

counts = st.integers(1, 400).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))
p_values = st.lists(st.floats(0, 0.1), min_size=1, max_size=6)


@settings(deadline=None)
@given(counts, counts)
def test_the_interval_is_newcombes(group, rest):
    found = gap(*group, *rest)
    low, high = newcombe_difference(*group, *rest)
    assert (found.low, found.high) == (pytest.approx(float(low), abs=1e-12), pytest.approx(float(high), abs=1e-12))


@given(counts, counts)
def test_a_p_value_is_below_005_exactly_where_the_95_interval_leaves_out_0(group, rest):
    found = gap(*group, *rest)
    assume(min(abs(found.low), abs(found.high)) > 1e-9)
    assert (found.p < 0.05) == (found.low > 0 or found.high < 0)


@given(counts, counts)
def test_seen_from_the_other_side_a_gap_is_the_same(group, rest):
    one, other = gap(*group, *rest), gap(*rest, *group)
    assert (one.size, one.low, one.high) == (
        pytest.approx(-other.size),
        pytest.approx(-other.high, abs=1e-12),
        pytest.approx(-other.low, abs=1e-12),
    )
    assert one.p == pytest.approx(other.p, abs=1e-9)


@given(p_values)
def test_a_gap_stands_exactly_where_bonferroni_finds_something_in_every_set_of_gaps_it_is_in(values):
    every = [chosen for n in range(1, len(values) + 1) for chosen in combinations(range(len(values)), n)]
    found = [
        all(min(values[at] for at in one) < 0.05 / len(one) for one in every if which in one)
        for which in range(len(values))
    ]
    assert list(standing_together(values)) == found


def test_one_alone_needs_5_in_100_and_of_five_the_first_needs_1_in_100():
    assert standing_together([0.04]) == (True,)
    assert standing_together([0.5, 0.009, 0.02, 0.9, 0.8]) == (False, True, False, False, False)


def test_nobody_counted_is_an_error():
    with pytest.raises(ValueError, match="nothing was counted"):
        gap(0, 0, 1, 2)
