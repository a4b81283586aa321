"""Scores of patient-led assessments of the care environment (PLACE), a row a site or an organisation: what fits, and the shares.

Published as percentages without the points behind them, so each is a share alone. The csv of sites of 2024 is known from a program
that reads it, the dementia and disability columns and the file of organisations from their description only: no file was at
hand, and a note says so at each reading. The year stands in the file's name alone, or is given by hand; the assessments of a year are
taken as of the contract year that begins in it. The questions changed in 2019, and 2022 is not to be compared with 2019: the three
eras are different measures, never one series. There was no national collection in 2020 and 2021.
"""

from __future__ import annotations

from datetime import date

from pxcommission.evidence.observations import Level, Observation, Origin, Status
from pxcommission.periods import Period, year_of
from pxcommission.returns.ae_figures import ODS
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import About, Fit, Unit, doubled, heading, quoted, share_alone, without_figure
from pxcommission.returns.numbers import NotANumber, as_text, plain
from pxcommission.returns.published_tables import PublishedTable, exact_share, fit_of, opened_table, year_in_name
from pxcommission.returns.sheets import Book

NAME, VERSION, ORIGIN = "place", "1", Origin.PUBLISHED
LOOKED_FOR = "the headings Organisation Code, Cleanliness and Condition Appearance and Maintenance"
_NEEDED = ("organisation code", "organisation name", "cleanliness", "condition appearance and maintenance")
DOMAINS = {
    "place_cleanliness": ("cleanliness",),
    "place_food": ("combined food", "food"),
    "place_privacy": ("privacy dignity and wellbeing", "privacy, dignity and wellbeing"),
    "place_condition": ("condition appearance and maintenance", "condition, appearance and maintenance"),
    "place_dementia": ("dementia",),
    "place_disability": ("disability",),
}
"""The measures and the headings they may stand under (the first that is there)."""
NOT_SCORED = {"n/a": Status.NOT_APPLICABLE, "-": Status.NOT_MEASURED, "": Status.NOT_MEASURED}
FIRST_YEAR, CHANGED, RESUMED = 2013, 2019, 2022


def recognises(book: Book) -> Fit:
    """How well a file fits."""
    return fit_of("PLACE scores", LOOKED_FOR, book, _NEEDED)


def read(book: Book, found: Collected, given: Period | None = None) -> tuple[Observation, ...]:
    """The scores of every site, or of every organisation where the file has no sites; errors go to `found`."""
    table = opened_table(book, _NEEDED, found)
    year = given.start.year if given else year_in_name(book)
    era = _era(year, given, found)
    found.stop_if_wrong()
    assert year is not None and era is not None  # noqa: S101
    period = given or year_of(date(year, 4, 1))
    _mention_layout(table, year, given, found)
    made: list[Observation] = []
    for row in table.rows():
        unit = _unit(table, row, found)
        if unit is not None:
            about = About(_service(table, row), "", period, table.sheet.name)
            made += _scores(table, row, unit, about, era, found)
    for first, second in doubled(made):
        message = f"{first.site or first.provider} has two scores, in {first.cell} and here"
        found.error(message, "load the file as published", second.sheet, second.cell)
    found.stop_if_wrong()
    return tuple(made)


def _era(year: int | None, given: Period | None, found: Collected) -> str | None:
    """What the measures of a year end in: nothing from 2022 on; the year's era before."""
    if given is not None and given != year_of(given.start):
        found.error(f"{given.label} is no contract year, and PLACE is a year's", "give --period as 2024/25")
    elif year is None:
        found.error("the file names no year, and neither does its name", "give it with --period, for example 2024/25")
    elif year >= RESUMED:
        return ""
    elif year == CHANGED:
        return "_2019"
    elif FIRST_YEAR <= year < CHANGED:
        return "_to_2018"
    else:
        found.error(f"there was no PLACE collection in {year}", "check the year in the file's name, or give --period")
    return None


def _mention_layout(table: PublishedTable, year: int, given: Period | None, found: Collected) -> None:
    found.note(
        "the layout of PLACE files was not verified against a published file (verified: false)", sheet=table.sheet.name
    )
    if given is None:
        found.note(f"the year {year} was taken from the file's name and read as the contract year that begins in it")
    if year <= CHANGED:
        found.note(
            "these scores are measures of their own: the questions changed in 2019, and 2022 is not comparable with 2019"
        )


def _unit(table: PublishedTable, row: int, found: Collected) -> Unit | None:
    code, site = table.text(row, "organisation code"), table.text(row, "site code")
    if not code and heading(table.text(row, "organisation name")) in ("england", "national", "national average"):
        return Unit(Level.ENGLAND, provider="ENG", name="England")
    for wrong, column in ((code, "organisation code"), (site, "site code")):
        if (column == "organisation code" or site) and not ODS.fullmatch(wrong):
            message = f"{quoted(wrong)} is no organisation code of capital letters and digits"
            found.error(message, "load the file as published", table.sheet.name, table.cell(row, column))
            return None
    if "site code" in table.columns and not site:
        found.error(
            "there is no site code", "load the file as published", table.sheet.name, table.cell(row, "site code")
        )
        return None
    name = table.text(row, "site name" if site else "organisation name")
    return Unit(Level.SITE if site else Level.PROVIDER, provider=code, site=site, name=name)


def _service(table: PublishedTable, row: int) -> str:
    """The service a site's score is filed under: hospice by its type, else inpatient, once."""
    types = f"{table.text(row, 'place site type')} {table.text(row, 'organisation type')}".casefold()
    return "hospice" if "hospice" in types else "inpatient"


def _scores(table: PublishedTable, row: int, unit: Unit, about: About, era: str, found: Collected) -> list[Observation]:
    made = []
    for measure, names in DOMAINS.items():
        name = next((one for one in names if one in table.columns), None)
        if name is None:
            continue
        value, cell = table.at(row, name), table.cell(row, name)
        mark = NOT_SCORED.get(as_text(value).casefold())
        if mark is not None:
            made.append(without_figure(unit, about, measure + era, "proportion", mark, cell))
            continue
        try:
            share = exact_share(value, percent_sign=True)
        except NotANumber as wrong:
            found.error(f"{name}: {wrong}", "write 98.08%, N/A or leave it empty", table.sheet.name, cell)
            continue
        made.append(share_alone(unit, about, measure + era, plain(share), None, cell))
    return made
