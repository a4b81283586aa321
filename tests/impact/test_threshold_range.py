"""Thresholds between two, exactly; what can't be stepped through is refused with the way to write it."""

from __future__ import annotations

import pytest

from pxcommission.impact.threshold_range import MOST, thresholds_between, with_current
from pxcommission.problems import ExitCode, ProblemsFound
from pxcommission.rulebook.thresholds import read_threshold


def texts(
    first: str, last: str, step: str, current: str | None = None, better: str = "higher", share: bool = True
) -> list[str]:
    now = read_threshold(current) if current else None
    return [t.text for t in with_current(thresholds_between(first, last, step, now, better, share), now)]


def test_steps_of_a_tenth_are_exact() -> None:
    assert texts("at least 89.8%", "at least 90.1%", "0.1%") == [
        f"at least {n}%" for n in ("89.8", "89.9", "90", "90.1")
    ]


def test_a_plain_number_takes_the_sense_of_the_threshold_in_force() -> None:
    assert texts("85%", "86%", "1%", "more than 90%") == ["more than 85%", "more than 86%"]
    assert texts("1", "2", "1", "none", "lower", share=False) == ["at most 1", "at most 2"]


def test_without_one_it_takes_the_direction_in_which_the_measure_is_better() -> None:
    assert texts("85%", "86%", "1%", "not worse than England") == ["at least 85%", "at least 86%"]
    assert texts("4", "5", "1", None, "lower", share=False) == ["at most 4", "at most 5"]


def test_from_high_to_low_is_the_same_and_a_last_step_too_far_is_left_out() -> None:
    assert texts("90%", "85%", "2%") == ["at least 85%", "at least 87%", "at least 89%"]
    assert texts("85%", "85%", "1%") == ["at least 85%"]


@pytest.mark.parametrize(
    ("first", "last", "step", "share", "said"),
    [
        ("at least 85%", "at most 90%", "1%", True, "--from says 'at least'"),
        ("85", "97", "1", True, "has no per cent sign"),
        ("85%", "97%", "1%", False, "has a per cent sign"),
        ("85%", "97%", "0%", True, "a step of 0"),
        ("1%", "97%", "0.1%", True, f"at most {MOST}"),
        ("85%", "101%", "1%", True, "over 100%"),
        ("lots", "97%", "1%", True, "no threshold to step through"),
        ("85%", "97%", "at least 1%", True, "a number alone"),
    ],
)
def test_what_can_not_be_stepped_through_is_refused(first: str, last: str, step: str, share: bool, said: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        texts(first, last, step, share=share)
    assert found.value.exit_code is ExitCode.USAGE and said in str(found.value)


def test_a_measure_that_is_better_neither_way_needs_its_sense_written() -> None:
    with pytest.raises(ProblemsFound, match="write the sense"):
        texts("1", "5", "1", None, "neither", share=False)
    assert texts("at most 1", "at most 2", "1", None, "neither", share=False) == ["at most 1", "at most 2"]
