"""What the findings of contracts say beside a self-assessment: reports, answers received, coverage, complaints, candour, stories.

Numbers of people are told only where a national publication has them; of everything else only how often a level was met. So no
small number can be read from a board paper, nor worked out by setting it beside another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from pxcommission.assessment.assess import assess
from pxcommission.assessment.findings import Finding, Outcome
from pxcommission.assessment.triangulation import EVERY_SERVICE, ContractRead, triangulate
from pxcommission.assessment.triangulation_sources import Direction
from pxcommission.cases.known_cases import known_cases
from pxcommission.cases.register_file import may_be_there
from pxcommission.casework.assurance_coverage import groups_covered, services_covered, themes_told, volumes
from pxcommission.casework.assurance_fact import Fact, FactKind, Shows, not_assessed
from pxcommission.casework.trail import TrailKnown
from pxcommission.packs.plain_text import counted, listed, sentence
from pxcommission.periods import Period, quarter_of
from pxcommission.rulebook.contracts import RETURN_PREFIX
from pxcommission.rulebook.rulebook import ContractInForce
from pxcommission.vocabulary.counted_from import Counting
from pxcommission.vocabulary.models import Measure

MOST_NAMED = 6
CHECK = "the findings of the contract (check, explain)"
RECEIPTS = "the files loaded and received.csv (returns owed)"


class Judged(Struct, frozen=True):
    """A contract with its findings for the periods that end in the span; those set aside in a case are left out."""

    contract: ContractInForce
    findings: tuple[Finding, ...]
    aside: frozenset[str] = frozenset()


def facts_of_contracts(known: TrailKnown, contracts: Sequence[ContractInForce], span: Period) -> Iterator[Fact]:
    """Every fact that stands on findings, contract by contract; each not assessed where there is no contract."""
    if not contracts:
        why = "no contract of this workspace is with this organisation as its provider"
        for kind in OF_FINDINGS:
            yield not_assessed(kind, why, span, "contracts/")
        return
    for judged in _judged(known, contracts, span):
        yield from _reports(judged, span)
        yield volumes(known, judged.contract, judged.findings, span)
        yield services_covered(known, judged.contract, span)
        yield groups_covered(known, judged.contract, span)
        yield themes_told(known, judged.contract, span)
        yield _sources(known, judged, span)
        for kind in _MEASURES:
            yield _levels(known, judged, kind, span)


def _judged(known: TrailKnown, contracts: Sequence[ContractInForce], span: Period) -> Iterator[Judged]:
    workspace = known.workspace
    found = assess(workspace.rulebook, workspace.store, contracts, workspace.receipts, span, known.as_at).findings
    aside = _set_aside(known, found)
    for contract in contracts:
        ours = tuple(one for one in found if one.contract == contract.id)
        yield Judged(contract, tuple(one for one in ours if one.id not in aside), aside)


def _set_aside(known: TrailKnown, findings: Iterable[Finding]) -> frozenset[str]:
    """The findings that a person set aside in a case, such as after a dispute."""
    workspace, rulebook = known.workspace, known.workspace.rulebook
    if not may_be_there(workspace.folder, workspace.register):
        return frozenset()
    from pxcommission.cases.register import open_register

    ladders = {
        one.case: rulebook.ladders[rulebook.contracts[one.contract].contract.ladder_for(one.requirement)]
        for one in findings
    }
    register = open_register(workspace.folder, workspace.register, create=False)
    return frozenset(known_cases(register, ladders, known.as_at).set_aside)


def _reports(judged: Judged, span: Period) -> Iterator[Fact]:
    """Whether the reports owed came at all, and whether they came on time."""
    name = judged.contract.id
    owed = [one for one in judged.findings if one.requirement.startswith(RETURN_PREFIX)]
    if not owed:
        why = "the contract asks for no report that fell due in this time"
        yield not_assessed(FactKind.ON_TIME, why, span, judged.contract.file, name)
        yield not_assessed(FactKind.RECEIVED, why, span, judged.contract.file, name)
        return
    known = [one for one in owed if one.outcome is not Outcome.NOT_ASSESSED]
    late = [one for one in known if one.outcome is Outcome.BREACH and one.evidence]
    absent = [one for one in known if one.outcome is Outcome.BREACH and not one.evidence]
    open_ones = [one for one in owed if one.outcome is Outcome.NOT_ASSESSED]
    here = [one for one in owed if one.evidence]
    in_time = len(known) - len(late) - len(absent)
    parts = [f"{in_time or 'none'} came on time"]
    parts += [f"{len(late)} came late"] if late else []
    parts += [f"{len(absent)} did not come"] if absent else []
    reasons = _each(open_ones)
    if known:
        said = f"Of {counted(len(known), 'report')} that can be judged, {listed(parts)}.{_named((*late, *absent))}"
        said += f" Not judged: {reasons}." if reasons else ""
        shows = Shows.LACKING if late or absent else Shows.NEITHER if open_ones else Shows.DONE
        yield Fact(FactKind.ON_TIME, said, shows, span, RECEIPTS, name)
    else:
        yield not_assessed(FactKind.ON_TIME, reasons, span, RECEIPTS, name)
    if here or absent:
        said = (
            f"Of {counted(len(owed), 'report')}, {'all' if len(here) == len(owed) else len(here)} {_is(len(here))} in"
        )
        said += f", and {len(absent)} {_was(len(absent))} looked for and not there" if absent else ""
        said += f"; not known: {reasons}." if reasons and len(here) + len(absent) < len(owed) else "."
        shows = Shows.LACKING if absent else Shows.DONE if len(here) == len(owed) else Shows.NEITHER
        yield Fact(FactKind.RECEIVED, said, shows, span, RECEIPTS, name)
    else:
        yield not_assessed(FactKind.RECEIVED, reasons, span, RECEIPTS, name)


def _named(found: Sequence[Finding]) -> str:
    """` Complaints of 2025/26 Q1: received 30 July 2025, …` for the first few."""
    told = [f"{_report(one)}: {one.detail}" for one in found[:MOST_NAMED]]
    more = len(found) - MOST_NAMED
    return " " + sentence("; ".join(told) + (f"; and {more} more" if more > 0 else "")) if told else ""


def _each(found: Sequence[Finding]) -> str:
    """`complaints, 2025/26 Q1 (not loaded)` for the first few."""
    told = [f"{_report(one)} ({one.reason.value if one.reason else one.detail})" for one in found[:MOST_NAMED]]
    more = len(found) - MOST_NAMED
    return "; ".join(told) + (f"; and {more} more" if more > 0 else "")


def _report(one: Finding) -> str:
    return f"{one.requirement.removeprefix(RETURN_PREFIX).lower()}, {one.period.label}"


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def _sources(known: TrailKnown, judged: Judged, span: Period) -> Fact:
    """For how many services and aspects at least two independent sources say something, in the span's last quarter."""
    rulebook, last = known.workspace.rulebook, quarter_of(span.end)
    requirements = {one.id: one for one, _ in rulebook.in_contract(judged.contract)}
    read = ContractRead(judged.contract.contract, requirements, rulebook.vocabulary)
    entries = tuple(known.registers.entries.values())
    rows = triangulate(read, judged.findings, entries, last, judged.aside)
    saying = [sum(one.direction is not Direction.NOTHING for one in row.sources) for row in rows]
    name = judged.contract.id
    if not any(saying):
        return not_assessed(FactKind.SOURCES, "no source says anything of this quarter", last, "triangulate", name)
    several = sum(number > 1 for number in saying)
    said = (
        f"For {several} of {counted(len(rows), 'pair')} of a service and an aspect of care, two or more independent "
        "sources say something that can be set side by side."
    )
    return Fact(FactKind.SOURCES, said, Shows.NEITHER, last, "triangulate", name)


def _answered(_: str, measure: Measure) -> bool:
    register = measure.counted_from
    return register is not None and register.rule.counting is Counting.ANSWERED and "complaint" in register.registers


def _candour(word: str, _: Measure) -> bool:
    return word.startswith("candour_")


def _stories(word: str, _: Measure) -> bool:
    return word == "board_meetings_with_a_story"


_MEASURES = {FactKind.ANSWERED: _answered, FactKind.CANDOUR: _candour, FactKind.STORIES: _stories}
"""Which of the workspace's measures a kind of fact rests on."""
OF_FINDINGS = (FactKind.ON_TIME, FactKind.RECEIVED, FactKind.VOLUMES, FactKind.SERVICES, FactKind.GROUPS, FactKind.THEMES,
               FactKind.SOURCES, *_MEASURES)  # fmt: skip


def _levels(known: TrailKnown, judged: Judged, kind: FactKind, span: Period) -> Fact:
    """How often the level agreed was met, for the provider as a whole; no figure, since it may be of few people."""
    rulebook, name = known.workspace.rulebook, judged.contract.id
    words = rulebook.vocabulary.measures
    wanted = {
        requirement.id: adopted is None
        for requirement, adopted in rulebook.in_contract(judged.contract)
        if _MEASURES[kind](requirement.measure, words[requirement.measure])
    }
    ours = [one for one in judged.findings if one.requirement in wanted and not (one.site or one.ward)]
    if not wanted:
        return not_assessed(kind, "the contract asks nothing of it and does not watch it", span, judged.contract.file, name)  # fmt: skip
    met = [one for one in ours if one.outcome is Outcome.MET]
    short = [one for one in ours if one.outcome is Outcome.BREACH]
    open_ones = [one for one in ours if one.outcome is Outcome.NOT_ASSESSED]
    reasons = "; ".join(dict.fromkeys(f"{_about(one)}: {one.reason.value if one.reason else ''}" for one in open_ones))
    if not met and not short:
        return not_assessed(kind, reasons or "no period of it ended in this time", span, CHECK, name)
    parts = [f"met {_times(met)}"] if met else []
    parts += [f"not met {_times(short)}"] if short else []
    said = f"The level ({listed(sorted({one.requirement for one in (*met, *short)}))}) was {' and '.join(parts)}."
    said += f" Not assessed: {reasons}." if reasons else ""
    said += " It is watched; it is no obligation." if all(wanted.values()) else ""
    shows = Shows.LACKING if short else Shows.NEITHER if open_ones else Shows.DONE
    return Fact(kind, said, shows, span, CHECK, name)


def _times(found: Sequence[Finding]) -> str:
    """`in 2025/26 Q1 and 2025/26 Q2`."""
    return f"in {listed(list(dict.fromkeys(_about(one) for one in found)))}"


def _about(one: Finding) -> str:
    service = "" if one.service == EVERY_SERVICE else f" ({one.service})"
    return f"{one.period.label}{service}"
