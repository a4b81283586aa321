"""Everything wrong with a ladder that can be told before it runs, with its place and how to mend it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from pxcommission.inference.cases import STEP_DOWN
from pxcommission.inference.given import given_problems
from pxcommission.inference.linear import NotUsable
from pxcommission.inference.rule_terms import IN_BREACH, RuleTerms, terms_of_rule
from pxcommission.inference.words import is_period_word, is_register_word
from pxcommission.problems import Problem, did_you_mean
from pxcommission.rulebook.conditions import words_of
from pxcommission.rulebook.ladders import SEVERITIES, Ladder, LadderRule, PlacedCondition
from pxcommission.yaml_text import Place

MOST_RULES = 60
MOST_WORDS = 200
NOTHING = "nothing"


def check_ladder(ladder: Ladder, file: str) -> list[Problem]:
    """Every error of a ladder's stages, rules and tests, in the order of the file; none when it can be compiled."""
    read, problems = read_rule_terms(ladder, file)
    return [
        *_stage_problems(ladder, file),
        *_rule_problems(ladder, file),
        *problems,
        *_size_problems(ladder, file, read),
        *_test_problems(ladder, file),
    ]


def read_rule_terms(ladder: Ladder, file: str) -> tuple[list[RuleTerms], list[Problem]]:
    """The rules that can be read, as terms, and the problems of those that can't."""
    read: list[RuleTerms] = []
    problems: list[Problem] = []
    for rule in ladder.rules:
        if rule.propose is not None and not ladder.rank(rule.propose):
            continue
        try:
            read.append(terms_of_rule(ladder, rule))
        except NotUsable as wrong:
            problems.append(_in_condition(file, rule.when, wrong))
    return read, problems


def _in_condition(file: str, when: PlacedCondition, wrong: NotUsable) -> Problem:
    found = re.search(rf"\b{re.escape(wrong.about)}\b", when.text) if wrong.about else None
    offset = found.start() if found else 0
    return Problem(file, wrong.message, wrong.fix, when.place.line, when.place.column + offset)


def _problem(file: str, place: Place, message: str, fix: str = "") -> Problem:
    return Problem(file, message, fix, place.line, place.column)


def _stage_problems(ladder: Ladder, file: str) -> Iterator[Problem]:
    for stage in ladder.stages:
        word = stage.id.replace("-", "_")
        if is_period_word(word) or is_register_word(word) or word in SEVERITIES or word in (NOTHING, "step_down"):
            message = f"the stage id '{stage.id}' already means something else in a ladder"
            yield _problem(file, stage.place, message, "choose another id")
    for place, repeated in _repeated((stage.id, stage.place) for stage in ladder.stages):
        yield _problem(file, place, f"the stage id '{repeated}' stands twice", "give each stage an id of its own")


def _repeated(placed: Iterable[tuple[str, Place]]) -> Iterator[tuple[Place, str]]:
    seen: Counter[str] = Counter()
    for text, place in placed:
        seen[text] += 1
        if seen[text] == 2:
            yield place, text


def _rule_problems(ladder: Ladder, file: str) -> Iterator[Problem]:
    for place, repeated in _repeated((rule.id, rule.place) for rule in ladder.rules):
        yield _problem(file, place, f"the rule id '{repeated}' stands twice", "give each rule an id of its own")
    for rule in ladder.rules:
        yield from _outcome_problems(ladder, file, rule)
        if not rule.step_down and not _asks_for_a_reason(rule):
            message = f"the rule '{rule.id}' tests neither in_breach nor a word of the register"
            yield _problem(file, rule.when.place, message, f"begin with in_breach: `in_breach and {rule.when.text}`")


def _outcome_problems(ladder: Ladder, file: str, rule: LadderRule) -> Iterator[Problem]:
    if rule.step_down == (rule.propose is not None):
        message = f"the rule '{rule.id}' needs one of propose and step_down"
        yield _problem(file, rule.place, message, "write `propose: <stage id>` or `step_down: true`")
    elif rule.step_down and rule.at_once:
        message = f"the rule '{rule.id}' steps down; at_once has no meaning there"
        yield _problem(file, rule.place, message, "remove at_once")
    elif rule.propose is not None and not ladder.rank(rule.propose):
        known = [stage.id for stage in ladder.stages]
        near = did_you_mean(rule.propose, known)
        fix = "" if near else "stages of this ladder: " + ", ".join(known)
        yield _problem(file, rule.place, f"propose: unknown stage '{rule.propose}'{near}", fix)


def _asks_for_a_reason(rule: LadderRule) -> bool:
    return any(word == IN_BREACH or is_register_word(word) for word in words_of(rule.when.tree))


def _size_problems(ladder: Ladder, file: str, read: list[RuleTerms]) -> Iterator[Problem]:
    count = sum(len(terms.terms) for terms in read)
    if count > MOST_RULES:
        widest = max(read, key=lambda terms: len(terms.terms))
        message = (
            f"the ladder needs {count} rules once every `or` is written out; at most {MOST_RULES} are possible. "
            f"The rule '{widest.rule.id}' alone needs {len(widest.terms)}"
        )
        yield _problem(file, widest.rule.when.place, message, "use fewer alternatives joined by or, or fewer rules")
    words = {test.word for terms in read for term in terms.terms for test in term}
    if len(words) > MOST_WORDS:
        message = f"the ladder compares {len(words)} different words and sums; at most {MOST_WORDS} are possible"
        yield _problem(file, ladder.place, message, "use fewer different sums of words")


def _test_problems(ladder: Ladder, file: str) -> Iterator[Problem]:
    known = [NOTHING, STEP_DOWN, *(stage.id for stage in ladder.stages)]
    for test in ladder.tests:
        if test.expect not in known:
            near = did_you_mean(test.expect, known)
            fix = "" if near else "one of: " + ", ".join(known)
            yield _problem(file, test.place, f"expect: unknown stage '{test.expect}'{near}", fix)
        yield from given_problems(test)
