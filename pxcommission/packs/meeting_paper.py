"""The paper of a review meeting, two pages at most: exceptions, questions, actions with owner and outcome, decisions sought."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from pxcommission.assessment.findings import Finding, Reason
from pxcommission.cases.improvement_records import ImprovementRecord
from pxcommission.inference.cases import STEP_DOWN
from pxcommission.inference.checked import CheckedContract
from pxcommission.inference.reference import with_the
from pxcommission.packs import page_parts as parts
from pxcommission.packs.afterwards import how_to_correct
from pxcommission.packs.described import question_of, running, service_name, short_name, where
from pxcommission.packs.figures import figure_of
from pxcommission.packs.letter import checked_sentence, for_the_record
from pxcommission.packs.meeting_actions import actions_of
from pxcommission.packs.meeting_model import ExceptionLine, MeetingPaper, MeetingQuestion
from pxcommission.packs.plain_text import counted, listed, one_line
from pxcommission.packs.standing import CaseStanding, Road, Standing, raised, stage_name, standings
from pxcommission.periods import in_words

MOST_EXCEPTIONS, MOST_QUESTIONS, MOST_ACTIONS, MOST_DECISIONS, MOST_NAMED = 6, 5, 4, 5, 4
LONGEST_PLACE = 90
Line = TypeVar("Line")


def meeting_paper_of(
    checked: CheckedContract, improvements: Sequence[ImprovementRecord] = (), reply_by: str = ""
) -> MeetingPaper | None:
    """The paper; none where there is nothing to speak about. `reply_by`: the day by which this pack's letter asks for a reply."""
    cases = standings(checked)
    exceptions = tuple(_exceptions(checked, cases))
    questions, actions = tuple(_questions(checked)), actions_of(checked, improvements)
    decisions = tuple(_decisions(checked, improvements))
    if not (exceptions or questions or actions or decisions):
        return None
    return MeetingPaper(
        reference=parts.reference_of(checked),
        draft=f"DRAFT of {in_words(checked.as_at)}, for the two parties to the contract. Not sent.",
        date=in_words(checked.as_at),
        commissioner=parts.for_whom(checked),
        provider=f"{one_line(checked.contract.provider.name)} ({checked.contract.provider.ods})",
        contract=parts.contract_line(checked),
        period=parts.period_line(checked),
        meeting=parts.next_meeting_line(checked),
        summary=f"{checked_sentence(checked, cases)}{f' Our letter asks for a reply by {reply_by}.' if reply_by else ''}",
        met=_met(checked, cases),
        decisions=decisions[:MOST_DECISIONS],
        exceptions=exceptions[:MOST_EXCEPTIONS],
        exceptions_more=_more(exceptions, MOST_EXCEPTIONS, "exception stands", "exceptions stand"),
        questions=questions[:MOST_QUESTIONS],
        questions_more=_more(questions, MOST_QUESTIONS, "question stands", "questions stand"),
        actions=actions[:MOST_ACTIONS],
        actions_more=_more(actions, MOST_ACTIONS, "action stands", "actions stand"),
        correct=how_to_correct(checked),
    )


def _exceptions(checked: CheckedContract, cases: tuple[CaseStanding, ...]) -> Iterator[ExceptionLine]:
    """What the letter takes up, then the questions, then what stands for the record; other roads stay outside the paper."""
    for challenge in raised(checked, Road.LETTER):
        yield from (_exception(checked, finding, "our letter") for finding in challenge.findings)
    for query in raised(checked, Road.QUESTION):
        yield from (_exception(checked, f, "question below") for f in query.findings if f.adopted)
    yield from (_exception(checked, finding, "for the record") for finding in for_the_record(checked, cases))


def _exception(checked: CheckedContract, finding: Finding, taken_up: str) -> ExceptionLine:
    figure = figure_of(checked, finding)
    result = figure.result if finding.final else f"{figure.result} (provisional)"
    not_met = f"{running(checked, finding)}; {taken_up}"
    return ExceptionLine(
        short_name(checked, finding.requirement),
        one_line(where(checked, finding), LONGEST_PLACE),
        result,
        figure.level,
        not_met,
    )


def _questions(checked: CheckedContract) -> Iterator[MeetingQuestion]:
    for query in raised(checked, Road.QUESTION):
        first = query.findings[0]
        figures = "; ".join(f"{where(checked, f)}: {figure_of(checked, f).result}" for f in query.findings[:1])
        more = f"; and {counted(len(query.findings) - 1, 'further result')}" if len(query.findings) > 1 else ""
        watched = "" if first.adopted else "; watched, not an obligation of this contract"
        about = f"{short_name(checked, first.requirement)}. {figures}{more}{watched}."
        yield MeetingQuestion(question_of(checked, first.requirement), about)


def _met(checked: CheckedContract, cases: Sequence[CaseStanding]) -> str:
    """What was met, in a line: a paper that tells only what was not would be unfair."""
    names = [
        short_name(checked, case.requirement) for case in cases if case.standing is Standing.MET and not case.watched
    ]
    few = list(dict.fromkeys(names))
    if not few:
        return "No requirement could be shown as met in this period."
    left = len(few) - MOST_NAMED
    more = [f"{left} more"] if left > 0 else []
    return f"Met, with thanks: {listed([*few[:MOST_NAMED], *more])}."


def _decisions(checked: CheckedContract, improvements: Sequence[ImprovementRecord]) -> Iterator[str]:
    challenges = raised(checked, Road.LETTER)
    if challenges:
        names = listed(_first(short_name(checked, one.proposal.requirement) for one in challenges))
        yield f"Agree what is done about {names}: by whom, by when, and how we shall both see that it is better."
    yield from _replies_wanted(checked)
    unsure = [one for one in improvements if one.stopped is None and one.standing in ("worsened", "no evidence yet")]
    if unsure:
        named = [f"“{one_line(one.registration.action, 80)}” ({one.standing})" for one in unsure[:2]]
        more = [counted(len(unsure) - 2, "further action")] if len(unsure) > 2 else []
        yield f"Decide whether to go on with, change or end {listed([*named, *more])}."
    levels = _first(short_name(checked, f.requirement) for f in checked.findings if f.reason is Reason.TO_BE_AGREED)
    if levels:
        yield f"Agree the level for {listed(levels)}."
    done = [one for one in checked.proposals if one.stage == STEP_DOWN]
    if done:
        named = [f"{short_name(checked, one.requirement)} ({service_name(checked, one.service)})" for one in done]
        yield f"Agree that no further follow-up is needed, with thanks: {listed(list(dict.fromkeys(named))[:MOST_NAMED])}."


def _replies_wanted(checked: CheckedContract) -> Iterator[str]:
    for case, record in sorted(checked.records.items()):
        letter = record.last_letter
        _, requirement, service = case.split("/", 2)
        about = f"{short_name(checked, requirement)}, {service_name(checked, service)}"
        if letter is not None and record.reply_overdue and record.reply_awaited is not None:
            name = with_the(stage_name(checked, letter.stage, case)).removeprefix("the ")
            yield f"Agree a day for the reply to our {name} of {in_words(letter.on)} about {about}; it was asked for by {in_words(record.reply_awaited)}."
        if any(reply.position == "disputes" and not reply.answered for reply in record.replies):
            yield f"Settle which figure stands for {about}, which you dispute."


def _first(names: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _more(lines: Sequence[Line], most: int, one: str, many: str) -> str:
    left = len(lines) - most
    return f"{counted(left, f'further {one}', f'further {many}')} in the pack’s other documents." if left > 0 else ""
