"""Whether the measured effect followed a decision: the verdict on an improvement as known today, and findings before and after."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.assessment.assess import assess
from pxcommission.assessment.findings import Finding, Outcome
from pxcommission.cases.improvement_records import ImprovementRecord
from pxcommission.casework.improvement_review import details_of_review, review_made
from pxcommission.casework.improvement_told import size_told
from pxcommission.casework.trail_changed import LineChanged
from pxcommission.packs.shown import shown_share
from pxcommission.periods import Period, add_months, in_words, month_of
from pxcommission.rulebook.rulebook import ContractInForce
from pxcommission.rulebook.thresholds import read_threshold
from pxcommission.workspace import Workspace

NOT_MEASURED = "not measured yet"
NOT_MET, TOO_EARLY = "not met", "too early"
MONTHS_BEFORE = 15
"""How far before a new level its last result is looked for: a year and a quarter, so that one judged yearly has one."""


class Effect(Struct, frozen=True):
    """What became measurable: of which improvement or requirement, the verdict, and the sentence that tells it.

    `improvement` is the action it is the verdict on, None for a requirement's result. `recorded`: the verdict of the last look
    that a person recorded, empty where none was. `final`: whether every source of a result is in.
    """

    of: str
    verdict: str
    told: str
    recorded: str = ""
    final: bool = True
    improvement: ImprovementRecord | None = None


def effect_of_improvement(
    workspace: Workspace, record: ImprovementRecord, every: Sequence[ImprovementRecord], as_at: date
) -> Effect:
    """The verdict on an improvement from what is known on a day; a look that is only shown, and counts for nothing."""
    last = record.reviews[-1] if record.reviews else None
    recorded = last.found.verdict if last else ""
    looked = (
        f"; recorded look {last.found.look} of {in_words(last.on)}: {recorded}" if last else "; no look is recorded"
    )
    stopped = f"; stopped on {in_words(record.stopped[0])}: {record.stopped[1]}" if record.stopped else ""
    if not _can_be_judged(workspace, record):
        why = f"its contract or measure is no longer in the rulebook{looked}{stopped}"
        return Effect(record.id, recorded or NOT_MEASURED, why, recorded, improvement=record)
    others = [one for one in every if one.case == record.case]
    made = review_made(workspace, record, others, as_at)
    found = details_of_review(made)
    size = f": {size_told(found.size, made.unit, found.compared)}" if found.size else ""
    why = f" ({'; '.join(found.why)})" if found.why else ""
    told = f"{found.verdict}{size}{why}{looked}{stopped}"
    return Effect(record.id, found.verdict, told, recorded, improvement=record)


def results_of(workspace: Workspace, contract: str, wanted: Mapping[str, date], as_at: date) -> tuple[Finding, ...]:
    """Every result known on a day of these requirements of a contract, from before the earliest of their days.

    One pass over the evidence for all of them; `wanted` has for each the day before and after which results are compared.
    """
    held = workspace.rulebook.contracts[contract]
    alone, term, first = _asking_only(held, wanted), held.contract.term, min(wanted.values())
    begun = max(add_months(month_of(first).start, -MONTHS_BEFORE), month_of(term.from_).start)
    end = month_of(min(as_at, term.to)).end
    if end < begun:
        return ()
    return assess(workspace.rulebook, workspace.store, [alone], workspace.receipts, Period(begun, end), as_at).findings


def effects_of_level(results: Sequence[Finding], line: LineChanged, since: date, as_at: date) -> tuple[Effect, ...]:
    """The last results before a day beside the newest since, of each service; those of sites and wards are counted.

    `since`: the day from which the line holds, or that of the decision where it has none. A variation's results end with it.
    """
    first = add_months(month_of(since).start, -MONTHS_BEFORE)
    until = min(as_at, line.until) if line.until else as_at
    found = [f for f in results if f.requirement == line.requirement and first <= f.period.end <= until]
    whole = [f for f in found if not (f.site or f.ward)]
    units = dict.fromkeys((f.service, f.touchpoint) for f in whole or found)
    return tuple(
        _before_and_after([f for f in whole or found if (f.service, f.touchpoint) == unit], since) for unit in units
    )


def _can_be_judged(workspace: Workspace, record: ImprovementRecord) -> bool:
    rulebook, wanted = workspace.rulebook, record.registration
    compared = wanted.comparator is None or wanted.comparator.contract in rulebook.contracts
    return record.contract in rulebook.contracts and wanted.measure in rulebook.vocabulary.measures and compared


def _asking_only(contract: ContractInForce, wanted: Collection[str]) -> ContractInForce:
    """The contract as if it asked nothing but these requirements."""
    given = contract.contract
    update = {
        "requirements": tuple(one for one in given.requirements if one.use in wanted),
        "monitored": tuple(name for name in given.monitored if name in wanted),
    }
    return replace(contract, contract=given.model_copy(update=update))


def _before_and_after(found: Sequence[Finding], since: date) -> Effect:
    before = _newest(f for f in found if f.period.end < since)
    after = _newest(f for f in found if f.period.end >= since)
    unit = found[0]
    named = f"{unit.case}{f' ({unit.touchpoint})' if unit.touchpoint else ''}"
    was = f"last before it {_told(before)}" if before else "no result before it"
    if not after:
        return Effect(named, NOT_MEASURED, f"{NOT_MEASURED}: {was}; {_why_not(found, since)}")
    verdict = "met" if all(f.outcome is Outcome.MET for f in after) else NOT_MET
    final = all(f.final for f in after)
    return Effect(named, verdict, f"{was}; newest since it {_told(after)}", final=final)


def _newest(found: Iterable[Finding]) -> list[Finding]:
    """The results of the newest period that has any: one of the provider as a whole, or one of each site and ward."""
    judged = [f for f in found if f.outcome is not Outcome.NOT_ASSESSED]
    last = max((f.period.end for f in judged), default=None)
    return [f for f in judged if f.period.end == last]


def _why_not(found: Sequence[Finding], since: date) -> str:
    """Why there is no result since a day: the newest reason, or that no period judged by it is over."""
    later = [f for f in found if f.period.end >= since]
    if not later:
        return f"no period that is judged by it is over yet (it holds from {in_words(since)})"
    newest = max(later, key=lambda f: f.period.end)
    return f"{newest.period.label} is not assessed: {newest.reason}" if newest.reason else "nothing is assessed since"


def _told(found: Sequence[Finding]) -> str:
    first = found[0]
    if not (first.site or first.ward):
        return "".join(_parts(first))
    met = sum(f.outcome is Outcome.MET for f in found)
    level = f" ({first.threshold.text})" if first.threshold else ""
    return f"{first.period.label}, met in {met} of {len(found)} sites and wards{level}"


def _parts(finding: Finding) -> Iterator[str]:
    """`2025/26 Q1, 86.0% (172 of 200), not met (at least 90%)`."""
    yield f"{finding.period.label}, "
    if finding.numerator is not None and finding.denominator:
        level = read_threshold(finding.threshold.text) if finding.threshold else None
        share = shown_share(finding.numerator, finding.denominator, level.bound if level and level.percent else None)
        yield f"{share} ({finding.numerator:,} of {finding.denominator:,}), "
    elif finding.numerator is not None:
        yield f"{finding.numerator:,}, "
    yield "met" if finding.outcome is Outcome.MET else NOT_MET
    yield f" ({finding.threshold.text})" if finding.threshold else ""
    yield "" if finding.final else ", provisional"
