"""Ratings of the Care Quality Commission (CQC) as counts: nought or one for the whole, nought to five for the key questions.

**Which day.** A rating is a state, not something counted over a month. Its observation carries one day, start and end alike:
the day of the report that gave it, or, where a file names no such day, the last day on which the file says it stood. It
holds until a newer day of the same unit and service replaces it; nothing is made up for the months between.

**What counts.** Requires improvement and Inadequate are below Good. "Inspected but not rated", "Regulations met", "Insufficient
evidence to rate" and an empty rating are *not measured*: no rating is never a breach and never a pass. Key questions without a rating
are not counted; where none of the five has one, the count is *not measured*.

**Whose.** CQC knows NHS trusts by their ODS code and everyone else by a number of its own (`1-…`). A location is a site of its provider
when the provider's ODS code is known; a location with a practice's code (a letter and five digits) is that practice;
any other location is left out and counted in a note. Names of people (registered managers, nominated individuals, partners, owners)
are never read: what is kept of a location is its codes and, of a trust's site, its name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from pxcommission.evidence.observations import Level, Observation, Status
from pxcommission.periods import Period
from pxcommission.returns.ae_figures import ODS
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import About, Unit, count, heading, quoted, without_figure

OVERALL, KEY_QUESTIONS = "cqc_overall_below_good", "cqc_key_questions_below_good"
QUESTIONS = ("safe", "effective", "caring", "responsive", "well-led")
PRACTICE = re.compile(r"[A-Z][0-9]{5}")

BELOW_GOOD = {"outstanding": False, "good": False, "requires improvement": True, "inadequate": True}
"""The four ratings and whether each is below Good; CQC writes them with capitals here and there."""

NO_RATING = ("", "-", "na", "n/a", "not applicable", "inspected but not rated", "regulations met", "not rated",
             "not yet rated", "not yet inspected", "no published rating", "insufficient evidence to rate",
             "do not include in report", "unrated")  # fmt: skip
"""What stands in place of a rating: not measured, never a breach."""

SERVICES: Mapping[str, str] = {
    "urgent and emergency services": "emergency",
    "urgent and emergency services (a&e)": "emergency",
    "maternity": "maternity",
    "outpatients": "outpatient",
    "patient transport services": "patient transport",
}
"""CQC's names of core services that are one service of the vocabulary; others (surgery, medical care …) are parts of one."""


class Rated(Struct, frozen=True):
    """What one report says of one unit: the overall rating and those of key questions, as written, with their cells."""

    unit: Unit
    service: str
    day: date
    sheet: str
    overall: tuple[str, str] | None
    questions: Sequence[tuple[str, str]] = ()
    questions_cell: str = ""
    questions_day: date | None = None


def rating_observations(rated: Rated, found: Collected) -> list[Observation]:
    """The count for the whole and the count for the key questions; an unknown word for a rating is an error in `found`."""
    made = []
    if rated.overall is not None:
        text, cell = rated.overall
        below = is_below_good(text, rated.sheet, cell, found)
        about = About(rated.service, "", Period(rated.day, rated.day), rated.sheet)
        made.append(_counted(rated.unit, about, OVERALL, None if below is None else int(below), cell))
    if rated.questions:
        day = rated.questions_day or rated.day
        about = About(rated.service, "", Period(day, day), rated.sheet)
        known = [is_below_good(text, rated.sheet, rated.questions_cell, found) for _, text in rated.questions]
        number = None if all(one is None for one in known) else sum(one is True for one in known)
        made.append(_counted(rated.unit, about, KEY_QUESTIONS, number, rated.questions_cell))
    return made


def _counted(unit: Unit, about: About, measure: str, number: int | None, cell: str) -> Observation:
    if number is None:
        return without_figure(unit, about, measure, "count", Status.NOT_MEASURED, cell)
    return count(unit, about, measure, number, cell)


def is_below_good(text: str, sheet: str, cell: str, found: Collected) -> bool | None:
    """Whether a rating is below Good; None where there is none (an unknown word is an error in `found`)."""
    word = heading(text)
    if word in NO_RATING:
        return None
    if word not in BELOW_GOOD:
        message = f"{quoted(text)} is no rating known here: Outstanding, Good, Requires improvement, Inadequate or none"
        found.error(message, "check the cell; a new word of CQC has to be added to the reader", sheet, cell)
        return None
    return BELOW_GOOD[word]


def unit_of_location(location: str, provider: str, ods: str, name: str) -> Unit | None:
    """Whose a location's rating is, by codes alone; None when that can't be told. The name is kept for a trust's site only."""
    site = next((code for code in (ods, location) if ODS.fullmatch(code)), "")
    if ODS.fullmatch(provider):
        if site in ("", provider):
            return Unit(Level.PROVIDER, provider=provider) if site else None
        return Unit(Level.SITE, provider=provider, site=site, name=name)
    if PRACTICE.fullmatch(ods):
        return Unit(Level.PROVIDER, provider=ods)
    return None


def mention_left_out(left: int, found: Collected) -> None:
    """A note on the locations that no contract could name."""
    if left:
        places = "1 location was" if left == 1 else f"{left:,} locations were"
        found.note(f"{places} left out: CQC gives no ODS code by which a contract could name them")
