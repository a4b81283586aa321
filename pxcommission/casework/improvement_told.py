"""Actions and their reviews in words: one line for each event, and the size of a change as people read it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from pxcommission.cases.details import Details
from pxcommission.cases.improvement_details import (
    ImprovementCorrected,
    ImprovementReviewed,
    ImprovementStarted,
    ImprovementStopped,
    Rebased,
    RebaseWithdrawn,
    Registration,
    SizeFound,
    Unit,
)
from pxcommission.periods import in_words


def improvement_told(details: Details) -> str:
    """What an event of an action says, in a line; empty for an event of another kind."""
    match details:
        case ImprovementStarted():
            known = f"; {known_told(details.figures_known)}" if details.figures_known else ""
            return f"{details.id} registered: {registration_told(details.registration)}{known}"
        case ImprovementCorrected():
            return f"{details.id} corrected ({details.reason}): {registration_told(details.registration)}"
        case ImprovementReviewed():
            size = f": {size_told(details.size, '')}" if details.size else ""
            return f"{details.id} reviewed (look {details.look}): {details.verdict}{size}"
        case ImprovementStopped():
            return f"{details.id} stopped: {details.reason}"
        case Rebased():
            worse = f" (a worse level, accepted by {details.worse_accepted_by})" if details.worse_accepted_by else ""
            return f"charts rebased from {in_words(details.since)} after {details.id}: {details.reason}{worse}"
        case RebaseWithdrawn():
            return f"the rebase of {in_words(details.since)} after {details.id} withdrawn: {details.reason}"
    return ""


def registration_told(wanted: Registration) -> str:
    """`rounding every hour, from 1 April 2025; expected: … (+3 points); involved: patients, staff`."""
    number = f" ({signed(wanted.expected_change)})" if wanted.expected_change is not None else ""
    with_whom = f"; involved: {', '.join(wanted.involved)}" if wanted.involved else ""
    beside = ""
    if wanted.comparator is not None:
        beside = (
            f"; compared with {'/'.join(part for part in (wanted.comparator.contract, wanted.comparator.site) if part)}"
        )
    return f"{wanted.action}, from {in_words(wanted.start)}; expected: {wanted.expect}{number}{with_whom}{beside}"


def known_told(figures: int) -> str:
    """That figures after the start were known already, so that it is not pre-registered."""
    periods = f"{figures} {'period' if figures == 1 else 'periods'}"
    return f"registered after {periods} of figures were known: not pre-registered"


def unit_told(unit: Unit) -> str:
    """`RZ101, Ash ward`; empty for the provider's total."""
    return ", ".join(part for part in (unit.site, unit.ward, unit.touchpoint) if part)


def size_told(size: SizeFound, unit: str, compared: bool = False) -> str:
    """`88.1% to 93.0%, +4.9 points (95% interval +2.1 to +7.7)`; `unit` is the measure's, empty where it is not at hand."""
    share, places = unit == "proportion", _places(size)
    before, after = (f"{_rounded(number, places)}{'%' if share else ''}" for number in (size.before, size.after))
    beyond = " beyond the comparator's" if compared else ""
    word = {"proportion": " points", "count": " a period"}.get(unit, "")
    interval = f"95% interval {signed(size.low, places)} to {signed(size.high, places)}"
    return f"{before} to {after}, {signed(size.size, places)}{word}{beyond} ({interval})"


def signed(number: Decimal, places: int | None = None) -> str:
    """`+4.9`, `−0.3`, `0.0`; as it stands where no places are given."""
    shown = number.normalize() if places is None else _rounded(number, places)
    return f"{shown:+f}".replace("-", "−") if shown else f"{abs(shown):f}"


def _places(size: SizeFound) -> int:
    """One decimal, or as many (up to three) as keep a limit that is not nothing from being printed as nothing."""
    for places in (1, 2):
        if all(_rounded(number, places) or not number for number in (size.low, size.high)):
            return places
    return 3


def _rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
