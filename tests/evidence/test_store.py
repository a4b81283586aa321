"""The evidence store: append-only, addressed by reading, and what was known on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
from msgspec.structs import replace
from small_workspace import figure, month, reading

from pxcommission.evidence.conflicts import conflicts
from pxcommission.evidence.observations import Statement
from pxcommission.evidence.store import EvidenceStore, Loaded

JULY = month("2025-07")


def numerators(store: EvidenceStore, as_at: str) -> list[int]:
    return store.observations(date.fromisoformat(as_at)).collect()["numerator"].to_list()


def test_loading_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    one = reading((figure(9, 10, JULY),), received="2025-10-01")
    assert store.add(one) is Loaded.NEW
    before = {path: path.read_bytes() for path in store.folder.rglob("*") if path.is_file()}
    assert store.add(one) is Loaded.AGAIN
    assert {path: path.read_bytes() for path in store.folder.rglob("*") if path.is_file()} == before


def test_a_file_is_seen_from_the_day_it_was_known(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    store.add(reading((figure(9, 10, JULY),), received="2025-10-01"))
    assert (numerators(store, "2025-09-30"), numerators(store, "2025-10-01")) == ([], [9])


def test_a_date_given_later_is_kept_and_nothing_else_changes(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    undated = reading((figure(9, 10, JULY),))
    store.add(undated)
    assert store.add(replace(undated, received=date(2025, 10, 1))) is Loaded.DATED
    assert store.add(undated) is Loaded.AGAIN
    assert numerators(store, "2025-09-30") == []


def test_a_mended_mapping_reads_the_same_file_again_and_replaces_the_older_reading(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    first = reading((figure(9, 10, JULY),), received="2025-10-01")
    store.add(first)
    assert store.add(replace(first, id="another", observations=(figure(8, 10, JULY),))) is Loaded.REPLACED
    assert numerators(store, "2025-10-01") == [8]
    assert len(list((store.folder / "observations").iterdir())) == 2


def test_what_was_published_follows_the_log_and_the_day(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    july = (figure(9, 10, JULY).measure, figure(9, 10, JULY).service, JULY.start, JULY.end)
    august = (*july[:2], month("2025-08").start, month("2025-08").end)
    store.add(reading((figure(9, 10, JULY),), "a.csv", published="2025-09-11"))
    assert store.published_periods(date(2025, 12, 1)) == {july}
    store.add(reading((figure(9, 10, month("2025-08")),), "b.csv", published="2025-10-09"))
    store.add(reading((figure(9, 10, month("2025-09")),), "own.csv", received="2025-10-20"))
    assert store.published_periods(date(2025, 12, 1)) == {july, august}
    assert store.published_periods(date(2025, 10, 1)) == {july}
    assert store.published_periods(date(2025, 1, 1)) == frozenset()


def test_restated_publications_lie_side_by_side(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    store.add(reading((figure(9, 10, JULY),), "a.csv", published="2025-09-11"))
    store.add(reading((figure(8, 10, JULY),), "b.csv", published="2025-11-13"))
    assert (sorted(numerators(store, "2025-12-01")), numerators(store, "2025-10-01")) == ([8, 9], [9])


def test_two_files_of_one_day_that_differ_are_a_conflict(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    store.add(reading((figure(9, 10, JULY),), "a.csv", received="2025-10-01"))
    same = reading((figure(9, 10, JULY),), "b.csv", received="2025-10-01")
    other = reading((figure(8, 10, JULY),), "c.csv", received="2025-10-01")
    later = reading((figure(8, 10, JULY),), "c.csv", received="2025-10-02")
    assert conflicts(store, same) == []
    assert [place for _, place in conflicts(store, other)] == ["contracts/acute/returns/a.csv!Sheet!A1"]
    assert conflicts(store, later) == []


def test_what_the_provider_said_is_kept_apart_from_the_figures(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    said = Statement(
        "ACUTE", "GOOD", "inpatient", "", "", "", JULY.start, JULY.end, "", "A fire.", "Rebuilt.", "S", "A1"
    )
    store.add(replace(reading((figure(9, 10, JULY),), received="2025-10-01"), statements=(said,)))
    assert [statement for _, statement in store.statements(date(2025, 10, 1))] == [said]
    assert list(store.statements(date(2025, 9, 30))) == []


def test_an_answer_that_only_agrees_holds_no_figure_and_is_kept(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    said = Statement("ACUTE", "GOOD", "inpatient", "", "", "", JULY.start, JULY.end, "agree", "", "", "S", "A1")
    assert store.add(replace(reading(()), statements=(said,))) is Loaded.NEW
    assert store.observations(date(2026, 1, 1)).select(pl.len()).collect().item() == 0
