"""A level is checked when it is typed: its words, its unit and its direction."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_workspace import rule, small

from pxcommission.authoring.levels_checked import wrong_level, wrong_sentence
from pxcommission.rulebook.rulebook import read_rulebook


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (">= 95%", "at least 95%"),
        ("95%", "does not say which way"),
        ("at most 80%", "asks for the worse"),
        ("at least 95", "at least 95%"),
    ],
)
def test_a_level_that_does_not_suit_is_told_with_its_mend(tmp_path: Path, text: str, said: str) -> None:
    rulebook, _ = read_rulebook(small(tmp_path).rules(rule()).folder)
    wrong = wrong_level(text, rulebook.requirements["GOOD"], rulebook.vocabulary)
    assert wrong is not None and said in wrong


def test_a_level_that_suits_is_taken(tmp_path: Path) -> None:
    condition = rule("SAME", judged_by="require: positive == responses")
    rulebook, _ = read_rulebook(small(tmp_path).rules(rule(), condition).folder)
    assert wrong_level("at least 95%", rulebook.requirements["GOOD"], rulebook.vocabulary) is None
    assert wrong_level("at least 95%", rulebook.requirements["SAME"], rulebook.vocabulary) == (
        "it is judged by its own condition and takes no threshold"
    )
    assert wrong_sentence("to be agreed") is None
