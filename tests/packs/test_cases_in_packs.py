"""What the register says, in the pack: never put to the provider what people decided against; every output says why."""

import io
import json
from datetime import date

import pytest
from docx import Document
from examples import AS_AT, LETTERS, checked
from msgspec.structs import replace
from reading import document_text, sheet_text

from pxcommission.cli.tables import findings_csv
from pxcommission.inference.checked import CheckedContract
from pxcommission.inference.recorded import CaseRecord, LetterOut, PersonsDecision, ReplyGiven
from pxcommission.packs.findings_json import findings_document
from pxcommission.packs.letter import letter_of
from pxcommission.packs.letter_model import ANSWER_HERE, answers_missing
from pxcommission.packs.packs import write_packs
from pxcommission.packs.rendering import read_templates, rendered
from pxcommission.packs.workbook import workbook_bytes

HEAD = "12:" + "ab12cd34" * 8
ANSWERED = "EXAMPLE-ACUTE/CMP-ANSWERED/all"
MATERNITY = "EXAMPLE-ACUTE/FFT-MAT-POSITIVE/maternity"
BIRTH = "2025-26-Q2/EXAMPLE-ACUTE/FFT-MAT-POSITIVE/maternity/birth/RZ101"


def decision(case: str, what: str, **more) -> PersonsDecision:
    return PersonsDecision(case, what, "a ward was counted twice", "Chief Nurse", date(2025, 11, 3), **more)


def with_records(*records: CaseRecord, base: CheckedContract | None = None) -> CheckedContract:
    return replace(base or checked(), register=HEAD, records={one.case: one for one in records})


def decided(case: str, what: str, **more) -> CheckedContract:
    return with_records(CaseRecord(case, decisions=(decision(case, what, **more),)))


def text_of(one: CheckedContract) -> str:
    letter = letter_of(one)
    assert letter is not None
    return document_text(rendered(read_templates(LETTERS).challenge, letter, "A letter", AS_AT, one.register))


@pytest.mark.parametrize("what", ["not pursued", "hold"])
def test_what_is_not_pursued_or_held_is_not_even_listed_for_the_record(what):
    assert "Complaints answered within the period agreed, All services: 73.2%" in text_of(checked())
    text = text_of(decided(ANSWERED, what))
    assert "73.2%" not in text and "counted twice" not in text and "Chief Nurse" in text
    assert (
        "1 is listed for the record, 1 is dealt with outside this letter and 1 is not taken up in this letter" in text
    )


def test_a_finding_not_pursued_leaves_the_challenge_of_the_others_of_its_case():
    text = text_of(decided(MATERNITY, "not pursued", findings=(BIRTH,)))
    assert "87.1% (61 of 70 responses)" not in text and "91.7% (88 of 96 responses)" in text


def test_what_is_set_aside_counts_as_neither_met_nor_not_met():
    finding = next(f.id for f in checked().findings if f.case == ANSWERED)
    text = text_of(decided(ANSWERED, "override", findings=(finding,)))
    assert "2 were met, 5 were not met and 1 was not assessed" in text
    assert "Complaints answered within the period agreed, All services: it is set aside." in text
    assert "73.2%" not in text


def test_a_decision_that_holds_no_more_changes_no_letter():
    expired = decided(ANSWERED, "not pursued", until=date(2025, 11, 10), over="expired on 10 November 2025")
    assert "73.2% (30 of 41)" in text_of(expired)
    assert "expired on 10 November 2025" in sheet_text(workbook_bytes([expired]), "Decisions")


def test_a_reply_is_quoted_in_the_next_letter_with_a_line_for_our_answer():
    reply = ReplyGiven(date(2025, 11, 10), "disputes", "the ward moved", "reply.docx", "challenge")
    case = "EXAMPLE-ACUTE/FFT-IP-POSITIVE/inpatient"
    text = text_of(with_records(CaseRecord(case, replies=(reply,))))
    assert (
        "on the challenge letter. You wrote on 10 November 2025 that you dispute it: “the ward moved” (Source: reply.docx)"
        in text
    )
    assert answers_missing(text) == 3
    assert answers_missing(text_of(with_records(CaseRecord(case, replies=(replace(reply, answered=True),))))) == 2


def test_a_letter_whose_answers_are_written_misses_none():
    assert answers_missing(f"Our answer: {ANSWER_HERE.replace(' ', chr(10))}") == 1
    assert answers_missing("Our answer: we have seen the new rota, thank you.") == 0


def test_a_letter_still_out_is_named_where_its_case_is_listed_for_the_record():
    out = LetterOut("challenge", date(2025, 8, 28), date(2025, 9, 8))
    assert "Our challenge letter of 28 August 2025 stands." in text_of(
        with_records(CaseRecord(ANSWERED, letters=(out,)))
    )


def test_the_registers_head_stands_in_every_footer_whole():
    one = decided(ANSWERED, "hold")
    letter = letter_of(one)
    assert letter is not None
    document = Document(
        io.BytesIO(rendered(read_templates(LETTERS).challenge, letter, "A letter", AS_AT, one.register))
    )
    for section in document.sections:
        assert section.footer.paragraphs[-1].text == f"Register head {HEAD}"
        assert "does not affect any Party’s rights" in section.footer.paragraphs[0].text
    assert "Register head" not in text_of(checked())


def test_the_manifest_and_the_cover_keep_the_head(tmp_path):
    (pack,) = write_packs([decided(ANSWERED, "hold")], tmp_path, LETTERS, together=False)
    manifest = json.loads((pack.folder / "manifest.json").read_bytes())
    assert manifest["register"] == {"events": 12, "head": "ab12cd34" * 8}
    assert f"Register head | {HEAD}" in sheet_text((pack.folder / "escalation-workbook.xlsx").read_bytes(), "Cover")


def test_the_workbook_says_what_went_out_what_came_back_and_what_was_decided():
    out = LetterOut("challenge", date(2025, 8, 28), date(2025, 9, 8), "EXAMPLE-ACUTE/2025-26-Q1/ffff")
    reply = ReplyGiven(date(2025, 9, 5), "partly", "two wards moved", to="challenge")
    record = CaseRecord(ANSWERED, "challenge", (out,), (reply,), (decision(ANSWERED, "not pursued"),))
    book = workbook_bytes([with_records(record)])
    row = sheet_text(book, "Cases").splitlines()[-1]
    assert "| Challenge letter | 28 Aug 2025 | 08 Sep 2025 | 5 September 2025, partly: two wards moved |" in row
    assert "| the provider's reply is to be answered | EXAMPLE-ACUTE/2025-26-Q1/ffff |" in row
    decisions = sheet_text(book, "Decisions")
    assert (
        "not pursued | a ward was counted twice | Chief Nurse" in decisions and "in force | the whole case" in decisions
    )
    assert "final, not pursued" in sheet_text(book, "Not met")


def test_findings_json_and_csv_carry_the_decision_beside_the_verdict():
    finding = next(f.id for f in checked().findings if f.case == ANSWERED)
    one = decided(ANSWERED, "override", findings=(finding,))
    document = findings_document([one])
    assert document["register"] == HEAD and document["cases"][0]["decisions"][0]["approver"] == "Chief Nurse"
    found = next(f for f in document["findings"] if f["id"] == finding)
    assert (found["outcome"], found["set_aside"], found["decisions"][0]["decision"]) == ("breach", True, "override")
    assert not any("decisions" in f for f in document["findings"] if f["id"] != finding)
    header, *lines = "".join(findings_csv([one])).splitlines()
    assert header.endswith("decision,decision_reason,decision_approver,decision_on,decision_until,decision_standing")
    line = next(line for line in lines if line.startswith(finding))
    assert line.endswith("override,a ward was counted twice,Chief Nurse,2025-11-03,,in force")


def test_without_a_register_no_output_mentions_one():
    one = checked()
    assert "register" not in findings_document([one]) and "decision" not in "".join(findings_csv([one]))
