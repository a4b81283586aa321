"""The work of `rules.py`: contracts × requirements × periods of counts in Parquet, thresholds and stages, from a fixed seed.

What is asked of every engine, in whole numbers:

1. a row is in breach when it has at least 30 answers and numerator × 1000 < threshold × denominator; met when it has as many
   and is not; with fewer it is not assessed. A contract may override a requirement's threshold (one in five does).
2. a requirement is persistent in a quarter when it is in breach, and so was its quarter before, one unassessed quarter bridged;
3. a subject of a contract counts the independent sources among its persistent requirements: agreement is two or more;
4. its stage of 0 to 4 moves: two or more sources +1; one source from 0 to 1 only; none −1.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from msgspec import Struct

REQUIREMENTS, SUBJECTS, LEAST_ANSWERS, HIGHEST_STAGE = 40, 12, 30, 4
SLICE = 1_000
"""Contracts read at a time: what any of the engines below holds in memory."""


class World(Struct, frozen=True):
    """A folder with `figures.parquet`, `thresholds.parquet` and `stages.parquet`, and its size."""

    folder: Path
    contracts: int
    quarters: int

    @property
    def rows(self) -> int:
        """How many figures there are."""
        return self.contracts * REQUIREMENTS * self.quarters

    def slices(self) -> list[tuple[int, int]]:
        """The contracts from … to (not included), so many at a time."""
        return [(first, min(first + SLICE, self.contracts)) for first in range(0, self.contracts, SLICE)]


def subject_of(requirement: int) -> int:
    """The subject that a requirement is about."""
    return requirement % SUBJECTS


def source_of(requirement: int) -> int:
    """The source of feedback that a requirement is measured by: 0 to 3."""
    return requirement // SUBJECTS


def make_world(folder: Path, contracts: int, quarters: int, seed: int = 1) -> World:
    """The world of a seed, written; about a tenth of its rows are in breach, and what falls short tends to stay short."""
    world = World(folder, contracts, quarters)
    folder.mkdir(parents=True, exist_ok=True)
    any_number = np.random.default_rng(seed)
    thresholds = np.tile(any_number.integers(850, 950, REQUIREMENTS), (contracts, 1))
    overridden = any_number.random(thresholds.shape) < 0.2
    thresholds = np.where(overridden, any_number.integers(800, 960, thresholds.shape), thresholds).astype(np.int32)
    parts = [_figures(world, thresholds, any_number, *one) for one in world.slices()]
    pl.concat(parts).write_parquet(folder / "figures.parquet", row_group_size=SLICE * REQUIREMENTS * quarters)
    contract, requirement = np.nonzero(overridden)
    lines = {"contract": contract, "requirement": requirement, "threshold": thresholds[overridden]}
    pl.DataFrame(lines).cast({"contract": pl.Int32, "requirement": pl.Int8}).write_parquet(folder / "overrides.parquet")
    usual = {"requirement": range(REQUIREMENTS), "usual": _usual(thresholds, overridden)}
    pl.DataFrame(usual, schema={"requirement": pl.Int8, "usual": pl.Int32}).write_parquet(folder / "thresholds.parquet")
    stages = any_number.choice(HIGHEST_STAGE + 1, (contracts, SUBJECTS), p=(0.8, 0.1, 0.05, 0.03, 0.02))
    pl.DataFrame({"stage": stages.ravel().astype(np.int8)}).write_parquet(folder / "stages.parquet")
    return world


def _usual(thresholds: np.ndarray, overridden: np.ndarray) -> list[int]:
    """Each requirement's threshold where no contract overrides it."""
    return [
        int(thresholds[~overridden[:, at], at][0]) if (~overridden[:, at]).any() else 900 for at in range(REQUIREMENTS)
    ]


def _figures(
    world: World, thresholds: np.ndarray, any_number: np.random.Generator, first: int, end: int
) -> pl.DataFrame:
    shape = (end - first, REQUIREMENTS, world.quarters)
    answers = any_number.integers(12, 400, shape)
    short = any_number.random(shape[:2]) < 0.09
    margin = np.where(short, -0.03, 0.045) + any_number.normal(0, 0.01, shape[:2])
    share = np.clip(thresholds[first:end] / 1000 + margin, 0.02, 0.995)
    positive = any_number.binomial(answers, share[:, :, None])
    contract, requirement, quarter = np.indices(shape)
    return pl.DataFrame(
        {
            "contract": (contract.ravel() + first).astype(np.int32),
            "requirement": requirement.ravel().astype(np.int8),
            "quarter": quarter.ravel().astype(np.int8),
            "numerator": positive.ravel().astype(np.int32),
            "denominator": answers.ravel().astype(np.int32),
        }
    )
