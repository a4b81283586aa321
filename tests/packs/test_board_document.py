"""The board's page as a Word file: what the web page says, small numbers hidden, one side of A4."""

from charted_examples import written_before
from examples import AS_AT, LETTERS, checked
from reading import document_text
from test_meeting_paper import crowded, pages

from pxcommission.packs.board_document import board_document_of
from pxcommission.packs.board_page import board_of
from pxcommission.packs.rendering import read_templates, rendered


def page_bytes(one) -> bytes:
    return rendered(read_templates(LETTERS).board, board_document_of(one), "A page", AS_AT)


def test_the_page_says_what_its_web_page_says():
    one = written_before()
    page, text = board_of(one), document_text(page_bytes(one))
    for said in (
        page.sentence,
        *page.changed,
        *page.asked,
        *page.improved,
        page.next_meeting,
        page.proposed,
        page.hidden,
    ):
        assert said in text
    for row in page.not_met.rows:
        assert " | ".join(cell.words for cell in row) in text


def test_the_page_tells_where_we_are_what_changed_what_we_asked_and_what_improved_in_this_order():
    text = document_text(page_bytes(checked()))
    at = [
        text.index(f"## {said}") for said in ("Where we are", "What changed", "What we asked", "What improved", "Next")
    ]
    assert at == sorted(at)


def test_counts_of_one_to_four_are_hidden_from_others():
    text = document_text(page_bytes(checked()))
    assert "3 of 70" not in text and "fewer than 5" not in text and "4.3%" not in text
    assert "Breaches of sleeping accommodation by sex | Inpatient and day case care | * | none" in text


def test_the_fullest_page_is_one_page(tmp_path):
    assert pages(tmp_path, page_bytes(crowded())) == 1
