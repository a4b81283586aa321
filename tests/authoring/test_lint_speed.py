"""Lint and every test of the whole library come to well under three seconds."""

from __future__ import annotations

import time
from pathlib import Path

from pxcommission.authoring.linting import every_problem
from pxcommission.authoring.rule_tests import results_of, try_rules

MOST_SECONDS = 2.5


def test_lint_and_the_tests_of_the_whole_library_take_less_than_three_seconds(root: Path) -> None:
    started = time.process_time()
    rulebook, _ = every_problem(root)
    results = results_of(try_rules(rulebook, []))
    taken = time.process_time() - started
    assert len(results) > 150 and taken < MOST_SECONDS, f"{taken:.2f} s for {len(results)} tests"
