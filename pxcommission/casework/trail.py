"""The listening trail: what was heard, what was decided on it, what that changed, and whether the measured effect followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct, field

from pxcommission.assessment.findings import Finding
from pxcommission.cases.case_file import CaseFile, known_by
from pxcommission.cases.events import Event
from pxcommission.cases.improvement_records import ImprovementRecord, improvements_of
from pxcommission.cases.trail_records import LinkRecord, concern_links, concerns_raised, links_of
from pxcommission.casework.trail_changed import LineAsked, LineChanged, Remarks, line_changed, lines_of
from pxcommission.casework.trail_effect import (
    NOT_MEASURED,
    TOO_EARLY,
    Effect,
    effect_of_improvement,
    effects_of_level,
    results_of,
)
from pxcommission.casework.trail_heard import Heard, codes_of, heard_of, unanswered
from pxcommission.listening.recorded import Registers
from pxcommission.problems import Problem
from pxcommission.workspace import Workspace


class Chain(Struct, frozen=True):
    """One decision from what was heard to what came of it.

    `changed` is the contract's line of a requirement, `problem` why it can't be found; `improvement` the action it names;
    `concern` the file of the concern's case.
    """

    link: LinkRecord
    heard: tuple[Heard, ...]
    changed: LineChanged | None = None
    problem: Problem | None = None
    improvement: ImprovementRecord | None = None
    concern: CaseFile | None = None
    effects: tuple[Effect, ...] = ()


class WithoutFeedback(Struct, frozen=True):
    """A decision that no feedback is linked to: a changed line of a contract, or a registered improvement."""

    contract: str
    on: date
    changed: LineChanged | None = None
    improvement: ImprovementRecord | None = None


class Trail(Struct, frozen=True):
    """Every chain by day, what was heard and has no decision yet, and decisions without feedback."""

    as_at: date
    chains: tuple[Chain, ...]
    unanswered: tuple[Heard, ...]
    without_feedback: tuple[WithoutFeedback, ...]


class TrailWanted(Struct, frozen=True):
    """Which part of the trail is asked for; empty for all. `requirement` is an id, with or without its contract."""

    contract: str = ""
    feedback: str = ""
    requirement: str = ""
    since: date | None = None


class TrailKnown(Struct, frozen=True):
    """What a trail is derived from: the workspace, the registers and the register's events as known on a day, and remarks."""

    workspace: Workspace
    registers: Registers
    events: Sequence[Event]
    as_at: date
    remarks: Remarks = field(default_factory=dict)


def trail_of(known: TrailKnown, wanted: TrailWanted) -> Trail:
    """The trail as known on a day: every decision linked by then, and the two kinds of gaps."""
    events = known_by(known.events, known.as_at)
    links, concerns = every_link(events), concerns_raised(events)
    records = {one.id: one for one in improvements_of(events)}
    chosen = [link for link in links if _is_wanted(link, known.registers, wanted)]
    told = _Told(known, links, records, concerns)
    return Trail(
        known.as_at,
        tuple(told.chain(link) for link in chosen),
        tuple(_unanswered(known, links, wanted)),
        tuple(sorted(_without_feedback(known, links, records, wanted), key=_in_order)),
    )


def every_link(events: Sequence[Event]) -> tuple[LinkRecord, ...]:
    """Every decision that people linked, and every concern with its own accounts where nobody linked it."""
    links = links_of(events)
    linked = {link.about for link in links if link.kind == "concern"}
    raised = (file for case, file in concerns_raised(events).items() if case not in linked)
    own = [link for file in raised for link in concern_links(file)]
    return tuple(sorted([*links, *own], key=lambda link: (link.on, link.contract, link.number)))


class _Told(Struct, frozen=True):
    """The chains of a trail, each verdict worked out once."""

    known: TrailKnown
    links: Sequence[LinkRecord]
    records: Mapping[str, ImprovementRecord]
    concerns: Mapping[str, CaseFile]
    verdicts: dict[str, Effect] = field(default_factory=dict)
    results: dict[str, tuple[Finding, ...]] = field(default_factory=dict)

    def chain(self, link: LinkRecord) -> Chain:
        """A decision with everything before and after it."""
        heard = tuple(heard_of(self.known.registers, name) for name in link.feedback)
        found = _changed(self.known, link)
        return Chain(
            link=link,
            heard=heard,
            changed=found if isinstance(found, LineChanged) else None,
            problem=found if isinstance(found, Problem) else None,
            improvement=self.records.get(link.about) if link.kind == "improvement" else None,
            concern=self.concerns.get(link.about) if link.kind == "concern" else None,
            effects=tuple(self._effects(link, heard, found)),
        )

    def _effects(self, link: LinkRecord, heard: Sequence[Heard], changed: object) -> Iterator[Effect]:
        """The verdicts on the improvements that go with it, and the results of a changed requirement before and after."""
        yield from (self._verdict(one) for one in self._improvements(link, heard))
        if isinstance(changed, LineChanged):
            yield from effects_of_level(self._results(link.contract), changed, _since(link), self.known.as_at)

    def _improvements(self, link: LinkRecord, heard: Sequence[Heard]) -> list[ImprovementRecord]:
        """The action it names; those under its requirement begun since it was heard; else those linked to the same accounts."""
        if link.kind == "improvement":
            return [record for record in self.records.values() if record.id == link.about]
        named = {other.about for other in self.links if set(other.feedback) & set(link.feedback)}
        if link.kind != "requirement":
            return [record for record in self.records.values() if record.id in named]
        first = min((one.on for one in heard if one.on), default=link.on)
        under = [one for one in self.records.values() if one.case.startswith(f"{link.contract}/{link.about}/")]
        return [one for one in under if one.id in named or one.registration.start >= first]

    def _results(self, contract: str) -> tuple[Finding, ...]:
        """The results of every requirement of a contract that a decision names."""
        if contract not in self.results:
            of_levels = [link for link in self.links if (link.contract, link.kind) == (contract, "requirement")]
            wanted = {
                one.about: min(_since(link) for link in of_levels if link.about == one.about) for one in of_levels
            }
            self.results[contract] = results_of(self.known.workspace, contract, wanted, self.known.as_at)
        return self.results[contract]

    def _verdict(self, record: ImprovementRecord) -> Effect:
        if record.id not in self.verdicts:
            every, as_at = list(self.records.values()), self.known.as_at
            self.verdicts[record.id] = effect_of_improvement(self.known.workspace, record, every, as_at)
        return self.verdicts[record.id]


def _since(link: LinkRecord) -> date:
    """The day before and after which results are compared: when the line began to hold, else when it was decided."""
    return link.since or link.on


def _changed(known: TrailKnown, link: LinkRecord) -> LineChanged | Problem | None:
    if link.kind != "requirement":
        return None
    return line_changed(known.workspace.rulebook, LineAsked(link.contract, link.about, link.since), known.remarks)


def is_measured(chain: Chain) -> bool:
    """Whether any verdict or result is known of what was decided, beyond that it is too early."""
    return any(effect.verdict not in (NOT_MEASURED, TOO_EARLY) for effect in chain.effects)


def _is_wanted(link: LinkRecord, registers: Registers, wanted: TrailWanted) -> bool:
    heard = [heard_of(registers, name).on for name in link.feedback]
    days = [link.on, *(day for day in heard if day)]
    return (
        wanted.contract in ("", link.contract)
        and (not wanted.feedback or wanted.feedback in link.feedback)
        and (not wanted.requirement or wanted.requirement in _requirements(link))
        and (wanted.since is None or max(days) >= wanted.since)
    )


def _requirements(link: LinkRecord) -> set[str]:
    """The names under which a requirement may be asked for in a decision."""
    if link.kind == "requirement":
        return {link.about, f"{link.contract}/{link.about}"}
    if link.kind == "improvement":
        contract, requirement = link.about.split("/")[:2]
        return {requirement, f"{contract}/{requirement}"}
    return set()


def _unanswered(known: TrailKnown, links: Iterable[LinkRecord], wanted: TrailWanted) -> Iterator[Heard]:
    """What was heard and is named by no decision; nothing where one requirement is asked for."""
    if wanted.requirement:
        return
    held = known.workspace.rulebook.contracts.get(wanted.contract)
    named = [name for link in links for name in link.feedback]
    for one in unanswered(known.registers, named, codes_of(held) if held else None):
        asked = wanted.feedback in ("", one.id)
        if asked and (wanted.since is None or (one.on is not None and one.on >= wanted.since)):
            yield one


def _without_feedback(
    known: TrailKnown, links: Sequence[LinkRecord], records: Mapping[str, ImprovementRecord], wanted: TrailWanted
) -> Iterator[WithoutFeedback]:
    """Changed lines and registered improvements that no feedback still standing is linked to."""
    if wanted.feedback:
        return
    rooted = [link for link in links if any(heard_of(known.registers, name).counts for name in link.feedback)]
    named = {link.about for link in rooted}
    yield from _lines_without(known, rooted, wanted)
    for record in records.values():
        if record.id not in named and _asked_for(record.contract, record.requirement, record.registered_on, wanted):
            yield WithoutFeedback(record.contract, record.registered_on, improvement=record)


def _lines_without(known: TrailKnown, rooted: Sequence[LinkRecord], wanted: TrailWanted) -> Iterator[WithoutFeedback]:
    """The changed lines of the contracts that none of these decisions names."""
    rulebook = known.workspace.rulebook
    named = {(link.contract, link.about, link.since) for link in rooted if link.kind == "requirement"}
    for asked in (one for held in rulebook.contracts.values() for one in lines_of(rulebook, held)):
        found = line_changed(rulebook, asked, known.remarks)
        if not isinstance(found, LineChanged) or found.since is None:
            continue
        linked = {(asked.contract, asked.requirement, day) for day in (asked.since, None)} & named
        if not linked and _asked_for(asked.contract, asked.requirement, found.since, wanted):
            yield WithoutFeedback(asked.contract, found.since, changed=found)


def _asked_for(contract: str, requirement: str, on: date, wanted: TrailWanted) -> bool:
    return (
        wanted.contract in ("", contract)
        and wanted.requirement in ("", requirement, f"{contract}/{requirement}")
        and (wanted.since is None or on >= wanted.since)
    )


def _in_order(one: WithoutFeedback) -> tuple[date, str, str]:
    what = one.changed.requirement if one.changed else one.improvement.id if one.improvement else ""
    return one.on, one.contract, what
