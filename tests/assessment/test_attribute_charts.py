"""Attribute charts: the published package's numbers, cases worked by hand, laws."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable

import numpy as np
import pytest
from absent_parts import SHARED, skip_or_fail
from hypothesis import given, settings
from hypothesis import strategies as st

from pxcommission.assessment.statistics.attribute_charts import (
    AttributeChart,
    c_chart,
    i_chart,
    p_chart,
    p_prime_chart,
    run_chart,
    u_chart,
    u_prime_chart,
)

Row = dict[str, str]
DRAWN: dict[str, Callable[..., AttributeChart]] = {
    "p": lambda x, n, _: p_chart(x, n),
    "pp": lambda x, n, screened: p_prime_chart(x, n, screened=screened, hold_sigma_z=False),
    "u": lambda x, n, _: u_chart(x, n),
    "up": lambda x, n, screened: u_prime_chart(x, n, screened=screened, hold_sigma_z=False),
    "c": lambda x, _, __: c_chart(x),
    "run": lambda x, _, __: run_chart(x),
    "i": lambda x, _, screened: i_chart(x, screened=screened),
}
MONTHS = st.lists(
    st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=2, max_size=30
)


def _cases() -> dict[str, list[Row]]:
    file = SHARED / "spc" / "qicharts2" / "qicharts2_oracle.csv"
    if not file.exists():
        skip_or_fail(f"{file} is not there")
    cases: dict[str, list[Row]] = defaultdict(list)
    with file.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            cases[row["case_id"]].append(row)
    return cases


def _column(rows: list[Row], name: str) -> np.ndarray:
    return np.array([float(row[name]) if row[name] else np.nan for row in rows])


def test_every_chart_is_that_of_the_published_package() -> None:
    for rows in _cases().values():
        first = rows[0]
        y, n = _column(rows, "y_in"), _column(rows, "n_in")
        chart = DRAWN[first["chart"]](y, n, first["screened_mr"] == "TRUE")
        wanted = ("y", "cl", "lcl", "ucl", "lcl95", "ucl95")
        found = (chart.values, chart.centre, chart.lower, chart.upper, chart.lower_95, chart.upper_95)
        for name, line in zip(wanted, found, strict=True):
            np.testing.assert_allclose(line, _column(rows, name), rtol=1e-12, atol=1e-14)
        runs = chart.runs
        counted = (runs.longest_run, runs.longest_run_max, runs.crossings, runs.crossings_min)
        names = ("longest_run", "longest_run_max", "n_crossings", "n_crossings_min")
        assert [int(value) for value in counted] == [int(first[name]) for name in names]
        assert bool(runs.signal) == (first["runs_signal"] == "TRUE")
        assert [bool(point) for point in chart.outside] == [row["sigma_signal"] == "TRUE" for row in rows]


def test_a_p_chart_worked_by_hand() -> None:
    """40 of 100, 60 of 100, 100 of 200: the centre is a half, sigma 0.05 and 0.05 over root two."""
    chart = p_chart([40, 60, 100], [100, 100, 200])
    np.testing.assert_allclose(chart.centre, 0.5)
    np.testing.assert_allclose(chart.upper, [0.65, 0.65, 0.5 + 0.15 / np.sqrt(2)])
    np.testing.assert_allclose(chart.lower_95, [0.4, 0.4, 0.5 - 0.1 / np.sqrt(2)])


def test_p_prime_widens_by_the_spread_between_periods() -> None:
    """Shares of 0.45, 0.55, 0.45, 0.55 of 100 are 2 sigma apart each time: sigma_z is 2/1.128."""
    chart = p_prime_chart([45, 55, 45, 55], [100] * 4)
    assert float(chart.sigma_z) == pytest.approx(2 / 1.128)
    np.testing.assert_allclose(chart.upper, 0.5 + 3 * 0.05 * 2 / 1.128)


def test_limits_are_never_narrower_than_chance_unless_asked() -> None:
    steady = ([50, 51, 50, 51], [100] * 4)
    assert float(p_prime_chart(*steady).sigma_z) == 1.0
    np.testing.assert_array_equal(p_prime_chart(*steady).upper, p_chart(*steady).upper)
    assert float(p_prime_chart(*steady, hold_sigma_z=False).sigma_z) == pytest.approx(0.2 / 1.128, rel=1e-3)
    constant = p_prime_chart([100] * 5, [100] * 5)
    assert float(constant.sigma_z) == 1.0
    assert not constant.outside.any()


def test_screening_leaves_out_a_range_of_more_than_three_and_a_quarter_means() -> None:
    """Ranges 1, 1, 1, 1, 1, 1, 20, 20: the mean is 5.75, both twenties exceed 18.785, and 1 is left."""
    values = [0, 1, 0, 1, 0, 1, 0, 20, 0]
    assert float(i_chart(values).upper[0]) == pytest.approx(23 / 9 + 3 * 46 / 8 / 1.128)
    assert float(i_chart(values, screened=True).upper[0]) == pytest.approx(23 / 9 + 3 / 1.128)


def test_a_month_without_responses_is_a_gap_that_is_not_bridged() -> None:
    chart = p_prime_chart([9, 0, 8, 9], [10, 0, 10, 10], hold_sigma_z=False)
    assert np.isnan(chart.values[1])
    assert not chart.outside[1]
    assert float(chart.centre[0]) == pytest.approx(26 / 30)
    share = 26 / 30
    assert float(chart.sigma_z) == pytest.approx(0.1 / np.sqrt(share * (1 - share) / 10) / 1.128)


def test_lines_fixed_on_a_baseline_do_not_follow_what_comes_after() -> None:
    before = p_chart([90, 92, 91], [100] * 3)
    after = p_chart([90, 92, 91, 60, 61], [100] * 5, baseline=3)
    assert float(after.centre[0]) == float(before.centre[0])
    assert list(after.outside) == [False, False, False, True, True]


def test_points_on_the_centre_line_neither_make_nor_break_a_run() -> None:
    runs = run_chart([1, 5, 2, 5, 3, 9, 8, 7, 5]).runs
    assert (int(runs.longest_run), int(runs.crossings)) == (3, 1)


def test_a_long_run_is_a_signal() -> None:
    assert bool(run_chart([1] * 9 + [2] * 9).runs.signal)
    assert not bool(run_chart([1, 2] * 9).runs.signal)


def test_a_part_greater_than_its_whole_is_refused() -> None:
    with pytest.raises(ValueError, match="greater than its whole"):
        p_chart([3], [2])
    with pytest.raises(ValueError, match="negative"):
        c_chart([-1, 2])


@settings(max_examples=40)
@given(MONTHS)
def test_many_series_at_once_give_what_each_gives_alone(months: list[tuple[int, int]]) -> None:
    part, whole = np.array(months, float).T
    both = p_prime_chart(np.stack([part, whole - part]), np.stack([whole, whole]), screened=True)
    for index, numerators in enumerate((part, whole - part)):
        alone = p_prime_chart(numerators, whole, screened=True)
        np.testing.assert_array_equal(both.upper[index], alone.upper)
        assert both.runs.longest_run[index] == alone.runs.longest_run
        assert both.runs.crossings[index] == alone.runs.crossings


@settings(max_examples=40)
@given(MONTHS)
def test_the_share_of_the_others_has_the_mirrored_chart(months: list[tuple[int, int]]) -> None:
    part, whole = np.array(months, float).T
    chart, mirrored = p_prime_chart(part, whole), p_prime_chart(whole - part, whole)
    np.testing.assert_allclose(chart.upper, 1 - mirrored.lower, atol=1e-9)


@settings(max_examples=40)
@given(MONTHS, st.integers(2, 9))
def test_a_rate_in_another_unit_has_the_same_chart_in_that_unit(months: list[tuple[int, int]], times: int) -> None:
    part, whole = np.array(months, float).T
    chart, scaled = u_chart(part, whole), u_chart(part, whole * times)
    np.testing.assert_allclose(chart.upper, scaled.upper * times, rtol=1e-9)
