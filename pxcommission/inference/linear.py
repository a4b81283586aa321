"""One comparison of a ladder's condition as an exact test of one word against one whole number."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct

from pxcommission.inference.words import LARGEST, is_period_word, is_register_word, word_of_call
from pxcommission.problems import did_you_mean
from pxcommission.rulebook.conditions import COMPARE, MIRRORED, Call, Comparison, Number, Sum, Term, Truth, Word
from pxcommission.rulebook.ladders import PERIOD_WORDS, REGISTER_WORDS, SEVERITIES

KNOWN = "known"
_LARGEST_HELD = 2**62


class ExactTest(Struct, frozen=True, order=True):
    """`word operator bound`; the operator `known` holds for every value, never for an unknown one."""

    word: str
    operator: str
    bound: int


class DerivedWord(Struct, frozen=True, order=True):
    """A sum of several words of one kind, computed when an event is built, and only if all of them are known."""

    coefficients: tuple[tuple[str, int], ...]

    @property
    def name(self) -> str:
        """`1*short_by + -2*units_in_breach`: a name that no word can have."""
        return " + ".join(f"{times}*{word}" for word, times in self.coefficients)

    def value(self, values: Mapping[str, int]) -> int | None:
        """The sum, or None when one of its words has no value."""
        if any(word not in values for word, _ in self.coefficients):
            return None
        return sum(times * values[word] for word, times in self.coefficients)

    @property
    def largest(self) -> int:
        """No value of it is larger."""
        return LARGEST * sum(abs(times) for _, times in self.coefficients)


class Normal(Struct, frozen=True):
    """A comparison made exact: a test, or a plain true or false; and the derived word the test reads, if any."""

    test: ExactTest | bool
    derived: DerivedWord | None = None


class NotUsable(Exception):
    """A condition that can be read but not used in a ladder; `about` is the piece of its text to point at."""

    def __init__(self, about: str, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.about, self.message, self.fix = about, message, fix


def exact_truth(truth: Truth, wanted: bool, constants: Mapping[str, int]) -> Normal:
    """`in_breach` as `in_breach != 0`, and its opposite as `in_breach == 0`."""
    if truth.word in SEVERITIES:
        message = f"'{truth.word}' is a degree of severity; it is not true or false by itself"
        raise NotUsable(truth.word, message, f"write `severity == {truth.word}`")
    if truth.word in constants:
        message = f"'{truth.word}' is a stage; it is not true or false by itself"
        raise NotUsable(truth.word, message, f"write `stage >= {truth.word}`")
    _refuse_unknown(truth.word, constants)
    return Normal(ExactTest(truth.word, "!=" if wanted else "==", 0))


def exact_comparison(comparison: Comparison, constants: Mapping[str, int]) -> Normal:
    """`word operator whole number` with exactly the meaning of the comparison, unknown words staying unknown."""
    left, right = _linear(comparison.left, constants), _linear(comparison.right, constants)
    _refuse_stage_ids_elsewhere(left, right)
    sums = _added(left, right, -1)
    if not sums.times:
        return Normal(COMPARE[comparison.operator](sums.constant, Fraction(0)))
    _refuse_mixed(sums)
    return _against_a_bound(comparison.operator, sums)


class _Linear(Struct, frozen=True):
    """`constant + times * word + …`; a word that cancels out stays with 0 times, as it may be unknown."""

    times: dict[str, Fraction]
    constant: Fraction
    named: frozenset[str] = frozenset()


def _linear(term: Term, constants: Mapping[str, int]) -> _Linear:
    match term:
        case Number(value):
            return _Linear({}, value)
        case Word(name) if name in constants:
            return _Linear({}, Fraction(constants[name]), frozenset({name}))
        case Word(name):
            _refuse_unknown(name, constants)
            return _Linear({name: Fraction(1)}, Fraction(0))
        case Call() as call:
            return _Linear({_word_or_refuse(call): Fraction(1)}, Fraction(0))
        case Sum(operator="*", left=left, right=right):
            return _multiplied(_linear(left, constants), _linear(right, constants))
        case Sum(operator=op, left=left, right=right):
            return _added(_linear(left, constants), _linear(right, constants), 1 if op == "+" else -1)


def _word_or_refuse(call: Call) -> str:
    word = word_of_call(call)
    if word is None:
        message = f"{call.function}(…) is not yet usable in a ladder"
        raise NotUsable(call.function, message, "in a ladder use breaches(4) or breaches_in_last_4")
    return word


def _added(left: _Linear, right: _Linear, sign: int) -> _Linear:
    words = sorted({*left.times, *right.times})
    nothing = Fraction(0)
    times = {word: left.times.get(word, nothing) + sign * right.times.get(word, nothing) for word in words}
    return _Linear(times, left.constant + sign * right.constant, left.named | right.named)


def _multiplied(left: _Linear, right: _Linear) -> _Linear:
    if left.times and right.times:
        about = next(iter(left.times))
        message = "two words can't be multiplied with each other in a ladder"
        raise NotUsable(about, message, "compare each with a number of its own")
    words, factor = (left, right.constant) if left.times else (right, left.constant)
    times = {word: count * factor for word, count in words.times.items()}
    return _Linear(times, words.constant * factor, left.named | right.named)


def _refuse_unknown(name: str, constants: Mapping[str, int]) -> None:
    if is_period_word(name) or is_register_word(name):
        return
    known = (*PERIOD_WORDS, *REGISTER_WORDS, *constants)
    near = did_you_mean(name, known)
    fix = "" if near else "known in a ladder: " + ", ".join(sorted(known))
    raise NotUsable(name, f"unknown word '{name}'{near}", fix)


def _refuse_stage_ids_elsewhere(left: _Linear, right: _Linear) -> None:
    stages = sorted(name for name in left.named | right.named if name not in SEVERITIES)
    if stages and {*left.times, *right.times} != {"stage"}:
        message = f"'{stages[0]}' is a stage; only `stage` compares with it"
        raise NotUsable(stages[0], message, f"write `stage >= {stages[0]}`")


def _refuse_mixed(sums: _Linear) -> None:
    register = [word for word in sums.times if is_register_word(word)]
    if register and len(register) < len(sums.times):
        message = f"'{register[0]}' comes from the register; it can't stand in one comparison with words of the period"
        raise NotUsable(register[0], message, "write two comparisons joined by and")


def _against_a_bound(operator: str, sums: _Linear) -> Normal:
    """`constant + sum operator 0` as `sum operator bound`, the sum in its lowest whole numbers."""
    if not any(sums.times.values()):
        return _only_known(operator, sums)
    scale = _scale(sums.times)
    whole = {word: int(times * scale) for word, times in sums.times.items()}
    bound = -sums.constant * scale
    operator = operator if scale > 0 else MIRRORED[operator]
    if len(whole) == 1:
        (word,) = whole
        return Normal(_whole_test(word, operator, bound, LARGEST))
    derived = DerivedWord(tuple(sorted(whole.items())))
    _refuse_too_large(derived)
    return Normal(_whole_test(derived.name, operator, bound, derived.largest), derived)


def _scale(times: Mapping[str, Fraction]) -> Fraction:
    """The factor that makes the counts whole, without a common divisor, and the first of them positive."""
    counts = [count for _, count in sorted(times.items()) if count]
    denominator = math.lcm(*(count.denominator for count in counts))
    divisor = math.gcd(*(int(count * denominator) for count in counts))
    return Fraction(denominator, divisor) * (1 if counts[0] > 0 else -1)


def _only_known(operator: str, sums: _Linear) -> Normal:
    """Every word cancels out: true or false whatever they are, yet unknown when one of them is."""
    if not COMPARE[operator](sums.constant, Fraction(0)):
        return Normal(False)
    if len(sums.times) == 1:
        (word,) = sums.times
        return Normal(_known(word))
    derived = DerivedWord(tuple((word, 0) for word in sorted(sums.times)))
    return Normal(_known(derived.name), derived)


def _known(word: str) -> ExactTest:
    return ExactTest(word, KNOWN, 0)


def _refuse_too_large(derived: DerivedWord) -> None:
    if derived.largest >= _LARGEST_HELD:
        about = derived.coefficients[0][0]
        raise NotUsable(about, "the numbers of this comparison are too large", "write it with smaller numbers")


def _whole_test(word: str, operator: str, bound: Fraction, largest: int) -> ExactTest | bool:
    """The test against a whole number that every whole value of the word answers alike."""
    if bound.denominator != 1 and operator in ("==", "!="):
        return False if operator == "==" else _known(word)
    nearest = math.ceil(bound) if operator in (">=", "<") else math.floor(bound)
    return ExactTest(word, operator, max(-largest - 1, min(largest + 1, nearest)))
