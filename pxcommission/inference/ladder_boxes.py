"""The compiled terms of a ladder's rules as boxes of values, with the values each word can have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from pxcommission.inference.linear import KNOWN, DerivedWord, ExactTest, NotUsable, exact_comparison, exact_truth
from pxcommission.inference.rule_terms import CITABLE, CORROBORATED, FINAL, REPLY_DATE_PASSED, STAGE, RuleTerms
from pxcommission.inference.words import LARGEST, constants, span_of
from pxcommission.rulebook.boxes import Box, Read, Single, overlap
from pxcommission.rulebook.conditions import Comparison, Truth
from pxcommission.rulebook.intervals import Domain, Values, compared, whole_domain, without
from pxcommission.rulebook.ladders import SEVERITIES, Ladder

_YES_NO = Domain(whole=True, highest=1)
_TRUE_OR_FALSE = (
    "in_breach", "clearly_below", "special_cause_concern", "consistently_fails", "deteriorating", "reply_overdue",
    "notice_open", "plan_overdue", CITABLE, CORROBORATED, FINAL, REPLY_DATE_PASSED,
)  # fmt: skip


def domain_of(word: str, ladder: Ladder, sums: Mapping[str, DerivedWord]) -> Domain:
    """The values a word of a ladder can have; a sum of words can have any whole number."""
    span = span_of(word)
    if word in _TRUE_OR_FALSE:
        return _YES_NO
    if word == "severity":
        return Domain(whole=True, lowest=min(SEVERITIES.values()), highest=max(SEVERITIES.values()))
    if word == STAGE:
        return Domain(whole=True, highest=len(ladder.stages))
    if span is not None:
        return Domain(whole=True, highest=span)
    if word in sums:
        return Domain(whole=True, lowest=-sums[word].largest, highest=sums[word].largest)
    return Domain(whole=True, highest=LARGEST)


def values_in(ladder: Ladder, sums: Mapping[str, DerivedWord]) -> Callable[[str], Values]:
    """Every value a word can have, by word."""
    return lambda word: whole_domain(domain_of(word, ladder, sums))


def boxes_of_rule(ladder: Ladder, read: RuleTerms) -> tuple[Box, ...]:
    """The boxes in which a rule may decide, the ladder's restraint included; terms that can never hold are left out."""
    sums = {derived.name: derived for derived in read.derived}
    boxes = (_box(term, ladder, sums) for term in read.terms)
    return tuple(box for box in boxes if box is not None)


def _box(term: frozenset[ExactTest], ladder: Ladder, sums: Mapping[str, DerivedWord]) -> Box | None:
    box: Box | None = {}
    for test in sorted(term):
        values = _values(test, domain_of(test.word, ladder, sums))
        box = None if box is None or values.none else overlap(box, {test.word: values})
    return box


def _values(test: ExactTest, domain: Domain) -> Values:
    """The values a test lets through."""
    if test.operator == KNOWN:
        return whole_domain(domain)
    return compared(domain, test.operator, Fraction(test.bound))


def ladder_reader(ladder: Ladder) -> Read:
    """What a comparison in a ladder says of one word; None where it compares a sum, or can't be used in a ladder."""
    named = constants(ladder)

    def read(part: Comparison | Truth) -> Single | bool | None:
        try:
            normal = exact_truth(part, True, named) if isinstance(part, Truth) else exact_comparison(part, named)
        except NotUsable:
            return None
        if isinstance(normal.test, bool):
            return normal.test
        if normal.derived is not None or normal.test.operator == KNOWN:
            return None
        domain = domain_of(normal.test.word, ladder, {})
        met = _values(normal.test, domain)
        return Single(normal.test.word, met, without(whole_domain(domain), met))

    return read
