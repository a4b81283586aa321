"""Problems of the conditions of requirements: unknown words, contradictions, and parts that say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pxcommission.misspellings import safely_meant
from pxcommission.problems import Mend, Problem
from pxcommission.rulebook.component_words import CHART_WORDS, ComponentWords, component_words
from pxcommission.rulebook.conditions import calls_of, words_of
from pxcommission.rulebook.ladders import PlacedCondition
from pxcommission.rulebook.lint_asked import lint_asked
from pxcommission.rulebook.lint_names import unknown
from pxcommission.rulebook.requirements import Requirement
from pxcommission.vocabulary.models import Vocabulary


def lint_conditions(requirement: Requirement, vocabulary: Vocabulary, *, advice: bool = True) -> Iterator[Problem]:
    """Problems of a requirement's `require` and `needs`; without `advice` every error, and not all that only warns."""
    known = component_words(vocabulary, requirement.measure)
    for name, condition in (("require", requirement.require), ("needs", requirement.needs)):
        if condition is None:
            continue
        wrong = [*_words(condition, known), *_calls(condition, known)]
        yield from wrong
        if advice and not wrong:
            from pxcommission.rulebook.lint_sense import lint_sense, reader_of

            yield from lint_sense(condition, name, reader_of(known))
    conditions = [condition for condition in (requirement.require, requirement.needs) if condition is not None]
    if all(word in known for condition in conditions for word in words_of(condition.tree)):
        yield from lint_asked(requirement, known, vocabulary, advice=advice)


def _words(condition: PlacedCondition, known: ComponentWords) -> Iterator[Problem]:
    for word in dict.fromkeys(words_of(condition.tree)):
        if word in known:
            continue
        offset = offset_of(condition, word)
        near = safely_meant(word, known)
        place = condition.at(offset)
        mend = Mend(place.line, place.column, word, near) if near and condition.plain else None
        for problem in unknown(place, "word", str(word), known, "PX104"):
            yield place.problem(problem.message, problem.fix, problem.code, mend)


def offset_of(condition: PlacedCondition, word: str) -> int:
    """Where a word first stands in a condition's text, in characters from 0."""
    found = re.search(rf"\b{re.escape(word)}\b", condition.text)
    return found.start() if found else 0


def _calls(condition: PlacedCondition, known: ComponentWords) -> Iterator[Problem]:
    for call in calls_of(condition.tree):
        place = condition.at(offset_of(condition, call.function))
        if call.function == "breaches":
            message = "breaches(…) counts findings, so it belongs in a ladder, not in a requirement"
            yield place.problem(message, "compare figures here, and count breaches in the ladder", "PX111")
        if known.get(call.word or "", ("", ""))[1] in CHART_WORDS:
            message = f"'{call.name}': what a chart says is no figure of a period"
            yield place.problem(message, f"write {call.word} alone; a ladder counts how often it held", "PX111")
        if call.function == "total" and known.get(call.word or "", ("", ""))[1] == "value":
            message = f"'{call.name}': shares of several periods can't be added"
            yield place.problem(message, "add their counts instead, such as `total(positive, 4)`", "PX111")
