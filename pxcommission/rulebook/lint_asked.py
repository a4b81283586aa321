"""Problems of what a condition asks of a figure: a fraction for a per cent, the worse for the better, few where it needs many."""

from __future__ import annotations

from collections.abc import Iterator

from pxcommission.problems import Problem
from pxcommission.rulebook.component_words import ComponentWords
from pxcommission.rulebook.condition_english import in_english
from pxcommission.rulebook.conditions import Comparison, words_of
from pxcommission.rulebook.ladders import PlacedCondition
from pxcommission.rulebook.linear_form import LinearForm, linear_form, wanted
from pxcommission.rulebook.lint_names import warning
from pxcommission.rulebook.requirements import Requirement
from pxcommission.vocabulary.models import Vocabulary
from pxcommission.yaml_text import Place


def lint_asked(
    requirement: Requirement, known: ComponentWords, vocabulary: Vocabulary, *, advice: bool = True
) -> Iterator[Problem]:
    """Problems of a requirement's `require` and `needs`, every word of which is known; without `advice` the errors."""
    require, needs = requirement.require, requirement.needs
    if require is not None and advice:
        yield from _fractions("require", require, known)
    if require is not None:
        yield from _direction(require, known, vocabulary)
    if needs is not None and advice:
        yield from _fractions("needs", needs, known)
        yield from _only_few(needs)


def _fractions(name: str, condition: PlacedCondition, known: ComponentWords) -> Iterator[Problem]:
    for part, _ in wanted(condition.tree):
        form = linear_form(part)
        if form is not None and _is_fraction(form, known):
            message = f'{name}: "{in_english(part)}" is under one percent: a fraction may have been meant'
            fix = "a share is written in per cent: 95 for a share of 0.95"
            yield warning(_place(condition, part).problem(message, fix, "PX122"))


def _place(condition: PlacedCondition, part: Comparison) -> Place:
    return condition.at(max(condition.text.find(next(iter(words_of(part)), "")), 0))


def _is_fraction(form: LinearForm, known: ComponentWords) -> bool:
    """Whether one share alone is held against a number between 0 and 1."""
    shares = [word for word in form.now if known[word][1] == "value"]
    alone = len(form.now) == 1 and not form.before
    return bool(shares) and alone and 0 < abs(form.number / form.now[shares[0]]) < 1


def _direction(condition: PlacedCondition, known: ComponentWords, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A measure's own figure asked to be worse: an error, or a warning where another comparison may hold in its place."""
    for part, alternative in wanted(condition.tree):
        form = linear_form(part)
        words = {*form.now, *form.before} if form is not None else set()
        if form is None or len(words) != 1 or form.operator not in ("<", "<="):
            continue
        (word,) = words
        measure, of = vocabulary.measures[known[word][0]], known[word][1]
        own = of == "value" or (of == "numerator" and measure.unit == "count")
        asked = "lower" if word in form.capped else "higher"
        if own and measure.better not in (asked, "neither"):
            message = f'require: "{in_english(part)}": {word} is better {measure.better}, so this asks for the worse'
            fix = "turn the comparison round, or check `better` in the vocabulary"
            problem = _place(condition, part).problem(message, fix, "PX119")
            yield warning(problem) if alternative else problem


def _only_few(condition: PlacedCondition) -> Iterator[Problem]:
    """Numbers it must stay below, and none it must reach."""
    forms = [linear_form(part) for part, _ in wanted(condition.tree)]
    below = [form for form in forms if form is not None and form.operator in ("<", "<=") and _only_positive(form)]
    if forms and len(below) == len(forms):
        message = f"needs: `{condition.text}` judges only while there are few, and not once there are many"
        yield warning(
            condition.place.problem(message, "write the least that can be judged: `responses >= 30`", "PX129")
        )


def _only_positive(form: LinearForm) -> bool:
    return bool(form.now) and min((*form.now.values(), *form.before.values())) > 0
