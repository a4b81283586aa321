"""Of the returns, only those that may hold a provider's figures are opened when only its figures are wanted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_workspace import figure, month, reading

from pxcommission.evidence.observations import Level
from pxcommission.evidence.store import EvidenceStore
from pxcommission.problems import ProblemsFound

DAY = date(2026, 1, 31)


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    """A return of RZ1, one of RZ2 and a publication with a row for England."""
    kept = EvidenceStore(tmp_path)
    kept.add(reading((figure(90, 100, month("2025-07")),), "one.csv", received="2025-08-20"))
    kept.add(reading((figure(70, 100, month("2025-07"), provider="RZ2"),), "two.csv", received="2025-08-20"))
    england = figure(900, 1000, month("2025-07"), provider="ENG", level=Level.ENGLAND)
    kept.add(reading((england,), "published.csv", published="2025-09-10"))
    return kept


def files(store: EvidenceStore, of: set[str] | None) -> list[str]:
    found = store.observations(DAY, of).select("file", "order").unique().sort("order").collect()
    return [name.rpartition("/")[2] for name in found["file"]]


def test_publications_are_always_read_and_returns_where_they_name_the_provider(store: EvidenceStore) -> None:
    assert files(store, None) == ["one.csv", "two.csv", "published.csv"]
    assert files(store, {"RZ2"}) == ["two.csv", "published.csv"]
    assert files(store, set()) == ["published.csv"]


def test_a_return_that_is_not_wanted_is_not_opened(store: EvidenceStore) -> None:
    (other,) = (r.reading for r in store.readings() if r.file.endswith("one.csv"))
    (store.folder / "observations" / f"{other}.parquet").unlink()
    assert files(store, {"RZ2"}) == ["two.csv", "published.csv"]
    with pytest.raises(ProblemsFound, match="missing"):
        files(store, {"RZ1"})
