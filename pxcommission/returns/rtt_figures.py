"""What a provider's sums of the RTT extract come to: waiting and within 18 weeks, over 52 weeks and longer, treatment started."""

from __future__ import annotations

from collections.abc import Mapping

from pxcommission.evidence.observations import Level, Observation
from pxcommission.periods import Period
from pxcommission.returns.ae_figures import ODS
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import About, Unit, count, proportion, quoted
from pxcommission.returns.national_rows import is_england, is_region
from pxcommission.returns.rtt_columns import Columns, span
from pxcommission.returns.rtt_sums import ADMITTED, ALL_FUNCTIONS, NOT_ADMITTED, NOT_ENGLISH, WAITING, Sums
from pxcommission.returns.sheets import column_letters

STANDARD = 18
LONG_WAITS = (52, 65, 78, 104)
BOARDS = 36
"""Integrated care boards of England since April 2026, after their mergers (42 before): a whole extract has at least a commissioner each."""
_STARTED = {ADMITTED: "treated_within_18_weeks_admitted", NOT_ADMITTED: "treated_within_18_weeks_not_admitted"}


def provider_observations(
    sums: Sums, columns: Columns, month: Period, sheet: str, found: Collected
) -> tuple[Observation, ...]:
    """The figures of every provider whose rows add up, by code."""
    about = About("all", "", month, sheet)
    made: list[Observation] = []
    for row in sums.totals.iter_rows(named=True):
        code = row["provider"]
        if is_england(code) or is_region(code) or code in sums.left_out:
            continue
        if not ODS.fullmatch(code):
            found.error(f"{quoted(code)} is no organisation code", "load the file as it was published", sheet)
            continue
        unit = Unit(Level.PROVIDER, provider=code, name=sums.names.get(code, ""))
        made += _waiting(unit, about, row, columns) if row["part"] == WAITING else _started(unit, about, row, columns)
    _mention_coverage(sums, len({one.provider for one in made}), sheet, found)
    if sums.not_english:
        whose = f"{sums.not_english:,} pathways whose commissioner is not English ({NOT_ENGLISH})"
        found.note(f"{whose} are left out of providers' figures")
    return tuple(made)


def _mention_coverage(sums: Sums, providers: int, sheet: str, found: Collected) -> None:
    """How many commissioners the file covers; a warning where so few can't be all of England's."""
    covered = f"{_several(sums.commissioners, 'commissioner')} and {_several(providers, 'provider')}"
    if sums.commissioners >= BOARDS:
        found.note(f"the file covers {covered}")
        return
    message = f"this file covers {covered}: so few can't be all of England's, and figures may be those of a share of each provider's patients"
    found.warn(message, "load the extract as it was published, not filtered to some commissioners", sheet)


def _several(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _waiting(unit: Unit, about: About, row: Mapping[str, int], columns: Columns) -> list[Observation]:
    where, total = _where(unit.provider, WAITING, columns), row["total_all"]
    all_ = column_letters(columns.total_all)
    in_time = span(columns.between(0, STANDARD))
    made = [
        count(unit, about, "treatment_waiting_list", total, f"{all_} {where}"),
        proportion(unit, about, "waiting_within_18_weeks", _sum(row, 0, STANDARD), total, f"{in_time}/{all_} {where}"),
    ]
    for weeks in LONG_WAITS:
        if weeks <= columns.longest:
            cells = f"{span(columns.between(weeks))} {where}"
            made.append(count(unit, about, f"waiting_over_{weeks}_weeks", _sum(row, weeks, len(columns.weeks)), cells))
    return made


def _started(unit: Unit, about: About, row: Mapping[str, int], columns: Columns) -> list[Observation]:
    part = str(row["part"])
    cells = (
        f"{span(columns.between(0, STANDARD))}/{column_letters(columns.total)} {_where(unit.provider, part, columns)}"
    )
    return [proportion(unit, about, _STARTED[part], _sum(row, 0, STANDARD), row["total"], cells)]


def _sum(row: Mapping[str, int], first: int, end: int) -> int:
    return sum(row[f"w{week}"] for week in range(first, end))


def _where(provider: str, part: str, columns: Columns) -> str:
    """Which rows are added: the filter a reader sets on four columns to see them."""
    names = [
        column_letters(column) for column in (columns.provider, columns.part, columns.function, columns.commissioner)
    ]
    return "where {}={}, {}={}, {}={}, {}<>{}".format(
        *(word for pair in zip(names, (provider, part, ALL_FUNCTIONS, NOT_ENGLISH), strict=True) for word in pair)
    )
