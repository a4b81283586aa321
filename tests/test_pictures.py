"""The gallery of documents: every picture is there, is small, has words for those who hear it, and no kind of document is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pxcommission.packs.case_sheets import CONTENTS_OF_CASES
from pxcommission.packs.equality_sheet import CONTENTS_OF_EQUALITY
from pxcommission.packs.process_documents import MADE_WITH_THE_PACK, document_kinds
from pxcommission.packs.reference_sheets import CONTENTS

SHOWN = re.compile(r"!\[([^]]*)\]\(([^)]+)\)")
PNG = b"\x89PNG\r\n\x1a\n"
MOST_BYTES, WIDEST = 3_000_000, 800
OF_A_DIAGNOSTIC = {"diagnostic-paper"}
"""Papers of no contract: a round of a diagnostic is no part of the story that is played."""


@pytest.fixture(scope="module")
def shown(root: Path) -> dict[str, str]:
    """The words of each picture of the gallery by the picture's file."""
    return {file: words for words, file in SHOWN.findall((root / "docs" / "documents.md").read_text("utf-8"))}


def test_every_picture_that_the_documentation_names_is_there_and_has_words(root: Path) -> None:
    for page in (root / "README.md", *(root / "docs").rglob("*.md")):
        for words, file in SHOWN.findall(page.read_text("utf-8")):
            assert (page.parent / file).is_file(), f"{page.name}: {file}"
            assert len(words) >= 20, f"{page.name}: {file} has no words that say what it shows"


def test_every_kind_of_document_has_its_picture(root: Path, shown: dict[str, str]) -> None:
    names = {Path(file).stem for file in shown}
    templates = {template.stem for template in (root / "rules" / "letters").glob("*.docx")} - OF_A_DIAGNOSTIC
    assert {*document_kinds(), *MADE_WITH_THE_PACK, *templates} <= names
    assert {"response-form", "response-form-filled", "report-320", "report-1280", "report-print", "board-page"} <= names


def test_every_sheet_of_the_escalation_workbook_has_its_picture(root: Path) -> None:
    text = (root / "docs" / "documents.md").read_text("utf-8")
    always = {*CONTENTS, *CONTENTS_OF_CASES} - set(CONTENTS_OF_EQUALITY)  # the shipped returns have no groups of people
    assert [sheet for sheet in sorted(always) if f"### {sheet}\n" not in text] == []


def test_the_gallery_shows_each_picture_once_and_leaves_none_lying(root: Path, shown: dict[str, str]) -> None:
    lying = {f"pictures/documents/{path.name}" for path in (root / "docs" / "pictures" / "documents").iterdir()}
    assert lying == set(shown)


def test_the_pictures_are_small(root: Path) -> None:
    pictures = [path.read_bytes() for path in (root / "docs" / "pictures" / "documents").iterdir()]
    assert sum(map(len, pictures)) <= MOST_BYTES
    for picture in pictures:
        assert picture.startswith(PNG)
        assert int.from_bytes(picture[16:20], "big") <= WIDEST


def test_every_document_is_shown_with_the_command_that_makes_it(root: Path) -> None:
    sections = (root / "docs" / "documents.md").read_text("utf-8").split("\n### ")[1:]
    assert [section.partition("\n")[0] for section in sections if "\n    pxcommission " not in section] == []
