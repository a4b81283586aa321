"""The national return on written complaints (KO41a of hospitals and community, KO41b of practices), csv: what fits, and the counts.

No file was at hand: the headings looked for are those its description names, and a note says so at each reading (`verified:
false`); a file with other headings is read through a mapping (`returns map`). Headings hold line breaks, and empty columns stand
at the end. Upheld is upheld in full or in part, out of those resolved (upheld, partially upheld and not upheld together). The return was
quarterly from 2015/16 to 2021/22 and is annual since; its period stands in the file's name alone, or is given by hand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from pxcommission.evidence.observations import Level, Observation, Origin
from pxcommission.periods import Period, read_period
from pxcommission.returns.ae_figures import ODS
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import About, Fit, Unit, count, doubled, heading, proportion, quoted
from pxcommission.returns.national_rows import is_region
from pxcommission.returns.numbers import NotANumber, read_count
from pxcommission.returns.published_tables import PublishedTable, fit_of, opened_table, table_with
from pxcommission.returns.sheets import Book

NAME, VERSION, ORIGIN = "complaints-return", "1", Origin.PUBLISHED
LOOKED_FOR = "the headings Organisation Code (or Practice_Code) and Total number of written complaints received"
RECEIVED, UPHELD = "national_complaints_received", "national_complaints_upheld"
_CODES = ("organisation code", "org code", "org_code", "practice_code", "practice code")
_TOTAL = "total number of written complaints received"
_OUTCOMES = ("upheld", "partially upheld", "not upheld")
_PRACTICE, _DENTAL = re.compile(r"[A-HJ-NPWY][0-9]{5}"), re.compile(r"V[0-9]{5,6}")
_PERIOD = re.compile(r"(20[0-9]{2})[-_ ](20)?([0-9]{2})(?:.*?Q([1-4]))?(?![0-9])", re.IGNORECASE)


def recognises(book: Book) -> Fit:
    """How well a file fits, under the nearest of the spellings of the organisation's code."""
    fits = [fit_of("National return on complaints", LOOKED_FOR, book, (code, _TOTAL)) for code in _CODES]
    return max(fits, key=lambda fit: fit.near)


def read(book: Book, found: Collected, given: Period | None = None) -> tuple[Observation, ...]:
    """Complaints received and upheld of every organisation, site or practice; errors go to `found`."""
    code = next(code for code in _CODES if not table_with(book, (code, _TOTAL))[1])
    table = opened_table(book, (code, _TOTAL), found, (*_OUTCOMES, "site code", "site name", "organisation name"))
    period = given or period_in_name(book)
    if period is None:
        found.error(
            "the file names no period, and neither does its name", "give it with --period: 2023/24 or 2018/19 Q2"
        )
    found.stop_if_wrong()
    assert period is not None  # noqa: S101
    found.note("the layout of the national return was not verified against a published file (verified: false)")
    if given is None:
        found.note(f"the period {period.label} was taken from the file's name")
    if not all(name in table.columns for name in _OUTCOMES):
        found.note("the file has no columns upheld, partially upheld and not upheld: outcomes were not read")
    made: list[Observation] = []
    for row in table.rows():
        unit = _unit(table, row, code, found)
        if unit is not None:
            about = About(_service(unit, code), "", period, table.sheet.name)
            made += _figures(table, row, unit, about, found)
    for first, second in doubled(made):
        message = (
            f"{first.site or first.provider} stands twice, in {first.cell} and here: this may be a table of subjects"
        )
        found.error(
            message, "load the table of totals by organisation, or read it through a mapping", second.sheet, second.cell
        )
    found.stop_if_wrong()
    return tuple(made)


def period_in_name(book: Book) -> Period | None:
    """The year or quarter a file's name speaks of: `… 2014-15 KO41a csv.csv`, `KO41a 2018-19 Q2.csv`."""
    found = _PERIOD.search(PurePosixPath(book.shown.replace("\\", "/")).name)
    if not found:
        return None
    year = f"{found[1]}/{found[3]}"
    return read_period(f"{year} Q{found[4]}" if found[4] else year)


def _unit(table: PublishedTable, row: int, column: str, found: Collected) -> Unit | None:
    code, site = table.text(row, column), table.text(row, "site code")
    if heading(code) in ("england", "total") or (
        not code and heading(table.text(row, "organisation name")) == "england"
    ):
        return Unit(Level.ENGLAND, provider="ENG", name="England")
    if is_region(code):
        return None
    if not ODS.fullmatch(code):
        message = f"{quoted(code)} is no organisation code of capital letters and digits"
        found.error(message, "load the file as published", table.sheet.name, table.cell(row, column))
        return None
    if site and not ODS.fullmatch(site):
        found.error(f"{quoted(site)} is no site code", "", table.sheet.name, table.cell(row, "site code"))
        return None
    if site and site != code:
        return Unit(Level.SITE, provider=code, site=site, name=table.text(row, "site name"))
    name = "" if _is_practice(code) else table.text(row, "organisation name")
    return Unit(Level.PROVIDER, provider=code, name=name)


def _is_practice(code: str) -> bool:
    return bool(_PRACTICE.fullmatch(code) or _DENTAL.fullmatch(code))


def _service(unit: Unit, column: str) -> str:
    """KO41b is of practices: dental by their codes (a V and digits), else general practice. KO41a is of all services."""
    if not column.startswith("practice"):
        return "all"
    return "dental" if _DENTAL.fullmatch(unit.provider) else "general practice"


def _figures(table: PublishedTable, row: int, unit: Unit, about: About, found: Collected) -> list[Observation]:
    made = []
    received = _counts(table, row, (_TOTAL,), found)
    if received:
        made.append(count(unit, about, RECEIVED, received[0], table.cell(row, _TOTAL)))
    if not all(name in table.columns for name in _OUTCOMES):
        return made
    outcomes = _counts(table, row, _OUTCOMES, found)
    if outcomes:
        cells = [table.cell(row, name) for name in _OUTCOMES]
        address = f"{'+'.join(cells[:2])}/{'+'.join(cells)}"
        made.append(proportion(unit, about, UPHELD, sum(outcomes[:2]), sum(outcomes), address))
    return made


def _counts(table: PublishedTable, row: int, names: Sequence[str], found: Collected) -> list[int] | None:
    numbers = []
    for name in names:
        try:
            numbers.append(read_count(table.at(row, name)).number or 0)
        except NotANumber as wrong:
            found.error(f"{name}: {wrong}", "load the file as published", table.sheet.name, table.cell(row, name))
    return numbers if len(numbers) == len(names) else None
