"""One strict reader of numbers and marks: ASCII digits only, exact, never a guess.

`int` and `float` of Python also accept ３００, ٣٠٠, 3_00, 1e3, nan and inf; none of them is a number here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from pxcommission.evidence.observations import Status
from pxcommission.returns.personal_data import without_details

Value = str | int | float | bool | date | datetime | time | timedelta

_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
_THOUSANDS = re.compile(r"[0-9]{1,3}(,[0-9]{3}){1,3}")
LARGEST_COUNT = 10**12
BLANKS = " \t\r\n\u00a0\u2007\u202f\ufeff\u200b"


class NotANumber(ValueError):
    """Why a cell cannot be read as the number it should be."""


class Count(Struct, frozen=True):
    """A whole number of a cell with what is worth saying about how it was written; or the status its mark means."""

    number: int | None
    status: Status = Status.REPORTED
    remark: str = ""


def as_text(value: Value) -> str:
    """The cell's text without outer spaces and no-break spaces; a whole number as an integer (`1`, not `1.0`)."""
    if isinstance(value, str):
        return value.strip(BLANKS)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_COUNT:
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def read_decimal(text: str) -> Decimal:
    """The exact number of a text; raises NotANumber for anything but ASCII digits with at most six decimals."""
    if not _NUMBER.fullmatch(text):
        raise NotANumber(f"'{without_details(text, 40)}' is not a number")
    return Decimal(text)


def read_count(value: Value, marks: Mapping[str, Status] | None = None) -> Count:
    """The whole number from 0 up, or the status a mark of the table means; raises NotANumber."""
    if isinstance(value, str):
        text = value.strip(BLANKS)
        if marks and text in marks:
            return Count(None, marks[text])
        if text == "":
            raise NotANumber("there is no figure")
        if _THOUSANDS.fullmatch(text):
            return Count(int(text.replace(",", "")), remark=f"the thousands commas of '{text}' were read past")
        number = read_decimal(text)
        return Count(_whole(number, text), remark="a number stored as text" if number >= 0 else "")
    if type(value) is float and value.is_integer() and 0 <= value < LARGEST_COUNT:
        return Count(int(value))
    if isinstance(value, date | time | timedelta):
        raise NotANumber(
            f"'{as_text(value)}' is a date or a time, which Excel makes of texts such as 5/4; not a number"
        )
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotANumber(f"'{as_text(value)}' is not a number")
    return Count(_whole(_finite(value), as_text(value)))


def _finite(value: float) -> Decimal:
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        raise NotANumber(f"'{value}' is not a number that can be counted")
    return Decimal(int(value)) if float(value).is_integer() else Decimal(repr(value))


def _whole(number: Decimal, shown: str) -> int:
    if number < 0:
        raise NotANumber(f"the count {shown} is negative")
    if number != number.to_integral_value():
        raise NotANumber(f"the count {shown} is not a whole number")
    if number >= LARGEST_COUNT:
        raise NotANumber(f"the count {shown[:20]} is too large")
    return int(number)


def read_share(value: Value) -> Decimal:
    """The exact decimal of a share or percentage as stored; raises NotANumber."""
    if isinstance(value, str):
        text = value.strip(BLANKS)
        return read_decimal(text.removesuffix("%").rstrip(BLANKS))
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotANumber(f"'{as_text(value)}' is not a number")
    return _finite(value)


def decimals_of(number: Decimal) -> int:
    """How many decimals a number is written with."""
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def agrees(stated: Decimal, exact: Fraction, fewest_decimals: int = 0) -> bool:
    """Whether a stated number is the exact one rounded to its own precision (half a unit of its last decimal)."""
    places = min(max(decimals_of(stated), fewest_decimals), 15)
    return abs(Fraction(stated) - exact) <= Fraction(1, 2 * 10**places) + Fraction(1, 10**14)


def plain(number: Decimal) -> str:
    """The number as decimal text without an exponent."""
    return format(number, "f")
