"""The benchmark of the rules, small and with a fixed seed: every way through the work gives the stages of the plain loop."""

from __future__ import annotations

import importlib
import importlib.metadata
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))

from rules_world import World, make_world

from rules import CONTENDERS, LOOP, Contender, in_a_process

pytest.importorskip("durable_rules_engine", reason="durable_rules can't be loaded")
JUDGED = [one for one in CONTENDERS if one.judged and one is not LOOP]
QUARTERS = 6


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("world"), 8, QUARTERS, seed=7)


def stages(one: Contender, world: World, first: int) -> list[list[int]]:
    found: list[list[int]] = getattr(importlib.import_module(one.module), one.function)(world, first).tolist()
    return found


def stages_hashed(one: Contender, world: World, first: int) -> str:
    """From a process of its own: the documented interface of durable_rules starts threads that never end."""
    hashed: str = in_a_process(one, world.folder, world.contracts, world.quarters, first, 1)["stages"]
    return hashed


@pytest.mark.parametrize("first", [0, QUARTERS - 1], ids=["full replay", "quarterly check"])
@pytest.mark.parametrize("one", JUDGED, ids=[one.name for one in JUDGED])
def test_every_engine_comes_to_the_stages_of_the_plain_loop(one: Contender, first: int, world: World) -> None:
    try:
        importlib.metadata.version(one.needs or "pxcommission")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip(f"{one.needs} is not installed")
    if one.function == "durable_as_documented":
        assert stages_hashed(one, world, first) == stages_hashed(LOOP, world, first)
    else:
        assert stages(one, world, first) == stages(LOOP, world, first)


def test_the_work_is_no_trivial_one(world: World) -> None:
    seen = {stage for case in stages(LOOP, world, 0) for stage in case}
    assert seen == {0, 1, 2, 3, 4}


def test_a_verdict_read_otherwise_stops_the_program(world: World) -> None:
    from rules_ours import FindingsTable, read_again, tables

    _, table = next(tables(world))
    codes = table.codes.copy()
    codes[3, -1] = 1 - min(codes[3, -1], 1)
    with pytest.raises(SystemExit, match="differ"):
        read_again(FindingsTable(table.rows, codes, table.streaks, table.agreeing), world)
