"""Laws of the assessment, over random worlds: a dozen contracts each, judged to the end of 2025/26 Q2."""

from __future__ import annotations

import os
import random
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import MONTHS, World, findings_of, random_world, scaled, workspace

from pxcommission.assessment.findings import Outcome
from pxcommission.evidence.observations import Observation

FULL = int(os.environ.get("PXCOMMISSION_WORLDS", "20000"))
CONTRACTS = 12
calm = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), max_examples=8)
seeds = st.integers(0, 10**9)


def check_deleting_a_figure(seed: int) -> int:
    """Delete every publication of one measure for one unit and month in each contract; nothing becomes met.

    The rows of its sites publish a provider's figure too (they add up to it), so they go with it; and with a site's row
    goes the provider's, which holds it.
    """
    world = random_world(seed, CONTRACTS)
    rng = random.Random(seed)
    gone: set[tuple[str, str, str, str, date]] = set()
    for _, ods, _, _ in world.contracts:
        units = sorted({(o.site, o.ward, o.measure) for _, _, o in world.figures if o.provider == ods})
        if units:
            gone.add((ods, *rng.choice(units), rng.choice(MONTHS[3:]).start))
    if rng.random() < 0.2:
        gone.add(("ENG", "", "", "answers_positive", rng.choice(MONTHS).start))
    left = [f for f in world.figures if not _is_gone(f[2], gone)]
    with workspace(world) as space:
        before, after = findings_of(space, world.figures), findings_of(space, left)
    for name, finding in after.items():
        was = before[name].outcome
        assert finding.outcome is not Outcome.MET or was is Outcome.MET, f"seed {seed}: {name} was {was}, now met"
    return len(world.contracts)


def _is_gone(o: Observation, gone: set[tuple[str, str, str, str, date]]) -> bool:
    own = (o.provider, o.site, o.ward, o.measure, o.start)
    whole = (o.provider, "", "", o.measure, o.start)
    part_gone = {(provider, measure, start) for provider, _, ward, measure, start in gone if not ward}
    return own in gone or whole in gone or (not o.site and (o.provider, o.measure, o.start) in part_gone)


def check_order_and_splitting(seed: int) -> None:
    world = random_world(seed, CONTRACTS)
    shuffled = list(world.figures)
    random.Random(seed).shuffle(shuffled)
    with workspace(world) as space:
        assert _said(findings_of(space, world.figures)) == _said(findings_of(space, shuffled, parts=3))


def _said(findings: dict[str, object]) -> dict[str, tuple[object, ...]]:
    names = ("outcome", "reason", "numerator", "denominator", "short_by", "breaches_in_a_row", "final", "origin")
    return {name: tuple(getattr(finding, n) for n in names) for name, finding in findings.items()}


def check_scaling(seed: int) -> None:
    """Every count times 7: an assessed share is judged the same (conditions on plain counts are left out)."""
    world = random_world(seed, CONTRACTS)
    plain = World(tuple(r for r in world.rules if "require: positive >= 3" not in r and "total(" not in r and "late_" not in r),
                  world.contracts, world.figures)  # fmt: skip
    named = [n for n in range(10) if any(f"id: R{n}\n" in r for r in plain.rules)]
    kept = tuple(
        (name, ods, "".join(a for a in _lines(adopted) if any(f"use: R{n}\n" in a for n in named)), provider)
        for name, ods, adopted, provider in plain.contracts
    )
    plain = World(plain.rules, tuple(c for c in kept if c[2]), plain.figures)
    if not plain.contracts:
        return
    with workspace(plain) as space:
        before, after = findings_of(space, plain.figures), findings_of(space, scaled(plain.figures, 7))
    for name, finding in before.items():
        if finding.outcome is not Outcome.NOT_ASSESSED:
            assert after[name].outcome is finding.outcome, f"seed {seed}: {name}"


def _lines(adopted: str) -> list[str]:
    return [f"  - use: {part}" for part in adopted.split("  - use: ") if part]


@calm
@given(seeds)
def test_deleting_every_publication_of_a_figure_never_yields_met(seed: int) -> None:
    check_deleting_a_figure(seed)


@calm
@given(seeds)
def test_the_order_of_rows_and_files_changes_nothing(seed: int) -> None:
    check_order_and_splitting(seed)


@calm
@given(seeds)
def test_scaling_every_count_changes_no_verdict(seed: int) -> None:
    check_scaling(seed)


@pytest.mark.stress
@pytest.mark.parametrize("shard", range(8))
def test_stress_deleting_a_figure_never_yields_met(shard: int) -> None:
    worlds = sum(check_deleting_a_figure(10**6 * shard + n) for n in range(FULL // CONTRACTS // 8 + 1))
    print(f"\ndeletion law: {worlds} contract worlds in shard {shard}, no finding became met")


@pytest.mark.stress
def test_stress_order_splitting_and_scaling() -> None:
    for seed in range(FULL // CONTRACTS // 10):
        check_order_and_splitting(seed)
        check_scaling(seed)
    print(f"\norder, splitting and scaling: {FULL // CONTRACTS // 10 * CONTRACTS} contract worlds, no difference")
