"""The report and the board's page in headless Chromium: accessibility by axe-core, width of the window, sheets of paper."""

import pytest
from browser import axe_findings, sheets_of_paper, too_wide
from charted import charted
from examples import HOSTILE
from test_report import recorded, with_texts

from pxcommission.packs.board_page import board_bytes
from pxcommission.packs.report import report_bytes


def test_axe_finds_nothing_in_the_report_on_a_phone(tmp_path):
    assert axe_findings(report_bytes(charted(records=recorded(), register="3:ab12")), tmp_path, 320) == []


def test_the_boards_page_prints_on_one_sheet(tmp_path):
    assert sheets_of_paper(board_bytes(charted(records=recorded())), tmp_path) == 1


@pytest.mark.stress
@pytest.mark.parametrize("wide", [320, 768, 1280])
@pytest.mark.parametrize("page_bytes", [report_bytes, board_bytes])
def test_axe_finds_nothing_and_nothing_leaves_the_window_at_any_width(tmp_path, page_bytes, wide):
    for checked in (charted(records=recorded()), with_texts(["W" * 400, HOSTILE])):
        page = page_bytes(checked)
        assert axe_findings(page, tmp_path, wide) == []
        assert too_wide(page, tmp_path, wide) == 0
