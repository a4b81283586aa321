"""A letter as sent may quote only passages that somebody picked and that the person still agrees to."""

import io

from docx import Document

from pxcommission.casework.kept_files import FileGiven
from pxcommission.casework.quoted_words import not_to_be_quoted
from pxcommission.casework.sent_document import sent_document


def refusals(*paragraphs: str) -> list[str]:
    made, written = Document(), io.BytesIO()
    for text in paragraphs:
        made.add_paragraph(text)
    made.save(written)
    agreed = ["“Nobody came when I rang the bell.”"]
    return [
        one.text
        for one in not_to_be_quoted(sent_document(FileGiven("sent.docx", written.getvalue())), "sent.docx", agreed)
    ]


def test_words_that_may_be_quoted_may_stand_even_with_other_quotation_marks():
    assert refusals('"Nobody came when I rang the bell." (from an interview)') == []


def test_words_that_nobody_agreed_to_stop_the_letter_with_their_place():
    (said,) = refusals("Dear colleague", "“I was left alone.” (from a patient story)")
    assert said.startswith(
        "sent.docx: error: paragraph 2 quotes words that may not be quoted today: “I was left alone.”"
    )


def test_what_the_provider_itself_wrote_is_no_quotation_of_a_person():
    assert refusals("You wrote on 5 September 2025 that you accept it: “Two wards moved”") == []
