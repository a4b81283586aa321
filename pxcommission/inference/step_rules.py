"""Which steps of a contract form may be taken: durable_rules matches the step asked for with the state of its notice,
and a plain reading of the same form must agree."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from pxcommission.inference.compile_ladder import CAP, EVENT_KEY, FACT_KEY, REST
from pxcommission.inference.durable import rules_that_take
from pxcommission.inference.engines import Engine
from pxcommission.inference.identity import RESERVED, numbered_names
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean
from pxcommission.rulebook.contract_forms import ANY, NO_NOTICE, ContractForm, FormStep, is_open

STEP, WAITED, FOLLOWED = "step", "waited", "followed"
MOST_MATCHES = 60
"""Rules of one ruleset that may match one fact: 64 is where the engine was measured to refuse it."""


class StepAsked(Struct, frozen=True):
    """A step somebody wants to take. `waited`: whether the time that must pass before it has passed (true when none must);
    `given`: what has been recorded of what the form needs for it; `followed`: whether a step it follows was taken since
    (true when it follows none). `wait` says in words what must pass first."""

    case: str
    step: str
    state: str
    waited: bool
    given: frozenset[str] = frozenset()
    followed: bool = True
    wait: str = ""


class StepAnswer(Struct, frozen=True):
    """Whether the step may be taken; if not, why not, each reason in words."""

    asked: StepAsked
    allowed: bool
    reasons: tuple[str, ...] = ()


class StepReadingsDiffer(Exception):
    """The two engines do not agree on a step: an internal error, and nothing is recorded."""

    def __init__(self, asked: StepAsked, durable: bool, plain: bool) -> None:
        self.asked = asked
        super().__init__(
            f"{asked.case}, {asked.step}: durable_rules says {durable}, the plain reading {plain} ({asked})"
        )


def permitted(form: ContractForm, asked: Sequence[StepAsked], engine: Engine) -> tuple[StepAnswer, ...]:
    """The answer to each step asked for; raises StepReadingsDiffer when the two readings do not agree."""
    answers = tuple(_read(form, one) for one in asked)
    if engine == "durable":
        for answer, allowed in zip(answers, _durably(form, asked), strict=True):
            if allowed != answer.allowed:
                raise StepReadingsDiffer(answer.asked, allowed, answer.allowed)
    return answers


def _read(form: ContractForm, asked: StepAsked) -> StepAnswer:
    """The plain reading: the step exists, its notice is in a state it starts from, its time has come, nothing is missing."""
    step = form.step(asked.step)
    if step is None:
        near = did_you_mean(asked.step, [one.id for one in form.steps])
        return StepAnswer(asked, False, (f"{form.edition} has no step '{asked.step}'{near}",))
    reasons = tuple(_against(form, step, asked))
    return StepAnswer(asked, not reasons, reasons)


def _against(form: ContractForm, step: FormStep, asked: StepAsked) -> Iterator[str]:
    if not step.starts_from(asked.state):
        starts = " or ".join(_in_words(state) for state in step.from_)
        at = "there is none" if asked.state == NO_NOTICE else f"the notice is at {_in_words(asked.state)}"
        yield f"{step.clause}: {step.name} starts from {starts}; {at}"
    if not asked.followed:
        before = " or ".join(one.name for one in form.steps if one.id in step.follows)
        yield f"{step.clause}: {step.name} follows {before}, which was not taken since"
    if not asked.waited:
        wait = asked.wait or f"the time that must pass before {step.name} has not passed"
        yield f"{step.clause}: {wait}"
    for need in step.needs:
        if need not in asked.given:
            yield f"{step.clause}: {step.name} needs: {need}"


def _in_words(state: str) -> str:
    match state:
        case "none":
            return "no open notice"
        case "any":
            return "an open notice"
        case _:
            return f"'{state.replace('-', ' ')}'"


def _durably(form: ContractForm, asked: Sequence[StepAsked]) -> list[bool]:
    compiled = _compiled(form)
    events = [compiled.event(one) for one in asked]
    facts = [compiled.fact(one) for one in asked]
    return [name != REST for name in rules_that_take(compiled.definition, events, facts)]


class _CompiledForm(Struct, frozen=True):
    """A form as durable_rules reads it: words, steps and states by short names and numbers from 1 (0: none of them).

    `most_matches` is the most rules that one event or one fact can match.
    """

    definition: str
    words: dict[str, str]
    state: str
    open: str
    most_matches: int
    steps: dict[str, int]
    states: dict[str, int]

    def event(self, asked: StepAsked) -> dict[str, int]:
        given = {self.words[need]: 1 for need in asked.given if need in self.words}
        timely = {self.words[WAITED]: int(asked.waited), self.words[FOLLOWED]: int(asked.followed)}
        return {self.words[STEP]: self.steps.get(asked.step, 0), **timely, **given}

    def fact(self, asked: StepAsked) -> dict[str, int]:
        return {self.state: self.states.get(asked.state, 0), self.open: int(is_open(asked.state))}


def _compiled(form: ContractForm) -> _CompiledForm:
    return _compile(form.edition, form.states, form.steps)


@functools.lru_cache(maxsize=64)
def _compile(edition: str, form_states: tuple[str, ...], form_steps: tuple[FormStep, ...]) -> _CompiledForm:
    """One durable rule for each step and state it starts from: the event first, then the fact, equality of keys last."""
    needs = sorted({need for step in form_steps for need in step.needs})
    wanted = (STEP, WAITED, FOLLOWED, *needs)
    words = dict(zip(wanted, numbered_names("w", len(wanted), (*RESERVED, EVENT_KEY, FACT_KEY)), strict=True))
    state, open_ = numbered_names("s", 2, (*RESERVED, EVENT_KEY, FACT_KEY, *words.values()))
    steps = {step.id: number for number, step in enumerate(form_steps, start=1)}
    states = {name: number for number, name in enumerate(form_states, start=1)}
    same = {FACT_KEY: {"t": EVENT_KEY}}
    made: dict[str, Any] = {}
    for step in form_steps:
        met = (WAITED, FOLLOWED, *step.needs)
        tests = [{words[STEP]: steps[step.id]}, *({words[word]: 1} for word in met)]
        for name in step.from_:
            stands = {open_: 1} if name == ANY else {state: states[name]}
            fact = {"$and": [stands, same]}
            made[f"r{len(made)}"] = {"all": [{"t": {"$and": tests}}, {"s": fact}], "pri": len(made) + 1, "cap": CAP}
    rest: list[dict[str, Any]] = [{"t": {"$ex": {EVENT_KEY: 1}}}, {"s": same}]
    made[REST] = {"all": rest, "pri": len(made) + 1, "cap": CAP}
    of_a_step = max(len(step.from_) for step in form_steps)
    of_a_state = max(sum(step.starts_from(name) for step in form_steps) for name in form_states)
    matches = max(of_a_step, of_a_state) + 1
    if matches > MOST_MATCHES:
        message = f"{matches} rules could match one notice; the engine is safe with {MOST_MATCHES}"
        problem = Problem(f"contract form {edition}", message, "leave out steps that are not used")
        raise ProblemsFound([problem], ExitCode.RULES_WRONG)
    return _CompiledForm(json.dumps(made), words, state, open_, matches, steps, states)
