"""The letter and the page of questions, as their readers see them."""

import io
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from examples import (
    AS_AT,
    HOSTILE,
    LADDER,
    LETTERS,
    VOCABULARY,
    checked,
    finding,
    model,
    proposal,
    questions_only,
)
from msgspec.structs import replace
from reading import document_text, parts

from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.docx_checks import docx_violations
from pxcommission.packs.letter import letter_of, questions_of
from pxcommission.packs.rendering import read_templates, rendered
from pxcommission.problems import ExitCode, ProblemsFound
from pxcommission.rulebook.contracts import Confirmed
from pxcommission.rulebook.ladders import Ladder
from pxcommission.vocabulary.models import Vocabulary, VocabularyFile

GOLDEN = Path(__file__).parent / "golden"


def letter_text(one: CheckedContract) -> str:
    return document_text(letter_bytes(one))


def letter_bytes(one: CheckedContract) -> bytes:
    letter = letter_of(one)
    assert letter is not None
    return rendered(read_templates(LETTERS).challenge, letter, "A letter", AS_AT)


def page_bytes(one: CheckedContract) -> bytes:
    page = questions_of(one)
    assert page is not None
    return rendered(read_templates(LETTERS).questions, page, "Questions", AS_AT)


def test_the_letter_reads_as_agreed():
    assert letter_text(checked()) == (GOLDEN / "letter.txt").read_text()


def test_the_page_of_questions_reads_as_agreed():
    assert document_text(page_bytes(questions_only())) == (GOLDEN / "questions.txt").read_text()


def test_a_contract_has_a_letter_or_a_page_of_questions_never_both():
    assert questions_of(checked()) is None
    assert letter_of(questions_only()) is None
    nothing = replace(checked(), proposals=())
    assert letter_of(nothing) is None and questions_of(nothing) is None


def test_a_proposed_notice_stands_in_no_letter():
    text = letter_text(checked())
    assert "mixed-sex" not in text
    assert "1 is dealt with outside this letter" in text


def test_a_provider_is_never_told_of_a_breach():
    assert "breach" not in letter_text(checked()).lower()
    assert "breach" not in document_text(page_bytes(questions_only())).lower()


def test_a_provisional_finding_stays_out_of_the_letter():
    one = checked()
    open_one = tuple(replace(f, final=False, awaiting=("fft_inpatient",)) for f in one.findings)
    assert letter_of(replace(one, findings=open_one)) is None
    ip_open = tuple(
        replace(f, final=f.requirement != "FFT-IP-POSITIVE", awaiting=("fft, September 2025",)) for f in one.findings
    )
    letter = letter_of(replace(one, findings=ip_open))
    assert letter is not None
    assert {row.clause for row in letter.not_met} == {"Schedule 4, local quality requirement 8 (FFT-MAT-POSITIVE)"}
    assert any("we are waiting for fft, September 2025" in line for line in letter.not_assessed)


def test_an_immediate_risk_is_raised_at_once_and_marked_provisional():
    one = checked()
    found = tuple(replace(f, final=False, awaiting=("fft",)) for f in one.findings)
    at_once = proposal("challenge", "FFT-IP-POSITIVE", "inpatient", (found[0],), at_once=True, final=False)
    letter = letter_of(replace(one, findings=found, proposals=(at_once,)))
    assert letter is not None
    assert letter.not_met[0].result == "92.9% (1,132 of 1,218 responses) (provisional: not every source is in)"
    assert not any(
        line.startswith("Friends and Family Test answers very good or good, Inpatient") for line in letter.not_assessed
    )


def test_a_watched_requirement_is_a_question_and_never_an_obligation():
    one = checked()
    watched = next(f for f in one.findings if f.requirement == "FFT-OP-POSITIVE")
    alone = replace(one, proposals=(proposal("challenge", "FFT-OP-POSITIVE", "outpatient", (watched,)),))
    assert letter_of(alone) is None
    page = questions_of(questions_only())
    assert page is not None and "not an obligation of this contract" in page.questions[1].figure


def test_one_to_four_answers_are_not_printed_and_cannot_be_worked_out():
    text = letter_text(checked())
    assert "Maternity care (birth): fewer than 5 of 70 responses." in text
    assert "3 of 70" not in text and "4.3%" not in text


def test_operational_counts_are_printed_exactly():
    one = checked()
    three = next(f for f in one.findings if f.requirement == "MSA-NONE")
    letter = letter_of(replace(one, proposals=(proposal("challenge", "MSA-NONE", "inpatient", (three,)),)))
    assert letter is not None
    assert (letter.not_met[0].result, letter.not_met[0].level, letter.not_met[0].running) == ("3", "none", "4 quarters")


def test_a_figure_just_below_its_level_is_not_rounded_up_to_it():
    one = checked()
    close = finding("FFT-IP-POSITIVE", "inpatient", 18999, 20000)
    letter = letter_of(
        replace(one, findings=(close,), proposals=(proposal("challenge", "FFT-IP-POSITIVE", "inpatient", (close,)),))
    )
    assert letter is not None
    assert letter.not_met[0].result == "94.995% (18,999 of 20,000 responses)"


def test_a_letter_without_a_reply_date_is_not_written():
    without = LADDER.replace(", reply_within: {days: 10, source: local agreement, verified: false}", "")
    with pytest.raises(ProblemsFound, match="has no `reply_within`") as problem:
        letter_of(replace(checked(), ladder=model(without, Ladder, "rules/ladders/local.yaml")))
    assert problem.value.exit_code is ExitCode.RULES_WRONG
    assert problem.value.problems[0].file == "rules/ladders/local.yaml"


def test_the_caution_stands_once_for_each_source_quoted_even_when_the_vocabulary_forgets_it():
    assert letter_text(checked()).count("not designed to compare providers") == 1
    start = VOCABULARY.index("    caution: >-")
    end = VOCABULARY.index("  complaints: {name")
    words = model(VOCABULARY[:start] + VOCABULARY[end:], VocabularyFile)
    forgetful = Vocabulary(
        words.measures, words.services, words.aspects, key_questions=words.key_questions, feedback=words.feedback
    )
    assert letter_text(replace(checked(), vocabulary=forgetful)).count("not designed to compare providers") == 1


def test_numbers_the_holder_confirmed_lose_their_mark():
    one = checked()
    text = "form: full-length-2025-26\nby: Head of contracting\non: 2025-06-01\nagainst: the signed contract\n"
    confirmed = model(text, Confirmed)
    sure = replace(one, contract=one.contract.model_copy(update={"confirmed": (confirmed,)}))
    assert "check against your signed contract" in letter_text(one)
    assert "check against your signed contract" not in letter_text(sure)


def test_what_a_provider_writes_stays_text():
    package = letter_bytes(checked())
    text = document_text(package)
    assert '=HYPERLINK("http://evil.example","click") {{7*7}} {% for x in y %} <b>& {_{ 1 }_}' in text
    assert "49" not in text
    everything = b"".join(parts(package).values())
    assert b'evil.example" TargetMode' not in everything and b"\x07" not in parts(package)["word/document.xml"]
    assert "\u202e" not in text and HOSTILE not in text


def test_the_letter_is_accessible_and_names_no_author():
    document = Document(io.BytesIO(letter_bytes(checked())))
    table = document.tables[0]
    assert len(table.columns) == 5
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "What was not met"
    assert all(cell._tc.tcPr.tcW.w for row in table.rows for cell in row.cells)
    core = document.core_properties
    assert (core.title, core.language, core.author, core.last_modified_by) == ("A letter", "en-GB", "", "")
    assert core.created.date() == core.modified.date() == AS_AT
    headings = [p.style.name for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert headings[0] == "Heading 1" and set(headings[1:]) == {"Heading 2", "Heading 3"}
    assert docx_violations(letter_bytes(checked())) == []
    languages = {e.get(qn("w:val")) for e in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
