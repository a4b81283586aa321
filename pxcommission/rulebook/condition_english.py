"""A condition as a sentence part, and exact numbers as text."""

from __future__ import annotations

from fractions import Fraction

from pxcommission.rulebook.conditions import All, Any, Call, Comparison, Condition, Not, Number, Sum, Term, Truth, Word

_IN_ENGLISH = {
    "==": "equal to",
    "!=": "not equal to",
    "<": "less than",
    "<=": "at most",
    ">": "more than",
    ">=": "at least",
}


def in_english(condition: Condition | Term) -> str:
    """The condition as a sentence part: `in breach and breaches in a row at least 2`."""
    match condition:
        case Truth(word) | Word(word):
            return word.replace("_", " ")
        case Number(value):
            return number_text(value)
        case Call(function, word, periods):
            return _call_in_english(function, word, periods)
        case Sum(operator=op, left=left, right=right):
            joined = {"+": "plus", "-": "minus", "*": "times"}[op]
            return f"{_operand(left, op, False)} {joined} {_operand(right, op, True)}"
        case Comparison(operator=op, left=left, right=right):
            return f"{in_english(left)} {_IN_ENGLISH[op]} {in_english(right)}"
        case Not(inner):
            return f"not ({in_english(inner)})"
        case All(parts):
            return " and ".join(_bracketed(part) for part in parts)
        case Any(parts):
            return " or ".join(_bracketed(part) for part in parts)


def _call_in_english(function: str, word: str | None, periods: int | None) -> str:
    named = (word or "").replace("_", " ")
    match function:
        case "total":
            return f"{named} added over {periods} periods"
        case "previous":
            return f"{named} in the period before"
        case "change":
            return f"the change in {named} since the period before"
        case _:
            return f"breaches in the last {periods} periods"


def _operand(term: Term, op: str, on_the_right: bool) -> str:
    """A part of a sum or product, in brackets where leaving them out would change what it says."""
    said = in_english(term)
    if not isinstance(term, Sum):
        return said
    clear = op == "+" or (op == "-" and (term.operator == "*" or not on_the_right)) or term.operator == op == "*"
    return said if clear else f"({said})"


def _bracketed(part: Condition) -> str:
    return f"({in_english(part)})" if isinstance(part, All | Any) else in_english(part)


def number_text(value: Fraction) -> str:
    """`95`, `97.5`: an exact decimal where there is one, else a fraction."""
    if value.denominator == 1:
        return str(value.numerator)
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
        if places > 12:
            return f"{value.numerator}/{value.denominator}"
    sign, units = ("-" if value < 0 else ""), abs(int(value * 10**places))
    return f"{sign}{units // 10**places}.{units % 10**places:0{places}d}"
