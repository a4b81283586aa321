"""What every document of the process shares, in words: parties, edition, dates counted, figures, clauses, actions and sums."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pxcommission.assessment.findings import Finding
from pxcommission.cases.amounts import month_in_words, pounds
from pxcommission.cases.case_file import MilestoneStanding
from pxcommission.cases.deadlines import last_day
from pxcommission.cases.kinds import Milestone, StepTaken, Sum, SumSettled
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.described import clause_of, statement_of, where
from pxcommission.packs.figures import figure_of
from pxcommission.packs.page_parts import UNVERIFIED, source_lines
from pxcommission.packs.plain_text import listed, one_line, sentence
from pxcommission.packs.process_model import Action, ClauseLine, DocumentWanted, Fact, Particular, Subject, SumLine
from pxcommission.periods import in_words
from pxcommission.rulebook.contract_forms import FormStep

TO_FILL_IN = "[To fill in:"
CHECK = "not verified: check against your signed contract"


def fill(what: str) -> str:
    """A place for a person to fill in, told by its brackets: `[To fill in: the reason]`."""
    return f"{TO_FILL_IN} {what}]"


def places_to_fill_in(text: str) -> int:
    """How many places a document's text still leaves open; a document that has any is not ready to be sent."""
    return " ".join(text.split()).count(TO_FILL_IN)


def particular(wanted: DocumentWanted, label: str, otherwise: str) -> Particular:
    """A line of the form: what the person gave for its label, or else what is known or left to fill in."""
    given = one_line(wanted.texts.get(label, ""), 4000)
    return Particular(label, given or otherwise)


def facts_of(checked: CheckedContract, findings: Iterable[Finding]) -> tuple[Fact, ...]:
    """The figures of findings, each with its level, clause and address; small numbers of answers stay withheld."""
    return tuple(_fact(checked, finding) for finding in findings)


def for_whom(subject: Subject) -> str:
    """The co-ordinating commissioner with its code, and those it acts for."""
    first = subject.contract.co_ordinating_commissioner
    name = f"{one_line(first.name)} ({first.ods}), co-ordinating commissioner"
    others = [f"{one_line(one.name)} ({one.ods})" for one in subject.contract.associates]
    return (
        f"{name}, for itself and {'its associates ' if len(others) > 1 else 'its associate '}{listed(others)}"
        if others
        else name
    )


def addressee(subject: Subject) -> tuple[str, ...]:
    """The Provider Representative by office, the provider, and its address for notices, from the contract's Particulars."""
    provider = subject.contract.provider
    office = provider.representative or fill("the Provider Representative's office, from the Particulars")
    address = provider.notices_to or fill("the address for notices, from the Particulars")
    return tuple(one_line(line) for line in (office, provider.name, address))


def edition(subject: Subject) -> str:
    """The edition of the general conditions, marked while nobody checked it against the signed contract."""
    title = one_line(subject.form.title)
    return title if subject.confirmed or subject.form.source.verified else f"{title} {UNVERIFIED}"


def days(subject: Subject, name: str, start: date) -> tuple[date, str] | None:
    """The last day of a number of the form counted from a day, and how it was counted; None where the form has none."""
    number = subject.form.numbers.get(name)
    if number is None or number.unit not in ("operational days", "calendar months"):
        return None
    counted = f"{number.text} from {in_words(start)}{beside(reference(subject, number.clause, number.verified))}"
    return last_day(number, start, subject.extra_bank_holidays), counted


def reference(subject: Subject, clause: str, verified: bool = False) -> str:
    """A clause, marked where nobody checked it."""
    return one_line(clause) if verified or subject.confirmed else f"{one_line(clause)}; {CHECK}"


def beside(clause: str) -> str:
    """A clause after what rests on it: in brackets, or after a comma where it has brackets of its own."""
    return f", {clause}" if "(" in clause else f" ({clause})"


def step_for(subject: Subject, wanted: DocumentWanted) -> FormStep | None:
    """The form's step that the document is for: the one named, else the first done with this kind of document."""
    named = (one for one in subject.form.steps if one.id == wanted.step)
    return next(named, None) or next((one for one in subject.form.steps if one.document == wanted.kind), None)


def clause_lines(subject: Subject, step: FormStep | None, names: Iterable[str]) -> tuple[ClauseLine, ...]:
    """The clause of the step, and that of each number the document uses; each with its standing."""
    lines = [ClauseLine(one_line(step.clause), one_line(step.name), _standing(subject, step.verified))] if step else []
    used = [*names, *((step.within, step.after) if step else ()), *(step.caps if step else ())]
    for name in dict.fromkeys(one for one in used if one):
        number = subject.form.numbers.get(name)
        if number is not None:
            provides = f"{name.replace('-', ' ').capitalize()}: {number.text}"
            lines.append(ClauseLine(one_line(number.clause), provides, _standing(subject, number.verified)))
    return tuple(lines)


def notice_line(subject: Subject) -> str:
    """The notice the document belongs to: number, date, edition; or a place to fill it in."""
    notices = subject.file.notices
    if not notices:
        return fill("number and date of the notice")
    notice = notices[-1]
    first = notice.steps[0].details
    step = first.step if isinstance(first, StepTaken) else ""
    name = next((one.name for one in subject.form.steps if one.id == step), "GC9 Contract Performance Notice")
    return f"{one_line(name)} number {notice.number}, dated {in_words(notice.dated)}"


def action_of(milestone: Milestone, standing: MilestoneStanding | None = None) -> Action:
    """An action of a plan as it is printed; what nobody has said yet is left to fill in."""
    return Action(
        number=one_line(milestone.id),
        action=one_line(milestone.action),
        cause=one_line(milestone.cause) or fill("root cause"),
        owner=one_line(milestone.owner),
        start=in_words(milestone.start) if milestone.start else fill("start"),
        due=in_words(standing.due if standing else milestone.due),
        metric=one_line(milestone.metric) or fill("how it is measured"),
        baseline=one_line(milestone.baseline) or fill("now"),
        target=one_line(milestone.target) or fill("target"),
        evidence=one_line(milestone.evidence) or fill("evidence"),
        achieve_by=in_words(milestone.achieve_by) if milestone.achieve_by else fill("date"),
        maintain_until=in_words(milestone.maintain_until) if milestone.maintain_until else fill("date"),
        sanction=one_line(milestone.sanction) or "none agreed",
        status=_status(standing),
    )


def empty_action(number: int) -> Action:
    """A row for a person to fill in."""
    what = ("action", "root cause", "party and office", "start", "date due", "how it is measured", "now", "target", "evidence",
            "date", "date", "agreed sanction or none", "not started, on track, late, done")  # fmt: skip
    return Action(f"{number}", *(fill(one) for one in what))


def sum_line(one: Sum) -> SumLine:
    """A sum withheld, with its formula."""
    return SumLine(month_in_words(one.month), "withheld", pounds(one.amount), sentence(one.formula))


def settled_line(one: SumSettled) -> SumLine:
    """A sum given back, kept or paid back; interest is said with it."""
    amount = f"{pounds(one.amount)} and {pounds(one.interest)} interest" if one.interest else pounds(one.amount)
    return SumLine(month_in_words(one.month), one.outcome, amount, sentence(one.formula))


def by_or_fill(found: tuple[date, str] | None, what: str) -> str:
    """`21 November 2025: 10 Operational Days from …`, or a place to fill in where the edition gives no number."""
    return f"{in_words(found[0])}: {found[1]}" if found else fill(f"{what}; this edition's number is not known here")


def _fact(checked: CheckedContract, finding: Finding) -> Fact:
    figure = figure_of(checked, finding)
    (source,) = source_lines(checked, [finding])
    provisional = "" if finding.final else " (provisional: not every source is in)"
    return Fact(
        requirement=f"{statement_of(checked, finding.requirement)} {clause_of(checked, finding)} ({finding.requirement})",
        where=f"{where(checked, finding)}, {finding.period.label}"
        if finding.period == checked.period
        else where(checked, finding),
        result=f"{figure.result}{provisional}",
        level=figure.level,
        source=source.address,
    )


def _standing(subject: Subject, verified: bool) -> str:
    return "checked against the signed contract" if verified or subject.confirmed else CHECK


def _status(standing: MilestoneStanding | None) -> str:
    if standing is None:
        return "not started"
    if standing.met_on:
        return f"met on {in_words(standing.met_on)}"
    return f"missed, told on {in_words(standing.missed_on)}" if standing.missed_on else "open"
