"""Every document of the process: its kind, its words, and the finished Word file from its own template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct

from pxcommission.assessment.findings import Finding
from pxcommission.cases.case_file import CaseFile
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs import process_letters, process_money, process_notices, process_plans
from pxcommission.packs.described import clause_of, service_name, statement_of
from pxcommission.packs.plain_text import one_line
from pxcommission.packs.process_body import Body, Writer
from pxcommission.packs.process_history import history_of
from pxcommission.packs.process_model import DocumentWanted, ProcessDocument, Subject
from pxcommission.packs.process_parts import (
    addressee,
    clause_lines,
    edition,
    facts_of,
    fill,
    for_whom,
    step_for,
)
from pxcommission.packs.rendering import read_template, rendered
from pxcommission.periods import in_words
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean
from pxcommission.rulebook.contract_forms import ContractForm


class Kind(Struct, frozen=True):
    """A kind of document: what it is called, and who writes its words. `informal`: it is no step of the contract."""

    title: str
    body: Writer
    informal: bool = False


KINDS: Mapping[str, Kind] = {
    "contract-performance-notice": Kind("GC9 Contract Performance Notice", process_notices.contract_performance_notice),
    "contract-query-notice": Kind("GC9 Contract Query Notice", process_notices.contract_performance_notice),
    "withdrawal": Kind("Withdrawal of a notice", process_notices.withdrawal),
    "meeting-note": Kind("Note of a meeting under General Condition 9", process_notices.meeting_note),
    "joint-investigation-terms": Kind("Terms of a Joint Investigation", process_notices.joint_investigation_terms),
    "joint-investigation-report": Kind("Joint Investigation Report", process_notices.joint_investigation_report),
    "immediate-action-plan": Kind("Immediate Action Plan", process_plans.immediate_action_plan),
    "remedial-action-plan": Kind("Remedial Action Plan", process_plans.remedial_action_plan),
    "joint-notification": Kind("Joint notification of both Governing Bodies", process_plans.joint_notification),
    "plan-breach-notice": Kind("Notice that a step of the plan was missed", process_plans.plan_breach_notice),
    "exception-report": Kind("Exception Report", process_plans.exception_report),
    "withholding-notice": Kind("Notice of withholding", process_money.withholding_notice),
    "release-notice": Kind("Notice that a sum is given back", process_money.release_notice),
    "retention-notice": Kind("Notice of permanent retention", process_money.retention_notice),
    "unjustified-withholding-decision": Kind(
        "Decision on a withholding said to be unjustified", process_money.unjustified_withholding_decision
    ),
    "information-breach-notice": Kind("Information breach notice", process_letters.information_breach_notice),
    "information-request": Kind("Request for information", process_letters.information_request, informal=True),
    "missing-return": Kind("Letter about a missing return", process_letters.missing_return, informal=True),
    "thanks": Kind("Thank you: the requirement is met again", process_letters.thanks, informal=True),
    "closure": Kind("Closure", process_letters.closure),
}
MADE_WITH_THE_PACK = ("challenge", "meeting-paper")
"""Documents of the ladders that the quarter's pack makes: the letter and the page of questions."""


def document_kinds() -> tuple[str, ...]:
    """The ids of every document of the process, as forms and ladders name them."""
    return tuple(KINDS)


def subject_of(
    checked: CheckedContract,
    file: CaseFile,
    form: ContractForm,
    confirmed: bool,
    findings: Iterable[Finding],
    head: str = "",
) -> Subject:
    """What a document about a case of a checked contract is about, with the figures of its findings.

    `form` is the edition that governs the case, which may be older than that of the day; `confirmed` is whether its numbers
    were checked against the signed contract.
    """
    requirement, service = file.case.removeprefix(f"{file.contract}/").rsplit("/", 1)
    found = tuple(findings)
    clause = clause_of(checked, found[0]) if found else one_line(checked.clauses.get(requirement, "")) or fill("clause")
    return Subject(
        contract=checked.contract,
        form=form,
        confirmed=confirmed,
        file=file,
        statement=statement_of(checked, requirement),
        clause=f"{clause} ({requirement})",
        service=service_name(checked, service),
        facts=facts_of(checked, found),
        head=head,
        extra_bank_holidays=checked.extra_bank_holidays,
    )


def document_model(subject: Subject, wanted: DocumentWanted) -> ProcessDocument:
    """What the document says; raises ProblemsFound (exit code 2) for a kind that does not exist."""
    kind = _kind(wanted.kind)
    body, step = kind.body(subject, wanted), step_for(subject, wanted)
    provider = subject.contract.provider
    address = one_line(provider.notices_to or "") or fill("address")
    informal = "by the usual way" if kind.informal else "[To fill in: by hand, post or e-mail, as the Particulars say]"
    return ProcessDocument(
        reference=f"{subject.file.case}/{subject.file.events + 1}",
        draft="DRAFT. Not sent. A person fills in what stands in brackets, signs, dates and sends it; then take out this line.",
        date=_dated(wanted.on, body),
        served=f"{informal}, to {address}; sent on {fill('date')}",
        commissioner=one_line(subject.contract.co_ordinating_commissioner.name),
        for_whom=for_whom(subject),
        provider=f"{one_line(provider.name)} ({provider.ods})",
        addressee=tuple(one_line(line) for line in body.to) or addressee(subject),
        copies=tuple(one_line(line) for line in (*body.copies, *provider.copies_to)),
        contract=f"{one_line(subject.contract.title)} (reference {one_line(subject.contract.contract_reference)})",
        form=edition(subject),
        about=f"{subject.file.case.removeprefix(subject.file.contract + '/').rpartition('/')[0]}, {subject.service}",
        ask=body.ask,
        ask_note=body.ask_note,
        asks=body.asks,
        opening=body.opening,
        facts=subject.facts,
        particulars=body.particulars,
        actions=body.actions,
        sums=body.sums,
        history=history_of(subject),
        follows=body.follows,
        disagree=body.disagree,
        clauses=() if kind.informal else clause_lines(subject, step, body.numbers),
        signatories=_signatories(subject, wanted, body),
    )


def process_document(letters: Path, subject: Subject, wanted: DocumentWanted) -> bytes:
    """The finished Word file, from `<kind>.docx` in the folder of letters: the same words, the same bytes."""
    kind = _kind(wanted.kind)
    template = read_template(letters / f"{wanted.kind}.docx", ProcessDocument)
    return rendered(template, document_model(subject, wanted), kind.title, wanted.on, subject.head)


def _kind(name: str) -> Kind:
    if name in KINDS:
        return KINDS[name]
    problem = Problem(name, f"there is no document '{name}'{did_you_mean(name, KINDS)}", f"kinds: {', '.join(KINDS)}")
    raise ProblemsFound([problem], ExitCode.USAGE)


def _dated(on: date, body: Body) -> str:
    if not body.dated:
        return in_words(on)
    return f"{in_words(on)} (if it is dated otherwise, the days counted below change)"


def _signatories(subject: Subject, wanted: DocumentWanted, body: Body) -> tuple[str, ...]:
    names = subject.contract.signed_by
    office = names.get(wanted.kind) or (names.get("challenge") if KINDS[wanted.kind].informal else names.get("notice"))
    ours = (
        f"{one_line(office or fill('office that signs'))}, {one_line(subject.contract.co_ordinating_commissioner.name)}"
    )
    if not body.both_sign:
        return (ours,)
    theirs = subject.contract.provider.representative or fill("office that signs")
    return (ours, f"{one_line(theirs)}, {one_line(subject.contract.provider.name)}")
