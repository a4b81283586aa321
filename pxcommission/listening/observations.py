"""From the registers to observations: one for each measure, unit, service and month, with the entries it was counted from.

A month of a provider in which nothing of a measure's kinds stands in the register gives no observation at all, unless a
person recorded the register as complete for it: only then is nothing zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pxcommission.evidence.observations import Level, Observation
from pxcommission.listening.counting import Calendar, Placed, placed, wanted
from pxcommission.listening.log import LOG
from pxcommission.listening.register import Complete, Recorded, Registers
from pxcommission.periods import Period, month_of, quarter_of
from pxcommission.returns.figures import About, Unit, count, proportion
from pxcommission.vocabulary.counted_from import CountedFrom, Counting
from pxcommission.vocabulary.models import Measure, Vocabulary

MOST_NAMED = 12


@dataclass(frozen=True)
class Bought:
    """What the contracts say of one provider: the services bought, and its sites with theirs."""

    services: tuple[str, ...] = ()
    sites: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Heard:
    """An observation counted from a register, with the file that its address stands in and the day it was known from."""

    observation: Observation
    file: str
    known_from: date


Key = tuple[str, str, str, str, Period]  # provider, site, ward, service, period


def heard(
    registers: Registers, vocabulary: Vocabulary, bought: Mapping[str, Bought], calendar: Calendar
) -> list[Heard]:
    """Every observation that the registers give, in a fixed order."""
    entries = list(registers.entries.values())
    found: list[Heard] = []
    for name, measure in vocabulary.measures.items():
        if measure.counted_from is not None:
            found += _of_measure(name, measure, measure.counted_from, entries, registers.complete, bought, calendar)
    return found


def _of_measure(
    name: str,
    measure: Measure,
    counted: CountedFrom,
    entries: Sequence[Recorded],
    complete: Sequence[Complete],
    bought: Mapping[str, Bought],
    calendar: Calendar,
) -> Iterator[Heard]:
    of_kind = [one for one in entries if one.entry.kind in counted.registers]
    records = _complete_for_all(counted, complete)
    if not of_kind and not records:
        return
    cells: dict[Key, list[Placed]] = {}
    for one in placed(counted, of_kind, calendar):
        for key in _keys(one.recorded, one.period):
            cells.setdefault(key, []).append(one)
    by_quarter = counted.rule.counting is Counting.UNEXPLAINED
    if not by_quarter:
        for recorded in of_kind:
            month = month_of(recorded.entry.on)
            for key in _keys(recorded, month) if wanted(counted, recorded.entry) else _whole_keys(recorded, month):
                cells.setdefault(key, [])
    why_whole: dict[Key, Complete] = {}
    for record in records:
        for key in _keys_of_complete(record, of_kind, bought, by_quarter):
            cells.setdefault(key, [])
            why_whole[key] = record
    if by_quarter:
        cells = {key: rows for key, rows in cells.items() if key in why_whole or rows}
    for key in sorted(cells):
        if key[4].end <= calendar.as_at or cells[key]:
            yield _observed(name, measure, key, cells[key], why_whole.get(key), of_kind)


def _complete_for_all(counted: CountedFrom, complete: Iterable[Complete]) -> list[Complete]:
    """What is complete for every kind that a measure counts: a period complete for stories alone is not so for diaries."""
    listed = list(complete)
    first = [one for one in listed if one.kind == counted.registers[0]]
    return [one for one in first if all(_covered(kind, one, listed) for kind in counted.registers[1:])]


def _covered(kind: str, wanted_for: Complete, complete: Iterable[Complete]) -> bool:
    return any(
        one.kind == kind and one.provider == wanted_for.provider and one.period.contains(wanted_for.period)
        for one in complete
    )


def _keys(recorded: Recorded, period: Period) -> Iterator[Key]:
    """The units and services an entry counts for: its provider, its site, its ward; its service, and all together."""
    entry = recorded.entry
    units = [("", "")]
    if entry.site:
        units.append((entry.site, ""))
    if entry.ward:
        units.append((entry.site, entry.ward))
    for site, ward in units:
        for service in dict.fromkeys((entry.service, "all")):
            yield entry.provider, site, ward, service, period


def _whole_keys(recorded: Recorded, period: Period) -> Iterator[Key]:
    """The provider as a whole alone: an entry about something else shows that the register was kept in the month."""
    yield recorded.entry.provider, "", "", "all", period


def _keys_of_complete(
    record: Complete, entries: Sequence[Recorded], bought: Mapping[str, Bought], by_quarter: bool
) -> Iterator[Key]:
    """Every unit and service for which nothing is zero because the register is complete."""
    ours = [one.entry for one in entries if one.entry.provider == record.provider]
    contract = bought.get(record.provider, Bought())
    services = {*contract.services, *(one.service for one in ours), "all"}
    units: dict[tuple[str, str], set[str]] = {("", ""): services}
    for site, of_site in contract.sites.items():
        units.setdefault((site, ""), set()).update(of_site or contract.services, {"all"})
    for entry in ours:
        for unit in ((entry.site, ""), (entry.site, entry.ward)):
            if any(unit):
                units.setdefault(unit, set()).update({entry.service, "all"})
    periods = _quarters_in(record.period) if by_quarter else record.period.months
    for (site, ward), wanted_services in units.items():
        for service in wanted_services:
            for period in periods:
                yield record.provider, site, ward, service, period


def _quarters_in(period: Period) -> list[Period]:
    quarters = dict.fromkeys(quarter_of(month.start) for month in period.months)
    return [quarter for quarter in quarters if period.contains(quarter)]


def _observed(
    name: str,
    measure: Measure,
    key: Key,
    rows: Sequence[Placed],
    why_whole: Complete | None,
    entries: Sequence[Recorded],
) -> Heard:
    provider, site, ward, service, period = key
    level = Level.WARD if ward else Level.SITE if site else Level.PROVIDER
    used = [row.recorded for row in rows] or _others(key, entries)
    days = [one.known_from for one in used] + ([why_whole.known_from] if why_whole else [])
    file, sheet, cell = _address(used, why_whole)
    unit = Unit(level, "", provider, site, ward, ward or site or provider)
    about = About(service, "", period, sheet)
    found, counted = sum(row.found for row in rows), sum(row.counted for row in rows)
    made = (
        count(unit, about, name, found, cell)
        if measure.unit == "count"
        else proportion(unit, about, name, found, counted, cell)
    )
    return Heard(made, file, max(days))


def _others(key: Key, entries: Sequence[Recorded]) -> list[Recorded]:
    """Where nothing is counted: the entries that show that the register was kept in the month."""
    provider, _, _, _, period = key
    return [one for one in entries if one.entry.provider == provider and period.start <= one.entry.on <= period.end]


def _address(used: Sequence[Recorded], why_whole: Complete | None) -> tuple[str, str, str]:
    """File, sheet and cells: the spreadsheet's where all of it stands in one sheet, else the log with the entries' ids."""
    sources = {(one.source.file, one.source.sheet) for one in used}
    if len(sources) == 1 and (only := next(iter(sources)))[0]:
        return *only, _named([one.source.cell for one in used])
    names = [one.id for one in used] or ([why_whole.id] if why_whole else [])
    return LOG.as_posix(), "", _named(names)


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST_NAMED])
    return f"{shown} and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else shown
