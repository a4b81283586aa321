"""A share without its counts settles a level only where everything it can have been does."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_workspace import adopt, figure, rule, small

from pxcommission.assessment.findings import Outcome, Reason
from pxcommission.assessment.printed_shares import printed_share, why_not_judged
from pxcommission.periods import read_period
from pxcommission.rulebook.thresholds import meets


@pytest.mark.parametrize(
    ("value", "sign", "bound", "met"),
    [
        ("0.71", ">=", "0.70", True),
        ("0.71", ">=", "0.71", None),
        ("0.71", ">=", "0.705", True),
        ("0.71", ">", "0.705", None),
        ("0.71", ">=", "0.72", False),
        ("0.710", ">=", "0.7094", True),
        ("0.71", "<=", "0.70", False),
        ("1", ">=", "0.9", None),
        ("1.00", ">=", "0.995", True),
    ],
)
def test_a_printed_share_is_clear_of_a_level_or_is_not(value: str, sign: str, bound: str, met: bool | None) -> None:
    assert printed_share(value).meets(sign, Fraction(bound)) is met


@given(st.integers(0, 1000), st.integers(1, 1000), st.integers(2, 5), st.fractions(0, 1, max_denominator=1000))
def test_the_counts_behind_a_printed_share_never_say_other_than_it_does(
    part: int, whole: int, decimals: int, bound: Fraction
) -> None:
    exact = Fraction(min(part, whole), whole)
    for rounded in ((exact * 10**decimals).__floor__(), (exact * 10**decimals).__ceil__()):
        if abs(Fraction(rounded, 10**decimals) - exact) <= Fraction(1, 2 * 10**decimals):
            share = printed_share(f"{rounded // 10**decimals}.{rounded % 10**decimals:0{decimals}d}")
            assert share.least <= exact <= share.most
            for sign in (">=", ">", "<=", "<"):
                said = share.meets(sign, bound)
                assert said is None or said == meets(exact.numerator, exact.denominator, sign, bound)


def test_the_reader_is_told_what_is_printed_what_it_can_be_and_the_level() -> None:
    assert why_not_judged("0.71", ">=", Fraction(71, 100)) == (
        "published as a share without its counts: 71% as printed could be 70.5% to 71.5%; the level is 71%, so it can't be "
        "told whether it is met"
    )
    assert "71.0% as printed could be 70.95% to 71.05%" in why_not_judged("0.710", ">=", Fraction(1, 2))
    assert why_not_judged("0.71", ">=", Fraction(7, 10)).endswith(
        "the level is 70%, which it meets either way, but a share alone is not judged yet"
    )


def test_a_share_alone_is_not_said_to_be_hidden_to_protect_small_numbers(tmp_path: Path) -> None:
    quarter = read_period("2025/26 Q2")
    assert quarter is not None
    space = small(tmp_path).rules(rule()).contract(adopt())
    space.load(figure(None, None, quarter, value="0.90"), published="2025-11-11")
    (found,) = space.check().findings
    assert (found.outcome, found.reason) == (Outcome.NOT_ASSESSED, Reason.SUPPRESSED)
    assert found.detail.startswith("published as a share without its counts: 90% as printed could be 89.5% to 90.5%; ")
