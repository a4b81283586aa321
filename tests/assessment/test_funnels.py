"""Funnels: the published package's numbers, cases worked by hand, laws, and measures that may not be compared."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from absent_parts import ROOT, SHARED, skip_or_fail
from hypothesis import given, settings
from hypothesis import strategies as st

from pxcommission.assessment.statistics.funnels import Funnel, FunnelKind, NotComparable, funnel, peer_funnel
from pxcommission.strict_models import read_model
from pxcommission.vocabulary.models import VocabularyFile

PR, RC = FunnelKind.PROPORTION, FunnelKind.RATIO_OF_COUNTS
UNITS = st.lists(
    st.integers(5, 5000).flatmap(lambda n: st.tuples(st.integers(1, n - 1), st.just(n))), min_size=3, max_size=25
)
GROUP_COLUMNS = {
    "Uzscore": lambda f: f.z,
    "Wuzscore": lambda f: f.z_winsorised,
    "OD95LCL": lambda f: f.adjusted.lower_95,
    "OD95UCL": lambda f: f.adjusted.upper_95,
    "OD99LCL": lambda f: f.adjusted.lower_998,
    "OD99UCL": lambda f: f.adjusted.upper_998,
    "LCL95": lambda f: f.unadjusted.lower_95,
    "UCL95": lambda f: f.unadjusted.upper_95,
    "LCL99": lambda f: f.unadjusted.lower_998,
    "UCL99": lambda f: f.unadjusted.upper_998,
}


def _folder() -> Path:
    folder = SHARED / "spc" / "funnelplotr"
    if not folder.exists():
        skip_or_fail(f"{folder} is not there")
    return folder


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _cases() -> list[tuple[dict[str, Any], Funnel]]:
    found = []
    for case in json.loads((_folder() / "summary.json").read_text(encoding="utf-8")):
        rows = _rows(_folder() / case["input"])
        part, whole = ([float(row[name]) for row in rows] for name in ("num", "den"))
        found.append((case, funnel(FunnelKind(case["data_type"]), [row["grp"] for row in rows], part, whole)))
    return found


def _named(*shares: tuple[int, int]) -> tuple[list[str], list[int], list[int]]:
    return [f"RZ{i}" for i in range(len(shares))], [x for x, _ in shares], [n for _, n in shares]


def test_spread_and_outliers_are_those_of_the_published_package() -> None:
    for case, found in _cases():
        assert found.phi == pytest.approx(case["phi"], rel=1e-9)
        assert found.tau_squared == pytest.approx(case["tau2"], rel=1e-9, abs=1e-15)
        assert found.target == pytest.approx(case["target"], rel=1e-9)
        assert set(found.outliers) == set(case["outliers_adjusted"])
        assert set(found.outliers_unadjusted) == set(case["outliers_unadjusted"])


def test_every_units_limits_are_those_of_the_published_package() -> None:
    for case, found in _cases():
        rows = {row["group"]: row for row in _rows(_folder() / case["groups"])}
        for name, line in GROUP_COLUMNS.items():
            wanted = np.array([float(rows[unit][name]) for unit in found.units])
            np.testing.assert_allclose(line(found), wanted, atol=1e-5, rtol=0)


def test_the_lines_are_those_of_the_published_package_but_at_its_smallest_denominator() -> None:
    """At a denominator of 3 the package mends a line that turns back; here the angle is clamped."""
    for case, found in _cases():
        rows = _rows(_folder() / case["limits"])[1:]
        at = np.array([float(row["number_seq"]) for row in rows])
        for prefix, lines in (("od", found.limits_at(at)), ("", found.limits_at(at, adjusted=False))):
            named = {"ll95": lines.lower_95, "ul95": lines.upper_95, "ll998": lines.lower_998, "ul998": lines.upper_998}
            for name, line in named.items():
                wanted = np.array([float(row[prefix + name]) for row in rows])
                np.testing.assert_allclose(line, wanted, atol=1e-5, rtol=0)


def test_a_funnel_of_shares_worked_by_hand() -> None:
    """25, 50 and 75 of 100: target a half (45 degrees); 25% and 75% are 30 and 60 degrees, 15 degrees or 5.236 errors away.

    Drawn in at the ends: quantiles at 0.2 and 1.8 of three places, so 0.8 of 5.236; phi is two thirds of its square.
    """
    found = funnel(PR, *_named((25, 100), (50, 100), (75, 100)))
    z = (np.pi / 12) / 0.05
    np.testing.assert_allclose(found.z, [-z, 0, z], atol=1e-12)
    assert found.phi == pytest.approx((0.8 * z) ** 2 * 2 / 3)
    assert found.tau_squared == pytest.approx((3 * found.phi - 2) / (1200 - 400))
    assert found.unadjusted.upper_95[0] == pytest.approx(np.sin(np.pi / 4 + 1.959964 * 0.05) ** 2)
    assert found.outliers_unadjusted == ("RZ0", "RZ2")
    assert found.outliers == ()


def test_a_funnel_of_ratios_worked_by_hand() -> None:
    """Logs with a half added to both counts; the lines use 1/(2 root n), as the package's do."""
    found = funnel(RC, *_named((40, 100), (60, 100), (80, 100)))
    own = np.sqrt(40 / 40.5**2 + 100 / 100.5**2)
    assert found.target == pytest.approx(0.6)
    assert found.z[0] == pytest.approx((np.log(40.5 / 100.5) - np.log(0.6)) / own)
    assert found.unadjusted.lower_998[0] == pytest.approx(0.6 * np.exp(-3.090232 * 0.05))
    spread = np.sqrt(0.05**2 + found.tau_squared)
    assert found.adjusted.upper_95[0] == pytest.approx(0.6 * np.exp(1.959964 * spread))


def test_units_alike_but_for_chance_leave_no_variance_between_them() -> None:
    found = funnel(PR, *_named((90, 100), (181, 200), (449, 500), (91, 100)))
    assert found.tau_squared == 0.0
    np.testing.assert_array_equal(found.adjusted.upper_95, found.unadjusted.upper_95)


@pytest.mark.parametrize(
    ("units", "numerators", "denominators", "said"),
    [
        (["RZ1", "RZ2"], [1, 2], [3, 4], "at least 3 units"),
        (["RZ1", "RZ1", "RZ2"], [1, 2, 3], [4, 4, 4], "given twice"),
        (["RZ1", "RZ2", "RZ3"], [1, 2, 3], [4, 0, 4], "denominator above 0"),
        (["RZ1", "RZ2", "RZ3"], [1, 5, 3], [4, 4, 4], "greater than its whole"),
        (["RZ1", "RZ2", "RZ3"], [0, 0, 0], [4, 4, 4], "nothing was counted"),
        (["RZ1", "RZ2", "RZ3"], [0, 1], [4, 4, 4], "equally many"),
    ],
)
def test_what_is_no_funnel_is_refused_with_the_reason(
    units: list[str], numerators: list[int], denominators: list[int], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        funnel(PR, units, numerators, denominators)


VOCABULARY = """title: Words
measures:
  told: {name: Told of the plan, unit: proportion, numerator: told, denominator: asked, better: higher, feedback: survey,
    kind: view, comparable: true}
  told_here: {name: Told of the plan here, unit: proportion, numerator: told, denominator: asked, better: higher,
    feedback: survey, kind: view}
  breaches: {name: Breaches, unit: count, better: lower, feedback: returns, kind: fact, comparable: true}
"""


def test_a_measure_that_may_not_be_compared_has_no_funnel(tmp_path: Path) -> None:
    file = tmp_path / "words.yaml"
    file.write_text(VOCABULARY, encoding="utf-8")
    measures = read_model(file, file.name, VocabularyFile).measures
    shares = _named((25, 100), (50, 100), (75, 100))
    assert peer_funnel(measures["told"], *shares).target == 0.5
    with pytest.raises(NotComparable, match="comparable: true"):
        peer_funnel(measures["told_here"], *shares)
    with pytest.raises(NotComparable, match="without a denominator"):
        peer_funnel(measures["breaches"], *shares)


def test_no_measure_of_the_friends_and_family_test_may_be_compared() -> None:
    text = (ROOT / "rules" / "vocabulary" / "friends-and-family-test.yaml").read_text(encoding="utf-8")
    assert "comparable: true" not in text


@settings(max_examples=20)
@given(UNITS)
def test_limits_narrow_as_denominators_grow(shares: list[tuple[int, int]]) -> None:
    lines = funnel(PR, *_named(*shares)).limits_at(np.arange(1, 4000))
    assert (np.diff(lines.upper_998) <= 1e-12).all()
    assert (np.diff(lines.lower_998) >= -1e-12).all()
    assert ((lines.lower_998 <= lines.lower_95) & (lines.upper_95 <= lines.upper_998)).all()
    assert (lines.lower_998 >= 0).all()
    assert (lines.upper_998 <= 1).all()


@settings(max_examples=20)
@given(UNITS)
def test_adjusted_limits_enclose_those_of_chance_alone(shares: list[tuple[int, int]]) -> None:
    found = funnel(PR, *_named(*shares))
    assert (found.adjusted.upper_998 >= found.unadjusted.upper_998).all()
    assert set(found.outliers) <= set(found.outliers_unadjusted)


@settings(max_examples=20)
@given(UNITS, st.randoms())
def test_the_order_of_units_changes_nothing(shares: list[tuple[int, int]], dice: Any) -> None:
    units, part, whole = _named(*shares)
    places = list(range(len(units)))
    dice.shuffle(places)
    found = funnel(PR, units, part, whole)
    other = funnel(PR, *([column[i] for i in places] for column in (units, part, whole)))
    assert other.phi == pytest.approx(found.phi, rel=1e-9)
    assert set(other.outliers) == set(found.outliers)


@settings(max_examples=20)
@given(UNITS)
def test_the_funnel_of_the_others_is_the_mirror_image(shares: list[tuple[int, int]]) -> None:
    units, part, whole = _named(*shares)
    found, mirrored = funnel(PR, units, part, whole), funnel(PR, units, np.subtract(whole, part), whole)
    assert mirrored.phi == pytest.approx(found.phi, rel=1e-9)
    np.testing.assert_allclose(mirrored.adjusted.lower_95, 1 - found.adjusted.upper_95, atol=1e-9)
