"""`pxcommission help` tells what a code means, with an example before and after."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from pxcommission.problem_codes import CODES

Run = Callable[..., Any]


def test_a_code_is_explained_with_an_example_before_and_after(run: Run) -> None:
    ran = run("help", "PX104")
    assert ran.code == 0
    assert ran.out == (
        "PX104  A word that a condition or test can't read\n\n"
        "A word nobody knows has no value, so what is asked of it could never hold.\n\n"
        "Before, in a requirement of a file under rules/:\n    needs: respnses >= 30\n\n"
        "After, in a requirement of a file under rules/:\n    needs: responses >= 30\n"
    )


def test_a_code_may_be_written_in_any_case_or_by_its_number(run: Run) -> None:
    assert run("help", "px104").out == run("help", "104").out == run("help", "PX104").out


def test_alone_it_lists_every_code_in_order(run: Run) -> None:
    lines = run("help").out.splitlines()
    listed = [line.split()[0] for line in lines if line.startswith("PX")]
    assert listed == sorted(CODES)


def test_an_unknown_code_is_answered_with_the_nearest(run: Run) -> None:
    ran = run("help", "PX1044")
    assert ran.code == 2 and "there is no code 'PX1044'; did you mean 'PX1" in ran.err
    assert run("help", "nonsense").code == 2


def test_for_a_program_it_is_json(run: Run) -> None:
    (entry,) = json.loads(run("help", "PX182", "--format", "json").out)
    assert entry["code"] == "PX182" and "threshold: at least 95%" in entry["wrong"] and entry["why"]
    assert len(json.loads(run("help", "--format", "json").out)) == len(CODES)
