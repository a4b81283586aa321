"""Problems of one contract form: names that don't exist, numbers of the wrong unit, states nobody reaches or leaves, readings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pxcommission.problems import Problem
from pxcommission.rulebook.contract_forms import (
    ANY,
    MONEY_NEEDS,
    SAME,
    ContractForm,
    FormNumber,
    FormStep,
    is_open,
    number_read,
)
from pxcommission.rulebook.lint_names import unknown, warning
from pxcommission.rulebook.lint_requirements import lint_source
from pxcommission.strict_models import place_of

TIMES = ("operational days", "calendar months")
MOST_STARTS = 400
"""Measured: every step and state it starts from is one rule of the engine, which is safe with this many."""


def lint_form(form: ContractForm, *, advice: bool = True) -> Iterator[Problem]:
    """Problems of one contract form; without `advice` every error, and not all that only warns or notes."""
    if form.in_force_to is not None and form.in_force_to < form.in_force_from:
        message = f"the form ends ({form.in_force_to}) before it starts ({form.in_force_from})"
        yield form.place.problem(message, "check `in_force_from` and `in_force_to`", "PX173")
    steps = [step.id for step in form.steps]
    for step in form.steps:
        yield from _lint_names(step, form, steps)
        yield from _lint_units(step, form)
        yield from _lint_money(step)
    yield from _lint_ids(form)
    if advice:
        yield from _states_warned_of(form)
    yield from _lint_size(form)
    for name, number in form.numbers.items():
        yield from _lint_reading(name, number)
    yield from lint_source(form.source)


def _lint_names(step: FormStep, form: ContractForm, steps: list[str]) -> Iterator[Problem]:
    starts = [state for state in step.from_ if state != ANY]
    ends = [] if step.to == SAME else [step.to]
    for state in (*starts, *ends, *step.counted_from):
        yield from unknown(step.place, "state", state, form.states, "PX107")
    for number in step.numbers:
        yield from unknown(step.place, "number", number, form.numbers, "PX107")
    for before in step.follows:
        yield from unknown(step.place, "step", before, steps, "PX107")


def _lint_units(step: FormStep, form: ContractForm) -> Iterator[Problem]:
    """A time is counted in Operational Days or months, a cap is a share."""
    for key, names, units in (
        ("within", (step.within,), TIMES),
        ("after", (step.after,), TIMES),
        ("caps", step.caps, ("per cent",)),
    ):
        for name in names:
            number = form.numbers.get(name) if name is not None else None
            if number is not None and number.unit not in units:
                message = f"`{key}` of '{step.id}' is {number.text}: this can't be counted in {number.unit}"
                fix = f"name a number in {' or '.join(units)}"
                yield place_of(name, step.place).problem(message, fix, "PX151")


def _lint_money(step: FormStep) -> Iterator[Problem]:
    missing = [need for need in MONEY_NEEDS if need not in step.needs]
    if step.money and missing:
        message = f"'{step.id}' withholds or keeps a sum and does not ask for: {', '.join(missing)}"
        yield place_of(step.id, step.place).problem(message, "add it to its `needs`", "PX152")


def _lint_ids(form: ContractForm) -> Iterator[Problem]:
    counted: Counter[str] = Counter()
    for step in form.steps:
        counted[step.id] += 1
        if counted[step.id] == 2:
            message = f"two steps are called '{step.id}'"
            yield place_of(step.id, step.place).problem(message, "give one of them another id", "PX153")


def _states_warned_of(form: ContractForm) -> Iterator[Problem]:
    """Warnings of states that no step leads to, and open ones that no step leads out of (`same` and `any` lead nowhere)."""
    first = form.states[0]
    reached = {first}
    before: set[str] = set()
    while before != reached:
        before = set(reached)
        reached |= {step.to for step in form.steps if step.to != SAME and any(map(step.starts_from, before))}
    left = {state for step in form.steps if step.to != SAME for state in form.states
            if step.to != state and step.starts_from(state)}  # fmt: skip
    for state in form.states:
        place = place_of(state, form.place)
        if state not in reached:
            message = f"no step leads to the state '{state}'"
            yield warning(place.problem(message, "add the step, or remove the state", "PX154"))
        elif state != first and is_open(state) and state not in left:
            message = f"no step leads out of the state '{state}'"
            fix = "add the step; an end of the process is called `closed-…`"
            yield warning(place.problem(message, fix, "PX155"))


def _lint_size(form: ContractForm) -> Iterator[Problem]:
    starts = sum(len(step.from_) for step in form.steps)
    if starts > MOST_STARTS:
        message = f"the steps start from {starts} states together; the engine is safe with {MOST_STARTS}"
        yield form.place.problem(message, "write `from: [any]` where a step may be taken from every state", "PX156")


def _lint_reading(name: str, number: FormNumber) -> Iterator[Problem]:
    """A number called verified says who read what and when, and the reading is the number."""
    place = place_of(number.clause, number.place)
    if number.verified and None in (number.verified_by, number.verified_on, number.reading):
        message = f"'{name}' is called verified, and who read what in the signed text, and when, is not said"
        fix = "run `pxcommission forms verify`, which records it"
        yield warning(place.problem(message, fix, "PX157"))
    read = number_read(number.reading) if number.reading is not None else None
    if number.reading is not None and read != (number.value, number.unit):
        message = f"'{name}' is {number.text}, and the reading recorded with it says '{number.reading}'"
        fix = "correct the number or the reading, whichever is wrong"
        yield place_of(number.reading, place).problem(message, fix, "PX158")
