"""One informal letter a contract, from the co-ordinating commissioner for itself and its associates; or a page of questions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec.structs import asdict

from pxcommission.assessment.findings import Finding
from pxcommission.inference.cases import Proposal
from pxcommission.inference.checked import CheckedContract
from pxcommission.inference.reference import with_the
from pxcommission.listening.quotations import Quoted
from pxcommission.packs import page_parts as parts
from pxcommission.packs.afterwards import how_to_correct, next_steps
from pxcommission.packs.described import clause_of, question_of, running, short_name, statement_of, where
from pxcommission.packs.figures import figure_of
from pxcommission.packs.letter_charts import chart_bases, chart_lines, charted
from pxcommission.packs.letter_method import by_chance, method_of
from pxcommission.packs.letter_model import Ask, Letter, NotMet, Page, QuestionsPage
from pxcommission.packs.letter_quotations import quotations_about
from pxcommission.packs.letter_story import stories_of
from pxcommission.packs.plain_text import counted, listed, one_line, sentence
from pxcommission.packs.replies import OUR_ANSWER, replies_of
from pxcommission.packs.report_past import tells_small_numbers
from pxcommission.packs.standing import CaseStanding, Raised, Road, Standing, kept_inside, raised, stage_name, standings
from pxcommission.periods import in_words, is_operational_day, operational_days_after
from pxcommission.problems import ExitCode, Problem, ProblemsFound
from pxcommission.rulebook.ladders import ReplyWithin, Stage

PROVISIONAL = "provisional: not every source is in"
PLAN = (
    "For each: what you will do, who leads it, by when, and how we shall both see that patients’ experience is better."
)


def letter_of(checked: CheckedContract, quoted_people: Sequence[Quoted] = ()) -> Letter | None:
    """The letter; none when no challenge rests on a final finding (an `at_once` step may rest on provisional ones).

    `quoted_people`: the passages that somebody picked and that may be quoted on its date; those about its subjects are in it.
    """
    challenges = raised(checked, Road.LETTER)
    if not challenges:
        return None
    stage, wait = _reply(checked, challenges)
    counted_to = checked.as_at + timedelta(days=wait.days)
    extra = checked.extra_bank_holidays
    counts = is_operational_day(counted_to, extra)
    reply_by = counted_to if counts else operational_days_after(counted_to, 1, extra)
    cases, quoted = standings(checked), [f for challenge in challenges for f in challenge.findings]
    record, charts = for_the_record(checked, cases), charted(checked)
    chance = by_chance(checked, quoted)
    summary = _summary(checked, cases, challenges, record, reply_by)
    page = _page(checked, cases, [*quoted, *_asked(checked), *record], summary, OUR_ANSWER)
    return Letter(
        **{**asdict(page), "said": (*page.said, *replies_of(checked))},
        addressee=_addressee(checked),
        copies=tuple(one_line(name) for name in checked.contract.provider.copies_to),
        reply_by=in_words(reply_by),
        reply_note=_reply_note(wait, moved=reply_by != counted_to),
        asks=tuple(_ask(checked, challenge) for challenge in challenges),
        not_met_intro=_not_met_intro(checked),
        not_met=tuple(_row(checked, finding) for finding in quoted),
        also_not_met=tuple(_record_line(checked, finding) for finding in record),
        figure_notes=_figure_notes(checked, quoted),
        quotations=quotations_about(challenges, quoted_people),
        charts=chart_lines(checked, charts.drawn),
        charts_left_out=charts.left_out,
        stories=stories_of(checked, challenges),
        method=method_of(bool(chance), bool(charts.drawn)),
        by_chance=chance,
        chart_bases=chart_bases(checked, charts.drawn),
        next_steps=next_steps(checked, stage),
        signatory=one_line(_signed_by(checked, stage) or "Name and office of the signatory"),
    )


def questions_of(checked: CheckedContract) -> QuestionsPage | None:
    """The page of questions of a contract that has queries and no letter."""
    asked = _asked(checked)
    if not asked or raised(checked, Road.LETTER):
        return None
    cases = standings(checked)
    number = counted(len(raised(checked, Road.QUESTION)), "question")
    summary = f"{checked_sentence(checked, cases)} We bring {number} to the meeting; no reply is due before it."
    return QuestionsPage(**asdict(_page(checked, cases, asked, summary)))


def _page(
    checked: CheckedContract, cases: tuple[CaseStanding, ...], quoted: list[Finding], summary: str, answer: str = ""
) -> Page:
    met = parts.met_lines(checked, cases)
    shown = [
        *quoted,
        *(f for case in cases if case.standing is Standing.MET and not case.watched for f in case.findings),
    ]
    return Page(
        reference=parts.reference_of(checked),
        draft=f"DRAFT of {in_words(checked.as_at)}. Not sent. Dates count from the day of the draft.",
        date=in_words(checked.as_at),
        commissioner=one_line(checked.contract.co_ordinating_commissioner.name),
        for_whom=parts.for_whom(checked),
        provider=f"{one_line(checked.contract.provider.name)} ({checked.contract.provider.ods})",
        contract=parts.contract_line(checked),
        form=parts.form_line(checked),
        period=parts.period_line(checked),
        summary=summary,
        met_intro="Thank you for what was met:" if met else "No requirement could be shown as met in this period.",
        met=met,
        said=parts.said_of(checked, quoted, answer),
        questions=parts.question_lines(checked, raised(checked, Road.QUESTION)),
        corrections=parts.correction_lines(checked, {finding.id for finding in quoted} & _in_table(checked)),
        not_assessed=parts.not_assessed_lines(checked, cases, {finding.id for finding in quoted}),
        cautions=parts.cautions_of(checked, shown),
        next_meeting=parts.next_meeting_line(checked),
        correct=how_to_correct(checked),
        sources=parts.source_lines(checked, quoted),
    )


def _asked(checked: CheckedContract) -> list[Finding]:
    return [finding for query in raised(checked, Road.QUESTION) for finding in query.findings]


def checked_sentence(checked: CheckedContract, cases: tuple[CaseStanding, ...]) -> str:
    """How many requirements were checked, met, not met and not assessed."""
    return f"For {checked.period.label} we checked {parts.counted_standings(cases)}."


def _summary(
    checked: CheckedContract,
    cases: tuple[CaseStanding, ...],
    challenges: tuple[Raised, ...],
    record: list[Finding],
    by: date,
) -> str:
    challenged = {challenge.proposal.case for challenge in challenges}
    queried = {query.proposal.case for query in raised(checked, Road.QUESTION)} - challenged
    not_met = {case.case for case in cases if case.standing is Standing.NOT_MET and not case.watched}
    recorded = {finding.case for finding in record}
    elsewhere = {proposal.case for proposal in checked.proposals} - challenged - queried
    taken_up = (
        (len(not_met & challenged), "in the table below"),
        (len(not_met & queried), "put as {} for the meeting"),
        (len(not_met & recorded), "listed for the record"),
        (len(not_met & elsewhere), "dealt with outside this letter"),
        (len(not_met - challenged - queried - recorded - elsewhere), "not taken up in this letter"),
    )
    said = [
        f"{count:,} {'is' if count == 1 else 'are'} {how.format('a question' if count == 1 else 'questions')}"
        for count, how in taken_up
        if count
    ]
    return f"{checked_sentence(checked, cases)} Of those not met, {listed(said)}. Please reply by {in_words(by)}."


def _reply(checked: CheckedContract, challenges: tuple[Raised, ...]) -> tuple[Stage, ReplyWithin]:
    """The highest stage of the letter (one of the contract's own ladder first), and the longest wait for a reply."""

    def height(proposal: Proposal) -> tuple[bool, int]:
        ladder = checked.ladder_of(proposal.case)
        return ladder is checked.ladder, ladder.rank(proposal.stage)

    proposals = [challenge.proposal for challenge in challenges]
    stages = [checked.ladder_of(one.case).stage(one.stage) for one in sorted(proposals, key=height)]
    highest = stages[-1]
    waits = [stage.reply_within for stage in stages if stage.reply_within is not None]
    if not waits:
        message = f"the stage '{highest.id}' has no `reply_within`, so the letter can't ask for a reply by a date"
        how = "add reply_within: {days: 10, source: local agreement, verified: false} to the stage"
        place = highest.place
        raise ProblemsFound([Problem(place.file, message, how, place.line, place.column)], ExitCode.RULES_WRONG)
    return highest, max(waits, key=lambda wait: wait.days)


def _in_table(checked: CheckedContract) -> set[str]:
    """The findings of the letter's table, whose corrections stand in the notes below it."""
    return {finding.id for challenge in raised(checked, Road.LETTER) for finding in challenge.findings}


def _reply_note(wait: ReplyWithin, moved: bool) -> str:
    mark = "" if wait.verified else " (not verified)"
    days, source = counted(wait.days, "day"), one_line(wait.source)
    next_day = ", and the next Operational Day after that" if moved else ""
    return f"This is {days} from the date of the draft{next_day}, by {source}{mark}. It is not a contractual period."


def _signed_by(checked: CheckedContract, stage: Stage) -> str:
    names = checked.contract.signed_by
    return names.get(stage.id) or names.get(stage.document or "") or names.get("challenge", "")


def _addressee(checked: CheckedContract) -> tuple[str, ...]:
    provider = checked.contract.provider
    lines = (provider.representative or "Provider representative", provider.name, provider.notices_to or "")
    return tuple(one_line(line) for line in lines if line)


def _ask(checked: CheckedContract, challenge: Raised) -> Ask:
    requirement = challenge.proposal.requirement
    return Ask(statement_of(checked, requirement), question_of(checked, requirement))


def _not_met_intro(checked: CheckedContract) -> str:
    return (
        f"Each row rests on figures for {checked.period.label} unless it names another period. Sources are at the end."
    )


def _row(checked: CheckedContract, finding: Finding) -> NotMet:
    figure = figure_of(checked, finding)
    mark = f" ({PROVISIONAL})" if not finding.final else ""
    return NotMet(
        requirement=statement_of(checked, finding.requirement),
        clause=f"{clause_of(checked, finding)} ({finding.requirement})",
        where=where(checked, finding),
        result=f"{figure.result}{mark}",
        level=figure.level,
        running=running(checked, finding),
    )


def for_the_record(checked: CheckedContract, cases: tuple[CaseStanding, ...]) -> list[Finding]:
    """What is finally not met and raised by no proposal; a proposed GC9 notice and what people decided stay out of the letter."""
    proposed = {proposal.case for proposal in checked.proposals}
    unraised = (case for case in cases if not case.watched and case.case not in proposed)
    return [f for case in unraised for f in case.not_met if f.final and not kept_inside(checked, f)]


def _record_line(checked: CheckedContract, finding: Finding) -> str:
    figure, about = figure_of(checked, finding), short_name(checked, finding.requirement)
    record = checked.records.get(finding.case)
    out = record.last_letter if record else None
    stands = f" {_still_out(checked, out.stage, finding.case)} of {in_words(out.on)} stands." if out else ""
    return f"{about}, {where(checked, finding)}: {figure.result}; agreed level {figure.level}.{stands}"


def _still_out(checked: CheckedContract, stage: str, case: str) -> str:
    """`Our challenge letter`, `Our GC9 Contract Performance Notice`."""
    return f"Our {with_the(stage_name(checked, stage, case)).removeprefix('the ')}"


def _figure_notes(checked: CheckedContract, quoted: list[Finding]) -> tuple[str, ...]:
    """Corrections, other sources for a figure, and notes on the cells the figures come from."""
    notes: list[str] = []
    for finding in quoted:
        about = f"{short_name(checked, finding.requirement)}, {where(checked, finding)}"
        if tells_small_numbers(checked, finding, finding.restated, *finding.reconciled):
            notes += [f"{about}: corrected since an earlier edition; the numbers are small"] if finding.restated else []
            continue
        notes += [f"{about}: corrected figure. {sentence(finding.restated)}"] if finding.restated else []
        notes += [f"{about}: {sentence(text)}" for text in finding.reconciled]
        places = {str(address) for address in finding.evidence}
        notes += [
            f"{about}: {sentence(note.message)}"
            for note in checked.notes
            if note.place in places and note.weight != "note"
        ]
    return tuple(dict.fromkeys(one_line(note) for note in notes))
