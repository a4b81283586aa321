"""Observations made from figures already read: a unit, what it is about, and one row's numbers with their cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

from pxcommission.evidence.observations import Level, Observation, Status
from pxcommission.periods import Period, month_number, read_period
from pxcommission.problems import printable
from pxcommission.returns.numbers import BLANKS
from pxcommission.returns.personal_data import WITHHELD, personal_details


class Unit(Struct, frozen=True):
    """Whose figure a row holds."""

    level: Level
    icb: str = ""
    provider: str = ""
    site: str = ""
    ward: str = ""
    name: str = ""


class About(Struct, frozen=True):
    """What the rows of one sheet are about."""

    service: str
    touchpoint: str
    period: Period
    sheet: str
    characteristic: str = ""
    group: str = ""


class Fit(Struct, frozen=True):
    """How well a file fits a reader: what the reader looks for, what it lacks (nothing when it fits), and how near it is."""

    kind: str
    looked_for: str
    lacking: tuple[str, ...]
    near: float = 0.0

    @property
    def fits(self) -> bool:
        """Whether nothing is lacking."""
        return not self.lacking


def proportion(unit: Unit, about: About, measure: str, numerator: int, denominator: int, cell: str) -> Observation:
    """A proportion with its counts; nothing out of nothing is a zero denominator, never 0 % or 100 %."""
    status = Status.REPORTED if denominator else Status.ZERO_DENOMINATOR
    return _observation(unit, about, measure, numerator, denominator, "proportion", status, cell)


def count(unit: Unit, about: About, measure: str, number: int, cell: str) -> Observation:
    """A count."""
    return _observation(unit, about, measure, number, None, "count", Status.REPORTED, cell)


def without_figure(
    unit: Unit, about: About, measure: str, kind: str, status: Status, cell: str, denominator: int | None = None
) -> Observation:
    """A figure that stands in the file only as a mark (suppressed, not measured …)."""
    return _observation(unit, about, measure, None, denominator, kind, status, cell)


def share_alone(unit: Unit, about: About, measure: str, value: str, denominator: int | None, cell: str) -> Observation:
    """A percentage published without its counts: reported, no numerator; counts are never rebuilt."""
    made = _observation(unit, about, measure, None, denominator, "proportion", Status.REPORTED, cell)
    return made._replace(value=value)


def _observation(
    unit: Unit,
    about: About,
    measure: str,
    numerator: int | None,
    denominator: int | None,
    kind: str,
    status: Status,
    cell: str,
) -> Observation:
    # By place, not by name: a return may hold tens of thousands of figures. Names lose what could act on a terminal.
    return Observation(
        unit.level,
        unit.icb,
        unit.provider,
        unit.site,
        unit.ward if unit.ward.isprintable() else clean_text(unit.ward)[0],
        about.service,
        about.touchpoint,
        measure,
        about.period.start,
        about.period.end,
        numerator,
        denominator,
        "",
        kind,
        status,
        about.sheet,
        cell,
        unit.name if unit.name.isprintable() else clean_text(unit.name)[0],
        about.characteristic,
        about.group,
    )


@lru_cache(maxsize=4096)
def heading(text: str) -> str:
    """A column heading as it is compared: NFKC, case folded, outer blanks off, inner blanks single, plain apostrophes."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "'").casefold()
    return " ".join(plain.split()).strip(BLANKS)


def clean_text(text: str) -> tuple[str, bool]:
    """The text in NFC without control, direction-changing and impossible characters, and whether any was removed."""
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    kept = "".join(
        c for c in normal if c in "\n\t" or (unicodedata.category(c) not in _REMOVED and c not in _NONCHARACTERS)
    )
    return kept.strip(BLANKS), kept != normal


_REMOVED = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
_NONCHARACTERS = "\ufffe\uffff"


_MONTH = re.compile(r"(?<![A-Za-z])([A-Za-z]{3,9})[ \u00a0-]+((?:19|20)[0-9]{2}|[0-9]{2})(?![0-9])")


def month_in(text: str) -> Period | None:
    """The month a text speaks of: `July 2025`, `Jul-25`, `MSitAE-JUNE-2025`, `May 26` (May 2026); None if none."""
    for found in _MONTH.finditer(text):
        number = month_number(found[1])
        if number:
            year = int(found[2]) if len(found[2]) == 4 else 2000 + int(found[2])
            return read_period(f"{year}-{number:02d}")
    return None


def doubled(observations: Iterable[Observation]) -> list[tuple[Observation, Observation]]:
    """Pairs of figures for one unit, service, measure and period; the first one stands first."""
    seen: dict[tuple[object, ...], Observation] = {}
    pairs = []
    for found in observations:
        icb = found.icb if found.level is Level.ICB else ""
        group = heading(found.group) if found.group else ""
        key = (
            found.level, icb, found.provider, found.site, found.ward, found.service, found.touchpoint, found.measure,
            found.start, found.end, found.characteristic, group,
        )  # fmt: skip
        first = seen.setdefault(key, found)
        if first is not found:
            pairs.append((first, found))
    return pairs


def quoted(text: str) -> str:
    """A short quotation for a message; a text that may hold personal details is not repeated."""
    if personal_details(text):
        return WITHHELD
    shown = printable(text)
    return f"'{shown if len(shown) <= 40 else shown[:39] + '…'}'"
