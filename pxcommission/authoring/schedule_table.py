"""A contract's requirements, or the library's, as the table of local quality requirements of Schedule 4: rows, no file yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct, field
from msgspec.structs import replace

from pxcommission.authoring.schedule_history import (
    HistoryLine,
    ReportingDuty,
    history_of,
    reporting_duties,
    varied_on,
)
from pxcommission.authoring.schedule_levels import level_in_words, levels_in_force
from pxcommission.authoring.schedule_words import (
    PERIODS,
    WATCHED_ONLY,
    consequence_of,
    ladder_lines,
    level_of,
    method_of,
    needs_of,
    service_of,
    source_of,
    verified_of,
)
from pxcommission.packs.plain_text import LONGEST_IN_CELL, one_line, sentence
from pxcommission.rulebook.contracts import Adopted
from pxcommission.rulebook.ladders import Ladder
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook

NONE_IN_FORCE = "none in force"


class ScheduleRow(Struct, frozen=True):
    """One requirement as the schedule states it; every text is one line, `settable` when a threshold may be given.

    `threshold` is the contract's own dated line, `since` its day; `in_force` is what counts on the day of the schedule, and
    `varied` says which variation or waiver makes it so. `lines` are all dated lines, oldest first.
    """

    requirement: str
    statement: str
    threshold: str
    since: date | None
    clause: str
    varied: str
    method: str
    period: str
    consequence: str
    service: str
    needs: str
    severity: str
    aspect: str
    source: str
    verified: str
    settable: bool
    in_force: str = ""
    lines: tuple[tuple[date, str], ...] = ()

    @property
    def level(self) -> str:
        """The contract's own line, or the usual level, in words."""
        return level_in_words(self.threshold)

    @property
    def differs(self) -> bool:
        """Whether something else than the contract's own line counts on the day."""
        return self.in_force not in ("", self.level)


class Process(Struct, frozen=True):
    """What follows when a requirement is not met: a ladder's title and a sentence for each of its stages."""

    title: str
    steps: tuple[str, ...]


class Schedule(Struct, frozen=True):
    """What a schedule states on a day; for the library `contract` is None and nothing is adopted.

    `aspects` has what each aspect of experience covers, by its name, in the order of the vocabulary.
    """

    on: date
    contract: ContractInForce | None
    rows: tuple[ScheduleRow, ...]
    monitored: tuple[ScheduleRow, ...] = ()
    adoptable: tuple[ScheduleRow, ...] = ()
    history: tuple[HistoryLine, ...] = ()
    duties: tuple[ReportingDuty, ...] = ()
    processes: tuple[Process, ...] = ()
    aspects: Mapping[str, str] = field(default_factory=dict)
    services: tuple[str, ...] = ()


def contract_schedule(rulebook: Rulebook, contract: ContractInForce, on: date, as_at: date | None = None) -> Schedule:
    """The schedule of one contract: its own lines, and what is in force on a day by the variations signed by `as_at`."""
    ladder = rulebook.ladders.get(contract.contract.ladder)
    in_force = levels_in_force(rulebook, contract, on, as_at or on)
    both = list(rulebook.in_contract(contract))
    return Schedule(
        on,
        contract,
        tuple(
            replace(_contract_row(rulebook, contract, found, adopted, on), in_force=in_force[found.id])
            for found, adopted in both
            if adopted
        ),
        tuple(_monitored_row(rulebook, contract, found) for found, adopted in both if not adopted),
        tuple(_library_row(rulebook, one, contract) for one in _adoptable(rulebook, contract)),
        tuple(history_of(rulebook, contract)),
        reporting_duties(rulebook, contract),
        _processes([ladder] if ladder else []),
        _aspects(rulebook),
    )


def library_schedule(rulebook: Rulebook, services: Sequence[str], on: date) -> Schedule:
    """The library's requirements with their usual thresholds; only those of `services`, when any are named."""
    wanted = [
        found
        for found in rulebook.requirements.values()
        if not services or "all" in found.service or set(services) & set(found.service)
    ]
    names = tuple(rulebook.vocabulary.services[name].name for name in services)
    return Schedule(
        on,
        None,
        tuple(_library_row(rulebook, found, None, services) for found in wanted),
        processes=_processes(rulebook.ladders.values()),
        aspects=_aspects(rulebook),
        services=names,
    )


def _processes(ladders: Iterable[Ladder]) -> tuple[Process, ...]:
    return tuple(Process(_text(ladder.title), ladder_lines(ladder)) for ladder in ladders)


def _aspects(rulebook: Rulebook) -> dict[str, str]:
    return {_text(aspect.name): _text(aspect.covers) for aspect in rulebook.vocabulary.aspects.values()}


def _contract_row(
    rulebook: Rulebook, contract: ContractInForce, requirement: Requirement, adopted: Adopted, on: date
) -> ScheduleRow:
    line = adopted.line_in_force(on)
    settable = requirement.require is None
    threshold = line[1].threshold if line and settable else None
    own_rule = level_in_words(level_of(requirement, rulebook.vocabulary))
    stated = threshold.text if threshold else NONE_IN_FORCE if settable else own_rule
    row = _library_row(rulebook, requirement, contract)
    return replace(
        row,
        threshold=_text(stated),
        since=line[0] if line and settable else None,
        clause=_text(adopted.clause),
        varied=varied_on(contract, requirement.id, on),
        consequence=consequence_of(rulebook.ladders.get(contract.contract.ladder), threshold),
        lines=tuple((day, adopted.threshold[day].threshold.text) for day in sorted(adopted.threshold)),
    )


def _monitored_row(rulebook: Rulebook, contract: ContractInForce, requirement: Requirement) -> ScheduleRow:
    return replace(_library_row(rulebook, requirement, contract), consequence=WATCHED_ONLY)


def _library_row(
    rulebook: Rulebook, requirement: Requirement, contract: ContractInForce | None, services: Sequence[str] = ()
) -> ScheduleRow:
    """The requirement as the library offers it, in the words of the contract where one is given."""
    words = rulebook.vocabulary
    usual = requirement.usual_threshold.threshold if requirement.usual_threshold else None
    aspect = words.aspects.get(requirement.aspect)
    evidence = _evidence(contract, words.measures[requirement.measure].feedback) if contract else ()
    bought = contract.contract.services if contract else services
    return ScheduleRow(
        requirement=requirement.id,
        statement=sentence(requirement.statement),
        threshold=usual.text if usual else _text(level_in_words(level_of(requirement, words))),
        since=None,
        clause="",
        varied="",
        method=method_of(requirement, words, evidence),
        period=PERIODS[requirement.judged_over],
        consequence="",
        service=service_of(requirement, bought, words),
        needs=_text(needs_of(requirement)),
        severity=requirement.severity,
        aspect=_text(aspect.name if aspect else requirement.aspect),
        source=source_of(requirement.source),
        verified=verified_of(requirement.source),
        settable=usual is not None,
    )


def _evidence(contract: ContractInForce, feedback: str) -> tuple[str, ...]:
    """The contract's order of sources for one feedback source; what nobody publishes comes from the provider alone."""
    given = contract.contract
    return given.evidence if feedback in given.published or given.evidence == ("published",) else ("local",)


def _adoptable(rulebook: Rulebook, contract: ContractInForce) -> Iterator[Requirement]:
    """What the contract has not adopted and that is about a service it buys: its own first, then the library's."""
    adopted = {line.use for line in contract.contract.requirements}
    for found in (*contract.own.values(), *rulebook.requirements.values()):
        bought = "all" in found.service or set(found.service) & set(contract.contract.services)
        if found.id not in adopted and bought:
            yield found


def _text(value: str) -> str:
    return one_line(value, LONGEST_IN_CELL)
