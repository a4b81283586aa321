"""Problems of threshold sentences: the wrong unit, the wrong way round, always or never met, a ceiling on complaints."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pxcommission.problems import Mend, Problem
from pxcommission.rulebook.condition_english import number_text
from pxcommission.rulebook.lint_ceilings import CEILING, CEILING_FIX, ceiling_on
from pxcommission.rulebook.lint_names import note, warning
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.thresholds import Against, PlacedThreshold, Threshold
from pxcommission.vocabulary.models import Measure, Vocabulary

_WORSE = {">=": "lower", ">": "lower", "<=": "higher", "<": "higher"}
UNIT = "PX117"


def lint_threshold(
    placed: PlacedThreshold, requirement: Requirement, vocabulary: Vocabulary, obligation: bool = False
) -> Iterator[Problem]:
    """Problems of one threshold of a requirement; `obligation`: a contract has adopted it."""
    measure, threshold = vocabulary.measures[requirement.measure], placed.threshold
    if threshold.against is Against.NUMBER and threshold.bound is not None:
        wrong = [*_unit(placed, requirement.measure, measure), *_direction(placed, requirement.measure, measure)]
        yield from wrong
        yield from () if wrong else _reach(placed, requirement.measure, measure)
    if threshold.against in (Against.ENGLAND, Against.YEAR_BEFORE):
        yield from _comparison(placed, requirement, measure, obligation)


def _unit(placed: PlacedThreshold, name: str, measure: Measure) -> Iterator[Problem]:
    threshold = placed.threshold
    bound = threshold.bound or Fraction(0)
    if measure.unit == "proportion" and not threshold.percent and threshold.text != "none":
        message = f"the threshold '{threshold.text}': {name} is a share in per cent, so it is written with %"
        meant = number_text(bound * 100 if bound <= 1 else bound)
        mended = f"{threshold.text.removesuffix(number_text(bound))}{meant}%"
        fix = f"write '{mended}' if that is meant" if bound <= 100 else "write a share from 0% to 100%"
        yield placed.place.problem(message, fix, UNIT, _with_percent(placed, bound))
    if measure.unit == "count" and threshold.percent:
        fix = "write `at least` and a number" if threshold.text == "all" else "drop the %"
        yield placed.place.problem(f"the threshold '{threshold.text}' is a share, and {name} is a count", fix, UNIT)
    if measure.unit == "proportion" and threshold.percent and 0 < bound < Fraction(1, 100):
        message = f"the threshold '{threshold.text}' is under one percent: a fraction may have been meant"
        yield warning(placed.place.problem(message, "write 15% for a share of 0.15", "PX122"))


def _with_percent(placed: PlacedThreshold, bound: Fraction) -> Mend | None:
    """The % that a share over 1 was written without."""
    if not placed.written or not 1 < bound <= 100:
        return None
    return Mend(placed.place.line, placed.place.column, placed.written, f"{placed.written}%")


def _direction(placed: PlacedThreshold, name: str, measure: Measure) -> Iterator[Problem]:
    threshold = placed.threshold
    caps = threshold.operator in ("<=", "<")
    if measure.better == _WORSE[threshold.operator]:
        message = f"the threshold '{threshold.text}': {name} is better {measure.better}, so this asks for the worse"
        fix = "turn the threshold round, or check `better` in the vocabulary"
        yield placed.place.problem(message, fix, "PX119")
    if measure.better == "neither" and caps:
        yield placed.place.problem(f"the threshold '{threshold.text}' {ceiling_on(name)}", CEILING_FIX, CEILING)


def _reach(placed: PlacedThreshold, name: str, measure: Measure) -> Iterator[Problem]:
    """A threshold that every possible figure meets, or none."""
    most = Fraction(1) if measure.unit == "proportion" else None
    match _met_by(placed.threshold, most):
        case "every":
            message = f"the threshold '{placed.threshold.text}' is always met: {name} can't be worse"
            fix = "write the level that was agreed, or monitor the requirement without one"
            yield warning(placed.place.problem(message, fix, "PX120"))
        case "none":
            message = f"the threshold '{placed.threshold.text}' is never met: {name} can't be better than that"
            yield placed.place.problem(message, "write `all`, `none`, or a level that can be met", "PX121")
        case _:
            return


def _met_by(threshold: Threshold, most: Fraction | None) -> str:
    """Whether `every` possible figure meets a threshold, `none` does, or `some`."""
    bound = threshold.bound or Fraction(0)
    match threshold.operator:
        case ">=":
            return "every" if bound <= 0 else "some"
        case "<=":
            return "every" if most is not None and bound >= most else "some"
        case ">":
            return "none" if most is not None and bound >= most else "some"
        case _:
            return "none" if bound <= 0 else "some"


def _comparison(
    placed: PlacedThreshold, requirement: Requirement, measure: Measure, obligation: bool
) -> Iterator[Problem]:
    name, threshold = requirement.measure, placed.threshold
    if measure.better == "neither":
        message = f"the threshold '{threshold.text}': {name} is better neither high nor low, so it can't be compared"
        yield placed.place.problem(message, "choose a measure that has a better side", "PX125")
    if not threshold.relative:
        return
    if not measure.comparable:
        message = f"the threshold '{threshold.text}': {name} is not marked as a measure that providers are compared by"
        fix = "hold it against a number or the year before; write `comparable: true` in the vocabulary if it is made for that"
        yield warning(placed.place.problem(message, fix, "PX128"))
    message = f"{requirement.id}: a threshold relative to other providers opens a question, never a letter"
    if obligation or requirement.severity != "minor":
        why = "; about half of all providers fall short of it by construction"
        fix = "monitor it, with severity minor; adopt a level of its own as the obligation"
        yield warning(placed.place.problem(message + why, fix, "PX123"))
    else:
        yield note(placed.place.problem(message, code="PX123"))
