"""A schedule sent out and taken back through the command line, as a contract manager does it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

Run = Callable[..., Any]
AS_AT = "2026-01-31"


@pytest.fixture
def folder(tmp_path: Path, root: Path) -> Path:
    """The shipped rules and contracts, without their returns."""
    for name in ("rules", "contracts"):
        leave = shutil.ignore_patterns("returns", "published")
        shutil.copytree(root / name, tmp_path / name, ignore=leave)
    shutil.copy(root / "workspace.yaml", tmp_path)
    return tmp_path


@pytest.fixture
def px(run: Run, folder: Path) -> Run:
    """A command in that workspace on a fixed day."""
    return lambda *arguments: run("--workspace", folder, "--as-at", AS_AT, *arguments)


def fill(path: Path) -> None:
    """A new threshold for the first requirement, with everything it needs."""
    book = load_workbook(path)
    sheet = book["Requirements"]
    filled = {"E5": "at least 97%", "F5": date(2026, 4, 1), "H5": "agreed", "I5": "Variation 4"}
    for cell, value in filled.items():
        sheet[cell].value = value
    book.save(path)


def test_an_export_and_import_of_the_untouched_workbook_leaves_every_byte(px: Run, folder: Path) -> None:
    contract = folder / "contracts/example-acute/contract.yaml"
    before = contract.read_bytes()
    exported = px("rules", "export", "EXAMPLE-ACUTE", folder / "schedule.xlsx")
    assert exported.code == 0 and "requirements, levels in force on 31 January 2026" in exported.out
    imported = px("rules", "import", "EXAMPLE-ACUTE", folder / "schedule.xlsx")
    assert (imported.code, imported.out) == (0, "nothing to change: no cell of the workbook was edited\n")
    assert contract.read_bytes() == before


def test_a_folder_that_does_not_exist_is_not_made(px: Run, folder: Path) -> None:
    refused = px("rules", "export", "EXAMPLE-ACUTE", folder / "nope" / "aug.xlsx")
    assert refused.code == 2 and "make the folder first" in refused.err
    assert not (folder / "nope").exists()


def test_an_edit_is_shown_and_written_only_when_agreed(px: Run, folder: Path) -> None:
    contract, schedule = folder / "contracts/example-acute/contract.yaml", folder / "schedule.xlsx"
    before = contract.read_text()
    px("rules", "export", "EXAMPLE-ACUTE", schedule)
    fill(schedule)
    shown = px("rules", "import", "EXAMPLE-ACUTE", schedule, "--dry-run")
    assert shown.code == 0 and contract.read_text() == before
    assert "FFT-IP-POSITIVE: at least 97% from 2026-04-01 (Variation 4: agreed)" in shown.out
    assert "+      2026-04-01: at least 97%                # Variation 4: agreed" in shown.out
    unnamed = px("rules", "import", "EXAMPLE-ACUTE", schedule, "--yes")
    assert unnamed.code == 2 and "--by" in unnamed.err and contract.read_text() == before
    written = px("rules", "import", "EXAMPLE-ACUTE", schedule, "--yes", "--by", "Contract manager")
    assert written.code == 0
    added = [line for line in contract.read_text().splitlines() if line not in before.splitlines()]
    assert added == ["      2026-04-01: at least 97%                # Variation 4: agreed"]
    assert [line for line in contract.read_text().splitlines() if line not in added] == before.splitlines()


def test_a_wrong_workbook_stops_with_4_and_its_cells(px: Run, folder: Path) -> None:
    schedule = folder / "schedule.xlsx"
    px("rules", "export", "EXAMPLE-ACUTE", schedule)
    book = load_workbook(schedule)
    book["Requirements"]["C5"], book["Requirements"]["N6"] = 0.97, "critical"
    book.save(schedule)
    refused = px("rules", "import", "EXAMPLE-ACUTE", schedule, "--yes", "--by", "Lead", "--format", "json")
    assert refused.code == 4
    problems = json.loads(refused.out)["problems"]
    assert {(p["sheet"], p["cell"]) for p in problems} >= {("Requirements", "C5"), ("Requirements", "N6")}


def test_json_states_the_change(px: Run, folder: Path) -> None:
    schedule = folder / "schedule.xlsx"
    made = json.loads(px("rules", "export", "EXAMPLE-ACUTE", schedule, "--format", "json").out)
    assert made["on"] == AS_AT and len(made["sha256"]) == 64
    fill(schedule)
    shown = json.loads(px("rules", "import", "EXAMPLE-ACUTE", schedule, "--dry-run", "--format", "json").out)
    assert shown["written"] is False and "at least 97%" in shown["difference"]


def test_an_export_does_not_write_over_a_file_unless_asked(px: Run, folder: Path) -> None:
    schedule = folder / "schedule.xlsx"
    px("rules", "export", "EXAMPLE-ACUTE", schedule)
    before = schedule.read_bytes()
    again = px("rules", "export", "EXAMPLE-ACUTE", schedule)
    assert again.code == 2 and "--overwrite" in again.err
    assert px("rules", "export", "EXAMPLE-ACUTE", schedule, "--overwrite").code == 0
    assert schedule.read_bytes() == before


def test_the_library_is_written_as_a_document_for_one_service(px: Run, folder: Path) -> None:
    made = px("rules", "export", "--library", "--service", "community", folder / "specification.docx")
    assert made.code == 0 and "usual levels" in made.out
    assert (folder / "specification.docx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["EXAMPLE-ACUTE"], "give the contract and the file"),
        (["EXAMPLE-ACUTE", "schedule.pdf"], ".xlsx or .docx"),
        (["--library", "schedule.xlsx"], ".docx"),
        (["--library", "EXAMPLE-ACUTE", "x.docx"], "give the file alone"),
        (["--library", "--service", "comunity", "x.docx"], "did you mean 'community'?"),
        (["EXAMPLE-ACUTE", "x.docx", "--service", "community"], "--service goes with --library"),
        (["EXAMPLE-ACUTE", "x.docx", "--on", "soon"], "not a date"),
        (["EXAMPLE-ACTE", "x.docx"], "did you mean 'EXAMPLE-ACUTE'?"),
    ],
)
def test_a_slip_in_the_command_is_said_plainly(
    px: Run, arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    refused = px("rules", "export", *arguments)
    assert refused.code == 2 and said in refused.err


def test_a_file_that_is_not_there_is_said(px: Run) -> None:
    refused = px("rules", "import", "EXAMPLE-ACUTE", "absent.xlsx")
    assert refused.code == 2 and "there is no file absent.xlsx" in refused.err
