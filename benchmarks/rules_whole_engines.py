"""Engines that take on more of the work of `rules.py` than a verdict on each row: clingo all of it, durable_rules as documented."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
from rules_peers import agreement, slices
from rules_world import HIGHEST_STAGE, LEAST_ANSWERS, REQUIREMENTS, SUBJECTS, World, source_of, subject_of

CLINGO = f"""
breach(U,Q) :- row(U,Q,N,D,T), D >= {LEAST_ANSWERS}, N*1000 < T*D.
unknown(U,Q) :- row(U,Q,N,D,T), D < {LEAST_ANSWERS}.
persistent(U,Q) :- breach(U,Q), breach(U,Q-1).
persistent(U,Q) :- breach(U,Q), unknown(U,Q-1), breach(U,Q-2).
agrees(K,S,Q) :- persistent(U,Q), of(U,K,S).
several(K,Q) :- agrees(K,S,Q), agrees(K,R,Q), S < R.
some(K,Q) :- agrees(K,S,Q).
stage(K,Q+1,S+1) :- stage(K,Q,S), quarter(Q), several(K,Q), S < {HIGHEST_STAGE}.
stage(K,Q+1,S) :- stage(K,Q,S), quarter(Q), several(K,Q), S = {HIGHEST_STAGE}.
stage(K,Q+1,S) :- stage(K,Q,S), quarter(Q), some(K,Q), not several(K,Q), S > 0.
stage(K,Q+1,1) :- stage(K,Q,0), quarter(Q), some(K,Q), not several(K,Q).
stage(K,Q+1,S-1) :- stage(K,Q,S), quarter(Q), not some(K,Q), S > 0.
stage(K,Q+1,0) :- stage(K,Q,0), quarter(Q), not some(K,Q).
#show stage/3.
"""
TOGETHER = 50
"""Contracts given to clingo at a time: more of them only cost memory."""


def clingo(world: World, first_inferred: int) -> np.ndarray:
    """clingo: rows as facts, the work as a program, the stages from its one model; the contracts in parts."""
    stages: list[int] = pl.read_parquet(world.folder / "stages.parquet")["stage"].to_list()
    parts, first = [], 0
    for numerators, denominators, thresholds in slices(world):
        a_contract = REQUIREMENTS * world.quarters
        for start in range(0, len(numerators), TOGETHER * a_contract):
            part = slice(start, start + TOGETHER * a_contract)
            figures = (numerators[part], denominators[part], thresholds[part])
            cases = len(figures[0]) // a_contract * SUBJECTS
            parts.append(_solved(figures, stages[first : first + cases], world.quarters, first_inferred))
            first += cases
    return np.concatenate(parts)


def _solved(figures: tuple[list[int], ...], stages: list[int], quarters: int, first_inferred: int) -> np.ndarray:
    import clingo as solver

    control = solver.Control(["--warn=none"])
    control.add("base", [], CLINGO)
    control.add("facts", [], "".join(_facts(figures, stages, quarters, first_inferred)))
    control.ground([("base", []), ("facts", [])])
    found = np.zeros((len(stages), quarters - first_inferred), dtype=np.int8)
    with control.solve(yield_=True) as models:
        for model in models:
            for symbol in model.symbols(shown=True):
                case, after, stage = (one.number for one in symbol.arguments)
                if after > first_inferred:
                    found[case, after - 1 - first_inferred] = stage
    return found


def _facts(figures: tuple[list[int], ...], stages: list[int], quarters: int, first_inferred: int) -> Iterator[str]:
    for at, (counted, of, threshold) in enumerate(zip(*figures, strict=True)):
        yield f"row({at // quarters},{at % quarters},{counted},{of},{threshold})."
    for unit in range(len(figures[0]) // quarters):
        contract, requirement = divmod(unit, REQUIREMENTS)
        yield f"of({unit},{contract * SUBJECTS + subject_of(requirement)},{source_of(requirement)})."
    yield from (f"stage({case},{first_inferred},{stage})." for case, stage in enumerate(stages))
    yield from (f"quarter({quarter})." for quarter in range(first_inferred, quarters))


@functools.cache
def _documented() -> tuple[list[bool], list[int]]:
    """The rules, declared once in a process as the interface has it; what the rows say and where the stage stands."""
    from durable.lang import m, pri, ruleset, when_all

    short: list[bool] = []
    stage = [0]

    with ruleset("rows"):

        @when_all(pri(1), (m.answers >= LEAST_ANSWERS) & (m.margin < 0))
        def falls_short(_c: Any) -> None:
            short[-1] = True

        @when_all(pri(2), +m.answers)
        def anything_else(_c: Any) -> None:
            pass

    with ruleset("steps"):

        @when_all(pri(1), (m.sources >= 2) & (m.stage < HIGHEST_STAGE))
        def up(_c: Any) -> None:
            stage[0] += 1

        @when_all(pri(2), (m.sources == 1) & (m.stage == 0))
        def notice(_c: Any) -> None:
            stage[0] = 1

        @when_all(pri(3), (m.sources == 0) & (m.stage > 0))
        def down(_c: Any) -> None:
            stage[0] -= 1

        @when_all(pri(4), +m.sources)
        def rest(_c: Any) -> None:
            pass

    return short, stage


_numbers = itertools.count(1)


def durable_as_documented(world: World, first_inferred: int) -> np.ndarray:
    """durable_rules by its documented interface: `when_all` and `post`, an event for each row and for each case's quarter."""
    from durable.lang import post

    short, stage = _documented()
    stages: list[int] = pl.read_parquet(world.folder / "stages.parquet")["stage"].to_list()
    after: list[list[int]] = []
    for numerators, denominators, thresholds in slices(world):
        short.clear()
        for counted, of, threshold in zip(numerators, denominators, thresholds, strict=True):
            short.append(False)
            post("rows", {"id": next(_numbers), "answers": of, "margin": counted * 1000 - threshold * of})
        for sources in agreement(denominators, short, world.quarters):
            stage[0], told = stages[len(after)], []
            for agreeing in sources[first_inferred:]:
                post("steps", {"id": next(_numbers), "sources": agreeing, "stage": stage[0]})
                told.append(stage[0])
            after.append(told)
    return np.array(after, dtype=np.int8)
