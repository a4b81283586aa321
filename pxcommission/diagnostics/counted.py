"""What contracts may count of self-assessments: that they were done, presented, and their actions followed up; no rating ever.

An assessment is done on the day on which a rater of the organisation itself first had an answer for every indicator of the
edition; one round counts once, whoever rated. What the commissioner rates, or agrees with itself, counts for nobody. A year
or quarter in which nothing stands gives no figure unless a person recorded it as complete: only then is nothing zero.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from pxcommission.diagnostics.actions import AgreedAction, actions_of
from pxcommission.diagnostics.entries import Round
from pxcommission.diagnostics.rounds import CompletePeriod, Diagnostics
from pxcommission.evidence.observations import Level, Observation
from pxcommission.periods import Period, add_months, quarter_of, year_of
from pxcommission.returns.figures import About, Unit, count, proportion
from pxcommission.vocabulary.from_diagnostic import DiagnosticCount
from pxcommission.vocabulary.models import Vocabulary

OTHER_SIDE = "commissioner"
MOST_NAMED = 12


class CountedFigure(Struct, frozen=True):
    """An observation counted from self-assessments, with the day from which all it counts was known.

    `happened_by`: the last day of what it counts, which decides under which code of a provider it falls.
    """

    observation: Observation
    known_from: date
    happened_by: date


class _Event(Struct, frozen=True):
    """One thing counted: in which organisation, on which day, the entry that says so, and when that was known."""

    organisation: str
    on: date
    entry: str
    known_from: date


def figures_counted(known: Diagnostics, vocabulary: Vocabulary, as_at: date) -> list[CountedFigure]:
    """Every figure that the measures of the workspace count of self-assessments, in a fixed order."""
    found: list[CountedFigure] = []
    complete = _whole_periods(known)
    for name, measure in vocabulary.measures.items():
        match measure.from_diagnostic:
            case DiagnosticCount.DONE:
                found += _events_counted(name, _done(known.rounds), complete, as_at)
            case DiagnosticCount.PRESENTED:
                found += _events_counted(name, _presented(known.rounds), complete, as_at)
            case DiagnosticCount.TRACKED:
                found += _actions_counted(name, known.rounds, complete, as_at, _tracked)
            case DiagnosticCount.ON_TIME:
                found += _actions_counted(name, known.rounds, complete, as_at, _on_time)
            case None:
                pass
    return found


def _own(rounds: Iterable[Round]) -> Iterator[Round]:
    return (one for one in rounds if one.rater != OTHER_SIDE)


def _done(rounds: Iterable[Round]) -> list[_Event]:
    """Each round of an organisation once, on the first day on which one of its own raters had answered everything."""
    first: dict[tuple[str, str, str], _Event] = {}
    for one in _own(rounds):
        key = (one.organisation, one.framework, one.round)
        if one.whole_on is not None and (key not in first or one.whole_on < first[key].on):
            first[key] = _Event(one.organisation, one.whole_on, one.entries[-1], one.recorded_on)
    return list(first.values())


def _presented(rounds: Iterable[Round]) -> list[_Event]:
    """Each round of an organisation that is done once, on the first day on which its board had it."""
    first: dict[tuple[str, str, str], _Event] = {}
    for one in _own(rounds):
        for said in one.presented[:1] if one.whole else ():
            event = _Event(one.organisation, said.on, said.entry, max(said.recorded_on, one.recorded_on))
            first.setdefault((one.organisation, one.framework, one.round), event)
    return list(first.values())


Whole = Mapping[tuple[str, Period], Sequence[CompletePeriod]]
"""The quarters and years of each organisation that are complete, with the records that say so."""


def _events_counted(name: str, events: Sequence[_Event], complete: Whole, as_at: date) -> Iterator[CountedFigure]:
    """A count for each quarter and year in which something happened, or that is complete."""
    by_period: dict[tuple[str, Period], list[_Event]] = {}
    for event in events:
        for period in (quarter_of(event.on), year_of(event.on)):
            by_period.setdefault((event.organisation, period), []).append(event)
    for organisation, period in sorted({*by_period, *complete}):
        within, records = by_period.get((organisation, period), []), complete.get((organisation, period), ())
        if period.end < as_at:
            shown = [event.entry for event in within] or [one.entry for one in records]
            days = [event.known_from for event in within] + [one.recorded_on for one in records]
            made = count(_unit(organisation), About("all", "", period, ""), name, len(within), _named(shown))
            yield CountedFigure(made, max(days), max((event.on for event in within), default=period.end))


Judging = Callable[[AgreedAction, date], Iterator[tuple[Period, bool]]]
"""The quarters up to a day in which an action counts, each with whether it has the property there."""


def _tracked(action: AgreedAction, as_at: date) -> Iterator[tuple[Period, bool]]:
    """Each quarter in which it is open for a time; whether how it stands was recorded for a day of it."""
    days = [step.on for step in action.answer.progress]
    last = action.answer.finished_on or as_at
    for quarter in _quarters(days[0], min(last, as_at)):
        yield quarter, any(quarter.start <= day <= quarter.end for day in days)


def _on_time(action: AgreedAction, _: date) -> Iterator[tuple[Period, bool]]:
    """The quarter in which it falls due, unless it was stopped by then; whether it was done by its date."""
    due, done, over = action.judged_due, action.answer.done_on, action.answer.finished_on
    stopped = over is not None and done is None and due is not None and over <= due
    if due is not None and not stopped:
        yield quarter_of(due), done is not None and done <= due


def _actions_counted(
    name: str, rounds: Iterable[Round], complete: Whole, as_at: date, judging: Judging
) -> Iterator[CountedFigure]:
    """A share for each quarter that is over, with an action that counts in it or complete."""
    counted: dict[tuple[str, Period], list[tuple[AgreedAction, bool]]] = {}
    for key in complete:
        if len(key[1].months) == 3:
            counted[key] = []
    for action in actions_of(_own(rounds)):
        for quarter, found in judging(action, as_at):
            counted.setdefault((action.part.organisation, quarter), []).append((action, found))
    for organisation, quarter in sorted(counted):
        if quarter.end >= as_at:
            continue
        within, records = counted[organisation, quarter], complete.get((organisation, quarter), ())
        days = [day for one, _ in within for day in _known(one)] + [one.recorded_on for one in records]
        shown = [one.answer.entry for one, _ in within] or [one.entry for one in records]
        about, share = About("all", "", quarter, ""), sum(found for _, found in within)
        made = proportion(_unit(organisation), about, name, share, len(within), _named(shown))
        yield CountedFigure(made, max(days), quarter.end)


def _known(action: AgreedAction) -> list[date]:
    return [step.recorded for step in action.answer.progress if step.recorded is not None]


@functools.lru_cache(maxsize=4096)  # many actions are agreed on the same day
def _quarters(first: date, last: date) -> tuple[Period, ...]:
    """The quarters from that of one day to that of another."""
    found = [quarter_of(first)]
    while found[-1].end < last:
        found.append(quarter_of(add_months(found[-1].start, 3)))
    return tuple(found)


def _whole_periods(known: Diagnostics) -> Whole:
    """The quarters and years all of whose months somebody recorded as complete, in one go or month by month."""
    months: dict[str, dict[Period, CompletePeriod]] = {}
    for one in known.complete:
        for month in one.period.months:
            months.setdefault(one.organisation, {}).setdefault(month, one)
    found: dict[tuple[str, Period], Sequence[CompletePeriod]] = {}
    for organisation, said in months.items():
        for period in {span for month in said for span in (quarter_of(month.start), year_of(month.start))}:
            if said.keys() >= set(period.months):
                found[organisation, period] = tuple(dict.fromkeys(said[month] for month in period.months))
    return found


def is_complete(known: Diagnostics, organisations: Iterable[str], period: Period) -> bool:
    """Whether every month of a period was recorded as complete under one of these codes."""
    codes = set(organisations)
    months = {month for one in known.complete if one.organisation in codes for month in one.period.months}
    return months.issuperset(period.months)


def _unit(organisation: str) -> Unit:
    return Unit(Level.PROVIDER, "", organisation, "", "", organisation)


def _named(entries: Sequence[str]) -> str:
    once = list(dict.fromkeys(entries))
    shown = ", ".join(once[:MOST_NAMED])
    return f"{shown} and {len(once) - MOST_NAMED} more" if len(once) > MOST_NAMED else shown
