"""A back-test whose every number is known by hand, and its agreement with what-if at each threshold."""

from __future__ import annotations

from pathlib import Path

import pytest
from six_quarters import QUARTERS, six_quarters, swept, tried
from small_workspace import adopt, figure, month, rule, small

from pxcommission.impact.sweep_told import description_of, title_of
from pxcommission.impact.sweeps import Tried
from pxcommission.problems import ExitCode, ProblemsFound


def numbers(one: Tried) -> tuple[object, ...]:
    return (
        one.threshold.text, one.assessed, one.not_assessed, one.breaches, one.barely_met, one.barely_missed, one.flapping,
        one.longest, one.questions, one.letters, one.notices,
    )  # fmt: skip


@pytest.mark.parametrize("engine", ["durable", "reference"])
def test_every_number_of_six_quarters(tmp_path: Path, engine: str) -> None:
    found = swept(six_quarters(tmp_path), "88%", "92%", "1%", engine=engine)  # type: ignore[arg-type]
    assert [numbers(one) for one in found.tried] == [
        ("at least 88%", 6, 0, 1, 2, 0, 2, 1, 1, 0, 0),
        ("at least 89%", 6, 0, 2, 1, 1, 2, 2, 1, 1, 0),
        ("at least 90%", 6, 0, 3, 1, 1, 2, 3, 1, 1, 1),
        ("at least 91%", 6, 0, 3, 2, 0, 2, 3, 1, 1, 1),
        ("at least 92%", 6, 0, 4, 1, 1, 2, 4, 1, 1, 1),
    ]
    assert [period.label for period in found.periods] == list(QUARTERS)
    assert found.now is found.tried[2]


def test_the_threshold_in_force_stands_among_those_tried(tmp_path: Path) -> None:
    space = six_quarters(tmp_path, adopt(threshold="2024-04-01: at least 80%, 2025-04-01: at least 90.5%"))
    found = swept(space, "90%", "92%", "1%")
    assert [one.threshold.text for one in found.tried] == [
        "at least 90%", "at least 90.5%", "at least 91%", "at least 92%",
    ]  # fmt: skip
    assert found.now is found.tried[1] and found.now.breaches == 3


def test_each_threshold_comes_to_what_what_if_says_of_it(tmp_path: Path) -> None:
    more = """\
waivers:
  - {requirement: GOOD, from: 2025-01-01, to: 2025-03-31, reason: A new system., source: Minute 7, approved_by: Head of contracting}
"""
    space = six_quarters(tmp_path, adopt() + adopt("WATCHED", "2024-04-01: at least 99%"), more)
    for one in swept(space, "80%", "96%", "2%").tried:
        alone = tried(space, one.threshold.text)
        proposed = [row.step_then.proposed for row in alone.rows if row.step_then and row.step_then.proposed]
        counted = [proposed.count(stage) for stage in ("query", "challenge", "notice")]
        assert one.breaches == alone.breaches_then
        assert [one.questions, one.letters, one.notices] == counted
        assert (one.assessed, one.not_assessed) == (5, 1)


def test_a_count_is_stepped_through_in_whole_numbers_and_in_its_own_sense(tmp_path: Path) -> None:
    made = small(tmp_path).rules(
        rule("LATE", "usual_threshold: at most 3", measure="late_letters", judged_over="month")
    )
    made.contract(adopt("LATE", "2024-04-01: at most 3"))
    late = [figure(n, None, month(f"2025-0{m}"), measure="late_letters") for m, n in ((7, 5), (8, 4), (9, 0))]
    made.load(*late, published="2025-12-01")
    found = swept(made, "5", "3", "1", name="LATE")
    assert [(one.threshold.text, one.breaches, one.barely_missed, one.barely_met) for one in found.tried] == [
        ("at most 3", 2, 1, 0),
        ("at most 4", 1, 1, 1),
        ("at most 5", 0, 0, 2),
    ]


def test_a_monitored_requirement_is_swept_as_if_adopted(tmp_path: Path) -> None:
    found = swept(six_quarters(tmp_path, more="monitored: [WATCHED]\n"), "90%", "92%", "2%", name="WATCHED")
    assert [(one.breaches, one.letters, one.notices) for one in found.tried] == [(3, 1, 1), (3, 1, 1), (4, 1, 1)]
    assert found.current is not None and found.current.text == "at least 91%"


def test_the_title_says_the_finding_and_the_description_every_threshold(tmp_path: Path) -> None:
    found = swept(six_quarters(tmp_path), "88%", "92%", "1%")
    assert title_of(found) == "GOOD: 3 of 6 results miss at least 90%, in force now; 1 would miss 88%, 4 would miss 92%"
    said = description_of(found)
    assert "2024/25 Q1 to 2025/26 Q2, 6 periods" in said
    assert (
        "at least 90% (in force now): 3 of 6 not met, 1 of them short by 1 case; 1 met by fewer than 2 cases." in said
    )


def test_a_sense_that_asks_for_the_worse_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound, match="asks for the worse") as found:
        swept(six_quarters(tmp_path), "at most 80%", "at most 90%", "5%")
    assert found.value.exit_code is ExitCode.USAGE
