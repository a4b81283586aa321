"""What a provider said stands in one order, whatever the order its files were loaded in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from small_workspace import adopt, figure, month, reading, rule, small

from pxcommission.evidence.observations import Reading, Statement
from pxcommission.evidence.store import EvidenceStore

JULY = month("2025-07")


def said(name: str, received: str, *requirements: str) -> Reading:
    """A return in which the provider gives the file's name as its reason for each requirement."""
    words = tuple(
        Statement("ACUTE", one, "inpatient", "", "", "", JULY.start, JULY.end, "partly", f"{one} in {name}", "", "S", f"A{at}")
        for at, one in enumerate(requirements, start=2)
    )  # fmt: skip
    return replace(reading((figure(80, 100, JULY),), name, received=received), statements=words)


FILES = (
    said("first.csv", "2025-10-20", "GOOD", "CALM"),
    said("second.csv", "2025-10-20", "GOOD"),
    said("third.csv", "2025-10-21", "CALM"),
)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_newest_word_stands_in_one_order(tmp_path: Path, order: tuple[int, ...]) -> None:
    made = small(tmp_path).rules(rule("GOOD"), rule("CALM")).contract(adopt("GOOD") + adopt("CALM"))
    store = EvidenceStore(made.folder)
    for at in order:
        store.add(FILES[at])
    found = made.check().said
    assert [word.statement.reason for word in found] == ["CALM in third.csv", "GOOD in second.csv"]
    assert [word.received for word in found] == [date(2025, 10, 21), date(2025, 10, 20)]
