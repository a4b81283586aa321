"""The tests a new requirement starts with: at its threshold, one case to the wrong side, and what can't be judged.

What each test expects is worked out from what the threshold says, and then compared with what the check makes of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import count
from math import ceil, floor

from msgspec import Struct, field

from pxcommission.assessment.requirement_tests import run_test
from pxcommission.rulebook.conditions import Comparison, Number, Word
from pxcommission.rulebook.requirements import Requirement, RequirementTest
from pxcommission.rulebook.thresholds import Against, Threshold, meets, operator_for
from pxcommission.strict_models import model_of
from pxcommission.vocabulary.models import Vocabulary
from pxcommission.yaml_text import read_yaml_text
from pxcommission.yaml_writing import OneLine, Value, as_one_line

Figures = Mapping[str, int | str]
_ROUND = (200, 100, 50, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)


class BoundaryTest(Struct, frozen=True):
    """One test: its name, the figures given, and the outcome with its reason."""

    name: str
    given: Figures
    expect: str
    reason: str = ""
    comparison: Figures = field(default_factory=dict)

    @property
    def line(self) -> OneLine:
        """As it stands in a rule file."""
        written: dict[str, Value] = {"name": self.name, "given": dict(self.given)}
        if self.comparison:
            written["comparison"] = dict(self.comparison)
        written["expect"] = self.expect
        return OneLine(written | ({"reason": self.reason} if self.reason else {}))


class _Judged(Struct, frozen=True):
    """What the tests of a requirement are worked out from; `least` is the least count that `needs` asks of a word."""

    numerator: str
    denominator: str
    operator: str
    bound: Fraction
    least_word: str
    least: int

    def given(self, numerator: int | str, denominator: int) -> Figures:
        figures: dict[str, int | str] = {self.numerator: numerator}
        if self.denominator:
            figures[self.denominator] = denominator
        if self.least_word and self.least_word not in figures:
            figures[self.least_word] = self.least
        return figures

    @property
    def more_is_better(self) -> bool:
        return self.operator.startswith(">")


def boundary_tests(requirement: Requirement, vocabulary: Vocabulary) -> tuple[BoundaryTest, ...]:
    """The tests of a requirement judged by its usual threshold; empty for one judged by a condition of its own.

    Raises ValueError where the check comes to something else than the threshold says: then no test may be written.
    """
    if requirement.usual_threshold is None or requirement.measure not in vocabulary.measures:
        return ()
    threshold = requirement.usual_threshold.threshold
    judged = _judged(requirement, threshold, vocabulary)
    if judged is None:
        return ()
    tests = tuple(_tests(judged, threshold))
    for test in tests:
        _must_agree(requirement, test, vocabulary)
    return tests


def _judged(requirement: Requirement, threshold: Threshold, vocabulary: Vocabulary) -> _Judged | None:
    numerator, *rest = vocabulary.components(requirement.measure)
    least = _least(requirement)
    if least is None:
        return None
    operator = operator_for(threshold, vocabulary.measures[requirement.measure].better)
    bound = threshold.bound if threshold.bound is not None else Fraction(9, 10) if rest else Fraction(20)
    return _Judged(numerator, rest[0] if rest else "", operator, bound, *least)


def _least(requirement: Requirement) -> tuple[str, int] | None:
    """The word and least count of `needs: responses >= 30`; None for a condition of another shape."""
    if requirement.needs is None:
        return "", 0
    match requirement.needs.tree:
        case Comparison(operator=">=", left=Word(name), right=Number(value)) if value == int(value):
            return name, int(value)
        case Comparison(operator=">", left=Word(name), right=Number(value)) if value == int(value):
            return name, int(value) + 1
        case _:
            return None


def _tests(judged: _Judged, threshold: Threshold) -> Iterator[BoundaryTest]:
    whole = _whole(judged)
    at = judged.bound * whole if judged.denominator else judged.bound
    if threshold.against is Against.NOTHING_YET:
        yield BoundaryTest("no level yet", judged.given(floor(at), whole), "not assessed", "to be agreed")
        return
    if threshold.against is not Against.NUMBER:
        yield from _against_another_figure(judged, floor(at), whole)
    else:
        yield from _at_the_boundary(judged, at, whole)
    yield from _just_enough(judged, {} if threshold.against is Against.NUMBER else _compared(judged, floor(at), whole))
    yield from _not_judged(judged, whole)


def _whole(judged: _Judged) -> int:
    """A round denominator of which the bound is a whole number of cases, and that `needs` allows."""
    least = judged.least if judged.least_word == judged.denominator else 1
    fits = (n for n in _ROUND if n >= least and (judged.bound * n).denominator == 1)
    return next(fits, 0) or next(n for n in count(judged.bound.denominator, judged.bound.denominator) if n >= least)


def _at_the_boundary(judged: _Judged, at: Fraction, whole: int) -> Iterator[BoundaryTest]:
    """The last figure that is met, and the first that is not."""
    step = 1 if judged.more_is_better else -1
    if judged.operator in (">=", "<="):
        met = ceil(at) if judged.more_is_better else floor(at)
        names = ("exactly at threshold" if met == at else "just met", "one short" if step > 0 else "one too many")
    else:
        met = floor(at) + 1 if judged.more_is_better else ceil(at) - 1
        names = ("one better than the threshold", "exactly at threshold" if met - step == at else "just not met")
    for name, numerator, expect in ((names[0], met, "met"), (names[1], met - step, "breach")):
        if numerator >= 0 and (not judged.denominator or numerator <= whole):
            yield BoundaryTest(name, judged.given(numerator, whole), expect)


def _against_another_figure(judged: _Judged, at: int, whole: int) -> Iterator[BoundaryTest]:
    """The same as the figure compared with, and a case to either side of it."""
    step = 1 if judged.more_is_better else -1
    compared = _compared(judged, at, whole)
    same = "met" if judged.operator in (">=", "<=") else "breach"
    for name, numerator, expect in (
        ("one better", at + step, "met"),
        ("the same", at, same),
        ("one worse", at - step, "breach"),
    ):
        yield BoundaryTest(name, judged.given(numerator, whole), expect, comparison=compared)
    yield BoundaryTest("nothing to compare with", judged.given(at, whole), "not assessed", "no comparison figure")


def _compared(judged: _Judged, at: int, whole: int) -> Figures:
    """The other figure's counts."""
    own = (judged.numerator, judged.denominator)
    return {word: figure for word, figure in judged.given(at, whole).items() if word in own}


def _just_enough(judged: _Judged, compared: Figures) -> Iterator[BoundaryTest]:
    """Exactly as many as `needs` asks for, every case a good one; tests with another least count stand there already."""
    good = judged.least if judged.more_is_better else 0
    if (
        judged.least
        and judged.least_word == judged.denominator
        and meets(good, judged.least, judged.operator, judged.bound)
    ):
        yield BoundaryTest("just enough to judge", judged.given(good, judged.least), "met", comparison=compared)


def _not_judged(judged: _Judged, whole: int) -> Iterator[BoundaryTest]:
    if judged.least > 0 and judged.least_word:
        few = judged.least - 1
        good = few if judged.more_is_better else 0
        given = judged.given(good, few) if judged.least_word == judged.denominator else judged.given(0, whole)
        if few > 0 or judged.least_word != judged.denominator:
            given = {**given, judged.least_word: few}
            yield BoundaryTest("too few to judge", given, "not assessed", "too few responses")
    if judged.denominator:
        yield BoundaryTest("nothing counted", judged.given(0, 0), "not assessed", "zero denominator")
        yield BoundaryTest("suppressed", judged.given("suppressed", 4), "not assessed", "suppressed")
    else:
        yield BoundaryTest("suppressed", judged.given("suppressed", 0), "not assessed", "suppressed")
        yield BoundaryTest("not reported", judged.given("not measured", 0), "not assessed", "not measured")


def _must_agree(requirement: Requirement, test: BoundaryTest, vocabulary: Vocabulary) -> None:
    read = model_of(read_yaml_text(as_one_line(test.line), ""), RequirementTest)
    verdict = run_test(requirement, read, vocabulary)
    if (str(verdict.outcome), str(verdict.reason or "")) != (test.expect, test.reason):
        got = f"{verdict.outcome}{f', {verdict.reason}' if verdict.reason else ''}"
        raise ValueError(f"{requirement.id}, '{test.name}': the threshold says {test.expect}, the check {got}")
