"""The terms of one ladder rule: its condition in exact tests, with the restraint that is built into every ladder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from pxcommission.inference.linear import (
    KNOWN,
    DerivedWord,
    ExactTest,
    Normal,
    NotUsable,
    exact_comparison,
    exact_truth,
)
from pxcommission.inference.normal_form import terms_of
from pxcommission.inference.words import constants, is_register_word, reads_the_register
from pxcommission.rulebook.conditions import Comparison, Truth
from pxcommission.rulebook.ladders import Ladder, LadderRule

MOST_TESTS = 20
CITABLE, FINAL, CORROBORATED, REPLY_DATE_PASSED = "citable", "final", "corroborated", "reply_date_passed"
STAGE, IN_BREACH = "stage", "in_breach"


class RuleTerms(Struct, frozen=True):
    """The terms of one ladder rule and the sums of words they read."""

    rule: LadderRule
    terms: tuple[frozenset[ExactTest], ...]
    derived: tuple[DerivedWord, ...]


def terms_of_rule(ladder: Ladder, rule: LadderRule) -> RuleTerms:
    """The terms of a rule's condition, restraint included; raises NotUsable for what a ladder can't say."""
    named = constants(ladder)
    derived: dict[str, DerivedWord] = {}

    def exact(part: Comparison | Truth, wanted: bool) -> ExactTest | bool:
        normal = _normal(part, wanted, named)
        if normal.derived is not None:
            derived[normal.derived.name] = normal.derived
        return _folded(normal.test, derived)

    restraint = frozenset(_restraint(ladder, rule))
    terms = tuple(term | restraint for term in terms_of(rule.when.tree, exact))
    for term in terms:
        _refuse_long(term, derived)
    return RuleTerms(rule, terms, tuple(sorted(derived.values())))


def _normal(part: Comparison | Truth, wanted: bool, named: dict[str, int]) -> Normal:
    match part:
        case Truth():
            return exact_truth(part, wanted, named)
        case Comparison():
            return exact_comparison(part, named)


def _folded(test: ExactTest | bool, derived: dict[str, DerivedWord]) -> ExactTest | bool:
    """True for a test that only asks whether words of the register are known: they always are."""
    if isinstance(test, ExactTest) and test.operator == KNOWN and on_fact(test.word, derived):
        return True
    return test


def on_fact(word: str, derived: dict[str, DerivedWord]) -> bool:
    """Whether the stage fact carries the word; the event carries all others."""
    if word in derived:
        return is_register_word(derived[word].coefficients[0][0])
    return is_register_word(word) or word == REPLY_DATE_PASSED


def _restraint(ladder: Ladder, rule: LadderRule) -> Iterator[ExactTest]:
    """What the ladder itself asks before a step is proposed, whatever the condition says."""
    if rule.step_down or rule.propose is None:
        yield ExactTest(STAGE, ">=", 1)
        yield ExactTest(IN_BREACH, "==", 0)
        return
    if not reads_the_register(rule.when.tree):
        yield ExactTest(IN_BREACH, "==", 1)
    rank = ladder.rank(rule.propose)
    if not ladder.stage(rule.propose).is_letter:
        yield ExactTest(STAGE, "<=", rank)
        return
    yield ExactTest(CITABLE, "==", 1)
    yield ExactTest(STAGE, "<", rank)
    if ladder.stage(rule.propose).step is not None:
        yield ExactTest(CORROBORATED, "==", 1)
    if rule.at_once:
        return
    yield ExactTest(FINAL, "==", 1)
    if rank != ladder.first_letter_rank:
        yield ExactTest(STAGE, ">=", rank - 1)
        yield ExactTest(REPLY_DATE_PASSED, "==", 1)


def _refuse_long(term: Iterable[ExactTest], derived: dict[str, DerivedWord]) -> None:
    of_fact = [on_fact(test.word, derived) for test in term]
    if max(sum(of_fact) + 1, len(of_fact) - sum(of_fact)) > MOST_TESTS:
        message = f"this rule compares more than {MOST_TESTS} things at once"
        raise NotUsable("", message, "split it into several rules, or compare fewer things joined by and")
