"""A requirement in the sentences a director reads: how it is measured, judged, and what its tests show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from pxcommission.assessment.findings import Outcome
from pxcommission.assessment.given_figures import pieces
from pxcommission.assessment.requirement_tests import WorkedExample
from pxcommission.packs.shown import shown_pair, shown_share
from pxcommission.periods import Length, in_words
from pxcommission.rulebook.condition_english import in_english, number_text
from pxcommission.rulebook.contracts import Adopted
from pxcommission.rulebook.requirements import Requirement, Source
from pxcommission.rulebook.thresholds import Against, Threshold
from pxcommission.vocabulary.models import Measure, Vocabulary

_OVER = {
    Length.MONTH: "in each month",
    Length.QUARTER: "added over the quarter",
    Length.ROLLING_YEAR: "added over the last twelve months, judged at the end of each quarter",
    Length.YEAR: "added over the financial year",
}
_LEVELS = {
    "provider": "for the provider as a whole",
    "site": "at each site",
    "ward": "on each ward",
}
_CASES = ("no case", "one case", "two cases", "three cases", "four cases", "five cases")


def plain(word: str) -> str:
    """`acknowledged in time` for `acknowledged_in_time`."""
    return word.replace("_", " ")


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def listed(names: Sequence[str]) -> str:
    """`a, b and c`."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else list(names))


def source_in_words(source: Source) -> str:
    """`NHS Standard Contract, SC37; not checked against the signed text. Illustrative level.`"""
    named = f"{source.document}, {source.clause}" if source.clause else source.document
    checked = "checked against the text" if source.verified else "not checked against the signed text"
    return f"{named}; {checked}." + (f" {source.note}" if source.note else "")


def measure_in_words(name: str, measure: Measure) -> str:
    """`Positive divided by responses, in per cent`, or the count itself."""
    if measure.unit == "count":
        return f"{capital(plain(measure.numerator or name))}, counted"
    return f"{capital(plain(measure.numerator or name))} divided by {plain(measure.denominator or '')}, in per cent"


def method(requirement: Requirement, vocabulary: Vocabulary) -> str:
    """How the figure is made: which answers over which, over how long."""
    name = requirement.measure
    measure = vocabulary.measures[name]
    meaning = f" {measure.meaning.rstrip('.')}." if measure.meaning else ""
    averaged = " Counts are added; percentages are never averaged." if measure.unit == "proportion" else ""
    over = _OVER[requirement.judged_over]
    return f"{measure.name}. {measure_in_words(name, measure)}, {over}.{meaning}{averaged}"


def asked_of(requirement: Requirement, vocabulary: Vocabulary) -> str:
    """Of whom: the services, touchpoints and levels."""
    services = [vocabulary.services[s].name if s in vocabulary.services else plain(s) for s in requirement.service]
    named = "every service of the contract" if requirement.service == ("all",) else listed(services)
    at = ""
    if requirement.touchpoint:
        each = "each" in requirement.touchpoint
        at = ", at each of its touchpoints" if each else f", at {listed([plain(t) for t in requirement.touchpoint])}"
    levels = listed([_LEVELS[level] for level in requirement.level if level in _LEVELS])
    return f"{named}{at}; judged {levels}."


def judged_over_time(requirement: Requirement) -> str:
    """When a period counts, and what it takes to tell."""
    needs = ""
    if requirement.needs is not None:
        needs = f"It needs {in_english(requirement.needs.tree)}; else it is not assessed (too few responses). "
    whole = {
        Length.MONTH: "The month counts by itself.",
        Length.QUARTER: "All three months of the quarter are needed.",
        Length.ROLLING_YEAR: "All twelve months are needed.",
        Length.YEAR: "All twelve months are needed.",
    }[requirement.judged_over]
    if requirement.partial == "allowed":
        whole = "A part of the period may show that it was not met, never that it was met."
    return f"{needs}{whole} Missing evidence is never read as met."


def threshold_in_words(threshold: Threshold, measure: Measure) -> str:
    """The sentence, with what it means where it is no plain number."""
    match threshold.against:
        case Against.NUMBER:
            return threshold.text
        case Against.ENGLAND:
            return f"{threshold.text} (a question for the review meeting, never a letter)"
        case Against.YEAR_BEFORE:
            return f"{threshold.text} (the unit's own figure of a year before; better is {measure.better})"
        case Against.NOTHING_YET:
            return threshold.text


def judged_by(requirement: Requirement, vocabulary: Vocabulary) -> str:
    """The usual threshold, or the condition in words."""
    if requirement.require is not None:
        return f"Met when this holds: {in_english(requirement.require.tree)}."
    placed = requirement.usual_threshold
    measure = vocabulary.measures[requirement.measure]
    if placed is None or placed.threshold.against is Against.NOTHING_YET:
        return "The level is to be agreed in each contract; until then it is not assessed."
    return f"Usually {threshold_in_words(placed.threshold, measure)}; each contract agrees its own."


def worked_examples(
    examples: Sequence[WorkedExample], requirement: Requirement, vocabulary: Vocabulary
) -> Iterator[str]:
    """Each test as a sentence: `189 of 200 (94.5%) is not met, one case short: one response short.`"""
    for example in examples:
        verdict = example.verdict
        said = {Outcome.MET: "is met", Outcome.BREACH: "is not met", Outcome.NOT_ASSESSED: "is not assessed"}[
            verdict.outcome
        ]
        if verdict.outcome is Outcome.BREACH and verdict.short_by:
            said += f", {cases(verdict.short_by)} short"
        if verdict.reason is not None:
            said += f" ({verdict.reason})"
        against = ""
        if example.test.threshold is not None and example.threshold is not None:
            against = f" against {example.threshold.threshold.text}"
        yield f"{_figures(example, requirement, vocabulary)}{against} {said}: {example.test.name}"


def cases(count: int) -> str:
    """`one case`, `7 cases`."""
    return _CASES[count] if count < len(_CASES) else f"{count:,} cases"


def _figures(example: WorkedExample, requirement: Requirement, vocabulary: Vocabulary) -> str:
    """`189 of 200 (94.5%)`; figures that are no single share or count are told word by word, periods in their order."""
    given, own = example.test.given, vocabulary.components(requirement.measure)
    numerator, denominator = example.numbers
    if numerator is None or any(len(pieces(text)) > 1 for text in given.values()):
        return ", ".join(f"{plain(word)} {' then '.join(pieces(text))}" for word, text in given.items())
    figure = f"{numerator:,}" if denominator is None else f"{numerator:,} of {denominator:,}"
    beyond = "".join(f" with {plain(word)} {text}" for word, text in given.items() if word not in own)
    return figure + _beside(example, numerator, denominator) + beyond


def _beside(example: WorkedExample, numerator: int, denominator: int | None) -> str:
    """The share in brackets, and the other figure it was held against."""
    other = example.comparison
    if not denominator:
        return "" if other is None else f" held against {number_text(other)}"
    if other is not None and 0 <= other <= 1:
        share, against = shown_pair(Fraction(numerator, denominator), other)
        return f" ({share}) held against {against}"
    bound = example.threshold.threshold.bound if example.threshold else None
    return f" ({shown_share(numerator, denominator, bound)})"


def dated_lines(adopted: Adopted) -> Iterator[str]:
    """Every line of a contract's threshold, oldest first."""
    for day, placed in sorted(adopted.threshold.items()):
        yield f"from {in_words(day)}: {placed.threshold.text}"
