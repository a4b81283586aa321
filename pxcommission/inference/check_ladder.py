"""Everything wrong with a ladder that can be told before it runs, with its place and how to mend it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from pxcommission.inference.cases import STEP_DOWN
from pxcommission.inference.given import given_problems
from pxcommission.inference.linear import NotUsable
from pxcommission.inference.rule_terms import IN_BREACH, RuleTerms, terms_of_rule
from pxcommission.inference.words import constants, is_period_word, is_register_word
from pxcommission.misspellings import safely_meant
from pxcommission.problems import Mend, Problem, did_you_mean
from pxcommission.rulebook.conditions import words_of
from pxcommission.rulebook.ladders import PERIOD_WORDS, REGISTER_WORDS, SEVERITIES, Ladder, LadderRule, PlacedCondition
from pxcommission.rulebook.lint_names import misspelt
from pxcommission.strict_models import place_of
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
            problems.append(_in_condition(ladder, file, rule.when, wrong))
    return read, problems


def _in_condition(ladder: Ladder, file: str, when: PlacedCondition, wrong: NotUsable) -> Problem:
    found = re.search(rf"\b{re.escape(wrong.about)}\b", when.text) if wrong.about else None
    place = when.at(found.start() if found else 0)
    if not wrong.message.startswith("unknown word"):
        return _problem(file, place, wrong.message, wrong.fix, "PX142")
    near = safely_meant(wrong.about, (*PERIOD_WORDS, *REGISTER_WORDS, *constants(ladder)))
    mend = Mend(place.line, place.column, wrong.about, near) if near and when.plain else None
    return _problem(file, place, wrong.message, wrong.fix, "PX104", mend)


def _problem(file: str, place: Place, message: str, fix: str, code: str, mend: Mend | None = None) -> Problem:
    return Problem(file, message, fix, place.line, place.column, code=code, mend=mend)


def _stage_problems(ladder: Ladder, file: str) -> Iterator[Problem]:
    for stage in ladder.stages:
        word = stage.id.replace("-", "_")
        if is_period_word(word) or is_register_word(word) or word in SEVERITIES or word in (NOTHING, "step_down"):
            message = f"the stage id '{stage.id}' already means something else in a ladder"
            yield _problem(file, stage.place, message, "choose another id", "PX106")
    for place, repeated in _repeated((stage.id, stage.place) for stage in ladder.stages):
        yield _problem(
            file, place, f"the stage id '{repeated}' stands twice", "give each stage an id of its own", "PX105"
        )


def _repeated(placed: Iterable[tuple[str, Place]]) -> Iterator[tuple[Place, str]]:
    seen: Counter[str] = Counter()
    for text, place in placed:
        seen[text] += 1
        if seen[text] == 2:
            yield place, text


def _rule_problems(ladder: Ladder, file: str) -> Iterator[Problem]:
    for place, repeated in _repeated((rule.id, rule.place) for rule in ladder.rules):
        yield _problem(
            file, place, f"the rule id '{repeated}' stands twice", "give each rule an id of its own", "PX105"
        )
    for rule in ladder.rules:
        yield from _outcome_problems(ladder, file, rule)
        if not rule.step_down and not _asks_for_a_reason(rule):
            message = f"the rule '{rule.id}' tests neither in_breach nor a word of the register"
            fix = f"begin with in_breach: `in_breach and {rule.when.text}`"
            yield _problem(file, rule.when.place, message, fix, "PX140")


def _outcome_problems(ladder: Ladder, file: str, rule: LadderRule) -> Iterator[Problem]:
    if rule.step_down == (rule.propose is not None):
        message = f"the rule '{rule.id}' needs one of propose and step_down"
        yield _problem(file, rule.place, message, "write `propose: <stage id>` or `step_down: true`", "PX141")
    elif rule.step_down and rule.at_once:
        message = f"the rule '{rule.id}' steps down; at_once has no meaning there"
        yield _problem(file, rule.place, message, "remove at_once", "PX141")
    elif rule.propose is not None and not ladder.rank(rule.propose):
        known = [stage.id for stage in ladder.stages]
        near = did_you_mean(rule.propose, known)
        fix = "" if near else "stages of this ladder: " + ", ".join(known)
        place = place_of(rule.propose, rule.place)
        message = f"propose: unknown stage '{rule.propose}'{near}"
        yield _problem(file, place, message, fix, "PX103", misspelt(rule.propose, known))


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
        yield _problem(
            file, widest.rule.when.place, message, "use fewer alternatives joined by or, or fewer rules", "PX143"
        )
    words = {test.word for terms in read for term in terms.terms for test in term}
    if len(words) > MOST_WORDS:
        message = f"the ladder compares {len(words)} different words and sums; at most {MOST_WORDS} are possible"
        yield _problem(file, ladder.place, message, "use fewer different sums of words", "PX143")


def _test_problems(ladder: Ladder, file: str) -> Iterator[Problem]:
    known = [NOTHING, STEP_DOWN, *(stage.id for stage in ladder.stages)]
    for test in ladder.tests:
        if test.expect not in known:
            near = did_you_mean(test.expect, known)
            fix = "" if near else "one of: " + ", ".join(known)
            place = place_of(test.expect, test.place)
            message = f"expect: unknown stage '{test.expect}'{near}"
            yield _problem(file, place, message, fix, "PX103", misspelt(test.expect, known))
        yield from given_problems(test)
