"""Other ways through the work of `rules.py`: a plain Python loop, other rule engines, clingo, durable_rules as documented.

An engine that judges one record at a time gets the streaks, the agreement and the ladder from Python, as its users would write
them; clingo is given the whole work; durable_rules judges the rows and takes the steps, an event at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import polars as pl
from rules_world import HIGHEST_STAGE, LEAST_ANSWERS, REQUIREMENTS, SUBJECTS, World, source_of, subject_of

Verdicts = Callable[[list[int], list[int], list[int]], list[bool]]
"""Whether each row falls short: from numerators, denominators and thresholds. A row with too few answers may say either."""
SUBJECT = [subject_of(requirement) for requirement in range(REQUIREMENTS)]
SOURCE = [1 << source_of(requirement) for requirement in range(REQUIREMENTS)]
SOURCES = [bin(number).count("1") for number in range(16)]


def slices(world: World) -> Iterator[tuple[list[int], list[int], list[int]]]:
    """Numerators, denominators and thresholds of each slice of contracts, as lists in the order of the file."""
    usual = pl.read_parquet(world.folder / "thresholds.parquet")
    overrides = pl.read_parquet(world.folder / "overrides.parquet")
    figures = pl.scan_parquet(world.folder / "figures.parquet")
    for first, end in world.slices():
        rows = figures.filter(pl.col("contract").is_between(first, end, closed="left")).collect()
        rows = rows.join(usual, on="requirement", maintain_order="left")
        rows = rows.join(overrides, on=["contract", "requirement"], how="left", maintain_order="left")
        threshold = rows.select(pl.coalesce("threshold", "usual")).to_series()
        yield rows["numerator"].to_list(), rows["denominator"].to_list(), threshold.to_list()


def plain_loop(world: World, first_inferred: int) -> np.ndarray:
    """The whole work in one loop over the rows: the oracle that every result is compared with."""
    stages: list[int] = pl.read_parquet(world.folder / "stages.parquet")["stage"].to_list()
    after: list[list[int]] = []
    quarters, at_case = world.quarters, 0
    every, inferred = range(quarters), range(first_inferred, quarters)
    for numerators, denominators, thresholds in slices(world):
        at = 0
        while at < len(numerators):
            agreeing = [[0] * SUBJECTS for _ in every]
            for requirement in range(REQUIREMENTS):
                subject, source = SUBJECT[requirement], SOURCE[requirement]
                before = bridge = False
                for quarter in every:
                    of = denominators[at]
                    if of < LEAST_ANSWERS:
                        before, bridge = False, before
                    elif numerators[at] * 1000 < thresholds[at] * of:
                        if before or bridge:
                            agreeing[quarter][subject] |= source
                        before, bridge = True, False
                    else:
                        before = bridge = False
                    at += 1
            for subject in range(SUBJECTS):
                stage = stages[at_case + subject]
                told = []
                for quarter in inferred:
                    stage = next_stage(stage, SOURCES[agreeing[quarter][subject]])
                    told.append(stage)
                after.append(told)
            at_case += SUBJECTS
    return np.array(after, dtype=np.int8)


def next_stage(stage: int, sources: int) -> int:
    """The stage once the quarter's step is taken."""
    if sources >= 2:
        return min(stage + 1, HIGHEST_STAGE)
    if sources == 1:
        return max(stage, 1)
    return max(stage - 1, 0)


def with_verdicts(world: World, first_inferred: int, verdicts: Verdicts) -> np.ndarray:
    """The work with the verdict on each row from an engine, and the rest in plain Python."""
    stages: list[int] = pl.read_parquet(world.folder / "stages.parquet")["stage"].to_list()
    found = [
        agreement(denominators, verdicts(numerators, denominators, thresholds), world.quarters)
        for numerators, denominators, thresholds in slices(world)
    ]
    after = []
    for stage, sources in zip(stages, (case for part in found for case in part), strict=True):
        told = []
        for number in sources[first_inferred:]:
            stage = next_stage(stage, number)
            told.append(stage)
        after.append(told)
    return np.array(after, dtype=np.int8)


def agreement(denominators: Sequence[int], short: Sequence[bool], quarters: int) -> Iterator[list[int]]:
    """How many sources agree in each case and quarter, from which rows fall short."""
    at = 0
    while at < len(denominators):
        found = [[0] * quarters for _ in range(SUBJECTS)]
        for requirement in range(REQUIREMENTS):
            of_subject, source = found[SUBJECT[requirement]], SOURCE[requirement]
            before = bridge = False
            for quarter in range(quarters):
                if denominators[at] < LEAST_ANSWERS:
                    before, bridge = False, before
                elif short[at]:
                    if before or bridge:
                        of_subject[quarter] |= source
                    before, bridge = True, False
                else:
                    before = bridge = False
                at += 1
        yield from ([SOURCES[bits] for bits in case] for case in found)


def datalogic(world: World, first_inferred: int) -> np.ndarray:
    """datalogic-py: one compiled JSONLogic rule mapped over the records, the quickest of its ways that were tried."""
    from datalogic_py import Engine

    times = [{"*": [{"var": "n"}, 1000]}, {"*": [{"var": "t"}, {"var": "d"}]}]
    short = {"and": [{">=": [{"var": "d"}, LEAST_ANSWERS]}, {"<": times}]}
    rule = Engine().compile({"map": [{"var": ""}, short]})

    def verdicts(numerators: list[int], denominators: list[int], thresholds: list[int]) -> list[bool]:
        rows = zip(numerators, denominators, thresholds, strict=True)
        found: list[bool] = rule.evaluate([{"n": n, "d": d, "t": t} for n, d, t in rows])
        return found

    return with_verdicts(world, first_inferred, verdicts)


def zen(world: World, first_inferred: int) -> np.ndarray:
    """zen-engine: one compiled expression mapped over the records, the quickest of its ways that were tried."""
    from zen import compile_expression

    expression = compile_expression(f"map(rows, #.d >= {LEAST_ANSWERS} and #.n * 1000 < #.t * #.d)")

    def verdicts(numerators: list[int], denominators: list[int], thresholds: list[int]) -> list[bool]:
        rows = zip(numerators, denominators, thresholds, strict=True)
        found: list[bool] = expression.evaluate({"rows": [{"n": n, "d": d, "t": t} for n, d, t in rows]})
        return found

    return with_verdicts(world, first_inferred, verdicts)


def common_expressions(world: World, first_inferred: int) -> np.ndarray:
    """common-expression-language (CEL): one compiled program, a record at a time."""
    import cel

    program = cel.compile(f"d >= {LEAST_ANSWERS} && n * 1000 < t * d")

    def verdicts(numerators: list[int], denominators: list[int], thresholds: list[int]) -> list[bool]:
        rows = zip(numerators, denominators, thresholds, strict=True)
        return [program.execute({"n": n, "d": d, "t": t}) for n, d, t in rows]

    return with_verdicts(world, first_inferred, verdicts)


def rule_engine(world: World, first_inferred: int) -> np.ndarray:
    """rule-engine: one rule, a record at a time."""
    from rule_engine import Rule

    rule = Rule(f"d >= {LEAST_ANSWERS} and n * 1000 < t * d")

    def verdicts(numerators: list[int], denominators: list[int], thresholds: list[int]) -> list[bool]:
        rows = zip(numerators, denominators, thresholds, strict=True)
        return [rule.matches({"n": n, "d": d, "t": t}) for n, d, t in rows]

    return with_verdicts(world, first_inferred, verdicts)
