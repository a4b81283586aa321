"""The Word draft of a step, and what is compared once it was sent: open places, figures, dates and sums."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from beginnings import Beginnings
from documents_sent import as_sent
from letters_sent import DATED, sent_from

from pxcommission.packs.process_documents import KINDS
from pxcommission.rulebook.rulebook import load_rulebook

Run = Callable[..., Any]
CASE = "EXAMPLE-ACUTE/FFT-IP-POSITIVE/inpatient"
DAY = "2025-12-19"
ANSWERS = ("--own-part", "no: none was found", "--immediate-risk", "no")


@pytest.fixture
def at(run: Run, packed: Path, beginnings: Beginnings) -> Callable[..., Any]:
    """Commands in the workspace, on a day, after the letter went out and the notice was signed off."""

    def command(day: str, *arguments: str | Path) -> Any:
        return run(*arguments, "--workspace", packed, "--as-at", day, "--by", "Contract manager")

    def play() -> None:
        issue = ("case", "issue", "EXAMPLE-ACUTE", "--file", sent_from(packed), "--dated", DATED)
        assert command("2025-11-25", *issue).code == 0
        signed = ("--role", "Head of contracting", "--person", "Head of contracting", "--evidence", "e-mail")
        assert command(DAY, "approve", CASE, "--step", "notice", *signed).code == 0

    beginnings.reach("a letter is out and a notice signed off", packed, play)
    return command


@pytest.fixture
def drafted(at: Callable[..., Any], packed: Path, beginnings: Beginnings) -> Path:
    """The notice as it was drafted on its day."""
    beginnings.reach("a notice is drafted", packed, lambda: draft(at, packed))
    return packed / "notice.docx"


def draft(at: Callable[..., Any], folder: Path, *more: str, step: str = "notice") -> Path:
    path = folder / f"{step}.docx"
    ran = at(DAY, "case", "draft", CASE, "--step", step, "--file", path, *more)
    assert ran.code == 0, ran.err
    return path


def notice(at: Callable[..., Any], file: Path, *more: str) -> Any:
    return at(DAY, "case", "notice", CASE, "--file", file, "--dated", DAY, *ANSWERS, *more)


def said(ran: Any) -> str:
    assert ran.code == 6, ran.out
    return " ".join(ran.err.split())


def test_a_draft_has_the_figures_the_letter_cites_the_meeting_day_and_the_registers_head(
    at: Callable[..., Any], tmp_path: Path
) -> None:
    from docx import Document

    document = Document(str(draft(at, tmp_path, "--fill", "Who attends for us=Head of contracting")))
    rows = ["|".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
    assert any("88.0% (1,549 of 1,760 responses)|at least 95%" in row for row in rows)
    assert "Who attends for us|Head of contracting" in rows
    assert any("on or before 7 January 2026" in one.text for one in document.paragraphs)
    footers = " ".join(one.text for section in document.sections for one in section.footer.paragraphs)
    assert re.search(r"Register head \d+:[0-9a-f]{12}", footers)


def test_a_draft_is_never_written_over_and_nothing_is_recorded(at: Callable[..., Any], tmp_path: Path) -> None:
    before = at(DAY, "audit", "head").out
    path = draft(at, tmp_path)
    ran = at(DAY, "case", "draft", CASE, "--step", "notice", "--file", path)
    assert (ran.code, "is never written over" in ran.err, at(DAY, "audit", "head").out == before) == (2, True, True)


def test_a_draft_that_is_still_one_is_refused_and_so_are_open_places(
    at: Callable[..., Any], drafted: Path, tmp_path: Path
) -> None:
    assert "error[PX603]: paragraph 1 still says that this is a draft" in said(notice(at, drafted))
    half = as_sent(drafted, tmp_path / "half.docx", {"as agreed between us": "[To fill in: offices]"})
    assert "error[PX604]" in said(notice(at, half))
    answer = as_sent(drafted, tmp_path / "answer.docx", {"as agreed between us": "[write our answer here]"})
    assert "left to fill in" in said(notice(at, answer))


def test_a_changed_figure_level_or_date_of_a_notice_is_refused_unless_a_reason_is_given(
    at: Callable[..., Any], drafted: Path, tmp_path: Path
) -> None:
    changes = {"88.0% (1,549": "88.9% (1,549", "at least 95%": "at least 96%", "7 January 2026": "17 January 2026"}
    other = as_sent(drafted, tmp_path / "other.docx", changes)
    told = said(notice(at, other))
    assert "result: the document says '88.9% (1,549 of 1,760 responses)'" in told.replace("; at least 96%", "")
    assert "agreed level: the document says" in told and "the findings say 'at least 95%'" in told
    assert "by when: the document says '17 January 2026'; the findings say '7 January 2026'" in told
    ran = notice(at, other, "--differs", "agreed on the telephone", "--format", "json")
    assert ran.code == 0, ran.err
    assert "accepted because agreed on the telephone" in at(DAY, "case", "timeline", CASE, "--format", "json").out


def test_a_notice_that_agrees_is_recorded_and_one_that_can_not_be_read_needs_a_reason(
    at: Callable[..., Any], drafted: Path, tmp_path: Path
) -> None:
    scan = tmp_path / "notice.pdf"
    scan.write_bytes(b"%PDF-1.7 scan")
    assert "only a Word file can be compared" in said(notice(at, scan))
    sent = as_sent(drafted, tmp_path / "sent.docx")
    assert notice(at, sent).code == 0
    assert "error[PX602]" in said(notice(at, sent))


def test_every_third_document_is_drafted_by_its_steps_name(at: Callable[..., Any], tmp_path: Path) -> None:
    drafted_by_name(at, tmp_path, list(KINDS)[::3])


@pytest.mark.stress
def test_every_document_of_every_form_is_drafted_by_its_steps_name(at: Callable[..., Any], tmp_path: Path) -> None:
    drafted_by_name(at, tmp_path, list(KINDS))


def drafted_by_name(at: Callable[..., Any], tmp_path: Path, kinds: Sequence[str]) -> None:
    for kind in kinds:
        if kind == "contract-query-notice":
            continue
        out = ("--period", "2025/26-Q2", "--file", tmp_path / f"of-{kind}.docx", "--format", "json")
        ran = at(DAY, "case", "draft", CASE, "--step", kind, *out)
        assert ran.code == 0, (kind, ran.err)
        assert json.loads(ran.out)["document"] == kind


def test_every_document_a_form_names_can_be_drafted(root: Path) -> None:
    documents = {step.document for form in load_rulebook(root).forms.values() for step in form.steps if step.document}
    assert documents <= set(KINDS)


def test_an_unknown_document_is_answered_with_the_nearest(at: Callable[..., Any], tmp_path: Path) -> None:
    ran = at(DAY, "case", "draft", CASE, "--step", "widhrawal", "--file", tmp_path / "x.docx")
    assert (ran.code, "did you mean 'withdrawal'" in ran.err) == (2, True)


def words(path: Path) -> str:
    from docx import Document

    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_a_document_has_the_edition_of_its_notice_however_late_it_is_drafted(
    at: Callable[..., Any], tmp_path: Path
) -> None:
    """The notice is of 2025/26; from 1 April 2026 the contract stands on the next edition."""
    late = tmp_path / "late.docx"
    assert at("2026-05-04", "case", "draft", CASE, "--step", "notice", "--dated", DAY, "--file", late).code == 0
    assert "Standard Contract 2025/26" in words(late) and "Standard Contract 2026/27" not in words(late)
    assert notice(at, as_sent(late, tmp_path / "sent.docx")).code == 0
    for kind in ("meeting-note", "exception-report", "retention-notice", "release-notice", "withdrawal", "closure"):
        path = tmp_path / f"{kind}.docx"
        assert at("2026-05-04", "case", "draft", CASE, "--step", kind, "--file", path).code == 0
        assert "Standard Contract 2025/26" in words(path), kind
        assert "Standard Contract 2026/27" not in words(path) and "SC28" not in words(path), kind


def test_a_notice_with_another_editions_name_clause_or_days_is_refused(
    at: Callable[..., Any], drafted: Path, tmp_path: Path
) -> None:
    told = said(notice(at, as_sent(drafted, tmp_path / "other.docx", {"Contract 2025/26": "Contract 2026/27"})))
    assert "general conditions: the document says '2026/27'" in told
    told = said(
        notice(
            at,
            as_sent(drafted, tmp_path / "bare.docx", {"GC9.4": "GC9.9", "5 Operational Days": "10 Operational Days"}),
        )
    )
    assert "the document says 'GC9.9" in told and "findings say 'GC9.4" in told
    assert "within: 10 Operational Days'" in told and "within: 5 Operational Days'" in told


def test_what_is_asked_as_at_a_day_tells_nothing_of_later_days(
    at: Callable[..., Any], drafted: Path, tmp_path: Path
) -> None:
    assert notice(at, as_sent(drafted, tmp_path / "sent.docx")).code == 0
    before = json.loads(at("2025-12-01", "case", "show", CASE, "--format", "json").out)
    assert [one["kind"] for one in before["events"]] == ["letter issued"]
    assert "2025-12-19" not in at("2025-12-01", "case", "timeline", CASE, "--format", "json").out
    path = tmp_path / "early.docx"
    assert (
        at("2026-02-02", "case", "draft", CASE, "--step", "withdrawal", "--dated", "2025-12-10", "--file", path).code
        == 0
    )
    assert "19 December 2025" not in words(path)


def test_thanks_show_the_figures_that_meet_the_level_again(at: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "thanks.docx"
    case = "EXAMPLE-ACUTE/CMP-ANSWERED/all"
    ran = at("2026-05-28", "case", "draft", case, "--step", "thanks", "--file", path, "--format", "json")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["figures"] >= 1
    assert "What was not met" not in words(path)
