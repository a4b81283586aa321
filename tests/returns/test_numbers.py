"""Numbers and marks as people and programs write them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pxcommission.evidence.observations import Status
from pxcommission.returns.numbers import Count, NotANumber, agrees, as_text, plain, read_count, read_decimal


@pytest.mark.parametrize(
    "text",
    [
        "３００",
        "٣٠٠",
        "3_00",
        "1e3",
        "nan",
        "inf",
        "-inf",
        "0x1F",
        "+5",
        "1.",
        ".5",
        "",
        "½",
        "1 000",
        "30,0",
        "TRUE",
        "#DIV/0!",
        "O",
    ],
)
def test_what_python_would_accept_is_not_a_number_here(text: str) -> None:
    with pytest.raises(NotANumber):
        read_decimal(text)


@pytest.mark.parametrize("value", ["12.5", -1, 2.5, True, float("nan"), float("inf"), "-3", "1,23", "12,34,567", 1e13])
def test_a_count_is_whole_and_not_negative(value: object) -> None:
    with pytest.raises(NotANumber):
        read_count(value)  # type: ignore[arg-type]


def test_well_formed_thousands_are_read_and_remarked_on() -> None:
    assert read_count("1,300") == Count(1300, remark="the thousands commas of '1,300' were read past")


def test_a_mark_is_a_status_only_if_the_table_says_so() -> None:
    assert read_count("*", {"*": Status.SUPPRESSED}) == Count(None, Status.SUPPRESSED)
    with pytest.raises(NotANumber):
        read_count("-", {"*": Status.SUPPRESSED})


def test_a_whole_float_is_written_as_an_integer() -> None:
    assert (as_text(1.0), as_text("\u00a0Bay 2\u00a0")) == ("1", "Bay 2")


@given(st.integers(0, 500), st.integers(1, 500), st.integers(0, 6))
def test_a_share_rounded_to_any_precision_agrees_with_its_counts(numerator: int, denominator: int, places: int) -> None:
    exact = Fraction(numerator, denominator)
    rounded = (Decimal(numerator) / Decimal(denominator)).quantize(Decimal(1).scaleb(-places))
    assert agrees(rounded, exact)
    assert not agrees(rounded + Decimal(2).scaleb(-places), exact)


@given(st.integers(0, 10**11))
def test_every_count_is_read_as_itself_from_text_and_from_a_workbook(number: int) -> None:
    assert read_count(str(number)).number == read_count(float(number)).number == number


def test_a_tiny_share_is_written_without_an_exponent() -> None:
    assert plain(Decimal("1E-5")) == "0.00001"
