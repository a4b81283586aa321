"""Which figures stay out of papers between the parties: the small ones, and those that a total would give them away with."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).parents[1] / "packs"))
from examples import finding

from pxcommission.assessment.findings import Finding
from pxcommission.assessment.small_numbers_findings import Withheld, is_small, withheld_findings

VIEWS = {"FFT-IP-POSITIVE"}


def unit(numerator: int, denominator: int, site: str = "", ward: str = "") -> Finding:
    return finding("FFT-IP-POSITIVE", "inpatient", numerator, denominator, site=site, ward=ward)


def withheld(*units: Finding) -> dict[str, str]:
    """By site and ward why a figure is withheld."""
    found = withheld_findings(units, VIEWS)
    return {
        "/".join(part for part in (one.site, one.ward) if part): found[one.id].name for one in units if one.id in found
    }


def test_a_small_number_is_withheld_and_nothing_else_where_nothing_adds_up() -> None:
    assert withheld(unit(3, 10, "A"), unit(97, 110, "B")) == {"A": "SMALL"}
    assert withheld(unit(100, 120), unit(60, 70, "A"), unit(3, 10, "B")) == {
        "B": "SMALL"
    }  # 37 of 40 are at no site shown


def test_a_site_is_withheld_beside_the_only_small_one_that_its_total_would_give_away() -> None:
    assert withheld(unit(100, 120), unit(97, 110, "A"), unit(3, 10, "B")) == {"A": "BESIDE", "B": "SMALL"}
    found = withheld(unit(100, 120), unit(60, 70, "A"), unit(37, 40, "C"), unit(3, 10, "B"))
    assert found in ({"A": "BESIDE", "B": "SMALL"}, {"B": "SMALL", "C": "BESIDE"})


def test_a_ward_is_withheld_beside_the_small_one_of_its_site() -> None:
    wards = (unit(37, 40, "B", "W1"), unit(3, 10, "B", "W2"))
    assert withheld(unit(100, 120), unit(60, 70, "A"), unit(40, 50, "B"), *wards) == {"B/W1": "BESIDE", "B/W2": "SMALL"}


def test_where_the_wards_leave_a_few_answers_over_no_other_ward_is_withheld() -> None:
    assert withheld(unit(50, 60, "A"), unit(45, 52, "A", "W1"), unit(4, 6, "A", "W2")) == {"A/W2": "SMALL"}


def test_counts_of_facts_are_never_withheld() -> None:
    assert withheld_findings([finding("MSA-NONE", "inpatient", 3, None)], VIEWS) == {}


@pytest.mark.parametrize(
    ("numerator", "denominator", "small"), [(1, 9, True), (4, 9, True), (0, 9, False), (5, 9, False), (0, 4, True)]
)
def test_one_to_four_are_small(numerator: int, denominator: int, small: bool) -> None:
    assert is_small(unit(numerator, denominator)) is small


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=6))
def test_a_total_never_gives_a_hidden_site_away(counts: list[tuple[int, int]]) -> None:
    sites = [unit(top, top + rest, f"S{at}") for at, (top, rest) in enumerate(counts)]
    whole = unit(sum(top for top, _ in counts), sum(top + rest for top, rest in counts))
    found = withheld_findings([whole, *sites], VIEWS)
    assert {one.id for one in (whole, *sites) if is_small(one)} == {
        name for name, why in found.items() if why is Withheld.SMALL
    }
    hidden = [one for one in sites if one.id in found]
    if hidden and whole.id not in found:
        tops, wholes = sum(one.numerator or 0 for one in hidden), sum(one.denominator or 0 for one in hidden)
        assert len(hidden) > 1
        assert tops == 0 or tops > sum(bool(one.numerator) for one in hidden)
        assert wholes > len(hidden)
