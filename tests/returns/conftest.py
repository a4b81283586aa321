"""Fixtures of the tests of returns: the vocabulary, the shared sample files, and a reader with both."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from absent_parts import ROOT

from pxcommission.evidence.observations import Reading
from pxcommission.problems import ExitCode, ProblemsFound
from pxcommission.returns.recognise import load_mappings, read_file
from pxcommission.strict_models import read_model
from pxcommission.vocabulary.models import Vocabulary, VocabularyFile

sys.path.append(str(ROOT / "benchmarks"))
"""Returns of the layout that is timed are also those whose readings are compared."""


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """The words of this workspace."""
    files = [read_model(path, path.name, VocabularyFile) for path in sorted((ROOT / "rules/vocabulary").glob("*.yaml"))]
    measures = {word: measure for file in files for word, measure in file.measures.items()}
    services = {word: service for file in files for word, service in file.services.items()}
    return Vocabulary(measures=measures, services=services)


@pytest.fixture
def read(vocabulary: Vocabulary) -> Callable[..., Reading]:
    """A reader of one file with this workspace's words and shipped mappings."""
    shipped = load_mappings(ROOT / "rules/mappings", "rules/mappings")

    def reader(path: Path, **by_hand: object) -> Reading:
        mappings = by_hand.pop("mappings", shipped)
        return read_file(path, path.name, vocabulary, mappings, **by_hand)  # type: ignore[arg-type]

    return reader


@pytest.fixture
def refused(read: Callable[..., Reading]) -> Iterator[Callable[..., str]]:
    """What a refused file's problems say; the test fails when the file is accepted."""

    def reader(path: Path, **by_hand: object) -> str:
        with pytest.raises(ProblemsFound) as stopped:
            read(path, **by_hand)
        assert stopped.value.exit_code is ExitCode.RETURNS_WRONG
        return str(stopped.value)

    yield reader
