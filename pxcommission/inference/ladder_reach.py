"""What of a ladder can never come to pass: rules another one covers, stages nobody proposes, letters out of reach."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from pxcommission.inference.check_ladder import read_rule_terms
from pxcommission.inference.ladder_boxes import boxes_of_rule, ladder_reader, values_in
from pxcommission.inference.rule_terms import CITABLE, CORROBORATED, FINAL, RuleTerms, on_fact
from pxcommission.problems import Problem
from pxcommission.rulebook.boxes import Box, covered
from pxcommission.rulebook.intervals import Values
from pxcommission.rulebook.ladders import Ladder, LadderRule
from pxcommission.rulebook.lint_names import warning
from pxcommission.rulebook.lint_sense import lint_sense
from pxcommission.strict_models import place_of


def ladder_reach(ladder: Ladder, file: str) -> list[Problem]:
    """Warnings of a ladder without errors: conditions that say nothing, rules and stages that never come to pass."""
    read, _ = read_rule_terms(ladder, file)
    return [
        *_senses(ladder, read),
        *_covered_rules(ladder, read),
        *_stages_out_of_order(ladder),
        *_stages_not_proposed(ladder),
        *_letters_out_of_reach(ladder),
        *_no_step_down(ladder),
    ]


def _senses(ladder: Ladder, read: Sequence[RuleTerms]) -> Iterator[Problem]:
    """What is wrong with each condition alone, and rules whose condition the ladder's own restraint contradicts."""
    reader = ladder_reader(ladder)
    for terms in read:
        if not terms.terms:
            continue
        found = list(lint_sense(terms.rule.when, "when", reader))
        yield from found
        if not boxes_of_rule(ladder, terms) and not found:
            message = f"the rule '{terms.rule.id}' can never decide: what it asks contradicts what the ladder itself asks of such a step"
            fix = "a letter waits for the one below it; a step down needs a period that is met"
            yield warning(terms.rule.when.place.problem(message, fix, "PX144"))


class _Deciding(Struct, frozen=True):
    """A rule that may propose a stage, the rank of that stage, and the boxes in which it may."""

    rule: LadderRule
    rank: int
    boxes: tuple[Box, ...]


def _covered_rules(ladder: Ladder, read: Sequence[RuleTerms]) -> Iterator[Problem]:
    """Rules that change nothing: wherever one may decide, others that stand propose its stage or a higher one."""
    sums = {derived.name: derived for terms in read for derived in terms.derived}
    known = {word for word in _words(ladder, read) if on_fact(word, sums)} | {CITABLE, CORROBORATED, FINAL}
    deciding = [_Deciding(t.rule, _rank(ladder, t.rule), boxes_of_rule(ladder, t)) for t in read]
    standing = list(deciding)
    for one in reversed(deciding):
        others = [other for other in standing if other is not one and other.rank >= one.rank]
        if one.boxes and _covered_by(one, others, known, values_in(ladder, sums)):
            standing.remove(one)
            alone = [other for other in others if _covered_by(one, [other], known, values_in(ladder, sums))]
            yield _covered_problem(one, alone)


def _covered_by(one: _Deciding, others: Sequence[_Deciding], known: set[str], domain: Callable[[str], Values]) -> bool:
    """Whether others decide wherever one may; boxes that read a word which may be unknown there don't count."""
    cover = [box for other in others for box in other.boxes]
    return all(covered(box, [other for other in cover if set(other) <= set(box) | known], domain) for box in one.boxes)


def _words(ladder: Ladder, read: Sequence[RuleTerms]) -> set[str]:
    return {word for terms in read for box in boxes_of_rule(ladder, terms) for word in box}


def _rank(ladder: Ladder, rule: LadderRule) -> int:
    return ladder.rank(rule.propose) if rule.propose else 0


def _covered_problem(one: _Deciding, alone: Sequence[_Deciding]) -> Problem:
    by = f"'{alone[0].rule.id}'" if alone else "one of the others"
    step = f"'{one.rule.propose}'" if one.rule.propose else "a step down"
    message = f"the rule '{one.rule.id}' changes nothing: wherever it holds, {by} proposes {step} or a higher stage"
    return warning(one.rule.place.problem(message, "remove it, or propose a higher stage", "PX146"))


def _stages_out_of_order(ladder: Ladder) -> Iterator[Problem]:
    first = next((stage for stage in ladder.stages if stage.is_letter), None)
    for stage in ladder.stages[ladder.first_letter_rank :]:
        if first is not None and not stage.is_letter:
            message = f"the question '{stage.id}' stands above the letter '{first.id}'"
            yield warning(stage.place.problem(message, "put the questions first and the letters above them", "PX150"))


def _proposed(ladder: Ladder) -> set[str]:
    return {str(rule.propose) for rule in ladder.rules if rule.propose}


def _stages_not_proposed(ladder: Ladder) -> Iterator[Problem]:
    proposed = _proposed(ladder)
    for stage in ladder.stages:
        if stage.id not in proposed:
            message = f"no rule proposes the stage '{stage.id}'"
            yield warning(place_of(stage.id, stage.place).problem(message, "add a rule, or remove the stage", "PX147"))


def _letters_out_of_reach(ladder: Ladder) -> Iterator[Problem]:
    """Letters above a letter that is never proposed, unless a rule proposes them at once."""
    proposed = _proposed(ladder)
    for rank, stage in enumerate(ladder.stages, start=1):
        below = ladder.stages[rank - 2] if rank > 1 else stage
        waits = stage.is_letter and rank > ladder.first_letter_rank and below.id not in proposed
        rules = [rule for rule in ladder.rules if rule.propose == stage.id]
        if waits and rules and not any(rule.at_once for rule in rules):
            message = f"the letter '{stage.id}' can't be reached: it waits for '{below.id}', which no rule proposes"
            fix = f"add a rule that proposes '{below.id}'; `at_once: true` is for an immediate risk"
            yield warning(place_of(stage.id, stage.place).problem(message, fix, "PX148"))


def _no_step_down(ladder: Ladder) -> Iterator[Problem]:
    if not any(rule.step_down for rule in ladder.rules):
        message = "the ladder has no step down: a provider that has put matters right would stay where it is"
        fix = "add `{id: recovered, when: met_in_a_row >= 2, step_down: true}`"
        yield warning(ladder.place.problem(message, fix, "PX149"))
