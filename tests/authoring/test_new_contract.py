"""A new contract is written as a person would: valid, commented, and clear about what is still to be filled in."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from pxcommission.authoring.changes import problems_after
from pxcommission.authoring.new_contract import (
    Adoption,
    NewContract,
    Party,
    new_contract_files,
    suggested,
    suggested_to_watch,
    title_of,
)
from pxcommission.authoring.still_to_fill import still_to_fill
from pxcommission.evidence.receipts import read_receipts
from pxcommission.problems import ProblemsFound, Weight
from pxcommission.rulebook.contract_patterns import ContractPattern, lint_pattern, read_patterns
from pxcommission.rulebook.contracts import Contract
from pxcommission.rulebook.rulebook import Rulebook, read_rulebook
from pxcommission.strict_models import read_model

PATTERNS = [
    "acute", "ambulance-and-patient-transport", "care-home", "community", "hospice", "independent-provider",
    "mental-health", "primary-care",
]  # fmt: skip
BEGINS, ENDS = date(2025, 4, 1), date(2027, 3, 31)


@pytest.fixture(scope="module")
def library(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped rules without any contract."""
    folder = tmp_path_factory.mktemp("library")
    shutil.copytree(root / "rules", folder / "rules")
    shutil.copy(root / "workspace.yaml", folder)
    return folder


@pytest.fixture(scope="module")
def rulebook(library: Path) -> Rulebook:
    return read_rulebook(library)[0]


@pytest.fixture(scope="module")
def patterns(library: Path) -> dict[str, ContractPattern]:
    found, problems = read_patterns(library)
    assert problems == ()
    return found


def contract_of(pattern: ContractPattern, rulebook: Rulebook, **more: object) -> NewContract:
    services = tuple(pattern.services)
    given = {
        "id": "NEW-ONE",
        "reference": "N-1",
        "title": title_of(pattern, BEGINS, ENDS),
        "commissioner": Party("Example Commissioner", "QZ1"),
        "provider": Party("Example Provider", "RZ1", "Director", "a@provider.example"),
        "begins": BEGINS,
        "ends": ENDS,
        "services": services,
        "adopted": tuple(Adoption(one.id) for one in suggested(pattern, rulebook, services)),
        "monitored": tuple(one.id for one in suggested_to_watch(pattern, rulebook, services)),
    }
    return NewContract(**(given | more))  # type: ignore[arg-type]


def test_the_patterns_are_there_and_name_only_what_exists(
    patterns: dict[str, ContractPattern], rulebook: Rulebook
) -> None:
    assert list(patterns) == PATTERNS
    assert [problem.text for pattern in patterns.values() for problem in lint_pattern(pattern, rulebook)] == []
    assert not any(pattern.source.verified for pattern in patterns.values())


@pytest.mark.parametrize("name", PATTERNS)
def test_a_contract_from_each_pattern_is_without_errors(
    name: str, patterns: dict[str, ContractPattern], rulebook: Rulebook, library: Path, tmp_path: Path
) -> None:
    pattern = patterns[name]
    files = new_contract_files(contract_of(pattern, rulebook), pattern, rulebook)
    assert [f.file for f in files] == ["contracts/new-one/contract.yaml", "contracts/new-one/returns/received.csv"]
    errors = [p.text for p in problems_after(library, files) if p.weight is Weight.ERROR]
    assert errors == []
    for one in files:
        path = tmp_path / one.file
        path.parent.mkdir(parents=True)
        path.write_bytes(one.after or b"")
    assert read_receipts(tmp_path / files[1].file, "received.csv") == ()
    contract = read_model(tmp_path / files[0].file, "contract.yaml", Contract)
    assert len(contract.requirements) == len(pattern.requirements)
    owed = {measure for report in contract.reports_due.values() for measure in report.measures}
    for adopted in contract.requirements:
        measure = rulebook.requirements[adopted.use].measure
        assert measure in owed or rulebook.vocabulary.measures[measure].feedback in contract.published


def test_the_file_starts_with_its_schema_and_marks_every_gap(
    patterns: dict[str, ContractPattern], rulebook: Rulebook, tmp_path: Path
) -> None:
    pattern = patterns["hospice"]
    given = (Adoption("HOSPICE-KEY-CONTACT", "at least 99%", "Schedule 4, one"), Adoption("CMP-ANSWERED"))
    text = (
        new_contract_files(contract_of(pattern, rulebook, adopted=given), pattern, rulebook)[0].after or b""
    ).decode()
    assert text.startswith("# yaml-language-server: $schema=../../rules/schemas/contract.json\ncontract: NEW-ONE\n")
    assert "    clause: Schedule 4, one\n    threshold: {2025-04-01: at least 99%}\n" in text
    assert "general_conditions: {2025-04-01: shorter-form-2025-26, 2026-04-01: shorter-form-2026-27}\n" in text
    path = tmp_path / "contract.yaml"
    path.write_text(text, "utf-8")
    open_points = [problem.message for problem in still_to_fill(read_model(path, "contract.yaml", Contract))]
    assert [point.split(" is still")[0] for point in open_points] == [
        "the clause of CMP-ANSWERED",
        "the co_ordinating_commissioner's representative",
        "the co_ordinating_commissioner's address for notices",
    ]


def test_a_taken_id_is_refused(patterns: dict[str, ContractPattern], root: Path) -> None:
    rulebook = read_rulebook(root)[0]
    pattern = patterns["community"]
    with pytest.raises(ProblemsFound, match="there is a contract EXAMPLE-ACUTE already"):
        new_contract_files(contract_of(pattern, rulebook, id="EXAMPLE-ACUTE"), pattern, rulebook)


def test_a_pattern_that_names_what_does_not_exist_is_told(
    patterns: dict[str, ContractPattern], rulebook: Rulebook
) -> None:
    wrong = patterns["hospice"].model_copy(
        update={"services": ("hospise",), "requirements": ("CMP-ANSWERD", "HOSPICE-COMFORT"), "ladder": "none-such"}
    )
    said = [problem.message for problem in lint_pattern(wrong, rulebook)]
    assert "unknown service 'hospise'; did you mean 'hospice'?" in said
    assert "unknown requirement 'CMP-ANSWERD'; did you mean 'CMP-ANSWERED'?" in said
    assert any("unknown ladder" in one for one in said)
    assert any(one.startswith("HOSPICE-COMFORT is about hospice") for one in said)


def test_before_the_first_shipped_edition_the_nearest_one_is_named(
    patterns: dict[str, ContractPattern], rulebook: Rulebook
) -> None:
    early = patterns["acute"].editions(rulebook.forms, date(2001, 4, 1), date(2021, 3, 31))
    assert early == {date(2001, 4, 1): min(name for name in rulebook.forms if name.startswith("full-length-"))}
