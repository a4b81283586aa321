"""Why a condition holds or does not, comparison by comparison, with the values that decide it, in plain English."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from pxcommission.inference.words import word_of_call
from pxcommission.rulebook.condition_english import in_english, number_text
from pxcommission.rulebook.conditions import (
    MIRRORED,
    OPPOSITE,
    All,
    Any,
    Call,
    Comparison,
    Condition,
    Not,
    Number,
    Sum,
    Term,
    Truth,
    Values,
    Word,
    holds,
    value_of,
)
from pxcommission.rulebook.ladders import SEVERITIES, Ladder

_OPERATORS = {
    "==": "equal to",
    "!=": "not equal to",
    "<": "less than",
    "<=": "at most",
    ">": "more than",
    ">=": "at least",
}
_COUNTED = ("breaches_in_", "met_in_", "units_in_", "sources_", "exception_reports_")


class Asked(Struct, frozen=True):
    """One comparison as it must come out: a word that must be true or false, or a comparison that must hold."""

    part: Comparison | Truth
    wanted: bool = True


def reasons(ladder: Ladder, condition: Condition, values: Values) -> tuple[str, ...]:
    """`in breach`, `short by 5 (at least 2)`, …: the comparisons by which a condition that holds does hold."""
    return tuple(dict.fromkeys(_reason(ladder, asked, values) for asked in _supporting(condition, True, values)))


def shortfall(ladder: Ladder, condition: Condition, values: Values) -> str:
    """What a condition that does not hold needs first: `short by at least 2; it is short by 1`."""
    missing = list(dict.fromkeys(_unmet(condition, True, values)))
    if len(missing) == 1:
        return f"{_need(ladder, missing[0])}; {_actual(ladder, missing[0], values)}"
    return " or ".join(f"{_need(ladder, asked)} ({_actual(ladder, asked, values)})" for asked in missing)


def _supporting(condition: Condition, wanted: bool, values: Values) -> Iterator[Asked]:
    match condition:
        case Truth() | Comparison():
            yield _asked(condition, wanted)
        case Not(inner):
            yield from _supporting(inner, not wanted, values)
        case All(parts) | Any(parts):
            for part in parts:
                if holds(part, values) is wanted:
                    yield from _supporting(part, wanted, values)


def _unmet(condition: Condition, wanted: bool, values: Values) -> Iterator[Asked]:
    match condition:
        case Truth() | Comparison():
            yield _asked(condition, wanted)
        case Not(inner):
            yield from _unmet(inner, not wanted, values)
        case All(parts) | Any(parts):
            missing = [part for part in parts if holds(part, values) is not wanted]
            needs_every = isinstance(condition, All) is wanted
            for part in missing[:1] if needs_every else missing:
                yield from _unmet(part, wanted, values)


def _asked(part: Comparison | Truth, wanted: bool) -> Asked:
    if isinstance(part, Truth):
        return Asked(part, wanted)
    made = part if wanted else Comparison(OPPOSITE[part.operator], part.left, part.right)
    if isinstance(made.left, Number) and not isinstance(made.right, Number):
        made = Comparison(MIRRORED[made.operator], made.right, made.left)
    return Asked(made)


def _reason(ladder: Ladder, asked: Asked, values: Values) -> str:
    if isinstance(asked.part, Truth):
        return _plain(asked)
    left, right, op = asked.part.left, asked.part.right, asked.part.operator
    value = value_of(left, values)
    shown = "" if value is None else _value(ladder, left, value)
    is_sum = "" if isinstance(left, Word | Call) else " is"
    if op == "==" and isinstance(right, Number | Word) and not is_sum:
        return f"{_label(left)} {shown}"
    return f"{_label(left)}{is_sum} {shown} ({_bound(ladder, asked.part, values)})"


def _plain(asked: Asked) -> str:
    word = in_english(asked.part)
    return word if asked.wanted else f"not {word}"


def _bound(ladder: Ladder, comparison: Comparison, values: Values | None = None) -> str:
    """`at least 2`, `at least major`; with values, what a sum or word on the right comes to."""
    right = comparison.right
    named = isinstance(right, Word) and (right.name in SEVERITIES or _is_stage(ladder, right.name))
    said = _value(ladder, comparison.left, right.value) if isinstance(right, Number) else in_english(right)
    if values is not None and not isinstance(right, Number) and not named:
        value = value_of(right, values)
        said += "" if value is None else f", which is {_value(ladder, right, value)}"
    return f"{_OPERATORS[comparison.operator]} {said}"


def _is_stage(ladder: Ladder, name: str) -> bool:
    return any(stage.id.replace("-", "_") == name for stage in ladder.stages)


def _need(ladder: Ladder, asked: Asked) -> str:
    if isinstance(asked.part, Truth):
        return _plain(asked)
    return f"{_label(asked.part.left)} {_bound(ladder, asked.part)}"


def _actual(ladder: Ladder, asked: Asked, values: Values) -> str:
    if isinstance(asked.part, Truth):
        value = values.get(asked.part.word)
        return "that is not known" if value is None else "it is not" if asked.wanted else "it is"
    found, right = value_of(asked.part.left, values), value_of(asked.part.right, values)
    if found is None or right is None:
        return "that is not known"
    said = _is_said(ladder, asked.part.left, found)
    is_plain = isinstance(asked.part.right, Number | Word) and _bound(ladder, asked.part, values) == _bound(
        ladder, asked.part
    )
    return said if is_plain else f"{said}, against {_value(ladder, asked.part.right, right)}"


def _is_said(ladder: Ladder, left: Term, found: Fraction) -> str:
    """`it is short by 1`, `there are 2`, `it is major`."""
    word, value = _word(left), _value(ladder, left, found)
    if word == "short_by":
        return f"it is short by {value}"
    if word.startswith(_COUNTED):
        return f"there {'is' if found == 1 else 'are'} {value}"
    return f"it is {value}"


def _label(term: Term) -> str:
    return _word(term).replace("_", " ") or in_english(term)


def _word(term: Term) -> str:
    match term:
        case Word(name):
            return name
        case Call() as call:
            return word_of_call(call) or ""
        case Number() | Sum():
            return ""


def _value(ladder: Ladder, term: Term, value: Fraction) -> str:
    """The value as people say it: `major`, `challenge`, `none`, `5`."""
    word = _word(term)
    if word == "severity":
        return next((name for name, degree in SEVERITIES.items() if degree == value), number_text(value))
    if word == "stage" and value.denominator == 1 and 0 <= value <= len(ladder.stages):
        return str(ladder.stages[int(value) - 1].id) if value else "none"
    return number_text(value)
