"""With which delimiter a csv file is written: a comma, or another that fits every row of its head where a comma does not."""

from __future__ import annotations

import csv
import io
from collections import Counter

from msgspec import Struct

from pxcommission.returns.collected import Collected, refused

DELIMITERS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar (|)", "¬": "a not sign (¬)"}
_HEAD_ROWS = 40
_SAYS_IT = "sep="


class Dialect(Struct, frozen=True):
    """How the rows are written: their delimiter, and how many lines at the top only say so (Excel's `sep=;`)."""

    delimiter: str = ","
    lines_before: int = 0


class _Fit(Struct, frozen=True):
    delimiter: str
    width: int
    share: float

    @property
    def fits(self) -> bool:
        return self.width >= 2 and (self.share == 1 or (self.width >= 3 and self.share >= 0.8))


def dialect_of(head: str, shown: str, found: Collected) -> Dialect:
    """The dialect of a file whose first whole lines are given; a delimiter other than a comma is noted in `found`."""
    first = head.split("\n", 1)[0].strip('"\r ')
    if first.lower().startswith(_SAYS_IT) and first[len(_SAYS_IT) :] in DELIMITERS:
        return _told(Dialect(first[len(_SAYS_IT) :], 1), found)
    comma, *others = (_fit(head, delimiter) for delimiter in DELIMITERS)
    better = [one for one in others if one.fits and (not comma.fits or _beats(one, comma))]
    if not better:
        return Dialect()
    widest = max(one.width for one in better)
    chosen = [one for one in better if one.width == widest]
    if len(chosen) > 1:
        names = " or ".join(DELIMITERS[one.delimiter] for one in chosen)
        raise refused(
            shown, f"the delimiter can't be told: it may be {names}", "save it as CSV UTF-8 (comma delimited)"
        )
    return _told(Dialect(chosen[0].delimiter), found)


def _told(dialect: Dialect, found: Collected) -> Dialect:
    if dialect.delimiter != ",":
        found.note(f"the delimiter of this file is {DELIMITERS[dialect.delimiter]}, not a comma; it was read so")
    return dialect


def _beats(one: _Fit, comma: _Fit) -> bool:
    return one.share == 1 and comma.share < 1 and one.width > comma.width


def _fit(head: str, delimiter: str) -> _Fit:
    """The commonest width of the rows that hold anything, and the share of rows that have it."""
    widths: Counter[int] = Counter()
    try:
        for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter, strict=True):
            if any(row):
                widths[len(row)] += 1
            if widths.total() == _HEAD_ROWS:
                break
    except csv.Error:
        pass
    if not widths:
        return _Fit(delimiter, 0, 0)
    width, times = widths.most_common(1)[0]
    return _Fit(delimiter, width, times / widths.total())
