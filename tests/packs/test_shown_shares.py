"""A printed share never contradicts its verdict."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pxcommission.packs.shown import decimals_for, percent, rounded, shown_pair, shown_share


@pytest.mark.parametrize(
    ("numerator", "denominator", "bound", "printed"),
    [
        (29, 31, Fraction(95, 100), "93.5%"),
        (14995, 100000, Fraction(15, 100), "14.995%"),
        (8996, 10000, Fraction(9, 10), "89.96%"),
        (189, 200, Fraction(95, 100), "94.5%"),
        (190, 200, Fraction(95, 100), "95.0%"),
        (9999, 10000, None, "99.99%"),
        (1, 3000, Fraction(0), "0.03%"),
        (0, 7, Fraction(0), "0.0%"),
        (7, 7, Fraction(1), "100.0%"),
        (333333, 1000000, Fraction("0.333333"), "33.3333%"),
        (1, 3, Fraction(1, 3), "33.3%"),
        (1, 2000, None, "0.1%"),
    ],
)
def test_a_share_has_as_many_decimals_as_its_verdict_needs(numerator, denominator, bound, printed):
    assert shown_share(numerator, denominator, bound) == printed


counts = st.integers(1, 10**9)


@given(counts, st.integers(0, 10**9), st.integers(0, 10**8))
def test_the_printed_share_stands_on_the_side_of_the_bound_where_the_share_stands(denominator, numerator, parts):
    numerator, bound = numerator % (denominator + 1), Fraction(parts, 10**8)
    share = Fraction(numerator, denominator)
    printed = Fraction(shown_share(numerator, denominator, bound).rstrip("%").replace(",", "")) / 100
    assert (printed < bound, printed == bound, printed > bound) == (share < bound, share == bound, share > bound)
    assert (printed == 0, printed == 1) == (share == 0, share == 1)


@given(counts, counts, counts, counts)
def test_two_shares_print_in_their_order(a, b, c, d):
    one, other = Fraction(min(a, b), max(a, b)), Fraction(min(c, d), max(c, d))
    shown, held_against = (Fraction(text.rstrip("%")) for text in shown_pair(one, other))
    assert (shown < held_against, shown == held_against) == (one < other, one == other)


@given(st.fractions(0, 1), st.integers(1, 8))
def test_a_printed_share_is_rounded_half_up(share, places):
    assert abs(rounded(share, places) - share) * 2 * 10 ** (places + 2) <= 1
    assert Fraction(percent(share, places).rstrip("%")) / 100 == rounded(share, places)


def test_one_decimal_is_the_fewest():
    assert decimals_for(Fraction(1, 2), Fraction(95, 100)) == 1
