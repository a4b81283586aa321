"""What the values of a table are: whole numbers, percentages, marks, codes, periods, texts; told from the cells alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from pxcommission.returns.figures import heading
from pxcommission.returns.mapped_codes import CODE, code_within
from pxcommission.returns.mapped_headings import PeriodReader, month_of_day
from pxcommission.returns.numbers import NotANumber, Value, as_text, read_count, read_share
from pxcommission.returns.personal_data import personal_details

MARKS = {
    "*": "suppressed", "<5": "suppressed", "< 5": "suppressed", "supp": "suppressed", "suppressed": "suppressed",
    "-": "not measured", "–": "not measured", "n/m": "not measured", "nm": "not measured", "not measured": "not measured",
    "n/a": "not applicable", "na": "not applicable", "not applicable": "not applicable",
    "nil return": "not submitted", "not submitted": "not submitted", "tbc": "missing", "..": "missing",
}  # fmt: skip
"""What a mark in place of a number usually means; a person confirms it."""
_REQUIREMENT = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+", re.ASCII)
_PERIODS = PeriodReader({})
_PROSE_WORDS, _LONGEST_SAMPLE = 6, 32


class Nature(StrEnum):
    """What one cell holds."""

    BLANK = "blank"
    NUMBER = "a number"
    PERCENT = "a percentage"
    MARK = "a mark"
    CODE = "a code"
    PERIOD = "a period"
    DATE = "a date"
    TEXT = "a text"


def nature_of(value: Value) -> Nature:
    """What one cell holds, told from its value alone."""
    if isinstance(value, str):
        return _nature_of_text(as_text(value))
    if isinstance(value, date):
        return Nature.DATE
    return Nature.TEXT if isinstance(value, bool | time | timedelta) else Nature.NUMBER


def _nature_of_text(text: str) -> Nature:
    if not text:
        return Nature.BLANK
    if text.casefold() in MARKS:
        return Nature.MARK
    try:
        read_share(text)
        return Nature.PERCENT if text.endswith("%") else Nature.NUMBER
    except NotANumber:
        pass
    if _is_whole(text):
        return Nature.NUMBER
    if month_of_day(text) is not None:
        return Nature.DATE
    if _PERIODS.read(text) is not None:
        return Nature.PERIOD
    return Nature.CODE if CODE.fullmatch(text) else Nature.TEXT


def _is_whole(value: Value) -> bool:
    try:
        return read_count(value).number is not None
    except NotANumber:
        return False


class Content(StrEnum):
    """What a column (or a row) of values is."""

    EMPTY = "empty"
    COUNTS = "whole numbers"
    SHARES = "percentages"
    FRACTIONS = "numbers from 0 to 1"
    NUMBERS = "numbers, not all of them counts"
    CODES = "codes"
    PERIODS = "periods"
    DATES = "dates"
    WORDS = "short texts"
    PROSE = "longer texts"
    MIXED = "numbers among texts"


class Values(Struct, frozen=True):
    """The values of a column or row, by what tells them apart (a row, or a unit and period), and which are shown as per cent."""

    at: dict[object, Value]
    percents: frozenset[object] = frozenset()

    @property
    def content(self) -> Content:
        """What they are, taken together."""
        held = {key: value for key, value in self.at.items() if as_text(value) != ""}
        natures = {key: nature_of(value) for key, value in held.items()}
        said = {nature for nature in natures.values() if nature is not Nature.MARK}
        if not said:
            return Content.EMPTY if not held else Content.COUNTS
        if said <= {Nature.NUMBER, Nature.PERCENT}:
            return self._of_numbers([key for key, nature in natures.items() if nature is not Nature.MARK])
        return _of_texts([as_text(value) for value in held.values()], list(natures.values()))

    def _of_numbers(self, keys: Sequence[object]) -> Content:
        if all(key in self.percents or as_text(self.at[key]).endswith("%") for key in keys):
            return Content.SHARES
        if all(_is_whole(self.at[key]) for key in keys):
            return Content.COUNTS
        shares = [share for share in (self.share(key) for key in keys) if share is not None]
        return Content.FRACTIONS if all(0 <= share <= 1 for share in shares) else Content.NUMBERS

    def count(self, key: object) -> int | None:
        """The whole number of a cell; None where there is none."""
        try:
            return read_count(self.at.get(key, "")).number
        except NotANumber:
            return None

    def share(self, key: object) -> Decimal | None:
        """The number of a cell as it stands, a percent sign left off; None where there is none."""
        try:
            return read_share(self.at.get(key, ""))
        except NotANumber:
            return None

    def without(self, texts: Collection[str]) -> Values:
        """The same without the cells that hold one of these texts, as headings are compared."""
        return Values({k: v for k, v in self.at.items() if heading(as_text(v)) not in texts}, self.percents)

    @property
    def hold_codes(self) -> bool:
        """Whether nearly every text has an organisation's code in it, such as `RZ101 Example General`."""
        texts = [text for text in map(as_text, self.at.values()) if text]
        return bool(texts) and sum(bool(code_within(text)) for text in texts) * 5 >= len(texts) * 4

    @property
    def are_months(self) -> bool:
        """Whether every one is the first or the last day of a month."""
        held = [value for value in self.at.values() if as_text(value)]
        return bool(held) and all(month_of_day(value) is not None for value in held)

    @property
    def marks(self) -> tuple[str, ...]:
        """The marks among them, as written."""
        return tuple(dict.fromkeys(as_text(v) for v in self.at.values() if nature_of(v) is Nature.MARK))

    def samples(self, most: int = 4) -> tuple[str, ...]:
        """A few different values to show; none of longer texts, and none that may hold personal details."""
        if self.content is Content.PROSE:
            return ()
        held = dict.fromkeys(as_text(value) for value in self.at.values() if as_text(value))
        return tuple(text for text in held if len(text) <= _LONGEST_SAMPLE and not personal_details(text))[:most]


def _of_texts(texts: Sequence[str], natures: Sequence[Nature]) -> Content:
    def most(nature: Nature) -> bool:
        return sum(one is nature for one in natures) * 5 >= len(natures) * 4

    for nature, content in (
        (Nature.CODE, Content.CODES),
        (Nature.PERIOD, Content.PERIODS),
        (Nature.DATE, Content.DATES),
    ):
        if most(nature):
            return content
    if sum(nature is Nature.NUMBER for nature in natures) * 2 >= len(natures):
        return Content.MIXED
    long = any(len(text.split()) > _PROSE_WORDS or len(text) > 60 for text in texts)
    return Content.PROSE if long else Content.WORDS


def is_requirements(values: Iterable[Value]) -> bool:
    """Whether every text is shaped as a requirement's id, such as CMP-ANSWERED-IN-TIME."""
    texts = [text for text in map(as_text, values) if text]
    return bool(texts) and all(_REQUIREMENT.fullmatch(text) for text in texts)
