"""The schedule as a Word document: for a contract, and for a service that is not commissioned yet."""

from __future__ import annotations

import io
import itertools
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from pxcommission.authoring.schedule_document import NO_MONEY, schedule_document
from pxcommission.authoring.schedule_table import contract_schedule, library_schedule
from pxcommission.rulebook.rulebook import Rulebook, load_rulebook

ON = date(2025, 9, 30)


@pytest.fixture(scope="module")
def shipped(root: Path) -> Rulebook:
    return load_rulebook(root)


@pytest.fixture(scope="module")
def acute(shipped: Rulebook) -> bytes:
    return schedule_document(contract_schedule(shipped, shipped.contracts["EXAMPLE-ACUTE"], ON))


def opened(data: bytes) -> Any:
    return Document(io.BytesIO(data))


def texts(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def test_every_requirement_stands_under_its_aspect_with_level_clause_and_source(
    shipped: Rulebook, acute: bytes
) -> None:
    document = opened(acute)
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 3"]
    assert len(headings) == len(shipped.contracts["EXAMPLE-ACUTE"].contract.requirements)
    assert [heading.partition(".")[0] for heading in headings] == [str(n) for n in range(1, len(headings) + 1)]
    said = texts(document)
    at = next(
        n
        for n, text in enumerate(said)
        if text.endswith("Nobody sleeps in mixed-sex accommodation without a clinical reason.")
    )
    assert said[at + 1] == "Level:\tnone, not one case, in force from 1 April 2024"
    assert "Clause:\tAnnex A, E.B.S.1" in said[at : at + 10]
    assert any(text.startswith("Source:\t") and text.endswith("Not verified.") for text in said[at : at + 10])


def test_the_level_in_force_stands_first_and_the_contracts_own_line_beside_it(shipped: Rulebook) -> None:
    schedule = contract_schedule(shipped, shipped.contracts["EXAMPLE-ACUTE"], date(2025, 8, 1))
    document = opened(schedule_document(schedule))
    levels = {row.cells[1].text: row.cells[2].text for row in document.tables[0].rows}
    statements = {row.requirement: row.statement for row in schedule.rows}
    assert levels[statements["FFT-AE-POSITIVE"]] == "at least 72% (the contract's own line: at least 78%)"
    assert levels[statements["OP-SEEN-IN-THIRTY-MINUTES"]] == "set aside (the contract's own line: at least 90%)"
    assert levels[statements["CMP-ACKNOWLEDGED"]] == "all of them, each one"
    said = texts(document)
    at = said.index("On 1 August 2025:\tat least 72%")
    assert said[at + 1] == "Because:\tat least 72% from 1 July 2025 to 31 December 2025 (Variation 3)"
    assert said[at + 2] == "Own line:\tat least 78%, from 1 April 2024"


def test_after_the_term_the_document_says_that_nothing_is_in_force(shipped: Rulebook) -> None:
    schedule = contract_schedule(shipped, shipped.contracts["EXAMPLE-ACUTE"], date(2027, 8, 1))
    said = texts(opened(schedule_document(schedule)))
    assert "Levels as of:\t1 August 2027 (the contract ended on 31 March 2027, so none is in force)" in said


def test_headings_go_down_one_level_at_a_time(acute: bytes) -> None:
    levels = [int(p.style.name[-1]) for p in opened(acute).paragraphs if p.style.name.startswith("Heading")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_the_document_is_english_arial_12_with_a_repeated_header_row(acute: bytes) -> None:
    document = opened(acute)
    assert document.styles["Normal"].font.name == "Arial" and document.styles["Normal"].font.size.pt == 12
    assert document.core_properties.language == "en-GB"
    xml = zipfile.ZipFile(io.BytesIO(acute)).read("word/document.xml").decode()
    assert xml.count("<w:tblHeader/>") == len(document.tables) == 1
    assert 'w:tblCaption w:val="The requirements at a glance"' in xml


def test_reports_the_process_and_what_is_watched_follow(acute: bytes) -> None:
    said = "\n".join(texts(opened(acute)))
    assert "Complaints report, each quarter, within 15 Operational Days after the quarter ends (Schedule 6A" in said
    assert "Challenge letter: considered when the requirement is not met, it is short by 2 cases or more and" in said
    assert NO_MONEY in said and "£" not in said
    assert "They are never an obligation" in said


def test_no_placeholder_is_left_to_fill_in(acute: bytes) -> None:
    said = "\n".join(texts(opened(acute)))
    assert not any(mark in said for mark in ("[", "{{", "TBC", "XX", "….", "<"))


def test_the_library_can_be_exported_for_one_service_before_there_is_a_contract(shipped: Rulebook) -> None:
    document = opened(schedule_document(library_schedule(shipped, ["community"], ON)))
    said = texts(document)
    assert "For Community health services" in said
    references = {text.partition("\t")[2] for text in said if text.startswith("Reference:")}
    wanted = {r.id for r in shipped.requirements.values() if {"community", "all"} & set(r.service)}
    assert references == wanted
    assert "FFT-COM-POSITIVE" in references and "FFT-IP-POSITIVE" not in references
    assert any(text.endswith("(usual level)") for text in said)
    assert not any(text.startswith("Clause:") for text in said)


def test_the_same_requirements_give_the_same_bytes(shipped: Rulebook, acute: bytes) -> None:
    assert acute == schedule_document(contract_schedule(shipped, shipped.contracts["EXAMPLE-ACUTE"], ON))
