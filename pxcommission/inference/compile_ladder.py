"""A commissioner's ladder compiled to the few shapes of durable_rules that are known to be safe."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any as Json

from msgspec import Struct

from pxcommission.inference.cases import STEP_DOWN
from pxcommission.inference.check_ladder import check_ladder
from pxcommission.inference.identity import RESERVED, numbered_names
from pxcommission.inference.linear import KNOWN, DerivedWord, ExactTest
from pxcommission.inference.rule_terms import (
    CITABLE,
    CORROBORATED,
    FINAL,
    REPLY_DATE_PASSED,
    STAGE,
    RuleTerms,
    on_fact,
    terms_of_rule,
)
from pxcommission.problems import ExitCode, ProblemsFound, Weight
from pxcommission.rulebook.ladders import Ladder

CAP = 60_000
EVENT_KEY, FACT_KEY, REST = "a0", "b0", "rest"

_OPERATORS = {"!=": "$neq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}


class CompiledRule(Struct, frozen=True):
    """One durable rule: a term of a ladder rule's condition with the ladder's restraint, split by message."""

    name: str
    ladder_rule: str
    stage: str
    event_tests: tuple[ExactTest, ...]
    fact_tests: tuple[ExactTest, ...]


class CompiledLadder(Struct, frozen=True):
    """A ladder ready to run: the definition for durable_rules and the short names it gives to words.

    `event_names` and `fact_names` pair each word that is read (or sum of words) with its property.
    """

    ladder: Ladder
    file: str
    rules: tuple[CompiledRule, ...]
    derived: tuple[DerivedWord, ...]
    event_names: tuple[tuple[str, str], ...]
    fact_names: tuple[tuple[str, str], ...]
    definition: str


def compile_ladder(ladder: Ladder, file: str) -> CompiledLadder:
    """The ladder ready to run; raises ProblemsFound (exit code 3) with every error that `check_ladder` finds."""
    errors = [problem for problem in check_ladder(ladder, file) if problem.weight is Weight.ERROR]
    if errors:
        raise ProblemsFound(errors, ExitCode.RULES_WRONG)
    return _assemble(ladder, file, [terms_of_rule(ladder, rule) for rule in ladder.rules])


def _assemble(ladder: Ladder, file: str, read: Iterable[RuleTerms]) -> CompiledLadder:
    """The highest stage first, rules of one stage in the order of the file, steps down last."""
    by_precedence = sorted(read, key=lambda terms: -ladder.rank(terms.rule.propose or ""))
    derived = {sums.name: sums for terms in by_precedence for sums in terms.derived}
    rules: list[CompiledRule] = []
    for terms in by_precedence:
        stage = STEP_DOWN if terms.rule.step_down else str(terms.rule.propose)
        for term in terms.terms:
            event = tuple(sorted(test for test in term if not on_fact(test.word, derived)))
            fact = tuple(sorted(test for test in term if on_fact(test.word, derived)))
            rules.append(CompiledRule(f"r{len(rules)}", terms.rule.id, stage, event, fact))
    event_words = {CITABLE, CORROBORATED, FINAL} | {test.word for rule in rules for test in rule.event_tests}
    fact_words = {STAGE, REPLY_DATE_PASSED} | {test.word for rule in rules for test in rule.fact_tests}
    taken = (*RESERVED, EVENT_KEY, FACT_KEY)
    events = numbered_names("w", len(event_words), taken)
    facts = numbered_names("s", len(fact_words), (*taken, *events))
    event_names = tuple(zip(sorted(event_words), events, strict=True))
    fact_names = tuple(zip(sorted(fact_words), facts, strict=True))
    definition = _definition(rules, dict(event_names), dict(fact_names))
    return CompiledLadder(
        ladder, file, tuple(rules), tuple(sorted(derived.values())), event_names, fact_names, definition
    )


def _definition(rules: Iterable[CompiledRule], event_names: dict[str, str], fact_names: dict[str, str]) -> str:
    """The ruleset as durable_rules reads it: event first, then the stage fact, equality of keys last."""
    same_case = {FACT_KEY: {"t": EVENT_KEY}}
    made: dict[str, Json] = {}
    for rule in rules:
        event = [_json_of(test, event_names) for test in rule.event_tests] or [{"$ex": {EVENT_KEY: 1}}]
        fact = [*(_json_of(test, fact_names) for test in rule.fact_tests), same_case]
        made[rule.name] = _rule([{"t": _all_of(event)}, {"s": _all_of(fact)}], len(made) + 1)
    made[REST] = _rule([{"t": {"$ex": {EVENT_KEY: 1}}}, {"s": same_case}], len(made) + 1)
    return json.dumps(made)


def _rule(patterns: list[Json], priority: int) -> Json:
    return {"all": patterns, "pri": priority, "cap": CAP}


def _all_of(tests: list[Json]) -> Json:
    return tests[0] if len(tests) == 1 else {"$and": tests}


def _json_of(test: ExactTest, names: dict[str, str]) -> Json:
    name = names[test.word]
    if test.operator == KNOWN:
        return {"$ex": {name: 1}}
    if test.operator == "==":
        return {name: test.bound}
    return {_OPERATORS[test.operator]: {name: test.bound}}
