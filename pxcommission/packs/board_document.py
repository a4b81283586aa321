"""The board's page as a Word document: the same words as its web page, on one side of A4."""

from __future__ import annotations

from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.board_model import BoardDocument, BoardRow
from pxcommission.packs.board_page import BoardPage, board_of
from pxcommission.packs.page_parts import reference_of
from pxcommission.periods import in_words


def board_document_of(checked: CheckedContract) -> BoardDocument:
    """The board's page of a checked contract; the web page and this one say the same."""
    return _document(checked, board_of(checked))


def _document(checked: CheckedContract, page: BoardPage) -> BoardDocument:
    rows = tuple(BoardRow(*(cell.words for cell in row)) for row in page.not_met.rows)
    return BoardDocument(
        reference=reference_of(checked),
        draft=f"DRAFT of {page.as_at}. To be read and released by a person before it is shared.",
        date=in_words(checked.as_at),
        title=page.title,
        provider=page.provider,
        period=page.period,
        sentence=page.sentence,
        rows=rows,
        none_not_met="" if rows else page.not_met.empty,
        more=page.more,
        changed=page.changed,
        asked=page.asked,
        improved=page.improved,
        next_meeting=page.next_meeting,
        proposed=page.proposed,
        hidden=page.hidden,
    )
