"""What went before on each requirement of a letter: what we asked, what the provider answered, what changed since."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from pxcommission.assessment.findings import Finding
from pxcommission.inference.checked import CheckedContract
from pxcommission.inference.recorded import CaseRecord, LetterOut, ReplyGiven
from pxcommission.inference.reference import with_the
from pxcommission.packs.described import service_name, short_name, where
from pxcommission.packs.figures import bound_of, figure_of
from pxcommission.packs.letter_model import Story
from pxcommission.packs.plain_text import one_line
from pxcommission.packs.replies import POSITIONS
from pxcommission.packs.report_past import Earlier, earlier_of
from pxcommission.packs.shown import shown_share
from pxcommission.packs.standing import Raised, stage_name
from pxcommission.periods import in_words

MOST_LETTERS, MOST_PERIODS, LONGEST_ANSWER = 3, 2, 240
COUNTS = re.compile(r"([\d,]+) of ([\d,]+)")
FIRST = "Nothing before: this is our first letter about it."


def stories_of(checked: CheckedContract, challenges: Iterable[Raised]) -> tuple[Story, ...]:
    """One story for each requirement the letter takes up."""
    return tuple(_story(checked, challenge) for challenge in challenges)


def _story(checked: CheckedContract, challenge: Raised) -> Story:
    proposal = challenge.proposal
    record = checked.records.get(proposal.case)
    written_before = record is not None and bool(record.letters)
    return Story(
        about=f"{short_name(checked, proposal.requirement)}, {service_name(checked, proposal.service)}",
        asked=asked_before(checked, record) or FIRST,
        answered=_answered(record) if record is not None and written_before else "",
        changed=" ".join(_changed(checked, finding) for finding in challenge.findings),
    )


def asked_before(checked: CheckedContract, record: CaseRecord | None) -> str:
    """The last letters of a case, newest first; empty where none went out."""
    out = list(reversed(record.letters))[:MOST_LETTERS] if record else []
    return " ".join(_asked(checked, record, letter) for letter in out) if record else ""


def _asked(checked: CheckedContract, record: CaseRecord, letter: LetterOut) -> str:
    name = with_the(stage_name(checked, letter.stage, record.case)).removeprefix("the ")
    by = f", asking for a reply by {in_words(letter.reply_by)}" if letter.reply_by else ""
    return f"On {in_words(letter.on)} we sent our {name}{by}."


def _answered(record: CaseRecord) -> str:
    said = [_reply(reply) for reply in reversed(record.replies)]
    if record.reply_awaited is not None:
        word = "has not reached us yet; it was asked for" if record.reply_overdue else "is asked for"
        said.append(f"Your reply {word} by {in_words(record.reply_awaited)}.")
    return " ".join(said) or "No answer of yours is recorded."


def _reply(reply: ReplyGiven) -> str:
    position = POSITIONS.get(reply.position, one_line(reply.position))
    words = one_line(reply.summary, LONGEST_ANSWER)
    return f"On {in_words(reply.on)} you answered that {position}{f': “{words}”' if words else ''}."


def _changed(checked: CheckedContract, finding: Finding) -> str:
    figure, before = figure_of(checked, finding), earlier_of(checked, finding)[:MOST_PERIODS]
    now = f"{where(checked, finding)}: {figure.result} now"
    if not before:
        return f"{now}; no earlier period can be set beside it."
    bound = bound_of(checked, finding)
    return f"{now}; before, {'; '.join(_earlier(one, bound) for one in before)}."


def _earlier(one: Earlier, bound: Fraction | None) -> str:
    verdict = {True: ", met", False: ", not met", None: ""}[one.met]
    return f"{one.period}: {_with_share(one.figure, bound)}{verdict}"


def _with_share(figure: str, bound: Fraction | None) -> str:
    """`90.8% (1,586 of 1,746)` for counts; any other figure as it stands."""
    found = COUNTS.fullmatch(figure)
    numbers = [int(number.replace(",", "")) for number in found.groups()] if found else []
    if len(numbers) != 2 or not 0 < numbers[1] >= numbers[0]:
        return figure
    return f"{shown_share(numbers[0], numbers[1], bound)} ({figure})"
