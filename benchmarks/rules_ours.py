"""The program's way through the work of `rules.py`, the columns it stands on, and the floor: reading and adding up.

The findings table (verdicts, streaks, sources that agree) is one function for the program and for the ceiling; what the program
adds is the ladder by durable_rules, the reference beside it, and the plain reading of the last quarter's conditions.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from msgspec import Struct
from rules_world import LEAST_ANSWERS, REQUIREMENTS, SUBJECTS, World, source_of, subject_of

from pxcommission.assessment.plan import Ratio, compared
from pxcommission.assessment.read_in_bulk import first_read_otherwise
from pxcommission.assessment.streaks import BREACH, MET, NOT_ASSESSED, runs
from pxcommission.inference.compile_ladder import CompiledLadder, compile_ladder
from pxcommission.inference.durable import rules_that_take
from pxcommission.inference.in_columns import STAGE_AFTER, decided_in_columns
from pxcommission.rulebook.ladders import Ladder
from pxcommission.strict_models import model_of
from pxcommission.yaml_text import read_yaml_text

LADDER = """
title: Five stages
owner: Head of contracting
stages:
  - {id: noted, name: First letter, document: first}
  - {id: second, name: Second letter, document: second}
  - {id: third, name: Third letter, document: third}
  - {id: fourth, name: Fourth letter, document: fourth}
rules:
  - {id: persistent, when: in_breach, propose: noted}
  - {id: agreed-second, when: in_breach and sources_agreeing >= 2, propose: second}
  - {id: agreed-third, when: in_breach and sources_agreeing >= 2, propose: third}
  - {id: agreed-fourth, when: in_breach and sources_agreeing >= 2, propose: fourth}
  - {id: recovered, when: in_breach == 0, step_down: true}
"""
BITS = np.array([1 << source_of(requirement) for requirement in range(REQUIREMENTS)], dtype=np.uint8)
POPULATION = np.array([bin(number).count("1") for number in range(256)], dtype=np.int64)


class FindingsTable(Struct, frozen=True):
    """What the columns find of some contracts: every row's figure and code, every streak, and the sources that agree.

    `codes` and `streaks` are units × quarters; `agreeing` is cases × quarters.
    """

    rows: pl.DataFrame
    codes: np.ndarray
    streaks: np.ndarray
    agreeing: np.ndarray


def floor(world: World, _first_inferred: int) -> np.ndarray:
    """Reading every column and adding it up: what no engine can go below. No stages come of it."""
    every = pl.scan_parquet(world.folder / "figures.parquet").select(pl.all().sum().cast(pl.Int64)).collect()
    return every.to_numpy().astype(np.int64).ravel()


def ceiling(world: World, first_inferred: int) -> np.ndarray:
    """The findings table alone, with how many sources agree in each case and quarter; nothing infers a stage."""
    return np.concatenate([table.agreeing[:, first_inferred:] for _, table in tables(world)]).astype(np.int8)


def ours(world: World, first_inferred: int) -> np.ndarray:
    """The findings table, the last quarter's conditions read again, and the ladder quarter by quarter by both engines."""
    ladder = the_ladder()
    stages = pl.read_parquet(world.folder / "stages.parquet")["stage"].to_numpy().astype(np.int64)
    agreeing = np.empty((stages.size, world.quarters), dtype=np.int8)
    for (first, end), table in tables(world):
        read_again(table, world)
        agreeing[first * SUBJECTS : end * SUBJECTS] = table.agreeing
    after = []
    for quarter in range(first_inferred, world.quarters):
        stages = decided_in_columns(ladder, cases_of(agreeing[:, quarter], stages), "durable")[STAGE_AFTER].to_numpy()
        after.append(stages.astype(np.int8))
    return np.stack(after, axis=1)


def ours_case_by_case(world: World, first_inferred: int) -> np.ndarray:
    """The same with every case sent to durable_rules on its own, as if no two situations were alike."""
    ladder = the_ladder()
    stages = pl.read_parquet(world.folder / "stages.parquet")["stage"].to_numpy().astype(np.int64)
    after = [np.empty(0)] * world.quarters
    agreeing = np.concatenate([_read_and_kept(table, world) for _, table in tables(world)])
    event, fact = dict(ladder.event_names), dict(ladder.fact_names)
    names = {rule.name: rule for rule in ladder.rules}
    for quarter in range(first_inferred, world.quarters):
        found = agreeing[:, quarter].tolist()
        restraint = {event[word]: 1 for word in ("citable", "final", "corroborated") if word in event}
        events = [{event["in_breach"]: int(x > 0), event["sources_agreeing"]: x, **restraint} for x in found]
        facts = [{fact["stage"]: s, fact["reply_date_passed"]: int(s > 0)} for s in stages.tolist()]
        taken = rules_that_take(ladder.definition, events, facts)
        rank = ladder.ladder.rank
        stages = np.array(
            [
                s if name not in names else s - 1 if names[name].stage == "step down" else rank(names[name].stage)
                for name, s in zip(taken, stages.tolist(), strict=True)
            ]
        )
        after[quarter] = stages.astype(np.int8)
    return np.stack(after[first_inferred:], axis=1)


def _read_and_kept(table: FindingsTable, world: World) -> np.ndarray:
    read_again(table, world)
    return table.agreeing


def tables(world: World) -> Iterator[tuple[tuple[int, int], FindingsTable]]:
    """The findings table of each slice of contracts."""
    usual = pl.read_parquet(world.folder / "thresholds.parquet")
    overrides = pl.read_parquet(world.folder / "overrides.parquet")
    figures = pl.scan_parquet(world.folder / "figures.parquet")
    for first, end in world.slices():
        within = pl.col("contract").is_between(first, end, closed="left")
        rows = figures.filter(within).collect()
        units = rows.filter(pl.col("quarter") == 0).select("contract", "requirement")
        found = units.join(usual, on="requirement", maintain_order="left")
        found = found.join(overrides, on=["contract", "requirement"], how="left", maintain_order="left")
        threshold = found.select(pl.coalesce("threshold", "usual")).to_series().to_numpy()
        rows = rows.with_columns(threshold=np.repeat(threshold, world.quarters))
        yield (first, end), findings_table(rows, world.quarters)


def findings_table(rows: pl.DataFrame, quarters: int) -> FindingsTable:
    """The verdict of every row, exactly; how long each unit has been in breach; how many sources agree."""
    share = Ratio(pl.col("numerator").cast(pl.Int64), pl.col("denominator").cast(pl.Int64))
    bound = Ratio(pl.col("threshold").cast(pl.Int64), pl.lit(1000, pl.Int64))
    met = compared(share, ">=", bound)
    too_few = pl.col("denominator") < LEAST_ANSWERS
    code = pl.when(too_few).then(pl.lit(NOT_ASSESSED)).when(met).then(pl.lit(MET)).otherwise(pl.lit(BREACH))
    codes = rows.select(code.cast(pl.Int8)).to_series().to_numpy().reshape(-1, quarters)
    streaks, _ = runs(codes, BREACH)
    persistent = (streaks >= 2).reshape(-1, REQUIREMENTS, quarters)
    sources = np.where(persistent, BITS[None, :, None], 0).astype(np.uint8)
    of_subject = [
        np.bitwise_or.reduce(sources[:, [r for r in range(REQUIREMENTS) if subject_of(r) == subject]], axis=1)
        for subject in range(SUBJECTS)
    ]
    agreeing = POPULATION[np.stack(of_subject, axis=1)].reshape(-1, quarters)
    return FindingsTable(rows, codes, streaks, agreeing)


def read_again(table: FindingsTable, world: World) -> None:
    """The plain reading of every condition of the last quarter, which must agree with the columns."""
    last = table.rows.filter(pl.col("quarter") == world.quarters - 1)
    columns = (last[name].to_list() for name in ("numerator", "denominator", "threshold"))
    numerators, denominators, thresholds = columns
    codes = table.codes[:, -1].tolist()
    other = first_read_otherwise(codes, numerators, denominators, (thresholds, 1000), ">=", LEAST_ANSWERS)
    if other is not None:
        raise SystemExit(f"the columns and the plain reading differ on {last.row(other, named=True)}")


def cases_of(agreeing: np.ndarray, stages: np.ndarray) -> pl.DataFrame:
    """One row a case of one quarter, with the words its ladder reads and where it stands."""
    return pl.DataFrame(
        {
            "in_breach": (agreeing > 0).astype(np.int64),
            "sources_agreeing": agreeing.astype(np.int64),
            "stage": stages,
            "reply_date_passed": stages > 0,
        }
    )


def the_ladder() -> CompiledLadder:
    """The ladder of the work, compiled as a commissioner's is."""
    return compile_ladder(model_of(read_yaml_text(LADDER, "ladder.yaml"), Ladder), "ladder.yaml")
