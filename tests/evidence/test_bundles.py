"""Figures of many readings brought together: what is read stays the same, on every day, whatever happened on the way."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from small_workspace import adopt, figure, reading, rule, small

from pxcommission.evidence import bundles
from pxcommission.evidence.observations import Observation, Reading
from pxcommission.evidence.store import EvidenceStore
from pxcommission.loading import GivenByHand, load_files
from pxcommission.periods import add_months, month_of
from pxcommission.problems import ProblemsFound
from pxcommission.whole_files import held_alone
from pxcommission.workspace import open_workspace

DAYS = (date(2025, 9, 30), date(2026, 3, 31), date(2027, 1, 1))


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than two files are brought together; a bundle is full with six figures, and left alone with three."""
    monkeypatch.setattr(bundles, "ALONE_AT_MOST", 2)
    monkeypatch.setattr(bundles, "ENOUGH_ROWS", 6)


def a_month(number: int, rows: int = 1, provider: str = "RZ1") -> Reading:
    """The return of one month, known a month later, with figures of groups of people beside."""
    day = add_months(date(2025, 4, 1), number)
    wards = [figure(9, 10 + at, month_of(day), provider=provider, ward=f"Ward {at}") for at in range(rows)]
    made = reading(tuple(wards), f"{provider}-{number}.csv", received=add_months(day, 1).replace(day=20).isoformat())
    return replace(made, by_group=(wards[0]._replace(characteristic="sex", group="F"),) if number % 2 else ())


def read(store: EvidenceStore) -> list[pl.DataFrame]:
    """All that is read out of a store, on each day."""
    found = [(store.observations(day), store.observations_by_group(day)) for day in DAYS]
    return [frame.collect().sort(pl.all()) for pair in found for frame in pair]


def files(store: EvidenceStore, kind: str = "parquet") -> list[Path]:
    return sorted((store.folder / "observations").glob(f"*.{kind}"))


def same(one: list[pl.DataFrame], other: list[pl.DataFrame]) -> bool:
    return all(a.equals(b) for a, b in zip(one, other, strict=True))


@given(
    st.lists(
        st.tuples(st.integers(0, 11), st.integers(1, 4), st.sampled_from(["RZ1", "RZ2"]), st.booleans()), max_size=14
    )
)
@settings(max_examples=20, deadline=None)
def test_bringing_together_changes_nothing_that_is_read(
    tmp_path_factory: pytest.TempPathFactory, loads: list[tuple[int, int, str, bool]]
) -> None:
    plain, tidied = (EvidenceStore(tmp_path_factory.mktemp("store")) for _ in range(2))
    for number, rows, provider, tidy in loads:
        one = a_month(number, rows, provider)
        assert plain.add(one) is tidied.add(one)
        if tidy:
            tidied.bring_together()
    assert same(read(plain), read(tidied))
    assert same(read(plain), read(EvidenceStore(tidied.folder.parents[1])))


def test_many_files_become_few_and_the_old_ones_go_the_next_time(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    for number in range(9):
        store.add(a_month(number, 2))
    before = read(store)
    store.bring_together()
    assert len(files(store, "readings")) == 3
    assert len(files(store)) == 9 + 3  # a check that is under way still finds what it began with
    store.bring_together()
    assert len(files(store)) == 3
    assert same(before, read(store))
    assert store.add(a_month(0, 2)).value == "already loaded"
    assert len(files(store)) == 3


def test_a_small_bundle_grows_and_a_full_one_is_not_touched_again(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    for number in range(4):
        store.add(a_month(number, 2))
    store.bring_together()
    full = max(files(store, "readings"), key=lambda path: path.stat().st_size)
    for number in range(4, 6):
        store.add(a_month(number, 1))
        store.bring_together()
    assert full in files(store, "readings")
    for number in range(6, 9):
        store.add(a_month(number, 1))
        store.bring_together()
    store.bring_together()
    assert full in files(store, "readings")
    assert len(files(store)) <= 5


def test_figures_of_one_provider_lie_side_by_side(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    for number in range(3):
        for provider in ("RZ2", "RZ1"):
            store.add(a_month(number, 1, provider))
    store.bring_together()
    (bundle,) = (path.with_suffix(".parquet") for path in files(store, "readings"))
    assert pl.read_parquet(bundle)["provider"].to_list() == ["RZ1"] * 3 + ["RZ2"] * 3


def test_a_run_killed_before_its_list_was_written_leaves_everything_as_it_was(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    for number in range(3):
        store.add(a_month(number))
    before = read(store)
    store.bring_together()
    for listed in files(store, "readings"):
        listed.unlink()
    assert same(before, read(store))
    store.bring_together()
    assert same(before, read(store))


def test_a_bundle_that_is_gone_or_cut_short_is_refused_by_name(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    for number in range(3):
        store.add(a_month(number))
    for _ in range(2):
        store.bring_together()
    (bundle,) = files(store)
    whole = bundle.read_bytes()
    bundle.write_bytes(whole[:-5])
    with pytest.raises(ProblemsFound, match=rf"observations/{bundle.name}: error: these figures are damaged"):
        read(store)
    bundle.unlink()
    with pytest.raises(ProblemsFound, match="these figures are missing"):
        read(store)


@pytest.mark.parametrize("harm", ["gone", "cut", "a bit turned", "a reading lost"])
def test_a_returns_own_file_goes_only_when_its_bundle_surely_holds_it(tmp_path: Path, harm: str) -> None:
    store = EvidenceStore(tmp_path)
    for number in range(3):
        store.add(a_month(number, 2))
    before = read(store)
    store.bring_together()
    bundle = next(path for path in files(store) if path.name.startswith("bundle"))
    whole = bundle.read_bytes()
    if harm == "gone":
        bundle.unlink()
    elif harm == "cut":
        bundle.write_bytes(whole[: len(whole) // 2] + whole[-8:])
    elif harm == "a bit turned":
        bundle.write_bytes(whole[:40] + bytes([whole[40] ^ 255]) + whole[41:])
    else:
        held = pl.read_parquet(bundle)
        held.filter(pl.col("reading") != held["reading"][0]).write_parquet(bundle)
    store.bring_together()
    assert same(before, read(store))
    store.bring_together()
    store.bring_together()
    assert same(before, read(store))
    assert len([path for path in files(store) if not path.name.startswith("bundle")]) == 0


def test_a_bundle_whose_list_was_emptied_is_not_removed(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    for number in range(3):
        store.add(a_month(number, 2))
    for _ in range(2):
        store.bring_together()
    (listed,) = files(store, "readings")
    ids = listed.read_text("ascii")
    listed.write_text("", "ascii")
    for number in range(3, 6):
        store.add(a_month(number, 2))
    store.bring_together()
    listed.write_text(ids, "ascii")
    assert len(store.observations(DAYS[-1]).collect()) == 6 * 2


def test_what_cannot_be_brought_together_now_stays_as_it_is(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    for number in range(3):
        store.add(a_month(number, 2))
    damaged = files(store)[0]
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[:40] + bytes([whole[40] ^ 255]) + whole[41:])
    store.bring_together()
    assert not files(store, "readings")
    damaged.write_bytes(whole)
    store.bring_together()
    assert files(store, "readings")


def test_while_another_process_brings_together_this_one_does_not(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    for number in range(3):
        store.add(a_month(number))
    with held_alone(store.folder / "observations" / "bundles.lock"):
        store.bring_together()
        assert not files(store, "readings")
    store.bring_together()
    assert files(store, "readings")


MAPPING = """\
title: A return
kind: return
source: this test; an invented layout
verified: false
layout: long
recognised_by: [provider_code, period, measure, numerator, denominator]
provider: {column: provider_code}
period: {column: period}
service: {column: service}
measure: measure
figure: {numerator: numerator, denominator: denominator}
"""


def returned(folder: Path, number: int) -> Path:
    path = folder / f"return-{number}.csv"
    month_written = add_months(date(2025, 4, 1), number).strftime("%Y-%m")
    path.write_text(f"provider_code,period,measure,numerator,denominator,service\nRZ1,{month_written},answers_positive,90,100,inpatient\n")  # fmt: skip
    return path


def test_loading_many_returns_brings_their_figures_together(tmp_path: Path) -> None:
    space = small(tmp_path).rules(rule()).contract(adopt())
    space.write("rules/mappings/a-return.yaml", MAPPING)
    workspace = open_workspace(space.folder)
    paths = [returned(space.folder, number) for number in range(4)]
    done = list(load_files(workspace, paths, GivenByHand(), date(2026, 1, 31)))
    assert [one.state for one in done] == ["loaded"] * 4
    assert len(files(workspace.store, "readings")) == 1
    found: list[Observation] = [one for made in done if made.reading for one in made.reading.observations]
    assert len(workspace.store.observations(date(2026, 1, 31)).collect()) == len(found) == 4
