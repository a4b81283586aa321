"""Which branches of rules their tests exercise: by condition, never by line.

A branch is one way a decision can come out: a comparison true or false, a threshold met or in breach, a reason not to
assess, a rule of a ladder that decides. What a ladder's test does before its last period counts for nothing, since the
test says nothing about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from pxcommission.assessment.findings import Outcome, Reason
from pxcommission.authoring.edges_tested import shows_usual
from pxcommission.authoring.rule_tests import TestedLadder, TestedRequirement, TestedRules
from pxcommission.inference.check_ladder import NOTHING
from pxcommission.inference.reference import values_of
from pxcommission.rulebook.condition_english import in_english
from pxcommission.rulebook.conditions import Comparison, Values, comparisons_of, holds
from pxcommission.rulebook.ladders import LadderRule, PlacedCondition
from pxcommission.rulebook.thresholds import Against
from pxcommission.vocabulary.models import Vocabulary
from pxcommission.yaml_text import Place


class Branch(Struct, frozen=True):
    """One way a decision can come out, where it stands, and whether a test shows it."""

    file: str
    line: int
    subject: str
    says: str
    exercised: bool

    @property
    def text(self) -> str:
        """`rules/a.yaml:12: FFT-IP-POSITIVE: no test where responses at least 30 is false`."""
        return f"{self.file}:{self.line}: {self.subject}: no test where {self.says}"


class Coverage(Struct, frozen=True):
    """Every branch of the rules that were tried, in file order."""

    branches: tuple[Branch, ...]

    @property
    def exercised(self) -> int:
        """How many of them a test shows."""
        return sum(branch.exercised for branch in self.branches)

    @property
    def text(self) -> str:
        """`212 of 230 branches (92%)`; the per cent is never rounded up."""
        return f"{self.exercised} of {len(self.branches)} branches ({self.per_cent}%)"

    @property
    def per_cent(self) -> int:
        """The whole per cent, rounded down; 100 for rules without a branch."""
        return self.exercised * 100 // len(self.branches) if self.branches else 100


def coverage_of(tested: TestedRules, vocabulary: Vocabulary) -> Coverage:
    """Every branch of these rules."""
    found = [branch for one in tested.requirements for branch in _of_requirement(one, vocabulary)]
    found += [branch for one in tested.ladders for branch in _of_ladder(one)]
    return Coverage(tuple(found))


def _branch(place: Place, subject: str, says: str, exercised: bool) -> Branch:
    return Branch(place.file, place.line, subject, says, exercised)


def _of_requirement(one: TestedRequirement, vocabulary: Vocabulary) -> Iterator[Branch]:
    requirement, subject = one.requirement, one.requirement.id
    judged = [example for example in one.examples if example.judged]
    reasons = {example.verdict.reason for example in one.examples}
    measure = vocabulary.measures[requirement.measure]
    if measure.unit == "proportion":
        says = "nothing was counted (zero denominator)"
        yield _branch(requirement.place, subject, says, Reason.ZERO_DENOMINATOR in reasons)
    if measure.kind == "view":  # counts of facts are exchanged exactly; what few people answered is hidden
        yield _branch(requirement.place, subject, "the figure is suppressed", Reason.SUPPRESSED in reasons)
    if requirement.needs is not None:
        yield from _comparisons(requirement.needs, subject, [example.words for example in judged])
        if not isinstance(requirement.needs.tree, Comparison):
            yield _branch(requirement.needs.place, subject, "it needs more than is given", Reason.TOO_FEW in reasons)
    enough = [example for example in judged if example.verdict.reason is not Reason.TOO_FEW]
    if requirement.require is not None:
        yield from _comparisons(requirement.require, subject, [example.words for example in enough])
    usual = requirement.usual_threshold
    if usual is not None:
        held = [example for example in enough if shows_usual(example, requirement)]
        for outcome, says in ((Outcome.MET, "met"), (Outcome.BREACH, "not met")):
            seen = any(example.verdict.outcome is outcome for example in held)
            yield _branch(usual.place, subject, f"`{usual.threshold.text}` is {says}", seen)
        if usual.threshold.against in (Against.ENGLAND, Against.YEAR_BEFORE):
            missed = any(example.verdict.reason is Reason.NO_COMPARISON for example in held)
            yield _branch(usual.place, subject, "there is no figure to compare with", missed)


def _comparisons(condition: PlacedCondition, subject: str, read: Iterable[Values]) -> Iterator[Branch]:
    """Each comparison of a condition, once true and once false."""
    values = list(read)
    for part in dict.fromkeys(comparisons_of(condition.tree)):
        seen = {holds(part, one) for one in values}
        for wanted, said in ((True, "true"), (False, "false")):
            yield _branch(condition.place, subject, f"{in_english(part)} is {said}", wanted in seen)


def _of_ladder(one: TestedLadder) -> Iterator[Branch]:
    values = [values_of(one.ladder, example.signals, example.state) for example in one.examples]
    decided = {example.decision.ladder_rule for example in one.examples}
    for rule in one.ladder.rules:
        yield from _comparisons(rule.when, one.id, values)
        yield _branch(rule.place, one.id, f"the rule {rule.id} proposes {_proposed(rule)}", rule.id in decided)
    yield _branch(one.ladder.place, one.id, f"{NOTHING} is proposed", "" in decided)


def _proposed(rule: LadderRule) -> str:
    return f"the stage {rule.propose}" if rule.propose else "a step down"
