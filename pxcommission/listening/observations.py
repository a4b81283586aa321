"""From the registers to observations: one for each measure, unit, service and month, with the entries it was counted from.

A month of a provider in which nothing of a measure's kinds stands in the register gives no observation at all, unless a
person recorded the register as complete for it: only then is nothing zero. Entries under a code that ends within a contract
are kept apart by the day they were received, since that day and not the one they fall due decides whose they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct, field

from pxcommission.evidence.observations import Level, Observation
from pxcommission.listening.counting import Calendar, Placed, placed, wanted
from pxcommission.listening.log import LOG
from pxcommission.listening.recorded import Complete, Recorded, Registers
from pxcommission.periods import Period, month_of, quarter_of
from pxcommission.returns.figures import About, Unit, count, proportion
from pxcommission.vocabulary.counted_from import CountedFrom, Counting
from pxcommission.vocabulary.models import Measure, Vocabulary

MOST_NAMED = 12


class Bought(Struct, frozen=True):
    """What the contracts say of one provider: the services bought, and its sites with theirs."""

    services: tuple[str, ...] = ()
    sites: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Heard(Struct, frozen=True):
    """An observation counted from a register, with the file that its address stands in and the day it was known from.

    All it counts was received by `received_by`, and nothing that a contract would count had the code ended sooner.
    """

    observation: Observation
    file: str
    known_from: date
    received_by: date


Key = tuple[str, str, str, str, Period, date]  # provider, site, ward, service, period, received by
Ends = Mapping[str, tuple[date, ...]]
"""For each code that is a former one in a contract: the last days it has there, in order."""


def heard(
    registers: Registers, vocabulary: Vocabulary, bought: Mapping[str, Bought], calendar: Calendar, ends: Ends
) -> list[Heard]:
    """Every observation that the registers give, in a fixed order."""
    entries = list(registers.entries.values())
    counting = _Counting(bought, calendar, ends)
    found: list[Heard] = []
    for name, measure in vocabulary.measures.items():
        if measure.counted_from is not None:
            found += _of_measure(name, measure, measure.counted_from, entries, registers.complete, counting)
    return found


class _Counting(Struct, frozen=True):
    """What the counting of every measure needs beside the entries."""

    bought: Mapping[str, Bought]
    calendar: Calendar
    ends: Ends

    def received_by(self, provider: str, site: str, day: date) -> date:
        """The first last day of these codes, in any contract, that what was received on a day lies within."""
        last_days = (*self.ends.get(provider, ()), *self.ends.get(site, ()))
        return min((last for last in last_days if day <= last), default=date.max)


def _of_measure(
    name: str,
    measure: Measure,
    counted: CountedFrom,
    entries: Sequence[Recorded],
    complete: Sequence[Complete],
    counting: _Counting,
) -> Iterator[Heard]:
    of_kind = [one for one in entries if one.entry.kind in counted.registers]
    cells: dict[Key, list[Placed]] = {}
    for one in placed(counted, of_kind, counting.calendar):
        for key in _keys(one.recorded, one.period, counting):
            cells.setdefault(key, []).append(one)
    by_quarter = counted.rule.counting is Counting.UNEXPLAINED
    for recorded in () if by_quarter else of_kind:
        of_it = wanted(counted, recorded.entry)
        for key in _keys(recorded, month_of(recorded.entry.on), counting, whole=not of_it):
            cells.setdefault(key, [])
    why_whole: dict[Key, tuple[Complete, ...]] = {}
    for provider, periods in _whole_periods(counted, complete, by_quarter).items():
        for key, records in _keys_of_complete(provider, periods, of_kind, counting):
            cells.setdefault(key, [])
            why_whole[key] = records
    for key in sorted(cells):
        if key[4].end <= counting.calendar.as_at or cells[key]:
            used = [row.recorded for row in cells[key]] or _others(key, of_kind, counting)
            yield _observed(name, measure, key, cells[key], used, why_whole.get(key, ()))


def _whole_periods(
    counted: CountedFrom, complete: Iterable[Complete], by_quarter: bool
) -> dict[str, dict[Period, tuple[Complete, ...]]]:
    """By provider: the months, or quarters, that are complete for every kind a measure counts, and the records that say so.

    It does not matter whether a quarter was recorded at once or month by month; a kind never stands for another.
    """
    said: dict[tuple[str, Period], dict[str, Complete]] = {}
    for one in complete:
        for month in one.period.months if one.kind in counted.registers else ():
            said.setdefault((one.provider, month), {}).setdefault(one.kind, one)
    months: dict[str, dict[Period, tuple[Complete, ...]]] = {}
    for (provider, month), kinds in said.items():
        if len(kinds) == len(set(counted.registers)):
            months.setdefault(provider, {})[month] = tuple(kinds.values())
    return {provider: _quarters(found) if by_quarter else found for provider, found in months.items()}


def _quarters(months: Mapping[Period, tuple[Complete, ...]]) -> dict[Period, tuple[Complete, ...]]:
    """The quarters all of whose months are there."""
    quarters = {quarter_of(month.start) for month in months}
    return {
        quarter: tuple(dict.fromkeys(record for month in quarter.months for record in months[month]))
        for quarter in quarters
        if all(month in months for month in quarter.months)
    }


def _keys(recorded: Recorded, period: Period, counting: _Counting, *, whole: bool = False) -> Iterator[Key]:
    """The units and services an entry counts for: its provider, its site, its ward; its service, and all together.

    `whole`: the provider as a whole alone; an entry about something else shows that the register was kept in the month.
    """
    entry = recorded.entry
    received_by = counting.received_by(entry.provider, entry.site, entry.on)
    units = [("", "")]
    if entry.site and not whole:
        units.append((entry.site, ""))
    if entry.ward and not whole:
        units.append((entry.site, entry.ward))
    for site, ward in units:
        for service in ("all",) if whole else dict.fromkeys((entry.service, "all")):
            yield entry.provider, site, ward, service, period, received_by


def _keys_of_complete(
    provider: str,
    periods: Mapping[Period, tuple[Complete, ...]],
    entries: Sequence[Recorded],
    counting: _Counting,
) -> Iterator[tuple[Key, tuple[Complete, ...]]]:
    """Every unit and service for which nothing is zero because the register is complete."""
    ours = [one.entry for one in entries if one.entry.provider == provider]
    contract = counting.bought.get(provider, Bought())
    services = {*contract.services, *(one.service for one in ours), "all"}
    units: dict[tuple[str, str], set[str]] = {("", ""): services}
    for site, of_site in contract.sites.items():
        units.setdefault((site, ""), set()).update(of_site or contract.services, {"all"})
    for entry in ours:
        for unit in ((entry.site, ""), (entry.site, entry.ward)):
            if any(unit):
                units.setdefault(unit, set()).update({entry.service, "all"})
    for period, records in periods.items():
        for (site, ward), wanted_services in units.items():
            received_by = counting.received_by(provider, site, period.end)
            for service in wanted_services:
                yield (provider, site, ward, service, period, received_by), records


def _observed(
    name: str,
    measure: Measure,
    key: Key,
    rows: Sequence[Placed],
    used: Sequence[Recorded],
    why_whole: Sequence[Complete],
) -> Heard:
    provider, site, ward, service, period, received_by = key
    level = Level.WARD if ward else Level.SITE if site else Level.PROVIDER
    days = [one.known_from for one in used] + [one.known_from for one in why_whole]
    file, sheet, cell = _address(used, why_whole)
    unit = Unit(level, "", provider, site, ward, ward or site or provider)
    about = About(service, "", period, sheet)
    found, counted = sum(row.found for row in rows), sum(row.counted for row in rows)
    made = (
        count(unit, about, name, found, cell)
        if measure.unit == "count"
        else proportion(unit, about, name, found, counted, cell)
    )
    return Heard(made, file, max(days), received_by)


def _others(key: Key, entries: Sequence[Recorded], counting: _Counting) -> list[Recorded]:
    """Where nothing is counted: the entries that show that the register was kept in the month."""
    provider, _, _, _, period, received_by = key
    ours = [one for one in entries if one.entry.provider == provider and period.start <= one.entry.on <= period.end]
    return [one for one in ours if counting.received_by(provider, one.entry.site, one.entry.on) == received_by]


def _address(used: Sequence[Recorded], why_whole: Sequence[Complete]) -> tuple[str, str, str]:
    """File, sheet and cells: the spreadsheet's where all of it stands in one sheet, else the log with the entries' ids."""
    sources = {(one.source.file, one.source.sheet) for one in used}
    if len(sources) == 1 and (only := next(iter(sources)))[0]:
        return *only, _named([one.source.cell for one in used])
    names = [one.id for one in used] or [one.id for one in why_whole]
    return LOG.as_posix(), "", _named(names)


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST_NAMED])
    return f"{shown} and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else shown
