"""What the registers record beside a self-assessment: pages released, improvement actions and their results, the board, actions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from pxcommission.cases.case_file import case_files, known_by
from pxcommission.cases.improvement_records import ImprovementRecord, improvements_of
from pxcommission.cases.kinds import Noted
from pxcommission.cases.trail_records import trail_case
from pxcommission.casework.assurance_fact import Fact, FactKind, Shows, not_assessed
from pxcommission.casework.trail import TrailKnown
from pxcommission.diagnostics.actions import actions_of
from pxcommission.diagnostics.entries import Answer, Round
from pxcommission.packs.plain_text import counted, listed
from pxcommission.periods import Length, Period, in_words, periods_ending_in, read_period
from pxcommission.rulebook.rulebook import ContractInForce

TRAIL, IMPROVEMENTS, ASSESSMENTS = (
    "the case register (listening page --release)",
    "the case register (improvement list)",
    "the log of self-assessments (diagnostic show, diagnostic actions)",
)
OTHER_SIDE = "commissioner"
_RELEASED = re.compile(r"“You said, we did” of (.{4,20}) released: ")
_VERDICTS = {
    "improved": "improved by more than chance would explain",
    "worsened": "became worse by more than chance would explain",
    "no evidence yet": "with no change that can be told from chance",
    "too early": "with too few figures to judge by",
}


def facts_of_records(known: TrailKnown, contracts: Sequence[ContractInForce], span: Period) -> Iterator[Fact]:
    """Pages released and improvement actions, contract by contract; each not assessed where there is no contract."""
    if not contracts:
        why = "no contract of this workspace is with this organisation as its provider"
        for kind in (FactKind.RELEASED, FactKind.JUDGED, FactKind.EFFECT):
            yield not_assessed(kind, why, span, "contracts/")
        return
    events = known_by(known.events, known.as_at)
    records = improvements_of(events)
    files = case_files(event for event in events if event.case in {trail_case(one.id) for one in contracts})
    for contract in contracts:
        file = files.get(trail_case(contract.id))
        notes = [one.details.text for one in (file.happened if file else ()) if isinstance(one.details, Noted)]
        yield _released(notes, contract.id, span)
        yield from _improvements([one for one in records if _counts(one, contract.id, span)], contract.id, span)


def facts_of_the_round(parts: Sequence[Round], own: Sequence[Round], as_at: date, span: Period) -> Iterator[Fact]:
    """Whether the board had this round, and how the organisation's own actions of every round stand."""
    day = max(one.assessed_on for one in parts)
    since = Period(min(one.assessed_on for one in parts), max(day, as_at))
    said = {one.entry: one for part in parts for one in part.presented}
    if said:
        told = "; ".join(f"on {in_words(one.on)}: {one.minute}" for one in said.values())
        yield Fact(FactKind.PRESENTED, f"This round was before the board {told}.", Shows.DONE, since, ASSESSMENTS)
    else:
        why = "nobody has recorded that this round was before the board"
        yield not_assessed(FactKind.PRESENTED, why, since, ASSESSMENTS)
    actions = [one.answer for one in actions_of(own) if one.part.rater != OTHER_SIDE]
    if actions:
        yield _actions(actions, as_at)
    else:
        yield not_assessed(FactKind.ACTIONS, "no action of the organisation is recorded", span, ASSESSMENTS)


def _released(notes: Sequence[str], contract: str, span: Period) -> Fact:
    """The quarters of the span whose page a person released; not assessed where none was ever released here."""
    labels = [found[1] for note in notes if (found := _RELEASED.match(note))]
    released = {read_period(label) for label in labels}
    if not released:
        why = "no page was ever released from this workspace; what was published elsewhere is not known here"
        return not_assessed(FactKind.RELEASED, why, span, TRAIL, contract)
    quarters = periods_ending_in(Length.QUARTER, span)
    there = [one.label for one in quarters if one in released]
    lacking = [one.label for one in quarters if one not in released]
    said = f"A page was released for {listed(there)}" if there else "No page was released for these quarters"
    said += f", and none for {listed(lacking)}." if there and lacking else "."
    return Fact(FactKind.RELEASED, said, Shows.LACKING if lacking else Shows.DONE, span, TRAIL, contract)


def _counts(record: ImprovementRecord, contract: str, span: Period) -> bool:
    """An action of the contract that had begun by the end of the span and was not stopped before it."""
    stopped = record.stopped[0] if record.stopped else None
    return (
        record.contract == contract
        and record.registration.start <= span.end
        and (stopped is None or stopped >= span.start)
    )


def _improvements(records: Sequence[ImprovementRecord], contract: str, span: Period) -> Iterator[Fact]:
    if not records:
        why = "no improvement action that had begun in this time is registered"
        yield not_assessed(FactKind.JUDGED, why, span, IMPROVEMENTS, contract)
        yield not_assessed(FactKind.EFFECT, why, span, IMPROVEMENTS, contract)
        return
    looked = [one for one in records if one.reviews]
    open_ones = [one for one in records if not one.reviews and one.stopped is None]
    stopped = len(records) - len(looked) - len(open_ones)
    parts = [f"{len(looked)} {'was' if len(looked) == 1 else 'were'} looked at with figures"]
    parts += [f"{stopped} {'was' if stopped == 1 else 'were'} stopped before that"] if stopped else []
    parts += [f"{len(open_ones)} not yet"] if open_ones else []
    said = f"Of {counted(len(records), 'improvement action')} registered, {listed(parts)}."
    yield Fact(FactKind.JUDGED, said, Shows.LACKING if open_ones else Shows.DONE, span, IMPROVEMENTS, contract)
    if not looked:
        yield not_assessed(FactKind.EFFECT, "nobody has looked at any of them yet", span, IMPROVEMENTS, contract)
        return
    verdicts: Counter[str] = Counter([one.reviews[-1].found.verdict for one in looked])
    told = [f"{verdicts[name]} {words}" for name, words in _VERDICTS.items() if verdicts[name]]
    said = f"At the last look at {counted(len(looked), 'improvement action')}: {listed(told)}."
    yield Fact(FactKind.EFFECT, said, Shows.NEITHER, span, IMPROVEMENTS, contract)


def _actions(actions: Sequence[Answer], as_at: date) -> Fact:
    """How the actions stand on the day; each date as it was agreed last."""
    begun = [one.progress[0].on for one in actions if one.progress]
    late = [one for one in actions if one.overdue(as_at)]
    done = sum(one.done_on is not None for one in actions)
    stopped = sum(one.finished_on is not None for one in actions) - done
    left = len(actions) - done - stopped
    parts = [f"{done} {'is' if done == 1 else 'are'} done"]
    parts += [f"{stopped} {'was' if stopped == 1 else 'were'} stopped"] if stopped else []
    parts += [f"{left} {'is' if left == 1 else 'are'} open"] if left else []
    said = f"Of {counted(len(actions), 'action')} agreed, {listed(parts)}"
    said += f"; {len(late)} of the open {'is' if len(late) == 1 else 'are'} past {'its' if len(late) == 1 else 'their'} date." if late else "."  # fmt: skip
    shows = Shows.LACKING if late else Shows.NEITHER
    since = Period(min(begun, default=as_at), as_at)
    return Fact(FactKind.ACTIONS, said, shows, since, ASSESSMENTS)
