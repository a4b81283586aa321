"""The cells of a csv of series: days and numbers as spreadsheets and statistical programs write them, or why not."""

from __future__ import annotations

import re
from datetime import date

from msgspec import Struct, field

from pxcommission.periods import month_number
from pxcommission.problems import Problem, shortened
from pxcommission.returns.collected import Collected
from pxcommission.written_values import day_meant, how_to_write_day, iso_day

_MISSING = frozenset({"", "na", "n/a", "nan", "null", "*", "-"})
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"-?[0-9]+,[0-9]+")
_MIDNIGHT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]00:00(?::00(?:\.0+)?)?Z?")
_YEAR_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_NAMED_MONTH = re.compile(r"([A-Za-z]{3,9})[ -]([0-9]{4}|[0-9]{2})")
LARGEST = 1e15


class CellWrong(ValueError):
    """A cell that can't be read: what is wrong, and how to mend it."""

    def __init__(self, message: str, fix: str) -> None:
        self.message, self.fix = message, fix
        super().__init__(message)


class Written(Struct):
    """How the cells read so far were written: what is worth a note, and where percent signs stand and don't."""

    day_first: bool = False
    months: bool = False
    thousands: bool = False
    percent: int = 0
    plain: list[tuple[int, int]] = field(default_factory=list)

    def check(self, found: Collected) -> None:
        """Notes of how cells were read; an error where some values have a percent sign and others have none."""
        if self.day_first:
            found.note("dates such as 01/04/2025 were read day first: 1 April 2025")
        if self.months:
            found.note("a month without a day was read as its first day")
        if self.thousands:
            found.note("commas between thousands were read past: 1,234 is 1234")
        if self.percent and not self.plain:
            found.note("the percent signs were left out: 95% was read as 95, so a target is 95 too")
        for line, column in self.plain if self.percent else ():
            message = "this value has no percent sign, and others have one: 0.95 and 95% could be meant as the same"
            found.errors.append(Problem(found.file, message, "write all with one, or all without", line, column))


def read_day(text: str, written: Written) -> date:
    """The day of a cell; the first of the month where only a month stands. Raises CellWrong."""
    midnight = _MIDNIGHT.fullmatch(text)
    day, certain = day_meant(midnight[1] if midnight else text)
    if day is not None:
        written.day_first |= not certain
        return day
    month = _month(text)
    if month is not None:
        written.months = True
        return month
    if not text:
        raise CellWrong("there is no date", "write year-month-day, such as 2025-04-01")
    raise CellWrong(f"'{shortened(text, 30)}' is not a date", how_to_write_day(text)[0])


def _month(text: str) -> date | None:
    if found := _YEAR_MONTH.fullmatch(text):
        return iso_day(f"{text}-01")
    if (found := _NAMED_MONTH.fullmatch(text)) and (month := month_number(found[1])):
        year = found[2] if len(found[2]) == 4 else f"20{found[2]}"
        return iso_day(f"{year}-{month:02d}-01")
    return None


def read_value(text: str, written: Written, place: tuple[int, int]) -> float | None:
    """The number of a cell; None where it is blank or says that it is missing. Raises CellWrong."""
    if text.lower() in _MISSING:
        return None
    plain = text.removesuffix("%").rstrip()
    if _THOUSANDS.fullmatch(plain):
        written.thousands = True
        plain = plain.replace(",", "")
    if not _NUMBER.fullmatch(plain):
        fix = "write digits with a point, such as 93.5; leave the cell empty where the value is missing"
        if _DECIMAL_COMMA.fullmatch(plain):
            fix = f"write a point, not a comma: {plain.replace(',', '.')}"
        raise CellWrong(f"'{shortened(text, 30)}' is not a number", fix)
    number = float(plain)
    if abs(number) > LARGEST:
        raise CellWrong(f"'{shortened(text, 30)}' is too large", "write the number in thousands or millions")
    if text.endswith("%"):
        written.percent += 1
    else:
        written.plain.append(place)
    return number
