"""What people decided and what has already gone out, held against what the ladder proposes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pxcommission.inference.cases import STEP_DOWN, HeldBack, Proposal
from pxcommission.inference.recorded import DECIDED_WORDS, CaseRecord, PersonsDecision
from pxcommission.inference.reference import with_the
from pxcommission.periods import in_words, period_of_key
from pxcommission.rulebook.ladders import Ladder

if TYPE_CHECKING:
    from pxcommission.assessment.findings import Finding
    from pxcommission.inference.checked import CheckedContract

LadderOf = Callable[[str], Ladder]


def after_decisions(
    proposals: Sequence[Proposal], records: Mapping[str, CaseRecord], ladder_of: LadderOf
) -> tuple[tuple[Proposal, ...], tuple[HeldBack, ...]]:
    """The proposals that stand, and those that a decision or an earlier issue holds back, with why."""
    standing: list[Proposal] = []
    held: list[HeldBack] = []
    for one in proposals:
        record = records.get(one.case)
        why = tuple(_against(one, record, ladder_of(one.case))) if record else ()
        if why:
            held.append(HeldBack(one.case, one.contract, one.requirement, one.service, one.period, one.stage, why))
        else:
            standing.append(one)
    return tuple(standing), tuple(held)


def decision_text(decision: PersonsDecision) -> str:
    """`held until 30 November 2025, decided by Head of contracting on 1 November 2025: the wards are counted again`."""
    words = DECIDED_WORDS[decision.decision]
    until = f" until {in_words(decision.until)}" if decision.until else ""
    ended = f" ({decision.over})" if decision.over else ""
    return f"{words}{until}, decided by {decision.approver} on {in_words(decision.on)}: {decision.reason}{ended}"


def status_of(one: CheckedContract, f: Finding) -> str:
    """`final` or `provisional`, and what a person decided about it, while that holds."""
    decided = (DECIDED_WORDS[d.decision] for d in one.decisions_about(f) if d.in_force)
    return ", ".join(dict.fromkeys(("final" if f.final else "provisional", *decided)))


def stands(record: CaseRecord) -> str:
    """Where a case stands, in words: `reply due by 10 December 2025`, `GC9 notice of 1 August 2025: plan active`."""
    said = []
    if record.notice_dated is not None:
        said.append(f"GC9 notice of {in_words(record.notice_dated)}: {record.notice_state.replace('-', ' ')}")
    if record.reply_awaited is not None:
        overdue = "reply overdue since" if record.reply_overdue else "reply due by"
        said.append(f"{overdue} {in_words(record.reply_awaited)}")
    if any(not reply.answered for reply in record.replies):
        said.append("the provider's reply is to be answered")
    if record.agreed_instead:
        said.append(record.agreed_instead)
    if record.closed is not None:
        said.append(f"closed on {in_words(record.closed)}")
    return "; ".join(said)


def _against(proposal: Proposal, record: CaseRecord, ladder: Ladder) -> Iterator[str]:
    for decision in record.in_force("hold"):
        yield decision_text(decision)
    yield from _not_pursued(proposal, record.in_force("not pursued"))
    if record.agreed_instead and proposal.stage != STEP_DOWN:
        yield record.agreed_instead
    if record.closed is not None and proposal.period.end < record.closed:
        yield f"the case was closed on {in_words(record.closed)}, after this period"
    yield from _done_already(proposal, record, ladder)


def _not_pursued(proposal: Proposal, decisions: Iterable[PersonsDecision]) -> Iterator[str]:
    """Decisions not to pursue that cover everything the proposal rests on; a later period's finding is a new one."""
    found = list(decisions)
    if found and all(any(one.concerns(unit) for one in found) for unit in proposal.units or ("",)):
        yield from (decision_text(one) for one in found)


def _done_already(proposal: Proposal, record: CaseRecord, ladder: Ladder) -> Iterator[str]:
    """The same step was taken before, on the same findings or for the same period."""
    if proposal.stage == STEP_DOWN:
        if record.stepped_down is not None and proposal.period.end < record.stepped_down:
            yield f"the case was stepped down on {in_words(record.stepped_down)}, after this period"
        yield from _not_better_since(proposal, record, ladder)
        return
    rank = ladder.rank(proposal.stage)
    for letter in record.letters:
        same = set(proposal.units) <= set(letter.findings) and proposal.units
        if same and ladder.rank(letter.stage) >= rank:
            name = with_the(ladder.stage(letter.stage).name)
            yield f"{name} was issued on {in_words(letter.on)} and rests on the same findings"
            return
    ended = record.notice_ended
    if ladder.stage(proposal.stage).step is not None and ended is not None and proposal.period.end < ended:
        yield f"a notice on this ended on {in_words(ended)}, after this period"


def _not_better_since(proposal: Proposal, record: CaseRecord, ladder: Ladder) -> Iterator[str]:
    """Periods met before what a letter rests on are no reason for a step down."""
    for letter in record.letters:
        periods = [period_of_key(finding.partition("/")[0]) for finding in letter.findings]
        since_closed = record.closed is None or letter.on > record.closed
        last = max((period for period in periods if period is not None), key=lambda one: one.end, default=None)
        if since_closed and last is not None and proposal.period.end <= last.end:
            stage = ladder.stage(letter.stage).name if ladder.rank(letter.stage) else letter.stage
            yield f"{with_the(stage)} of {in_words(letter.on)} rests on {last.label}; this period is not after it"
            return
