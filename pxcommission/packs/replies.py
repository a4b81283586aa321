"""What a provider wrote is answered in the next letter: its stated reasons and its recorded replies, each with a line to fill in."""

from __future__ import annotations

from pxcommission.inference.checked import CheckedContract
from pxcommission.inference.recorded import CaseRecord, ReplyGiven
from pxcommission.inference.reference import with_the
from pxcommission.packs.described import service_name, short_name
from pxcommission.packs.letter_model import ANSWER_HERE, Said
from pxcommission.packs.plain_text import one_line
from pxcommission.packs.standing import stage_name
from pxcommission.periods import in_words

OUR_ANSWER = f"Our answer: {ANSWER_HERE}"
POSITIONS = {"accepts": "you accept it", "disputes": "you dispute it", "partly": "you accept it in part"}


def replies_of(checked: CheckedContract) -> tuple[Said, ...]:
    """The provider's replies that no letter has answered yet, in the order of the cases."""
    return tuple(
        _reply(checked, record, reply)
        for _, record in sorted(checked.records.items())
        for reply in record.replies
        if not reply.answered
    )


def _reply(checked: CheckedContract, record: CaseRecord, reply: ReplyGiven) -> Said:
    _, requirement, service = record.case.split("/", 2)
    to = f", on {with_the(stage_name(checked, reply.to, record.case))}" if reply.to else ""
    about = f"{short_name(checked, requirement)}, {service_name(checked, service)}{to}"
    position = POSITIONS.get(reply.position, reply.position)
    words = f"You wrote on {in_words(reply.on)} that {position}: “{one_line(reply.summary)}”"
    return Said(about, words, one_line(reply.file) or "your reply", OUR_ANSWER)
