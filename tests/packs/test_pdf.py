"""PDFs by LibreOffice: in a folder beside the pack, tagged, all or none; a clear word where it is absent or does not answer."""

import shutil
import stat
import subprocess
from pathlib import Path
from time import sleep

import pytest
from absent_parts import skip_or_fail
from examples import LETTERS, questions_only

from pxcommission.packs import pdf
from pxcommission.packs.packs import write_packs
from pxcommission.packs.pdf import converted, libreoffice, write_pdfs
from pxcommission.problems import ExitCode, ProblemsFound


def program_that(folder: Path, does: str) -> str:
    """A program that stands where LibreOffice would."""
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def document(folder: Path) -> Path:
    path = folder / "letter.docx"
    path.write_bytes(b"not looked at")
    return path


def test_each_word_file_of_a_pack_becomes_a_tagged_pdf_beside_it_and_the_pack_stays_as_it_is(tmp_path):
    if libreoffice() is None or shutil.which("pdfinfo") is None:
        skip_or_fail("LibreOffice or pdfinfo is not installed (make system)")
    packs = write_packs([questions_only()], tmp_path, LETTERS, together=False)
    told: list[tuple[int, int]] = []
    (folder,) = write_pdfs(packs, lambda done, number: told.append((done, number)))
    assert folder.name == "pdf-of-EXAMPLE-ACUTE"
    made = sorted(path.name for path in folder.iterdir())
    assert made == ["board-EXAMPLE-ACUTE.pdf", "meeting-paper-EXAMPLE-ACUTE.pdf", "questions-EXAMPLE-ACUTE.pdf"]
    said = subprocess.run(
        [str(shutil.which("pdfinfo")), str(folder / made[1])], capture_output=True, text=True, check=True
    ).stdout
    assert "Tagged:          yes" in said and "Draft paper for the review meeting" in said
    assert told and told[-1][1] == 3
    (again,) = write_packs([questions_only()], tmp_path, LETTERS, together=False)
    assert again.placed == "unchanged" and again.kept is None


def test_without_libreoffice_no_pdf_is_made_and_the_way_out_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(pdf, "PLACES", ())
    with pytest.raises(ProblemsFound, match="LibreOffice was not found") as found:
        write_pdfs([])
    assert found.value.exit_code is ExitCode.ENVIRONMENT


def test_a_libreoffice_that_does_not_answer_is_ended_with_what_it_started(tmp_path):
    program = program_that(tmp_path, f"sleep 60 & echo $! > {tmp_path}/started; wait")
    with pytest.raises(ProblemsFound, match="did not finish within 1 seconds"):
        converted(program, [document(tmp_path)], seconds=1)
    started = Path(f"/proc/{(tmp_path / 'started').read_text().strip()}/status")
    assert gone_within(5, started)


def gone_within(seconds: float, status: Path) -> bool:
    """Whether a process that was killed ends; the kernel may take a moment on a busy machine."""
    for _ in range(int(seconds * 20)):
        try:
            if "zombie" in status.read_text():
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        sleep(0.05)
    return False


def test_a_file_that_is_left_out_stops_all_and_is_named(tmp_path):
    program = program_that(tmp_path, "exit 0")
    with pytest.raises(ProblemsFound, match="LibreOffice made no PDF of this file"):
        converted(program, [document(tmp_path)])
