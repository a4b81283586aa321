"""The GP Patient Survey's weighted results by practice, csv: what fits, and the shares of a few questions.

No file was at hand; the headings are known from programs that read the published files, and a note says so at each reading
(`verified: false`). To 2023 a practice stands under `Practice_Code` and a question under `Q28_12pct`; from 2024 on, after a new
questionnaire, under `ad_practicecode` and `overallexp.pcteval`: measures of their own, never one series. Shares are fractions from 0
to 1, weighted, so no count lies behind them: each is a share alone. Codes below nought (-97, -98, -99) stand for results hidden because few
answered: suppressed. The year stands in the file's name alone; people answer from January to March, so a year's survey is of the
contract year that ends in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from pxcommission.evidence.observations import Level, Observation, Origin, Status
from pxcommission.periods import Period, year_of
from pxcommission.returns.ae_figures import ODS
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import About, Fit, Unit, count, doubled, quoted, share_alone, without_figure
from pxcommission.returns.numbers import NotANumber, as_text, plain, read_count
from pxcommission.returns.published_tables import (
    PublishedTable,
    exact_share,
    fit_of,
    opened_table,
    table_with,
    year_in_name,
)
from pxcommission.returns.sheets import Book

NAME, VERSION, ORIGIN = "gp-survey", "1", Origin.PUBLISHED
LOOKED_FOR = "the headings Practice_Code and Q28_12pct (to 2023), or ad_practicecode and overallexp.pcteval (from 2024)"
RESPONSES = "gp_survey_responses"
_HIDDEN = re.compile(r"-9[0-9](?:\.0*)?", re.ASCII)
"""The file's marks for a result that is hidden, however many decimals a program wrote them with."""


class Era(Struct, frozen=True):
    """The questionnaires of some years: where the practice stands, and each measure's heading."""

    first: int
    last: int
    practice: str
    questions: Mapping[str, str]

    @property
    def needed(self) -> tuple[str, ...]:
        """The headings a file of the era must have: the practice, and the experience as a whole."""
        return self.practice, next(iter(self.questions.values()))


ERAS = (
    Era(
        2017,
        2023,
        "practice_code",
        {
            "gp_survey_overall_good_to_2023": "q28_12pct",
            "gp_survey_phone_easy_to_2023": "q3_12pct",
            "gp_survey_confidence_to_2023": "q89_12pct",
        },
    ),
    Era(
        2024,
        2100,
        "ad_practicecode",
        {
            "gp_survey_overall_good": "overallexp.pcteval",
            "gp_survey_phone_easy": "localgpservicesphone.pcteval",
            "gp_survey_confidence": "lastgpapptconf.pcteval",
        },
    ),
)


def recognises(book: Book) -> Fit:
    """How well a file fits the nearer of the two layouts."""
    fits = [fit_of("GP Patient Survey, practices", LOOKED_FOR, book, era.needed) for era in ERAS]
    return max(fits, key=lambda fit: fit.near)


def read(book: Book, found: Collected, given: Period | None = None) -> tuple[Observation, ...]:
    """The results of every practice; errors go to `found`."""
    era = next(era for era in ERAS if not table_with(book, era.needed)[1])
    table = opened_table(book, era.needed, found, (*era.questions.values(), "received"))
    year = given.end.year if given else year_in_name(book)
    _check_year(year, era, given, found)
    found.stop_if_wrong()
    assert year is not None  # noqa: S101
    found.note("the layout of GP Patient Survey files was not verified against a published file (verified: false)")
    if given is None:
        found.note(
            f"the year {year} was taken from the file's name: answers of January to March, so of the contract year before April"
        )
    about = About("general practice", "", given or year_of(date(year, 1, 1)), table.sheet.name)
    made: list[Observation] = []
    for row in table.rows():
        made += _practice(table, row, era, about, found)
    for first, second in doubled(made):
        found.error(f"{first.provider} stands twice, in {first.cell} and here", "", second.sheet, second.cell)
    found.stop_if_wrong()
    return tuple(made)


def _check_year(year: int | None, era: Era, given: Period | None, found: Collected) -> None:
    if given is not None and given != year_of(given.start):
        found.error(f"{given.label} is no contract year, and the survey is a year's", "give --period as 2022/23")
    elif year is None:
        found.error("the file names no year, and neither does its name", "give it with --period, for example 2022/23")
    elif not era.first <= year <= era.last:
        last = f" to {era.last}" if era.last < 2100 else " on"
        message = f"the headings are those of the surveys from {era.first}{last}, but the year is {year}"
        found.error(message, "check the file's name, or give --period; the two questionnaires are never one series")


def _practice(table: PublishedTable, row: int, era: Era, about: About, found: Collected) -> list[Observation]:
    code = table.text(row, era.practice)
    if not ODS.fullmatch(code):
        message = f"{quoted(code)} is no practice code of capital letters and digits"
        found.error(message, "load the file as published", table.sheet.name, table.cell(row, era.practice))
        return []
    unit = Unit(Level.PROVIDER, provider=code)
    made = [
        _result(table, row, name, unit, about, measure, found)
        for measure, name in era.questions.items()
        if name in table.columns
    ]
    if "received" in table.columns:
        made.append(_responses(table, row, unit, about, found))
    return [one for one in made if one is not None]


def _result(
    table: PublishedTable, row: int, name: str, unit: Unit, about: About, measure: str, found: Collected
) -> Observation | None:
    value, cell = table.at(row, name), table.cell(row, name)
    if as_text(value) == "":
        return without_figure(unit, about, measure, "proportion", Status.NOT_MEASURED, cell)
    if _HIDDEN.fullmatch(as_text(value)):
        return without_figure(unit, about, measure, "proportion", Status.SUPPRESSED, cell)
    try:
        return share_alone(unit, about, measure, plain(exact_share(value, percent_sign=False)), None, cell)
    except NotANumber as wrong:
        found.error(f"{name}: {wrong}", "the published file has fractions such as 0.853", table.sheet.name, cell)
        return None


def _responses(table: PublishedTable, row: int, unit: Unit, about: About, found: Collected) -> Observation | None:
    cell = table.cell(row, "received")
    if _HIDDEN.fullmatch(table.text(row, "received")):
        return without_figure(unit, about, RESPONSES, "count", Status.SUPPRESSED, cell)
    try:
        read = read_count(table.at(row, "received"), {"": Status.NOT_MEASURED})
    except NotANumber as wrong:
        found.error(f"received: {wrong}", "load the file as published", table.sheet.name, cell)
        return None
    if read.number is None:
        return without_figure(unit, about, RESPONSES, "count", read.status, cell)
    return count(unit, about, RESPONSES, read.number, cell)
