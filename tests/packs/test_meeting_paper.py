"""The meeting paper: decisions first, exceptions, questions, actions with owner and outcome; two pages at most."""

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

from absent_parts import skip_or_fail
from charted_examples import improvement, written_before
from examples import AS_AT, LETTERS, checked, finding, proposal
from msgspec.structs import replace
from reading import document_text

from pxcommission.assessment.findings import Outcome, Reason
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.board_document import board_document_of
from pxcommission.packs.docx_checks import docx_violations
from pxcommission.packs.meeting_paper import MOST_EXCEPTIONS, meeting_paper_of
from pxcommission.packs.pdf import converted, libreoffice
from pxcommission.packs.rendering import read_templates, rendered


def paper_bytes(one: CheckedContract, *improvements, reply_by: str = "1 December 2025") -> bytes:
    paper = meeting_paper_of(one, improvements, reply_by)
    assert paper is not None
    return rendered(read_templates(LETTERS).meeting_paper, paper, "A paper", AS_AT)


def crowded(units: int = 40) -> CheckedContract:
    """Long names, and more of everything than a paper can hold."""
    name = "Example General Hospital and Community Diagnostic Centre, day surgery"
    many = tuple(
        finding("FFT-MAT-POSITIVE", "maternity", 610 + n, 700, ward=f"{name} {n}", touchpoint="postnatal ward")
        for n in range(units)
    )
    base = checked()
    challenge = proposal("challenge", "FFT-MAT-POSITIVE", "maternity", many)
    asked = tuple(finding("FFT-ED-POSITIVE", "emergency", 600 + n, 900, ward=f"{name} {n}") for n in range(6))
    queries = (proposal("query", "FFT-ED-POSITIVE", f"emergency {n}", (one,)) for n, one in enumerate(asked))
    proposals = (challenge, *base.proposals[2:], *queries)
    return written_before(replace(base, findings=(*base.findings, *many, *asked), proposals=proposals))


def pages(folder: Path, package: bytes) -> int:
    program, reader = libreoffice(), shutil.which("pdfinfo")
    if program is None or reader is None:
        skip_or_fail("LibreOffice or pdfinfo is not installed (make system)")
    path = folder / "paper.docx"
    path.write_bytes(package)
    (folder / "paper.pdf").write_bytes(converted(program, [path])[path])
    told = subprocess.run([str(reader), str(folder / "paper.pdf")], check=True, capture_output=True, text=True).stdout
    return int(re.search(r"Pages:\s+(\d+)", told)[1])


def test_the_paper_begins_with_the_meeting_and_what_is_to_be_decided():
    text = document_text(paper_bytes(written_before()))
    at = [text.index(said) for said in ("The next quality review meeting is on 26 November 2025.", "## Decisions sought",
                                        "## In short", "## What was not met", "## Questions", "## Actions", "## If a figure")]  # fmt: skip
    assert at == sorted(at)
    assert "Our letter asks for a reply by 1 December 2025." in text and "Met, with thanks:" in text


def test_the_exceptions_are_the_letters_the_questions_and_what_stands_for_the_record():
    paper = meeting_paper_of(checked())
    assert paper is not None
    assert [(row.result, row.taken_up.rpartition("; ")[2]) for row in paper.exceptions] == [
        ("92.9% (1,132 of 1,218 responses)", "our letter"),
        ("87.1% (61 of 70 responses)", "our letter"),
        ("91.7% (88 of 96 responses)", "our letter"),
        ("fewer than 5 of 70 responses", "question below"),
        ("73.2% (30 of 41)", "for the record"),
        ("Looked for on 27 October 2025; not received", "for the record"),
    ]


def test_a_proposed_notice_and_a_decision_of_people_stand_in_no_paper():
    text = document_text(paper_bytes(checked())).lower()
    assert "mixed-sex" not in text and "performance notice" not in text and "breach" not in text


def test_actions_name_who_leads_them_and_what_came_of_them():
    paper = meeting_paper_of(written_before(), (improvement("improved"), improvement()))
    assert paper is not None
    lines = [(line.action[:24], line.owner, line.begun, line.outcome) for line in paper.actions]
    trust = "Example Acute NHS Foundation Trust"
    assert lines == [
        (
            "Night noise is measured ",
            "Ward sisters and Head of estates",
            "14 July 2025",
            "improved, as looked at on 3 November 2025",
        ),
        ("Night noise is measured ", "Ward sisters and Head of estates", "14 July 2025", "not looked at yet"),
        ("Answer to our challenge ", trust, "28 August 2025", "answered on 5 September 2025: you accept it in part"),
        ("“Ward sisters meet weekl", trust, "as told on 20 October 2025", "to be told at the meeting"),
    ]
    assert paper.actions_more == "1 further action stands in the pack’s other documents."  # fmt: skip


def test_decisions_follow_from_the_records():
    open_level = finding(
        "FFT-ED-POSITIVE", "emergency", None, None, outcome=Outcome.NOT_ASSESSED, reason=Reason.TO_BE_AGREED
    )
    base = checked()
    one = written_before(
        replace(base, findings=(*base.findings, open_level)),
        replies=(),
        reply_awaited=AS_AT.replace(month=9, day=8),
        reply_overdue=True,
    )
    paper = meeting_paper_of(one, (improvement("worsened"),))
    assert paper is not None
    said = " ".join(paper.decisions)
    assert "Agree a day for the reply to our challenge letter of 28 August 2025" in said
    assert "“Night noise is measured and told to wards each week” (worsened)" in said
    assert "Agree the level for Friends and Family Test answers very good or good." in said
    assert "no further follow-up is needed, with thanks: Complaints acknowledged within three working days" in said


def test_a_contract_with_nothing_to_speak_about_has_no_paper():
    quiet = replace(
        checked(), proposals=(), said=(), findings=tuple(f for f in checked().findings if f.outcome is Outcome.MET)
    )
    assert meeting_paper_of(quiet) is None


def test_the_paper_keeps_to_its_limits_and_says_what_it_leaves_out():
    paper = meeting_paper_of(crowded())
    assert paper is not None
    assert len(paper.exceptions) == MOST_EXCEPTIONS
    assert paper.exceptions_more == "50 further exceptions stand in the pack’s other documents."


def test_the_paper_and_the_boards_page_can_be_read_by_everyone():
    board = rendered(read_templates(LETTERS).board, board_document_of(crowded()), "A page", AS_AT)
    for package in (paper_bytes(written_before(), improvement("improved")), paper_bytes(crowded()), board):
        assert docx_violations(package) == []


def test_the_fullest_paper_has_two_pages(tmp_path):
    actions = [
        improvement("worsened", "A long action that names many wards and many people and what each does " * 3)
    ] * 6
    assert pages(tmp_path, paper_bytes(crowded(), *actions)) <= 2


def test_the_shipped_templates_are_what_the_script_makes(tmp_path, monkeypatch):
    folder = Path(__file__).resolve().parents[2] / "scripts"
    monkeypatch.syspath_prepend(str(folder))
    spec = importlib.util.spec_from_file_location("make_meeting_templates", folder / "make_meeting_templates.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    monkeypatch.setattr(script, "LETTERS", tmp_path)
    script.main()
    for name in ("meeting-paper.docx", "board.docx"):
        assert (tmp_path / name).read_bytes() == (LETTERS / name).read_bytes()
