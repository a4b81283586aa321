"""Read a condition: one line of English-like text, through Python's `ast` with a whitelist; nothing in it is executed."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from fractions import Fraction

from pxcommission.problems import did_you_mean
from pxcommission.rulebook.conditions import All, Any, Call, Comparison, Condition, Not, Number, Sum, Term, Truth, Word

LONGEST = 500
DEEPEST = 20
_SHORTER = "ask less in one condition: several requirements, each with its own, are easier to read"
FUNCTIONS = {
    "total": ("a word and a number of periods from 1 to 40", "total(word, 4)"),
    "previous": ("one word", "previous(word)"),
    "change": ("one word", "change(word)"),
    "breaches": ("a number of periods from 1 to 40", "breaches(4)"),
}
"""What each call takes, and an example of it."""


class NotACondition(Exception):
    """The text is not a condition; `offset` counts characters from 0."""

    def __init__(self, offset: int, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.offset, self.message, self.fix = offset, message, fix


def read_condition(text: str) -> Condition:
    """The tree of a condition; raises NotACondition with the place of the first thing that can't be read."""
    if len(text) > LONGEST:
        raise NotACondition(LONGEST, f"a condition has at most {LONGEST} characters; this has {len(text)}", _SHORTER)
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
        raise _not_read(text, min(offset, len(text)) - 1) from None
    return _condition(parsed)


def _not_read(text: str, offset: int) -> NotACondition:
    """What was probably meant by a text that can't be read."""
    torn = re.search(r"[<>=!] +=", text)
    if torn:
        sign = torn[0].replace(" ", "")
        return NotACondition(torn.start(), "the sign is torn apart by a space", f"write {sign} without a space in it")
    for pattern, message, fix in _SLIPS:
        found = re.search(pattern, text)
        if found:
            return NotACondition(found.start(), message, fix)
    return NotACondition(offset, "this can't be read as a condition", _HOW)


_SLIPS = (
    (r"=>|=<", "the sign is turned round", "write >= for at least, <= for at most"),
    (r"(?<![<>=!])=(?!=)", "a single = does not compare", "write == for equal to"),
    (r"&+|\|+|!(?!=)", "this sign is written as a word here", "write and, or, not"),
    (r"%", "a share is written without %", "write the number alone, such as `fft_positive >= 95`"),
    (r"(?<=[0-9]),(?=[0-9]{3})", "a number has no commas", "write 1000 for 1,000"),
)


_HOW = "write comparisons such as `responses >= 30` joined by and, or, not"


def _refuse_deep(text: str) -> None:
    depth = 0
    for offset, char in enumerate(text):
        depth += (char in "([{") - (char in ")]}")
        if depth > DEEPEST:
            raise NotACondition(offset, f"a condition is at most {DEEPEST} parentheses deep", _SHORTER)
    if text.split().count("not") > DEEPEST or text.count("-") + text.count("+") > 4 * DEEPEST:
        raise NotACondition(0, f"a condition is at most {DEEPEST} deep", _SHORTER)


def _refuse_odd_numbers(text: str) -> None:
    """Numbers are digits with at most one point: no exponents, underscores, other bases or text."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.NUMBER and not _is_plain(token.string):
                raise NotACondition(token.start[1], f"'{token.string}' is not a plain number", "write 30 or 97.5")
            if token.type == tokenize.STRING:
                raise NotACondition(token.start[1], "text in quotes can't stand in a condition")
    except (tokenize.TokenError, SyntaxError, IndentationError):
        raise _not_read(text, len(text) - 1) from None


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
    if function not in FUNCTIONS:
        how = "known: " + ", ".join(example for _, example in FUNCTIONS.values())
        near = did_you_mean(function, FUNCTIONS)
        raise NotACondition(node.col_offset, f"'{function}' is not known{near}", how)
    takes, example = FUNCTIONS[function]
    wrong = NotACondition(node.col_offset, f"'{function}' takes {takes}", f"write `{example}`")
    match args:
        case [ast.Name(id=word), ast.Constant(value=int() as periods)] if function == "total" and 1 <= periods <= 40:
            return Call(function, word, periods)
        case [ast.Name(id=word)] if function in ("previous", "change"):
            return Call(function, word, None)
        case [ast.Constant(value=int() as periods)] if function == "breaches" and 1 <= periods <= 40:
            return Call(function, None, periods)
        case _:
            raise wrong
