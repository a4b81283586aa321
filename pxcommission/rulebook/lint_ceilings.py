"""A ceiling on complaints: fewer complaints is not a better experience, so no rule may ask for fewer of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pxcommission.problems import Problem
from pxcommission.rulebook.component_words import ComponentWords, component_words
from pxcommission.rulebook.conditions import words_of
from pxcommission.rulebook.linear_form import LinearForm, linear_form, wanted
from pxcommission.rulebook.requirements import Requirement
from pxcommission.vocabulary.models import Measure, Vocabulary

CEILING = "PX124"
CEILING_FIX = (
    "fewer is not a better experience: count the late, unanswered or reopened ones, or watch it without a level"
)

_COMPLAINT = re.compile(r"complain(t|ts|ant|ants|ed)?\b|concerns?\b|grievances?\b", re.IGNORECASE)
_OF_THE_ANSWER = re.compile(
    r"\b(unanswered|not (yet )?answered|without an answer|answered late|answers? (was|were|came|that came|sent) late|late answers?|"
    r"answered (after|beyond|outside) the|unacknowledged|not acknowledged|acknowledged late|without an acknowledgement|"
    r"unexplained|not explained|not told why|unresolved|not resolved|unsettled|not settled|overdue|"
    r"still (open|unanswered) after|open (for )?(over|beyond|longer than|more than|after)|older than|"
    r"reopened|opened again|answered again|upheld by the ombudsman|"
    r"(unhappy|dissatisfied) with the (answer|handling|outcome)|(lost|mislaid) complaints?|complaints? (lost|mislaid))\b",
    re.IGNORECASE,
)
"""Fixed phrases that say the count is of the answer, not of the complaints: `over` or `not` alone say nothing of the kind."""
_LEFT_OUT = re.compile(
    r"\b(not (counting|including)|excluding|except( for)?|other than|apart from|leaving out)\b[^;.()]*", re.IGNORECASE
)


def ceiling_on(name: str) -> str:
    """`puts a ceiling on complaints_received, which …`."""
    return f"puts a ceiling on {name}, which is better neither high nor low"


def lint_measure_of_complaints(name: str, measure: Measure) -> Iterator[Problem]:
    """The problem of a word that counts complaints and calls fewer of them better."""
    said = " ".join((str(name), measure.name, measure.numerator or "")).replace("_", " ")
    said = _LEFT_OUT.sub("", said)
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
    for part, _ in wanted(condition.tree):
        form = linear_form(part)
        capped = _ceiling(form, known, vocabulary) if form is not None else ""
        if capped:
            place = condition.at(max(condition.text.find(capped), 0))
            yield place.problem(f"`{condition.text}` {ceiling_on(capped)}", CEILING_FIX, CEILING)
            return


def _ceiling(form: LinearForm, known: ComponentWords, vocabulary: Vocabulary) -> str:
    """The word without a better side that a comparison asks few of; nothing where it asks that something be done for each.

    `complaints_answered >= complaints_received` can be met however many come; with a number in it, each more makes it harder.
    """
    counted = [word for word in form.now if not _has_no_better_side(word, known, vocabulary)]
    if counted and not form.number and not form.before:
        return ""
    return next((word for word in form.capped if word not in counted), "")


def _has_no_better_side(word: str, known: ComponentWords, vocabulary: Vocabulary) -> bool:
    measure, part = known[word]
    return part != "denominator" and vocabulary.measures[measure].better == "neither"
