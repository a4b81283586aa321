"""The assessment against a second, naive reading of the design, over random worlds."""

from __future__ import annotations

import os

import pytest
from oracle import Oracle, believable, differences
from wide_worlds import AS_AT, WideWorld, wide_findings, wide_workspace
from worlds import QUARTERS, findings_of, random_world, workspace

FULL = int(os.environ.get("PXCOMMISSION_ORACLE_WORLDS", "400"))


def differences_in_a_world(seed: int) -> tuple[int, list[str]]:
    world = random_world(seed)
    figures = believable(world.figures)
    with workspace(world) as space:
        found = findings_of(space, figures)
        expected = Oracle(space.folder, figures).expected(QUARTERS[-1])
    return len(expected), differences(expected, found)


def differences_in_a_wide_world(seed: int) -> tuple[int, list[str]]:
    world = WideWorld(seed)
    with wide_workspace(world) as space:
        found = wide_findings(space)
        expected = Oracle(space.folder, world.figures, AS_AT).expected(QUARTERS[-1])
    return len(expected), differences(expected, found)


@pytest.mark.parametrize("seed", range(12))
def test_the_program_says_what_a_plain_reading_says(seed: int) -> None:
    count, different = differences_in_a_world(seed)
    assert count and not different, f"seed {seed}:\n" + "\n".join(different)


@pytest.mark.parametrize("seed", range(12))
def test_the_program_says_what_a_plain_reading_says_of_what_is_rare(seed: int) -> None:
    count, different = differences_in_a_wide_world(seed)
    assert count and not different, f"seed {seed}:\n" + "\n".join(different)


@pytest.mark.stress
@pytest.mark.parametrize("shard", range(4))
def test_stress_the_program_says_what_a_plain_reading_says(shard: int) -> None:
    findings = 0
    for seed in range(10**6 * shard, 10**6 * shard + FULL // 4):
        for name, compare in (("world", differences_in_a_world), ("wide world", differences_in_a_wide_world)):
            count, different = compare(seed)
            findings += count
            assert not different, f"{name} {seed}:\n" + "\n".join(different)
    print(f"\noracle: {findings} findings in shard {shard}, no difference")
