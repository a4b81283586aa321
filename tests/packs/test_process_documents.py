"""Every document of the process: its template, its words, its dates, and what it never says."""

from __future__ import annotations

import importlib.util
import io
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from small_workspace import adopt, quarter_figures, rule, small

from pxcommission.cases.case_file import CaseFile, case_file
from pxcommission.cases.events import Event
from pxcommission.cases.kinds import (
    ActionByOthers,
    Details,
    LetterIssued,
    Milestone,
    Plan,
    ReplyReceived,
    StepTaken,
    Sum,
    SumSettled,
    kind_of,
)
from pxcommission.packs.docx_checks import docx_violations
from pxcommission.packs.letter_model import Letter
from pxcommission.packs.process_documents import (
    KINDS,
    MADE_WITH_THE_PACK,
    document_kinds,
    document_model,
    process_document,
    subject_of,
)
from pxcommission.packs.process_model import DocumentWanted, Fact, ProcessDocument, Subject
from pxcommission.packs.process_parts import places_to_fill_in
from pxcommission.packs.rendering import read_template
from pxcommission.packs.template_words import fields_of
from pxcommission.problems import ExitCode, ProblemsFound
from pxcommission.rulebook.rulebook import Rulebook, load_rulebook

ROOT = Path(__file__).resolve().parents[2]
LETTERS = ROOT / "rules" / "letters"
CASE = "EXAMPLE-ACUTE/FFT-IP-POSITIVE/inpatient"
FACT = Fact(
    "Inpatients describe their care as very good or good. Schedule 4, local quality requirement 1 (FFT-IP-POSITIVE)",
    "Inpatient care, 2025/26 Q2",
    "92.6% (4,512 of 4,873 responses)",
    "at least 95% (since 1 April 2025)",
    "fft-inpatient-september-2025.xlsx!Trusts!F14, L14",
)
MILESTONE = Milestone(
    id="1",
    action="Ward sisters speak with every patient on the day before discharge",
    owner="Provider: Chief Nurse",
    due=date(2025, 12, 19),
    cause="Patients are not told what happens next",
    metric="Friends and Family Test, positive answers",
    baseline="92.6%",
    target="at least 95%",
    achieve_by=date(2026, 1, 31),
    maintain_until=date(2026, 4, 30),
    sanction="1% of the Actual Monthly Value for each month it is late",
)
WITHHELD = Sum(
    month="2025-09",
    base="AMV",
    base_amount=Decimal("12051774.63"),
    per_cent=Decimal(1),
    amount=Decimal("120517.74"),
    formula="1% of the Actual Monthly Value of September 2025, £12,051,774.63 (contracts/example-acute/monthly-values.csv:7; "
    "payments of September 2025), is £120,517.74, rounded down to the penny; at most 10% in a month (GC9.14) is £1,205,177.46. "
    "To be withheld: £120,517.74.",
    ground="the step was not put right within the time given",
)


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook(ROOT)


def step(name: str, after: str, on: str, **more: object) -> tuple[str, Details]:
    return on, StepTaken(notice=1, form="full-length-2025-26", step=name, before="", after=after, clause="GC9", **more)


def file_of(*happened: tuple[str, Details]) -> CaseFile:
    events = [
        Event(n, "", "", "", "EXAMPLE-ACUTE", CASE, n, kind_of(d), date.fromisoformat(on), d.recorded(), "", "")
        for n, (on, d) in enumerate(happened, start=1)
    ]
    return case_file(events, "EXAMPLE-ACUTE", CASE)


HISTORY = (
    ("2025-09-01", LetterIssued(stage="challenge", ladder="local-then-gc9")),
    ("2025-09-12", ReplyReceived(position="partly", summary="Two wards were short of staff.")),
    step("contract-performance-notice", "notice-issued", "2025-11-03"),
    step("contract-management-meeting", "meeting-held", "2025-11-12"),
    step("decide-on-plan", "plan-drafting", "2025-11-12"),
    step("remedial-action-plan", "plan-active", "2025-11-18", plan=Plan(name="remedial action plan", milestones=(MILESTONE,))),
)  # fmt: skip


def subject(
    rulebook: Rulebook, *happened: tuple[str, Details], form: str = "full-length-2025-26", confirmed: bool = False
) -> Subject:
    return Subject(
        contract=rulebook.contracts["EXAMPLE-ACUTE"].contract,
        form=rulebook.forms[form],
        confirmed=confirmed,
        file=file_of(*happened),
        statement="Inpatients describe their care as very good or good.",
        clause="Schedule 4, local quality requirement 1 (FFT-IP-POSITIVE)",
        service="Inpatient care",
        facts=(FACT,),
        head="0" * 60 + "abcd",
    )


def text_of(document: bytes) -> str:
    opened = Document(io.BytesIO(document))
    words = ["".join(node.text or "" for node in one.iter(qn("w:t"))) for one in opened.element.body.iter(qn("w:p"))]
    foot = [paragraph.text for paragraph in opened.sections[0].footer.paragraphs]
    return "\n".join([*words, *foot])


def made(rulebook: Rulebook, wanted: DocumentWanted, *happened: tuple[str, Details], **more: object) -> str:
    return text_of(process_document(LETTERS, subject(rulebook, *happened, **more), wanted))


def wanted(kind: str, on: str = "2025-11-03", **more: object) -> DocumentWanted:
    return DocumentWanted(kind, date.fromisoformat(on), **more)  # type: ignore[arg-type]


def test_every_document_that_a_form_or_a_ladder_names_has_its_template(rulebook):
    named = {step.document for form in rulebook.forms.values() for step in form.steps if step.document}
    named |= {stage.document for ladder in rulebook.ladders.values() for stage in ladder.stages if stage.document}
    assert named <= {*document_kinds(), *MADE_WITH_THE_PACK}
    assert {kind for kind in document_kinds() if kind not in named} == {
        "information-request", "thanks", "unjustified-withholding-decision",
    }  # fmt: skip
    for kind in document_kinds():
        read_template(LETTERS / f"{kind}.docx", ProcessDocument)


def test_the_shipped_templates_are_what_the_script_makes(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    path = ROOT / "scripts" / "make_process_templates.py"
    spec = importlib.util.spec_from_file_location("make_process_templates", path)
    script = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "make_process_templates", script)
    spec.loader.exec_module(script)
    monkeypatch.setattr(script, "LETTERS", tmp_path)
    script.main()
    for kind in document_kinds():
        assert (tmp_path / f"{kind}.docx").read_bytes() == (LETTERS / f"{kind}.docx").read_bytes()


def test_a_template_that_leaves_a_field_out_is_refused():
    with pytest.raises(ProblemsFound) as found:
        read_template(LETTERS / "closure.docx", Letter)
    assert found.value.exit_code is ExitCode.RULES_WRONG
    assert "ask_note" in fields_of(ProcessDocument).every


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize(
    "form", ["full-length-2025-26", "full-length-2013-15", "full-length-2026-27", "shorter-form-2025-26"]
)
def test_each_document_is_made_in_each_edition_the_same_bytes_and_accessible(rulebook, kind, form):
    about = subject(rulebook, *HISTORY, form=form)
    asked = wanted(kind, "2026-01-12", missed="1", sums=(WITHHELD,) if kind == "withholding-notice" else ())
    document = process_document(LETTERS, about, asked)
    assert document == process_document(LETTERS, about, asked)
    assert docx_violations(document) == []
    opened, text = Document(io.BytesIO(document)), text_of(document)
    assert opened.core_properties.language == "en-GB"
    assert opened.core_properties.title == KINDS[kind].title
    assert opened.core_properties.author == ""
    for table in opened.tables:
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert len(table.columns) <= 5
    assert "does not affect any Party’s rights" in text
    assert "without prejudice" not in text.lower()
    assert "Example Acute NHS Foundation Trust (RZ1)" in text
    assert "Example Integrated Care Board (QZ1)" in text
    assert "{{" not in text
    assert f"{CASE}/7" in text
    assert "Register head " + "0" * 60 + "abcd" in text
    for sentence in text.replace("GC9 Contract Performance Notice", "").split("."):
        assert "Contract Performance Notice" not in sentence


def test_the_notice_asks_first_with_the_day_counted_in_operational_days(rulebook):
    text = made(rulebook, wanted("contract-performance-notice", "2025-12-19"))
    assert "Please meet us at a Contract Management Meeting on or before 7 January 2026." in text
    assert "10 Operational Days from 19 December 2025 (GC9.6; not verified: check against your signed contract)" in text
    assert "This is a GC9 Contract Performance Notice issued under GC9.4, number 1" in text
    assert text.index("Please meet us") < text.index("This is a GC9") < text.index("92.6% (4,512 of 4,873")
    assert "fft-inpatient-september-2025.xlsx!Trusts!F14, L14" in text
    assert "Director of contracting" in text
    assert "GC9.3" in text


def test_the_notice_says_what_others_already_do(rulebook):
    others = ActionByOthers(
        who="Care Quality Commission", what="inspection in October", taken_into_account="same wards"
    )
    text = made(rulebook, wanted("contract-performance-notice"), ("2025-10-20", others))
    assert "Care Quality Commission: inspection in October; taken into account: same wards" in text


def test_a_confirmed_form_leaves_no_number_marked(rulebook):
    text = made(rulebook, wanted("contract-performance-notice"), confirmed=True)
    assert "not verified" not in text
    assert "checked against the signed contract" in text


def test_the_notice_of_the_oldest_edition_is_a_contract_query_notice(rulebook):
    text = made(rulebook, wanted("contract-query-notice"), form="full-length-2013-15")
    assert "This is a GC9 Contract Query Notice issued under GC9" in text
    assert "GC9 Contract Performance Notice" not in text


def test_the_withholding_notice_shows_the_formula_the_ground_and_the_day_for_evidence(rulebook):
    asked = wanted("withholding-notice", "2026-01-12", step="withhold-for-breach", sums=(WITHHELD,))
    text = made(rulebook, asked, *HISTORY)
    assert "please send it by 9 February 2026" in text
    assert WITHHELD.formula in text
    assert "We withhold £120,517.74. If you hold evidence" in text
    assert "under GC9 (breach of a plan): Sanctions agreed in the plan are applied" in text
    assert "the step was not put right within the time given" in text
    assert "GC9 Contract Performance Notice number 1, dated 3 November 2025" in text
    assert "12 September 2025: the provider partly accepts what was put to it: Two wards were short of staff." in text


def test_the_plan_has_every_field_of_its_rows_and_the_day_it_is_to_be_agreed_by(rulebook):
    text = made(rulebook, wanted("remedial-action-plan", "2025-11-18", milestones=(MILESTONE,)), *HISTORY[:5])
    assert "Please agree the contents of this plan by 19 November 2025." in text
    for part in ("Root cause: Patients are not told what happens next", "Provider: Chief Nurse", "Start: [To fill in: start]",
                 "Due: 19 December 2025", "Measured by: Friends and Family Test", "Now: 92.6%", "Target: at least 95%",
                 "Evidence: [To fill in: evidence]", "Reach by: 31 January 2026", "Keep until: 30 April 2026",
                 "Sanction: 1% of the Actual Monthly Value", "Status: not started"):  # fmt: skip
        assert part in text
    assert "at most 10% of the Actual Monthly Value in any month for the whole plan (GC9.14; not verified" in text


def test_a_plan_without_actions_has_rows_to_fill_in(rulebook):
    assert made(rulebook, wanted("remedial-action-plan"), *HISTORY[:5]).count("[To fill in: root cause]") == 3


def test_the_notice_of_a_missed_step_names_it_and_the_day_to_put_it_right(rulebook):
    text = made(rulebook, wanted("plan-breach-notice", "2025-12-22", missed="1"), *HISTORY)
    assert "Please put the missed step right by 31 December 2025." in text
    assert "1: Ward sisters speak with every patient on the day before discharge (Provider: Chief Nurse)" in text


def test_the_exception_report_goes_to_those_who_lead_and_counts(rulebook):
    text = made(rulebook, wanted("exception-report", "2026-01-12", missed="1"), *HISTORY)
    assert "Chief Executive, for the Governing Body" in text
    assert "this is number 1 in this case since 12 July 2025" in text
    assert "2 or more in any 6 calendar months may be a Provider Default (GC17.10; not verified" in text


def test_the_joint_notification_says_when_the_time_ended_and_is_signed_by_both(rulebook):
    text = made(rulebook, wanted("joint-notification", "2025-11-20"), *HISTORY[:5])
    assert "19 November 2025 (5 Operational Days from 12 November 2025" in text
    assert "agree a Remedial Action Plan by 4 December 2025" in text
    assert text.count("Signature and date") == 2


def test_a_sum_given_back_is_paid_by_a_day_counted_from_what_ended_the_withholding(rulebook):
    back = SumSettled(
        outcome="released", month="2025-09", amount=Decimal("120517.74"), formula="all of it", reason="put right"
    )
    happened = (*HISTORY, step("withhold-for-breach", "withholding-for-breach", "2026-01-12", sums=(WITHHELD,)),
                step("breach-put-right", "plan-active", "2026-02-02"))  # fmt: skip
    text = made(rulebook, wanted("release-notice", "2026-02-05", settled=(back,)), *happened)
    assert "the sum below is paid to you by 16 February 2026" in text
    assert "Still withheld after this\n£0.00" in text


def test_letters_are_informal_and_the_second_about_a_return_says_that_it_is_the_second(rulebook):
    for kind in ("thanks", "missing-return", "information-request"):
        text = made(rulebook, wanted(kind))
        assert "it starts no contractual period" in text
        assert "The clauses this rests on" not in text
    again = made(
        rulebook, wanted("missing-return"), ("2025-10-01", LetterIssued(stage="reminder", ladder="missing-returns"))
    )
    assert "We wrote about this on 1 October 2025." in again


def test_a_person_fills_in_particulars_by_their_label(rulebook):
    texts = {
        "Meeting proposed": "12 November 2025, 10:00, Example House",
        "Effect on Service Users": "{{ x }} <b>longer</b> waits",
    }
    text = made(rulebook, wanted("contract-performance-notice", texts=texts))
    assert "12 November 2025, 10:00, Example House" in text
    assert "{{ x }} <b>longer</b> waits" in text


def test_the_places_left_to_fill_in_can_be_counted(rulebook):
    text = made(rulebook, wanted("withdrawal"))
    assert places_to_fill_in(text) == text.count("[To fill in: ") > 0
    assert places_to_fill_in(text.replace("[To fill in", "[Filled in")) == 0


def test_an_unknown_kind_is_told_with_the_near_one(rulebook):
    with pytest.raises(ProblemsFound, match="did you mean 'withdrawal'") as found:
        document_model(subject(rulebook), wanted("withdrawl"))
    assert found.value.exit_code is ExitCode.USAGE


def test_the_figures_of_a_checked_contract_come_with_level_clause_and_address(tmp_path):
    workspace = small(tmp_path).rules(rule()).contract(adopt())
    checked = workspace.load(*quarter_figures(80, 100)).check()
    findings = [finding for finding in checked.findings if finding.requirement == "GOOD"]
    about = subject_of(checked, CaseFile("ACUTE", "ACUTE/GOOD/inpatient"), checked.form, False, findings, head="f" * 64)
    assert [(fact.result, fact.level) for fact in about.facts] == [("80.0% (80 of 100 responses)", "at least 90%")]
    assert about.clause == "Schedule 4 (GOOD)"
    assert about.service == "Inpatient care"
    assert about.statement == "Patients describe their care as good."
