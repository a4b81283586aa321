"""A ceiling on complaints: fewer complaints is not a better experience, so no rule may ask for fewer of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pxcommission.problems import Problem
from pxcommission.rulebook.component_words import ComponentWords, component_words
from pxcommission.rulebook.conditions import (
    MIRRORED,
    OPPOSITE,
    All,
    Any,
    Call,
    Comparison,
    Condition,
    Not,
    Term,
    Truth,
    calls_of,
    words_of,
)
from pxcommission.rulebook.requirements import Requirement
from pxcommission.vocabulary.models import Measure, Vocabulary

CEILING = "PX124"
CEILING_FIX = (
    "fewer is not a better experience: count the late, unanswered or reopened ones, or watch it without a level"
)

_COMPLAINT = re.compile(r"complain(t|ts|ant|ants|ed)?\b|concerns?\b|grievances?\b", re.IGNORECASE)
_OF_THE_ANSWER = re.compile(
    r"\b(late|later|unanswered|unacknowledged|unexplained|unresolved|unsettled|overdue|over|beyond|after|older|longer|"
    r"open|outstanding|waiting|pending|reopened|opened again|repeated|without|not|no|never|missed|breach\w*|upheld|"
    r"ombudsman|lost|escalated|delayed|slow|unhappy|dissatisfied)\b",
    re.IGNORECASE,
)


def ceiling_on(name: str) -> str:
    """`puts a ceiling on complaints_received, which …`."""
    return f"puts a ceiling on {name}, which is better neither high nor low"


def lint_measure_of_complaints(name: str, measure: Measure) -> Iterator[Problem]:
    """The problem of a word that counts complaints and calls fewer of them better."""
    said = " ".join((str(name), measure.name, measure.numerator or "")).replace("_", " ")
    if measure.better == "lower" and _COMPLAINT.search(said) and not _OF_THE_ANSWER.search(said):
        message = f"'{name}' counts complaints and calls fewer of them better"
        fix = "write `better: neither`; or count those answered late, unanswered or reopened, and say so in the name"
        yield measure.place.problem(message, fix, CEILING)


def lint_ceilings(requirement: Requirement, vocabulary: Vocabulary) -> Iterator[Problem]:
    """The problem of a `require` that caps a count of which neither more nor fewer is better."""
    condition = requirement.require
    known = component_words(vocabulary, requirement.measure)
    if condition is None or any(word not in known for word in words_of(condition.tree)):
        return
    for part in _wanted(condition.tree, True):
        words = list(dict.fromkeys(words_of(part)))
        if words and all(_has_no_better_side(word, known, vocabulary) for word in words) and _caps(part):
            place = condition.at(max(condition.text.find(words[0]), 0))
            yield place.problem(f"`{condition.text}` {ceiling_on(words[0])}", CEILING_FIX, CEILING)
            return


def _has_no_better_side(word: str, known: ComponentWords, vocabulary: Vocabulary) -> bool:
    measure, part = known[word]
    return part != "denominator" and vocabulary.measures[measure].better == "neither"


def _wanted(condition: Condition, wanted: bool) -> Iterator[Comparison]:
    """Every comparison of a condition as it has to come out, `not` moved into it."""
    match condition:
        case Comparison(operator=op, left=left, right=right):
            yield condition if wanted else Comparison(OPPOSITE[op], left, right)
        case Truth():
            return
        case Not(inner):
            yield from _wanted(inner, not wanted)
        case All(parts) | Any(parts):
            for part in parts:
                yield from _wanted(part, wanted)


def _caps(part: Comparison) -> bool:
    """Whether a comparison asks for few: `complaints <= 20`, `20 > complaints`, `change(complaints) <= 0`."""
    operator = part.operator if _of_this_period(part.left) else MIRRORED[part.operator]
    return operator in ("<", "<=", "==")


def _of_this_period(term: Term) -> bool:
    earlier = [call for call in calls_of(term) if call.function == "previous"]
    return bool(list(words_of(term))) and not (isinstance(term, Call) and earlier)
