"""Conditions of rule files: one line of English-like text, read into one small tree.

The tree has four uses: the vectorised plan (`assessment/plan.py`), the plain three-valued reading below, the English
sentence below, and the tests in rule files. Text is read through Python's `ast` with a whitelist; nothing in it is ever
executed.
"""

from __future__ import annotations

import ast
import io
import operator
import tokenize
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

LONGEST = 500
DEEPEST = 20
FUNCTIONS = {"total": 2, "previous": 1, "change": 1, "breaches": 1}

COMPARE: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
MIRRORED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_IN_ENGLISH = {
    "==": "equal to",
    "!=": "not equal to",
    "<": "less than",
    "<=": "at most",
    ">": "more than",
    ">=": "at least",
}


@dataclass(frozen=True)
class Number:
    """A plain number, exact."""

    value: Fraction


@dataclass(frozen=True)
class Word:
    """A word of the vocabulary (or a named constant such as `critical`), to be given a value."""

    name: str


@dataclass(frozen=True)
class Call:
    """`total(word, 4)`, `previous(word)`, `change(word)` or `breaches(4)`."""

    function: str
    word: str | None
    periods: int | None

    @property
    def name(self) -> str:
        """As written, and the name under which its value is looked up."""
        parts = [str(part) for part in (self.word, self.periods) if part is not None]
        return f"{self.function}({', '.join(parts)})"


@dataclass(frozen=True)
class Sum:
    """`left + right`, `left - right` or `left * right`."""

    operator: str
    left: Term
    right: Term


@dataclass(frozen=True)
class Comparison:
    """`left >= right` and the like: true, false, or unknown when a value is missing."""

    operator: str
    left: Term
    right: Term


@dataclass(frozen=True)
class Truth:
    """A word that is true or false by itself: `in_breach`."""

    word: str


@dataclass(frozen=True)
class Not:
    """The opposite of a condition."""

    condition: Condition


@dataclass(frozen=True)
class All:
    """`a and b`: every one holds."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Any:
    """`a or b`: at least one holds."""

    conditions: tuple[Condition, ...]


Term = Number | Word | Call | Sum
Condition = Comparison | Truth | Not | All | Any
Values = Mapping[str, Fraction | int | None]


class NotACondition(Exception):
    """The text is not a condition; `offset` counts characters from 0."""

    def __init__(self, offset: int, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.offset, self.message, self.fix = offset, message, fix


def read_condition(text: str) -> Condition:
    """The tree of a condition; raises NotACondition with the place of the first thing that can't be read."""
    if len(text) > LONGEST:
        raise NotACondition(LONGEST, f"a condition has at most {LONGEST} characters; this has {len(text)}")
    for offset, char in enumerate(text):
        if not (" " <= char <= "~"):
            raise NotACondition(
                offset, f"only plain ASCII characters may stand in a condition; found U+{ord(char):04X}"
            )
    _refuse_deep(text)
    _refuse_odd_numbers(text)
    if not text.strip():
        raise NotACondition(0, "the condition is empty")
    try:
        parsed = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as wrong:
        offset = getattr(wrong, "offset", None) or 1
        raise NotACondition(min(offset, len(text)) - 1, "this can't be read as a condition", _HOW) from None
    return _condition(parsed)


_HOW = "write comparisons such as `responses >= 30` joined by and, or, not"


def _refuse_deep(text: str) -> None:
    depth = 0
    for offset, char in enumerate(text):
        depth += (char in "([{") - (char in ")]}")
        if depth > DEEPEST:
            raise NotACondition(offset, f"a condition is at most {DEEPEST} parentheses deep")
    if text.split().count("not") > DEEPEST or text.count("-") + text.count("+") > 4 * DEEPEST:
        raise NotACondition(0, f"a condition is at most {DEEPEST} deep")


def _refuse_odd_numbers(text: str) -> None:
    """Numbers are digits with at most one point: no exponents, underscores, other bases or text."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.NUMBER and not _is_plain(token.string):
                raise NotACondition(token.start[1], f"'{token.string}' is not a plain number", "write 30 or 97.5")
            if token.type == tokenize.STRING:
                raise NotACondition(token.start[1], "text in quotes can't stand in a condition")
    except (tokenize.TokenError, SyntaxError, IndentationError):
        raise NotACondition(len(text) - 1, "this can't be read as a condition", _HOW) from None


def _is_plain(text: str) -> bool:
    whole, point, rest = text.partition(".")
    return whole.isdigit() and len(whole) <= 12 and (not point or (rest.isdigit() and len(rest) <= 6))


def _condition(node: ast.expr) -> Condition:
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            return All(tuple(_condition(value) for value in values))
        case ast.BoolOp(op=ast.Or(), values=values):
            return Any(tuple(_condition(value) for value in values))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Not(_condition(operand))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return Comparison(_operator(op, node), _term(left), _term(right))
        case ast.Compare():
            raise NotACondition(node.col_offset, "one comparison at a time", "write `a >= 1 and a <= 5`")
        case ast.Name(id=name):
            return Truth(name)
        case _:
            raise NotACondition(node.col_offset, "a comparison or a word that is true or false is expected here", _HOW)


def _operator(op: ast.cmpop, node: ast.expr) -> str:
    known = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
    found = known.get(type(op))
    if found is None:
        raise NotACondition(node.col_offset, "only == != < <= > >= compare", _HOW)
    return found


def _term(node: ast.expr) -> Term:
    match node:
        case ast.Constant(value=bool()) | ast.Constant(value=None):
            raise NotACondition(node.col_offset, "true, false and none are not numbers")
        case ast.Constant(value=value):
            return Number(Fraction(str(value)))
        case ast.Name(id=name):
            return Word(name)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() as op, right=right):
            sign = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}[type(op)]
            return Sum(sign, _term(left), _term(right))
        case ast.BinOp():
            raise NotACondition(
                node.col_offset, "only + - * may be used; a division is written as a multiplication", "`2 * a >= b`"
            )
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Sum("-", Number(Fraction(0)), _term(operand))
        case ast.Call(func=ast.Name(id=function), args=args, keywords=[]):
            return _call(node, function, args)
        case _:
            raise NotACondition(
                node.col_offset, "a number, a word, or total, previous, change, breaches is expected here"
            )


def _call(node: ast.expr, function: str, args: list[ast.expr]) -> Call:
    if FUNCTIONS.get(function) != len(args):
        from pxcommission.problems import did_you_mean

        how = "known: total(word, 4), previous(word), change(word), breaches(4)"
        near = did_you_mean(function, FUNCTIONS)
        raise NotACondition(node.col_offset, f"'{function}' with {len(args)} values is not known{near}", how)
    match args:
        case [ast.Name(id=word), ast.Constant(value=int() as periods)] if 1 <= periods <= 40:
            return Call(function, word, periods)
        case [ast.Name(id=word)] if function in ("previous", "change"):
            return Call(function, word, None)
        case [ast.Constant(value=int() as periods)] if function == "breaches" and 1 <= periods <= 40:
            return Call(function, None, periods)
        case _:
            raise NotACondition(node.col_offset, f"'{function}' takes a word and a number of periods from 1 to 40")


def holds(condition: Condition, values: Values) -> bool | None:
    """Whether a condition holds for these values, exactly; None (unknown) when a missing value decides it.

    Three-valued: a missing value makes its comparison unknown; `and` with a false is false, `or` with a true is true.
    """
    match condition:
        case Truth(word):
            value = values.get(word)
            return None if value is None else value != 0
        case Comparison(operator=op, left=left, right=right):
            a, b = value_of(left, values), value_of(right, values)
            return None if a is None or b is None else COMPARE[op](a, b)
        case Not(inner):
            known = holds(inner, values)
            return None if known is None else not known
        case All(parts):
            answers = [holds(part, values) for part in parts]
            return False if False in answers else None if None in answers else True
        case Any(parts):
            answers = [holds(part, values) for part in parts]
            return True if True in answers else None if None in answers else False


def value_of(term: Term, values: Values) -> Fraction | None:
    """The exact value of a term, or None when a word in it has no value."""
    match term:
        case Number(value):
            return value
        case Word(name):
            found = values.get(name)
        case Call() as call:
            found = values.get(call.name)
        case Sum(operator=op, left=left, right=right):
            a, b = value_of(left, values), value_of(right, values)
            if a is None or b is None:
                return None
            return a + b if op == "+" else a - b if op == "-" else a * b
    return None if found is None else Fraction(found)


def words_of(condition: Condition | Term) -> Iterator[str]:
    """Every word a condition reads, in order, words inside calls included."""
    match condition:
        case Truth(word) | Word(word):
            yield word
        case Call(word=inner):
            if inner is not None:
                yield inner
        case Number():
            return
        case Comparison(left=left, right=right) | Sum(left=left, right=right):
            yield from words_of(left)
            yield from words_of(right)
        case Not(inner_condition):
            yield from words_of(inner_condition)
        case All(parts) | Any(parts):
            for part in parts:
                yield from words_of(part)


def calls_of(condition: Condition | Term) -> Iterator[Call]:
    """Every call a condition makes, in order."""
    match condition:
        case Call() as call:
            yield call
        case Comparison(left=left, right=right) | Sum(left=left, right=right):
            yield from calls_of(left)
            yield from calls_of(right)
        case Not(inner):
            yield from calls_of(inner)
        case All(parts) | Any(parts):
            for part in parts:
                yield from calls_of(part)
        case Truth() | Word() | Number():
            return


def comparisons_of(condition: Condition) -> Iterator[Comparison | Truth]:
    """Every single comparison or true-or-false word in a condition, in order."""
    match condition:
        case Comparison() | Truth():
            yield condition
        case Not(inner):
            yield from comparisons_of(inner)
        case All(parts) | Any(parts):
            for part in parts:
                yield from comparisons_of(part)


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
