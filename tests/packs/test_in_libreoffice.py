"""The letter and the workbook open in LibreOffice and print what they say."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from absent_parts import skip_or_fail
from examples import checked
from test_letters import letter_bytes

from pxcommission.packs.workbook import workbook_bytes


def printed(folder: Path, name: str, package: bytes) -> str:
    """The text of a package turned into PDF."""
    soffice, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if soffice is None or reader is None:
        skip_or_fail("LibreOffice or pdftotext is not installed (make system)")
    (folder / name).write_bytes(package)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(soffice), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / name)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    pdf = (folder / name).with_suffix(".pdf")
    return subprocess.run([str(reader), "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout


def test_the_letter_prints_its_ask_its_table_and_its_banner(tmp_path: Path) -> None:
    text = " ".join(printed(tmp_path, "letter.docx", letter_bytes(checked())).split())
    for said in (
        "DRAFT of 20 November 2025",
        "Please reply by 1 December 2025.",
        "Requirement and clause",
        "This letter does not affect",
    ):
        assert said in text


def test_every_sheet_of_the_workbook_prints_and_no_cell_is_an_error(tmp_path: Path) -> None:
    text = printed(tmp_path, "workbook.xlsx", workbook_bytes([checked()]))
    for said in ("DRAFT", "What was not met", "Proposed next steps", "Notes, shorthand and cautions"):
        assert said in text
    assert not [word for word in ("#NAME?", "#REF!", "#VALUE!", "Err:5") if word in text]
