"""The shipped workspace and every shipped return, read once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from pxcommission.evidence.observations import Reading
from pxcommission.problems import Problem
from pxcommission.returns.mappings import load_mappings
from pxcommission.returns.recognise import read_file
from pxcommission.rulebook.rulebook import Rulebook, read_rulebook

TABLES = ("received.csv", "published.csv")


@pytest.fixture(scope="session")
def read(root: Path) -> tuple[Rulebook, tuple[Problem, ...]]:
    """The rulebook with every problem found in it."""
    return read_rulebook(root)


@pytest.fixture(scope="session")
def rulebook(read: tuple[Rulebook, tuple[Problem, ...]]) -> Rulebook:
    return read[0]


@pytest.fixture(scope="session")
def returns(root: Path) -> list[Path]:
    """Every shipped return and publication."""
    contracts = root / "contracts"
    found = [*contracts.glob("published/*"), *contracts.glob("*/returns/*")]
    return sorted(path for path in found if path.name not in TABLES)


@pytest.fixture(scope="session")
def readings(root: Path, rulebook: Rulebook, returns: list[Path]) -> dict[str, Reading]:
    """What the program makes of each file, by file name."""
    mappings = load_mappings(root / "rules" / "mappings", "rules/mappings")
    return {path.name: read_file(path, path.name, rulebook.vocabulary, mappings) for path in returns}
