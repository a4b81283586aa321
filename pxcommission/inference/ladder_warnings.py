"""What a ladder says that is probably not meant: rules that can never hold, and rules that let go as matters get worse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from msgspec import Struct

from pxcommission.inference.check_ladder import read_rule_terms
from pxcommission.inference.linear import KNOWN, ExactTest
from pxcommission.inference.rule_terms import RuleTerms
from pxcommission.inference.words import span_of
from pxcommission.problems import Problem, Weight
from pxcommission.rulebook.conditions import COMPARE
from pxcommission.rulebook.ladders import Ladder

_WORSE = ("breaches_in_a_row", "short_by", "units_in_breach", "sources_agreeing")
_LAST_HELD = {"==": 0, "<=": 0, "<": -1, "!=": -1}


def ladder_warnings(ladder: Ladder, file: str) -> list[Problem]:
    """Warnings, in the order of the file: rules that never hold, and where a worse period could mean a lower stage."""
    read, _ = read_rule_terms(ladder, file)
    return [*_never_holding(file, read), *_letting_go(ladder, file, read)]


def _never_holding(file: str, read: Iterable[RuleTerms]) -> Iterator[Problem]:
    for terms in read:
        if not terms.terms:
            message = f"the rule '{terms.rule.id}' can never hold"
            yield _warning(file, terms, message, "every word is a whole number; compare it with one", "PX144")


def _warning(file: str, terms: RuleTerms, message: str, fix: str, code: str) -> Problem:
    place = terms.rule.when.place
    return Problem(file, message, fix, place.line, place.column, weight=Weight.WARNING, code=code)


class _Outcome(Struct, frozen=True):
    """One term and the rank of the stage it proposes."""

    tests: frozenset[ExactTest]
    rank: int


def _letting_go(ladder: Ladder, file: str, read: list[RuleTerms]) -> Iterator[Problem]:
    proposing = [terms for terms in read if terms.rule.propose]
    outcomes = [_Outcome(term, ladder.rank(t.rule.propose or "")) for t in proposing for term in t.terms]
    for terms in proposing:
        rank = ladder.rank(terms.rule.propose or "")
        uppers = {
            (test.word, last)
            for term in terms.terms
            for test, last in _last_values(term)
            if not any(_taken_over(term, test.word, last + 1, other) for other in outcomes if other.rank >= rank)
        }
        for word, last in sorted(uppers):
            said = word.replace("_", " ")
            message = f"'{terms.rule.id}' no longer holds when {said} is {last + 1}, so a worse period could mean a lower stage"
            yield _warning(file, terms, message, f"write `{word} >= …`, or add a rule for {last + 1} and more", "PX145")


def _last_values(term: frozenset[ExactTest]) -> Iterator[tuple[ExactTest, int]]:
    """The tests that a rise of a word ends, with the last value that still holds."""
    for test in term:
        if test.operator in _LAST_HELD and (test.word in _WORSE or span_of(test.word) is not None):
            last = test.bound + _LAST_HELD[test.operator]
            if last >= 0 and all(_holds(other, last) for other in term if other.word == test.word):
                yield test, last


def _taken_over(term: frozenset[ExactTest], word: str, value: int, other: _Outcome) -> bool:
    """Whether the other term holds wherever this one does once the word has risen to the value."""
    return all(
        _holds(test, value) if test.word == word else any(_implies(one, test) for one in term) for test in other.tests
    )


def _holds(test: ExactTest, value: int) -> bool:
    return test.operator == KNOWN or COMPARE[test.operator](Fraction(value), Fraction(test.bound))


def _implies(one: ExactTest, other: ExactTest) -> bool:
    """Whether a value that meets one test meets the other; between the two bounds nothing changes."""
    near = {bound + step for bound in (one.bound, other.bound) for step in (-1, 0, 1)}
    return one.word == other.word and all(_holds(other, value) for value in near if _holds(one, value))
