"""CQC's lists of locations, csv or ODS (`HSCA_Active_Locations`): what fits, and the rating of each location that has an ODS code.

The csv extract has 45 columns, overall and key question ratings in it and no ODS code; the directory with filters about 120, the overall
rating, `Location ODS Code` and notice rows above its headings. In the csv extract `Publication Date` repeats the day the
location was registered, row by row: such a column says nothing of the rating, and the ratings are taken as they stood on the
newest day found in the file (or on the last day of the period given by hand). See `cqc_ratings` for what is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from pxcommission.evidence.observations import Observation, Origin
from pxcommission.periods import Period, in_words
from pxcommission.returns.collected import Collected
from pxcommission.returns.cqc_dates import day_first, read_day
from pxcommission.returns.cqc_ratings import (
    QUESTIONS,
    Rated,
    is_below_good,
    mention_left_out,
    rating_observations,
    unit_of_location,
)
from pxcommission.returns.figures import Fit, doubled, heading, quoted
from pxcommission.returns.published_tables import PublishedTable, fit_of, opened_table
from pxcommission.returns.sheets import Book

NAME, VERSION, ORIGIN = "cqc-locations", "1", Origin.PUBLISHED
LOOKED_FOR = "the headings Location ID, Provider ID and Location Latest Overall Rating"
RATING = "location latest overall rating"
_NEEDED = ("location id", "provider id", RATING)
_PUBLISHED, _STARTED = "publication date", "location hsca start date"
_DAYS = (_PUBLISHED, _STARTED, "provider hsca start date")
_QUESTIONS = tuple(f"location {question} rating" for question in QUESTIONS)
_READ = (*_DAYS, *_QUESTIONS, "location ods code", "location name", "inherited rating (y/n)")


def recognises(book: Book) -> Fit:
    """How well a file fits."""
    return fit_of("CQC list of locations with ratings", LOOKED_FOR, book, _NEEDED)


def read(book: Book, found: Collected, given: Period | None = None) -> tuple[Observation, ...]:
    """The ratings of every location a contract could name; errors and what was left out go to `found`."""
    table = opened_table(book, _NEEDED, found, _READ)
    days = _days(table, given, found)
    found.stop_if_wrong()
    made: list[Observation] = []
    left = 0
    for row in table.rows():
        rated = _rated(table, row, days, found)
        if rated is None:
            is_below_good(table.text(row, RATING), table.sheet.name, table.cell(row, RATING), found)
            left += 1
        else:
            made += rating_observations(rated, found)
    for first, second in doubled(made):
        if first.cell != second.cell:
            message = f"{first.site or first.provider} stands twice, in {first.cell} and here"
            found.error(message, "load the file as CQC publishes it", second.sheet, second.cell)
    _mention_ratings(table, found)
    mention_left_out(left, found)
    if not made and not found.errors:
        message = "no location in the file has an ODS code by which a contract could name it"
        found.error(message, "load CQC's directory with the column Location ODS Code", table.sheet.name)
    found.stop_if_wrong()
    return tuple(made)


class _Days(Struct, frozen=True):
    """How the file tells when a rating was given: by its own column, or not at all."""

    own: bool
    slashed_day_first: bool | None
    newest: date | None


def _days(table: PublishedTable, given: Period | None, found: Collected) -> _Days:
    rows = list(table.rows())
    order = {name: day_first(table.at(row, name) for row in rows) for name in _DAYS if name in table.columns}
    pairs = [
        (
            read_day(table.at(row, _PUBLISHED), order.get(_PUBLISHED)),
            read_day(table.at(row, _STARTED), order.get(_STARTED)),
        )
        for row in rows
        if table.text(row, _PUBLISHED)
    ]
    if any(published and published != started for published, started in pairs):
        return _Days(True, order.get(_PUBLISHED), given.end if given else None)
    newest = given.end if given else _newest(table, rows, order)
    if newest is None:
        found.error("nothing in the file says when its ratings stood", "give the month it is of with --period")
    elif given is None:
        message = (
            f"the file does not say when its ratings were given: they are taken as they stood on {in_words(newest)}"
        )
        found.warn(f"{message}, the newest day in it", "give the month the file is of with --period")
    if pairs:
        found.note("'Publication Date' repeats the day each location was registered, so it is not a rating's day")
    return _Days(False, None, newest)


def _newest(table: PublishedTable, rows: Sequence[int], order: dict[str, bool | None]) -> date | None:
    days = (read_day(table.at(row, name), order[name]) for name in order for row in rows)
    return max((day for day in days if day), default=None)


def _rated(table: PublishedTable, row: int, days: _Days, found: Collected) -> Rated | None:
    unit = unit_of_location(
        table.text(row, "location id"),
        table.text(row, "provider id"),
        table.text(row, "location ods code"),
        table.text(row, "location name"),
    )
    if unit is None:
        return None
    day = read_day(table.at(row, _PUBLISHED), days.slashed_day_first) if days.own else None
    if day is None and days.newest is None:
        if table.text(row, RATING):
            message = f"{quoted(table.text(row, _PUBLISHED))} is no day: the rating was left out"
            found.warn(
                message, "give the month the file is of with --period", table.sheet.name, table.cell(row, _PUBLISHED)
            )
        return None
    stood = day or days.newest
    assert stood is not None  # noqa: S101
    names = [name for name in _QUESTIONS if name in table.columns]
    return Rated(
        unit,
        "all",
        stood,
        table.sheet.name,
        (table.text(row, RATING), table.cell(row, RATING)),
        [(name, table.text(row, name)) for name in names],
        "+".join(table.cell(row, name) for name in names),
    )


def _mention_ratings(table: PublishedTable, found: Collected) -> None:
    """A note with how often each rating stands in the file, whatever its capitals, and how many were inherited."""
    words = Counter(heading(table.text(row, RATING)) or "none" for row in table.rows())
    said = ", ".join(f"{word} {number:,}" for word, number in sorted(words.items()))
    found.note(f"overall ratings in the file: {said}", sheet=table.sheet.name)
    inherited = sum(table.text(row, "inherited rating (y/n)").casefold() == "y" for row in table.rows())
    if inherited:
        found.note(
            f"{inherited:,} ratings were given to the organisation that ran the location before", sheet=table.sheet.name
        )
