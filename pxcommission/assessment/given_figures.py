"""The figures a requirement's test gives: a number or a status by word, or a row of them, oldest period first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.assessment.findings import Reason
from pxcommission.problems import Problem, Weight, did_you_mean, shortened
from pxcommission.rulebook.component_words import component_words
from pxcommission.rulebook.conditions import words_of
from pxcommission.rulebook.requirements import Requirement, RequirementTest
from pxcommission.rulebook.thresholds import Against
from pxcommission.strict_models import place_of
from pxcommission.vocabulary.models import Vocabulary

MISSING, NOTHING_COUNTED = "missing", "zero denominator"
STATUS_REASONS: Mapping[str, Reason] = {
    "not submitted": Reason.NOT_RECEIVED,
    "suppressed": Reason.SUPPRESSED,
    "not measured": Reason.NOT_MEASURED,
    "not applicable": Reason.NOT_APPLICABLE,
    NOTHING_COUNTED: Reason.ZERO_DENOMINATOR,
    MISSING: Reason.NOT_LOADED,
}
"""Every status a test may give; of several components' statuses the first of these counts, as in the check."""

_PIECE = re.compile("|".join([*(re.escape(status) for status in STATUS_REASONS), r"\S+"]))
_HOW = "write whole numbers such as 190, or a status: " + ", ".join(STATUS_REASONS)

Figure = int | str
"""A count, or a status."""


def pieces(text: str) -> tuple[str, ...]:
    """`180`, `suppressed`, `190` of the row `180 suppressed 190`."""
    return tuple(_PIECE.findall(" ".join(text.split())))


def is_figure(piece: str) -> bool:
    """Whether a piece is a whole number or a status."""
    return piece in STATUS_REASONS or (piece.isascii() and piece.isdigit() and len(piece) <= 12)


class GivenFigures(Struct, frozen=True):
    """The rows of a test by component word; the last figure of a row is the period judged."""

    rows: Mapping[str, tuple[Figure, ...]]
    vocabulary: Vocabulary

    def status(self, measure: str, back: int = 0) -> str:
        """The status of a measure so many periods back: the first given by its components, or empty."""
        given = [self._figure(word, back) for word in self.vocabulary.components(measure)]
        return next((status for status in STATUS_REASONS if status in given and status != MISSING), "")

    def count(self, measure: str, word: str, back: int = 0) -> int | None:
        """A component's count so many periods back; None where it is not there or can't be counted."""
        status = self.status(measure, back)
        if status:
            return 0 if status == NOTHING_COUNTED else None
        found = self._figure(word, back)
        return found if isinstance(found, int) else None

    def _figure(self, word: str, back: int) -> Figure:
        row = self.rows.get(word, ())
        return row[-1 - back] if back < len(row) else MISSING


def given_figures(given: Mapping[str, str], vocabulary: Vocabulary) -> GivenFigures:
    """The figures of a test's `given` or `comparison`, which must be without problems."""
    rows = {word: tuple(int(p) if p.isdigit() else p for p in pieces(text)) for word, text in given.items()}
    return GivenFigures(rows, vocabulary)


def figure_problems(requirement: Requirement, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Everything wrong with the figures of a requirement's tests; words that do not exist in `given` are lint's."""
    if requirement.measure not in vocabulary.measures:
        return
    read = _words_read(requirement, vocabulary)
    for test in requirement.tests:
        yield from _row_problems(test, "given", test.given)
        yield from _length_problems(test)
        yield from _share_problems(test, requirement, vocabulary)
        yield from _comparison_problems(test, requirement, vocabulary)
        for word, text in test.given.items():
            if word not in read and word in component_words(vocabulary):
                message = f"given: nothing in {requirement.id} reads '{word}'{did_you_mean(word, read)}"
                fix = f"it reads: {', '.join(read)}"
                problem = place_of(text, test.place).problem(message, fix, "PX139")
                yield replace(problem, weight=Weight.WARNING)


def _words_read(requirement: Requirement, vocabulary: Vocabulary) -> list[str]:
    """The component words that the requirement's measure and conditions rest on."""
    read = dict.fromkeys(vocabulary.components(requirement.measure))
    for condition in (requirement.needs, requirement.require):
        for word in words_of(condition.tree) if condition else ():
            read[word] = None
            if word in vocabulary.measures:
                read |= dict.fromkeys(vocabulary.components(word))
    return list(read)


def _row_problems(test: RequirementTest, key: str, given: Mapping[str, str]) -> Iterator[Problem]:
    for text in given.values():
        wrong = [piece for piece in pieces(text) if not is_figure(piece)]
        if wrong:
            near = did_you_mean(text, STATUS_REASONS) or did_you_mean(wrong[0], STATUS_REASONS)
            message = f"{key}: '{shortened(wrong[0])}' is no whole number and no status{near}"
            yield place_of(text, test.place).problem(message, "" if near else _HOW, "PX136")


def _length_problems(test: RequirementTest) -> Iterator[Problem]:
    lengths = {word: len(pieces(text)) for word, text in test.given.items()}
    longest = max(lengths.values(), default=1)
    for word, length in lengths.items():
        if length != longest:
            said = f"{length} period{'s' if length > 1 else ''}"
            message = f"given: '{word}' is given for {said}, another word for {longest}"
            fix = f"write {longest} figures, oldest first, with missing where there is none"
            yield place_of(test.given[word], test.place).problem(message, fix, "PX138")


def _share_problems(test: RequirementTest, requirement: Requirement, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Parts greater than their whole."""
    own = vocabulary.components(requirement.measure)
    for key, given in (("given", test.given), ("comparison", test.comparison)):
        if len(own) == 2 and all(word in given for word in own):
            for part, whole in zip(pieces(given[own[0]]), pieces(given[own[1]]), strict=False):
                if part.isdigit() and whole.isdigit() and int(part) > int(whole):
                    message = f"{key}: {own[0]} is {part}, more than {own[1]}, which is {whole}"
                    yield place_of(given[own[0]], test.place).problem(message, "check the two figures", "PX138")


def _comparison_problems(test: RequirementTest, requirement: Requirement, vocabulary: Vocabulary) -> Iterator[Problem]:
    if test.threshold is not None and requirement.require is not None:
        message = f"threshold: {requirement.id} is judged by its condition `require`, so a threshold changes nothing"
        yield test.threshold.place.problem(message, "remove the threshold from the test", "PX134")
    if not test.comparison:
        return
    place = place_of(next(iter(test.comparison.values())), test.place)
    placed = test.threshold or requirement.usual_threshold
    if placed is None or placed.threshold.against in (Against.NUMBER, Against.NOTHING_YET):
        held = f"`{placed.threshold.text}`" if placed else "a condition"
        message = f"comparison: {held} is held against no other figure"
        yield place.problem(message, "remove the comparison, or give the test a relative `threshold`", "PX134")
    own = vocabulary.components(requirement.measure)
    for word, text in test.comparison.items():
        if word not in own:
            near = did_you_mean(word, own)
            fix = "" if near else f"give {' and '.join(own)}"
            yield place_of(text, test.place).problem(f"comparison: unknown word '{word}'{near}", fix, "PX104")
        elif len(pieces(text)) > 1:
            message = "comparison: one figure is compared with, not a row of periods"
            yield place_of(text, test.place).problem(message, "write one figure", "PX138")
    if absent := [word for word in own if word not in test.comparison]:
        yield place.problem(f"comparison: '{absent[0]}' is not given", f"give {' and '.join(own)}", "PX138")
    yield from _row_problems(test, "comparison", test.comparison)


def compared_with(test: RequirementTest, requirement: Requirement, vocabulary: Vocabulary) -> Fraction | None:
    """The other figure a relative threshold is held against, or None where the test gives none that can be counted."""
    own = vocabulary.components(requirement.measure)
    given = given_figures(test.comparison, vocabulary)
    numerator = given.count(requirement.measure, own[0])
    denominator = given.count(requirement.measure, own[1]) if len(own) > 1 else 1
    return None if numerator is None or not denominator else Fraction(numerator, denominator)
