"""The thin driver of durable_rules: events joined with stage facts, shard by shard, every answer counted.

It follows the rules of use measured for durable_rules 2.0.28: small ids proven distinct under the
engine's hash, whole numbers only, equality of keys last, nothing done while a match is held, every return code checked,
and the state deleted after each shard.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from pxcommission.inference.cases import CaseSignals, CaseState
from pxcommission.inference.compile_ladder import EVENT_KEY, FACT_KEY, REST, CompiledLadder
from pxcommission.inference.identity import id_pool
from pxcommission.inference.rule_terms import CITABLE, CORROBORATED, FINAL, REPLY_DATE_PASSED
from pxcommission.inference.words import register_values
from pxcommission.problems import ExitCode, Problem, ProblemsFound

SHARD = 40
_THE_STATE = "0"
_STORED = 0


class EngineFault(Exception):
    """durable_rules did not answer as it must; nothing of this run can be relied on."""


class Match(Struct, frozen=True):
    """One event taken: by which durable rule, and for which key of the shard."""

    rule: str
    key: int


def rules_that_decide(
    compiled: CompiledLadder, signals: Sequence[CaseSignals], states: Sequence[CaseState], shard: int = SHARD
) -> list[str]:
    """The ladder rule that decides for each of the signals (empty: none), as durable_rules finds it.

    `states` pairs with `signals`. Cases that give the ladder the same words and the same state are the same to it, so each
    such situation enters the engine once. Raises EngineFault when a message is refused, lost or taken twice, and ProblemsFound
    (exit code 5) where durable_rules can't be loaded.
    """
    ladder_rules = {rule.name: rule.ladder_rule for rule in compiled.rules} | {REST: ""}
    situations = [
        (_event_values(compiled, one), _fact_values(compiled, state))
        for one, state in zip(signals, states, strict=True)
    ]
    different = list(dict.fromkeys(situations))
    events = [dict(event) for event, _ in different]
    facts = [dict(fact) for _, fact in different]
    taken = dict(zip(different, rules_that_take(compiled.definition, events, facts, shard), strict=True))
    return [ladder_rules[taken[situation]] for situation in situations]


def rules_that_take(
    definition: str, events: Sequence[Mapping[str, int]], facts: Sequence[Mapping[str, int]], shard: int = SHARD
) -> list[str]:
    """The durable rule of a definition that takes each event, joined with the stage fact beside it.

    Every rule of the definition joins an event `t` with a fact `s` by their keys (EVENT_KEY, FACT_KEY), and REST takes
    what no other rule does.
    """
    found: list[str] = []
    for start in range(0, len(events), shard):
        part = slice(start, start + shard)
        event_ids, fact_ids = id_pool(shard)
        sent = [{"id": event_ids[key], EVENT_KEY: key, **values} for key, values in enumerate(events[part])]
        stand = [{"id": fact_ids[key], FACT_KEY: key, **values} for key, values in enumerate(facts[part])]
        found.extend(_run_shard(definition, sent, stand))
    return found


def load_engine() -> Any:
    """The C module of durable_rules; raises ProblemsFound (exit code 5) in plain words where it can't be loaded."""
    try:
        return importlib.import_module("durable_rules_engine")
    except ImportError as wrong:
        message = f"the rules engine durable_rules can't be loaded: {wrong}"
        fix = (
            "install pxcommission with Python 3.11 or 3.12 on a machine with a C compiler, "
            "or choose --engine reference, which gives the same result"
        )
        raise ProblemsFound([Problem("durable_rules", message, fix)], ExitCode.ENVIRONMENT) from None


_rulesets: dict[str, int] = {}
"""One ruleset for each definition of this process: deleting a ruleset leaks, so it is kept and its state is deleted."""


def _run_shard(definition: str, events: list[dict[str, Any]], facts: list[dict[str, Any]]) -> list[str]:
    """The name of the durable rule that took each event, in the order of the events."""
    engine = load_engine()
    handle = _rulesets.pop(definition, None)
    if handle is None:
        handle = engine.create_ruleset("rules", definition)
    _check(engine.assert_facts(handle, json.dumps(facts)), "a stage fact")
    _check(engine.assert_events(handle, json.dumps(events)), "a signal")
    taken = _counted(_matches(engine, handle), len(events))
    if json.loads(engine.get_events(handle, _THE_STATE)):
        raise EngineFault("signals were left waiting in the engine after every match was completed")
    engine.delete_state(handle, _THE_STATE)
    _rulesets[definition] = handle
    return taken


def _check(answer: tuple[int, int], what: str) -> None:
    code = answer[0]
    if code != _STORED:
        raise EngineFault(f"the engine answered {code} to {what}; only {_STORED} (stored) is right")


def _matches(engine: Any, handle: int) -> Iterator[Match]:
    """Every match until the engine has none left; the matches are only collected."""
    started = engine.start_action(handle)
    while started is not None:
        _, text, offset = started
        while text is not None:
            yield from _read_match(text)
            text = engine.complete_and_start_action(handle, offset)
        started = engine.start_action(handle)


def _read_match(text: str) -> Iterator[Match]:
    (found,) = json.loads(text).items()
    rule, messages = found
    for message in messages:
        if message["t"][EVENT_KEY] != message["s"][FACT_KEY]:
            raise EngineFault(f"a signal was joined with the stage of another case: {text}")
        yield Match(rule, message["t"][EVENT_KEY])


def _counted(matches: Iterator[Match], sent: int) -> list[str]:
    """The rule of each key from 0; every signal sent must have been taken, and once."""
    taken: dict[int, str] = {}
    for match in matches:
        if match.key in taken:
            raise EngineFault(f"signal {match.key} was taken twice: by {taken[match.key]} and by {match.rule}")
        taken[match.key] = match.rule
    if sorted(taken) != list(range(sent)):
        raise EngineFault(f"{sent} signals were sent and {len(taken)} taken")
    return [taken[key] for key in range(sent)]


Values = tuple[tuple[str, int], ...]
"""What a message says: its properties by short name, in a fixed order."""


def _event_values(compiled: CompiledLadder, signals: CaseSignals) -> Values:
    restraint = {CITABLE: signals.citable, CORROBORATED: not signals.uncorroborated, FINAL: signals.final}
    values = {**dict(signals.words), **{word: int(value) for word, value in restraint.items()}}
    return _named(compiled, values, compiled.event_names)


def _fact_values(compiled: CompiledLadder, state: CaseState) -> Values:
    values = {**register_values(compiled.ladder, state), REPLY_DATE_PASSED: int(state.reply_date_passed)}
    return _named(compiled, values, compiled.fact_names)


def _named(compiled: CompiledLadder, values: dict[str, int], names: tuple[tuple[str, str], ...]) -> Values:
    sums = {derived.name: derived.value(values) for derived in compiled.derived}
    known = values | {name: value for name, value in sums.items() if value is not None}
    return tuple((short, known[word]) for word, short in names if word in known)
