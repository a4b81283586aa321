"""What one row of a list says of one organisation's code: its name, days, integrated care board and successor, with its address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

NHS_TRUSTS, BOARDS = "NHS trusts", "integrated care boards"
LONG_AGO = date(1900, 1, 1)
_TRUST, _BOARD = re.compile(r"R[A-Z0-9]{2}"), re.compile(r"Q[A-Z0-9]{2}")


class OrganisationRecord(Struct, frozen=True):
    """One statement about one code. `as_of` is the day it speaks of: the list's vintage, or the day a name or board began.

    `listed` names the kind of complete list it stands in, so that a code which is not there can be told to be unknown.
    `seen_until` is the last day on which a source that only saw figures still saw the code; it ends nothing.
    """

    code: str
    as_of: date
    name: str = ""
    icb: str = ""
    region: str = ""
    opened: date | None = None
    closed: date | None = None
    successors: tuple[str, ...] = ()
    listed: str = ""
    seen_until: date | None = None
    source: str = ""
    verified: bool = True
    sheet: str = ""
    cell: str = ""


def vintage_of(records: Sequence[OrganisationRecord]) -> date:
    """The latest day that stands in a list: its file name and date may be years off."""
    return max(day for one in records for day in (one.as_of, one.opened, one.closed, one.seen_until) if day is not None)


def kind_of_code(code: str) -> str:
    """The kind of organisation the shape of a code tells: NHS trusts, integrated care boards, or empty where it tells none."""
    if _TRUST.fullmatch(code):
        return NHS_TRUSTS
    return BOARDS if _BOARD.fullmatch(code) else ""
