"""The shipped contracts: invented, whole, and naming only what exists."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from pxcommission.rulebook.contracts import Contract
from pxcommission.rulebook.rulebook import Rulebook

# NHS trusts' codes begin with R0, R1 or RA to RY; none was ever seen with RZ. Their sites' codes begin with their own.
TRUST_OR_SITE = re.compile(r"RZ[1-9](\d{2})?")
COMMISSIONER = re.compile(r"QZ[1-9]")
# The 42 integrated care boards of July 2022.
INTEGRATED_CARE_BOARDS = [
    "QE1",
    "QF7",
    "QGH",
    "QH8",
    "QHG",
    "QHL",
    "QHM",
    "QJ2",
    "QJG",
    "QJK",
    "QJM",
    "QK1",
    "QKK",
    "QKS",
    "QM7",
    "QMF",
    "QMJ",
    "QMM",
    "QNC",
    "QNQ",
    "QNX",
    "QOC",
    "QOP",
    "QOQ",
    "QOX",
    "QPM",
    "QR1",
    "QRL",
    "QRV",
    "QSL",
    "QT1",
    "QT6",
    "QU9",
    "QUA",
    "QUE",
    "QUY",
    "QVV",
    "QWE",
    "QWO",
    "QWU",
    "QXU",
    "QYG",
]
ROLES = {"Contract analyst"}
PERSON = re.compile(r"\b(Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Professor)\b")


@pytest.fixture(params=["EXAMPLE-ACUTE", "EXAMPLE-COMMUNITY", "EXAMPLE-TRANSPORT"])
def contract(rulebook: Rulebook, request: pytest.FixtureRequest) -> Contract:
    return rulebook.contracts[request.param].contract


def provider_codes(contract: Contract) -> set[str]:
    owners = (contract.provider, *contract.provider.sites)
    return {code for owner in owners for code in (owner.ods, *(former.ods for former in owner.formerly))}


def every_code(rulebook: Rulebook, root: Path) -> set[str]:
    """Every code of the shipped contracts and publications."""
    found = set()
    for held in rulebook.contracts.values():
        parties = (held.contract.co_ordinating_commissioner, *held.contract.associates)
        found |= provider_codes(held.contract) | {party.ods for party in parties}
    for script in (root / "scripts" / "example_returns").glob("*.py"):
        found |= set(re.findall(r'"(RZ\d{1,3}|QZ\d)"', script.read_text()))
    return found


def test_every_contract_says_that_it_is_invented(contract: Contract) -> None:
    assert contract.note is not None and "Invented" in contract.note


def test_every_code_lies_where_no_trust_and_no_board_has_one(rulebook: Rulebook, root: Path) -> None:
    assert len(INTEGRATED_CARE_BOARDS) == 42 and not any(map(COMMISSIONER.fullmatch, INTEGRATED_CARE_BOARDS))
    codes = every_code(rulebook, root)
    assert {"RZ1", "RZ7", "RZ104", "RZ9", "QZ1", "QZ2"} <= codes
    assert [
        code for code in sorted(codes) if not TRUST_OR_SITE.fullmatch(code) and not COMMISSIONER.fullmatch(code)
    ] == []


def test_no_code_stands_in_any_list_of_the_sample_files(rulebook: Rulebook, root: Path, shared: Path) -> None:
    words: set[str] = set()
    for path in (*(shared / "data" / "ods").glob("*.csv"), *(shared / "data" / "ae").glob("*.csv")):
        with path.open(encoding="utf-8", errors="replace", newline="") as lines:
            words |= {cell.strip() for row in csv.reader(lines) for cell in row[:5]}
    assert {"RXL", "QE1"} <= words
    assert every_code(rulebook, root) & words == set()


def test_a_contract_names_only_requirements_ladders_and_forms_that_exist(
    contract: Contract, rulebook: Rulebook
) -> None:
    own = rulebook.contracts[contract.contract].own
    known = {*rulebook.requirements, *own}
    named = [*(adopted.use for adopted in contract.requirements), *contract.monitored]
    named += [change.requirement for change in (*contract.variations, *contract.waivers)]
    assert set(named) <= known
    assert contract.ladder in rulebook.ladders
    assert set(contract.general_conditions.values()) <= set(rulebook.forms)


def test_every_local_measure_a_contract_judges_is_in_a_report_it_is_owed(
    contract: Contract, rulebook: Rulebook
) -> None:
    reported = {measure for report in contract.reports_due.values() for measure in report.measures}
    for requirement, _ in rulebook.in_contract(rulebook.contracts[contract.contract]):
        feedback = rulebook.vocabulary.measures[requirement.measure].feedback
        assert requirement.measure in reported or feedback in contract.published, requirement.id


def test_letters_can_be_addressed_and_signed_by_roles(contract: Contract) -> None:
    assert set(contract.signed_by) == {"challenge", "notice"}
    for party in (contract.provider, contract.co_ordinating_commissioner):
        assert party.representative and party.notices_to and party.notices_to.endswith(".example")


def test_no_person_is_named(root: Path) -> None:
    for path in (root / "contracts").glob("*/*.yaml"):
        assert PERSON.search(path.read_text()) is None, path.name
    for path in (root / "contracts").glob("*/returns/received.csv"):
        with path.open(newline="") as lines:
            assert {row["by"] for row in csv.DictReader(lines)} <= ROLES


def test_the_acute_contract_shows_what_a_contract_can_hold(rulebook: Rulebook) -> None:
    acute = rulebook.contracts["EXAMPLE-ACUTE"].contract
    assert acute.associates and acute.variations and acute.waivers and acute.monitored and acute.published
    assert acute.provider.formerly and any(len(site.formerly) > 1 for site in acute.provider.sites)
    assert len(acute.general_conditions) == 3 and acute.meetings and acute.approvals
    assert any(len(adopted.threshold) > 1 for adopted in acute.requirements)
    assert rulebook.contracts["EXAMPLE-COMMUNITY"].own
