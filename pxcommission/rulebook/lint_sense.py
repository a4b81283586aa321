"""Warnings of conditions that never hold, always hold, or have parts that say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from pxcommission.problems import Problem
from pxcommission.rulebook.boxes import NotJudged, Read, Single, sense_of
from pxcommission.rulebook.component_words import CHART_WORDS, ComponentWords
from pxcommission.rulebook.condition_english import in_english
from pxcommission.rulebook.conditions import (
    COMPARE,
    MIRRORED,
    Comparison,
    Condition,
    Number,
    Truth,
    Word,
    words_of,
)
from pxcommission.rulebook.intervals import Domain, compared, whole_domain, without
from pxcommission.rulebook.ladders import PlacedCondition
from pxcommission.rulebook.lint_names import note, warning

COUNT = Domain(whole=True)
YES_OR_NO = Domain(whole=True, highest=1)
SHARE_IN_PER_CENT = Domain(whole=False, highest=100)


def lint_sense(condition: PlacedCondition, name: str, read: Read) -> Iterator[Problem]:
    """Warnings of a condition that never holds, always holds or has a part that adds nothing; a note if it can't be told."""
    try:
        sense = sense_of(condition.tree, read)
    except NotJudged:
        message = f"{name}: this condition compares words with each other or with a sum, so it was not looked through"
        yield note(condition.place.problem(message, "let its tests show that it says what is meant", "PX115"))
        return
    if sense.never:
        message = f"{name}: `{condition.text}` can never hold"
        yield warning(condition.place.problem(message, "check each number, and `and` against `or`", "PX112"))
    if sense.always:
        message = f"{name}: `{condition.text}` always holds, so it asks for nothing"
        yield warning(condition.place.problem(message, "check each number, or remove it", "PX113"))
    for part in sense.idle:
        message = f'{name}: the part "{in_english(part)}" adds nothing: the rest of the condition says as much'
        place = condition.at(_offset_of_part(condition, part))
        yield warning(place.problem(message, "remove it, or check its number", "PX114"))


def _offset_of_part(condition: PlacedCondition, part: Condition) -> int:
    """Where the last comparison with the words of a part begins."""
    word = next(iter(words_of(part)), "")
    found = [match.start() for match in re.finditer(rf"\b{re.escape(word)}\b", condition.text)] if word else []
    return found[-1] if found else 0


def reader_of(known: ComponentWords) -> Read:
    """What a comparison in a requirement says of one word; None where it compares more."""

    def read(part: Comparison | Truth) -> Single | bool | None:
        match part:
            case Truth(word):
                return single(word, _domain(known, word), "!=", Fraction(0))
            case Comparison(operator=op, left=Number(a), right=Number(b)):
                return COMPARE[op](a, b)
            case Comparison(operator=op, left=Word(word), right=Number(bound)):
                return single(word, _domain(known, word), op, bound)
            case Comparison(operator=op, left=Number(bound), right=Word(word)):
                return single(word, _domain(known, word), MIRRORED[op], bound)
            case _:
                return None

    return read


def _domain(known: ComponentWords, word: str) -> Domain:
    """Counts are whole numbers from 0; a proportion is a share in per cent."""
    if known[word][1] in CHART_WORDS:
        return YES_OR_NO
    return SHARE_IN_PER_CENT if known[word][1] == "value" else COUNT


def single(word: str, domain: Domain, operator: str, bound: Fraction) -> Single:
    """A comparison of one word with a number, as the values that meet it."""
    met = compared(domain, operator, bound)
    return Single(word, met, without(whole_domain(domain), met))
