"""What was agreed or asked before a meeting: each action with who leads it and what came of it, as the records say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import shorten

from pxcommission.cases.improvement_records import ImprovementRecord
from pxcommission.inference.checked import CheckedContract
from pxcommission.inference.recorded import CaseRecord
from pxcommission.inference.reference import with_the
from pxcommission.packs.described import service_name, short_name
from pxcommission.packs.meeting_model import ActionLine
from pxcommission.packs.plain_text import listed, one_line
from pxcommission.packs.replies import POSITIONS
from pxcommission.packs.standing import stage_name
from pxcommission.periods import in_words
from pxcommission.returns.personal_data import WITHHELD

LONGEST = 90
NOBODY = "nobody is named yet"


def actions_of(checked: CheckedContract, improvements: Sequence[ImprovementRecord]) -> tuple[ActionLine, ...]:
    """What was registered, then what was asked for in writing, then what the provider itself says it does."""
    provider = one_line(checked.contract.provider.name)
    return (
        *(_registered(checked, one) for one in improvements),
        *_asked(checked, provider),
        *_said(checked, provider),
    )


def _registered(checked: CheckedContract, record: ImprovementRecord) -> ActionLine:
    wanted = record.registration
    owner = listed([one_line(name) for name in wanted.involved]) or NOBODY
    about = _about(checked, record.requirement, record.service)
    return ActionLine(f"{_short(wanted.action)} ({about})", owner, in_words(wanted.start), outcome_of(record))


def outcome_of(record: ImprovementRecord) -> str:
    """What the last recorded look at an action found."""
    if record.stopped is not None:
        return f"stopped on {in_words(record.stopped[0])}: {_short(record.stopped[1])}"
    if not record.reviews:
        return "not looked at yet"
    last = record.reviews[-1]
    return f"{last.found.verdict}, as looked at on {in_words(last.on)}"


def _asked(checked: CheckedContract, provider: str) -> Iterator[ActionLine]:
    """What a reply was asked for stands first: a question of the last meeting asks for none, and would crowd it out."""
    for case, record in sorted(checked.records.items(), key=lambda one: (_asks_nothing(one[1]), one[0])):
        letter = record.last_letter
        if letter is None:
            continue
        _, requirement, service = case.split("/", 2)
        name = with_the(stage_name(checked, letter.stage, case)).removeprefix("the ")
        yield ActionLine(
            f"Answer to our {name} ({_about(checked, requirement, service)})",
            provider,
            in_words(letter.on),
            _came(record),
        )


def _asks_nothing(record: CaseRecord) -> bool:
    return not record.replies and (record.last_letter is None or record.last_letter.reply_by is None)


def _came(record: CaseRecord) -> str:
    letter = record.last_letter
    replies = [reply for reply in record.replies if letter is None or reply.on >= letter.on]
    if replies:
        last = replies[-1]
        return f"answered on {in_words(last.on)}: {POSITIONS.get(last.position, one_line(last.position))}"
    if record.reply_awaited is not None:
        return f"{'was due' if record.reply_overdue else 'due'} by {in_words(record.reply_awaited)}; not received yet"
    return "no reply was asked for" if letter is None or letter.reply_by is None else "no reply is recorded"


def _said(checked: CheckedContract, provider: str) -> Iterator[ActionLine]:
    seen = set()
    for word in checked.said:
        said = word.statement
        action = one_line(said.action)
        known = said.requirement in checked.requirements
        if not action or WITHHELD in action or not known or (said.requirement, action) in seen:
            continue
        seen.add((said.requirement, action))
        about = _about(checked, said.requirement, said.service or "all")
        begun = f"as told on {in_words(word.received)}" if word.received else "as told in the return"
        yield ActionLine(f"“{_short(action)}” ({about})", provider, begun, "to be told at the meeting")


def _about(checked: CheckedContract, requirement: str, service: str) -> str:
    return f"{short_name(checked, requirement)}, {service_name(checked, service)}"


def _short(text: str) -> str:
    """The text on one line, ended at a whole word where it is too long."""
    words = shorten(one_line(text), LONGEST, placeholder="…")
    return one_line(text, LONGEST) if words == "…" else words.rstrip(".")
